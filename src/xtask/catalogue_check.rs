//! `cargo xtask catalogue check`, and the compilation every other command begins with.
//!
//! The rules of the format are in the crate `catalogue`; nothing is decided here.
//!
//! > "A broken catalogue stops every command before the long build begins."

use anyhow::{Result, anyhow};

use crate::project::Project;

/// Compiles the authored catalogue; the error lists every mistake with file, line and key.
pub(crate) fn compile(project: &Project) -> Result<catalogue::Compiled> {
    catalogue::compile(&project.catalogue()).map_err(|errors| {
        anyhow!("the catalogue has mistakes, each named with its place; correct them and try again:\n{errors}")
    })
}

/// Prints what the catalogue holds and what is open, stale or uncertain in it.
pub(crate) fn run(project: &Project) -> Result<()> {
    let compiled = compile(project)?;
    println!("{}", compiled.report);
    Ok(())
}
