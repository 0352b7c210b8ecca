//! From Rust to the pair `app.wasm` and `app.js`: cargo, wasm-bindgen as a library, wasm-opt.
//!
//! It does not name or compress files; `site` does.
//!
//! > "The optimised module is made from the module cargo made, and kept until that changes."

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::project::Project;
use crate::tools::{self, WASM_TARGET};

/// The version of wasm-bindgen this program generates glue for; the page must use the same.
const BINDGEN: &str = "0.2.130";

/// What the browser loads.
pub(crate) struct Module {
    pub(crate) js: Vec<u8>,
    pub(crate) wasm: Vec<u8>,
    /// Why `wasm-opt` was left out, as a sentence, if it was.
    pub(crate) not_optimised: Option<String>,
}

/// Compiles the app and makes it loadable.
pub(crate) fn build(project: &Project) -> Result<Module> {
    tools::install_wasm_target(project)?;
    check_bindgen_version(project)?;
    tools::run(
        project,
        &mut project.cargo([
            "build",
            "--package=app",
            "--lib",
            "--profile=web",
            "--target",
            WASM_TARGET,
        ]),
        "the app does not compile; the errors are above",
    )?;
    let compiled = project.target.join(WASM_TARGET).join("web/app.wasm");
    let bytes = std::fs::read(&compiled)
        .with_context(|| format!("cargo left no module at {}", compiled.display()))?;
    let optimiser = tools::install_npm_packages(project);
    let wasm_opt = match &optimiser {
        Ok(()) => Some(tools::wasm_opt(project)),
        Err(_) => None,
    };
    let variant = if wasm_opt.is_some() { OPTIMISE.concat() } else { "as compiled".to_owned() };
    let key = crate::site::hash(&[&bytes, BINDGEN.as_bytes(), variant.as_bytes()]);
    let directory = project.kept().join("module").join(&key);
    if !directory.join("app.js").is_file() {
        make(&directory, &compiled, wasm_opt)?;
    }
    let read = |name: &str| {
        std::fs::read(directory.join(name)).with_context(|| format!("{name} cannot be read back"))
    };
    Ok(Module {
        js: read("app.js")?,
        wasm: read("app.wasm")?,
        not_optimised: optimiser.err().map(|reason| format!("{reason:#}")),
    })
}

/// Generates the glue and the optimised module; `app.js` is moved in last and means "complete".
fn make(directory: &Path, compiled: &Path, wasm_opt: Option<PathBuf>) -> Result<()> {
    let work = directory.with_extension("tmp");
    if work.exists() {
        std::fs::remove_dir_all(&work)?;
    }
    std::fs::create_dir_all(&work)
        .with_context(|| format!("{} cannot be created", work.display()))?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name("app").typescript(false);
    bindgen.omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(&work))
        .context("wasm-bindgen could not read the compiled app")?;
    if work.join("snippets").exists() {
        bail!(
            "the app brings inline JavaScript (a `snippets` directory), which the site does not \
             carry; call the browser through web-sys instead"
        );
    }
    let glue = work.join("app.js");
    let shortened = without_comments(&std::fs::read_to_string(&glue)?);
    std::fs::write(&glue, shortened)?;
    let generated = work.join("app_bg.wasm");
    match wasm_opt {
        Some(wasm_opt) => optimise(&wasm_opt, &generated, &work.join("app.wasm"))?,
        None => std::fs::rename(&generated, work.join("app.wasm"))?,
    }
    if directory.exists() {
        std::fs::remove_dir_all(directory)?;
    }
    std::fs::rename(&work, directory)
        .with_context(|| format!("{} cannot be created", directory.display()))
}

/// The generated glue without its comments and indentation: a seventh of its transferred size.
///
/// Only for this glue, where no text spans lines and no expression continues with `*` or `//`.
fn without_comments(js: &str) -> String {
    let mut short = String::with_capacity(js.len());
    let mut in_comment = false;
    for line in js.lines().map(str::trim_start) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.starts_with("//") && !line.is_empty() {
            short.push_str(line);
            short.push('\n');
        }
        in_comment &= !line.contains("*/");
    }
    short
}

/// What `wasm-opt` is told.
///
/// No feature is named: naming features gives a module that dies at start.
/// The passes left out make the module smaller and its transfer larger, because they make functions
/// that are almost alike less alike; measured together they cost eleven per cent.
const OPTIMISE: [&str; 8] = [
    "-Oz",
    "--skip-pass=inlining-optimizing",
    "--skip-pass=code-folding",
    "--skip-pass=local-cse",
    "--skip-pass=code-pushing",
    "--skip-pass=rse",
    "--merge-similar-functions",
    "--duplicate-function-elimination",
];

fn optimise(wasm_opt: &Path, from: &Path, to: &Path) -> Result<()> {
    let started = Instant::now();
    let output = Command::new("node")
        .arg(wasm_opt)
        .args(OPTIMISE)
        .arg(from)
        .arg("-o")
        .arg(to)
        .stdin(Stdio::null())
        .output()
        .context("`node` could not be started")?;
    if !output.status.success() {
        bail!(
            "wasm-opt refused the module: {}",
            String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or("no reason given")
        );
    }
    println!("  wasm-opt took {:.0} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// The glue only fits the exact version of wasm-bindgen in the lock file.
fn check_bindgen_version(project: &Project) -> Result<()> {
    let lock = std::fs::read_to_string(project.root.join("Cargo.lock"))
        .context("Cargo.lock cannot be read")?;
    match locked_version(&lock, "wasm-bindgen") {
        Some(BINDGEN) => Ok(()),
        Some(other) => bail!(
            "Cargo.lock has wasm-bindgen {other} and the automation generates glue for {BINDGEN}; \
             pin both to the same version in Cargo.toml"
        ),
        None => bail!("Cargo.lock has no wasm-bindgen; the app cannot run in a browser"),
    }
}

/// The version of a package in a lock file.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_exact_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm-bindgen-macro"), None);
    }

    #[test]
    fn comments_leave_the_glue_and_code_stays() {
        let check = |js: &str, expected: &str| assert_eq!(without_comments(js), expected, "{js}");
        check(
            "/**\n * @returns {x}\n */\nfunction a() {\n    b();\n}",
            "function a() {\nb();\n}\n",
        );
        check("/* one line */\na(); // kept", "a(); // kept\n");
        check("// gone\n\nb('/* text */');\nc()", "b('/* text */');\nc()\n");
    }
}
