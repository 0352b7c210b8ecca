//! `cargo xtask bench`: the tables of the budgets, measured on this machine.
//!
//! It fails on nothing but being unable to measure; `cargo xtask test` enforces the sizes.
//!
//! > "Every number is measured on the real server with the finished site."

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Deserialize;

use crate::build;
use crate::catalogue_check;
use crate::project::Project;
use crate::sizes;
use crate::tools;

#[derive(Args)]
pub(crate) struct Options {
    /// Measure what `cargo xtask build` left instead of building first
    #[arg(long)]
    as_built: bool,
}

/// Prints every table that can be measured here; says in one line what cannot.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let district = if options.as_built {
        project.target.join("release").join(build::executable("district"))
    } else {
        build::build_site(project)?;
        build::build_district(project)?.district
    };
    println!("\n{}", sizes::table(&sizes::measure(project)?));
    println!("{}", rules(project)?);
    match first_paint(project, &district) {
        Ok(table) => println!("{table}"),
        Err(reason) => println!("first paint was not measured: {reason:#}\n"),
    }
    Ok(())
}

/// The search and the checklist, on this machine without a browser.
fn rules(project: &Project) -> Result<String> {
    tools::run(
        project,
        &mut project.cargo(["build", "--release", "--package=catalogue", "--example=speed"]),
        "the measurement of the rules does not compile; the errors are above",
    )?;
    let program = project.target.join("release/examples").join(build::executable("speed"));
    let output = Command::new(&program)
        .arg(project.catalogue())
        .arg(catalogue_check::today()?.to_string())
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{} could not be started", program.display()))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        bail!("the measurement of the rules ended with: {}", reason.lines().nth(1).unwrap_or(""));
    }
    rules_table(&String::from_utf8_lossy(&output.stdout))
}

/// A row for every name with its milliseconds.
fn rules_table(measured: &str) -> Result<String> {
    let (what, goal, fails_at) = ("rules, ms", "goal", "fails at");
    let mut table = format!("{what:62}  {goal:>8}  {fails_at:>8}  {:>8}\n", "measured");
    for line in measured.lines() {
        let (what, time) = line.split_once('\t').context("the measurement is not readable")?;
        let time: f64 = time.trim().parse().context("the measurement is not readable")?;
        let goal = if what.starts_with("search") { "5" } else { "" };
        table.push_str(&format!("{what:62}  {goal:>8}  {:>8}  {time:>8.3}\n", ""));
    }
    Ok(table)
}

#[derive(Deserialize)]
struct LighthouseReport {
    categories: Categories,
    audits: Audits,
}

#[derive(Deserialize)]
struct Categories {
    performance: Category,
    accessibility: Category,
}

#[derive(Deserialize)]
struct Category {
    score: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Audits {
    first_contentful_paint: Audit,
    largest_contentful_paint: Audit,
    total_blocking_time: Audit,
    interactive: Audit,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Audit {
    numeric_value: f64,
}

/// Lighthouse with its slow-4G phone, on the finished server.
fn first_paint(project: &Project, district: &Path) -> Result<String> {
    tools::install_npm_packages(project)?;
    let chrome = match std::env::var_os("CHROME") {
        Some(named) => PathBuf::from(named),
        None => tools::browser_on_path().context("no Chromium on the PATH")?,
    };
    let data = std::env::temp_dir().join(format!("ho-so-bench-{}", std::process::id()));
    let server = RunningDistrict::start(project, district, &data)?;
    let report = data.join("lighthouse.json");
    let output = Command::new("node")
        .arg(project.browser_tests().join("node_modules/lighthouse/cli/index.js"))
        .arg(server.address())
        .args(["--output=json", "--quiet", "--only-categories=performance,accessibility"])
        .arg(format!("--output-path={}", report.display()))
        .arg("--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-background-networking")
        .env("CHROME_PATH", chrome)
        .stdin(Stdio::null())
        .output()
        .context("`node` could not be started")?;
    let written = std::fs::read(&report);
    drop(server);
    let removed = std::fs::remove_dir_all(&data);
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        bail!("Lighthouse ended with: {}", reason.lines().last().unwrap_or("no reason given"));
    }
    removed.context("the temporary data cannot be removed")?;
    let report: LighthouseReport =
        serde_json::from_slice(&written.context("Lighthouse left no report")?)
            .context("Lighthouse's report is not readable")?;
    Ok(lighthouse_table(&report))
}

fn lighthouse_table(report: &LighthouseReport) -> String {
    let mut table = format!(
        "{:40}  {:>8}  {:>8}  {:>8}\n",
        "slow-4G phone (Lighthouse)", "goal", "fails at", "measured"
    );
    let seconds = |audit: &Audit| audit.numeric_value / 1000.0;
    let score = |category: &Category| category.score.unwrap_or(0.0);
    let lines = [
        ("first paint, s", "1.4", "1.8", seconds(&report.audits.first_contentful_paint)),
        ("largest paint, s", "", "", seconds(&report.audits.largest_contentful_paint)),
        ("time to interactive, s", "", "", seconds(&report.audits.interactive)),
        ("blocking time, s", "", "", seconds(&report.audits.total_blocking_time)),
        ("score for speed", "0.97", "", score(&report.categories.performance)),
        ("score for accessibility", "1.00", "", score(&report.categories.accessibility)),
    ];
    for (what, goal, fails_at, measured) in lines {
        table.push_str(&format!("{what:40}  {goal:>8}  {fails_at:>8}  {measured:>8.2}\n"));
    }
    table
}

/// A district on a free port with its own data; it ends when dropped.
struct RunningDistrict {
    process: Child,
    port: u16,
}

impl RunningDistrict {
    fn start(project: &Project, district: &Path, data: &Path) -> Result<RunningDistrict> {
        std::fs::create_dir_all(data).context("no place for temporary data")?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = Command::new(district)
            .args(["serve", "--port", &port.to_string(), "--data"])
            .arg(data.join("var"))
            .arg("--site")
            .arg(project.site())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} could not be started", district.display()))?;
        let mut server = RunningDistrict { process, port };
        let begun = Instant::now();
        while !crate::start::answers(port) {
            if let Some(status) = server.process.try_wait()? {
                bail!("the district ended at once ({status})");
            }
            if begun.elapsed() > Duration::from_secs(20) {
                bail!("the district does not answer");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    fn address(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }
}

impl Drop for RunningDistrict {
    fn drop(&mut self) {
        // Temporary data only: nothing is lost by ending it at once.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests;
