//! What is sent next, and what a reply changes: every write of a sync is here, each in one transaction.
//!
//! Not here: talking.
//!
//! Invariant: "The cursor moves in the transaction that stores everything up to it, or not at all."
//! Invariant: "An operation leaves the outbox only in the transaction that notes what became of it."

use super::SyncOutcome;
use super::line::{Halt, Line};
use crate::outside::{Network, Signer};
use crate::replica::{Replica, identity_read, key_of, put_identity, put_operation, requeued};
use crate::row::{
    self, BlobRow, BlobState, Cursor, Enrolment, Identity, OperationRow, ShelfRow, meta,
};
use crate::store::{Batch, Read, Readings, Store, StoreError, StoreName, Write};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::{DeviceId, DossierId, OperationId};
use domain::operation::{Kind, PagePayload};
use protocol::envelope::{EnrolReply, EnrolRequest, Hello, PullPage, PushResult, ReceiptKey};
use protocol::limits::{MAX_PUSH_BYTES, MAX_PUSH_OPERATIONS};
use protocol::operation::WireOperation;
use protocol::problem::Code;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};

/// Room in a push for everything but operations.
const ENVELOPE_BYTES: usize = 256;

/// What this device knows of itself and of the account's log before it talks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) author: DeviceId,
    pub(super) cursor: Option<Cursor>,
    enrolment: Option<Enrolment>,
}

impl Standing {
    pub(super) fn is_enrolled(&self) -> bool {
        self.enrolment.is_some_and(|enrolment| enrolment.device == self.author)
    }
}

/// Operations of one push.
#[derive(Debug, Default)]
pub(super) struct Load {
    pub(super) operations: Vec<WireOperation>,
    /// How many wait, those of this push included.
    pub(super) n_waiting: u32,
    /// A submission is next, and pages of this dossier must come first.
    pub(super) held: Option<DossierId>,
}

impl Load {
    /// As they are sent.
    pub(super) fn raw(&self) -> Option<Vec<Box<RawValue>>> {
        self.operations.iter().map(|wire| RawValue::from_string(wire.text.clone()).ok()).collect()
    }
}

/// What makes everything be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anew {
    /// The district's log is another one.
    Log,
    /// The device enrols anew.
    Account,
}

/// A reply that was found to be sound, with what it needs to be applied.
pub(super) struct Reply {
    pub(super) results: Vec<PushResult>,
    pub(super) more: bool,
    sent: Vec<WireOperation>,
    entries: Vec<(u32, i64, WireOperation)>,
    author: DeviceId,
    before: Option<Cursor>,
    after: Cursor,
    at: i64,
}

impl Reply {
    /// Compares a reply with what was sent; `None` when it has a hole, a result too few or an operation that is none.
    pub(super) fn check(
        standing: &Standing,
        load: &Load,
        results: Vec<PushResult>,
        page: PullPage,
    ) -> Option<Self> {
        if results.len() != load.operations.len() {
            return None;
        }
        let first = standing.cursor.map_or(0, |cursor| cursor.number);
        let mut numbers = BTreeSet::new();
        for result in &results {
            if let PushResult::Accepted(n)
            | PushResult::Duplicate(n)
            | PushResult::Rejected { n, .. } = result
            {
                if *n == 0 {
                    return None;
                }
                numbers.insert(*n);
            }
        }
        let mut entries = Vec::new();
        let mut last = first;
        for entry in page.entries {
            if entry.n <= last || entry.n > page.upto {
                return None;
            }
            last = entry.n;
            numbers.insert(entry.n);
            if let Some(raw) = entry.op {
                entries.push((entry.n, entry.at, WireOperation::parse(raw.get()).ok()?));
            }
        }
        if page.upto < first {
            return None;
        }
        let n_covered =
            numbers.range(first.checked_add(1)?..).take_while(|n| **n <= page.upto).count();
        if u32::try_from(n_covered).ok()? != page.upto - first {
            return None;
        }
        Some(Self {
            results,
            more: page.more,
            sent: load.operations.clone(),
            entries,
            author: standing.author,
            before: standing.cursor,
            after: Cursor { epoch: page.epoch, number: page.upto },
            at: page.at,
        })
    }

    /// The cursor, the author, and the rows of those that were there already.
    fn reads(&self) -> Vec<Read> {
        let mut reads = vec![Read::One(StoreName::Meta, meta::CURSOR.to_owned()), identity_read()];
        for (wire, result) in self.sent.iter().zip(&self.results) {
            if matches!(result, PushResult::Duplicate(_)) {
                reads.push(Read::One(StoreName::Operation, key_of(wire)));
            }
        }
        reads
    }

