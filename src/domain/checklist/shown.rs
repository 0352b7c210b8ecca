//! Which questions and form fields are shown under the answers given, and what conditions see of them.
//!
//! Not here: which papers follow (see [`super::checklist`]).
//!
//! Invariant: "A hidden answer is kept, and no condition sees it."

use crate::catalogue::{Edition, FormField, FormFieldKind};
use crate::condition::{Answer, Answers, Truth, truth_of};
use crate::form;
use crate::ids::FieldId;
use crate::operation::FieldKey;
use crate::value::Value;
use std::collections::BTreeSet;

/// Questions and form fields with whether they are shown.
pub(crate) struct Shown {
    /// What conditions see: given answers of what is shown, `NotAsked` for what is hidden. Fields that may yet be shown
    /// are open, even if something was given.
    pub(crate) answers: Answers,
    /// Every question, in the author's order.
    pub(crate) questions: Vec<(FieldId, Truth)>,
    /// Every form field, in the form's order.
    pub(crate) form: Vec<(FieldId, Truth)>,
}

/// Applies every `show_if` until nothing changes.
///
/// A pass goes in the author's order; a question that looks only at earlier ones is settled in one pass, one that looks
/// ahead in as many as its chain is long. A circle (which the compiler of the catalogue refuses) ends after one pass a
/// question, always with the same result. `untyped` names form fields that must not take the value of an answer although
/// nothing usable was typed into them, because two devices disagree or the text is wrong. `NotAsked` among the answers
/// given is what an earlier run hid; it is worked out anew.
pub(crate) fn shown(edition: &Edition, given: &Answers, untyped: &BTreeSet<FieldId>) -> Shown {
    let id_of = |field: &FormField| FieldKey::Form(field.id.clone()).to_id();
    let mut shown = Shown {
        answers: given.clone(),
        questions: edition
            .questions
            .iter()
            .map(|q| (FieldKey::Answer(q.id.clone()).to_id(), Truth::True))
            .collect(),
        form: edition
            .form
            .iter()
            .flat_map(|section| &section.fields)
            .map(|field| (id_of(field), Truth::True))
            .collect(),
    };
    for _pass in 0..=shown.questions.len() + shown.form.len() {
        let mut changed = false;
        for (question, (id, state)) in edition.questions.iter().zip(&mut shown.questions) {
            *state = truth_of(question.show_if.as_ref(), &shown.answers);
            let seen = match state {
                Truth::True => given.get(id).filter(|a| **a != Answer::NotAsked).cloned(),
                Truth::Unknown => None,
                Truth::False => Some(Answer::NotAsked),
            };
            changed |= put(&mut shown.answers, id, seen);
        }
        let mut places = shown.form.iter_mut();
        for section in &edition.form {
            let section_state = truth_of(section.show_if.as_ref(), &shown.answers);
            for field in &section.fields {
                let Some((id, state)) = places.next() else { break };
                *state = section_state.and(truth_of(field.show_if.as_ref(), &shown.answers));
                let seen = match state {
                    Truth::True => given
                        .get(id)
                        .filter(|a| **a != Answer::NotAsked)
                        .cloned()
                        .or_else(|| taken_from_answer(field, id, &shown.answers, untyped))
                        .or_else(|| left_unticked(field, id, untyped)),
                    Truth::Unknown => None,
                    Truth::False => Some(Answer::NotAsked),
                };
                changed |= put(&mut shown.answers, id, seen);
            }
        }
        if !changed {
            break;
        }
    }
    shown
}

/// Writes what conditions see of a field; whether that changed anything.
fn put(answers: &mut Answers, id: &FieldId, seen: Option<Answer>) -> bool {
    if answers.get(id) == seen.as_ref() {
        return false;
    }
    match seen {
        Some(answer) => answers.insert(id.clone(), answer),
        None => answers.remove(id),
    };
    true
}

/// The value a field takes over from an answer while nothing was typed.
fn taken_from_answer(
    field: &FormField,
    id: &FieldId,
    answers: &Answers,
    untyped: &BTreeSet<FieldId>,
) -> Option<Answer> {
    let question = field.from_answer.as_ref().filter(|_| !untyped.contains(id))?;
    match answers.get(&FieldKey::Answer(question.clone()).to_id())? {
        Answer::Given(value) => value_for_field(&field.kind, value).map(Answer::Given),
        Answer::NotKnown | Answer::NotAsked => None,
    }
}

/// A declaration that nobody ticked is a "no" to the conditions that look at it, not an open question.
fn left_unticked(field: &FormField, id: &FieldId, untyped: &BTreeSet<FieldId>) -> Option<Answer> {
    let is_declaration = matches!(field.kind, FormFieldKind::Declaration);
    (is_declaration && !untyped.contains(id)).then_some(Answer::Given(Value::Bool(false)))
}

/// An answer as the value of a form field; `None` where the field cannot hold it.
fn value_for_field(kind: &FormFieldKind, value: &Value) -> Option<Value> {
    form::parse_field(kind, &form::payload_of(value)).ok().flatten()
}
