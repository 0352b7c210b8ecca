//! The choice how a paper reaches the office, with the word that some ways need.

use super::PaperContext;
use crate::components::{Choice, Radios, TextField, follow, keep, part, text};
use crate::platform::page;
use crate::platform::time::Delayed;
use domain::catalogue::Fate;
use domain::dossier::FieldState;
use domain::operation::{FieldKey, Payload};
use domain::submission::fate_of;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A pause in typing after which the word is saved, in milliseconds.
const PAUSE_MS: i32 = 400;

/// The choice; nothing where there is only one way.
#[component]
pub(super) fn FateChoice(context: PaperContext) -> impl IntoView {
    // The answers are given on other pages, so the ways stay as they are while this one is open.
    let mut fates = untrack(|| context.fates());
    fates.retain(|fate| *fate != Fate::FilledIn);
    match fates.len() {
        0 | 1 => ().into_any(),
        _ => view! { <Ways context=context fates=fates/> }.into_any(),
    }
}

#[component]
fn Ways(context: PaperContext, fates: Vec<Fate>) -> impl IntoView {
    let (words, opened, id) = (context.words, context.opened, context.id.clone());
    let choices = fates
        .iter()
        .map(|fate| Choice { id: fate.as_str().to_owned(), label: words.fate(*fate).to_owned() });
    let choices = choices.collect::<Vec<_>>();
    let read = context.clone();
    let chosen = keep(move || read.fate());
    let field = FieldKey::Fate(id);
    let (key, take) = (field.clone(), context.clone());
    let on_choose = move |name: String| take.record(key.clone(), Payload::Text(name));
    let conflict = text(move || {
        let differs =
            opened.with(|opened| matches!(opened.dossier.field(&field), FieldState::Conflict(_)));
        if differs { words.fate_conflict().to_owned() } else { String::new() }
    });
    let detail = move || match chosen.get().filter(|fate| fate.needs_detail()) {
        Some(fate) => view! { <Detail context=context.clone() fate=fate/> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <div class="photo__fate">
            <p class="field__error">{conflict}</p>
            <Radios
                name="fate".to_owned()
                legend=words.how_to_hand_in().to_owned()
                choices=choices
                chosen=follow(move || chosen.get().map(|fate| fate.as_str().to_owned()))
                on_choose=on_choose
            />
            {part(detail)}
        </div>
    }
    .into_any()
}

/// Which dossier, who, why.
#[component]
fn Detail(context: PaperContext, fate: Fate) -> impl IntoView {
    let (words, id) = (context.words, context.id.clone());
    let stored = context.opened.with_untracked(|opened| {
        fate_of(&opened.edition, &opened.dossier, &id).map(|(_, detail)| detail)
    });
    let value = RwSignal::new(stored.unwrap_or_default());
    let field = FieldKey::Fate(id);
    let saved = StoredValue::new(value.get_untracked());
    let save = move || {
        // The page may be gone when the pause is over; then the cleanup has saved.
        let Some(text) = value.try_get_untracked() else { return };
        let text = page::normalize(text.trim());
        if saved.try_get_value().is_none_or(|saved| saved == text) {
            return;
        }
        saved.set_value(text.clone());
        let payload = BTreeMap::from([
            ("fate".to_owned(), Payload::Text(fate.as_str().to_owned())),
            ("detail".to_owned(), Payload::Text(text)),
        ]);
        context.record(field.clone(), Payload::Map(payload));
    };
    let timer = StoredValue::new(None::<Delayed>);
    let later = save.clone();
    // The outside thing is the clock: a pause in typing saves.
    Effect::new(move || {
        value.track();
        let later = later.clone();
        let next = Delayed::after_ms(PAUSE_MS, later);
        if let Some(Some(before)) = timer.try_update_value(|timer| timer.replace(next)) {
            before.cancel();
        }
    });
    on_cleanup(save);
    let no_error = Signal::stored(None::<String>);
    view! {
        <TextField
            id="fate-detail".to_owned()
            label=words.fate_detail(fate).to_owned()
            hint=words.detail_required()
            error=no_error
            value=value
        />
    }
    .into_any()
}
