//! One field of the form: what every kind of control needs, and which control a kind has.
//!
//! Not here: the controls.
//!
//! Invariant: "An error is shown on leaving a field or the page, never while somebody types."

use super::choice_control::{ChoiceControl, Declaration, SelectControl};
use super::conflict::Conflict;
use super::reuse::Offers;
use super::table_control::TableControl;
use super::text_control::{LinesControl, TextControl};
use super::{FormFacts, pending};
use crate::components::{Kept, OpenedSignal, follow, keep, marked, part};
use crate::context::crumbs::Crumb;
use crate::context::{Opened, ReplicaService, use_replica, use_words};
use crate::i18n::Words;
use domain::catalogue::{FormField, FormFieldKind};
use domain::condition::Answer;
use domain::dossier::FieldState;
use domain::form::FieldError;
use domain::ids::{DossierId, FormFieldId};
use domain::operation::{FieldKey, Payload};
use domain::value::Value;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// More choices than this make a list, not a wall of buttons.
const MAX_RADIOS: usize = 6;

/// What stands in the controls of a section and what is wrong with it.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    /// What was last typed or chosen in this visit, as it would be stored.
    values: StoredValue<BTreeMap<FormFieldId, Result<Payload, FieldError>>>,
    /// Errors that are shown beside their fields.
    errors: RwSignal<BTreeMap<FormFieldId, FieldError>>,
}

impl Typed {
    pub(super) fn new() -> Self {
        Self { values: StoredValue::default(), errors: RwSignal::default() }
    }
    /// Shows what is wrong with these fields; takes away what was shown.
    pub(super) fn show_errors(self, errors: BTreeMap<FormFieldId, FieldError>) {
        self.errors.set(errors);
    }
    /// What is wrong with a field now, before the last save came through.
    pub(super) fn error(self, facts: &FormFacts, field: &FormField) -> Option<FieldError> {
        let typed = self.values.with_value(|values| values.get(&field.id).cloned());
        let has_answer = field.from_answer.is_some() && facts.error(&field.id).is_none();
        match typed {
            Some(Err(error)) => Some(error),
            Some(Ok(Payload::Null)) if field.required && !has_answer => Some(FieldError::Missing),
            Some(Ok(_)) => None,
            None => facts.error(&field.id).cloned(),
        }
    }
}

/// What a control needs.
#[derive(Clone)]
pub(super) struct FieldContext {
    pub(super) field: Arc<FormField>,
    pub(super) opened: OpenedSignal,
    pub(super) facts: Kept<FormFacts>,
    pub(super) words: Words,
    typed: Typed,
    replica: ReplicaService,
}

