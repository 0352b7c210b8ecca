//! From answers to a checklist that explains itself.
//!
//! Not here: screens and sentences. Reasons are data; the app words them.
//!
//! Invariant: "An unanswered question makes a paper undecided, never absent."

use crate::catalogue::{Edition, Fate};
use crate::condition::{Answers, Comparison, Truth};
use crate::ids::{FieldId, PaperId, QuestionId};
use crate::value::Value;

/// Everything that follows from the answers so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    /// Index into [`Edition::exits`] of the first exit that is true.
    pub exit: Option<usize>,
    /// One line a paper of the edition, in its order, those not needed included.
    pub lines: Vec<Line>,
    /// How many papers are surely needed.
    pub n_needed: u16,
    /// How many more are undecided: the page shows "4–7 papers".
    pub n_undecided: u16,
    /// Fees, one line per fee that is true or undecided.
    pub fees: Vec<FeeLine>,
    /// Smallest and largest sum of the known fees, in đồng.
    pub fee_range_vnd: (u64, u64),
    /// Index into [`Edition::time_limits`]; `None` while undecided.
    pub time_limit: Option<usize>,
    /// Index into [`Edition::authority`]; `None` while undecided.
    pub authority: Option<usize>,
    /// The next question worth asking; `None` when nothing more can change.
    pub next_question: Option<QuestionId>,
    /// Questions that are asked under these answers, in asking order: given ones first as given.
    pub asked: Vec<QuestionId>,
}

/// One paper under these answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The paper.
    pub paper: PaperId,
    /// Needed, not needed or undecided.
    pub needed: Truth,
    /// At most three facts that made it so.
    pub reasons: Vec<Reason>,
    /// While undecided: the smallest sets of open questions that would decide it.
    pub settling: Vec<Vec<FieldId>>,
    /// Fates allowed now, the usual one first.
    pub fates: Vec<Fate>,
}

/// One fact behind a decision: "you answered …".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The answer.
    pub field: FieldId,
    /// What was given.
    pub given: Value,
    /// The rule it met, with its literal.
    pub comparison: Comparison,
    /// The literal of the rule.
    pub literal: Value,
}

/// One fee under these answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeLine {
    /// Index into [`Edition::fees`].
    pub fee: usize,
    /// Due or undecided.
    pub due: Truth,
}

/// Builds the checklist of an edition under these answers (only `q.…` entries are looked at, plus `f.…` where conditions name them).
pub fn checklist(_edition: &Edition, _answers: &Answers) -> Checklist {
    unimplemented!()
}
