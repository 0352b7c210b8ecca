//! The programs we lean on but do not bring: rustup's target, Node, npm, a browser.
//!
//! It does not build anything.
//!
//! > "What is missing is installed if that is certain to work, and named in one sentence if not."

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::disk;
use crate::project::Project;

/// The target the page is compiled for.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Runs a command with its output visible; an unsuccessful one becomes `sentence`.
pub(crate) fn run(project: &Project, command: &mut Command, sentence: &str) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("`{name}` could not be started"))?;
    if !status.success() {
        disk::check_not_full(&project.target)?;
        bail!("{sentence}");
    }
    Ok(())
}

/// Makes sure that Rust can compile for the browser.
pub(crate) fn install_wasm_target(project: &Project) -> Result<()> {
    let output = Command::new("rustc")
        .args(["--print", "sysroot"])
        .current_dir(&project.root)
        .output()
        .context("`rustc` could not be started; install Rust from https://rustup.rs")?;
    let sysroot = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    if sysroot.join("lib/rustlib").join(WASM_TARGET).join("lib").is_dir() {
        return Ok(());
    }
    println!("  adding the Rust target {WASM_TARGET}");
    let added = Command::new("rustup")
        .args(["target", "add", WASM_TARGET])
        .current_dir(&project.root)
        .stdin(Stdio::null())
        .status();
    match added {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => bail!(
            "`rustup target add {WASM_TARGET}` failed; check the network connection and try again"
        ),
        Err(_) => bail!(
            "this Rust cannot compile for the browser and `rustup` is not installed; \
             install Rust from https://rustup.rs, or your system's package of the standard \
             library for {WASM_TARGET}"
        ),
    }
}

/// Finds an executable on the PATH.
pub(crate) fn find_on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|directory| directory.join(name))
        .find(|path| path.is_file())
}

/// Installs the pinned npm packages of `tests/browser` unless the lock file is already satisfied.
///
/// The reason comes back as a sentence, because some commands can go on without.
pub(crate) fn install_npm_packages(project: &Project) -> Result<()> {
    let directory = project.browser_tests();
    let lock = std::fs::read(directory.join("package-lock.json"))
        .context("tests/browser/package-lock.json cannot be read")?;
    let mark = directory.join("node_modules/.installed-from");
    let key = crate::site::hash(&[&lock]);
    if std::fs::read_to_string(&mark).is_ok_and(|installed| installed == key) {
        return Ok(());
    }
    if find_on_path("node").is_none() {
        bail!("Node is not installed");
    }
    let Some(npm) = find_on_path("npm") else {
        bail!("npm is not installed");
    };
    println!("  installing the npm packages of tests/browser");
    let output = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(&directory)
        .stdin(Stdio::null())
        .output()
        .context("`npm` could not be started")?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        let reason = reason.lines().find(|line| !line.trim().is_empty()).unwrap_or("no reason");
        bail!("`npm ci` in tests/browser failed ({})", reason.trim());
    }
    std::fs::write(&mark, key).context("tests/browser/node_modules cannot be written")?;
    Ok(())
}

/// A Chromium to test with: `CHROME`, else one on the PATH, else the system's package.
pub(crate) fn find_or_install_browser() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROME") {
        let path = PathBuf::from(named);
        if path.is_file() {
            return Ok(path);
        }
        bail!("CHROME names {}, which is not a file", path.display());
    }
    if let Some(found) = browser_on_path() {
        return Ok(found);
    }
    if is_root() && find_on_path("apt-get").is_some() {
        println!("  installing the package chromium");
        for args in [&["update", "-q"][..], &["install", "-y", "-q", "chromium"][..]] {
            let status = Command::new("apt-get")
                .args(args)
                .env("DEBIAN_FRONTEND", "noninteractive")
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .status();
            if !status.is_ok_and(|status| status.success()) {
                break;
            }
        }
        if let Some(found) = browser_on_path() {
            return Ok(found);
        }
    }
    bail!(
        "the browser tests need Chromium: install it, or set CHROME to the path of a \
         Chromium or Chrome executable"
    )
}

/// The first Chromium-like browser on the PATH.
pub(crate) fn browser_on_path() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        .into_iter()
        .find_map(find_on_path)
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// `wasm-opt` of the pinned npm package, as the script Node runs.
pub(crate) fn wasm_opt(project: &Project) -> PathBuf {
    project.browser_tests().join("node_modules/binaryen/bin/wasm-opt")
}
