//! What the office refused for good, with the reason and the text.
//!
//! Invariant: "What was typed is still here to be copied."

use crate::components::part;
use crate::context::{Catalogue, Reading, ReplicaService, use_catalogue, use_replica, use_words};
use crate::i18n::Words;
use crate::pages::check::place_of;
use crate::pages::form::shown_text;
use crate::route::Route;
use domain::operation::{FieldKey, Operation, PagePayload, Payload};
use leptos::prelude::*;
use replica::Shelved;

/// One line of the shelf.
#[derive(Clone)]
struct ShelfLine {
    what: String,
    reason: String,
    content: String,
    to: Option<Route>,
}

/// The list.
#[component]
pub(super) fn Shelf() -> impl IntoView {
    let (words, replica, catalogue) = (use_words(), use_replica(), use_catalogue());
    let lines = Reading::begin(move || {
        replica.revision();
        replica.opened();
        read(words, replica, catalogue)
    });
    let list = move || {
        let Some(lines) = lines.get() else { return ().into_any() };
        if lines.is_empty() {
            return view! { <p>{words.shelf_nothing()}</p> }.into_any();
        }
        let items = lines.into_iter().map(|line| view! { <Item line=line/> });
        view! {
            <p>{words.shelf_lead()}</p>
            <ul class="devices__shelf">{items.collect::<Vec<_>>()}</ul>
        }
        .into_any()
    };
    view! {
        <section class="devices__part">
            <h2>{words.shelf_title()}</h2>
            {part(list)}
        </section>
    }
    .into_any()
}

#[component]
fn Item(line: ShelfLine) -> impl IntoView {
    let words = use_words();
    let content = (!line.content.is_empty()).then(|| {
        view! { <p class="devices__content">{words.shelf_content(&line.content)}</p> }
    });
    let what = match line.to {
        Some(to) => view! { <a href=to.path()>{line.what}</a> }.into_any(),
        None => view! { <span>{line.what}</span> }.into_any(),
    };
    view! {
        <li>
            {what}
            <p>{words.shelf_reason(&line.reason)}</p>
            {content}
        </li>
    }
    .into_any()
}

async fn read(words: Words, replica: ReplicaService, catalogue: Catalogue) -> Vec<ShelfLine> {
    let Some(replica) = replica.find() else { return Vec::new() };
    let mut lines = Vec::new();
    for shelved in replica.shelf().await.unwrap_or_default() {
        lines.push(line(words, catalogue, &shelved).await);
    }
    lines
}

async fn line(words: Words, catalogue: Catalogue, shelved: &Shelved) -> ShelfLine {
    let operation = &shelved.operation;
    let reason = words.refusal(shelved.code);
    // Without the catalogue the field's id must do.
    let Ok((_, edition)) = catalogue.edition(&operation.edition).await else {
        let what = operation.field.as_str().to_owned();
        return ShelfLine { what, reason, content: plain(operation), to: None };
    };
    let (what, to) = place_of(words, &edition, operation.dossier, &operation.field);
    let content = match FieldKey::find(&operation.field) {
        Some(FieldKey::Form(id)) => edition
            .find_form_field(&id)
            .map(|field| shown_text(words, &field.kind, &operation.value))
            .unwrap_or_else(|| plain(operation)),
        _ => plain(operation),
    };
    ShelfLine { what, reason, content, to }
}

/// The value as text, where it is one a person typed.
fn plain(operation: &Operation) -> String {
    match &operation.value {
        Payload::Text(text) => text.clone(),
        Payload::Integer(n) => n.to_string(),
        value => PagePayload::find(value).map(|page| page.sha256.to_string()).unwrap_or_default(),
    }
}
