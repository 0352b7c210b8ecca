//! The four facts of a procedure and its papers in short.
//!
//! Invariant: "A weak fact says whom to ask, never a number."

use crate::context::use_words;
use crate::i18n::Words;
use domain::catalogue::{Edition, Need, TimeLimit};
use domain::checklist::{Checklist, checklist};
use domain::condition::{Answers, Truth};
use leptos::prelude::*;
use std::sync::Arc;

/// Where, how long, how much, what comes of it.
#[component]
pub(super) fn FourFacts(edition: Arc<Edition>) -> impl IntoView {
    let words = use_words();
    let list = checklist(&edition, &Answers::new());
    let fact = |label: &'static str, value: String| {
        view! {
            <div class="facts__item">
                <dt class="facts__label">{label}</dt>
                <dd class="facts__value">{value}</dd>
            </div>
        }
        .into_any()
    };
    view! {
        <dl class="facts">
            {fact(words.where_to_file(), office(words, &edition, &list))}
            {fact(words.time_limit(), time_limit(words, &edition, &list))}
            {fact(words.fee(), fee(words, &edition, &list))}
            {fact(words.result(), result(words, &edition))}
        </dl>
    }
    .into_any()
}

/// Who receives: the one decided by the answers, or all that are possible.
pub(in crate::pages) fn office(words: Words, edition: &Edition, list: &Checklist) -> String {
    let decided = list.authority.and_then(|at| edition.authority.get(at));
    let rules: Vec<_> = match decided {
        Some(rule) => vec![rule],
        None => edition.authority.iter().collect(),
    };
    if rules.is_empty() || !rules.iter().all(|rule| rule.provenance.is_firm()) {
        return words.not_firm(words.the_desk());
    }
    let names: Vec<String> = rules.iter().map(|rule| words.text(&rule.name)).collect();
    names.join(" / ")
}

/// How long it takes: the limit decided by the answers, or from the shortest to the longest.
pub(in crate::pages) fn time_limit(words: Words, edition: &Edition, list: &Checklist) -> String {
    let decided = list.time_limit.and_then(|at| edition.time_limits.get(at));
    let limits: Vec<&TimeLimit> = match decided {
        Some(limit) => vec![limit],
        None => edition.time_limits.iter().collect(),
    };
    let firm = |limit: &&TimeLimit| limit.amount.filter(|_| limit.provenance.is_firm());
    let amounts: Option<Vec<u16>> = limits.iter().map(firm).collect();
    let unit = limits.first().map(|limit| limit.unit);
    let (Some(amounts), Some(unit)) = (amounts, unit) else {
        return words.not_firm(words.the_desk());
    };
    let (Some(least), Some(most)) = (amounts.iter().min(), amounts.iter().max()) else {
        return words.not_firm(words.the_desk());
    };
    match least == most {
        true => words.duration(*most, unit),
        false => words.between(&least.to_string(), &words.duration(*most, unit)),
    }
}

/// What it costs: one sum, or from the least to the most.
pub(in crate::pages) fn fee(words: Words, edition: &Edition, list: &Checklist) -> String {
    let mut possible = list
        .fees
        .iter()
        .filter(|line| line.due != Truth::False)
        .filter_map(|line| edition.fees.get(line.fee));
    let is_firm = possible.all(|fee| fee.amount_vnd.is_some() && fee.provenance.is_firm());
    if edition.fees.is_empty() || !is_firm {
        return words.not_firm(words.the_desk());
    }
    match list.fee_range_vnd {
        (0, 0) => words.no_fee().to_owned(),
        (least, most) if least == most => words.money(most),
        (least, most) => words.between(&words.count(least), &words.money(most)),
    }
}

fn result(words: Words, edition: &Edition) -> String {
    match edition.results.first() {
        Some(first) if first.provenance.is_firm() => words.text(&first.name),
        _ => words.not_firm(words.the_desk()),
    }
}

/// The papers, with a word on those that depend on the case.
#[component]
pub(super) fn PapersInShort(edition: Arc<Edition>) -> impl IntoView {
    let words = use_words();
    let papers = edition.papers.iter().map(|paper| {
        let note = match paper.need {
            _ if paper.when.is_some() => words.if_it_applies(),
            Need::Always => "",
            Need::InPractice => words.in_practice(),
            Need::Maybe => words.maybe(),
            Need::Optional => words.optional(),
        };
        let note =
            (!note.is_empty()).then(|| view! { <span class="paper-list__note">{note}</span> });
        view! { <li class="paper-list__item">{words.text(&paper.name)} " " {note}</li> }.into_any()
    });
    view! {
        <h2>{words.papers()}</h2>
        <p>{words.papers_hint()}</p>
        <ul class="paper-list">{papers.collect::<Vec<_>>()}</ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
