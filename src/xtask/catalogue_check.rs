//! `cargo xtask catalogue check`, and the compilation every other command begins with.
//!
//! The rules of the format are in the crate `catalogue`; nothing is decided here.
//!
//! > "A broken catalogue stops every command before the long build begins."

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow};
use domain::date::Date;

use crate::project::Project;

/// Compiles the authored catalogue; the error lists every mistake with file, line and key.
pub(crate) fn compile(project: &Project) -> Result<catalogue::Compiled> {
    catalogue::compile(&project.catalogue(), today()?).map_err(|mistakes| {
        anyhow!("the catalogue has mistakes; correct them and start again:\n{mistakes}")
    })
}

/// Prints what the catalogue holds and what is open, stale or uncertain in it.
pub(crate) fn run(project: &Project) -> Result<()> {
    let compiled = compile(project)?;
    println!("{}", compiled.report);
    Ok(())
}

/// The table alone, without the list of single facts.
pub(crate) fn print_table(project: &Project) -> Result<()> {
    let report = compile(project)?.report.to_string();
    println!("{}", report.split("\n\n").next().unwrap_or_default().trim_end());
    Ok(())
}

/// The day in Vietnam, which decides what is stale.
pub(crate) fn today() -> Result<Date> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .context("the clock of this machine stands before 1970; set it")?;
    Ok(Date::in_vietnam(i64::try_from(now.as_secs()).unwrap_or(i64::MAX)))
}
