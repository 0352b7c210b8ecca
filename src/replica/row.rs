//! The bytes of the rows: how an operation, an outbox entry, an image's state and the identity lie in a store.
//!
//! Not here: when they are written. Every format is written and read here and nowhere else.
//!
//! Invariant: "What is not exactly what this program writes is damaged, never guessed at."

use crate::store::{Row, StoreError};
use domain::dossier::Recorded;
use domain::ids::{AccountId, DeviceId, DossierId, Epoch, FieldId, OperationId, Sha256};
use domain::operation::Operation;
use protocol::operation::WireOperation;
use protocol::problem::Code;
use serde::{Deserialize, Serialize};

/// Names in `meta`.
pub(crate) mod meta {
    /// [`super::Identity`].
    pub(crate) const IDENTITY: &str = "identity";
    /// [`super::Cursor`].
    pub(crate) const CURSOR: &str = "cursor";
    /// [`super::Enrolment`].
    pub(crate) const ACCOUNT: &str = "account";
    /// The last hello, JSON.
    pub(crate) const HELLO: &str = "hello";
    /// Every receipt key ever announced, JSON.
    pub(crate) const RECEIPT_KEYS: &str = "receipt_keys";
    /// What the person calls this device, UTF-8.
    pub(crate) const DEVICE_NAME: &str = "app/device_name";
}

/// Key of an operation.
pub(crate) fn operation_key(dossier: DossierId, field: &FieldId, id: OperationId) -> String {
    format!("{dossier}/{field}/{id}")
}

/// Keys of every operation of one field.
pub(crate) fn field_range(dossier: DossierId, field: &FieldId) -> (String, String) {
    (format!("{dossier}/{field}/"), format!("{dossier}/{field}0"))
}

/// Keys of everything of one dossier (operations or blobs): `/` is followed by `0`.
pub(crate) fn dossier_range(dossier: DossierId) -> (String, String) {
    (format!("{dossier}/"), format!("{dossier}0"))
}

/// Keys of every `p.<paper>` field of one dossier: `.` is followed by `/`.
pub(crate) fn pages_range(dossier: DossierId) -> (String, String) {
    (format!("{dossier}/p."), format!("{dossier}/p/"))
}

/// All keys there are: every key begins with an ASCII letter, digit, `-` or `_`.
pub(crate) const EVERYTHING: (&str, &str) = ("", "\u{7f}");

/// Key of an outbox entry.
pub(crate) fn outbox_key(dseq: u32) -> String {
    format!("{dseq:08x}")
}

/// Key of a piece of an image.
pub(crate) fn chunk_key(sha256: Sha256, index: u32) -> String {
    format!("{sha256}/{index:04}")
}

/// Keys of all pieces of an image.
pub(crate) fn chunk_range(sha256: Sha256) -> (String, String) {
    (format!("{sha256}/"), format!("{sha256}0"))
}

/// Key of an image to be sent.
pub(crate) fn blob_key(dossier: DossierId, sha256: Sha256) -> String {
    format!("{dossier}/{sha256}")
}

/// A row that is not what this program wrote.
pub(crate) fn damaged(key: &str) -> StoreError {
    StoreError::Damaged(key.to_owned())
}

const OPERATION_FORMAT: u8 = 1;
const OPERATION_HEAD_BYTES: usize = 1 + 4 + 8 + 32;

/// An operation as stored: format, number (0 = none), time received, content hash, canonical text.
#[derive(Clone, Copy)]
pub(crate) struct OperationRow<'a> {
    pub(crate) number: Option<u32>,
    pub(crate) received_at: Option<i64>,
    pub(crate) content: Sha256,
    pub(crate) text: &'a str,
}

impl<'a> OperationRow<'a> {
    /// Takes a row apart.
    pub(crate) fn parse((key, bytes): &'a Row) -> Result<Self, StoreError> {
        Self::find(bytes).ok_or_else(|| damaged(key))
    }

    fn find(bytes: &'a [u8]) -> Option<Self> {
        let (head, text) = bytes.split_at_checked(OPERATION_HEAD_BYTES)?;
        let (format, head) = head.split_first()?;
        let (number, head) = head.split_first_chunk()?;
        let (received_at, content) = head.split_first_chunk()?;
        if *format != OPERATION_FORMAT {
            return None;
        }
        let number = Some(u32::from_be_bytes(*number)).filter(|n| *n != 0);
        Some(Self {
            number,
            received_at: number.map(|_| i64::from_be_bytes(*received_at)),
            content: Sha256::from_bytes(content.try_into().ok()?),
            text: core::str::from_utf8(text).ok()?,
        })
    }

    /// The bytes of the row.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(OPERATION_HEAD_BYTES + self.text.len());
        bytes.push(OPERATION_FORMAT);
        bytes.extend_from_slice(&self.number.unwrap_or(0).to_be_bytes());
        bytes.extend_from_slice(&self.received_at.unwrap_or(0).to_be_bytes());
        bytes.extend_from_slice(self.content.as_bytes());
        bytes.extend_from_slice(self.text.as_bytes());
        bytes
    }
}

/// The bytes of an operation's row.
pub(crate) fn operation_bytes(
    wire: &WireOperation,
    number: Option<u32>,
    received_at: Option<i64>,
) -> Vec<u8> {
    OperationRow { number, received_at, content: wire.content, text: &wire.text }.to_bytes()
}

/// For the fold. The text was checked when it was written; here it is only read.
pub(crate) fn parse_recorded(row: &Row) -> Result<Recorded, StoreError> {
    let stored = OperationRow::parse(row)?;
    let operation: Operation = serde_json::from_str(stored.text).map_err(|_| damaged(&row.0))?;
    Ok(Recorded {
        operation,
        content: stored.content,
        number: stored.number,
        received_at: stored.received_at,
    })
}

