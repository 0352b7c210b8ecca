//! What changed since a dossier was begun, line by line, and the choice to move it to the newer edition.
//!
//! Not here: what counts as a change (see [`domain::comparison`]).
//!
//! Invariant: "What no longer fits is said before anything is moved, and nothing typed is thrown away."

use super::checklist::amounts_of;
use super::procedure::facts;
use crate::components::{Notice, OpenedSignal, Page, Tone, act, part, when_opened};
use crate::context::{Opened, use_navigation, use_replica, use_today, use_words};
use crate::i18n::Words;
use crate::route::Route;
use domain::catalogue::Edition;
use domain::checklist::checklist;
use domain::comparison::{Aspect, Change, Part, compare};
use domain::condition::{Answers, Truth};
use domain::ids::DossierId;
use domain::operation::{FieldKey, Kind, Payload};
use domain::relevance::relevant;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The page.
#[component]
pub(crate) fn Changes(dossier: DossierId) -> impl IntoView {
    when_opened(dossier, move |opened| view! { <ChangesPage opened=opened/> })
}

#[component]
fn ChangesPage(opened: OpenedSignal) -> impl IntoView {
    let (words, today) = (use_words(), use_today());
    let back = Route::Checklist { dossier: opened.with_untracked(|opened| opened.dossier.id) };
    let above = opened.with_untracked(|opened| words.text(&opened.procedure.short));
    let to_papers = back.path();
    let body = move || {
        let opened = opened.get();
        match opened.find_newer(today.get()).cloned() {
            Some(newer) => view! { <Compared opened=opened newer=newer/> }.into_any(),
            None => view! {
                <p>{words.changes_nothing_newer()}</p>
                <p><a href=to_papers.clone()>{words.to_papers()}</a></p>
            }
            .into_any(),
        }
    };
    view! {
        <Page title=words.changes_title().to_owned() above=above back=back>{part(body)}</Page>
    }
    .into_any()
}

#[component]
fn Compared(opened: Opened, newer: Edition) -> impl IntoView {
    let words = use_words();
    let answers = relevant(&opened.edition, &opened.dossier).answers;
    let changes = compare(&opened.edition, &newer, &answers);
    let lead =
        words.changes_lead(&words.date(opened.edition.valid_from), &words.date(newer.valid_from));
    let lines = |of: &dyn Fn(&Change) -> bool| {
        let shown = changes.iter().filter(|change| of(change));
        let lines = shown.map(|change| {
            view! { <li>{sentence(words, &opened.edition, &newer, &answers, change)}</li> }
                .into_any()
        });
        lines.collect::<Vec<_>>()
    };
    let kept_and =
        |part: fn(Option<Part>) -> bool| lines(&|change| !is_lost(change) && part(part_of(change)));
    let lost = lines(&is_lost);
    let questions = fold(words.changes_questions(), kept_and(is_question));
    let form = fold(words.form_title(), kept_and(is_form));
    let other = kept_and(|part| !is_question(part) && !is_form(part));
    let lost = (!lost.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Warning>
                <p>{words.changes_lost()}</p>
                <ul class="fold__list">{lost}</ul>
            </Notice>
        }
    });
    let none = changes.is_empty().then(|| view! { <p>{words.changes_none()}</p> });
    let closed = (!newer.status.takes_submissions()).then(|| {
        let text = words.text(&newer.status_text);
        view! { <Notice tone=Tone::Warning><p>{text}</p></Notice> }
    });
    view! {
        <p>{lead}</p>
        {closed}
        {lost}
        {none}
        <ul class="fold__list">{other}</ul>
        {questions}
        {form}
        <Choice opened=opened newer=newer/>
    }
    .into_any()
}

/// Lines of one kind, behind how many there are; a new form has dozens.
fn fold(title: &str, lines: Vec<AnyView>) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let title = [title, " (", &lines.len().to_string(), ")"].concat();
    view! {
        <details class="fold">
            <summary class="fold__title">{title}</summary>
            <ul class="fold__list">{lines}</ul>
        </details>
    }
    .into_any()
}

fn part_of(change: &Change) -> Option<Part> {
    match change {
        Change::Row { part, .. } => Some(*part),
        Change::Status | Change::FeeSum { .. } => None,
    }
}

fn is_question(part: Option<Part>) -> bool {
    part == Some(Part::Question)
}

fn is_form(part: Option<Part>) -> bool {
    matches!(part, Some(Part::Section | Part::Field))
}

/// Moves the dossier, or leaves it where it is.
#[component]
fn Choice(opened: Opened, newer: Edition) -> impl IntoView {
    let (words, replica, navigation) = (use_words(), use_replica(), use_navigation());
    let dossier = opened.dossier.id;
    let edition = opened.procedure.edition_id(&newer);
    let to_move = move |_| {
        let edition = edition.clone();
        spawn_local(async move {
            let field = FieldKey::Dossier;
            let change = replica::Change { field, kind: Kind::Set, value: Payload::Null };
            // What went wrong stands in the status line; the button can be pressed again.
            if replica.record(dossier, edition, vec![change]).await.is_ok() {
                navigation.go(Route::Checklist { dossier });
            }
        });
    };
    view! {
        <div class="button-row">
            <button class="button" on:click=act(to_move)>{words.changes_move()}</button>
            <a class="button button--quiet" href=Route::Checklist { dossier }.path()>
                {words.changes_stay()}
            </a>
        </div>
        <p>{words.changes_kept()}</p>
        <p>{words.changes_stay_means()}</p>
    }
    .into_any()
}

