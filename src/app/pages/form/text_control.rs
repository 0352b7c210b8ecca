//! Text boxes of one and of several lines.
//!
//! Not here: what fits (see [`super::draft`]).
//!
//! Invariant: "While a box has the focus nothing is written into it: an input method may be composing."

use super::draft::{control_text, typed_payload};
use super::field::FieldContext;
use super::old_address::OldAddress;
use super::pending;
use super::reuse::{Offer, Offers};
use crate::components::{Field, Kept, act, described_by};
use crate::platform::page;
use domain::catalogue::FormFieldKind;
use domain::operation::Payload;
use leptos::html;
use leptos::prelude::*;

/// What stands in a text box.
#[derive(Clone)]
struct TextBox {
    context: FieldContext,
    state: StoredValue<BoxState>,
    /// Tells the box to look again at what it should show.
    look: Trigger,
    stored: Kept<Option<Payload>>,
}

#[derive(Clone, Default)]
struct BoxState {
    /// What was typed; `None` while it shows what is stored.
    typed: Option<String>,
    has_focus: bool,
}

impl TextBox {
    fn new(context: FieldContext) -> Self {
        let typed = pending::find_unfit(&context.place());
        if let Some(text) = &typed {
            context.take(typed_payload(&context.field.kind, text));
        }
        let state = StoredValue::new(BoxState { typed, has_focus: false });
        let stored = context.stored();
        Self { context, state, look: Trigger::new(), stored }
    }
    /// What to write into the box; tracked. Nothing while it has the focus: even the same text would end a composition.
    fn to_write(&self) -> Option<String> {
        self.look.track();
        let stored = self.stored.get();
        let kind = &self.context.field.kind;
        let BoxState { typed, has_focus } = self.state.get_value();
        if has_focus {
            return None;
        }
        let is_stored = |text: &String| {
            typed_payload(kind, text).ok() == Some(stored.clone().unwrap_or_default())
        };
        let typed = typed.filter(|text| !is_stored(text));
        self.state.update_value(|state| state.typed.clone_from(&typed));
        let shown = || stored.as_ref().map(|payload| control_text(kind, payload));
        Some(typed.or_else(shown).unwrap_or_default())
    }
    fn on_input(&self, text: String) {
        let normal = page::normalize(&text);
        let payload = typed_payload(&self.context.field.kind, &normal);
        pending::keep_unfit(self.context.place(), payload.is_err().then(|| text.clone()));
        self.context.take(payload);
        self.state.update_value(|state| {
            state.typed = Some(text);
            state.has_focus = true;
        });
    }
    fn on_focus(&self) {
        self.state.update_value(|state| state.has_focus = true);
    }
    fn on_blur(&self) {
        self.state.update_value(|state| {
            state.has_focus = false;
            state.typed = state.typed.take().map(|text| page::normalize(text.trim()));
        });
        self.context.leave();
        self.look.notify();
    }
}

/// The keyboard a phone shows, and what the browser may offer to fill in.
fn keyboard(kind: &FormFieldKind, same_as: &str) -> (&'static str, &'static str) {
    let input_mode = match kind {
        FormFieldKind::Number(limits) if limits.decimals > 0 => "decimal",
        FormFieldKind::Number(_) | FormFieldKind::Date | FormFieldKind::PersonalNumber => "numeric",
        FormFieldKind::Phone => "tel",
        FormFieldKind::Email => "email",
        _ => "text",
    };
    let auto_complete = match same_as {
        "ho-ten" => "name",
        "dien-thoai" => "tel",
        "email" => "email",
        "ngay-sinh" => "bday",
        "dia-chi" => "street-address",
        _ => "off",
    };
    (input_mode, auto_complete)
}

/// How wide the box is: as wide as what belongs into it.
fn width_class(kind: &FormFieldKind) -> &'static str {
    match kind {
        FormFieldKind::Line { .. } | FormFieldKind::Email => "field__input",
        _ => "field__input field__input--short",
    }
}

/// The hint of the catalogue, or how the kind is typed.
fn hint(context: &FieldContext) -> String {
    let hint = context.hint();
    match context.field.kind {
        FormFieldKind::Date if hint.is_empty() => context.words.date_hint().to_owned(),
        _ => hint,
    }
}

/// One line of text, a number, a date.
#[component]
pub(super) fn TextControl(context: FieldContext, offers: Offers) -> impl IntoView {
    let text_box = TextBox::new(context.clone());
    let (shown, input, blur) = (text_box.clone(), text_box.clone(), text_box.clone());
    let node = NodeRef::<html::Input>::new();
    // The outside thing is the box.
    Effect::new(move || {
        if let (Some(element), Some(text)) = (node.get(), shown.to_write()) {
            element.set_value(&text);
        }
    });
    let (input_mode, auto_complete) = keyboard(&context.field.kind, &context.field.same_as);
    let unit = match &context.field.kind {
        FormFieldKind::Number(limits) => context.words.text(&limits.unit),
        _ => String::new(),
    };
    let (id, error, invalid) = (context.id(), context.error(), context.invalid());
    view! {
        <Field id=id.clone() label=context.full_label() hint=hint(&context) error=error>
            <div class="field__row">
                <input
                    class=width_class(&context.field.kind)
                    id=id.clone()
                    type="text"
                    inputmode=input_mode
                    autocomplete=auto_complete
                    aria-describedby=described_by(&id)
                    aria-invalid=invalid
                    node_ref=node
                    on:focus=act(move |_| text_box.on_focus())
                    on:input=act(move |event| input.on_input(event_target_value(&event)))
                    on:blur=act(move |_| blur.on_blur())
                />
                <span class="field__unit">{unit}</span>
            </div>
            <Offer context=context.clone() offers=offers/>
            <OldAddress context=context/>
        </Field>
    }
    .into_any()
}

/// Several lines of text.
#[component]
pub(super) fn LinesControl(context: FieldContext, offers: Offers) -> impl IntoView {
    let text_box = TextBox::new(context.clone());
    let (shown, input, blur) = (text_box.clone(), text_box.clone(), text_box.clone());
    let node = NodeRef::<html::Textarea>::new();
    // The outside thing is the box.
    Effect::new(move || {
        if let (Some(element), Some(text)) = (node.get(), shown.to_write()) {
            element.set_value(&text);
        }
    });
    let (id, error, invalid) = (context.id(), context.error(), context.invalid());
    view! {
        <Field id=id.clone() label=context.full_label() hint=hint(&context) error=error>
            <textarea
                class="field__input form__lines"
                id=id.clone()
                rows="4"
                aria-describedby=described_by(&id)
                aria-invalid=invalid
                node_ref=node
                on:focus=act(move |_| text_box.on_focus())
                on:input=act(move |event| input.on_input(event_target_value(&event)))
                on:blur=act(move |_| blur.on_blur())
            ></textarea>
            <Offer context=context.clone() offers=offers/>
            <OldAddress context=context/>
        </Field>
    }
    .into_any()
}