    /// `None` when another tab was faster; it has done this or more.
    fn plan(&self, rows: &Readings) -> Result<Option<Vec<Write>>, StoreError> {
        if Cursor::parse(rows.one(0))? != self.before
            || Identity::parse(rows.one(1))?.author != self.author
        {
            return Ok(None);
        }
        let mut writes = Vec::new();
        let mut known = 2..;
        for (wire, result) in self.sent.iter().zip(&self.results) {
            let key = key_of(wire);
            match result {
                PushResult::Accepted(n) => {
                    writes.push(put_operation(wire, Some(*n), Some(self.at)))
                }
                PushResult::Duplicate(n) => {
                    let row = known.next().and_then(|index| rows.rows(index).first());
                    writes.push(match row {
                        // The district keeps the text it got first, and so does this device.
                        Some(row) => {
                            let stored = OperationRow::parse(row)?;
                            let received_at = stored.received_at.or(Some(self.at));
                            let numbered = OperationRow { number: Some(*n), received_at, ..stored };
                            Write::Put(StoreName::Operation, key, numbered.to_bytes())
                        }
                        None => put_operation(wire, Some(*n), Some(self.at)),
                    });
                }
                PushResult::Rejected { n, code, detail } => {
                    writes.extend(shelve(wire, *n, *code, detail));
                }
                PushResult::IdConflict => {
                    writes.extend(shelve(wire, 0, Code::Unknown, "id_conflict"));
                }
                PushResult::DeviceForked | PushResult::MissingParent(_) | PushResult::Later(_) => {
                    continue;
                }
            }
            writes.push(Write::Remove(StoreName::Outbox, row::outbox_key(wire.operation.dseq)));
        }
        for (n, at, wire) in &self.entries {
            writes.push(put_operation(wire, Some(*n), Some(*at)));
        }
        if self.before != Some(self.after) {
            writes.push(Write::Put(
                StoreName::Meta,
                meta::CURSOR.to_owned(),
                self.after.to_bytes(),
            ));
        }
        Ok(Some(writes))
    }

    fn dossiers(&self) -> Vec<DossierId> {
        let sent = self.sent.iter().map(|wire| wire.operation.dossier);
        let came = self.entries.iter().map(|(_, _, wire)| wire.operation.dossier);
        let mut all: Vec<DossierId> = Vec::new();
        for dossier in sent.chain(came) {
            if !all.contains(&dossier) {
                all.push(dossier);
            }
        }
        all
    }
}

/// Takes an operation out of the log onto the shelf, and with an attach the wish to send its image.
fn shelve(wire: &WireOperation, n: u32, code: Code, detail: &str) -> Vec<Write> {
    let operation = &wire.operation;
    let shelved = ShelfRow { n, code, detail: detail.to_owned(), text: wire.text.clone() };
    let mut writes = vec![
        Write::Remove(StoreName::Operation, key_of(wire)),
        Write::Put(StoreName::Shelf, operation.id.to_string(), shelved.to_bytes()),
    ];
    if operation.kind == Kind::Attach
        && let Some(page) = PagePayload::find(&operation.value)
    {
        let key = row::blob_key(operation.dossier, page.sha256);
        writes.push(Write::Remove(StoreName::Blob, key));
    }
    writes
}

impl<S: Store> Replica<S> {
    /// Applies a batch whose plan may find a damaged row.
    pub(super) async fn apply_checked(
        &self,
        reads: Vec<Read>,
        plan: impl Fn(&Readings) -> Result<Option<Vec<Write>>, StoreError>,
    ) -> Result<bool, StoreError> {
        let mut outcome = Ok(false);
        let batch = Batch::new(reads, |rows| match plan(rows) {
            Ok(writes) => {
                outcome = Ok(writes.is_some());
                writes
            }
            Err(error) => {
                outcome = Err(error);
                None
            }
        });
        let applied = self.inner.store.apply(batch).await;
        let is_written = outcome?;
        applied?;
        Ok(is_written)
    }

    pub(super) async fn standing(&self) -> Result<Standing, StoreError> {
        let identity = Identity::parse(self.read_meta(meta::IDENTITY).await?.as_deref())?;
        let cursor = Cursor::parse(self.read_meta(meta::CURSOR).await?.as_deref())?;
        let enrolment = Enrolment::parse(self.read_meta(meta::ACCOUNT).await?.as_deref())?;
        Ok(Standing { author: identity.author, cursor, enrolment })
    }

