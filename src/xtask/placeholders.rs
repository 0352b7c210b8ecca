//! `{{name}}` in the page, the worker, the manifest, scripts and style sheets becomes the hashed
//! address of the file of that name. Pure: bytes in, bytes out.
//!
//! It is not a template language: there are no conditions and no loops.
//!
//! > "A name that is not a file is an error, so a page never asks for what does not exist."

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};

#[cfg(test)]
mod tests;

/// A file before its name is hashed.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// What `{{…}}` says: the path below `public/`, or the name of a built file.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// A file under its hashed address.
#[derive(Clone, Debug)]
pub(crate) struct Asset {
    /// `/assets/<stem>.<hash>.<extension>`
    pub(crate) url: String,
    pub(crate) bytes: Vec<u8>,
    /// The names this file refers to.
    pub(crate) refers_to: BTreeSet<String>,
}

/// All assets by name.
pub(crate) type Assets = BTreeMap<String, Asset>;

/// Whether a file may contain placeholders and is worth compressing.
pub(crate) fn is_text(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    matches!(
        extension,
        "html" | "css" | "js" | "mjs" | "json" | "webmanifest" | "svg" | "txt" | "xml" | "md"
    )
}

/// Hashes every file, files that are referred to before the files that refer to them.
pub(crate) fn resolve(sources: Vec<Source>, hash: impl Fn(&[&[u8]]) -> String) -> Result<Assets> {
    let names: BTreeSet<String> = sources.iter().map(|source| source.name.clone()).collect();
    let mut waiting = sources;
    let mut assets = Assets::new();
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut still_waiting = Vec::new();
        for source in waiting {
            match try_hash(&source, &names, &assets, &hash)? {
                Some(asset) => {
                    assets.insert(source.name, asset);
                }
                None => still_waiting.push(source),
            }
        }
        if still_waiting.len() == before {
            let circle: Vec<_> = still_waiting.into_iter().map(|source| source.name).collect();
            bail!("these files refer to each other in a circle: {}", circle.join(", "));
        }
        waiting = still_waiting;
    }
    Ok(assets)
}

fn try_hash(
    source: &Source,
    names: &BTreeSet<String>,
    assets: &Assets,
    hash: &impl Fn(&[&[u8]]) -> String,
) -> Result<Option<Asset>> {
    let text = is_text(&source.name).then(|| std::str::from_utf8(&source.bytes).ok()).flatten();
    let Some(text) = text else {
        let url = address(&source.name, &hash(&[&source.bytes]));
        return Ok(Some(Asset { url, bytes: source.bytes.clone(), refers_to: BTreeSet::new() }));
    };
    let mut refers_to = BTreeSet::new();
    for name in placeholders(text) {
        let Some(full) = full_name(&name, names) else {
            bail!("{}: {{{{{name}}}}} names no file; there are: {}", source.name, list(names));
        };
        if !assets.contains_key(&full) {
            return Ok(None);
        }
        refers_to.insert(full);
    }
    let filled = fill(&source.name, text, assets, &BTreeMap::new())?;
    let url = address(&source.name, &hash(&[filled.as_bytes()]));
    Ok(Some(Asset { url, bytes: filled.into_bytes(), refers_to }))
}

/// Replaces every placeholder by an address, or by the value of a `special` name.
pub(crate) fn fill(
    file: &str,
    text: &str,
    assets: &Assets,
    special: &BTreeMap<&str, String>,
) -> Result<String> {
    let names: BTreeSet<String> = assets.keys().cloned().collect();
    let mut filled = text.to_owned();
    for name in placeholders(text) {
        let value = match (special.get(name.as_str()), full_name(&name, &names)) {
            (Some(value), _) => value.as_str(),
            (None, Some(full)) => assets.get(&full).map_or("", |asset| asset.url.as_str()),
            (None, None) => {
                bail!("{file}: {{{{{name}}}}} names no file; there are: {}", list(&names))
            }
        };
        filled = filled.replace(&format!("{{{{{name}}}}}"), value);
    }
    Ok(filled)
}

/// The names inside `{{…}}`, each once; braces around anything else are left alone.
pub(crate) fn placeholders(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        rest = &rest[start + 2..];
        let length = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/')))
            .unwrap_or(rest.len());
        if length > 0 && rest[length..].starts_with("}}") {
            found.insert(rest[..length].to_owned());
        }
    }
    found
}

/// Everything reachable from the placeholders of `entry`, by name.
pub(crate) fn reachable(entry: &[&str], assets: &Assets) -> BTreeSet<String> {
    let names: BTreeSet<String> = assets.keys().cloned().collect();
    let mut open: Vec<String> = entry
        .iter()
        .flat_map(|text| placeholders(text))
        .filter_map(|name| full_name(&name, &names))
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        if let Some(asset) = assets.get(&name) {
            open.extend(asset.refers_to.iter().filter(|other| !seen.contains(*other)).cloned());
        }
        seen.insert(name);
    }
    seen
}

/// A name may be written whole, or as the last part alone when that is unambiguous.
fn full_name(name: &str, names: &BTreeSet<String>) -> Option<String> {
    if names.contains(name) {
        return Some(name.to_owned());
    }
    let mut matching = names.iter().filter(|full| full.rsplit('/').next() == Some(name));
    match (matching.next(), matching.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => None,
    }
}

fn address(name: &str, hash: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    match file.rsplit_once('.') {
        Some((stem, extension)) => format!("/assets/{stem}.{hash}.{extension}"),
        None => format!("/assets/{file}.{hash}"),
    }
}

fn list(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}
