//! Conditions over answers, in three-valued logic.
//!
//! Not here: parsing (crate `catalogue` reads the authored CEL subset).
//!
//! Invariant: "Unknown means: some answer still open could make it true and some could make it false, or we cannot tell."

pub(crate) mod settling;

pub use settling::{MAX_FIELDS, MAX_SETS, settling};

use crate::ids::FieldId;
use crate::value::Value;
use core::cmp::Ordering;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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

/// What a condition comes to, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// What it comes to.
    pub truth: Truth,
    /// At most [`MAX_REASONS`] facts that made it so; none while it is unknown.
    pub reasons: Vec<Reason>,
}

/// One fact behind a decision: "you answered …".
///
/// The comparison is stated so that it holds: `given comparison literal` is true, also where it made a condition false
/// (a rule `floors >= 7` that fails for 3 floors gives the reason `3 < 7`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The answer.
    pub field: FieldId,
    /// What was given.
    pub given: Value,
    /// The rule it met, with its literal.
    pub comparison: Comparison,
    /// The literal of the rule. Where an answer is none of several, the first of them stands for all.
    pub literal: Value,
}

/// How many reasons a sentence can carry.
pub const MAX_REASONS: usize = 3;

impl Truth {
    /// The opposite; unknown stays unknown.
    pub fn negated(self) -> Self {
        match self {
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
            Truth::True => Truth::False,
        }
    }
    /// Both (Kleene): the lesser.
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }
    /// Either (Kleene): the greater.
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Truth::True } else { Truth::False }
    }
}

impl Comparison {
    /// The comparison that holds exactly when this one does not.
    pub fn negated(self) -> Self {
        match self {
            Comparison::Equal => Comparison::NotEqual,
            Comparison::NotEqual => Comparison::Equal,
            Comparison::Less => Comparison::GreaterOrEqual,
            Comparison::LessOrEqual => Comparison::Greater,
            Comparison::Greater => Comparison::LessOrEqual,
            Comparison::GreaterOrEqual => Comparison::Less,
        }
    }
    /// Whether a value and a literal stand in this relation; `None` when their types cannot.
    pub fn holds(self, value: &Value, literal: &Value) -> Option<bool> {
        let order = match (value, literal) {
            (Value::Number(a), Value::Number(b)) => a.cmp(b),
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            (Value::Bool(a), Value::Bool(b)) => {
                return match self {
                    Comparison::Equal => Some(a == b),
                    Comparison::NotEqual => Some(a != b),
                    _ => None,
                };
            }
            _ => return None,
        };
        Some(match self {
            Comparison::Equal => order == Ordering::Equal,
            Comparison::NotEqual => order != Ordering::Equal,
            Comparison::Less => order == Ordering::Less,
            Comparison::LessOrEqual => order != Ordering::Greater,
            Comparison::Greater => order == Ordering::Greater,
            Comparison::GreaterOrEqual => order != Ordering::Less,
        })
    }
}

/// Evaluates a condition with its reasons.
///
/// An open answer, or "I don't know yet", makes a comparison unknown; an answer that is not asked, or of another type than
/// the literal (the compiler of the catalogue lets none through), makes every comparison false, `!=` included.
/// A true *or* names only its first true child, a false *and* only its first false child; otherwise all children are named.
pub fn evaluate(expr: &Expr, answers: &Answers) -> Evaluation {
    let mut reasons = Vec::new();
    let truth = truth(expr, answers);
    if truth != Truth::Unknown {
        explain(expr, answers, truth, &mut reasons);
    }
    Evaluation { truth, reasons }
}

/// What a condition comes to, without the reasons.
pub fn truth(expr: &Expr, answers: &Answers) -> Truth {
    match expr {
        Expr::Compare(field, ..) | Expr::In(field, _) => atom(expr, answers.get(field)),
        Expr::Not(inner) => truth(inner, answers).negated(),
        Expr::And(all) => {
            let mut result = Truth::True;
            for child in all {
                result = result.and(truth(child, answers));
                if result == Truth::False {
                    break;
                }
            }
            result
        }
        Expr::Or(any) => {
            let mut result = Truth::False;
            for child in any {
                result = result.or(truth(child, answers));
                if result == Truth::True {
                    break;
                }
            }
            result
        }
    }
}

