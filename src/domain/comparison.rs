//! What changed for one person between two editions of a procedure, line by line.
//!
//! Not here: sentences, and moving the dossier over (an operation `set` on the field `dossier` with the newer edition).
//!
//! Invariant: "What is the same under the person's answers gives no line."

use crate::catalogue::{
    Choice, Edition, FormField, FormFieldKind, NumberLimits, Paper, QuestionKind, Text,
};
use crate::checklist::shown::{Shown, shown};
use crate::checklist::{Checklist, checklist_of};
use crate::condition::{Answer, Answers, Expr, Truth, truth_of};
use crate::form::{parse_answer, parse_field, payload_of};
use crate::ids::FieldId;
use crate::operation::FieldKey;
use std::collections::BTreeSet;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The edition has another state: suspended, abolished, in force again.
    Status,
    /// The fees come to another sum: [`Checklist::fee_range_vnd`] of either.
    FeeSum {
        /// Under the older edition.
        old: (u64, u64),
        /// Under the newer one.
        new: (u64, u64),
    },
    /// A line that is new (`old` is `None`), gone (`new` is `None`) or different.
    Row {
        /// What kind of line.
        part: Part,
        /// Its place in the older edition's list.
        old: Option<usize>,
        /// Its place in the newer edition's list.
        new: Option<usize>,
        /// What differs where both have it; [`Aspect::Answer`] also where it is gone.
        differs: Vec<Aspect>,
        /// How surely the line holds under these answers: in the newer edition, or where it is gone in the older one.
        holds: Truth,
    },
}

/// The lists that are compared. Lines are the same by their id; fees by their name, offices and limits by their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The early end that is reached: place in [`Edition::exits`].
    Exit,
    /// An office that receives it or may: place in [`Edition::authority`].
    Authority,
    /// A time limit that holds or may: place in [`Edition::time_limits`].
    TimeLimit,
    /// A fee that is due or may be: place in [`Edition::fees`].
    Fee,
    /// A question that is shown or may be: place in [`Edition::questions`].
    Question,
    /// A paper that is needed or may be: place in [`Edition::papers`].
    Paper,
    /// A section of the form that is shown or may be: place in [`Edition::form`].
    Section,
    /// A field of the form that is shown or may be: place among the fields of all sections together.
    Field,
}

/// What differs in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// The name, title or label.
    Name,
    /// Whether it holds: certain in one edition, undecided in the other.
    Certainty,
    /// How firmly a paper is asked for.
    Need,
    /// How many originals or copies, or which kind of copies.
    Count,
    /// The ways a paper may reach the office.
    Fates,
    /// The number of the printed form.
    FormNumber,
    /// The amount of a fee, and for each what; the amount or unit of a time limit.
    Amount,
    /// How long the person has to complete a dossier.
    Supplement,
    /// The office: another one, or one no dossier is sent to from here.
    Office,
    /// The kind of an answer or field.
    Kind,
    /// The choices.
    Choices,
    /// The unit or limits of a number, or the length of a text.
    Limits,
    /// Whether a field must be filled in.
    Required,
    /// The answer given, or what was typed, no longer fits or is no longer asked for.
    Answer,
}

/// What differs for a person with these answers. Either edition looks at the answers it knows.
///
/// Order: state, early end, office, time limit, sum of fees, fees, questions, papers, form; in each the newer edition's
/// order, then what is gone.
pub fn compare(old: &Edition, new: &Edition, answers: &Answers) -> Vec<Change> {
    let (old, new) = (Side::of(old, answers), Side::of(new, answers));
    let (a, b) = (old.edition, new.edition);
    let mut changes = Vec::new();
    if a.status != b.status {
        changes.push(Change::Status);
    }
    let mut rows = |part: Part, differs: &dyn Fn(usize, usize) -> Option<Vec<(Aspect, bool)>>| {
        if part == Part::Fee && old.checklist.fee_range_vnd != new.checklist.fee_range_vnd {
            let (old, new) = (old.checklist.fee_range_vnd, new.checklist.fee_range_vnd);
            changes.push(Change::FeeSum { old, new });
        }
        let given = |at| matches!(part, Part::Question | Part::Field) && lost(&old, &new, part, at);
        diff(part, old.rows(part), &new.rows(part), differs, &given, &mut changes);
    };
    rows(Part::Exit, &|_, _| None);
    rows(Part::Authority, &|i, j| {
        let (a, b) = (a.authority.get(i)?, b.authority.get(j)?);
        let office = a.authority != b.authority || a.elsewhere != b.elsewhere;
        Some(vec![(Aspect::Name, renamed(&a.name, &b.name)), (Aspect::Office, office)])
    });
    rows(Part::TimeLimit, &|i, j| {
        let (a, b) = (a.time_limits.get(i)?, b.time_limits.get(j)?);
        let supplement = a.supplement_within != b.supplement_within
            || (a.supplement_within.is_some() && a.supplement_unit != b.supplement_unit);
        Some(vec![
            (Aspect::Amount, a.amount != b.amount || a.unit != b.unit),
            (Aspect::Supplement, supplement),
        ])
    });
    rows(Part::Fee, &|i, j| {
        let (a, b) = (a.fees.get(i)?, b.fees.get(j)?);
        let amount = a.amount_vnd != b.amount_vnd || renamed(&a.per, &b.per);
        Some(vec![(Aspect::Amount, amount)])
    });
    rows(Part::Question, &|i, j| {
        Some(kind_of_answer(&a.questions.get(i)?.kind, &b.questions.get(j)?.kind))
    });
    rows(Part::Paper, &|i, j| {
        let (one, two) = (a.papers.get(i)?, b.papers.get(j)?);
        let fates =
            |side: &Side<'_>, at: usize| side.checklist.lines.get(at).map(|l| l.fates.clone());
        let count = |p: &Paper| (p.originals, p.copies, (p.copies > 0).then_some(p.copy_kind));
        Some(vec![
            (Aspect::Name, renamed(&one.name, &two.name)),
            (Aspect::Need, one.need != two.need),
            (Aspect::Count, count(one) != count(two)),
            (Aspect::Fates, fates(&old, i) != fates(&new, j)),
            (Aspect::FormNumber, one.form_number != two.form_number),
        ])
    });
    rows(Part::Section, &|i, j| {
        Some(vec![(Aspect::Name, renamed(&a.form.get(i)?.title, &b.form.get(j)?.title))])
    });
    rows(Part::Field, &|i, j| {
        let (a, b) = (field(a, i)?, field(b, j)?);
        let mut differs = kind_of_field(&a.kind, &b.kind);
        differs.push((Aspect::Name, renamed(&a.label, &b.label)));
        differs.push((Aspect::Required, a.required != b.required));
        Some(differs)
    });
    changes
}

