//! What stays on the device: made irrelevant by a later answer.
//!
//! Invariant: "What is hidden is never sent, and the person sees what that is."

use crate::context::{Opened, use_words};
use crate::i18n::Words;
use crate::pages::form::shown_text;
use crate::pages::questions::answer_words;
use domain::catalogue::Fate;
use domain::form::parse_answer;
use domain::operation::FieldKey;
use domain::relevance::Relevant;
use domain::submission::fate_of;
use leptos::prelude::*;

/// The list; nothing when everything is sent.
#[component]
pub(super) fn NotSent(opened: Opened, relevant: Relevant) -> impl IntoView {
    let words = use_words();
    let lines = lines(words, &opened, &relevant);
    if lines.is_empty() {
        return ().into_any();
    }
    let items = lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any());
    view! {
        <section class="check__part">
            <h2 class="check__title">{words.not_sent_title()}</h2>
            <p>{words.not_sent_lead()}</p>
            <ul>{items.collect::<Vec<_>>()}</ul>
        </section>
    }
    .into_any()
}

fn lines(words: Words, opened: &Opened, relevant: &Relevant) -> Vec<String> {
    let (edition, dossier) = (&opened.edition, &opened.dossier);
    let mut lines = Vec::new();
    for question in edition.questions.iter().filter(|q| !relevant.questions.contains(&q.id)) {
        let payload = dossier.value(&FieldKey::Answer(question.id.clone()));
        let value = payload.and_then(|payload| parse_answer(&question.kind, payload).ok()?);
        if let Some(value) = value {
            let value = answer_words(words, question, &value);
            lines.push(words.error_in(&words.text(&question.ask), &value));
        }
    }
    let fields = edition.form.iter().flat_map(|section| &section.fields);
    for field in fields.filter(|field| !relevant.form.contains(&field.id)) {
        if let Some(payload) = dossier.value(&FieldKey::Form(field.id.clone())) {
            let value = shown_text(words, &field.kind, payload);
            lines.push(words.error_in(&words.text(&field.label), &value));
        }
    }
    for paper in &edition.papers {
        let n_pages = dossier.pages.get(&paper.id).map_or(0, Vec::len);
        let fate = fate_of(edition, dossier, &paper.id).map(|(fate, _)| fate);
        let is_sent = relevant.papers.contains(&paper.id) && fate == Some(Fate::Photographed);
        if n_pages > 0 && !is_sent {
            lines.push(words.not_sent_pages(&words.text(&paper.name), &n_pages.to_string()));
        }
    }
    lines
}
