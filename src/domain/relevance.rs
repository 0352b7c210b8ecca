//! What belongs to a dossier under its present answers: the one function behind form, check page, manifest, PDF and desk.
//!
//! Not here: whether it may be sent (see [`crate::submission`]).
//!
//! Invariant: "What is hidden is never sent."

use crate::catalogue::Edition;
use crate::checklist::shown::{Shown, shown};
use crate::checklist::{Checklist, checklist_of};
use crate::condition::{Answer, Answers, Truth};
use crate::dossier::{Dossier, FieldState};
use crate::form;
use crate::ids::{FormFieldId, PaperId, QuestionId};
use crate::operation::FieldKey;
use crate::value::Value;
use std::collections::BTreeSet;

/// The relevant part of a dossier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relevant {
    /// Questions that are asked under the present answers: those answered or skipped, and those that can still change
    /// something ([`Checklist::asked`]).
    pub questions: BTreeSet<QuestionId>,
    /// Papers needed or undecided. None when an exit is reached.
    pub papers: BTreeSet<PaperId>,
    /// Form fields shown. None when an exit is reached. A field that may yet be shown is not.
    pub form: BTreeSet<FormFieldId>,
    /// The answers and typed values as conditions see them: irrelevant ones are `NotAsked`.
    pub answers: Answers,
}

/// Finds what is relevant. Flipping an answer back gives back what was typed.
///
/// A value in conflict, or one that the edition does not accept, counts as open.
pub fn relevant(edition: &Edition, dossier: &Dossier) -> Relevant {
    Relevance::of(edition, dossier).relevant
}

/// What is relevant together with the checklist it was found by.
pub(crate) struct Relevance {
    pub(crate) relevant: Relevant,
    pub(crate) checklist: Checklist,
    pub(crate) shown: Shown,
}

impl Relevance {
    pub(crate) fn of(edition: &Edition, dossier: &Dossier) -> Self {
        let mut answers = Answers::new();
        for question in &edition.questions {
            let key = FieldKey::Answer(question.id.clone());
            if let Some(payload) = dossier.value(&key)
                && let Ok(answer) = form::parse_answer(&question.kind, payload)
            {
                answers.insert(key.to_id(), answer.map_or(Answer::NotKnown, Answer::Given));
            }
        }
        // A field that two devices filled differently, or wrongly, does not fall back to the answer behind it.
        let mut unusable = BTreeSet::new();
        for field in edition.form.iter().flat_map(|section| &section.fields) {
            let key = FieldKey::Form(field.id.clone());
            let typed: Result<Option<Value>, ()> = match dossier.field(&key) {
                FieldState::Empty => Ok(None),
                FieldState::Plain(payload) => {
                    form::parse_field(&field.kind, payload).map_err(|_| ())
                }
                FieldState::Conflict(_) => Err(()),
            };
            match typed {
                Ok(Some(value)) => {
                    answers.insert(key.to_id(), Answer::Given(value));
                }
                Ok(None) => {}
                Err(()) => {
                    unusable.insert(key.to_id());
                }
            }
        }
        let shown = shown(edition, &answers, &unusable);
        let checklist = checklist_of(edition, &shown);
        let mut relevant = Relevant { answers: shown.answers.clone(), ..Relevant::default() };
        relevant.questions.extend(checklist.asked.iter().cloned());
        if checklist.exit.is_none() {
            let lines = checklist.lines.iter().filter(|line| line.needed != Truth::False);
            relevant.papers.extend(lines.map(|line| line.paper.clone()));
            let fields = edition.form.iter().flat_map(|section| &section.fields);
            let visible = fields.zip(&shown.form).filter(|(_, (_, state))| *state == Truth::True);
            relevant.form.extend(visible.map(|(field, _)| field.id.clone()));
        }
        Self { relevant, checklist, shown }
    }
}

#[cfg(test)]
mod tests;
