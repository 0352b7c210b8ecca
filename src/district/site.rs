//! Files of the built site, from a directory or from this program itself.
//!
//! Not here: headers (see [`crate::routes::site`]).
//!
//! Invariant: "No path leads out of the site."

use std::borrow::Cow;
use std::path::PathBuf;

/// Where the files are.
#[derive(Debug, Clone)]
pub(crate) enum Site {
    /// Below this directory; read anew each time, so that a new build shows at once.
    Directory(PathBuf),
    /// Inside this program.
    #[cfg(feature = "embed-site")]
    Embedded,
}

#[cfg(feature = "embed-site")]
#[derive(rust_embed::RustEmbed)]
#[folder = "$HO_SO_SITE"]
struct Files;

impl Site {
    /// The bytes of a file such as `assets/app.123.js`.
    pub(crate) fn find(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        if !is_plain(path) {
            return None;
        }
        match self {
            Site::Directory(dir) => {
                let file = dir.join(path);
                if !file.is_file() {
                    return None;
                }
                std::fs::read(file).ok().map(Cow::Owned)
            }
            #[cfg(feature = "embed-site")]
            Site::Embedded => <Files as rust_embed::RustEmbed>::get(path).map(|file| file.data),
        }
    }
}

/// Names of letters, digits, `-`, `_`, `.` and `@`, none beginning with a dot.
fn is_plain(path: &str) -> bool {
    let is_plain_byte = |b: u8| b.is_ascii_alphanumeric() || b"-_.@".contains(&b);
    path.split('/')
        .all(|name| !name.is_empty() && !name.starts_with('.') && name.bytes().all(is_plain_byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_files() {
        for good in ["index.html", "assets/app.1f.wasm.br", "catalogue/a@2.json"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in ["", "/etc/passwd", "../keys", "a/../b", "a//b", ".git", "a/.b", "a\\b", "a%2e"]
        {
            assert!(!is_plain(bad), "{bad}");
        }
    }

    #[test]
    fn a_directory_is_no_file() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("assets")).unwrap();
        std::fs::write(dir.path().join("a.js"), b"1").unwrap();
        let site = Site::Directory(dir.path().to_owned());
        assert_eq!(site.find("a.js").as_deref(), Some(b"1".as_slice()));
        assert_eq!(site.find("assets"), None);
        assert_eq!(site.find("b.js"), None);
    }
}
