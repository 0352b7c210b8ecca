//! Answers, typed values and papers as a list with a link to change each.

use crate::context::{Opened, use_words};
use crate::i18n::Words;
use crate::pages::form::{is_closed, shown_text};
use crate::pages::questions::answer_words;
use crate::route::{Route, SectionName};
use domain::catalogue::{Fate, Section};
use domain::checklist::checklist;
use domain::condition::{Answer, Truth};
use domain::dossier::FieldState;
use domain::operation::{FieldKey, Payload};
use domain::relevance::relevant;
use domain::submission::fate_of;
use domain::value::Value;
use leptos::prelude::*;

/// One line: what, its value, where to change it.
#[component]
fn Line(
    what: String,
    value: String,
    /// Where to change it; `None` when it is closed.
    to: Option<Route>,
) -> impl IntoView {
    let words = use_words();
    let hidden = what.clone();
    let change = to.map(|to| {
        view! {
            <a href=to.path()>
                {words.change()} <span class="visually-hidden">": " {hidden}</span>
            </a>
        }
    });
    view! {
        <div class="answers__row">
            <dt class="answers__ask">{what}</dt>
            <dd class="answers__given"><span>{value}</span> {change}</dd>
        </div>
    }
    .into_any()
}

/// The questions that count, with their answers.
#[component]
pub(crate) fn QuestionAnswers(opened: Opened) -> impl IntoView {
    let words = use_words();
    let (dossier, closed) = (opened.dossier.id, is_closed(&opened.dossier));
    let relevant = relevant(&opened.edition, &opened.dossier);
    let asked = opened.edition.questions.iter().filter(|q| relevant.questions.contains(&q.id));
    let lines = asked.map(|question| {
        let field = FieldKey::Answer(question.id.clone()).to_id();
        let value = match relevant.answers.get(&field) {
            Some(Answer::Given(value)) => answer_words(words, question, value),
            Some(Answer::NotKnown) => words.said_not_known().to_owned(),
            Some(Answer::NotAsked) | None => words.not_answered().to_owned(),
        };
        let to = Route::Questions { dossier, question: Some(question.id.clone()) };
        let to = (!closed).then_some(to);
        view! { <Line what=words.text(&question.ask) value=value to=to/> }.into_any()
    });
    let lines = lines.collect::<Vec<_>>();
    view! {
        <section class="check__part">
            <h2 class="check__title">{words.sections_answers()}</h2>
            <dl class="answers__list">{lines}</dl>
        </section>
    }
    .into_any()
}

/// One section of the form, to read.
#[component]
pub(crate) fn FormAnswers(opened: Opened, section: Section) -> impl IntoView {
    let words = use_words();
    let (dossier, closed) = (opened.dossier.id, is_closed(&opened.dossier));
    let relevant = relevant(&opened.edition, &opened.dossier);
    let name = SectionName::find(&section.id);
    let shown = section.fields.iter().filter(|field| relevant.form.contains(&field.id));
    // What may stay empty and does would only make the page long.
    let said = shown.filter(|field| {
        let key = FieldKey::Form(field.id.clone());
        field.required
            || opened.dossier.field(&key) != FieldState::Empty
            || relevant.answers.contains_key(&key.to_id())
    });
    let lines = said.map(|field| {
        let key = FieldKey::Form(field.id.clone());
        let value = match opened.dossier.field(&key) {
            FieldState::Plain(payload) => shown_text(words, &field.kind, payload),
            FieldState::Conflict(_) => words.has_conflict().to_owned(),
            FieldState::Empty => match relevant.answers.get(&key.to_id()) {
                Some(Answer::Given(value)) => shown_text(words, &field.kind, &payload_of(value)),
                _ => words.not_filled_in().to_owned(),
            },
        };
        let to = Route::Form { dossier, section: name.clone() };
        let to = (!closed).then_some(to);
        view! { <Line what=words.text(&field.label) value=value to=to/> }.into_any()
    });
    let lines = lines.collect::<Vec<_>>();
    view! {
        <section class="check__part">
            <h2 class="check__title">{words.text(&section.title)}</h2>
            <dl class="answers__list">{lines}</dl>
        </section>
    }
    .into_any()
}

fn payload_of(value: &Value) -> Payload {
    match value {
        Value::Bool(holds) => Payload::Bool(*holds),
        Value::Number(number) => Payload::Text(number.to_string()),
        Value::Text(text) => Payload::Text(text.clone()),
    }
}

/// The papers that are needed, with how each reaches the office.
#[component]
pub(super) fn PaperAnswers(opened: Opened) -> impl IntoView {
    let words = use_words();
    let (dossier, closed) = (opened.dossier.id, is_closed(&opened.dossier));
    let relevant = relevant(&opened.edition, &opened.dossier);
    let list = checklist(&opened.edition, &relevant.answers);
    let needed = list.lines.iter().filter(|line| line.needed != Truth::False);
    let lines = needed.filter_map(|line| {
        let paper = opened.edition.find_paper(&line.paper)?;
        let n_pages = opened.dossier.pages.get(&line.paper).map_or(0, Vec::len);
        let (value, to) = match fate_of(&opened.edition, &opened.dossier, &line.paper) {
            Some((Fate::FilledIn, _)) => {
                (words.fate_filled_in().to_owned(), Route::Form { dossier, section: None })
            }
            Some((fate, detail)) => {
                (fate_text(words, fate, &detail, n_pages), photos(dossier, &line.paper))
            }
            None => (words.state_missing().to_owned(), photos(dossier, &line.paper)),
        };
        let to = (!closed).then_some(to);
        Some(view! { <Line what=words.text(&paper.name) value=value to=to/> }.into_any())
    });
    let lines = lines.collect::<Vec<_>>();
    view! {
        <section class="check__part">
            <h2 class="check__title">{words.sections_papers()}</h2>
            <dl class="answers__list">{lines}</dl>
        </section>
    }
    .into_any()
}

fn photos(dossier: domain::ids::DossierId, paper: &domain::ids::PaperId) -> Route {
    Route::Photos { dossier, paper: paper.clone() }
}

fn fate_text(words: Words, fate: Fate, detail: &str, n_pages: usize) -> String {
    match fate {
        Fate::Photographed => words.state_photographed(&n_pages.to_string()),
        _ if detail.is_empty() => words.fate(fate).to_owned(),
        _ => [words.fate(fate), detail].join(": "),
    }
}
