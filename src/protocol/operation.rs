//! Operations as bytes: canonical text, content hash, and the refusal of everything else.
//!
//! Invariant: "An operation is stored and relayed byte for byte; unknown members survive."

use crate::canonical::{canonical_text, sha256, to_canonical};
use crate::limits::{MAX_OPERATION_BYTES, MAX_PARENTS, MAX_VALUE_BYTES};
use domain::dossier::Recorded;
use domain::ids::Sha256;
use domain::operation::{Operation, Payload};
use std::collections::BTreeMap;

/// An operation together with the bytes it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireOperation {
    /// Canonical JSON, unknown members included.
    pub text: String,
    /// What this version understands of it.
    pub operation: Operation,
    /// Hash of its content.
    pub content: Sha256,
}

/// Why bytes are not an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationError {
    /// Not JSON, or without the members of an operation.
    Malformed,
    /// JSON, but not in canonical form.
    NotCanonical,
    /// Larger than [`MAX_OPERATION_BYTES`].
    TooLarge,
    /// More than [`MAX_PARENTS`] parents.
    TooManyParents,
}

impl core::fmt::Display for OperationError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            OperationError::Malformed => "expected an operation object",
            OperationError::NotCanonical => "expected canonical JSON (RFC 8785)",
            OperationError::TooLarge => "expected at most 24 KiB in one operation",
            OperationError::TooManyParents => "expected at most 64 parents",
        })
    }
}
impl std::error::Error for OperationError {}

impl WireOperation {
    /// Reads canonical bytes.
    ///
    /// # Errors
    /// When they are not an operation in canonical form within the limits.
    pub fn parse(text: &str) -> Result<Self, OperationError> {
        if text.len() > MAX_OPERATION_BYTES {
            return Err(OperationError::TooLarge);
        }
        let payload: Payload = serde_json::from_str(text).map_err(|_| OperationError::Malformed)?;
        if canonical_text(&payload) != text {
            return Err(OperationError::NotCanonical);
        }
        let operation: Operation =
            serde_json::from_str(text).map_err(|_| OperationError::Malformed)?;
        if operation.parents.len() > MAX_PARENTS {
            return Err(OperationError::TooManyParents);
        }
        let content = content_hash(&payload).ok_or(OperationError::Malformed)?;
        Ok(Self { text: text.to_owned(), operation, content })
    }

    /// Writes an operation of this device.
    ///
    /// # Errors
    /// When it is larger than the limits.
    pub fn write(operation: &Operation) -> Result<Self, OperationError> {
        let text = to_canonical(operation).map_err(|_| OperationError::Malformed)?;
        Self::parse(&text)
    }

    /// Whether the value is within [`MAX_VALUE_BYTES`]; a larger one is refused for good.
    pub fn value_fits(&self) -> bool {
        canonical_text(&self.operation.value).len() <= MAX_VALUE_BYTES
    }

    /// For the fold: with the number and time the district gave it.
    pub fn recorded(&self, number: Option<u32>, received_at: Option<i64>) -> Recorded {
        Recorded { operation: self.operation.clone(), content: self.content, number, received_at }
    }
}

/// SHA-256 over the canonical bytes without `device`, `dseq` and `salt`, and with `value` replaced by
/// SHA-256(salt ‖ canonical value): the log still verifies after a value and its salt were erased.
fn content_hash(operation: &Payload) -> Option<Sha256> {
    let Payload::Map(members) = operation else { return None };
    let salt: domain::ids::Salt = members.get("salt")?.as_text()?.parse().ok()?;
    let mut salted = salt.as_bytes().to_vec();
    salted.extend_from_slice(canonical_text(members.get("value")?).as_bytes());
    let mut kept: BTreeMap<String, Payload> = members
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "device" | "dseq" | "salt" | "value"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    kept.insert("value".to_owned(), Payload::Text(sha256(&salted).to_string()));
    Some(sha256(canonical_text(&Payload::Map(kept)).as_bytes()))
}

#[cfg(test)]
mod tests;
