//! What becomes of one pushed operation: the rule used by the district and by the simulator's district.
//!
//! Not here: queries. The caller looks up the facts, this decides.
//!
//! Invariant: "Whatever is repeated, in any interleaving, changes nothing."

use crate::operation::WireOperation;
use crate::problem::Code;
use domain::ids::{OperationId, Sha256};

/// What the account's log says about an operation that arrives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// A row with the same id.
    pub same_id: Option<Row>,
    /// The id of the row with the same device and dseq.
    pub same_dseq: Option<OperationId>,
    /// Parents that are neither in the log nor earlier in this push.
    pub missing_parents: Vec<OperationId>,
}

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub number: u32,
    /// Hash of its content.
    pub content: Sha256,
    /// Why it is void, when it is.
    pub void: Option<Code>,
}

/// The decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// Store it under the next number.
    Accept,
    /// It is already stored under this number.
    Duplicate(u32),
    /// It was already refused for good under this number.
    AlreadyRejected(u32, Code),
    /// The device's profile was cloned.
    DeviceForked,
    /// Parents must come first.
    MissingParent(Vec<OperationId>),
    /// The id is taken by other content.
    IdConflict,
    /// Refuse it for good: a void row under the next number.
    Reject(Code),
}

/// Decides about one operation of a resident's device.
pub fn admit(operation: &WireOperation, facts: &Facts) -> Admission {
    match &facts.same_id {
        Some(row) if row.content == operation.content => match row.void {
            Some(code) => return Admission::AlreadyRejected(row.number, code),
            None => return Admission::Duplicate(row.number),
        },
        Some(_) => return Admission::IdConflict,
        None => {}
    }
    if facts.same_dseq.is_some() {
        return Admission::DeviceForked;
    }
    if !facts.missing_parents.is_empty() {
        return Admission::MissingParent(facts.missing_parents.clone());
    }
    if operation.operation.kind.is_of_district() {
        return Admission::Reject(Code::KindNotAllowed);
    }
    if !operation.value_fits() {
        return Admission::Reject(Code::ValueTooLarge);
    }
    Admission::Accept
}
