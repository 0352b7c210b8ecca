//! Choices, and declarations that must be accepted.
//!
//! Invariant: "A choice is saved the moment it is made."

use super::draft::control_text;
use super::field::FieldContext;
use super::reuse::{Offer, Offers};
use crate::components::{Choice, Field, Radios, act, described_by, flag, follow};
use domain::catalogue::FormFieldKind;
use domain::operation::Payload;
use leptos::prelude::*;

fn choices(context: &FieldContext) -> Vec<Choice> {
    let FormFieldKind::Choice(choices) = &context.field.kind else { return Vec::new() };
    let choice = |choice: &domain::catalogue::Choice| Choice {
        id: choice.id.clone(),
        label: context.words.text(&choice.label),
    };
    choices.iter().map(choice).collect()
}

fn chosen(context: &FieldContext) -> Signal<Option<String>> {
    let (stored, field) = (context.stored(), context.field.clone());
    follow(move || stored.get().map(|payload| control_text(&field.kind, &payload)))
}

/// A few choices.
#[component]
pub(super) fn ChoiceControl(context: FieldContext, offers: Offers) -> impl IntoView {
    let (error, take) = (context.error(), context.clone());
    let hint = context.hint();
    let hint = (!hint.is_empty()).then(|| view! { <p class="field__hint">{hint}</p> });
    view! {
        <div class="field" class:field--wrong=flag(move || error.get().is_some())>
            {hint}
            <p class="field__error">{error}</p>
            <Radios
                name=context.id()
                legend=context.full_label()
                choices=choices(&context)
                chosen=chosen(&context)
                on_choose=move |id| take.take_now(Payload::Text(id))
            />
            <Offer context=context offers=offers/>
        </div>
    }
    .into_any()
}

/// Many choices.
#[component]
pub(super) fn SelectControl(context: FieldContext, offers: Offers) -> impl IntoView {
    let (id, error, chosen) = (context.id(), context.error(), chosen(&context));
    let invalid = context.invalid();
    let take = context.clone();
    let on_change = move |event| {
        let value = event_target_value(&event);
        take.take_now(if value.is_empty() { Payload::Null } else { Payload::Text(value) });
    };
    let options = choices(&context).into_iter().map(|choice| {
        let stored = choice.id.clone();
        let is_chosen = move || chosen.get().as_deref() == Some(stored.as_str());
        view! { <option value=choice.id prop:selected=flag(is_chosen)>{choice.label}</option> }
            .into_any()
    });
    let options = options.collect::<Vec<_>>();
    view! {
        <Field id=id.clone() label=context.full_label() hint=context.hint() error=error>
            <select
                class="field__input"
                id=id.clone()
                aria-describedby=described_by(&id)
                aria-invalid=invalid
                on:change=act(on_change)
            >
                <option value="">{context.words.choose_from_list()}</option>
                {options}
            </select>
            <Offer context=context offers=offers/>
        </Field>
    }
    .into_any()
}

/// A declaration.
#[component]
pub(super) fn Declaration(context: FieldContext) -> impl IntoView {
    let (id, error, stored) = (context.id(), context.error(), context.stored());
    let invalid = context.invalid();
    let take = context.clone();
    let on_change = move |event| {
        let accepted = event_target_checked(&event);
        take.take_now(if accepted { Payload::Bool(true) } else { Payload::Null });
    };
    let error_id = format!("{id}-error");
    let hint = context.hint();
    let hint = (!hint.is_empty()).then(|| view! { <p class="field__hint">{hint}</p> });
    view! {
        <div class="field" class:field--wrong=flag(move || error.get().is_some())>
            {hint}
            <p class="field__error" id=error_id.clone()>{error}</p>
            <label class="form__declaration" for=id.clone()>
                <input
                    class="form__tick"
                    type="checkbox"
                    id=id.clone()
                    aria-describedby=error_id
                    aria-invalid=invalid
                    prop:checked=flag(move || stored.get() == Some(Payload::Bool(true)))
                    on:change=act(on_change)
                />
                <span>{context.full_label()}</span>
            </label>
        </div>
    }
    .into_any()
}
