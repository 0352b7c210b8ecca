//! Errors on the wire: RFC 9457 problem documents with a stable `code`.
//!
//! Not here: sentences for residents. The app words each code; `detail` is English, for developers.
//!
//! Invariant: "'Not yours' and 'does not exist' are the same document."

use serde::{Deserialize, Serialize};

/// A problem document, `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable code.
    pub code: Code,
    /// HTTP status again, for those who only see the body.
    pub status: u16,
    /// Short English title.
    pub title: String,
    /// What was expected, and where; English, without personal values.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $status:literal, $title:literal;)*) => {
        /// Stable codes of refusals.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Code {
            $($(#[$doc])* $variant,)*
            /// A code of a later version.
            #[serde(other)]
            Unknown,
        }

        impl Code {
            /// Every code of this version.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];
            /// The code on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name,)* Code::Unknown => "unknown" }
            }
            /// HTTP status.
            pub const fn status(self) -> u16 {
                match self { $(Code::$variant => $status,)* Code::Unknown => 500 }
            }
            /// Short English title.
            pub const fn title(self) -> &'static str {
                match self { $(Code::$variant => $title,)* Code::Unknown => "Unknown problem" }
            }
        }
    };
}

codes! {
    /// The body or a parameter is not what the call takes.
    Malformed = "malformed", 400, "Malformed request";
    /// No usable signature.
    SignatureMissing = "signature_missing", 401, "Signature missing";
    /// The signature does not verify.
    SignatureInvalid = "signature_invalid", 401, "Signature invalid";
    /// The nonce is too old; the reply carries a fresh one.
    NonceExpired = "nonce_expired", 401, "Nonce expired";
    /// No device with this key id is enrolled.
    DeviceUnknown = "device_unknown", 401, "Device unknown";
    /// Not there, or not yours.
    NotFound = "not_found", 404, "Not found";
    /// The call does not take this method.
    MethodNotAllowed = "method_not_allowed", 405, "Method not allowed";
    /// The database was restored: ask what it has.
    EpochChanged = "epoch_changed", 409, "Epoch changed";
    /// The device id is taken by another key.
    DeviceTaken = "device_taken", 409, "Device id taken";
    /// Larger than the limit.
    TooLarge = "too_large", 413, "Too large";
    /// Another content type than the call takes.
    UnsupportedType = "unsupported_type", 415, "Unsupported content type";
    /// The bytes do not have the digest they were said to have.
    DigestMismatch = "digest_mismatch", 422, "Digest mismatch";
    /// The blob is not an image this district can decode.
    NotAnImage = "not_an_image", 422, "Not an image";
    /// No attach of this dossier names the blob.
    BlobUnexpected = "blob_unexpected", 422, "Blob not expected";
    /// Not all chunks are here yet.
    BlobIncomplete = "blob_incomplete", 409, "Blob incomplete";
    /// The client is too old to pull.
    UpgradeRequired = "upgrade_required", 426, "Upgrade required";
    /// Too many requests; `Retry-After` says when.
    TooMany = "too_many", 429, "Too many requests";
    /// A fault of the district.
    Fault = "fault", 500, "Internal fault";
    /// For the moment not able; `Retry-After` says when.
    Busy = "busy", 503, "Service unavailable";
    /// The district's disk is full.
    DiskFull = "disk_full", 507, "Insufficient storage";
    /// The operation's value is larger than 16 KiB.
    ValueTooLarge = "value_too_large", 422, "Value too large";
    /// The edition does not exist here.
    EditionUnknown = "edition_unknown", 422, "Edition unknown";
    /// The edition has no such question, field or paper.
    FieldUnknown = "field_unknown", 422, "Field unknown";
    /// The edition does not allow this value.
    ValueUnknown = "value_unknown", 422, "Value not allowed";
    /// Residents cannot record this kind.
    KindNotAllowed = "kind_not_allowed", 422, "Kind not allowed";
    /// The dossier already belongs to somebody else, or is unusable here.
    DossierUnusable = "dossier_unusable", 422, "Dossier unusable";
    /// The edition takes no submissions (suspended, abolished).
    EditionClosed = "edition_closed", 422, "Edition takes no submissions";
    /// Another office decides, which takes no dossier from here; `detail` is its name.
    OfficeElsewhere = "office_elsewhere", 422, "Filed at another office";
    /// Another authority receives this dossier; `detail` is its id.
    OfficeOther = "office_other", 422, "Another authority receives this";
    /// The submission is not complete; `detail` names the first obstacle.
    Incomplete = "incomplete", 422, "Submission incomplete";
    /// The submission's digest is not that of the heads the district has.
    ManifestMismatch = "manifest_mismatch", 422, "Manifest mismatch";
    /// The dossier was submitted and is closed to changes.
    Frozen = "frozen", 422, "Dossier frozen";
}

impl Problem {
    /// The problem document of a code.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, status: code.status(), title: code.title().to_owned(), detail: detail.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_in_json_is_the_stable_code() {
        for code in Code::ALL {
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{}\"", code.as_str()));
        }
        assert_eq!(serde_json::from_str::<Code>("\"of_2030\"").unwrap(), Code::Unknown);
    }
}