    /// Keeps what the district says of itself; keys once announced verify receipts for ever.
    pub(super) async fn keep_hello(&self, hello: Hello) -> Result<(), StoreError> {
        let known = self.receipt_keys().await?;
        let is_new = |key: &&ReceiptKey| !hello.receipt_keys.contains(key);
        let mut keys = hello.receipt_keys.clone();
        keys.extend(known.iter().filter(is_new).cloned());
        let json = |name: &str, bytes: Result<Vec<u8>, serde_json::Error>| {
            let bytes = bytes.map_err(|_| row::damaged(name))?;
            Ok(Write::Put(StoreName::Meta, name.to_owned(), bytes))
        };
        let mut writes = vec![json(meta::HELLO, serde_json::to_vec(&hello))?];
        if keys != known {
            writes.push(json(meta::RECEIPT_KEYS, serde_json::to_vec(&keys))?);
        }
        self.inner.store.apply(Batch::writing(writes)).await.map(|_| ())
    }

    /// Enrols the author with the key of this device. A key the district knows joins its account.
    pub(super) async fn enrol(
        &self,
        line: &Line<'_, impl Network, impl Signer>,
    ) -> Result<(), Halt> {
        let point = line.signer.public_point().await.map_err(|_| SyncOutcome::EnrolAgain)?;
        let name = self.read_meta(meta::DEVICE_NAME).await?.unwrap_or_default();
        let request = EnrolRequest {
            device: line.author,
            key: URL_SAFE_NO_PAD.encode(point),
            name: String::from_utf8_lossy(&name).chars().take(64).collect(),
        };
        let reply: EnrolReply = line.post_json("/v1/devices", &request).await?;
        let enrolment = Enrolment { account: reply.account, device: line.author };
        let write = Write::Put(StoreName::Meta, meta::ACCOUNT.to_owned(), enrolment.to_bytes());
        self.inner.store.apply(Batch::writing(vec![write])).await?;
        Ok(())
    }

    /// The next operations of the outbox, at most what one push takes.
    pub(super) async fn next_load(&self) -> Result<Load, StoreError> {
        let (from, to) = row::EVERYTHING;
        let n_waiting = self.inner.store.count(StoreName::Outbox, from, to).await?;
        let limit = u32::try_from(MAX_PUSH_OPERATIONS).unwrap_or(u32::MAX);
        let rows = self.inner.store.range(StoreName::Outbox, from, to, limit).await?;
        let mut load = Load { n_waiting, ..Load::default() };
        let mut size = ENVELOPE_BYTES;
        for row in &rows {
            let wire = row::parse_wire(row)?;
            size += wire.text.len() + 1;
            if size > MAX_PUSH_BYTES {
                break;
            }
            if wire.operation.kind == Kind::Submit {
                let dossier = wire.operation.dossier;
                match self.readiness(dossier).await? {
                    Readiness::Ready => {}
                    Readiness::PagesWait => {
                        load.held = Some(dossier);
                        break;
                    }
                    Readiness::PageRefused(code) => {
                        self.take_back_submission(&wire, code).await?;
                        continue;
                    }
                }
            }
            load.operations.push(wire);
        }
        Ok(load)
    }

    async fn readiness(&self, dossier: DossierId) -> Result<Readiness, StoreError> {
        let (from, to) = row::dossier_range(dossier);
        let rows = self.inner.store.range(StoreName::Blob, &from, &to, u32::MAX).await?;
        let blobs: Vec<BlobRow> = rows.iter().map(BlobRow::parse).collect::<Result<_, _>>()?;
        if let Some(refused) = blobs.iter().find(|blob| matches!(blob.state, BlobState::Refused(_)))
            && let BlobState::Refused(code) = refused.state
        {
            return Ok(Readiness::PageRefused(code));
        }
        let waits = blobs.iter().any(|blob| blob.state == BlobState::Waiting);
        Ok(if waits { Readiness::PagesWait } else { Readiness::Ready })
    }

    /// A submission with a page the district cannot take is not sent: it would never be answered.
    async fn take_back_submission(
        &self,
        wire: &WireOperation,
        code: Code,
    ) -> Result<(), StoreError> {
        self.shelve_unsent(wire, code, "a page was refused").await
    }

