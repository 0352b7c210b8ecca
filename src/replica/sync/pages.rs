//! Photographed pages on their way to the district: pieces of 256 KiB, each sent once.
//!
//! Not here: which operations go before and after them (see the round in `sync`).
//!
//! Invariant: "What the district holds of an image is not sent again."

use super::line::{Halt, Line};
use super::{OfflineReason, Progress, SyncOutcome};
use crate::outside::{Method, Network, Signer};
use crate::replica::Replica;
use crate::row::{self, BlobRow, BlobState, OperationRow, ShelfRow};
use crate::store::{Read, Readings, Store, StoreError, StoreName, Write};
use domain::dossier::{Dossier, Recorded};
use domain::ids::{DossierId, OperationId};
use protocol::envelope::BlobState as Held;
use protocol::limits::CHUNK_BYTES;
use protocol::problem::Code;

/// A page to be sent, and its place among those of this round.
#[derive(Debug, Clone, Copy)]
pub(super) struct NextPage {
    blob: BlobRow,
    index: u32,
    of: u32,
}

/// How often a page is tried in one round when the district keeps losing its pieces.
const MAX_TRIES: u32 = 3;

impl<S: Store> Replica<S> {
    /// The next page to be sent: one of the dossier whose submission waits before all others.
    pub(super) async fn next_page(
        &self,
        held: Option<DossierId>,
        n_sent: u32,
    ) -> Result<Option<NextPage>, StoreError> {
        let waiting = self.waiting_blobs().await?;
        let first = waiting.iter().find(|blob| Some(blob.dossier) == held).or(waiting.first());
        let of = u32::try_from(waiting.len()).unwrap_or(u32::MAX).saturating_add(n_sent);
        Ok(first.map(|blob| NextPage { blob: *blob, index: n_sent + 1, of }))
    }

    /// Sends what the district lacks of a page, and lets it verify the whole.
    pub(super) async fn send_page(
        &self,
        line: &Line<'_, impl Network, impl Signer>,
        page: NextPage,
        progress: &dyn Fn(Progress),
    ) -> Result<(), Halt> {
        let BlobRow { dossier, sha256, .. } = page.blob;
        let target = format!("/v1/dossiers/{dossier}/blobs/{sha256}");
        for _ in 0..MAX_TRIES {
            let held: Held = match line.get_json(&target).await {
                Err(Halt::Refused(code @ Code::BlobUnexpected, _)) => {
                    return Ok(self.refuse_page(page.blob, code).await?);
                }
                other => other?,
            };
            if held.complete {
                return Ok(self.note_page(page.blob, BlobState::Complete).await?);
            }
            if !self.send_pieces(line, &target, page, &held, progress).await? {
                // A piece is no longer what it was on this device.
                return Ok(self.refuse_page(page.blob, Code::DigestMismatch).await?);
            }
            match line.call(Method::Post, &format!("{target}/complete"), &[], None).await {
                Ok(_) => return Ok(self.note_page(page.blob, BlobState::Complete).await?),
                Err(Halt::Refused(Code::BlobIncomplete, _)) => {}
                Err(Halt::Refused(code @ Code::DigestMismatch, _)) => {
                    if !matches!(self.blob(sha256).await, Ok(Some(_))) {
                        return Ok(self.refuse_page(page.blob, code).await?);
                    }
                }
                Err(Halt::Refused(
                    code @ (Code::NotAnImage | Code::BlobUnexpected | Code::TooLarge),
                    _,
                )) => return Ok(self.refuse_page(page.blob, code).await?),
                Err(other) => return Err(other),
            }
        }
        Err(SyncOutcome::Offline(OfflineReason::ServerTrouble(409)).into())
    }

    /// Sends the pieces that are not held; `false` when one is missing or damaged here.
    async fn send_pieces(
        &self,
        line: &Line<'_, impl Network, impl Signer>,
        target: &str,
        page: NextPage,
        held: &Held,
        progress: &dyn Fn(Progress),
    ) -> Result<bool, Halt> {
        let size = usize::try_from(page.blob.size_bytes).unwrap_or(usize::MAX);
        let of_chunks = u32::try_from(size.div_ceil(CHUNK_BYTES)).unwrap_or(u32::MAX);
        for index in (0..of_chunks).filter(|index| !held.chunks.contains(index)) {
            let (NextPage { index: photo, of, .. }, chunk) = (page, index + 1);
            progress(Progress::Photo { index: photo, of, chunk, of_chunks });
            let key = row::chunk_key(page.blob.sha256, index);
            let bytes = self.inner.store.get(StoreName::BlobChunk, &key).await?;
            let before = usize::try_from(index).unwrap_or(usize::MAX).saturating_mul(CHUNK_BYTES);
            let expected = size.saturating_sub(before).min(CHUNK_BYTES);
            let Some(bytes) = bytes.filter(|bytes| bytes.len() == expected) else {
                return Ok(false);
            };
            let target = format!("{target}/{index}");
            line.call(Method::Put, &target, &bytes, Some("application/octet-stream")).await?;
        }
        Ok(true)
    }

    /// Notes what became of an image, unless the person has taken its page away meanwhile.
    async fn note_page(&self, blob: BlobRow, state: BlobState) -> Result<(), StoreError> {
        self.apply_checked(vec![Read::One(StoreName::Blob, blob.key())], |rows| {
            Ok(rows.one(0).map(|_| {
                vec![Write::Put(StoreName::Blob, blob.key(), BlobRow { state, ..blob }.to_bytes())]
            }))
        })
        .await?;
        self.tell(vec![blob.dossier]);
        Ok(())
    }

    /// The district cannot take the image. Its attaches stay in the log and are shown on the shelf.
    async fn refuse_page(&self, blob: BlobRow, code: Code) -> Result<(), StoreError> {
        let (from, to) = row::pages_range(blob.dossier);
        let reads = vec![
            Read::One(StoreName::Blob, blob.key()),
            Read::Range(StoreName::Operation, from, to),
        ];
        self.apply_checked(reads, |rows| refused(blob, code, rows)).await?;
        self.tell(vec![blob.dossier]);
        Ok(())
    }
}

fn refused(blob: BlobRow, code: Code, rows: &Readings) -> Result<Option<Vec<Write>>, StoreError> {
    if rows.one(0).is_none() {
        return Ok(None);
    }
    let state = BlobState::Refused(code);
    let mut writes =
        vec![Write::Put(StoreName::Blob, blob.key(), BlobRow { state, ..blob }.to_bytes())];
    let log: Vec<Recorded> =
        rows.rows(1).iter().map(row::parse_recorded).collect::<Result<_, _>>()?;
    let folded = Dossier::fold(blob.dossier, &log);
    let shown = folded.pages.values().flatten().filter(|page| page.image.sha256 == blob.sha256);
    let attaches: Vec<OperationId> = shown.flat_map(|page| page.attaches.iter().copied()).collect();
    for (row, recorded) in rows.rows(1).iter().zip(&log) {
        if attaches.contains(&recorded.operation.id) {
            let shelved = ShelfRow {
                n: recorded.number.unwrap_or(0),
                code,
                detail: "image".to_owned(),
                text: OperationRow::parse(row)?.text.to_owned(),
            };
            let key = recorded.operation.id.to_string();
            writes.push(Write::Put(StoreName::Shelf, key, shelved.to_bytes()));
        }
    }
    Ok(Some(writes))
}
