//! Pages: chunk files, assembled objects, and the rows about them.
//!
//! Not here: whether the bytes are an image (see [`crate::picture`]).
//!
//! Invariant: "A row about a file is written only after the file and its directory are durable."
//! Invariant: "A complete blob hashes to its name."

use super::writer::Write;
use super::{Storage, StorageError, get_number};
use crate::picture::PictureKind;
use domain::ids::{AccountId, DossierId, Sha256};
use domain::operation::PagePayload;
use protocol::limits::CHUNK_BYTES;
use sqlx::Row as _;
use sqlx::sqlite::SqliteConnection;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// The directory of blobs: `<account>/<sha256>` and `<account>/<sha256>.chunks/<index>`.
#[derive(Debug, Clone)]
pub(crate) struct BlobFiles {
    root: PathBuf,
}

impl BlobFiles {
    /// Opens the directory, and makes it at the first start.
    pub(crate) fn open(root: &Path) -> Result<Self, StorageError> {
        create_dir_durably(root)?;
        Ok(Self { root: root.to_owned() })
    }

    fn object(&self, account: AccountId, sha256: Sha256) -> PathBuf {
        self.root.join(account.to_string()).join(sha256.to_string())
    }
    fn chunks(&self, account: AccountId, sha256: Sha256) -> PathBuf {
        self.root.join(account.to_string()).join(format!("{sha256}.chunks"))
    }

    /// Writes one chunk; blocks until it is durable. Writing it again replaces it.
    pub(crate) fn write_chunk(
        &self,
        account: AccountId,
        sha256: Sha256,
        i: u32,
        bytes: &[u8],
    ) -> Result<(), StorageError> {
        let dir = self.chunks(account, sha256);
        create_dir_durably(&dir)?;
        write_durably(&dir, &i.to_string(), bytes)
    }

    /// Reads the chunks one after the other; `None` when one is missing. Blocks.
    pub(crate) fn read_chunks(
        &self,
        account: AccountId,
        sha256: Sha256,
        n_chunks: u32,
    ) -> Result<Option<Vec<u8>>, StorageError> {
        let dir = self.chunks(account, sha256);
        let mut bytes = Vec::new();
        for i in 0..n_chunks {
            match fs::read(dir.join(i.to_string())) {
                Ok(chunk) => bytes.extend_from_slice(&chunk),
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Some(bytes))
    }

    /// Writes the assembled object; blocks until it is durable.
    pub(crate) fn write_object(
        &self,
        account: AccountId,
        sha256: Sha256,
        bytes: &[u8],
    ) -> Result<(), StorageError> {
        let dir = self.root.join(account.to_string());
        create_dir_durably(&dir)?;
        write_durably(&dir, &sha256.to_string(), bytes)
    }

    /// Removes the chunks. Blocks.
    pub(crate) fn remove_chunks(
        &self,
        account: AccountId,
        sha256: Sha256,
    ) -> Result<(), StorageError> {
        match fs::remove_dir_all(self.chunks(account, sha256)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// The bytes of a complete blob.
    pub(crate) async fn read(
        &self,
        account: AccountId,
        sha256: Sha256,
    ) -> Result<Vec<u8>, StorageError> {
        Ok(tokio::fs::read(self.object(account, sha256)).await?)
    }
}

/// Makes a directory and those above it; each new one is durable in its parent.
fn create_dir_durably(dir: &Path) -> Result<(), StorageError> {
    if dir.is_dir() {
        return Ok(());
    }
    let Some(parent) = dir.parent() else { return Ok(()) };
    create_dir_durably(parent)?;
    match fs::create_dir(dir) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
        _ => {}
    }
    Ok(sync_dir(parent)?)
}

/// Writes beside, syncs, renames, syncs the directory: the name never shows half a file.
fn write_durably(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), StorageError> {
    // Two writers of one name have equal bytes or the later one wins; they must not share a file.
    let unique = format!("{:?}", std::thread::current().id());
    let digits: String = unique.chars().filter(char::is_ascii_digit).collect();
    let unfinished = dir.join(format!("{name}.{digits}.tmp"));
    let written = File::create(&unfinished)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&unfinished, dir.join(name)));
    if let Err(error) = written {
        // A full disk must not be filled further by what could not be finished.
        let _ = fs::remove_file(&unfinished);
        return Err(error.into());
    }
    Ok(sync_dir(dir)?)
}

