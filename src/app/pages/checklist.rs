//! The papers of a dossier: each with its state, why it is needed, and what to do about it.
//!
//! Not here: which papers are needed (see [`domain::checklist`]).
//!
//! Invariant: "A line that is not decided says which question decides it."

mod answers;
mod line;
mod paper_line;
mod print_out;
mod odd_result;

pub(super) use line::{amounts_of, why};

use super::procedure::{advice, facts};
use super::questions::{ExitBox, list_of};
use crate::components::{
    Icon, Kept, Notice, OpenedSignal, Page, Provenance, Shape, Tone, act, keep, part, text,
    when_opened,
};
use crate::context::{Opened, use_catalogue, use_today, use_words};
use crate::i18n::Words;
use crate::platform::page;
use crate::route::Route;
use answers::Answers;
use domain::catalogue::Status;
use domain::checklist::Checklist;
use domain::condition::Truth;
use domain::dossier::Stage;
use domain::ids::DossierId;
use domain::relevance::relevant;
use leptos::prelude::*;
use line::{Line, line_of};
use odd_result::OddResult;
use paper_line::PaperLine;
use print_out::PrintOut;

/// Everything the page shows, worked out anew after every change.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Overview {
    list: Checklist,
    lines: Vec<Line>,
    stage: Stage,
    takes_submissions: bool,
}

impl Overview {
    fn of(words: Words, opened: &Opened) -> Self {
        let list = list_of(opened);
        let lines = list.lines.iter().filter_map(|line| line_of(words, opened, line)).collect();
        let is_elsewhere = facts::is_elsewhere(&opened.edition, &list);
        Self {
            list,
            lines,
            stage: opened.dossier.stage(),
            takes_submissions: opened.edition.status.takes_submissions() && !is_elsewhere,
        }
    }

    /// "4/7 ready", or the range while lines are undecided.
    fn progress(&self, words: Words) -> String {
        let needed = || self.lines.iter().filter(|line| line.needed == Truth::True);
        let n_ready = needed().filter(|line| line.state.is_ready()).count();
        let (least, open) = (needed().count(), usize::from(self.list.n_undecided));
        let papers = match open {
            0 => words.n_papers(&least.to_string()),
            _ => words.n_to_m_papers(&least.to_string(), &(least + open).to_string()),
        };
        let ready = words.n_ready(&n_ready.to_string(), &least.to_string());
        format!("{papers} · {ready}")
    }
}

/// The page.
#[component]
pub(crate) fn ChecklistPage(dossier: DossierId) -> impl IntoView {
    when_opened(dossier, move |opened| view! { <Ready opened=opened/> })
}

#[component]
fn Ready(opened: OpenedSignal) -> impl IntoView {
    let words = use_words();
    let overview = keep(move || opened.with(|opened| Overview::of(words, opened)));
    let now = opened.get_untracked();
    let title = match now.edition.status {
        Status::GuideOnly => words.is_it_for_you(),
        _ => words.checklist_title(),
    };
    let exit = {
        let edition = now.edition.clone();
        let at = keep(move || overview.with(|overview| overview.list.exit));
        move || at.get().and_then(|at| edition.exits.get(at)).cloned()
    };
    let body = move || match exit() {
        Some(exit) => view! { <ExitBox exit=exit/> }.into_any(),
        None => view! { <Papers opened=opened overview=overview/> }.into_any(),
    };
    view! {
        <Page
            title=title.to_owned()
            above=words.text(&now.procedure.short)
            back=Route::Dossiers
        >
            <StageNote overview=overview dossier=now.dossier.id/>
            {part(body)}
            <Answers opened=opened/>
            <OddResult opened=opened/>
            <PrintOut opened=opened overview=overview/>
        </Page>
    }
    .into_any()
}

/// Where the dossier is now, once it was sent.
#[component]
fn StageNote(overview: Kept<Overview>, dossier: DossierId) -> impl IntoView {
    let words = use_words();
    let stage = keep(move || overview.with(|overview| overview.stage));
    let note = move || match stage.get() {
        // What cannot be sent is said above every page.
        Stage::Draft => ().into_any(),
        _ => view! {
            <Notice tone=Tone::Calm>
                <p>{words.closed_after_submit()}</p>
                <a href=Route::Tracking { dossier }.path()>{words.follow_dossier()}</a>
            </Notice>
        }
        .into_any(),
    };
    part(note)
}

/// Progress, facts, the lines, and the ways on.
#[component]
fn Papers(opened: OpenedSignal, overview: Kept<Overview>) -> impl IntoView {
    let words = use_words();
    // A guide has neither papers nor an office.
    if opened.with_untracked(|opened| opened.edition.status == Status::GuideOnly) {
        return view! {
            <NextQuestion opened=opened overview=overview/>
            <AdviceForYou opened=opened/>
        }
        .into_any();
    }
    let progress = text(move || overview.with(|overview| overview.progress(words)));
    let ids = move || {
        overview.with(|overview| {
            let shown = overview.lines.iter().filter(|line| line.needed != Truth::False);
            shown.map(|line| line.paper.clone()).collect::<Vec<_>>()
        })
    };
    view! {
        <p class="checklist__progress" role="status">{progress}</p>
        <NextQuestion opened=opened overview=overview/>
        <ul class="checklist">
            <For
                each=ids
                key=|id| id.clone()
                children=move |id| view! { <PaperLine opened=opened overview=overview id=id/> }
            />
        </ul>
        <NotNeeded overview=overview/>
        <Facts opened=opened overview=overview/>
        <AdviceForYou opened=opened/>
        <WaysOn opened=opened overview=overview/>
    }
    .into_any()
}

