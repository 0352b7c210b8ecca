//! The smallest and the largest sum of fees that the open answers leave possible.
//!
//! Not here: which fees are due (see [`super::checklist`]).
//!
//! Invariant: "Fees that exclude each other are never added up."

use super::FeeLine;
use super::shown::Shown;
use crate::catalogue::{Edition, Fee};
use crate::condition::settling::{Odometer, Possibilities, field_of, open_atoms};
use crate::condition::{Answer, Answers, Expr, Truth, truth_of};
use crate::ids::FieldId;
use crate::value::Value;

/// Combinations of answers tried; beyond, the sums of what is certain and of all that is possible.
const MAX_COMBINATIONS: usize = 256;

/// Tries the open answers that the fees depend on, hidden questions hiding what hangs on them.
pub(super) fn fee_range(
    edition: &Edition,
    shown: &Shown,
    possibilities: &Possibilities<'_>,
    lines: &[FeeLine],
) -> (u64, u64) {
    let fees: Vec<(&Fee, Truth)> =
        lines.iter().filter_map(|line| Some((edition.fees.get(line.fee)?, line.due))).collect();
    let sum = |wanted: &dyn Fn(Truth) -> bool| {
        let amounts = fees.iter().filter(|(_, due)| wanted(*due)).filter_map(|(f, _)| f.amount_vnd);
        amounts.map(u64::from).sum::<u64>()
    };
    let bounds = (sum(&|due| due == Truth::True), sum(&|_| true));
    let undecided: Vec<&Fee> =
        fees.iter().filter(|(_, due)| *due == Truth::Unknown).map(|(fee, _)| *fee).collect();
    if undecided.is_empty() {
        return bounds;
    }
    let Some(open) = Open::of(edition, shown, &undecided, possibilities) else { return bounds };

    let mut range: Option<(u64, u64)> = None;
    let mut answers = shown.answers.clone();
    let mut odometer = Odometer::new(open.0.iter().map(|field| field.values.len()).collect());
    while let Some(places) = odometer.turn() {
        open.put(places, &mut answers);
        let (mut least, mut most) = (bounds.0, bounds.0);
        for fee in &undecided {
            let amount = fee.amount_vnd.map_or(0, u64::from);
            match truth_of(fee.when.as_ref(), &answers) {
                Truth::True => {
                    least += amount;
                    most += amount;
                }
                Truth::Unknown => most += amount,
                Truth::False => {}
            }
        }
        range = Some(range.map_or((least, most), |(a, b)| (a.min(least), b.max(most))));
    }
    range.unwrap_or(bounds)
}

/// An open field, the values to try, and what decides whether it is asked at all.
struct OpenField<'a> {
    id: &'a FieldId,
    values: Vec<Value>,
    show_if: Option<&'a Expr>,
}

/// The open fields that fees depend on, in the author's order.
struct Open<'a>(Vec<OpenField<'a>>);

impl<'a> Open<'a> {
    /// `None` where there are too many combinations.
    fn of(
        edition: &'a Edition,
        shown: &'a Shown,
        fees: &[&'a Fee],
        possibilities: &Possibilities<'_>,
    ) -> Option<Self> {
        let questions = || edition.questions.iter().zip(&shown.questions);
        let mut atoms: Vec<&Expr> = fees
            .iter()
            .filter_map(|f| f.when.as_ref())
            .flat_map(|when| open_atoms(when, &shown.answers))
            .collect();
        let mut fields: Vec<&FieldId> = Vec::new();
        let mut at = 0;
        while let Some(atom) = atoms.get(at).copied() {
            at += 1;
            let Some(field) = field_of(atom) else { continue };
            if fields.contains(&field) {
                continue;
            }
            fields.push(field);
            let gate = questions().find(|(_, (id, state))| id == field && *state == Truth::Unknown);
            if let Some(show_if) = gate.and_then(|(question, _)| question.show_if.as_ref()) {
                atoms.extend(open_atoms(show_if, &shown.answers));
            }
        }
        // Gates before what lies behind them: the questions in the author's order, then fields of the form.
        let is_question = |id: &FieldId| shown.questions.iter().any(|(known, _)| known == id);
        let mut open: Vec<OpenField<'_>> = Vec::with_capacity(fields.len());
        let mut add = |id: &'a FieldId, show_if: Option<&'a Expr>| {
            open.push(OpenField { id, values: possibilities.values_to_try(id, &atoms), show_if });
        };
        for (question, (id, _)) in questions() {
            if fields.contains(&id) {
                add(id, question.show_if.as_ref());
            }
        }
        fields.retain(|id| !is_question(id));
        fields.into_iter().for_each(|id| add(id, None));
        let combinations = open
            .iter()
            .try_fold(1_usize, |product, field| product.checked_mul(field.values.len()))?;
        (combinations <= MAX_COMBINATIONS).then_some(Self(open))
    }

    /// Puts one combination into the answers.
    fn put(&self, places: &[usize], answers: &mut Answers) {
        for (field, place) in self.0.iter().zip(places) {
            let asked = truth_of(field.show_if, answers) != Truth::False;
            let answer = match field.values.get(*place) {
                Some(value) if asked => Answer::Given(value.clone()),
                _ => Answer::NotAsked,
            };
            answers.insert(field.id.clone(), answer);
        }
    }
}