/// The answers an edition knows: of its questions and form fields, with a value it takes.
pub fn known_answers(edition: &Edition, answers: &Answers) -> Answers {
    let mut known = answers.clone();
    known.retain(|id, answer| fits(edition, id, answer));
    known
}

fn fits(edition: &Edition, id: &FieldId, answer: &Answer) -> bool {
    let given = match answer {
        Answer::Given(value) => Some(payload_of(value)),
        Answer::NotKnown | Answer::NotAsked => None,
    };
    match FieldKey::find(id) {
        Some(FieldKey::Answer(id)) => edition.find_question(&id).is_some_and(|question| {
            given.is_none_or(|value| parse_answer(&question.kind, &value).is_ok())
        }),
        // The value of a table is the number of its rows, which no longer is what was typed.
        Some(FieldKey::Form(id)) => edition.find_form_field(&id).is_some_and(|field| {
            matches!(field.kind, FormFieldKind::Table { .. })
                || given.is_none_or(|value| parse_field(&field.kind, &value).is_ok())
        }),
        _ => false,
    }
}

/// One edition under the person's answers.
struct Side<'a> {
    edition: &'a Edition,
    given: &'a Answers,
    shown: Shown,
    checklist: Checklist,
}

/// A line that holds or may hold.
struct Row<'a> {
    key: &'a str,
    at: usize,
    holds: Truth,
}

impl<'a> Side<'a> {
    fn of(edition: &'a Edition, given: &'a Answers) -> Self {
        let shown = shown(edition, &known_answers(edition, given), &BTreeSet::new());
        let checklist = checklist_of(edition, &shown);
        Self { edition, given, shown, checklist }
    }

    fn rows(&self, part: Part) -> Vec<Row<'_>> {
        let mut rows: Vec<Row<'_>> = Vec::new();
        let of_rules = |whens: &mut dyn Iterator<Item = Option<&Expr>>| {
            let mut rows = Vec::new();
            for (at, when) in whens.enumerate() {
                let holds = truth_of(when, &self.shown.answers);
                // Behind one that surely holds, none is looked at; behind one that may hold, none is sure.
                let is_sure = holds == Truth::True;
                let holds = if rows.is_empty() { holds } else { holds.min(Truth::Unknown) };
                if holds != Truth::False {
                    rows.push(Row { key: "", at, holds });
                }
                if is_sure {
                    break;
                }
            }
            rows
        };
        let edition = self.edition;
        match part {
            Part::Exit => {
                let exit = self.checklist.exit.and_then(|at| Some((at, edition.exits.get(at)?)));
                rows.extend(exit.map(|(at, exit)| Row { key: &exit.id, at, holds: Truth::True }));
            }
            Part::Authority => {
                rows = of_rules(&mut edition.authority.iter().map(|rule| rule.when.as_ref()));
            }
            Part::TimeLimit => {
                rows = of_rules(&mut edition.time_limits.iter().map(|limit| limit.when.as_ref()));
            }
            Part::Fee => rows.extend(self.checklist.fees.iter().filter_map(|line| {
                let key = &edition.fees.get(line.fee)?.name.vi;
                Some(Row { key, at: line.fee, holds: line.due })
            })),
            Part::Paper => {
                for (at, line) in self.checklist.lines.iter().enumerate() {
                    rows.push(Row { key: line.paper.as_str(), at, holds: line.needed });
                }
            }
            Part::Section => {
                for (at, section) in edition.form.iter().enumerate() {
                    let holds = truth_of(section.show_if.as_ref(), &self.shown.answers);
                    rows.push(Row { key: &section.id, at, holds });
                }
            }
            Part::Question | Part::Field => {
                for (at, (id, holds)) in self.fields(part).iter().enumerate() {
                    rows.push(Row { key: id.as_str(), at, holds: *holds });
                }
            }
        }
        rows.retain(|row| row.holds != Truth::False);
        rows
    }

    fn fields(&self, part: Part) -> &[(FieldId, Truth)] {
        if part == Part::Question { &self.shown.questions } else { &self.shown.form }
    }
}

