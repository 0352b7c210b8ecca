//! The style sheets: `style/app.css` and what it imports become one minified file.
//!
//! It knows nothing about classes or colours; the tidy checks do.
//!
//! > "The order of the rules is the order of the imports."

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};

/// Bundles and minifies a style sheet; the error names file, line and reason.
pub(crate) fn bundle(entry: &Path) -> Result<String> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(entry).map_err(|error| sentence(entry, &error))?;
    sheet
        .minify(MinifyOptions::default())
        .map_err(|error| anyhow!("{}: {error}", entry.display()))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, ..PrinterOptions::default() })
        .map_err(|error| anyhow!("{}: {error}", entry.display()))?;
    Ok(printed.code)
}

fn sentence<K: std::fmt::Display>(
    entry: &Path,
    error: &lightningcss::error::Error<K>,
) -> anyhow::Error {
    match &error.loc {
        Some(place) => anyhow!("{}:{}: {}", place.filename, place.line + 1, error.kind),
        None => anyhow!("{}: {}", entry.display(), error.kind),
    }
}
