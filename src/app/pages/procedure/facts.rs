//! The four facts of a procedure and its papers in short.
//!
//! Invariant: "A weak fact says whom to ask, never a number."

use crate::components::{marked, office_to_ask, part};
use crate::context::{Catalogue, Opened, use_catalogue, use_today, use_words};
use crate::i18n::Words;
use domain::catalogue::{Edition, Fee, Need, Paper, Status, TimeLimit, TimeUnit};
use domain::checklist::{Checklist, checklist};
use domain::condition::{Answers, Truth};
use domain::date::Date;
use domain::ids::ProcedureId;
use domain::submission::{Office, office_of};
use leptos::prelude::*;
use std::sync::Arc;

/// Where, how long, how much, what comes of it.
#[component]
pub(super) fn FourFacts(edition: Arc<Edition>) -> impl IntoView {
    let (words, catalogue, today) = (use_words(), use_catalogue(), use_today());
    let list = checklist(&edition, &Answers::new());
    let rows = move || {
        let result = row(words.result(), result(words, &edition));
        // Where nothing is filed there is no office, time or fee.
        if edition.status == Status::GuideOnly {
            return result;
        }
        let office = office(words, &edition, &list);
        [rows(words, catalogue, today.get(), &edition, &list, office), result].into_any()
    };
    view! { <dl class="facts">{part(rows)}</dl> }.into_any()
}

/// Office, time and fee.
pub(in crate::pages) fn rows(
    words: Words,
    catalogue: Catalogue,
    today: Date,
    edition: &Edition,
    list: &Checklist,
    office: String,
) -> AnyView {
    [
        row(words.where_to_file(), office),
        row(words.time_limit(), time(words, catalogue, today, edition, list)),
        row(words.fee(), fees(words, catalogue, edition, list)),
    ]
    .into_any()
}

fn row(label: &'static str, value: String) -> AnyView {
    view! {
        <div class="facts__item">
            <dt class="facts__label">{label}</dt>
            <dd class="facts__value">{lines(&value)}</dd>
        </div>
    }
    .into_any()
}

/// The first line is the fact, the others explain it; the style sheet keeps them apart.
pub(in crate::pages) fn lines(value: &str) -> AnyView {
    let at = value.find('\n').unwrap_or(value.len());
    let (first, rest) = value.split_at(at);
    view! { <b>{first.to_owned()}</b> {rest.to_owned()} }.into_any()
}

fn ask(words: Words, edition: &Edition) -> String {
    words.not_firm(&office_to_ask(words, edition))
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
    let names = names.join(" / ");
    match rules.iter().all(|rule| rule.elsewhere) {
        true => words.elsewhere(&names),
        false => names,
    }
}

/// As [`office`], with the authority that the answered place belongs to today.
pub(in crate::pages) fn office_of_place(
    words: Words,
    catalogue: Catalogue,
    today: Date,
    opened: &Opened,
    list: &Checklist,
) -> String {
    let mut text = office(words, &opened.edition, list);
    if let Some(Ok(index)) = catalogue.index()
        && let Office::Authority(found) = office_of(&opened.edition, &opened.dossier, &index, today)
        && found.provenance.is_firm()
        && !text.contains(found.name.get(words.language))
    {
        push_line(&mut text, found.name.get(words.language));
    }
    text
}

/// Whether the office these answers lead to takes nothing from this system.
pub(in crate::pages) fn is_elsewhere(edition: &Edition, list: &Checklist) -> bool {
    let decided = list.authority.and_then(|at| edition.authority.get(at));
    match decided {
        Some(rule) => rule.elsewhere,
        None => {
            !edition.authority.is_empty() && edition.authority.iter().all(|rule| rule.elsewhere)
        }
    }
}

/// How long it takes; once it is decided with its explanation, and by when if filed today.
pub(in crate::pages) fn time(
    words: Words,
    catalogue: Catalogue,
    today: Date,
    edition: &Edition,
    list: &Checklist,
) -> String {
    let mut text = time_limit(words, edition, list);
    let limit = match edition.time_limits.as_slice() {
        [only] => Some(only),
        all => list.time_limit.and_then(|at| all.get(at)),
    };
    let Some(limit) = limit else { return text };
    if !limit.note.is_empty() {
        let note = words.text(&limit.note);
        push_line(&mut text, &marked(words, edition, &limit.provenance, note));
    }
    let amount = limit.amount.filter(|amount| *amount > 0 && limit.provenance.is_firm());
    if let (Some(amount), Some(Ok(index))) = (amount, catalogue.index()) {
        let deadline = words.deadline(&index.calendar, today, amount, limit.unit);
        push_line(&mut text, &words.if_filed_today(&deadline));
    }
    text
}

