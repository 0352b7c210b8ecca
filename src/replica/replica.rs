//! What the app does with the engine: record changes, attach photos, read dossiers, ask what waits.
//!
//! Not here: the network (see `sync`).
//!
//! Invariant: "A change is whole on the device when its future resolves, or it is not there at all."
//! Invariant: "Parents and counter are read inside the transaction that writes the operation."

mod again;
mod sheet;

pub(crate) use again::requeued;

use crate::outside::{Clock, Random};
use crate::row::{self, BlobRow, BlobState, Enrolment, Identity, ShelfRow, meta};
use crate::store::{Batch, Read, Readings, Store, StoreError, StoreName, Write};
use core::cell::RefCell;
use domain::catalogue::EditionId;
use domain::dossier::{Dossier, Recorded};
use domain::ids::{AccountId, DeviceId, DossierId, OperationId, PaperId, Salt, Sha256};
use domain::operation::{FieldKey, Kind, Operation, PagePayload, Payload};
use protocol::envelope::{Hello, ReceiptKey};
use protocol::limits::{CHUNK_BYTES, MAX_BLOB_BYTES};
use protocol::operation::WireOperation;
use protocol::problem::Code;
use protocol::reading::read_json;
use sheet::{Draft, Parents, Sheet};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The dossiers of one device. Cheap to clone: clones are the same replica.
pub struct Replica<S: Store> {
    pub(crate) inner: Rc<Inner<S>>,
}

pub(crate) struct Inner<S> {
    pub(crate) store: S,
    clock: Rc<dyn Clock>,
    random: Rc<dyn Random>,
    listeners: RefCell<Vec<Listener>>,
    /// The district's last nonce; a page that was just opened asks for one.
    pub(crate) nonce: RefCell<Option<String>>,
}

type Listener = Rc<dyn Fn(Changed)>;

impl<S: Store> Clone for Replica<S> {
    fn clone(&self) -> Self {
        Self { inner: Rc::clone(&self.inner) }
    }
}

/// Something was committed: recorded here or arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The dossiers concerned.
    pub dossiers: Vec<DossierId>,
}

/// One change a person made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What changes.
    pub field: FieldKey,
    /// How.
    pub kind: Kind,
    /// The new value; for [`Kind::Delete`] it is found here.
    pub value: Payload,
}

/// A JPEG exactly as it will be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// The commit resolved: it is on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// Device clock in seconds since 1970 UTC, as written into the operations.
    pub said_at: i64,
    /// Operations written.
    pub n: usize,
}

/// Why nothing was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveError {
    /// The store could not write.
    Store(StoreError),
    /// A value or an image is larger than the district takes.
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        max: usize,
    },
    /// The dossier was sent: it changes only after a request for corrections or a withdrawal.
    Closed,
}

impl From<StoreError> for SaveError {
    fn from(error: StoreError) -> Self {
        SaveError::Store(error)
    }
}

/// What no district has acknowledged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Operations.
    pub n_operations: u32,
    /// Photographed pages.
    pub n_blobs: u32,
    /// Bytes of both.
    pub bytes: u64,
    /// Device time of the oldest operation, in seconds since 1970 UTC.
    pub oldest_said_at: Option<i64>,
}

/// An operation that was refused for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    /// The operation.
    pub operation: Operation,
    /// Why.
    pub code: Code,
    /// Where exactly; English, for developers.
    pub detail: String,
    /// Number of the void row in the account's log, when there is one.
    pub number: Option<u32>,
}

