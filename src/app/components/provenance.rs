//! Where a fact comes from and how sure we are of it.
//!
//! Invariant: "A weak fact is never shown as firm."

use crate::context::use_words;
use crate::i18n::Words;
use domain::catalogue::{Edition, Provenance as Facts, Source};
use leptos::prelude::*;

/// Whom to ask about an edition: its office where there is one for all cases, otherwise the desk of the ward.
pub(crate) fn office_to_ask(words: Words, edition: &Edition) -> String {
    match edition.authority.as_slice() {
        [only] if only.provenance.is_firm() => words.text(&only.name),
        _ => words.the_desk().to_owned(),
    }
}

/// The text of a firm fact; for a weak one, whom to ask.
pub(crate) fn firm_or_ask(words: Words, edition: &Edition, facts: &Facts, text: String) -> String {
    match facts.is_firm() {
        true => text,
        false => words.not_firm(&office_to_ask(words, edition)),
    }
}

/// A text with a mark behind it when the fact is weak: for texts that name a thing and claim nothing.
pub(crate) fn marked(words: Words, edition: &Edition, facts: &Facts, mut text: String) -> String {
    if !facts.is_firm() {
        text.push(' ');
        text.push_str(&words.to_be_asked(&office_to_ask(words, edition)));
    }
    text
}

/// One line below a fact: article, confidence, when it must be looked at again.
#[component]
pub(crate) fn Provenance(
    /// What the catalogue says about the fact.
    facts: Facts,
    /// All sources of the procedure.
    sources: Vec<Source>,
) -> impl IntoView {
    let words = use_words();
    let named = facts
        .sources
        .iter()
        .filter_map(|id| sources.iter().find(|source| &source.id == id))
        .map(|source| source.title.as_str());
    let mut line: Vec<&str> = Vec::new();
    if facts.legal.is_empty() {
        line.extend(named);
    } else {
        line.push(&facts.legal);
    }
    let recheck = words.recheck_by(&words.date(facts.recheck_on));
    line.push(words.confidence(facts.confidence));
    line.push(&recheck);
    view! { <p class="provenance">{line.join(" · ")}</p> }.into_any()
}