fn sync_dir(dir: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

/// How many chunks a blob of this size has.
pub(crate) fn n_chunks(size: u32) -> u32 {
    size.div_ceil(chunk_bytes())
}

/// How many bytes chunk `i` of a blob of this size has; `None` beyond its end.
pub(crate) fn chunk_size(size: u32, i: u32) -> Option<u32> {
    let start = i.checked_mul(chunk_bytes())?;
    size.checked_sub(start).filter(|rest| *rest > 0).map(|rest| rest.min(chunk_bytes()))
}

fn chunk_bytes() -> u32 {
    u32::try_from(CHUNK_BYTES).unwrap_or(u32::MAX)
}

/// Notes that an attach names a blob.
pub(crate) async fn insert_page(
    connection: &mut SqliteConnection,
    account: AccountId,
    dossier: DossierId,
    page: &PagePayload,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO page (account, dossier, sha256, size) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(account.as_bytes().as_slice())
    .bind(dossier.as_bytes().as_slice())
    .bind(page.sha256.as_bytes().as_slice())
    .bind(page.size_bytes)
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether a blob of this account is complete.
pub(crate) async fn is_complete(
    connection: &mut SqliteConnection,
    account: AccountId,
    sha256: Sha256,
) -> Result<bool, StorageError> {
    let row = sqlx::query("SELECT 1 FROM blob WHERE account = ? AND sha256 = ?")
        .bind(account.as_bytes().as_slice())
        .bind(sha256.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    Ok(row.is_some())
}

impl Storage {
    /// Sizes under which attaches of this dossier name the blob; empty when none does.
    pub(crate) async fn page_sizes(
        &self,
        account: AccountId,
        dossier: DossierId,
        sha256: Sha256,
    ) -> Result<Vec<u32>, StorageError> {
        let rows =
            sqlx::query("SELECT size FROM page WHERE account = ? AND dossier = ? AND sha256 = ?")
                .bind(account.as_bytes().as_slice())
                .bind(dossier.as_bytes().as_slice())
                .bind(sha256.as_bytes().as_slice())
                .fetch_all(&self.read)
                .await?;
        rows.iter().map(|row| get_number(row.try_get(0)?)).collect()
    }

    /// The kind of a complete blob; `None` while it is not.
    pub(crate) async fn find_blob(
        &self,
        account: AccountId,
        sha256: Sha256,
    ) -> Result<Option<PictureKind>, StorageError> {
        let row = sqlx::query("SELECT kind FROM blob WHERE account = ? AND sha256 = ?")
            .bind(account.as_bytes().as_slice())
            .bind(sha256.as_bytes().as_slice())
            .fetch_optional(&self.read)
            .await?;
        row.map(|row| {
            let name: &str = row.try_get(0)?;
            PictureKind::find(name)
                .ok_or_else(|| StorageError::Fault("a blob of an unknown kind".to_owned()))
        })
        .transpose()
    }

    /// Indexes of the chunks held, ascending.
    pub(crate) async fn chunks(
        &self,
        account: AccountId,
        sha256: Sha256,
    ) -> Result<Vec<u32>, StorageError> {
        let rows =
            sqlx::query("SELECT i FROM blob_chunk WHERE account = ? AND sha256 = ? ORDER BY i")
                .bind(account.as_bytes().as_slice())
                .bind(sha256.as_bytes().as_slice())
                .fetch_all(&self.read)
                .await?;
        rows.iter().map(|row| get_number(row.try_get(0)?)).collect()
    }
}

/// Notes that a chunk's file is durable.
pub(crate) struct AddChunk {
    /// The account.
    pub(crate) account: AccountId,
    /// The blob.
    pub(crate) sha256: Sha256,
    /// Index of the chunk.
    pub(crate) i: u32,
}

impl Write for AddChunk {
    type Out = ();
    async fn run(&self, connection: &mut SqliteConnection) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO blob_chunk (account, sha256, i) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(self.account.as_bytes().as_slice())
        .bind(self.sha256.as_bytes().as_slice())
        .bind(self.i)
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// Notes that a blob's file is durable and verified; its chunks are no longer needed.
pub(crate) struct CompleteBlob {
    /// The account.
    pub(crate) account: AccountId,
    /// The blob.
    pub(crate) sha256: Sha256,
    /// Its size.
    pub(crate) size: u32,
    /// What kind of image it is.
    pub(crate) kind: PictureKind,
    /// The district's time.
    pub(crate) at: i64,
}

impl Write for CompleteBlob {
    type Out = ();
    async fn run(&self, connection: &mut SqliteConnection) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO blob (account, sha256, size, kind, complete_at) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT DO NOTHING",
        )
        .bind(self.account.as_bytes().as_slice())
        .bind(self.sha256.as_bytes().as_slice())
        .bind(self.size)
        .bind(self.kind.name())
        .bind(self.at)
        .execute(&mut *connection)
        .await?;
        delete_chunks(connection, self.account, self.sha256).await
    }
}

/// Forgets the chunks of a blob that turned out wrong.
pub(crate) struct ForgetChunks {
    /// The account.
    pub(crate) account: AccountId,
    /// The blob.
    pub(crate) sha256: Sha256,
}

impl Write for ForgetChunks {
    type Out = ();
    async fn run(&self, connection: &mut SqliteConnection) -> Result<(), StorageError> {
        delete_chunks(connection, self.account, self.sha256).await
    }
}

async fn delete_chunks(
    connection: &mut SqliteConnection,
    account: AccountId,
    sha256: Sha256,
) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM blob_chunk WHERE account = ? AND sha256 = ?")
        .bind(account.as_bytes().as_slice())
        .bind(sha256.as_bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_a_blob_is_in_one_chunk() {
        for size in [1, 262_143, 262_144, 262_145, 8 * 1024 * 1024] {
            let sizes: Vec<u32> = (0..n_chunks(size)).filter_map(|i| chunk_size(size, i)).collect();
            assert_eq!(sizes.len(), n_chunks(size) as usize, "{size}");
            assert_eq!(sizes.iter().sum::<u32>(), size);
            assert_eq!(chunk_size(size, n_chunks(size)), None);
        }
        assert_eq!(chunk_size(10, u32::MAX), None);
    }
}