impl<S: Store> Replica<S> {
    /// Opens the dossiers kept in `store`, for the device whose key the app holds.
    /// When that is another device than last time, what waits is written anew in its name.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn open(
        store: S,
        device: DeviceId,
        clock: Rc<dyn Clock>,
        random: Rc<dyn Random>,
    ) -> Result<Self, StoreError> {
        let (listeners, nonce) = (RefCell::default(), RefCell::default());
        let replica = Self { inner: Rc::new(Inner { store, clock, random, listeners, nonce }) };
        match replica.read_meta(meta::IDENTITY).await? {
            Some(bytes) => {
                let identity = Identity::parse(Some(&bytes))?;
                if identity.device != device {
                    replica.restamp(device, device).await?;
                }
            }
            None => {
                let first = Identity { device, author: device, next_dseq: 0 };
                let batch = Batch::new(vec![identity_read()], |rows| {
                    // Another tab may have been first.
                    rows.one(0).is_none().then(|| vec![put_identity(first)])
                });
                replica.inner.store.apply(batch).await?;
            }
        }
        Ok(replica)
    }

    /// Calls `listener` after every commit of this replica. Other tabs are told by the app.
    pub fn on_change(&self, listener: impl Fn(Changed) + 'static) {
        self.inner.listeners.borrow_mut().push(Rc::new(listener));
    }

    pub(crate) fn tell(&self, dossiers: Vec<DossierId>) {
        // A listener may add a listener.
        let listeners = self.inner.listeners.borrow().clone();
        for listener in listeners {
            listener(Changed { dossiers: dossiers.clone() });
        }
    }

    /// Begins a dossier.
    ///
    /// # Errors
    /// When it could not be saved.
    pub async fn create(&self, edition: EditionId) -> Result<DossierId, SaveError> {
        let dossier = DossierId::from_bytes(self.sixteen_bytes());
        let change = Change { field: FieldKey::Dossier, kind: Kind::Create, value: Payload::Null };
        self.record(dossier, &edition, vec![change]).await?;
        Ok(dossier)
    }

    /// Records changes of a dossier, all or none.
    ///
    /// # Errors
    /// When they could not be saved, one is too large, or the dossier is closed to them.
    pub async fn record(
        &self,
        dossier: DossierId,
        edition: &EditionId,
        changes: Vec<Change>,
    ) -> Result<Saved, SaveError> {
        let drafts = changes.into_iter().map(|change| self.draft(change, Parents::Heads)).collect();
        self.write(dossier, edition, drafts, Vec::new()).await
    }

    /// Adds a page to a paper: image and operation together.
    ///
    /// # Errors
    /// When it could not be saved, is too large, or the dossier is closed.
    pub async fn attach(
        &self,
        dossier: DossierId,
        edition: &EditionId,
        paper: &PaperId,
        image: Image,
    ) -> Result<Saved, SaveError> {
        let size = image.bytes.len();
        let too_large = SaveError::TooLarge { bytes: size, max: MAX_BLOB_BYTES };
        let size_bytes = match u32::try_from(size) {
            Ok(size_bytes) if size <= MAX_BLOB_BYTES => size_bytes,
            _ => return Err(too_large),
        };
        let sha256 = protocol::canonical::sha256(&image.bytes);
        let page = PagePayload { sha256, size_bytes, width: image.width, height: image.height };
        let mut prepared: Vec<Write> = (0u32..)
            .zip(image.bytes.chunks(CHUNK_BYTES))
            .map(|(index, chunk)| {
                Write::Put(StoreName::BlobChunk, row::chunk_key(sha256, index), chunk.to_vec())
            })
            .collect();
        let blob = BlobRow { dossier, sha256, size_bytes, state: BlobState::Waiting };
        prepared.push(Write::Put(StoreName::Blob, blob.key(), blob.to_bytes()));
        let change = Change {
            field: FieldKey::Pages(paper.clone()),
            kind: Kind::Attach,
            value: page.to_payload(),
        };
        self.write(dossier, edition, vec![self.draft(change, Parents::Heads)], prepared).await
    }

    /// Takes a page off a paper. Its image stays on the device and, when no page needs it, is not sent.
    ///
    /// # Errors
    /// When it could not be saved, or the dossier is closed.
    pub async fn detach(
        &self,
        dossier: DossierId,
        edition: &EditionId,
        paper: &PaperId,
        attach: OperationId,
    ) -> Result<Saved, SaveError> {
        let change = Change {
            field: FieldKey::Pages(paper.clone()),
            kind: Kind::Detach,
            value: Payload::Null,
        };
        let saved = self
            .write(dossier, edition, vec![self.draft(change, Parents::Page(attach))], Vec::new())
            .await?;
        self.forget_unneeded_blobs(dossier).await?;
        Ok(saved)
    }

    /// Sends the dossier: records that exactly the manifest with this digest is submitted.
    ///
    /// # Errors
    /// When it could not be saved, or the dossier is closed.
    pub async fn submit(
        &self,
        dossier: DossierId,
        edition: &EditionId,
        digest: Sha256,
    ) -> Result<Saved, SaveError> {
        let value = BTreeMap::from([("digest".to_owned(), Payload::Text(digest.to_string()))]);
        let change =
            Change { field: FieldKey::Dossier, kind: Kind::Submit, value: Payload::Map(value) };
        self.record(dossier, edition, vec![change]).await
    }

    /// One dossier as its operations tell it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn dossier(&self, id: DossierId) -> Result<Option<Dossier>, StoreError> {
        let (from, to) = row::dossier_range(id);
        let rows = self.inner.store.range(StoreName::Operation, &from, &to, u32::MAX).await?;
        let log: Vec<Recorded> = rows.iter().map(row::parse_recorded).collect::<Result<_, _>>()?;
        Ok((!log.is_empty()).then(|| Dossier::fold(id, &log)))
    }

    /// Every dossier, deleted ones included, in the order of their ids.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn dossiers(&self) -> Result<Vec<Dossier>, StoreError> {
        let (from, to) = row::EVERYTHING;
        let rows = self.inner.store.range(StoreName::Operation, from, to, u32::MAX).await?;
        rows.chunk_by(|(a, _), (b, _)| dossier_of(a) == dossier_of(b))
            .filter_map(|rows| Some((rows.first()?, rows)))
            .map(|((key, _), rows)| {
                let id = dossier_of(key).parse().map_err(|_| row::damaged(key))?;
                let log: Vec<Recorded> =
                    rows.iter().map(row::parse_recorded).collect::<Result<_, _>>()?;
                Ok(Dossier::fold(id, &log))
            })
            .collect()
    }

    /// An image kept on this device.
    ///
    /// # Errors
    /// When the store cannot be read, or the bytes are no longer those of the image.
    pub async fn blob(&self, sha256: Sha256) -> Result<Option<Vec<u8>>, StoreError> {
        let (from, to) = row::chunk_range(sha256);
        let rows = self.inner.store.range(StoreName::BlobChunk, &from, &to, u32::MAX).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let bytes: Vec<u8> = rows.into_iter().flat_map(|(_, chunk)| chunk).collect();
        if protocol::canonical::sha256(&bytes) != sha256 {
            return Err(row::damaged(&from));
        }
        Ok(Some(bytes))
    }

    /// What only this device has.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn waiting(&self) -> Result<Waiting, StoreError> {
        let (from, to) = row::EVERYTHING;
        let outbox = self.inner.store.range(StoreName::Outbox, from, to, u32::MAX).await?;
        let blobs = self.waiting_blobs().await?;
        let size = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let oldest = outbox.first().map(row::parse_wire).transpose()?;
        Ok(Waiting {
            n_operations: u32::try_from(outbox.len()).unwrap_or(u32::MAX),
            n_blobs: u32::try_from(blobs.len()).unwrap_or(u32::MAX),
            bytes: outbox.iter().map(|(_, text)| size(text.len())).sum::<u64>()
                + blobs.iter().map(|blob| u64::from(blob.size_bytes)).sum::<u64>(),
            oldest_said_at: oldest.map(|wire| wire.operation.said_at),
        })
    }

    /// What the district refused for good, in the order of its numbers.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn shelf(&self) -> Result<Vec<Shelved>, StoreError> {
        let (from, to) = row::EVERYTHING;
        let rows = self.inner.store.range(StoreName::Shelf, from, to, u32::MAX).await?;
        let mut shelf: Vec<Shelved> = rows
            .iter()
            .map(|row| {
                let shelved = ShelfRow::parse(row)?;
                let operation =
                    serde_json::from_str(&shelved.text).map_err(|_| row::damaged(&row.0))?;
                let number = Some(shelved.n).filter(|n| *n != 0);
                Ok(Shelved { operation, code: shelved.code, detail: shelved.detail, number })
            })
            .collect::<Result<_, StoreError>>()?;
        shelf.sort_unstable_by_key(|shelved| (shelved.number, shelved.operation.id));
        Ok(shelf)
    }

    /// A value the app keeps beside the dossiers.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn get_meta(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read_meta(&format!("app/{key}")).await
    }

    /// Keeps a value beside the dossiers. `device_name` is the name told to the district at enrolment.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn put_meta(&self, key: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        let write = Write::Put(StoreName::Meta, format!("app/{key}"), bytes);
        self.inner.store.apply(Batch::writing(vec![write])).await.map(|_| ())
    }

    /// The account of this device; `None` before the first sync.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn account(&self) -> Result<Option<AccountId>, StoreError> {
        let enrolment = Enrolment::parse(self.read_meta(meta::ACCOUNT).await?.as_deref())?;
        Ok(enrolment.map(|enrolment| enrolment.account))
    }

    /// Every receipt key the district ever announced, newest first: receipts are verified offline.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn receipt_keys(&self) -> Result<Vec<ReceiptKey>, StoreError> {
        self.read_json(meta::RECEIPT_KEYS).await.map(Option::unwrap_or_default)
    }

    /// What the district said of itself last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn hello(&self) -> Result<Option<Hello>, StoreError> {
        self.read_json(meta::HELLO).await
    }

    pub(crate) async fn read_meta(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.store.get(StoreName::Meta, key).await
    }

    async fn read_json<T: serde::de::DeserializeOwned>(
        &self,
        key: &str,
    ) -> Result<Option<T>, StoreError> {
        self.read_meta(key)
            .await?
            .map(|bytes| read_json(&bytes).map_err(|_| row::damaged(key)))
            .transpose()
    }

    pub(crate) async fn waiting_blobs(&self) -> Result<Vec<BlobRow>, StoreError> {
        let (from, to) = row::EVERYTHING;
        let rows = self.inner.store.range(StoreName::Blob, from, to, u32::MAX).await?;
        let mut blobs: Vec<BlobRow> = rows.iter().map(BlobRow::parse).collect::<Result<_, _>>()?;
        blobs.retain(|blob| blob.state == BlobState::Waiting);
        Ok(blobs)
    }

    pub(crate) fn sixteen_bytes(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.inner.random.fill(&mut bytes);
        bytes
    }

    fn draft(&self, change: Change, parents: Parents) -> Draft {
        Draft {
            id: OperationId::from_bytes(self.sixteen_bytes()),
            salt: Salt::from_bytes(self.sixteen_bytes()),
            change,
            parents,
        }
    }

    /// Writes drafts as operations with the next counters, into log and outbox, with what else was prepared.
    async fn write(
        &self,
        dossier: DossierId,
        edition: &EditionId,
        drafts: Vec<Draft>,
        prepared: Vec<Write>,
    ) -> Result<Saved, SaveError> {
        let said_at = self.inner.clock.now_s();
        let sheet = Sheet { dossier, edition, said_at, drafts: &drafts };
        let mut outcome = Ok(0);
        let batch = Batch::new(sheet.reads(), |rows| match sheet.plan(rows) {
            Ok(writes) => {
                outcome = Ok(drafts.len());
                Some(writes)
            }
            Err(error) => {
                outcome = Err(error);
                None
            }
        })
        .with_prepared(prepared);
        let applied = self.inner.store.apply(batch).await;
        let n = outcome?;
        applied?;
        self.tell(vec![dossier]);
        Ok(Saved { said_at, n })
    }

    /// Images that no page of the dossier shows any more are not sent.
    async fn forget_unneeded_blobs(&self, dossier: DossierId) -> Result<(), StoreError> {
        let (from, to) = row::pages_range(dossier);
        let pages = Read::Range(StoreName::Operation, from, to);
        let (from, to) = row::dossier_range(dossier);
        let blobs = Read::Range(StoreName::Blob, from, to);
        let mut failed = None;
        let batch = Batch::new(vec![pages, blobs], |rows| match unneeded_blobs(dossier, rows) {
            Ok(writes) => Some(writes),
            Err(error) => {
                failed = Some(error);
                None
            }
        });
        self.inner.store.apply(batch).await?;
        failed.map_or(Ok(()), Err)
    }

    /// Gives everything that waits to another author, with counters from 0, in one transaction.
    pub(crate) async fn restamp(
        &self,
        device: DeviceId,
        author: DeviceId,
    ) -> Result<(), StoreError> {
        let (from, to) = row::EVERYTHING;
        let outbox = Read::Range(StoreName::Outbox, from.to_owned(), to.to_owned());
        let mut failed = None;
        let batch = Batch::new(vec![identity_read(), outbox], |rows| {
            match again::restamped(device, author, rows) {
                Ok(writes) => Some(writes),
                Err(error) => {
                    failed = Some(error);
                    None
                }
            }
        });
        self.inner.store.apply(batch).await?;
        failed.map_or(Ok(()), Err)
    }
}

