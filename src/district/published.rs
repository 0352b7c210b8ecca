//! The directory of published catalogues: `<data>/catalogue/<version>/`, and the file `current` that names one.
//!
//! Not here: compiling and publishing (see [`crate::publishing`]), deciding with one (see [`crate::rulebook`]).
//!
//! Invariant: "Whatever `current` names was whole and durable before it was named; no version is ever taken away."

use core::fmt;
use core::str::FromStr;
use domain::catalogue::{CatalogueIndex, Procedure};
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The one file of a version whose name has no hash.
pub(crate) const INDEX: &str = "index.json";
const CURRENT: &str = "current";

/// The version of a catalogue: 16 hexadecimal digits, the hash of its content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(String);

/// The text is no version of a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotAVersion;

impl fmt::Display for NotAVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected the version of a catalogue: 16 digits of 0-9 and a-f")
    }
}
impl std::error::Error for NotAVersion {}

impl FromStr for Version {
    type Err = NotAVersion;
    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        match text.len() == 16 && text.bytes().all(is_digit) {
            true => Ok(Self(text.to_owned())),
            false => Err(NotAVersion),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What `current` says. Two equal marks mean that nothing was published in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Nothing is published: the catalogue of the site is in force.
    Absent,
    /// This version, named at this moment: the same version may be published again with a later day on it.
    Names(Version, Option<SystemTime>),
    /// It cannot be read, and why.
    Broken(String),
}

/// The directory.
#[derive(Debug, Clone)]
pub(crate) struct Published {
    dir: PathBuf,
}

impl Published {
    /// Below this data directory; it need not exist.
    pub(crate) fn new(data: &Path) -> Self {
        Self { dir: data.join("catalogue") }
    }

    /// Where it is.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Reads `current`.
    pub(crate) fn mark(&self) -> Mark {
        let path = self.dir.join(CURRENT);
        let modified = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
        match fs::read_to_string(&path) {
            Ok(text) => match text.trim_end().parse() {
                Ok(version) => Mark::Names(version, modified),
                Err(error) => Mark::Broken(format!("{}: {error}", path.display())),
            },
            Err(error) if is_absent(&error) => Mark::Absent,
            Err(error) => Mark::Broken(format!("{}: {error}", path.display())),
        }
    }

    /// Reads a version whole, as the district decides with it.
    ///
    /// # Errors
    /// Which file is missing or broken, and how.
    pub(crate) fn read(
        &self,
        version: &Version,
    ) -> Result<(CatalogueIndex, Vec<Procedure>), String> {
        let read = |path: &str| {
            let name = path.strip_prefix("catalogue/")?;
            self.find_file(version, name).map(Cow::Owned)
        };
        let (index, procedures) = catalogue::from_bytes(read).map_err(|e| e.to_string())?;
        match index.version == version.0 {
            true => Ok((index, procedures)),
            false => Err(format!("{INDEX}: expected version {version}, found {}", index.version)),
        }
    }

    /// The bytes of a file of a version.
    pub(crate) fn find_file(&self, version: &Version, name: &str) -> Option<Vec<u8>> {
        is_name(name).then(|| fs::read(self.dir.join(&version.0).join(name)).ok()).flatten()
    }

    /// The bytes of a file of any version: for names that have the hash of the content.
    pub(crate) fn find_in_any(&self, name: &str) -> Option<Vec<u8>> {
        self.versions().iter().find_map(|version| self.find_file(version, name))
    }

    /// Every version that is here, ascending.
    pub(crate) fn versions(&self) -> Vec<Version> {
        let entries = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut versions: Vec<Version> = names.filter_map(|name| name.parse().ok()).collect();
        versions.sort();
        versions
    }

    /// Writes the files of a version, the index last. Nothing refers to them yet.
    pub(crate) fn write(
        &self,
        version: &Version,
        files: &[(String, Vec<u8>)],
    ) -> std::io::Result<()> {
        let dir = self.dir.join(&version.0);
        fs::create_dir_all(&dir)?;
        let is_index = |name: &str| name.starts_with(INDEX);
        let (index, packs): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| is_index(name));
        for (name, bytes) in packs.into_iter().chain(index) {
            if fs::read(dir.join(name)).ok().as_ref() != Some(bytes) {
                write_durably(&dir, name, bytes)?;
            }
        }
        sync_dir(&dir)?;
        sync_dir(&self.dir)
    }

    /// Makes a version the current one. It was written and read back before.
    pub(crate) fn make_current(&self, version: &Version) -> std::io::Result<()> {
        write_durably(&self.dir, CURRENT, format!("{version}\n").as_bytes())
    }

    /// Makes none the current one.
    pub(crate) fn make_none_current(&self) -> std::io::Result<()> {
        match fs::remove_file(self.dir.join(CURRENT)) {
            Err(error) if is_absent(&error) => Ok(()),
            Err(error) => Err(error),
            Ok(()) => sync_dir(&self.dir),
        }
    }
}

fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// A name in one directory, not a way out of it, and not a file that is still being written.
fn is_name(name: &str) -> bool {
    let is_plain_byte = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(is_plain_byte)
}

/// All of it or nothing, whatever happens to the power.
pub(crate) fn write_durably(dir: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = dir.join(format!(".{name}.tmp"));
    let mut file = File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, dir.join(name))?;
    sync_dir(dir)
}

/// A name is durable when its directory is.
fn sync_dir(dir: &Path) -> std::io::Result<()> {
    match cfg!(unix) {
        true => File::open(dir)?.sync_all(),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashes_are_versions() {
        let check = |text: &str, expected: bool| {
            assert_eq!(text.parse::<Version>().is_ok(), expected, "{text}");
        };
        check("0123456789abcdef", true);
        check("0123456789abcde", false);
        check("0123456789abcdeF", false);
        check("../../etc/passwd", false);
        check("..............", false);
        check("", false);
    }

    #[test]
    fn no_name_leads_out_of_a_version() {
        let data = tempfile::tempdir().unwrap();
        let published = Published::new(data.path());
        let version: Version = "0123456789abcdef".parse().unwrap();
        fs::write(data.path().join("secret"), b"1").unwrap();
        published.write(&version, &[("a.1.json".to_owned(), b"2".to_vec())]).unwrap();
        fs::write(published.dir().join("0123456789abcdef/.b.tmp"), b"3").unwrap();
        assert_eq!(published.find_file(&version, "a.1.json").as_deref(), Some(b"2".as_slice()));
        for bad in ["../../secret", "..", "", ".b.tmp", "a/b", "/etc/passwd", "a\\b"] {
            assert_eq!(published.find_file(&version, bad), None, "{bad}");
            assert_eq!(published.find_in_any(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_mark_changes_with_what_is_published() {
        let data = tempfile::tempdir().unwrap();
        let published = Published::new(data.path());
        assert_eq!(published.mark(), Mark::Absent);
        published.make_none_current().unwrap();
        let version: Version = "0123456789abcdef".parse().unwrap();
        published.write(&version, &[]).unwrap();
        assert_eq!(published.mark(), Mark::Absent);
        published.make_current(&version).unwrap();
        assert!(matches!(published.mark(), Mark::Names(named, Some(_)) if named == version));
        fs::write(published.dir().join("current"), b"../../etc").unwrap();
        assert!(matches!(published.mark(), Mark::Broken(_)));
        published.make_none_current().unwrap();
        assert_eq!(published.mark(), Mark::Absent);
        assert_eq!(published.versions(), [version]);
    }
}