/// What an optional condition comes to: without one it always holds.
pub fn truth_of(when: Option<&Expr>, answers: &Answers) -> Truth {
    when.map_or(Truth::True, |expr| truth(expr, answers))
}

/// The variables a condition names.
pub fn fields(expr: &Expr) -> BTreeSet<FieldId> {
    let mut named = BTreeSet::new();
    collect_fields(expr, &mut named);
    named
}

fn collect_fields(expr: &Expr, named: &mut BTreeSet<FieldId>) {
    match expr {
        Expr::Compare(field, ..) | Expr::In(field, _) => {
            named.insert(field.clone());
        }
        Expr::Not(inner) => collect_fields(inner, named),
        Expr::And(children) | Expr::Or(children) => {
            children.iter().for_each(|child| collect_fields(child, named));
        }
    }
}

/// A comparison or membership under the state of its field.
fn atom(expr: &Expr, answer: Option<&Answer>) -> Truth {
    match answer {
        None | Some(Answer::NotKnown) => Truth::Unknown,
        Some(Answer::NotAsked) => Truth::False,
        Some(Answer::Given(value)) => Truth::from(atom_holds(expr, value)),
    }
}

/// Whether a value meets a comparison or membership; false for anything else and for another type.
fn atom_holds(expr: &Expr, value: &Value) -> bool {
    match expr {
        Expr::Compare(_, comparison, literal) => comparison.holds(value, literal) == Some(true),
        Expr::In(_, literals) => literals.contains(value),
        Expr::Not(_) | Expr::And(_) | Expr::Or(_) => false,
    }
}

/// Collects the facts that made `expr` come to `wanted`, which it is known to do.
fn explain(expr: &Expr, answers: &Answers, wanted: Truth, reasons: &mut Vec<Reason>) {
    if reasons.len() >= MAX_REASONS {
        return;
    }
    match expr {
        Expr::Compare(field, comparison, literal) => {
            let comparison = if wanted == Truth::True { *comparison } else { comparison.negated() };
            explain_atom(field, answers, comparison, literal, reasons);
        }
        Expr::In(field, literals) => {
            let given = match answers.get(field) {
                Some(Answer::Given(value)) => value,
                _ => return,
            };
            match literals.iter().find(|literal| *literal == given) {
                Some(met) => explain_atom(field, answers, Comparison::Equal, met, reasons),
                None => {
                    if let Some(first) = literals.first() {
                        explain_atom(field, answers, Comparison::NotEqual, first, reasons);
                    }
                }
            }
        }
        Expr::Not(inner) => explain(inner, answers, wanted.negated(), reasons),
        Expr::And(children) if wanted == Truth::True => {
            children.iter().for_each(|child| explain(child, answers, wanted, reasons));
        }
        Expr::Or(children) if wanted == Truth::False => {
            children.iter().for_each(|child| explain(child, answers, wanted, reasons));
        }
        Expr::And(children) | Expr::Or(children) => {
            if let Some(decisive) = children.iter().find(|child| truth(child, answers) == wanted) {
                explain(decisive, answers, wanted, reasons);
            }
        }
    }
}

fn explain_atom(
    field: &FieldId,
    answers: &Answers,
    comparison: Comparison,
    literal: &Value,
    reasons: &mut Vec<Reason>,
) {
    // What was not asked, or is of another type, is no fact a person could recognise.
    let Some(Answer::Given(given)) = answers.get(field) else { return };
    if comparison.holds(given, literal) != Some(true) {
        return;
    }
    let reason =
        Reason { field: field.clone(), given: given.clone(), comparison, literal: literal.clone() };
    if !reasons.contains(&reason) {
        reasons.push(reason);
    }
}

#[cfg(test)]
mod tests;
