//! The answers so far, each with a way to change it and come back.

use super::super::questions::{list_of, stored_answer};
use crate::components::{OpenedSignal, keep, part};
use crate::context::use_words;
use crate::route::Route;
use leptos::prelude::*;

/// The answers.
#[component]
pub(super) fn Answers(opened: OpenedSignal) -> impl IntoView {
    let words = use_words();
    let rows = keep(move || {
        opened.with(|opened| {
            let asked = list_of(opened).asked;
            let questions = asked.iter().filter_map(|id| opened.edition.find_question(id));
            questions
                .map(|question| {
                    let answer = stored_answer(words, &opened.dossier, question);
                    (question.id.clone(), words.text(&question.ask), answer)
                })
                .collect::<Vec<_>>()
        })
    });
    let list = move || {
        let dossier = opened.with_untracked(|opened| opened.dossier.id);
        let rows = rows.get().into_iter().map(|(question, ask, answer)| {
            let is_open = answer.is_none();
            let answer = answer.unwrap_or_else(|| words.not_answered().to_owned());
            let label = if is_open { words.answer_it() } else { words.change() };
            let to = Route::ChangeAnswer { dossier, question };
            view! {
                <div class="answers__row">
                    <dt class="answers__ask">{ask.clone()}</dt>
                    <dd class="answers__given">
                        <span>{answer}</span>
                        <a class="no-print" href=to.path()>
                            {label} <span class="visually-hidden">": " {ask}</span>
                        </a>
                    </dd>
                </div>
            }
            .into_any()
        });
        rows.collect::<Vec<_>>().into_any()
    };
    view! {
        <section>
            <h2>{words.your_answers()}</h2>
            <dl class="answers__list">{part(list)}</dl>
        </section>
    }
    .into_any()
}
