//! The budgets of the first visit: goal, limit and what was measured.
//!
//! It measures the finished `target/site/`, never intermediate files.
//!
//! > "A kilobyte is 1,000 bytes, and a file counts as it crosses the wire."

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::project::Project;

#[cfg(test)]
mod tests;

/// What the page may weigh until its budget of 260 KB is met (docs/decisions/0007). It only goes down.
const PAGE_CEILING_KB: f64 = 300.0;
/// All pages but Home, fetched in the background of the first visit.
const LATER_CEILING_KB: f64 = 250.0;

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) what: &'static str,
    pub(crate) goal_kb: f64,
    pub(crate) fails_at_kb: f64,
    pub(crate) measured_kb: f64,
}

#[derive(Deserialize)]
struct AssetList {
    assets: std::collections::BTreeMap<String, String>,
    first_visit: BTreeSet<String>,
}

/// Prints the table; beyond a limit it is an error that names the lines.
pub(crate) fn check(project: &Project) -> Result<()> {
    let lines = measure(project)?;
    print!("{}", table(&lines));
    let over: Vec<String> = lines
        .iter()
        .filter(|line| line.measured_kb > line.fails_at_kb)
        .map(|line| format!("{} ({:.1} KB)", line.what, line.measured_kb))
        .collect();
    if !over.is_empty() {
        bail!("over the size budget: {}", over.join(", "));
    }
    Ok(())
}

/// Measures every asset group of the finished site.
pub(crate) fn measure(project: &Project) -> Result<Vec<Line>> {
    let site = project.site();
    let list = std::fs::read(site.join("assets.json"))
        .context("there is no finished site to measure; run cargo xtask build")?;
    let list: AssetList = serde_json::from_slice(&list).context("assets.json is not readable")?;
    let of = |wanted: &dyn Fn(&str) -> bool| -> Result<u64> {
        let mut total = 0;
        for name in list.first_visit.iter().filter(|name| wanted(name)) {
            let url = list.assets.get(name).with_context(|| format!("{name} has no address"))?;
            total += on_the_wire(&site.join(url.trim_start_matches('/')))?;
        }
        Ok(total)
    };
    let wasm = of(&|name| name == "app.wasm")?;
    let later = of(&|name| name.ends_with(".wasm") && name != "app.wasm")?;
    let js = of(&|name| name.ends_with(".js"))? + on_the_wire(&site.join("sw.js"))?;
    let css = of(&|name| name.ends_with(".css"))?;
    let fonts = of(&|name| name.ends_with(".woff2"))?;
    let index = on_the_wire(&site.join("catalogue/index.json"))?;
    let page = on_the_wire(&site.join("index.html"))?;
    let procedures = procedures(&site)?;
    let first_visit = page + wasm + js + css + fonts + index;
    Ok(vec![
        line("app.wasm", 200.0, PAGE_CEILING_KB, wasm),
        line("modules of the page that come later", 180.0, LATER_CEILING_KB, later),
        line("JavaScript: glue, boot, worker", 12.0, 16.0, js),
        line("style sheet", 10.0, 14.0, css),
        line("fonts", 42.0, 45.0, fonts),
        line("catalogue: index for search", 10.0, 16.0, index),
        line("catalogue: all procedures, Vietnamese", 60.0, 90.0, procedures),
        line("first visit, until Home is usable", 285.0, 360.0, first_visit),
    ])
}

fn line(what: &'static str, goal_kb: f64, fails_at_kb: f64, bytes: u64) -> Line {
    Line { what, goal_kb, fails_at_kb, measured_kb: bytes as f64 / 1000.0 }
}

fn procedures(site: &Path) -> Result<u64> {
    let mut bytes = 0;
    for path in crate::site::files_below(&site.join("catalogue"))? {
        if path.extension().is_some_and(|extension| extension == "json")
            && !path.ends_with("index.json")
            && !crate::site::is_english(&path.to_string_lossy())
        {
            bytes += on_the_wire(&path)?;
        }
    }
    Ok(bytes)
}

/// The size of the compressed file where there is one, else of the file itself.
fn on_the_wire(path: &Path) -> Result<u64> {
    let compressed = path.with_file_name(format!(
        "{}.br",
        path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default()
    ));
    let path = if compressed.is_file() { &compressed } else { path };
    let metadata =
        std::fs::metadata(path).with_context(|| format!("{} is missing", path.display()))?;
    Ok(metadata.len())
}

/// The lines as a table with a verdict in words.
pub(crate) fn table(lines: &[Line]) -> String {
    let width = lines.iter().map(|line| line.what.len()).max().unwrap_or(0);
    let mut text = format!(
        "{:width$}  {:>8}  {:>8}  {:>8}\n",
        "size, KB as transferred", "goal", "fails at", "measured"
    );
    for line in lines {
        let verdict = if line.measured_kb > line.fails_at_kb {
            "too large"
        } else if line.measured_kb > line.goal_kb {
            "above the goal"
        } else {
            "good"
        };
        text.push_str(&format!(
            "{:width$}  {:>8.1}  {:>8.1}  {:>8.1}  {verdict}\n",
            line.what, line.goal_kb, line.fails_at_kb, line.measured_kb
        ));
    }
    text
}
