//! Which crate may know which: the map of ARCHITECTURE.md, enforced.
//!
//! It knows nothing about what the crates contain.
//!
//! > "domain ← catalogue; domain ← protocol ← replica ← app; protocol, catalogue ← district; and no
//! > other arrow."

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::project::Project;
use crate::tools::WASM_TARGET;

#[cfg(test)]
#[path = "arrows_tests.rs"]
mod tests;

/// What one crate may use.
struct Rule {
    name: &'static str,
    /// Members of the workspace it may depend on.
    may_use: &'static [&'static str],
    /// Packages that must not come in, however indirectly.
    never: &'static [&'static str],
    /// The platform for which "however indirectly" is asked.
    target: &'static str,
}

const EVERYWHERE: &str = "all";
/// `mio` stands for tokio's runtime: its channels come with `indexed_db_futures` and are harmless.
const SERVER: &[&str] = &["mio", "sqlx", "axum", "hyper", "cel", "clap"];
const PURE: &[&str] =
    &["tokio", "sqlx", "axum", "hyper", "web-sys", "js-sys", "wasm-bindgen", "leptos", "cel"];

const RULES: &[Rule] = &[
    Rule { name: "domain", may_use: &[], never: PURE, target: EVERYWHERE },
    Rule { name: "protocol", may_use: &["domain"], never: PURE, target: EVERYWHERE },
    Rule { name: "paper", may_use: &[], never: PURE, target: EVERYWHERE },
    Rule {
        name: "catalogue",
        may_use: &["domain"],
        never: &["tokio", "sqlx", "axum", "web-sys", "leptos"],
        target: EVERYWHERE,
    },
    Rule {
        name: "replica",
        may_use: &["domain", "protocol"],
        never: &["mio", "sqlx", "axum", "hyper", "cel", "clap", "leptos", "reactive_graph"],
        target: WASM_TARGET,
    },
    Rule {
        name: "app",
        may_use: &["domain", "protocol", "replica", "paper"],
        never: SERVER,
        target: WASM_TARGET,
    },
    Rule {
        name: "district",
        may_use: &["domain", "protocol", "catalogue", "paper"],
        never: &["leptos", "web-sys"],
        target: "x86_64-unknown-linux-gnu",
    },
    // What the phone and the desk decide alike, compiled for both.
    Rule { name: "differential", may_use: &["domain"], never: PURE, target: EVERYWHERE },
    Rule {
        name: "xtask",
        may_use: &["catalogue", "domain"],
        never: &["leptos", "tokio", "sqlx"],
        target: "x86_64-unknown-linux-gnu",
    },
];

/// The crate of integration tests may use everything.
const FREE: &str = "tests";

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

/// Fails on any arrow that is not on the map.
pub(crate) fn check(project: &Project) -> Result<()> {
    let output = project
        .cargo(["metadata", "--format-version=1", "--no-deps", "--quiet"])
        .output()
        .context("cargo metadata could not be started")?;
    let mut mistakes = direct(std::str::from_utf8(&output.stdout)?)?;
    let members = members(std::str::from_utf8(&output.stdout)?)?;
    for rule in RULES.iter().filter(|rule| members.contains(rule.name)) {
        let output = project
            .cargo([
                "tree",
                "--package",
                rule.name,
                "--edges=normal,no-proc-macro",
                "--prefix=none",
                "--format={p}",
                "--target",
                rule.target,
            ])
            .output()
            .context("cargo tree could not be started")?;
        if !output.status.success() {
            bail!(
                "cargo tree failed for {}: {}",
                rule.name,
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        mistakes.extend(indirect(rule, std::str::from_utf8(&output.stdout)?));
    }
    if !mistakes.is_empty() {
        bail!("the crates know each other where they must not:\n  {}", mistakes.join("\n  "));
    }
    println!("  {} crates, every arrow on the map", members.len());
    Ok(())
}

fn members(metadata: &str) -> Result<BTreeSet<String>> {
    let metadata: Metadata = serde_json::from_str(metadata).context("cargo metadata")?;
    Ok(metadata.packages.into_iter().map(|package| package.name).collect())
}

/// The arrows written in the manifests. Tests of a crate may read the real catalogue, too.
fn direct(metadata: &str) -> Result<Vec<String>> {
    let members = members(metadata)?;
    let metadata: Metadata = serde_json::from_str(metadata).context("cargo metadata")?;
    let mut mistakes = Vec::new();
    for package in &metadata.packages {
        let Some(rule) = RULES.iter().find(|rule| rule.name == package.name) else {
            if package.name != FREE {
                mistakes.push(format!(
                    "{} is not on the map; draw its arrows in src/xtask/check/arrows.rs",
                    package.name
                ));
            }
            continue;
        };
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            let for_tests = dependency.kind.as_deref() == Some("dev");
            let allowed = rule.may_use.contains(&name)
                || for_tests && matches!(name, "catalogue" | "domain")
                || for_tests && name == package.name;
            if rule.never.contains(&"mio") && name == "tokio" && !for_tests {
                mistakes.push(format!("{} runs in the browser and depends on tokio", rule.name));
            }
            if members.contains(name) && !allowed {
                mistakes.push(format!(
                    "{} depends on {name}; allowed: {}",
                    rule.name,
                    if rule.may_use.is_empty() { "none".into() } else { rule.may_use.join(", ") }
                ));
            }
        }
    }
    Ok(mistakes)
}

/// What comes in through others, from the lines `name vX.Y.Z` of cargo tree.
fn indirect(rule: &Rule, tree: &str) -> Vec<String> {
    let present: BTreeSet<&str> =
        tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    rule.never
        .iter()
        .filter(|never| present.contains(*never))
        .map(|never| {
            format!(
                "{} brings in {never}; see cargo tree -p {} -i {never} --target {}",
                rule.name, rule.name, rule.target
            )
        })
        .collect()
}
