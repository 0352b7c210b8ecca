//! Where a device keeps everything: ordered stores from key to bytes, and one way to write.
//!
//! Not here: what the bytes mean (see `row`).
//!
//! Invariant: "A batch is applied whole and durably, or not at all."
//!
//! | store | key | value |
//! |---|---|---|
//! | `operation` | `<dossier>/<field>/<operation>` | number, time received, content hash, canonical text |
//! | `outbox` | `dseq`, 8 hexadecimal digits | canonical text of an operation no district acknowledged |
//! | `blob_chunk` | `<sha256>/<index, 4 digits>` | 256 KiB of an image |
//! | `blob` | `<dossier>/<sha256>` | size, and whether the district has it |
//! | `shelf` | `<operation>` | an operation refused for good, with the reason |
//! | `meta` | a name | identity, cursor, account, hello, receipt keys; the app's own under `app/` |
//!
//! The store `head` exists and is empty: heads are found inside the writing transaction from the history
//! of the one field, which is short, so there is no derived state that could disagree with the log.

#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
#[cfg(target_arch = "wasm32")]
pub mod indexed_db;
pub mod memory;

use core::fmt;

/// The stores of one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreName {
    /// Every operation known.
    Operation,
    /// Operations to be sent, in order.
    Outbox,
    /// Kept empty; see the module.
    Head,
    /// Images in pieces.
    BlobChunk,
    /// Images to be sent.
    Blob,
    /// Operations the district refused for good.
    Shelf,
    /// Everything else.
    Meta,
}

impl StoreName {
    /// All of them.
    pub const ALL: [StoreName; 7] = [
        StoreName::Operation,
        StoreName::Outbox,
        StoreName::Head,
        StoreName::BlobChunk,
        StoreName::Blob,
        StoreName::Shelf,
        StoreName::Meta,
    ];

    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            StoreName::Operation => "operation",
            StoreName::Outbox => "outbox",
            StoreName::Head => "head",
            StoreName::BlobChunk => "blob_chunk",
            StoreName::Blob => "blob",
            StoreName::Shelf => "shelf",
            StoreName::Meta => "meta",
        }
    }
}

/// A row: its key and its bytes.
pub type Row = (String, Vec<u8>);

/// Ordered stores from ASCII keys to bytes. The contract is the suite in `conformance`.
#[allow(async_fn_in_trait)] // Everything here runs on the one thread of a page.
pub trait Store: 'static {
    /// The value under a key.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn get(&self, store: StoreName, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Rows with `from <= key < to`, ascending, at most `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn range(
        &self,
        store: StoreName,
        from: &str,
        to: &str,
        limit: u32,
    ) -> Result<Vec<Row>, StoreError>;

    /// How many rows have `from <= key < to`.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn count(&self, store: StoreName, from: &str, to: &str) -> Result<u32, StoreError>;

    /// One transaction over all stores: reads what the batch declared, lets it decide, writes, commits durably.
    /// No other transaction of any tab comes between the reads and the writes.
    ///
    /// # Errors
    /// When the commit did not resolve; then nothing of the batch is stored.
    async fn apply(&self, batch: Batch<'_>) -> Result<Applied, StoreError>;
}

/// One atomic change, prepared completely before the transaction begins.
pub struct Batch<'a> {
    pub(crate) reads: Vec<Read>,
    pub(crate) prepared: Vec<Write>,
    pub(crate) plan: Plan<'a>,
}

/// Decides inside the transaction, from what was read, what else is written; `None` writes nothing at all.
/// It may be asked again when the connection had to be opened again; only the last time counts.
pub type Plan<'a> = Box<dyn FnMut(&Readings) -> Option<Vec<Write>> + 'a>;

impl<'a> Batch<'a> {
    /// A batch that reads before it writes.
    pub fn new(
        reads: Vec<Read>,
        plan: impl FnMut(&Readings) -> Option<Vec<Write>> + 'a,
    ) -> Batch<'a> {
        Batch { reads, prepared: Vec::new(), plan: Box::new(plan) }
    }

    /// A batch that only writes.
    pub fn writing(writes: Vec<Write>) -> Batch<'static> {
        Batch { reads: Vec::new(), prepared: writes, plan: Box::new(|_| Some(Vec::new())) }
    }

    /// Writes that do not depend on what is read, such as the chunks of an image.
    #[must_use]
    pub fn with_prepared(mut self, writes: Vec<Write>) -> Batch<'a> {
        self.prepared = writes;
        self
    }
}

/// Something a batch reads inside its transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// The row with this key.
    One(StoreName, String),
    /// The rows with `from <= key < to`.
    Range(StoreName, String, String),
    /// The first rows of them, at most so many.
    First(StoreName, String, String, u32),
}

/// What was read, in the order in which it was declared.
#[derive(Debug, Default)]
pub struct Readings {
    pub(crate) rows: Vec<Vec<Row>>,
}

impl Readings {
    /// The rows of the `index`th read.
    pub fn rows(&self, index: usize) -> &[Row] {
        self.rows.get(index).map_or(&[], Vec::as_slice)
    }
    /// The value of the `index`th read, when it found one.
    pub fn one(&self, index: usize) -> Option<&[u8]> {
        self.rows(index).first().map(|(_, value)| value.as_slice())
    }
}

/// Something a batch writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// This key has this value from now on.
    Put(StoreName, String, Vec<u8>),
    /// This key has no value from now on.
    Remove(StoreName, String),
}

/// A batch that is stored durably.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// How many rows were put or removed; 0 when the plan declined.
    pub n_writes: usize,
}

/// Why a store could not read or write. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// The device is full. Smaller writes may still succeed.
    Full,
    /// The connection was lost, and opening it once more did not help: reload the page.
    Lost,
    /// Another tab holds an older version of the database: close it.
    Blocked,
    /// The browser keeps nothing here (private mode, blocked storage); its own words.
    Unavailable(String),
    /// A row is not what this program wrote; which one.
    Damaged(String),
    /// The browser ended the transaction; its own words.
    Aborted(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Full => f.write_str("the device is full"),
            StoreError::Lost => f.write_str("the connection to the database was lost"),
            StoreError::Blocked => f.write_str("another tab holds an older version"),
            StoreError::Unavailable(why) => write!(f, "the browser keeps nothing here: {why}"),
            StoreError::Damaged(which) => write!(f, "a stored row is damaged: {which}"),
            StoreError::Aborted(why) => write!(f, "the transaction was aborted: {why}"),
        }
    }
}
impl std::error::Error for StoreError {}
