//! Settling sets: which open questions would decide an undecided condition.
//!
//! Not here: which question to ask next (see [`crate::checklist`]).
//!
//! Invariant: "An undecided condition always names a question that can be asked about it."

use super::{Answer, Answers, Expr, Truth, atom_holds};
use crate::catalogue::{Choice, Edition, FormFieldKind, NumberLimits, QuestionKind};
use crate::date::Date;
use crate::ids::FieldId;
use crate::operation::FieldKey;
use crate::value::{Number, Value};
use std::collections::BTreeMap;

/// Most sets that are listed for one condition.
pub const MAX_SETS: usize = 4;
/// Most fields in one set.
pub const MAX_FIELDS: usize = 4;
/// Evaluations spent on one condition. The largest authored ones need about a hundred.
const MAX_WORK: usize = 1000;

/// All minimal sets of open fields such that *some* answer to just these decides the condition.
///
/// "Open" is an answer that is absent or "I don't know yet"; "decides" is the three-valued evaluation coming to true or
/// false while every other open field stays open; "minimal" is that no listed set contains another.
/// For every field the values tried are those that tell its comparisons apart: both truths, each literal with its
/// neighbours, each choice named and one not named.
///
/// Order: smaller sets first, then by first mention in the condition. At most [`MAX_SETS`] sets of at most [`MAX_FIELDS`]
/// fields. Where the work allowed runs out, the sets found so far; if none was found, the first open fields stand as one set.
/// Empty when the condition is decided.
pub fn settling(expr: &Expr, answers: &Answers) -> Vec<Vec<FieldId>> {
    settling_within(expr, answers, &Possibilities::default())
}

/// As [`settling`], trying only values that the edition allows.
pub(crate) fn settling_within(
    expr: &Expr,
    answers: &Answers,
    possibilities: &Possibilities<'_>,
) -> Vec<Vec<FieldId>> {
    let residual = reduce(expr, answers);
    let mut atoms = Vec::new();
    collect_atoms(&residual, &mut atoms);
    let mut open: Vec<(&FieldId, Vec<Value>)> = Vec::new();
    for atom in &atoms {
        if let Some(field) = field_of(atom)
            && !open.iter().any(|(known, _)| *known == field)
        {
            open.push((field, possibilities.values_to_try(field, &atoms)));
        }
    }
    let found = search(&residual, &open);
    found
        .into_iter()
        .map(|set| set.into_iter().filter_map(|i| Some(open.get(i)?.0.clone())).collect())
        .collect()
}

/// The open fields that an undecided condition still depends on, in the order of first mention.
pub(crate) fn open_fields<'a>(expr: &'a Expr, answers: &Answers) -> Vec<&'a FieldId> {
    let mut fields: Vec<&FieldId> = Vec::new();
    for atom in open_atoms(expr, answers) {
        if let Some(field) = field_of(atom)
            && !fields.contains(&field)
        {
            fields.push(field);
        }
    }
    fields
}

/// The comparisons that an undecided condition still depends on.
pub(crate) fn open_atoms<'a>(expr: &'a Expr, answers: &Answers) -> Vec<&'a Expr> {
    let mut atoms = Vec::new();
    collect_atoms(&reduce(expr, answers), &mut atoms);
    atoms
}

/// The field of a comparison or membership.
pub(crate) fn field_of(atom: &Expr) -> Option<&FieldId> {
    match atom {
        Expr::Compare(field, ..) | Expr::In(field, _) => Some(field),
        _ => None,
    }
}

/// What is left of a condition when everything answered has been put in.
enum Residual<'a> {
    Known(bool),
    Open(&'a Expr),
    Not(Box<Residual<'a>>),
    All(Vec<Residual<'a>>),
    Any(Vec<Residual<'a>>),
}

fn reduce<'a>(expr: &'a Expr, answers: &Answers) -> Residual<'a> {
    match expr {
        Expr::Compare(field, ..) | Expr::In(field, _) => match answers.get(field) {
            None | Some(Answer::NotKnown) => Residual::Open(expr),
            Some(Answer::NotAsked) => Residual::Known(false),
            Some(Answer::Given(value)) => Residual::Known(atom_holds(expr, value)),
        },
        Expr::Not(inner) => match reduce(inner, answers) {
            Residual::Known(holds) => Residual::Known(!holds),
            open => Residual::Not(Box::new(open)),
        },
        Expr::And(children) => match reduce_all(children, answers, false) {
            Some(open) if open.is_empty() => Residual::Known(true),
            Some(open) => Residual::All(open),
            None => Residual::Known(false),
        },
        Expr::Or(children) => match reduce_all(children, answers, true) {
            Some(open) if open.is_empty() => Residual::Known(false),
            Some(open) => Residual::Any(open),
            None => Residual::Known(true),
        },
    }
}

/// The children still open, or `None` when one of them decides the whole.
fn reduce_all<'a>(
    children: &'a [Expr],
    answers: &Answers,
    decisive: bool,
) -> Option<Vec<Residual<'a>>> {
    let mut open = Vec::new();
    for child in children {
        match reduce(child, answers) {
            Residual::Known(holds) if holds == decisive => return None,
            Residual::Known(_) => {}
            residual => open.push(residual),
        }
    }
    Some(open)
}

