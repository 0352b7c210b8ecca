//! A field that two devices filled differently: both values, and the choice.
//!
//! Invariant: "Nothing is discarded: the choice names both, and both stay in the history."

use super::draft::{control_text, shown_text, typed_payload};
use super::field::FieldContext;
use crate::components::{Choice, Notice, Radios, TextField, Tone, act, part, text};
use crate::context::use_today;
use crate::i18n::Words;
use crate::platform::page;
use domain::catalogue::FormFieldKind;
use domain::date::Date;
use domain::dossier::{FieldState, Recorded};
use domain::ids::DeviceId;
use domain::operation::{FieldKey, Kind, Payload};
use leptos::prelude::*;

/// The choice that stands for "a third value".
const OTHER: &str = "other";

/// One head as a choice: where, when, received when.
fn told(words: Words, today: Date, head: &Recorded, this: Option<DeviceId>) -> String {
    let device = match Some(head.operation.device) == this {
        true => words.this_device().to_owned(),
        false => words
            .other_device(&head.operation.device.to_string().chars().take(6).collect::<String>()),
    };
    let said = words.moment(head.operation.said_at, today);
    match head.received_at {
        None => words.conflict_said(&device, &said),
        Some(at) => words.conflict_received(&device, &said, &words.moment(at, today)),
    }
}

fn value_of(head: &Recorded) -> Payload {
    match head.operation.kind {
        Kind::Unset => Payload::Null,
        _ => head.operation.value.clone(),
    }
}

fn heads(context: &FieldContext) -> Vec<Recorded> {
    let field = FieldKey::Form(context.field.id.clone());
    context.opened.with_untracked(|opened| match opened.dossier.field(&field) {
        FieldState::Conflict(heads) => heads.to_vec(),
        FieldState::Empty | FieldState::Plain(_) => Vec::new(),
    })
}

fn choices(context: &FieldContext, heads: &[Recorded], today: Date) -> Vec<Choice> {
    let (words, kind) = (context.words, &context.field.kind);
    // What no district has yet was recorded here or came by another tab of this browser.
    let this = heads.iter().find(|head| head.number.is_none()).map(|head| head.operation.device);
    let mut choices: Vec<Choice> = heads
        .iter()
        .map(|head| {
            let value = shown_text(words, kind, &value_of(head));
            let value = if value.is_empty() { words.conflict_empty().to_owned() } else { value };
            let label = [value, told(words, today, head, this)].join(" – ");
            Choice { id: head.operation.id.to_string(), label }
        })
        .collect();
    if takes_text(kind) {
        choices.push(Choice { id: OTHER.to_owned(), label: words.other_value().to_owned() });
    }
    choices
}

fn takes_text(kind: &FormFieldKind) -> bool {
    !matches!(
        kind,
        FormFieldKind::Choice(_) | FormFieldKind::Declaration | FormFieldKind::Table { .. }
    )
}

/// The conflict.
#[component]
pub(super) fn Conflict(context: FieldContext) -> impl IntoView {
    let (words, heads) = (context.words, heads(&context));
    let choices = choices(&context, &heads, use_today().get_untracked());
    let chosen = RwSignal::new(None::<String>);
    let first = heads.first().map(|head| control_text(&context.field.kind, &value_of(head)));
    let other = RwSignal::new(first.unwrap_or_default());
    let error = RwSignal::new(None::<String>);
    let (id, field) = (context.id(), context.field.clone());
    let legend = words.conflict_in(&context.label());
    let decide = move |_| {
        let Some(choice) = chosen.get_untracked() else {
            return error.set(Some(words.error_not_a_choice().to_owned()));
        };
        let payload = match heads.iter().find(|head| head.operation.id.to_string() == choice) {
            Some(head) => Ok(value_of(head)),
            None => typed_payload(&field.kind, &page::normalize(&other.get_untracked())),
        };
        match payload {
            Ok(payload) => context.take_now(payload),
            Err(wrong) => error.set(Some(words.field_error(&wrong))),
        }
    };
    let is_other = move || chosen.get().as_deref() == Some(OTHER);
    let other_box = move || match is_other() {
        false => ().into_any(),
        true => view! {
            <TextField
                id="other-value".to_owned()
                label=words.other_value().to_owned()
                error=error
                value=other
            />
        }
        .into_any(),
    };
    let unchosen = text(move || error.get().filter(|_| !is_other()).unwrap_or_default());
    view! {
        <Notice tone=Tone::Warning>
            <p class="field__error">{unchosen}</p>
            <Radios
                name=id
                legend=legend
                choices=choices
                chosen=chosen
                on_choose=move |id| chosen.set(Some(id))
            />
            {part(other_box)}
            <button class="button" type="button" on:click=act(decide)>{words.use_this_value()}</button>
            <p>{words.conflict_kept()}</p>
        </Notice>
    }
    .into_any()
}