impl FieldContext {
    /// Id of the control.
    pub(super) fn id(&self) -> String {
        super::field_anchor(&self.field.id)
    }
    pub(super) fn place(&self) -> (DossierId, FormFieldId) {
        (self.opened.with_untracked(|opened| opened.dossier.id), self.field.id.clone())
    }
    pub(super) fn label(&self) -> String {
        self.words.text(&self.field.label)
    }
    /// The label; what need not be filled in says so.
    pub(super) fn full_label(&self) -> String {
        let mut label = self.label();
        if !self.field.required {
            label.push(' ');
            label.push_str(self.words.form_optional());
        }
        label
    }
    pub(super) fn hint(&self) -> String {
        let hint = self.words.text(&self.field.hint);
        let opened = self.opened.get_untracked();
        marked(self.words, &opened.edition, &self.field.provenance, hint)
    }
    /// What is wrong, as a sentence; tracked.
    pub(super) fn error(&self) -> Signal<Option<String>> {
        let (errors, id, words) = (self.typed.errors, self.field.id.clone(), self.words);
        follow(move || errors.with(|errors| errors.get(&id).map(|error| words.field_error(error))))
    }
    /// What `aria-invalid` says; tracked.
    pub(super) fn invalid(&self) -> Signal<Option<&'static str>> {
        let error = self.error();
        follow(move || error.get().map(|_| "true"))
    }
    /// What is stored, or taken over from an answer while nothing is.
    pub(super) fn stored(&self) -> Kept<Option<Payload>> {
        let (opened, facts, field) = (self.opened, self.facts, self.field.clone());
        keep(move || {
            let key = FieldKey::Form(field.id.clone());
            let stored = opened.with(|opened| match opened.dossier.field(&key) {
                FieldState::Plain(payload) => Some(payload.clone()),
                FieldState::Empty | FieldState::Conflict(_) => None,
            });
            stored.or_else(|| facts.with(|facts| from_answer(facts, &field)))
        })
    }
    /// Whether the value shown is the one of an answer; tracked.
    pub(super) fn is_from_answer(&self) -> bool {
        let key = FieldKey::Form(self.field.id.clone());
        let is_empty = self.opened.with(|o| o.dossier.field(&key) == FieldState::Empty);
        is_empty && self.facts.with(|facts| from_answer(facts, &self.field).is_some())
    }
    /// Takes what was typed: saves it after a pause when it fits. Errors are taken away, never shown, meanwhile.
    pub(super) fn take(&self, typed: Result<Payload, FieldError>) {
        let id = &self.field.id;
        self.typed.values.update_value(|values| {
            values.insert(id.clone(), typed.clone());
        });
        if typed.is_ok() && self.typed.errors.with_untracked(|errors| errors.contains_key(id)) {
            self.typed.errors.update(|errors| {
                errors.remove(id);
            });
        }
        match typed.ok().and_then(|payload| self.change(payload)) {
            Some(crumb) => pending::save_soon(self.replica, id.clone(), crumb),
            None => pending::forget(&self.place()),
        }
    }
    /// Saves what was typed at once, and shows what is wrong with it; called on leaving the control.
    pub(super) fn leave(&self) {
        pending::save_now(&self.place());
        let id = &self.field.id;
        let typed = self.typed.values.with_value(|values| values.get(id).cloned());
        if let Some(Err(error)) = typed {
            self.typed.errors.update(|errors| {
                errors.insert(id.clone(), error);
            });
        }
    }
    /// Takes and saves at once: a choice was made.
    pub(super) fn take_now(&self, payload: Payload) {
        self.take(Ok(payload));
        self.leave();
    }
    /// The change that stores this; `None` when it is stored already.
    fn change(&self, value: Payload) -> Option<Crumb> {
        let key = FieldKey::Form(self.field.id.clone());
        let Opened { dossier, edition_id, .. } = self.opened.get_untracked();
        let is_stored = match dossier.field(&key) {
            FieldState::Plain(stored) => stored == &value,
            FieldState::Empty => value == Payload::Null,
            FieldState::Conflict(_) => false,
        };
        (!is_stored).then(|| Crumb {
            dossier: dossier.id,
            edition: edition_id,
            field: key.to_id(),
            value,
            heads: dossier.head_ids(&key),
        })
    }
}

/// The value a field takes over from an answer, as conditions see it.
fn from_answer(facts: &FormFacts, field: &FormField) -> Option<Payload> {
    field.from_answer.as_ref()?;
    match facts.relevant.answers.get(&FieldKey::Form(field.id.clone()).to_id())? {
        Answer::Given(Value::Text(text)) => Some(Payload::Text(text.clone())),
        Answer::Given(Value::Number(number)) => Some(Payload::Text(number.to_string())),
        Answer::Given(Value::Bool(holds)) => Some(Payload::Bool(*holds)),
        Answer::NotKnown | Answer::NotAsked => None,
    }
}

/// One field.
#[component]
pub(super) fn FieldOf(
    field: FormField,
    opened: OpenedSignal,
    facts: Kept<FormFacts>,
    typed: Typed,
    offers: Offers,
) -> impl IntoView {
    let context = FieldContext {
        field: Arc::new(field),
        opened,
        facts,
        words: use_words(),
        typed,
        replica: use_replica(),
    };
    let id = context.field.id.clone();
    let is_in_conflict = keep(move || facts.with(|facts| facts.is_in_conflict(&id)));
    part(move || match is_in_conflict.get() {
        true => view! { <Conflict context=context.clone()/> }.into_any(),
        false => view! { <Control context=context.clone() offers=offers/> }.into_any(),
    })
}

/// The control of a field's kind.
#[component]
fn Control(context: FieldContext, offers: Offers) -> impl IntoView {
    match &context.field.kind {
        FormFieldKind::Lines { .. } => {
            view! { <LinesControl context=context offers=offers/> }.into_any()
        }
        FormFieldKind::Choice(choices) if choices.len() > MAX_RADIOS => {
            view! { <SelectControl context=context offers=offers/> }.into_any()
        }
        FormFieldKind::Choice(_) => {
            view! { <ChoiceControl context=context offers=offers/> }.into_any()
        }
        FormFieldKind::Declaration => view! { <Declaration context=context/> }.into_any(),
        FormFieldKind::Table { .. } => view! { <TableControl context=context/> }.into_any(),
        _ => view! { <TextControl context=context offers=offers/> }.into_any(),
    }
}