    async fn shelve_unsent(
        &self,
        wire: &WireOperation,
        code: Code,
        detail: &str,
    ) -> Result<(), StoreError> {
        let mut writes = shelve(wire, 0, code, detail);
        writes.push(Write::Remove(StoreName::Outbox, row::outbox_key(wire.operation.dseq)));
        self.inner.store.apply(Batch::writing(writes)).await?;
        self.tell(vec![wire.operation.dossier]);
        Ok(())
    }

    /// Applies a sound reply in one transaction; whether anything came that this device did not record.
    pub(super) async fn apply_reply(&self, reply: &Reply) -> Result<bool, StoreError> {
        let is_idle = reply.sent.is_empty() && reply.before == Some(reply.after);
        if is_idle {
            return Ok(false);
        }
        let is_written = self.apply_checked(reply.reads(), |rows| reply.plan(rows)).await?;
        if is_written {
            self.tell(reply.dossiers());
        }
        let is_foreign = |wire: &WireOperation| wire.operation.device != reply.author;
        Ok(is_written && reply.entries.iter().any(|(_, _, wire)| is_foreign(wire)))
    }

    /// Becomes another author: the profile was cloned, and its twin keeps the old name.
    pub(super) async fn become_another(&self) -> Result<(), StoreError> {
        let identity = Identity::parse(self.read_meta(meta::IDENTITY).await?.as_deref())?;
        let author = DeviceId::from_bytes(self.sixteen_bytes());
        self.restamp(identity.device, author).await
    }

    /// The district lacks parents of an operation. When they are here, everything of the dossier is sent again;
    /// when they are nowhere, the operation cannot ever be taken and goes to the shelf.
    pub(super) async fn send_parents_again(
        &self,
        wire: &WireOperation,
        missing: &[OperationId],
    ) -> Result<(), StoreError> {
        let dossier = wire.operation.dossier;
        let (from, to) = row::dossier_range(dossier);
        let rows = self.inner.store.range(StoreName::Operation, &from, &to, u32::MAX).await?;
        let mut sendable = BTreeMap::new();
        for row in &rows {
            let recorded = row::parse_recorded(row)?;
            sendable.insert(recorded.operation.id, !recorded.operation.kind.is_of_district());
        }
        if missing.is_empty() || !missing.iter().all(|id| sendable.get(id) == Some(&true)) {
            return self.shelve_unsent(wire, Code::Unknown, "missing_parent").await;
        }
        let (all, end) = row::EVERYTHING;
        let reads = vec![
            identity_read(),
            Read::Range(StoreName::Operation, from, to),
            Read::Range(StoreName::Outbox, all.to_owned(), end.to_owned()),
        ];
        self.apply_checked(reads, |rows| {
            let mut identity = Identity::parse(rows.one(0))?;
            let mut writes = requeued(rows.rows(1), rows.rows(2), &mut identity)?;
            writes.push(put_identity(identity));
            Ok(Some(writes))
        })
        .await?;
        Ok(())
    }

    /// Forgets cursor and numbers – not one operation – and puts everything residents recorded into the outbox again.
    /// What the district has is answered as a duplicate, what it lost is accepted.
    pub(super) async fn begin_anew(&self, what: Anew) -> Result<(), StoreError> {
        let (all, end) = row::EVERYTHING;
        let everything = |store| Read::Range(store, all.to_owned(), end.to_owned());
        let reads = vec![
            identity_read(),
            everything(StoreName::Operation),
            everything(StoreName::Outbox),
            everything(StoreName::Blob),
        ];
        self.apply_checked(reads, |rows| {
            let mut identity = Identity::parse(rows.one(0))?;
            let mut writes = requeued(rows.rows(1), rows.rows(2), &mut identity)?;
            writes.push(put_identity(identity));
            writes.push(Write::Remove(StoreName::Meta, meta::CURSOR.to_owned()));
            if what == Anew::Account {
                writes.push(Write::Remove(StoreName::Meta, meta::ACCOUNT.to_owned()));
            }
            for row in rows.rows(3) {
                let blob = BlobRow::parse(row)?;
                if blob.state == BlobState::Complete {
                    let waiting = BlobRow { state: BlobState::Waiting, ..blob };
                    writes.push(Write::Put(StoreName::Blob, waiting.key(), waiting.to_bytes()));
                }
            }
            Ok(Some(writes))
        })
        .await?;
        Ok(())
    }
}

/// Whether a submission may be sent.
enum Readiness {
    Ready,
    PagesWait,
    PageRefused(Code),
}
