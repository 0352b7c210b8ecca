//! Where things are: the root of the workspace and the directories of what is built.
//!
//! It decides nothing; it only names places.
//!
//! > "Nothing is written outside the target directory and the data directory the person named."

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use serde::Deserialize;

/// The workspace this command was started in.
pub(crate) struct Project {
    /// The directory that holds the root `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where cargo puts what it builds; `CARGO_TARGET_DIR` moves it.
    pub(crate) target: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

impl Project {
    /// Asks cargo where the workspace and its target directory are.
    pub(crate) fn find() -> Result<Project> {
        let output = Command::new(cargo())
            .args(["metadata", "--format-version=1", "--no-deps", "--quiet"])
            .output()
            .context("cargo could not be started; is Rust installed?")?;
        if !output.status.success() {
            return Err(anyhow!(
                "cargo could not read the workspace:\n{}",
                String::from_utf8_lossy(&output.stderr).trim()
            ));
        }
        let metadata: Metadata =
            serde_json::from_slice(&output.stdout).context("cargo metadata is not readable")?;
        Ok(Project { root: metadata.workspace_root, target: metadata.target_directory })
    }

    /// The finished static site.
    pub(crate) fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// Intermediate results, each in a directory named by the hash of what it was made from.
    pub(crate) fn kept(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The authored catalogue.
    pub(crate) fn catalogue(&self) -> PathBuf {
        self.root.join("public/catalogue")
    }

    /// Where the browser tests and the pinned npm packages live.
    pub(crate) fn browser_tests(&self) -> PathBuf {
        self.root.join("tests/browser")
    }

    /// A cargo command that runs in the workspace.
    pub(crate) fn cargo<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(cargo());
        command.args(args).current_dir(&self.root);
        // Set by cargo for this very program; a child cargo would take them for its own.
        for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME"] {
            command.env_remove(name);
        }
        command
    }

    /// A path as a person would write it from the root of the workspace.
    pub(crate) fn relative<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}

fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
