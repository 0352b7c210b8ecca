//! The bodies of the calls under `/v1`.
//!
//! Not here: transport. Paths are listed in `docs/decisions/` and by the OpenAPI document.
//!
//! Invariant: "Numbers in an account's log are dense; a hole is an error."

use crate::problem::Code;
use domain::catalogue::EditionId;
use domain::ids::{AccountId, AuthorityId, DeviceId, Epoch, OperationId, QuestionId, Sha256};
use domain::operation::Payload;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Reply of `GET /v1/hello`, unsigned. The nonce is in the header `ho-so-nonce` of every reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// Always `ho-so`: how a reply of ours is told from a captive portal's page.
    pub service: String,
    /// Oldest protocol version accepted.
    pub protocol_min: u16,
    /// Newest protocol version spoken.
    pub protocol_max: u16,
    /// Life of the database.
    pub epoch: Epoch,
    /// A nonce for the first signed request.
    pub nonce: String,
    /// The authority that receives here.
    pub authority: AuthorityId,
    /// Its name, Vietnamese.
    pub authority_name: String,
    /// What "submit" means here.
    pub meaning: Meaning,
    /// Version of the catalogue the district decides with.
    pub catalogue: String,
    /// Keys that sign receipts, newest first.
    pub receipt_keys: Vec<ReceiptKey>,
    /// District time in seconds since 1970 UTC; for display only.
    pub at: i64,
}

/// What a submission means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// The one-stop desk looks at it beforehand; filing is done on the official channel.
    PreCheck,
    /// It is the filing.
    Official,
}

/// A public key that signs receipts (ECDSA P-256).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptKey {
    /// Key id: the first 8 characters of base64url of SHA-256 over the point.
    pub id: String,
    /// Uncompressed point (65 bytes), base64url without padding.
    pub point: String,
}

/// Body of `POST /v1/devices`, signed with the key it brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The device's own random id.
    pub device: DeviceId,
    /// Uncompressed P-256 point (65 bytes), base64url without padding.
    pub key: String,
    /// A name the person gave the device; at most 64 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// Reply of `POST /v1/devices`; the same again for the same device and key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolReply {
    /// The account of the device.
    pub account: AccountId,
}

/// Body of `POST /v1/operations`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Push {
    /// The last number the device has.
    pub after: u32,
    /// The epoch the device knows; `None` before the first sync.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
    /// Operations in `dseq` order, canonical JSON each.
    pub operations: Vec<Box<RawValue>>,
}

/// Reply of `POST /v1/operations`: a result per operation in order, and the pull page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PushReply {
    /// One per operation pushed.
    pub results: Vec<PushResult>,
    /// What the account's log has after `after`. Operations of this very push are left out:
    /// their numbers are in `results`, and both together are dense.
    // Not flattened: serde's flatten buffers its input, and raw JSON cannot pass through that.
    pub page: PullPage,
}

/// Reply of `GET /v1/operations?after=N`, and part of the reply to a push.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PullPage {
    /// Life of the database.
    pub epoch: Epoch,
    /// District time in seconds since 1970 UTC.
    pub at: i64,
    /// Entries in ascending number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<LogEntry>,
    /// The last number covered by this page (and the results of the push).
    pub upto: u32,
    /// Whether the log goes on after `upto`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub more: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// One row of an account's log.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LogEntry {
    /// Its number.
    pub n: u32,
    /// When the district received it, in seconds since 1970 UTC.
    pub at: i64,
    /// The operation's canonical JSON; absent for a void row (an operation refused for good).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op: Option<Box<RawValue>>,
}

/// What became of one pushed operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushResult {
    /// Stored durably under this number.
    Accepted(u32),
    /// Was already stored, with the same content, under this number.
    Duplicate(u32),
    /// Another operation of this device has the same `dseq`: the profile was cloned.
    DeviceForked,
    /// These parents are not in the account's log; send them first.
    MissingParent(Vec<OperationId>),
    /// The id is taken by an operation with other content.
    IdConflict,
    /// Refused for good; a void row holds the number.
    Rejected {
        /// Number of the void row.
        n: u32,
        /// Why.
        code: Code,
        /// Where exactly: a field, a paper; English, without personal values.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        detail: String,
    },
    /// Not now: nothing was stored of this and what follows. Seconds to wait.
    Later(u32),
}

/// Reply of `GET /v1/dossiers/{dossier}/blobs/{sha256}`: what is here of a blob.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobState {
    /// Whether it is complete and verified.
    pub complete: bool,
    /// Indexes of the chunks held, ascending; empty when complete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chunks: Vec<u32>,
}

/// The value of a `receive` operation: the receipt travels in the log and is readable offline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiveValue {
    /// Receipt number.
    pub number: String,
    /// The signed statement, ES256 compact JWS.
    pub jws: String,
    /// The same, short, base45 for the QR.
    pub code: String,
}

/// The value of a `submit` operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitValue {
    /// Digest of the manifest: see [`manifest_digest`].
    pub digest: Sha256,
}

/// Body of `POST /v1/odd-results`, unsigned: a checklist looks odd to somebody. Nothing says who.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OddResult {
    /// The edition whose checklist it is.
    pub edition: EditionId,
    /// Version of the catalogue the device has.
    pub catalogue: String,
    /// The answers by question; `null` is "I don't know yet".
    pub answers: BTreeMap<QuestionId, Payload>,
    /// What the person says about it; at most [`crate::limits::MAX_SAID_CHARS`] characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
}

/// SHA-256 over the canonical bytes of a manifest.
///
/// # Errors
/// Never for a manifest made by `domain`; the error is passed on rather than hidden.
pub fn manifest_digest(
    manifest: &domain::submission::Manifest,
) -> Result<Sha256, serde_json::Error> {
    crate::canonical::to_canonical(manifest).map(|text| crate::canonical::sha256(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_carries_operations_byte_for_byte() {
        let json = r#"{"results":[{"accepted":1},"device_forked",{"rejected":{"n":2,"code":"frozen"}}],"page":{"epoch":"AAAAAAAAAAAAAAAAAAAAAA","at":9,"entries":[{"n":3,"at":8,"op":{"b":1,"a":"\u00e9"}},{"n":4,"at":8}],"upto":4}}"#;
        let reply: PushReply = serde_json::from_str(json).unwrap();
        assert_eq!(
            reply.results,
            [
                PushResult::Accepted(1),
                PushResult::DeviceForked,
                PushResult::Rejected { n: 2, code: Code::Frozen, detail: String::new() }
            ]
        );
        assert_eq!(serde_json::to_string(&reply).unwrap(), json);
    }
}
