//! `cargo xtask build`: the site, then one `district` binary that carries it.
//!
//! It starts nothing.
//!
//! > "One file is all that has to be copied to a server."

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::catalogue_check;
use crate::project::Project;
use crate::site::{self, Site};
use crate::tools;

/// What a full build leaves behind.
pub(crate) struct Built {
    pub(crate) district: PathBuf,
}

/// Builds and says where the results are.
pub(crate) fn run(project: &Project) -> Result<()> {
    let started = Instant::now();
    build_site(project)?;
    let built = build_district(project)?;
    println!("\nBuilt in {:.0} s:", started.elapsed().as_secs_f64());
    println!("  {}  the site, hashed and precompressed", project.relative(&project.site()));
    println!("  {}  the server with the site inside", project.relative(&built.district));
    Ok(())
}

/// Compiles the catalogue and builds the site.
pub(crate) fn build_site(project: &Project) -> Result<Site> {
    println!("Catalogue");
    let compiled = catalogue_check::compile(project)?;
    println!("  {} procedures", compiled.procedures.len());
    println!("App and site");
    let site = site::build(project, &compiled)?;
    if let Some(reason) = &site.not_optimised {
        println!("  the app is not optimised by wasm-opt and about a quarter larger: {reason}");
    }
    println!("  build {} in {}", site.build, project.relative(&project.site()));
    Ok(site)
}

/// Builds the release binary with the site of `target/site/` inside.
pub(crate) fn build_district(project: &Project) -> Result<Built> {
    println!("District, with the site inside");
    tools::run(
        project,
        project
            .cargo(["build", "--release", "--package=district", "--features=embed-site"])
            .env("HO_SO_SITE", project.site()),
        "the district does not compile; the errors are above",
    )?;
    let district = project.target.join("release").join(executable("district"));
    let size = std::fs::metadata(&district)
        .with_context(|| format!("cargo left no program at {}", district.display()))?
        .len();
    println!("  {} MB", size / 1_000_000);
    Ok(Built { district })
}

/// The name of a program as this system writes it.
pub(crate) fn executable(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}