fn dossier_of(key: &str) -> &str {
    key.split_once('/').map_or(key, |(dossier, _)| dossier)
}

pub(crate) fn identity_read() -> Read {
    Read::One(StoreName::Meta, meta::IDENTITY.to_owned())
}

pub(crate) fn put_identity(identity: Identity) -> Write {
    Write::Put(StoreName::Meta, meta::IDENTITY.to_owned(), identity.to_bytes())
}

pub(crate) fn put_operation(
    wire: &WireOperation,
    number: Option<u32>,
    received_at: Option<i64>,
) -> Write {
    Write::Put(StoreName::Operation, key_of(wire), row::operation_bytes(wire, number, received_at))
}

pub(crate) fn key_of(wire: &WireOperation) -> String {
    let operation = &wire.operation;
    row::operation_key(operation.dossier, &operation.field, operation.id)
}

pub(crate) fn put_outbox(wire: &WireOperation) -> Write {
    Write::Put(
        StoreName::Outbox,
        row::outbox_key(wire.operation.dseq),
        wire.text.as_bytes().to_vec(),
    )
}

/// From the operations of all papers and the images to be sent: the images nothing shows.
fn unneeded_blobs(dossier: DossierId, rows: &Readings) -> Result<Vec<Write>, StoreError> {
    let log: Vec<Recorded> =
        rows.rows(0).iter().map(row::parse_recorded).collect::<Result<_, _>>()?;
    let folded = Dossier::fold(dossier, &log);
    let shown: Vec<Sha256> =
        folded.pages.values().flatten().map(|page| page.image.sha256).collect();
    rows.rows(1)
        .iter()
        .map(BlobRow::parse)
        .filter(|blob| blob.as_ref().map_or(true, |blob| !shown.contains(&blob.sha256)))
        .map(|blob| blob.map(|blob| Write::Remove(StoreName::Blob, blob.key())))
        .collect()
}

#[cfg(test)]
mod tests;
