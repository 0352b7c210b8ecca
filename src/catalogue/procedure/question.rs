//! Questions, their choices and limits.
//!
//! Not here: when they are asked (conditions are read once all questions are known).
//!
//! Invariant: "A question is one short sentence and says why it is asked."

use crate::condition::Type;
use crate::reader::Table;
use domain::catalogue::{Choice, NumberLimits, Question, QuestionKind};
use domain::ids::{PaperId, QuestionId};
use domain::value::Number;

/// Sentences of a question stay under this many words.
const MAX_WORDS: usize = 20;

/// Reads a question but for its `show_if`.
pub(super) fn read<'t>(table: Table<'t>) -> Option<(Question, Table<'t>)> {
    let id: Option<QuestionId> = table.id("id", "an id of a-z, 0-9 and _");
    if let Some(id) = &id
        && id.as_str().contains(['-', '.'])
    {
        table.note("id", format!("expected an id of a-z, 0-9 and _, found '{id}'"));
    }
    let kind = match table
        .one_of("kind", &[("yes_no", 0), ("choice", 1), ("number", 2), ("date", 3), ("place", 4)])
    {
        Some(0) => Some(QuestionKind::YesNo),
        Some(1) => Some(QuestionKind::Choice(choices(&table))),
        Some(2) => number_limits(&table).map(QuestionKind::Number),
        Some(3) => Some(QuestionKind::Date),
        Some(4) => Some(QuestionKind::Place),
        _ => None,
    };
    let ask = table.text("ask", "ask_en");
    check_sentences(&table, "ask", &ask.vi);
    check_sentences(&table, "ask_en", &ask.en);
    let why = table.text("why", "why_en");
    let help = table.text_or_empty("help", "help_en");
    let sensitive = table.bool_or_false("sensitive");
    let (id, kind) = (id?, kind?);
    Some((Question { id, kind, ask, why, help, show_if: None, sensitive }, table))
}

pub(super) fn choice_type(choices: &[Choice]) -> Type {
    Type::Choice(choices.iter().map(|choice| choice.id.clone()).collect())
}

pub(super) fn number_type(limits: &NumberLimits) -> Type {
    Type::Number { min: limits.min, max: limits.max, decimals: limits.decimals }
}

pub(super) fn choices(table: &Table<'_>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for choice in table.tables("choices") {
        let id = choice.id::<PaperId>("id", "an id of a-z, 0-9, - and _");
        let label = choice.text("label", "label_en");
        if let Some(id) = id {
            let id = id.to_string();
            if choices.iter().any(|known| known.id == id) {
                choice.note("id", format!("expected a choice named once, found '{id}' again"));
            }
            choices.push(Choice { id, label });
        }
        choice.finish();
    }
    if choices.len() < 2 {
        table.note("choices", "expected at least two choices { id = \"…\", label = \"…\" }");
    }
    choices
}

pub(super) fn number_limits(table: &Table<'_>) -> Option<NumberLimits> {
    let unit = table.text_or_empty("unit", "unit_en");
    let min = table.number("min");
    let max = table.number("max");
    let decimals: u8 = table.whole_opt("decimals").unwrap_or(0);
    if decimals > 3 {
        table.note("decimals", format!("expected at most 3, found {decimals}"));
    }
    let (min, max): (Number, Number) = (min?, max?);
    if min >= max {
        table.note("max", format!("expected more than min = {min}, found {max}"));
    }
    Some(NumberLimits { unit, min, max, decimals: decimals.min(3) })
}

fn check_sentences(table: &Table<'_>, key: &str, text: &str) {
    for sentence in text.split(['.', '?', '!', '…', ';', ':']) {
        let n_words = sentence.split_whitespace().count();
        if n_words >= MAX_WORDS {
            table.note(
                key,
                format!("expected sentences under {MAX_WORDS} words, found one of {n_words}"),
            );
        }
    }
}
