//! Tells where the site is that `embed-site` puts inside the program.

use std::env;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-env-changed=HO_SO_SITE");
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_EMBED_SITE").is_none() {
        return;
    }
    let beside =
        Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../target/site");
    let site = env::var("HO_SO_SITE").unwrap_or_else(|_| beside.display().to_string());
    assert!(
        Path::new(&site).join("catalogue/index.json").is_file(),
        "there is no built site in {site}: build it with `cargo xtask build`"
    );
    println!("cargo::rerun-if-changed={site}");
    println!("cargo::rustc-env=HO_SO_SITE={site}");
}