fn collect_atoms<'a>(residual: &Residual<'a>, atoms: &mut Vec<&'a Expr>) {
    match residual {
        Residual::Known(_) => {}
        Residual::Open(atom) => atoms.push(atom),
        Residual::Not(inner) => collect_atoms(inner, atoms),
        Residual::All(children) | Residual::Any(children) => {
            children.iter().for_each(|child| collect_atoms(child, atoms));
        }
    }
}

/// A choice of values for some open fields.
type Assignment<'a> = Vec<(&'a FieldId, &'a Value)>;

fn evaluate(residual: &Residual<'_>, assignment: &Assignment<'_>) -> Truth {
    match residual {
        Residual::Known(holds) => Truth::from(*holds),
        Residual::Open(atom) => {
            let field = field_of(atom);
            assignment
                .iter()
                .find(|(assigned, _)| Some(*assigned) == field)
                .map_or(Truth::Unknown, |(_, value)| Truth::from(atom_holds(atom, value)))
        }
        Residual::Not(inner) => evaluate(inner, assignment).negated(),
        Residual::All(children) => {
            children.iter().fold(Truth::True, |so_far, c| so_far.and(evaluate(c, assignment)))
        }
        Residual::Any(children) => {
            children.iter().fold(Truth::False, |so_far, c| so_far.or(evaluate(c, assignment)))
        }
    }
}

/// Minimal deciding sets as indexes into `open`, smaller ones first.
fn search(residual: &Residual<'_>, open: &[(&FieldId, Vec<Value>)]) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut work = 0;
    'sizes: for size in 1..=MAX_FIELDS.min(open.len()) {
        let mut subset: Vec<usize> = (0..size).collect();
        loop {
            let contains_found = found.iter().any(|set| set.iter().all(|i| subset.contains(i)));
            if !contains_found {
                match decides(residual, open, &subset, &mut work) {
                    Some(true) => found.push(subset.clone()),
                    Some(false) => {}
                    None => break 'sizes,
                }
                if found.len() == MAX_SETS {
                    break 'sizes;
                }
            }
            if !next_subset(&mut subset, open.len()) {
                break;
            }
        }
    }
    if found.is_empty() && !open.is_empty() {
        found.push((0..open.len().min(MAX_FIELDS)).collect());
    }
    found
}

/// Whether some answer to these fields decides; `None` when the work allowed is used up.
fn decides(
    residual: &Residual<'_>,
    open: &[(&FieldId, Vec<Value>)],
    subset: &[usize],
    work: &mut usize,
) -> Option<bool> {
    let chosen: Vec<&(&FieldId, Vec<Value>)> = subset.iter().filter_map(|i| open.get(*i)).collect();
    let counts: Vec<usize> = chosen.iter().map(|(_, values)| values.len()).collect();
    let mut odometer = Odometer::new(counts);
    while let Some(places) = odometer.turn() {
        *work += 1;
        if *work > MAX_WORK {
            return None;
        }
        let assignment: Assignment<'_> = chosen
            .iter()
            .zip(places)
            .filter_map(|((field, values), place)| Some((*field, values.get(*place)?)))
            .collect();
        if evaluate(residual, &assignment) != Truth::Unknown {
            return Some(true);
        }
    }
    Some(false)
}

/// The next combination of `subset.len()` indexes below `n`, in lexicographic order.
fn next_subset(subset: &mut [usize], n: usize) -> bool {
    let size = subset.len();
    for at in (0..size).rev() {
        let Some(index) = subset.get(at).copied() else { return false };
        if index + size - at < n {
            for (step, place) in subset.iter_mut().skip(at).enumerate() {
                *place = index + 1 + step;
            }
            return true;
        }
    }
    false
}

/// Counts through all places of wheels of different sizes.
pub(crate) struct Odometer {
    counts: Vec<usize>,
    places: Vec<usize>,
    started: bool,
}