/// What to look out for under these answers.
#[component]
fn AdviceForYou(opened: OpenedSignal) -> impl IntoView {
    let words = use_words();
    let list = move || {
        let now = opened.get();
        let answers = relevant(&now.edition, &now.dossier).answers;
        let items = advice(words, &now.edition, Some(&answers));
        if items.is_empty() {
            return ().into_any();
        }
        view! { <h2>{words.advice_for_you()}</h2> <ul class="fold__list">{items}</ul> }.into_any()
    };
    view! { <section>{part(list)}</section> }.into_any()
}

/// The question that settles most, while one is open.
#[component]
fn NextQuestion(opened: OpenedSignal, overview: Kept<Overview>) -> impl IntoView {
    let words = use_words();
    let next = keep(move || overview.with(|overview| overview.list.next_question.clone()));
    let note = move || {
        let Some(question) = next.get() else { return ().into_any() };
        let dossier = opened.with_untracked(|opened| opened.dossier.id);
        let to = Route::Questions { dossier, question: Some(question) };
        view! {
            <Notice tone=Tone::Calm>
                <p>{words.questions_left()}</p>
                <a class="button button--quiet no-print" href=to.path()>{words.next_question()}</a>
            </Notice>
        }
        .into_any()
    };
    part(note)
}

/// Papers the answers ruled out, by name, for who wonders.
#[component]
fn NotNeeded(overview: Kept<Overview>) -> impl IntoView {
    let words = use_words();
    let names = keep(move || {
        overview.with(|overview| {
            let out = overview.lines.iter().filter(|line| line.needed == Truth::False);
            out.map(|line| line.name.clone()).collect::<Vec<_>>()
        })
    });
    let list = move || {
        let names = names.get();
        let title = words.not_needed(&names.len().to_string());
        if names.is_empty() {
            return ().into_any();
        }
        let items = names.into_iter().map(|name| view! { <li>{name}</li> });
        view! {
            <details class="fold no-print">
                <summary class="fold__title">{title}</summary>
                <ul class="fold__list">{items.collect::<Vec<_>>()}</ul>
            </details>
        }
        .into_any()
    };
    part(list)
}

/// Office, time and fee under these answers, each with where it comes from.
#[component]
fn Facts(opened: OpenedSignal, overview: Kept<Overview>) -> impl IntoView {
    let (words, catalogue, today) = (use_words(), use_catalogue(), use_today());
    let rows = move || {
        let (now, list) = (opened.get(), overview.with(|overview| overview.list.clone()));
        let edition = &now.edition;
        let authority = list.authority.and_then(|at| edition.authority.get(at));
        let limit = list.time_limit.and_then(|at| edition.time_limits.get(at));
        let fee = list.fees.first().and_then(|line| edition.fees.get(line.fee));
        let row = |label: &'static str, value: String, from: Option<_>| {
            let sources = now.procedure.sources.clone();
            let from = from.map(|facts| view! { <Provenance facts=facts sources=sources/> });
            view! {
                <div class="facts__item">
                    <dt class="facts__label">{label}</dt>
                    <dd class="facts__value">{facts::lines(&value)} {from}</dd>
                </div>
            }
            .into_any()
        };
        [
            row(
                words.receiving_office(),
                facts::office_of_place(words, catalogue, today.get(), &now, &list),
                authority.map(|rule| rule.provenance.clone()),
            ),
            row(
                words.time_limit(),
                facts::time(words, catalogue, today.get(), edition, &list),
                limit.map(|limit| limit.provenance.clone()),
            ),
            row(
                words.fee(),
                facts::fees(words, catalogue, edition, &list),
                fee.map(|fee| fee.provenance.clone()),
            ),
        ]
        .into_any()
    };
    view! { <dl class="facts">{part(rows)}</dl> }.into_any()
}

/// Form, check, print.
#[component]
fn WaysOn(opened: OpenedSignal, overview: Kept<Overview>) -> impl IntoView {
    let words = use_words();
    let dossier = opened.with_untracked(|opened| opened.dossier.id);
    let state =
        keep(move || overview.with(|overview| (overview.stage, overview.takes_submissions)));
    let check = text(move || match state.get() {
        (Stage::Draft, true) => words.check_and_send().to_owned(),
        _ => words.check_only().to_owned(),
    });
    view! {
        <div class="button-row no-print">
            <a class="button" href=Route::Check { dossier }.path()>{check}</a>
            <button class="button button--quiet" on:click=act(|_| page::print())>
                <Icon shape=Shape::Print/> {words.print()}
            </button>
            <a class="button button--quiet" href=Route::Share { dossier }.path()>{words.share()}</a>
        </div>
    }
    .into_any()
}