fn is_lost(change: &Change) -> bool {
    matches!(change, Change::Row { differs, .. } if differs.contains(&Aspect::Answer))
}

/// A change as a line a person reads.
fn sentence(
    words: Words,
    old: &Edition,
    new: &Edition,
    answers: &Answers,
    change: &Change,
) -> String {
    let (part, before, after, differs, holds) = match change {
        Change::Status => {
            let tag = |edition: &Edition| match words.status_tag(edition.status) {
                "" => words.changes_in_force(),
                tag => tag,
            };
            return words.changes_from_to(words.changes_status(), tag(old), tag(new));
        }
        Change::FeeSum { .. } => {
            // A sum that is not certain is no sum: then it says whom to ask.
            let sum = |edition: &Edition| facts::fee(words, edition, &checklist(edition, answers));
            return words.changes_from_to(words.changes_fee_sum(), &sum(old), &sum(new));
        }
        Change::Row { part, old, new, differs, holds } => (*part, *old, *new, differs, *holds),
    };
    let paper = after.filter(|_| part == Part::Paper).and_then(|at| new.papers.get(at));
    let label = label(words, part);
    let before = before.map(|at| name(words, old, part, at));
    let after = after.map(|at| name(words, new, part, at));
    let mut text = match (before, after) {
        (None, Some(after)) => words.changes_added(label, &after),
        (Some(before), None) => words.changes_gone(label, &before),
        (Some(before), Some(after)) if before != after => {
            words.changes_from_to(label, &before, &after)
        }
        (_, Some(after)) => [label, ": ", &after].concat(),
        (None, None) => label.to_owned(),
    };
    let told = differs.iter().filter_map(|aspect| aspect_words(words, *aspect));
    for told in told {
        text.push_str(" – ");
        text.push_str(told);
    }
    let is_counted = |aspect: &Aspect| matches!(aspect, Aspect::Count | Aspect::FormNumber);
    if let Some(paper) = paper.filter(|_| differs.iter().any(is_counted)) {
        text.push_str(" – ");
        text.push_str(&amounts_of(words, new, paper));
    }
    if holds == Truth::Unknown {
        text.push_str(" – ");
        text.push_str(words.if_it_applies());
    }
    text
}

const fn label(words: Words, part: Part) -> &'static str {
    match part {
        Part::Exit => words.changes_exit(),
        Part::Authority => words.where_to_file(),
        Part::TimeLimit => words.time_limit(),
        Part::Fee => words.fee(),
        Part::Question => words.changes_question(),
        Part::Paper => words.papers(),
        Part::Section => words.changes_section(),
        Part::Field => words.changes_field(),
    }
}

/// What a line is called; limits and fees with their amounts, so that these stand before and after.
fn name(words: Words, edition: &Edition, part: Part, at: usize) -> String {
    let found = match part {
        Part::Exit => edition.exits.get(at).map(|exit| words.text(&exit.reason)),
        Part::Authority => edition.authority.get(at).map(|rule| words.text(&rule.name)),
        Part::TimeLimit => edition.time_limits.get(at).map(|limit| {
            let amount = limit.amount.filter(|_| limit.provenance.is_firm());
            let amount = amount.map(|amount| words.duration(amount, limit.unit));
            amount.unwrap_or_else(|| words.ask_office(words.the_desk()))
        }),
        Part::Fee => edition.fees.get(at).map(|fee| {
            let amount = facts::amount(words, fee);
            let amount = amount.unwrap_or_else(|| words.ask_office(words.the_desk()));
            [&words.text(&fee.name), " ", &amount].concat()
        }),
        Part::Question => edition.questions.get(at).map(|question| words.text(&question.ask)),
        Part::Paper => edition.papers.get(at).map(|paper| words.text(&paper.name)),
        Part::Section => edition.form.get(at).map(|section| words.text(&section.title)),
        Part::Field => {
            let mut fields = edition.form.iter().flat_map(|section| &section.fields);
            fields.nth(at).map(|field| words.text(&field.label))
        }
    };
    found.unwrap_or_default()
}

/// What differs, where the names before and after do not tell it.
const fn aspect_words(words: Words, aspect: Aspect) -> Option<&'static str> {
    Some(match aspect {
        Aspect::Name | Aspect::Amount => return None,
        Aspect::Certainty => words.changes_certainty(),
        Aspect::Need => words.changes_need(),
        Aspect::Count => words.changes_count(),
        Aspect::Fates => words.changes_fates(),
        Aspect::FormNumber => words.changes_form_number(),
        Aspect::Supplement => words.changes_supplement(),
        Aspect::Office => words.changes_office(),
        Aspect::Kind | Aspect::Choices | Aspect::Limits => words.changes_kind(),
        Aspect::Required => words.changes_required(),
        Aspect::Answer => words.changes_answer(),
    })
}