/// Whether something was given in the older edition that the newer one does not take.
fn lost(old: &Side<'_>, new: &Side<'_>, part: Part, at: usize) -> bool {
    let Some((id, _)) = old.fields(part).get(at) else { return false };
    let Some(answer @ Answer::Given(_)) = old.given.get(id) else { return false };
    let is_shown =
        new.fields(part).iter().any(|(known, holds)| known == id && *holds != Truth::False);
    fits(old.edition, id, answer) && !(is_shown && fits(new.edition, id, answer))
}

/// Pairs the lines of two lists by key and says what is new, different and gone. Where several have the same key, those
/// that are alike find each other first.
fn diff(
    part: Part,
    mut old: Vec<Row<'_>>,
    new: &[Row<'_>],
    differs: &dyn Fn(usize, usize) -> Option<Vec<(Aspect, bool)>>,
    lost: &dyn Fn(usize) -> bool,
    changes: &mut Vec<Change>,
) {
    let aspects = |before: &Row<'_>, row: &Row<'_>| {
        let mut tests = differs(before.at, row.at).unwrap_or_default();
        tests.push((Aspect::Answer, lost(before.at)));
        tests.retain(|(_, is)| *is);
        tests
    };
    let mut pairs: Vec<Option<Row<'_>>> = new.iter().map(|_| None).collect();
    for only_alike in [true, false] {
        for (pair, row) in pairs.iter_mut().zip(new).filter(|(pair, _)| pair.is_none()) {
            let is_it = |before: &Row<'_>| {
                before.key == row.key && (!only_alike || aspects(before, row).is_empty())
            };
            *pair = old.iter().position(is_it).map(|at| old.remove(at));
        }
    }
    for (before, row) in pairs.into_iter().zip(new) {
        let mut tests = Vec::new();
        if let Some(before) = &before {
            tests = aspects(before, row);
            if before.holds != row.holds {
                tests.push((Aspect::Certainty, true));
            }
            if tests.is_empty() {
                continue;
            }
        }
        changes.push(Change::Row {
            part,
            old: before.map(|before| before.at),
            new: Some(row.at),
            differs: tests.into_iter().map(|(aspect, _)| aspect).collect(),
            holds: row.holds,
        });
    }
    for row in old {
        let differs = if lost(row.at) { vec![Aspect::Answer] } else { Vec::new() };
        changes.push(Change::Row { part, old: Some(row.at), new: None, differs, holds: row.holds });
    }
}

/// A field by its place among those of all sections.
fn field(edition: &Edition, at: usize) -> Option<&FormField> {
    edition.form.iter().flat_map(|section| &section.fields).nth(at)
}

fn renamed(old: &Text, new: &Text) -> bool {
    old.vi != new.vi
}

fn kind_of_answer(old: &QuestionKind, new: &QuestionKind) -> Vec<(Aspect, bool)> {
    let choices = match (old, new) {
        (QuestionKind::Choice(a), QuestionKind::Choice(b)) => other_choices(a, b),
        _ => false,
    };
    let limits = match (old, new) {
        (QuestionKind::Number(a), QuestionKind::Number(b)) => other_limits(a, b),
        _ => false,
    };
    let kind = core::mem::discriminant(old) != core::mem::discriminant(new);
    vec![(Aspect::Kind, kind), (Aspect::Choices, choices), (Aspect::Limits, limits)]
}

fn kind_of_field(old: &FormFieldKind, new: &FormFieldKind) -> Vec<(Aspect, bool)> {
    let kind = core::mem::discriminant(old) != core::mem::discriminant(new);
    let (choices, limits) = match (old, new) {
        (FormFieldKind::Choice(a), FormFieldKind::Choice(b)) => (other_choices(a, b), false),
        (FormFieldKind::Number(a), FormFieldKind::Number(b)) => (false, other_limits(a, b)),
        _ => (false, !kind && old != new),
    };
    vec![(Aspect::Kind, kind), (Aspect::Choices, choices), (Aspect::Limits, limits)]
}

fn other_choices(old: &[Choice], new: &[Choice]) -> bool {
    old.len() != new.len() || old.iter().any(|a| new.iter().all(|b| a.id != b.id))
}

fn other_limits(old: &NumberLimits, new: &NumberLimits) -> bool {
    (old.min, old.max, old.decimals) != (new.min, new.max, new.decimals)
        || renamed(&old.unit, &new.unit)
}

#[cfg(test)]
mod tests;