/// An entry of the outbox or a reply: canonical text, read completely.
pub(crate) fn parse_wire((key, bytes): &Row) -> Result<WireOperation, StoreError> {
    core::str::from_utf8(bytes)
        .ok()
        .and_then(|text| WireOperation::parse(text).ok())
        .ok_or_else(|| damaged(key))
}

/// Who records on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The device the app's key was enrolled for when the store was opened last.
    pub(crate) device: DeviceId,
    /// The device written into operations: another one after the profile was found to be cloned.
    pub(crate) author: DeviceId,
    /// The counter of the author's next operation.
    pub(crate) next_dseq: u32,
}

impl Identity {
    pub(crate) fn parse(bytes: Option<&[u8]>) -> Result<Self, StoreError> {
        bytes.and_then(Self::find).ok_or_else(|| damaged(meta::IDENTITY))
    }

    fn find(bytes: &[u8]) -> Option<Self> {
        let (device, rest) = bytes.split_first_chunk()?;
        let (author, rest) = rest.split_first_chunk()?;
        Some(Self {
            device: DeviceId::from_bytes(*device),
            author: DeviceId::from_bytes(*author),
            next_dseq: u32::from_be_bytes(rest.try_into().ok()?),
        })
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = self.device.as_bytes().to_vec();
        bytes.extend_from_slice(self.author.as_bytes());
        bytes.extend_from_slice(&self.next_dseq.to_be_bytes());
        bytes
    }
}

/// How much of the account's log is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Life of the district's database.
    pub(crate) epoch: Epoch,
    /// The last number stored here; all before it are, too.
    pub(crate) number: u32,
}

impl Cursor {
    /// `None` before the first sync.
    pub(crate) fn parse(bytes: Option<&[u8]>) -> Result<Option<Self>, StoreError> {
        bytes.map(|bytes| Self::find(bytes).ok_or_else(|| damaged(meta::CURSOR))).transpose()
    }

    fn find(bytes: &[u8]) -> Option<Self> {
        let (epoch, number) = bytes.split_first_chunk()?;
        Some(Self {
            epoch: Epoch::from_bytes(*epoch),
            number: u32::from_be_bytes(number.try_into().ok()?),
        })
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = self.epoch.as_bytes().to_vec();
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes
    }
}

/// Which account the author is enrolled in; written as `<account> <device>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Enrolment {
    pub(crate) account: AccountId,
    pub(crate) device: DeviceId,
}

impl Enrolment {
    /// `None` before enrolment.
    pub(crate) fn parse(bytes: Option<&[u8]>) -> Result<Option<Self>, StoreError> {
        bytes.map(|bytes| Self::find(bytes).ok_or_else(|| damaged(meta::ACCOUNT))).transpose()
    }

    fn find(bytes: &[u8]) -> Option<Self> {
        let (account, device) = core::str::from_utf8(bytes).ok()?.split_once(' ')?;
        Some(Self { account: account.parse().ok()?, device: device.parse().ok()? })
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        format!("{} {}", self.account, self.device).into_bytes()
    }
}

/// How far an image is on its way to the district.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlobState {
    /// To be sent.
    Waiting,
    /// Complete and verified there.
    Complete,
    /// Not to be sent again: the district cannot take it, for this reason.
    Refused(Code),
}

/// An image to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlobRow {
    pub(crate) dossier: DossierId,
    pub(crate) sha256: Sha256,
    pub(crate) size_bytes: u32,
    pub(crate) state: BlobState,
}

impl BlobRow {
    pub(crate) fn parse((key, bytes): &Row) -> Result<Self, StoreError> {
        let find = || {
            let (dossier, sha256) = key.split_once('/')?;
            let (state, rest) = bytes.split_first()?;
            let (size, code) = rest.split_first_chunk()?;
            Some(Self {
                dossier: dossier.parse().ok()?,
                sha256: sha256.parse().ok()?,
                size_bytes: u32::from_be_bytes(*size),
                state: match (state, code) {
                    (0, []) => BlobState::Waiting,
                    (1, []) => BlobState::Complete,
                    (2, code) => BlobState::Refused(find_code(code)),
                    _ => return None,
                },
            })
        };
        find().ok_or_else(|| damaged(key))
    }

    pub(crate) fn key(&self) -> String {
        blob_key(self.dossier, self.sha256)
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let (state, code) = match self.state {
            BlobState::Waiting => (0, ""),
            BlobState::Complete => (1, ""),
            BlobState::Refused(code) => (2, code.as_str()),
        };
        let mut bytes = vec![state];
        bytes.extend_from_slice(&self.size_bytes.to_be_bytes());
        bytes.extend_from_slice(code.as_bytes());
        bytes
    }
}

fn find_code(name: &[u8]) -> Code {
    let known = Code::ALL.iter().find(|code| code.as_str().as_bytes() == name);
    known.copied().unwrap_or(Code::Unknown)
}

/// An operation on the shelf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShelfRow {
    /// Number of the void row; 0 when the district keeps none.
    pub(crate) n: u32,
    pub(crate) code: Code,
    pub(crate) detail: String,
    /// Canonical text.
    pub(crate) text: String,
}

impl ShelfRow {
    pub(crate) fn parse((key, bytes): &Row) -> Result<Self, StoreError> {
        protocol::reading::read_json(bytes).map_err(|_| damaged(key))
    }
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        // Text and numbers always serialise.
        serde_json::to_vec(self).unwrap_or_default()
    }
}
