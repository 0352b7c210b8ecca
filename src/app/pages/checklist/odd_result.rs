//! "This result looks odd": the answers alone, shown before they are sent.
//!
//! Not here: what the office does with it.
//!
//! Invariant: "What is sent is what stood on the screen; nothing of the form, no name, no dossier."

use super::super::questions::{list_of, stored_answer};
use crate::components::{OpenedSignal, act, flag, part, text};
use crate::context::{Opened, use_catalogue, use_words};
use crate::i18n::Words;
use crate::platform::network::Fetch;
use domain::operation::{FieldKey, Payload};
use leptos::prelude::*;
use leptos::task::spawn_local;
use replica::{Method, Network, Request};
use std::collections::BTreeMap;

/// The most that may be said with it, in characters.
const MAX_CHARS: usize = 500;

/// The fold.
#[component]
pub(super) fn OddResult(opened: OpenedSignal) -> impl IntoView {
    let (words, catalogue) = (use_words(), use_catalogue());
    let said = RwSignal::new(String::new());
    let is_busy = RwSignal::new(false);
    let outcome = RwSignal::new("");
    let shown = move || {
        let now = opened.get();
        let rows = given(&now).into_keys().filter_map(|id| {
            let question = now.edition.find_question(&id.parse().ok()?)?;
            let answer = stored_answer(words, &now.dossier, question)?;
            Some(view! { <li>{words.text(&question.ask)} " " <b>{answer}</b></li> }.into_any())
        });
        let version = catalogue.index().and_then(Result::ok).map(|index| index.version.clone());
        let under = [now.edition_id.to_string(), version.unwrap_or_default()].join(" · ");
        view! { <ul class="fold__list">{rows.collect::<Vec<_>>()} <li>{under}</li></ul> }.into_any()
    };
    let send = move |_| {
        if said.get_untracked().chars().count() > MAX_CHARS {
            return outcome.set(words.odd_too_long());
        }
        let Some(Ok(index)) = catalogue.index() else { return };
        let body = body_of(&opened.get_untracked(), &index.version, said.get_untracked());
        is_busy.set(true);
        spawn_local(async move {
            let told = send(words, body).await;
            outcome.try_set(told);
            is_busy.try_set(false);
        });
    };
    view! {
        <details class="fold no-print">
            <summary class="fold__title">{words.odd_title()}</summary>
            <div class="checklist__odd">
                <p>{words.odd_lead()}</p>
                {part(shown)}
                <label for="odd-said">{words.odd_said()}</label>
                <textarea
                    class="field__input"
                    id="odd-said"
                    rows="3"
                    prop:value=text(move || said.get())
                    on:input=act(move |event| said.set(event_target_value(&event)))
                ></textarea>
                <button
                    class="button button--quiet"
                    on:click=act(send)
                    disabled=flag(move || is_busy.get())
                >
                    {words.odd_send()}
                </button>
                <p role="status">{text(move || outcome.get().to_owned())}</p>
            </div>
        </details>
    }
    .into_any()
}

/// The answers to the questions that are asked, by question.
fn given(opened: &Opened) -> BTreeMap<String, Payload> {
    let asked = list_of(opened).asked.into_iter();
    let given = asked.filter_map(|id| {
        let answer = opened.dossier.value(&FieldKey::Answer(id.clone()))?.clone();
        Some((id.to_string(), answer))
    });
    given.collect()
}

fn body_of(opened: &Opened, catalogue: &str, said: String) -> Payload {
    let members = [
        ("edition", Payload::Text(opened.edition_id.to_string())),
        ("catalogue", Payload::Text(catalogue.to_owned())),
        ("answers", Payload::Map(given(opened))),
        ("said", Payload::Text(said)),
    ];
    Payload::Map(members.map(|(name, value)| (name.to_owned(), value)).into())
}

/// Sends it once; what came of it in words.
async fn send(words: Words, body: Payload) -> &'static str {
    let request = Request {
        method: Method::Post,
        target: "/v1/odd-results".to_owned(),
        headers: Vec::new(),
        body: serde_json::to_vec(&body).unwrap_or_default(),
        content_type: Some("application/json"),
    };
    match Fetch.send(request).await.map(|response| response.status) {
        Ok(204) => words.odd_sent(),
        Ok(429 | 503) => words.odd_too_many(),
        Ok(_) => words.odd_refused(),
        Err(_) => words.odd_offline(),
    }
}
