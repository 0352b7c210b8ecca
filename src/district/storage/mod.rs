//! What the district keeps: one SQLite database and a directory of blobs.
//!
//! Not here: decisions. Callers ask for rows and write what they decided.
//!
//! Invariant: "What was acknowledged is durable: file, then row, then commit, then reply."
//! Invariant: "Every query about a resident's records carries the account of the signature."

pub(crate) mod writer;
pub(crate) mod devices;
pub(crate) mod operations;
pub(crate) mod blobs;
pub(crate) mod receipts;
pub(crate) mod odd_results;

use crate::random::Random;
use domain::ids::{DeviceId, Epoch};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Row as _};
use std::path::Path;

/// Version of the tables. A program refuses a higher one.
const SCHEMA: i64 = 1;
/// Connections that only read.
const READERS: u32 = 4;

/// Why something could not be stored or read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StorageError {
    /// The disk is full: nothing was stored.
    Full,
    /// Too much waits for the disk already: nothing was stored.
    Busy,
    /// Anything else; the text is for the log.
    Fault(String),
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        // SQLITE_FULL and SQLITE_IOERR_WRITE: the two ways SQLite says that a disk is full.
        let code = error.as_database_error().and_then(|e| e.code()).unwrap_or_default();
        match code.as_ref() {
            "13" | "778" => StorageError::Full,
            _ => match &error {
                sqlx::Error::Io(io) => io_error(io),
                sqlx::Error::PoolTimedOut => StorageError::Busy,
                _ => StorageError::Fault(error.to_string()),
            },
        }
    }
}

impl From<std::io::Error> for StorageError {
    fn from(error: std::io::Error) -> Self {
        io_error(&error)
    }
}

fn io_error(error: &std::io::Error) -> StorageError {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    match error.kind() {
        StorageFull | QuotaExceeded => StorageError::Full,
        _ => StorageError::Fault(error.to_string()),
    }
}

/// The open storage.
pub(crate) struct Storage {
    /// For reading only.
    pub(crate) read: SqlitePool,
    /// The one way to write.
    pub(crate) writer: writer::Writer,
    /// Files of pages.
    pub(crate) blobs: blobs::BlobFiles,
    /// Life of this database.
    pub(crate) epoch: Epoch,
    /// The device that stands in the district's own operations.
    pub(crate) district: DeviceId,
}

impl Storage {
    /// Opens the storage below `data`, and makes it at the first start.
    pub(crate) async fn open(data: &Path, random: &Random) -> Result<Self, StorageError> {
        let options = SqliteConnectOptions::new()
            .filename(data.join("district.sqlite"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .statement_cache_capacity(128)
            .busy_timeout(std::time::Duration::from_secs(10));
        let mut connection = options.clone().connect().await?;
        sqlx::raw_sql(include_str!("schema.sql")).execute(&mut connection).await?;
        check_schema(&mut connection).await?;
        let epoch = get_or_mint(&mut connection, "epoch", random).await?;
        let district = get_or_mint(&mut connection, "district", random).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await?;
        Ok(Self {
            read,
            writer: writer::Writer::start(connection),
            blobs: blobs::BlobFiles::open(&data.join("blobs"))?,
            epoch: Epoch::from_bytes(epoch),
            district: DeviceId::from_bytes(district),
        })
    }

    /// Whether the database can be read.
    pub(crate) async fn ping(&self) -> Result<(), StorageError> {
        sqlx::query("SELECT 1 FROM meta").fetch_optional(&self.read).await?;
        Ok(())
    }

    /// Ends after everything that waits is written.
    pub(crate) async fn close(&self) {
        // The last connection to close folds the write-ahead log into the file, which a reader is not allowed to.
        self.read.close().await;
        self.writer.close().await;
    }
}

/// Opens the database of an endpoint that may run, for a command beside it.
pub(crate) async fn open_beside(data: &Path) -> Result<SqliteConnection, StorageError> {
    let options = SqliteConnectOptions::new()
        .filename(data.join("district.sqlite"))
        .create_if_missing(false)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(std::time::Duration::from_secs(10));
    let mut connection = options.connect().await?;
    check_schema(&mut connection).await?;
    Ok(connection)
}

async fn check_schema(connection: &mut SqliteConnection) -> Result<(), StorageError> {
    sqlx::query("INSERT INTO meta (name, value) VALUES ('schema', ?) ON CONFLICT DO NOTHING")
        .bind(SCHEMA)
        .execute(&mut *connection)
        .await?;
    let found: i64 = sqlx::query("SELECT value FROM meta WHERE name = 'schema'")
        .fetch_one(connection)
        .await?
        .try_get(0)?;
    if found > SCHEMA {
        return Err(StorageError::Fault(format!(
            "the database was written by a newer program (tables of version {found}, this one knows {SCHEMA})"
        )));
    }
    Ok(())
}

async fn get_or_mint(
    connection: &mut SqliteConnection,
    name: &str,
    random: &Random,
) -> Result<[u8; 16], StorageError> {
    let minted: [u8; 16] = random.bytes().map_err(|e| StorageError::Fault(e.to_string()))?;
    sqlx::query("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(name)
        .bind(minted.as_slice())
        .execute(&mut *connection)
        .await?;
    let row = sqlx::query("SELECT value FROM meta WHERE name = ?")
        .bind(name)
        .fetch_one(connection)
        .await?;
    get_bytes(row.try_get(0)?)
}

/// Bytes of a column that always has this many.
pub(crate) fn get_bytes<const N: usize>(bytes: &[u8]) -> Result<[u8; N], StorageError> {
    bytes
        .try_into()
        .map_err(|_| StorageError::Fault(format!("expected {N} bytes, found {}", bytes.len())))
}

/// A number of the log from its column.
pub(crate) fn get_number(number: i64) -> Result<u32, StorageError> {
    u32::try_from(number)
        .map_err(|_| StorageError::Fault(format!("expected a number of the log, found {number}")))
}
