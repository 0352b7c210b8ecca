//! The description of the calls under /v1.
//!
//! Not here: the bodies themselves. They are the types of crate `protocol`, which must not know OpenAPI (it is part of the
//! page); the types below only describe them, and a test compares the two member by member.
//!
//! Invariant: "What is described is what is sent."
#![allow(dead_code, reason = "the types below are never made: they describe")]

use utoipa::{IntoParams, ToSchema};

/// The document without its paths, which the routes add.
#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "Hồ Sơ: district endpoint",
    description = "Takes in dossiers prepared without a network and answers with receipts.\n\nIds are 128 bits as 22 characters of base64url, hashes 256 bits as 43. Signed calls follow RFC 9421 with one signature named `sig` (`ecdsa-p256-sha256`) over `@method`, `@path`, `@query` and `content-digest`, with the nonce of the last reply. Errors are RFC 9457 problem documents with a stable `code`.",
    version = "1"
))]
pub(crate) struct ApiDoc;

/// Headers of a signed call.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub(crate) struct SignedHeaders {
    /// `sig=("@method" "@path" "@query" "content-digest");keyid="…";nonce="…";alg="ecdsa-p256-sha256"`
    #[param(rename = "signature-input", required = true)]
    signature_input: String,
    /// `sig=:<base64 of r‖s>:`
    #[param(rename = "signature", required = true)]
    signature: String,
    /// `sha-256=:<base64>:` of the body, also of an empty one
    #[param(rename = "content-digest", required = true)]
    content_digest: String,
}

/// Where a blob is.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct BlobPath {
    /// Dossier id
    dossier: String,
    /// SHA-256 of the whole blob, base64url
    sha256: String,
}

/// What this endpoint is.
#[derive(ToSchema)]
pub(crate) struct Hello {
    /// Always `ho-so`
    service: String,
    /// Oldest protocol version accepted
    protocol_min: u16,
    /// Newest protocol version spoken
    protocol_max: u16,
    /// Life of the database
    epoch: String,
    /// A nonce for the first signed call
    nonce: String,
    /// The authority that receives here
    authority: String,
    /// Its name, Vietnamese
    authority_name: String,
    /// What a submission means here
    meaning: Meaning,
    /// Version of the catalogue
    catalogue: String,
    /// Keys that sign receipts, newest first
    receipt_keys: Vec<ReceiptKey>,
    /// District time in seconds since 1970 UTC; for display only
    at: i64,
}

/// What a submission means.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Meaning {
    PreCheck,
    Official,
}

/// A public key that signs receipts (ECDSA P-256).
#[derive(ToSchema)]
pub(crate) struct ReceiptKey {
    /// First 8 characters of base64url of SHA-256 over the point
    id: String,
    /// Uncompressed point, base64url
    point: String,
}

/// An enrolment, signed with the key it brings.
#[derive(ToSchema)]
pub(crate) struct EnrolRequest {
    /// The device's own random id
    device: String,
    /// Uncompressed P-256 point, base64url
    key: String,
    /// A name the person gave the device
    #[schema(max_length = 64)]
    name: Option<String>,
}

/// The account of the device.
#[derive(ToSchema)]
pub(crate) struct EnrolReply {
    /// Account id
    account: String,
}

/// Operations in `dseq` order.
#[derive(ToSchema)]
pub(crate) struct Push {
    /// The last number the device has
    after: u32,
    /// The epoch the device knows
    epoch: Option<String>,
    /// Canonical JSON (RFC 8785) each, at most 24 KiB
    #[schema(max_items = 256)]
    operations: Vec<Operation>,
}

/// One recorded change of a dossier; members of later versions are kept and relayed byte for byte.
#[derive(ToSchema)]
pub(crate) struct Operation {
    /// Minted once: identity and idempotency key
    id: String,
    /// The device that signs the push
    device: String,
    /// Counter of that device, from 0
    dseq: u32,
    /// Dossier it changes
    dossier: String,
    /// `create`, `set`, `unset`, `attach`, `detach`, `delete`, `restore`, `submit`, `withdraw`, `rate`, or of the district
    kind: String,
    /// Field it changes
    #[schema(max_length = 64)]
    field: String,
    /// Heads of the field its author had seen
    #[schema(max_items = 64)]
    parents: Vec<String>,
    /// JSON without fractions, at most 16 KiB
    #[schema(value_type = serde_json::Value)]
    value: (),
    /// Random bytes mixed into the hash of the value
    salt: String,
    /// Edition the person saw, `procedure@YYYY-MM-DD`
    edition: String,
    /// Device clock in seconds since 1970 UTC; for display only
    said_at: i64,
}

/// A result per operation, and the log.
#[derive(ToSchema)]
pub(crate) struct PushReply {
    /// In the order of the push
    results: Vec<PushResult>,
    /// The log after `after`, without the numbers told in `results`
    page: PullPage,
}

/// What became of one operation.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum PushResult {
    /// Stored under this number
    Accepted(u32),
    /// Was stored already under this number
    Duplicate(u32),
    /// Another operation of this device has the same `dseq`
    DeviceForked,
    /// These parents come first
    MissingParent(Vec<String>),
    /// The id is taken by other content
    IdConflict,
    /// Refused for good; a void row holds the number
    Rejected {
        /// Number of the void row
        n: u32,
        /// Stable code
        code: String,
        /// Where: a field, a paper
        detail: Option<String>,
    },
    /// Not now: nothing was stored of this and what follows; seconds to wait
    Later(u32),
}

/// Part of an account's log.
#[derive(ToSchema)]
pub(crate) struct PullPage {
    /// Life of the database
    epoch: String,
    /// District time in seconds since 1970 UTC
    at: i64,
    /// Ascending; absent when there are none
    entries: Option<Vec<LogEntry>>,
    /// Last number covered
    upto: u32,
    /// Whether the log goes on; absent when not
    more: Option<bool>,
}

/// One row of the log.
#[derive(ToSchema)]
pub(crate) struct LogEntry {
    /// Its number
    n: u32,
    /// When it was received, in seconds since 1970 UTC
    at: i64,
    /// Absent in a void row
    op: Option<Operation>,
}

/// What is here of a blob.
#[derive(ToSchema)]
pub(crate) struct BlobState {
    /// Whether it is complete and verified
    complete: bool,
    /// Indexes of the chunks held; absent when there are none or it is complete
    chunks: Option<Vec<u32>>,
}

/// A receipt in both forms.
#[derive(ToSchema)]
pub(crate) struct Receipt {
    /// Receipt number
    number: String,
    /// ES256 compact JWS
    jws: String,
    /// The same, short, for the QR
    code: String,
}

/// A checklist that looks odd to somebody; nothing says who.
#[derive(ToSchema)]
pub(crate) struct OddResult {
    /// The edition whose checklist it is, `procedure@YYYY-MM-DD`
    edition: String,
    /// Version of the catalogue the device has: 16 hexadecimal digits
    #[schema(min_length = 16, max_length = 16)]
    catalogue: String,
    /// The answers by question; `null` is "I don't know yet"
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    answers: (),
    /// What the person says about it
    #[schema(max_length = 500)]
    said: Option<String>,
}

/// RFC 9457, with a stable code.
#[derive(ToSchema)]
pub(crate) struct Problem {
    /// Stable code
    code: String,
    /// HTTP status
    status: u16,
    /// Short English title
    title: String,
    /// What was expected, and where
    detail: Option<String>,
}

#[cfg(test)]
mod tests;
