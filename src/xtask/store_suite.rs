//! The module that carries the contract of stores into a browser, for `tests/browser/store.test.mjs`.
//!
//! It is compiled like the app and not optimised further; it never leaves the machine that tests.
//!
//! > "The store that is tested is compiled as it is for the phone."

use std::path::PathBuf;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::project::Project;
use crate::tools::{self, WASM_TARGET};

/// Prints where the module is.
pub(crate) fn run(project: &Project) -> Result<()> {
    println!("{}", build(project)?.display());
    Ok(())
}

/// Leaves `store_suite.js` and its module in a directory of the target directory.
pub(crate) fn build(project: &Project) -> Result<PathBuf> {
    tools::install_wasm_target(project)?;
    tools::run(
        project,
        &mut project.cargo([
            "build",
            "--package=replica",
            "--example=store_suite",
            "--features=conformance",
            "--profile=web",
            "--target",
            WASM_TARGET,
        ]),
        "the suite of the store does not compile; the errors are above",
    )?;
    let compiled = project.target.join(WASM_TARGET).join("web/examples/store_suite.wasm");
    let directory = project.target.join("store-suite");
    std::fs::create_dir_all(&directory)
        .with_context(|| format!("{} cannot be created", directory.display()))?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&compiled).out_name("store_suite").typescript(false);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(&directory))
        .context("wasm-bindgen could not read the suite of the store")?;
    Ok(directory)
}
