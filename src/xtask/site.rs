//! `target/site/`: the static site, hashed and precompressed, and the catalogue beside it.
//!
//! It compiles nothing itself; `wasm`, `css` and the catalogue's compiler do.
//!
//! > "Whatever may be kept for ever carries the hash of its bytes in its name; everything else is
//! > asked for anew each time."

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::css;
use crate::disk;
use crate::placeholders::{self, Assets, Source};
use crate::project::Project;
use crate::wasm;

/// Files of `public/` whose addresses are fixed, because browsers look for them by name.
const FIXED: [&str; 3] = ["index.html", "sw.js", "manifest.webmanifest"];

/// What the build made, for the commands that measure or serve it.
pub(crate) struct Site {
    /// Names the whole build: the hash over every file.
    pub(crate) build: String,
    /// Why `wasm-opt` was left out, if it was.
    pub(crate) not_optimised: Option<String>,
}

/// A file of the finished site.
#[derive(Clone)]
struct File {
    /// Below `target/site`, with `/`.
    path: String,
    bytes: Vec<u8>,
}

/// Builds the whole site into `target/site/`.
pub(crate) fn build(project: &Project, compiled: &catalogue::Compiled) -> Result<Site> {
    let mut sources = read_public(&project.root.join("public"))?;
    sources.extend(read_styles(project)?);
    let catalogue_files = catalogue_files(compiled);
    // Without the app first: a wrong name in the page is found before minutes of compiling.
    name_and_assemble(sources.clone(), Vec::new(), Vec::new(), Vec::new(), &catalogue_files)?;
    let module = wasm::build(project)?;
    let (files, build) =
        name_and_assemble(sources, module.js, module.wasm, module.parts, &catalogue_files)?;
    write(project, &files)?;
    Ok(Site { build, not_optimised: module.not_optimised })
}

/// Gives every file its address and lists what is to be written, with the name of the build.
fn name_and_assemble(
    mut sources: Vec<Source>,
    js: Vec<u8>,
    wasm: Vec<u8>,
    parts: Vec<(String, Vec<u8>)>,
    catalogue_files: &[File],
) -> Result<(Vec<File>, String)> {
    sources.push(Source { name: "app.js".to_owned(), bytes: js });
    sources.push(Source { name: "app.wasm".to_owned(), bytes: wasm });
    sources.extend(parts.into_iter().map(|(name, bytes)| Source { name, bytes }));
    let (fixed, hashed): (Vec<_>, Vec<_>) =
        sources.into_iter().partition(|source| FIXED.contains(&source.name.as_str()));
    let assets = placeholders::resolve(hashed, hash)?;
    assemble(&fixed, &assets, catalogue_files.to_vec())
}