fn push_line(text: &mut String, line: &str) {
    if !text.is_empty() && !line.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// The limit decided by the answers, or from the shortest to the longest.
pub(in crate::pages) fn time_limit(words: Words, edition: &Edition, list: &Checklist) -> String {
    let decided = list.time_limit.and_then(|at| edition.time_limits.get(at));
    let limits: Vec<&TimeLimit> = match decided {
        Some(limit) => vec![limit],
        None => edition.time_limits.iter().collect(),
    };
    let firm = |limit: &&&TimeLimit| limit.amount.is_some() && limit.provenance.is_firm();
    let known: Vec<(u16, TimeUnit)> =
        limits.iter().filter(firm).filter_map(|limit| Some((limit.amount?, limit.unit))).collect();
    let Some((_, unit)) = known.first().copied() else { return ask(words, edition) };
    let is_partly = known.len() < limits.len();
    if is_partly || known.iter().any(|(_, other)| *other != unit) {
        let mut each: Vec<String> = Vec::new();
        for (amount, unit) in known {
            let one = words.duration(amount, unit);
            if !each.contains(&one) {
                each.push(one);
            }
        }
        if is_partly {
            each.push(words.limit_partly(&office_to_ask(words, edition)));
        }
        return each.join(" / ");
    }
    let amounts = known.iter().map(|(amount, _)| *amount);
    match (amounts.clone().min(), amounts.max()) {
        (Some(least), Some(most)) if least == most => words.duration(most, unit),
        (Some(least), Some(most)) => words.between(&least.to_string(), &words.duration(most, unit)),
        _ => ask(words, edition),
    }
}

/// What it costs, and line by line where it is more than one sum.
pub(in crate::pages) fn fees(
    words: Words,
    catalogue: Catalogue,
    edition: &Edition,
    list: &Checklist,
) -> String {
    let mut text = fee(words, edition, list);
    let possible = || {
        let lines = list.fees.iter().filter(|line| line.due != Truth::False);
        lines.filter_map(|line| Some((line.due, edition.fees.get(line.fee)?)))
    };
    // One sum for all says it all.
    if !possible().any(|(_, fee)| fee.due_for.is_some()) && possible().count() < 2 {
        return text;
    }
    for (due, fee) in possible() {
        let mut line = words.text(&fee.name);
        line.push_str(": ");
        line.push_str(&match amount(words, fee) {
            Some(amount) => amount,
            None => words.ask_office(&office_to_ask(words, edition)),
        });
        if due == Truth::Unknown {
            line.push_str(" – ");
            line.push_str(words.if_it_applies());
        }
        let parts = parts(words, catalogue, fee.due_for.as_slice());
        if !parts.is_empty() {
            line.push_str(" – ");
            line.push_str(&parts);
        }
        push_line(&mut text, &line);
    }
    text
}

/// The amount of a fee with its unit, when it is firm.
pub(in crate::pages) fn amount(words: Words, fee: &Fee) -> Option<String> {
    let amount = words.money(fee.amount_vnd.filter(|_| fee.provenance.is_firm())?.into());
    Some(match fee.per.is_empty() {
        true => amount,
        false => words.per(&amount, &words.text(&fee.per)),
    })
}

/// "Needed for: …", in the short names of the procedures; empty in ordinary procedures.
pub(in crate::pages) fn parts(words: Words, catalogue: Catalogue, ids: &[ProcedureId]) -> String {
    let names = ids.iter().filter_map(|id| catalogue.find_entry(id));
    let names: Vec<_> = names.map(|entry| words.text(&entry.short)).collect();
    match names.is_empty() {
        true => String::new(),
        false => words.needed_for(&names.join(", ")),
    }
}

/// One sum, or from the least to the most; what is due for each of something is not summed up.
pub(in crate::pages) fn fee(words: Words, edition: &Edition, list: &Checklist) -> String {
    let possible: Vec<&Fee> = list
        .fees
        .iter()
        .filter(|line| line.due != Truth::False)
        .filter_map(|line| edition.fees.get(line.fee))
        .collect();
    let is_known = |fee: &&Fee| fee.amount_vnd.is_some() && fee.provenance.is_firm();
    match possible.iter().filter(|fee| is_known(fee)).count() {
        0 if edition.fees.is_empty() || !possible.is_empty() => return ask(words, edition),
        n if n < possible.len() => return words.fee_partly(&office_to_ask(words, edition)),
        _ => {}
    }
    match possible.as_slice() {
        [only] if !only.per.is_empty() => amount(words, only).unwrap_or_default(),
        all if all.iter().any(|fee| !fee.per.is_empty()) => String::new(),
        _ => match list.fee_range_vnd {
            (0, 0) => words.no_fee().to_owned(),
            (least, most) if least == most => words.money(most),
            (least, most) => words.between(&words.count(least), &words.money(most)),
        },
    }
}

fn result(words: Words, edition: &Edition) -> String {
    match edition.results.first() {
        Some(first) if first.provenance.is_firm() => words.text(&first.name),
        _ => ask(words, edition),
    }
}

/// The papers, with a word on those that depend on the case.
#[component]
pub(super) fn PapersInShort(edition: Arc<Edition>) -> impl IntoView {
    let (words, catalogue) = (use_words(), use_catalogue());
    if edition.papers.is_empty() {
        return ().into_any();
    }
    let papers = move || {
        let item = |paper: &Paper| {
            let name = marked(words, &edition, &paper.provenance, words.text(&paper.name));
            let note = match paper.need {
                _ if paper.when.is_some() => words.if_it_applies(),
                Need::Always => "",
                Need::InPractice => words.in_practice(),
                Need::Maybe => words.maybe(),
                Need::Optional => words.optional(),
            };
            let notes = [note.to_owned(), parts(words, catalogue, &paper.needed_for)];
            let notes = notes.into_iter().filter(|note| !note.is_empty());
            let notes: Vec<_> = notes
                .map(|note| view! { " " <span class="paper-list__note">{note}</span> }.into_any())
                .collect();
            view! { <li class="paper-list__item">{name} {notes}</li> }.into_any()
        };
        edition.papers.iter().map(item).collect::<Vec<_>>().into_any()
    };
    view! {
        <h2>{words.papers()}</h2>
        <p>{words.papers_hint()}</p>
        <ul class="paper-list">{part(papers)}</ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
