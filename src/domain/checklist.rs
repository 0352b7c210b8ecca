//! From answers to a checklist that explains itself.
//!
//! Not here: screens and sentences. Reasons are data; the app words them.
//!
//! Invariant: "An unanswered question makes a paper undecided, never absent."

mod fee_range;
pub(crate) mod next_question;
pub(crate) mod shown;

pub use crate::condition::Reason;

use crate::catalogue::{Edition, Fate, Need, Paper};
use crate::condition::settling::{Possibilities, settling_within};
use crate::condition::{Answers, Expr, Truth, evaluate, truth, truth_of};
use crate::ids::{FieldId, PaperId, QuestionId};
use shown::{Shown, shown};
use std::collections::BTreeSet;

/// Everything that follows from the answers so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    /// Index into [`Edition::exits`] of the first exit that is true.
    pub exit: Option<usize>,
    /// One line a paper of the edition, in its order, those not needed included.
    pub lines: Vec<Line>,
    /// How many papers are surely needed; those a person only may bring are not counted.
    pub n_needed: u16,
    /// How many more are undecided: the page shows "4–7 papers".
    pub n_undecided: u16,
    /// Fees, one line per fee that is true or undecided.
    pub fees: Vec<FeeLine>,
    /// Smallest and largest sum of the known fees, in đồng, over the answers still open. Fees without an amount ("ask the
    /// desk") are not in it.
    pub fee_range_vnd: (u64, u64),
    /// Index into [`Edition::time_limits`]; `None` while undecided.
    pub time_limit: Option<usize>,
    /// Index into [`Edition::authority`]; `None` while undecided.
    pub authority: Option<usize>,
    /// The next question worth asking; `None` when nothing more can change.
    pub next_question: Option<QuestionId>,
    /// Questions that are asked under these answers: those answered or skipped, in the author's order; then the next one;
    /// then the others that can still change something, in the author's order. Hidden questions are not among them.
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

/// One fee under these answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeLine {
    /// Index into [`Edition::fees`].
    pub fee: usize,
    /// Due or undecided.
    pub due: Truth,
}

/// Builds the checklist of an edition under these answers (only `q.…` entries are looked at, plus `f.…` where conditions name them).
///
/// Hidden questions are worked out first, so the answers may be passed as given: what a later answer hid is not looked at.
/// When an exit is reached, lines, fees and limits are still worked out and no further question is asked.
/// Questions skipped with "I don't know yet" are not asked again by themselves; they stand in the settling sets of the
/// lines they leave undecided.
pub fn checklist(edition: &Edition, answers: &Answers) -> Checklist {
    checklist_of(edition, &shown(edition, answers, &BTreeSet::new()))
}

/// As [`checklist`], where it is known what is shown.
pub(crate) fn checklist_of(edition: &Edition, shown: &Shown) -> Checklist {
    let answers = &shown.answers;
    let possibilities = Possibilities::of(edition);
    let exit = edition.exits.iter().position(|exit| truth(&exit.when, answers) == Truth::True);
    let lines: Vec<Line> =
        edition.papers.iter().map(|paper| line(paper, answers, &possibilities)).collect();
    let n_lines = |wanted: Truth| {
        let counted = edition
            .papers
            .iter()
            .zip(&lines)
            .filter(|(paper, line)| paper.need != Need::Optional && line.needed == wanted);
        u16::try_from(counted.count()).unwrap_or(u16::MAX)
    };
    let fees: Vec<FeeLine> = edition
        .fees
        .iter()
        .enumerate()
        .map(|(fee, rule)| FeeLine { fee, due: truth_of(rule.when.as_ref(), answers) })
        .filter(|line| line.due != Truth::False)
        .collect();
    let questions = next_question::questions(edition, shown, &possibilities, &lines, exit);
    Checklist {
        exit,
        n_needed: n_lines(Truth::True),
        n_undecided: n_lines(Truth::Unknown),
        fee_range_vnd: fee_range::fee_range(edition, shown, &possibilities, &fees),
        fees,
        time_limit: first_true(edition.time_limits.iter().map(|l| l.when.as_ref()), answers),
        authority: first_true(edition.authority.iter().map(|r| r.when.as_ref()), answers),
        next_question: questions.next,
        asked: questions.asked,
        lines,
    }
}

fn line(paper: &Paper, answers: &Answers, possibilities: &Possibilities<'_>) -> Line {
    let (needed, reasons, settling) = match &paper.when {
        None => (Truth::True, Vec::new(), Vec::new()),
        Some(when) => {
            let evaluation = evaluate(when, answers);
            let settling = match evaluation.truth {
                Truth::Unknown => settling_within(when, answers, possibilities),
                _ => Vec::new(),
            };
            (evaluation.truth, evaluation.reasons, settling)
        }
    };
    let fates = allowed_fates(paper, answers);
    Line { paper: paper.id.clone(), needed, reasons, settling, fates }
}

/// Fates whose rule is true; those undecided only where that leaves none.
fn allowed_fates(paper: &Paper, answers: &Answers) -> Vec<Fate> {
    let with = |wanted: Truth| {
        let mut fates = Vec::new();
        for rule in &paper.fates {
            if truth_of(rule.when.as_ref(), answers) == wanted && !fates.contains(&rule.fate) {
                fates.push(rule.fate);
            }
        }
        fates
    };
    let sure = with(Truth::True);
    if sure.is_empty() { with(Truth::Unknown) } else { sure }
}

/// The first rule that is true; `None` while an earlier one is undecided.
fn first_true<'a>(
    rules: impl Iterator<Item = Option<&'a Expr>>,
    answers: &Answers,
) -> Option<usize> {
    let mut decided = rules.map(|when| truth_of(when, answers)).enumerate();
    match decided.find(|(_, truth)| *truth != Truth::False) {
        Some((rule, Truth::True)) => Some(rule),
        _ => None,
    }
}

/// The undecided conditions that stand before the first true one: they can still change which rule applies.
pub(crate) fn undecided_rules<'a>(
    rules: impl Iterator<Item = Option<&'a Expr>>,
    answers: &Answers,
) -> Vec<&'a Expr> {
    let mut undecided = Vec::new();
    for when in rules {
        match (truth_of(when, answers), when) {
            (Truth::Unknown, Some(expr)) => undecided.push(expr),
            (Truth::True, _) => break,
            _ => {}
        }
    }
    undecided
}

#[cfg(test)]
mod tests;
