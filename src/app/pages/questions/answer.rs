//! Answers in words.

use crate::context::use_catalogue;
use crate::i18n::Words;
use domain::catalogue::{Question, QuestionKind};
use domain::dossier::Dossier;
use domain::form::parse_answer;
use domain::operation::{FieldKey, Payload};
use domain::value::Value;

/// An answer as the person gave it: a label, a number with its unit, a date, a place.
pub(crate) fn answer_words(words: Words, question: &Question, value: &Value) -> String {
    match (&question.kind, value) {
        (_, Value::Bool(true)) => words.yes().to_owned(),
        (_, Value::Bool(false)) => words.no().to_owned(),
        (QuestionKind::Number(limits), Value::Number(number)) => {
            let mut text = words.number(*number);
            if !limits.unit.is_empty() {
                text.push('\u{a0}');
                text.push_str(&words.text(&limits.unit));
            }
            text
        }
        (_, Value::Number(number)) => words.number(*number),
        (QuestionKind::Choice(choices), Value::Text(id)) => choices
            .iter()
            .find(|choice| &choice.id == id)
            .map_or_else(|| id.clone(), |choice| words.text(&choice.label)),
        (QuestionKind::Date, Value::Text(text)) => {
            text.parse().map_or_else(|_| text.clone(), |date| words.date(date))
        }
        (QuestionKind::Place, Value::Text(id)) => place_words(words, id),
        (_, Value::Text(text)) => text.clone(),
    }
}

/// The name of a place of today.
fn place_words(words: Words, id: &str) -> String {
    let index = use_catalogue().index().and_then(Result::ok);
    index
        .iter()
        .flat_map(|index| &index.authorities)
        .flat_map(|authority| &authority.places)
        .find(|place| place.id == id)
        .map_or_else(|| id.to_owned(), |place| words.text(&place.name))
}

/// The answer that is stored, in words; `None` while there is none.
pub(crate) fn stored_answer(
    words: Words,
    dossier: &Dossier,
    question: &Question,
) -> Option<String> {
    match dossier.value(&FieldKey::Answer(question.id.clone()))? {
        Payload::Null => Some(words.said_not_known().to_owned()),
        payload => {
            let value = parse_answer(&question.kind, payload).ok()??;
            Some(answer_words(words, question, &value))
        }
    }
}