/// The first sixteen hexadecimal digits of a SHA-256.
pub(crate) fn hash(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Everything under `public/` but the authored catalogue, which is compiled instead of shipped.
fn read_public(public: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    let mut open = vec![public.to_path_buf()];
    while let Some(directory) = open.pop() {
        let entries = std::fs::read_dir(&directory)
            .with_context(|| format!("{} cannot be read", directory.display()))?;
        for entry in entries {
            let path = entry?.path();
            let name = name_below(public, &path);
            let is_hidden =
                path.file_name().is_none_or(|file| file.to_string_lossy().starts_with('.'));
            if is_hidden || name == "catalogue" || name.ends_with(".md") {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else {
                let bytes = std::fs::read(&path)
                    .with_context(|| format!("{} cannot be read", path.display()))?;
                sources.push(Source { name, bytes });
            }
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sources)
}

/// `app.css` and, once there is one, `desk.css`; fonts are named `/assets-src/<path below public>`.
fn read_styles(project: &Project) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for name in ["app.css", "desk.css"] {
        let entry = project.root.join("style").join(name);
        if entry.is_file() {
            let text = name_assets(&css::bundle(&entry)?);
            sources.push(Source { name: name.to_owned(), bytes: text.into_bytes() });
        }
    }
    Ok(sources)
}

/// Turns `/assets-src/fonts/a.woff2` of a style sheet into the placeholder `{{fonts/a.woff2}}`.
fn name_assets(css: &str) -> String {
    let mut named = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/assets-src/") {
        named.push_str(&rest[..start]);
        rest = &rest[start + "/assets-src/".len()..];
        let end = rest.find(['"', '\'', ')', ' ', '?', '#']).unwrap_or(rest.len());
        named.push_str(&format!("{{{{{}}}}}", &rest[..end]));
        rest = &rest[end..];
    }
    named.push_str(rest);
    named
}

fn catalogue_files(compiled: &catalogue::Compiled) -> Vec<File> {
    let files = compiled.files.iter();
    files.map(|file| File { path: file.path.clone(), bytes: file.bytes.clone() }).collect()
}

/// Fills in the files with fixed addresses and lists everything that is to be written.
fn assemble(
    fixed: &[Source],
    assets: &Assets,
    catalogue_files: Vec<File>,
) -> Result<(Vec<File>, String)> {
    let text = |name: &str| {
        let source = fixed
            .iter()
            .find(|source| source.name == name)
            .with_context(|| format!("public/{name} is missing"))?;
        std::str::from_utf8(&source.bytes)
            .with_context(|| format!("public/{name} is not UTF-8"))
            .map(str::to_owned)
    };
    let (index, worker, manifest) = (text(FIXED[0])?, text(FIXED[1])?, text(FIXED[2])?);
    let mut parts: Vec<&[u8]> = vec![index.as_bytes(), worker.as_bytes(), manifest.as_bytes()];
    parts.extend(assets.values().map(|asset| asset.url.as_bytes()));
    parts.extend(catalogue_files.iter().map(|file| file.bytes.as_slice()));
    let build = hash(&parts);

    let first_visit = placeholders::reachable(&[&index, &manifest], assets);
    let precache = precache(&first_visit, assets, &catalogue_files);
    let special = BTreeMap::from([
        ("build", build.clone()),
        ("precache", serde_json::to_string(&precache).context("the list of addresses")?),
    ]);
    let mut files = catalogue_files;
    for (name, text) in FIXED.into_iter().zip([index, worker, manifest]) {
        let filled = placeholders::fill(name, &text, assets, &special)?;
        files.push(File { path: name.to_owned(), bytes: filled.into_bytes() });
    }
    let by_name: BTreeMap<&str, &str> =
        assets.iter().map(|(name, asset)| (name.as_str(), asset.url.as_str())).collect();
    let list = serde_json::json!({
        "build": build,
        "assets": by_name,
        "first_visit": first_visit,
    });
    files.push(File { path: "assets.json".to_owned(), bytes: list.to_string().into_bytes() });
    files.extend(assets.values().map(|asset| File {
        path: asset.url.trim_start_matches('/').to_owned(),
        bytes: asset.bytes.clone(),
    }));
    Ok((files, build))
}

/// What the worker keeps: the page, all it refers to, and the catalogue.
fn precache(
    first_visit: &BTreeSet<String>,
    assets: &Assets,
    catalogue_files: &[File],
) -> Vec<String> {
    let mut addresses = vec!["/".to_owned(), "/manifest.webmanifest".to_owned()];
    addresses.extend(
        first_visit.iter().filter_map(|name| assets.get(name)).map(|asset| asset.url.clone()),
    );
    // The English texts are fetched by those who read them.
    let files = catalogue_files.iter().filter(|file| !is_english(&file.path));
    addresses.extend(files.map(|file| format!("/{}", file.path)));
    addresses
}

/// Whether a file of the catalogue is a pack with the English texts.
pub(crate) fn is_english(path: &str) -> bool {
    path.contains(".en.")
}

/// Writes what changed, with a `.br` beside it, and removes what no longer belongs.
///
/// Files that are equal are not touched, so a server that embeds them is not compiled again; what is
/// referred to is written before what refers to it, so a running server never shows a broken page.
fn write(project: &Project, files: &[File]) -> Result<()> {
    let site = project.site();
    let mut wanted = BTreeSet::new();
    let (entries, rest): (Vec<_>, Vec<_>) =
        files.iter().partition(|file| FIXED.contains(&file.path.as_str()));
    for file in rest.into_iter().chain(entries) {
        let path = site.join(&file.path);
        write_if_changed(project, &path, &file.bytes)?;
        wanted.insert(path);
        if placeholders::is_text(&file.path) || file.path.ends_with(".wasm") {
            let compressed = compress(project, &file.bytes)?;
            let path = site.join(format!("{}.br", file.path));
            write_if_changed(project, &path, &compressed)?;
            wanted.insert(path);
        }
    }
    for path in files_below(&site)? {
        if !wanted.contains(&path) {
            std::fs::remove_file(&path)
                .with_context(|| format!("{} cannot be removed", path.display()))?;
        }
    }
    Ok(())
}

fn write_if_changed(project: &Project, path: &Path, bytes: &[u8]) -> Result<()> {
    if std::fs::read(path).is_ok_and(|existing| existing == bytes) {
        return Ok(());
    }
    let written = path
        .parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(path, bytes));
    if let Err(error) = written {
        disk::check_not_full(&project.target)?;
        return Err(error).with_context(|| format!("{} cannot be written", path.display()));
    }
    Ok(())
}

/// Brotli at its best, kept by content because the large module takes seconds.
fn compress(project: &Project, bytes: &[u8]) -> Result<Vec<u8>> {
    let kept = project.kept().join("brotli").join(hash(&[bytes]));
    if let Ok(compressed) = std::fs::read(&kept) {
        return Ok(compressed);
    }
    let compressed = brotli(bytes)?;
    let unfinished = kept.with_extension("tmp");
    write_if_changed(project, &unfinished, &compressed)?;
    std::fs::rename(&unfinished, &kept)
        .with_context(|| format!("{} cannot be written", kept.display()))?;
    Ok(compressed)
}

/// Brotli at quality 11 with the largest window browsers accept.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 22);
    writer.write_all(bytes).context("brotli could not compress")?;
    drop(writer);
    Ok(compressed)
}

/// Every file below a directory, in no particular order.
pub(crate) fn files_below(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open = vec![directory.to_path_buf()];
    while let Some(directory) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&directory) else { continue };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    Ok(files)
}

fn name_below(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests;
