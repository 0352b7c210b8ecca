//! `cargo xtask test`: everything, in the order in which a mistake is found soonest.
//!
//! It holds no test itself; it installs what they need and runs them.
//!
//! > "One command from a clean clone, and its last line says how many steps passed."

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::build;
use crate::check;
use crate::project::Project;
use crate::sizes;
use crate::store_suite;
use crate::tools;

#[derive(Args)]
pub(crate) struct Options {
    /// Only build, and run the browser journeys whose file name contains this
    #[arg(long, value_name = "NAME")]
    journey: Option<String>,
}

/// Steps with their outcome and time, printed as a table at the end.
pub(crate) struct Steps {
    done: Vec<Step>,
    begun: Instant,
}

struct Step {
    name: String,
    seconds: f64,
    passed: bool,
}

impl Steps {
    pub(crate) fn new() -> Steps {
        Steps { done: Vec::new(), begun: Instant::now() }
    }

    /// Runs one step under its heading; the first failure ends the run.
    pub(crate) fn run<T>(&mut self, name: &str, step: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("\n== {name}");
        let begun = Instant::now();
        let outcome = step();
        self.done.push(Step {
            name: name.to_owned(),
            seconds: begun.elapsed().as_secs_f64(),
            passed: outcome.is_ok(),
        });
        outcome.with_context(|| format!("the step \"{name}\" failed"))
    }

    /// Prints the closing table; its last line counts the steps.
    pub(crate) fn finish(self, outcome: Result<()>) -> Result<()> {
        if let Err(error) = &outcome {
            println!("\n{error:#}");
        }
        println!();
        print!("{}", self.table());
        match outcome {
            Ok(()) => Ok(()),
            // Already printed above the table, so that the table is the last thing read.
            Err(_) => std::process::exit(1),
        }
    }

    fn table(&self) -> String {
        let width = self.done.iter().map(|step| step.name.chars().count()).max().unwrap_or(0);
        let mut table = String::new();
        for step in &self.done {
            let verdict = if step.passed { "passed" } else { "FAILED" };
            table.push_str(&format!("{:width$}  {:>6.1} s  {verdict}\n", step.name, step.seconds));
        }
        let n_passed = self.done.iter().filter(|step| step.passed).count();
        let total = self.begun.elapsed().as_secs_f64();
        table.push_str(&format!("{:width$}  {total:>6.1} s\n", "together"));
        table.push_str(&format!("{n_passed} passed, {} failed\n", self.done.len() - n_passed));
        table
    }
}

/// Installs what is needed and runs every step.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let mut steps = Steps::new();
    let outcome = every_step(project, options, &mut steps);
    steps.finish(outcome)
}

fn every_step(project: &Project, options: &Options, steps: &mut Steps) -> Result<()> {
    let chrome = steps.run("what the tests need", || prepare(project))?;
    if options.journey.is_none() {
        check::steps_of_check(project, steps)?;
        steps.run("unit and integration", || {
            tools::run(
                project,
                &mut project.cargo(["test", "--workspace", "--quiet"]),
                "a test failed; it is named above",
            )
        })?;
    }
    steps.run("site", || {
        let site = build::build_site(project)?;
        match site.not_optimised {
            None => Ok(()),
            Some(reason) => bail!("the tests want the optimised app: {reason}"),
        }
    })?;
    if options.journey.is_none() {
        steps.run("sizes", || sizes::check(project))?;
    }
    let built = steps.run("district with the site inside", || build::build_district(project))?;
    let suite = steps.run("suite of the store", || store_suite::build(project))?;
    for journey in journeys(project, options.journey.as_deref())? {
        let name = journey.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = format!("browser: {}", name.unwrap_or_default().replace(".test.mjs", ""));
        steps.run(&name, || {
            tools::run(
                project,
                Command::new("node")
                    .args(["--test", "--test-reporter=spec"])
                    .arg(&journey)
                    .current_dir(&project.root)
                    .env("HO_SO_DISTRICT", &built.district)
                    .env("HO_SO_SITE", project.site())
                    .env("HO_SO_STORE_SUITE", &suite)
                    .env("CHROME", &chrome),
                "a browser test failed; it is named above",
            )
        })?;
    }
    if options.journey.is_none() {
        steps.run("pictures of the documents", || check::readme::check_pictures(project))?;
    }
    Ok(())
}

fn prepare(project: &Project) -> Result<PathBuf> {
    tools::install_wasm_target(project)?;
    tools::install_npm_packages(project).context(
        "the browser tests need Node 20 or newer and its packages; install Node and try again",
    )?;
    let chrome = tools::find_or_install_browser()?;
    println!("  browser: {}", chrome.display());
    Ok(chrome)
}

/// Every `*.test.mjs` of `tests/browser`, in the order of their names.
fn journeys(project: &Project, wanted: Option<&str>) -> Result<Vec<PathBuf>> {
    let directory = project.browser_tests();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&directory).context("tests/browser cannot be read")? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        if name.ends_with(".test.mjs") && wanted.is_none_or(|wanted| name.contains(wanted)) {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        bail!("there are no browser tests in tests/browser");
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_the_steps() {
        let mut steps = Steps::new();
        steps.run("one", || Ok(())).unwrap();
        let error = steps.run("two", || -> Result<()> { bail!("no room") }).unwrap_err();
        assert_eq!(format!("{error:#}"), "the step \"two\" failed: no room");
        let table = steps.table();
        assert!(table.ends_with("\n1 passed, 1 failed\n"), "{table}");
        assert!(table.contains("FAILED"), "{table}");
    }
}
