//! A label with its hint and its error around one control.
//!
//! Not here: what is an error (crate `domain`).
//!
//! Invariant: "What a person types is never rewritten while they type it."

use super::part::{act, flag, text};
use leptos::prelude::*;

/// What `aria-describedby` of the control says: its hint and its error.
pub(crate) fn described_by(id: &str) -> String {
    format!("{id}-hint {id}-error")
}

/// A label with hint and error; the control inside has the id.
#[component]
pub(crate) fn Field(
    /// Id of the control; the error summary links to it.
    id: String,
    /// The label.
    label: String,
    /// Below the label; may be empty.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong, when something is.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let is_wrong = flag(move || error.get().is_some());
    let error = text(move || error.get().unwrap_or_default());
    view! {
        <div class="field" class:field--wrong=is_wrong>
            <label class="field__label" for=id>{label}</label>
            <p class="field__hint" id=hint_id>{hint}</p>
            <p class="field__error" id=error_id>{error}</p>
            {children()}
        </div>
    }
    .into_any()
}

/// One line of text.
#[component]
pub(crate) fn TextField(
    /// Id of the control.
    id: String,
    /// The label.
    label: String,
    /// Below the label; may be empty.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong, when something is.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// What is typed; follows every key.
    value: RwSignal<String>,
    /// Which keyboard a phone shows: `text`, `decimal`, `numeric`, `tel`, `email`.
    #[prop(default = "text")]
    input_mode: &'static str,
    /// A unit after the box; may be empty.
    #[prop(optional, into)]
    unit: String,
) -> impl IntoView {
    let described = described_by(&id);
    let invalid = text(move || error.get().is_some().to_string());
    let input_id = id.clone();
    view! {
        <Field id=id label=label hint=hint error=error>
            <div class="field__row">
                <input
                    class="field__input"
                    class:field__input--short=flag(move || input_mode != "text")
                    id=input_id
                    type="text"
                    inputmode=input_mode
                    autocomplete="off"
                    aria-describedby=described
                    aria-invalid=invalid
                    prop:value=text(move || value.get())
                    on:input=act(move |event| value.set(event_target_value(&event)))
                />
                <span class="field__unit">{unit}</span>
            </div>
        </Field>
    }
    .into_any()
}
