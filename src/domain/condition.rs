//! Conditions over answers, in three-valued logic.
//!
//! Not here: parsing (crate `catalogue` reads the authored CEL subset).
//!
//! Invariant: "Unknown means: some answer still open could make it true and some could make it false, or we cannot tell."

use crate::ids::FieldId;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A condition, type-checked by the compiler of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expr {
    /// Compares a variable with a literal. The variable is a [`FieldId`]: `q.<question>` or `f.<form field>`.
    Compare(FieldId, Comparison, Value),
    /// Whether the variable is one of these.
    In(FieldId, Vec<Value>),
    /// Negation.
    Not(Box<Expr>),
    /// All of these (true when empty).
    And(Vec<Expr>),
    /// Any of these (false when empty).
    Or(Vec<Expr>),
}

/// A comparison. Order is defined for numbers and dates only; the compiler refuses others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// Equal.
    #[serde(rename = "==")]
    Equal,
    /// Not equal.
    #[serde(rename = "!=")]
    NotEqual,
    /// Less.
    #[serde(rename = "<")]
    Less,
    /// Less or equal.
    #[serde(rename = "<=")]
    LessOrEqual,
    /// Greater.
    #[serde(rename = ">")]
    Greater,
    /// Greater or equal.
    #[serde(rename = ">=")]
    GreaterOrEqual,
}

/// What a condition comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It does not hold.
    False,
    /// Not decided by the answers so far.
    Unknown,
    /// It holds.
    True,
}

/// The answers a condition looks at, keyed by field (`q.…`, `f.…`).
///
/// A field that is absent is open; [`Answer::NotAsked`] makes every comparison with it false.
pub type Answers = BTreeMap<FieldId, Answer>;

/// The state of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The person answered.
    Given(Value),
    /// The person said "I don't know yet".
    NotKnown,
    /// Made irrelevant by another answer: not asked, never sent, comparisons with it are false.
    NotAsked,
}
