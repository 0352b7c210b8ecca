//! Keys of the district, made at its first start and kept beside its database.
//!
//! Not here: keys of residents (theirs never leave their devices; the district has the public points).
//!
//! Invariant: "A key file can be read by its owner only."

use crate::random::Random;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// The keys.
pub(crate) struct Keys {
    /// PKCS#8 of the key that signs receipts (ECDSA P-256).
    pub(crate) receipt_pkcs8: Vec<u8>,
    /// The key under which nonces are made.
    pub(crate) nonce: [u8; 32],
}

impl Keys {
    /// Reads the keys below `dir`; makes those that are missing.
    ///
    /// # Errors
    /// A sentence when a file cannot be read, written or is not a key.
    pub(crate) fn open(dir: &Path, random: &Random) -> Result<Self, String> {
        create_private_dir(dir).map_err(|e| format!("{}: {e}", dir.display()))?;
        let receipt = dir.join("receipt.pkcs8");
        let receipt_pkcs8 = read_or_make(&receipt, || {
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, random.system())
                .map(|document| document.as_ref().to_vec())
                .map_err(|_| "no key could be made".to_owned())
        })?;
        let nonce_file = dir.join("nonce");
        let nonce = read_or_make(&nonce_file, || {
            random.bytes::<32>().map(Vec::from).map_err(|e| e.to_string())
        })?;
        let nonce = nonce.try_into().map_err(|_| {
            format!("{}: expected 32 bytes; remove the file and start again", nonce_file.display())
        })?;
        Ok(Self { receipt_pkcs8, nonce })
    }
}

fn read_or_make(
    path: &Path,
    make: impl FnOnce() -> Result<Vec<u8>, String>,
) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    match fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let bytes = make()?;
            write_private(path, &bytes).map_err(failed)?;
            Ok(bytes)
        }
        Err(error) => Err(failed(error)),
    }
}

/// Durable before it is used: a receipt must never be signed by a key that a power cut takes away.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = path.with_extension("tmp");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    match path.parent() {
        Some(dir) if cfg!(unix) => fs::File::open(dir)?.sync_all(),
        _ => Ok(()),
    }
}

fn create_private_dir(dir: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_the_same_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let keys = dir.path().join("keys");
        let first = Keys::open(&keys, &Random::default()).unwrap();
        let again = Keys::open(&keys, &Random::default()).unwrap();
        assert_eq!(first.receipt_pkcs8, again.receipt_pkcs8);
        assert_eq!(first.nonce, again.nonce);
        #[cfg(unix)]
        for name in ["receipt.pkcs8", "nonce"] {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(keys.join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
        fs::write(keys.join("nonce"), b"short").unwrap();
        assert!(Keys::open(&keys, &Random::default()).is_err());
    }
}
