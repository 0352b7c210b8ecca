//! The checklist on paper: one or two A4 pages to take along, black on white.
//!
//! Not here: the screen. The style sheet shows one or the other.
//!
//! Invariant: "What is printed is what the screen says at this moment."

use super::super::procedure::facts;
use super::super::questions::stored_answer;
use super::super::share::{Codes, texts_of};
use super::Overview;
use crate::components::{Kept, OpenedSignal, part, text};
use crate::context::{use_catalogue, use_today, use_words};
use domain::catalogue::Fate;
use domain::condition::Truth;
use leptos::prelude::*;

/// More than two pages hold in large letters: a paper takes two lines, an answer one.
const MOST_LINES: usize = 40;

/// The sheet.
#[component]
pub(super) fn PrintOut(opened: OpenedSignal, overview: Kept<Overview>) -> impl IntoView {
    let (words, catalogue, today) = (use_words(), use_catalogue(), use_today());
    let sheet = move || {
        let (now, overview) = (opened.get(), overview.get());
        let answers = overview.list.asked.iter().filter_map(|id| {
            let question = now.edition.find_question(id)?;
            let answer = stored_answer(words, &now.dossier, question)?;
            Some(view! { <li>{words.text(&question.ask)} " " <b>{answer}</b></li> }.into_any())
        });
        let answers = answers.collect::<Vec<_>>();
        let needed = overview.lines.iter().filter(|line| line.needed != Truth::False);
        let papers = needed.map(|line| {
            let notes = [
                line.amounts.clone(),
                line.fate
                    .filter(|fate| *fate != Fate::FilledIn)
                    .map(|fate| words.fate(fate).to_owned())
                    .unwrap_or_default(),
                line.state.words(words),
            ];
            let notes: Vec<_> = notes.into_iter().filter(|note| !note.is_empty()).collect();
            view! {
                <li class="print-out__paper">
                    <span class="print-out__box"></span>
                    <span><b>{line.name.clone()}</b> <br/> {notes.join(" · ")}</span>
                </li>
            }
            .into_any()
        });
        let papers = papers.collect::<Vec<_>>();
        let rows = {
            let (today, list) = (today.get(), &overview.list);
            let office = facts::office_of_place(words, catalogue, today, &now, list);
            facts::rows(words, catalogue, today, &now.edition, list, office)
        };
        // The law that holds; where each line comes from stands on the page.
        let named = &now.edition.provenance.sources;
        let sources = now.procedure.sources.iter().filter(|source| named.contains(&source.id));
        let sources = sources.map(|source| source.title.as_str());
        let sources = words.print_sources(&sources.collect::<Vec<_>>().join("; "));
        view! {
            <p><b>{words.text(&now.procedure.name)}</b></p>
            <p>{overview.progress(words)}</p>
            <ul class="print-out__papers">{papers}</ul>
            <dl class="facts">{rows}</dl>
            <p><b>{words.print_answers()}</b></p>
            <ul class="print-out__answers">{answers}</ul>
            <p class="print-out__small">{sources}</p>
        }
        .into_any()
    };
    // The longest lists get smaller letters, so that two pages are enough for them too.
    let class = text(move || {
        let n_lines = overview.with(|overview| {
            let needed = overview.lines.iter().filter(|line| line.needed != Truth::False);
            needed.count() * 2 + overview.list.asked.len()
        });
        let class = if n_lines > MOST_LINES { "print-out print-out--long" } else { "print-out" };
        class.to_owned()
    });
    let printed = move || words.printed_on(&words.date(today.get()));
    view! {
        <section class=class>
            {part(sheet)}
            <Codes texts=texts_of(opened)/>
            <p class="print-out__small">{printed()}</p>
        </section>
    }
    .into_any()
}