impl Odometer {
    /// Wheels with these many places each; a wheel without places yields nothing.
    pub(crate) fn new(counts: Vec<usize>) -> Self {
        let places = vec![0; counts.len()];
        Self { counts, places, started: false }
    }
    /// The next combination.
    pub(crate) fn turn(&mut self) -> Option<&[usize]> {
        if !self.started {
            self.started = true;
            return (!self.counts.contains(&0)).then_some(&*self.places);
        }
        for (place, count) in self.places.iter_mut().zip(&self.counts).rev() {
            *place += 1;
            if *place < *count {
                return Some(&*self.places);
            }
            *place = 0;
        }
        None
    }
}

/// Which values a field may take.
#[derive(Clone, Copy)]
enum Possible<'e> {
    Bool,
    Choices(&'e [Choice]),
    Number(&'e NumberLimits),
}

/// Which values the fields of an edition may take; a field that is not listed may take any.
#[derive(Default)]
pub(crate) struct Possibilities<'e>(BTreeMap<FieldId, Possible<'e>>);

impl<'e> Possibilities<'e> {
    /// What the questions and form fields of an edition allow.
    pub(crate) fn of(edition: &'e Edition) -> Self {
        let mut possible = BTreeMap::new();
        for question in &edition.questions {
            let allowed = match &question.kind {
                QuestionKind::YesNo => Possible::Bool,
                QuestionKind::Choice(choices) => Possible::Choices(choices),
                QuestionKind::Number(limits) => Possible::Number(limits),
                QuestionKind::Date | QuestionKind::Place => continue,
            };
            possible.insert(FieldKey::Answer(question.id.clone()).to_id(), allowed);
        }
        for field in edition.form.iter().flat_map(|section| &section.fields) {
            let allowed = match &field.kind {
                FormFieldKind::Choice(choices) => Possible::Choices(choices),
                FormFieldKind::Number(limits) => Possible::Number(limits),
                _ => continue,
            };
            possible.insert(FieldKey::Form(field.id.clone()).to_id(), allowed);
        }
        Self(possible)
    }

    /// Values of a field that tell these comparisons apart, never empty.
    pub(crate) fn values_to_try(&self, field: &FieldId, atoms: &[&Expr]) -> Vec<Value> {
        let mut values = Vec::new();
        match self.0.get(field) {
            Some(Possible::Bool) => values.extend([Value::Bool(true), Value::Bool(false)]),
            Some(Possible::Choices(choices)) => choices_to_try(choices, field, atoms, &mut values),
            Some(Possible::Number(limits)) => {
                let step = 10_i64.pow(3 - u32::from(limits.decimals.min(3)));
                neighbours(field, atoms, step, &mut values);
                let allowed = |value: &Value| match value {
                    Value::Number(n) => limits.min <= *n && *n <= limits.max,
                    _ => false,
                };
                values.retain(allowed);
                if values.is_empty() {
                    values.push(Value::Number(limits.min));
                }
            }
            None => neighbours(field, atoms, 1, &mut values),
        }
        values
    }
}

/// Every choice that is named, and one that is not.
fn choices_to_try(choices: &[Choice], field: &FieldId, atoms: &[&Expr], values: &mut Vec<Value>) {
    let mut other_seen = false;
    for choice in choices {
        let value = Value::Text(choice.id.clone());
        let named = literals(field, atoms).any(|literal| *literal == value);
        if named || !other_seen {
            other_seen |= !named;
            values.push(value);
        }
    }
}

/// Every literal, its neighbours where order matters, and a text that is none of them.
fn neighbours(field: &FieldId, atoms: &[&Expr], step: i64, values: &mut Vec<Value>) {
    let mut push = |value: Value| {
        if !values.contains(&value) {
            values.push(value);
        }
    };
    for literal in literals(field, atoms) {
        match literal {
            Value::Bool(_) => {
                push(Value::Bool(true));
                push(Value::Bool(false));
            }
            Value::Number(n) => {
                for shift in [0, -step, step] {
                    let thousandths = n.thousandths.saturating_add(shift);
                    push(Value::Number(Number { thousandths }));
                }
            }
            Value::Text(text) => {
                push(literal.clone());
                if let Ok(day) = text.parse::<Date>() {
                    push(Value::Text(day.plus_days(-1).to_string()));
                    push(Value::Text(day.plus_days(1).to_string()));
                }
            }
        }
    }
    // The empty text stands for every text that no comparison names.
    if literals(field, atoms).any(|literal| matches!(literal, Value::Text(_))) {
        push(Value::Text(String::new()));
    }
}

fn literals<'a>(field: &'a FieldId, atoms: &'a [&'a Expr]) -> impl Iterator<Item = &'a Value> {
    atoms.iter().filter(move |atom| field_of(atom) == Some(field)).flat_map(move |atom| {
        let literals = match atom {
            Expr::Compare(_, _, literal) => core::slice::from_ref(literal),
            Expr::In(_, literals) => literals.as_slice(),
            _ => &[],
        };
        literals.iter()
    })
}
