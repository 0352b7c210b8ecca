//! `cargo xtask check`: everything that can be known without a browser, in a few minutes.
//!
//! It changes no file.
//!
//! > "What is checked here is never discussed in a review."

mod arrows;
mod colour;
pub(crate) mod readme;
mod tidy;

use anyhow::Result;

use crate::catalogue_check;
use crate::project::Project;
use crate::test::Steps;
use crate::tools::{self, WASM_TARGET};

/// Runs every check and prints a table.
pub(crate) fn run(project: &Project) -> Result<()> {
    let mut steps = Steps::new();
    let outcome = steps_of_check(project, &mut steps);
    steps.finish(outcome)
}

/// The checks as steps, so that `cargo xtask test` shows them in its own table.
pub(crate) fn steps_of_check(project: &Project, steps: &mut Steps) -> Result<()> {
    steps.run("catalogue", || catalogue_check::print_table(project))?;
    steps.run("arrows", || arrows::check(project))?;
    steps.run("readme", || readme::check(project))?;
    steps.run("tidy", || tidy::check(project))?;
    steps.run("format", || {
        tools::run(
            project,
            &mut project.cargo(["fmt", "--all", "--check"]),
            "some files are not formatted; run cargo fmt --all",
        )
    })?;
    steps.run("lints, native", || {
        tools::run(
            project,
            &mut project.cargo(["clippy", "--workspace", "--all-targets", "--", "--deny=warnings"]),
            "the lints above must be answered",
        )
    })?;
    steps.run("lints, wasm", || {
        tools::install_wasm_target(project)?;
        tools::run(
            project,
            &mut project.cargo([
                "clippy",
                "--package=app",
                "--package=replica",
                "--features=replica/conformance",
                "--lib",
                "--examples",
                "--target",
                WASM_TARGET,
                "--",
                "--deny=warnings",
            ]),
            "the lints above must be answered",
        )
    })
}
