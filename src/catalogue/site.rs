//! Reads the compiled catalogue back from a site, on disk or embedded.
//!
//! Not here: the authored files.
//!
//! Invariant: "A file whose name does not match its content is refused."

use domain::catalogue::{CatalogueIndex, FORMAT, Pack, Procedure};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// Why a compiled catalogue cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// The file is not there or cannot be read.
    Missing {
        /// Path below the site.
        path: String,
    },
    /// The file is not what it should be: build the site again.
    Broken {
        /// Path below the site.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// A newer compiler wrote the file: use a newer program.
    TooNew {
        /// Path below the site.
        path: String,
        /// The `format` found.
        format: u16,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Missing { path } => write!(f, "{path}: expected a file, found none"),
            ReadError::Broken { path, reason } => write!(f, "{path}: {reason}"),
            ReadError::TooNew { path, format } => {
                write!(f, "{path}: expected format {FORMAT} or lower, found {format}")
            }
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads `<dir>/catalogue/index.json` and every procedure it names.
pub fn read_site(dir: &Path) -> Result<(CatalogueIndex, Vec<Procedure>), ReadError> {
    from_bytes(|path| std::fs::read(dir.join(path)).ok().map(Cow::Owned))
}

/// The same for an embedded site; `read` gets paths such as `catalogue/index.json`.
pub fn from_bytes<'a>(
    read: impl Fn(&str) -> Option<Cow<'a, [u8]>>,
) -> Result<(CatalogueIndex, Vec<Procedure>), ReadError> {
    let get = |path: &str| read(path).ok_or_else(|| ReadError::Missing { path: path.to_owned() });
    let path = "catalogue/index.json";
    let bytes = get(path)?;
    let index: CatalogueIndex = parse(path, &bytes)?;
    let mut packs: BTreeMap<&str, Vec<Procedure>> = BTreeMap::new();
    let mut procedures = Vec::new();
    for entry in &index.procedures {
        let path = entry.file_en.trim_start_matches('/');
        if !packs.contains_key(path) {
            let bytes = get(path)?;
            check_name(path, &bytes)?;
            packs.insert(path, parse::<Pack>(path, &bytes)?.procedures);
        }
        let found = packs.get(path).into_iter().flatten().find(|p| p.id == entry.id);
        procedures.push(found.cloned().ok_or_else(|| ReadError::Broken {
            path: path.to_owned(),
            reason: format!("expected the procedure {}, found none of that name", entry.id),
        })?);
    }
    Ok((index, procedures))
}

/// The hash in the name of a pack is that of its content.
fn check_name(path: &str, bytes: &[u8]) -> Result<(), ReadError> {
    let hash = crate::hash_of(&[bytes]);
    if path.strip_suffix(".json").is_some_and(|stem| stem.ends_with(&format!(".{hash}"))) {
        return Ok(());
    }
    let reason = format!("expected the content named by the hash, found that of {hash}");
    Err(ReadError::Broken { path: path.to_owned(), reason })
}

/// Looks at `format` before anything else: a newer file may differ in everything.
fn parse<T: DeserializeOwned>(path: &str, bytes: &[u8]) -> Result<T, ReadError> {
    #[derive(serde::Deserialize)]
    struct Head {
        format: u16,
    }
    let broken = |error: serde_json::Error| ReadError::Broken {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let head: Head = serde_json::from_slice(bytes).map_err(broken)?;
    if head.format > FORMAT {
        return Err(ReadError::TooNew { path: path.to_owned(), format: head.format });
    }
    serde_json::from_slice(bytes).map_err(broken)
}
