//! A checklist somebody shared: read-only, from a link or a code, with a way to begin a dossier from it.
//!
//! Not here: making one (see [`super::share`]), reading the code (see [`domain::reference`]).
//!
//! Invariant: "Looking at a shared checklist stores nothing and asks no server."

use super::checklist::{amounts_of, why};
use super::procedure::facts;
use super::questions::{ExitBox, answer_words};
use crate::components::{
    Icon, LoadProblem, Notice, Page, Shape, TextField, Tone, act, follow, part,
};
use crate::context::{
    Catalogue, CatalogueError, Load, Reading, use_catalogue, use_navigation, use_replica,
    use_today, use_words,
};
use crate::platform::{history, page};
use crate::route::Route;
use domain::catalogue::{Edition, EditionId, Procedure, Status};
use domain::checklist::{Checklist, Line, checklist};
use domain::condition::{Answer, Answers, Truth};
use domain::operation::{FieldKey, Kind, Payload};
use domain::reference::{self, Unreadable};
use domain::value::Value;
use leptos::prelude::*;
use leptos::task::spawn_local;
use replica::Change;
use std::sync::Arc;

/// What a code names.
#[derive(Clone)]
struct Found {
    procedure: Arc<Procedure>,
    edition: Arc<Edition>,
    edition_id: EditionId,
    answers: Answers,
}

/// Why a code shows no checklist.
#[derive(Clone)]
enum Problem {
    /// Nothing was given yet.
    Nothing,
    /// The code itself.
    Code(Unreadable),
    /// What it names could not be read.
    Catalogue(CatalogueError),
}

async fn find(catalogue: Catalogue, text: String) -> Result<Found, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::Nothing);
    }
    let index = catalogue.wait().await.map_err(Problem::Catalogue)?;
    let id = reference::find_edition(&text, &index).map_err(Problem::Code)?;
    let procedure = catalogue.procedure(id.procedure).await.map_err(Problem::Catalogue)?;
    let (edition_id, answers) =
        reference::decode(&text, &procedure, &index).map_err(Problem::Code)?;
    let edition = procedure.find_edition(&edition_id).cloned();
    let edition = Arc::new(edition.ok_or(Problem::Code(Unreadable::UnknownEdition))?);
    Ok(Found { procedure, edition, edition_id, answers })
}

/// The page.
#[component]
pub(crate) fn Shared() -> impl IntoView {
    let (words, catalogue) = (use_words(), use_catalogue());
    let given = RwSignal::new(history::fragment());
    let found = Reading::begin(move || find(catalogue, given.get()));
    let shown = move || match found.get() {
        None => view! { <LoadProblem problem=Load::Waiting/> }.into_any(),
        Some(Ok(found)) => view! { <FoundPage found=found/> }.into_any(),
        Some(Err(problem)) => view! { <Ask given=given problem=problem/> }.into_any(),
    };
    view! { <Page title=words.shared_title().to_owned() back=Route::Home>{part(shown)}</Page> }
        .into_any()
}

/// Where a code can be typed or pasted; with what was wrong with the last one.
#[component]
fn Ask(given: RwSignal<String>, problem: Problem) -> impl IntoView {
    let words = use_words();
    let typed = RwSignal::new(given.get_untracked());
    let (error, trouble) = match problem {
        Problem::Nothing => (None, None),
        Problem::Code(why) => (Some(words.unreadable(why).to_owned()), None),
        Problem::Catalogue(error) => {
            (None, Some(view! { <LoadProblem problem=Load::Catalogue(error)/> }))
        }
    };
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        given.set(page::normalize(&typed.get_untracked()));
    };
    view! {
        {trouble}
        <form class="question" on:submit=act(open)>
            <TextField
                id="reference".to_owned()
                label=words.shared_field().to_owned()
                hint=words.shared_hint()
                error=follow(move || error.clone())
                value=typed
            />
            <div class="button-row">
                <button class="button" type="submit">{words.shared_open()}</button>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn FoundPage(found: Found) -> impl IntoView {
    let words = use_words();
    let Found { procedure, edition, answers, .. } = found.clone();
    let list = checklist(&edition, &answers);
    let body = match list.exit.and_then(|at| edition.exits.get(at)) {
        Some(exit) => view! { <ExitBox exit=exit.clone()/> }.into_any(),
        None => view! { <Papers edition=edition.clone() list=list.clone()/> }.into_any(),
    };
    let given = list.asked.iter().filter_map(|id| {
        let question = edition.find_question(id)?;
        let answer = match answers.get(&FieldKey::Answer(id.clone()).to_id())? {
            Answer::Given(value) => answer_words(words, question, value),
            Answer::NotKnown => words.said_not_known().to_owned(),
            Answer::NotAsked => return None,
        };
        let row = view! {
            <div class="answers__row">
                <dt class="answers__ask">{words.text(&question.ask)}</dt>
                <dd class="answers__given">{answer}</dd>
            </div>
        };
        Some(row.into_any())
    });
    let given = given.collect::<Vec<_>>();
    view! {
        <p class="procedure__name">{words.text(&procedure.short)}</p>
        <p>{words.shared_lead()}</p>
        {body}
        <section>
            <h2>{words.print_answers()}</h2>
            <dl class="answers__list">{given}</dl>
        </section>
        <Begin found=found/>
    }
    .into_any()
}

#[component]
fn Papers(edition: Arc<Edition>, list: Checklist) -> impl IntoView {
    let (words, catalogue, today) = (use_words(), use_catalogue(), use_today());
    let item = |line: &Line| {
        let paper = edition.find_paper(&line.paper)?;
        let (shape, why) = match line.needed {
            Truth::False => return None,
            Truth::True => {
                (Shape::Open, format!("{} {}", words.why(), why(words, &edition, paper, line)))
            }
            Truth::Unknown => (Shape::Question, words.state_depends().to_owned()),
        };
        let item = view! {
            <li class="checklist__line">
                <span class="checklist__sign"><Icon shape=shape/></span>
                <div class="checklist__body">
                    <h2 class="checklist__name">{words.text(&paper.name)}</h2>
                    <p class="checklist__amounts">{amounts_of(words, &edition, paper)}</p>
                    <p class="checklist__why">{why}</p>
                </div>
            </li>
        };
        Some(item.into_any())
    };
    let items = list.lines.iter().filter_map(item).collect::<Vec<_>>();
    let rows = move || {
        let office = facts::office(words, &edition, &list);
        facts::rows(words, catalogue, today.get(), &edition, &list, office)
    };
    view! {
        <ul class="checklist">{items}</ul>
        <dl class="facts">{part(rows)}</dl>
    }
    .into_any()
}

/// A dossier with these answers, while the edition is one that dossiers are made of.
#[component]
fn Begin(found: Found) -> impl IntoView {
    let (words, replica, navigation) = (use_words(), use_replica(), use_navigation());
    let Found { procedure, edition, edition_id, answers } = found;
    let current = procedure.find_edition_on(use_today().get_untracked());
    if current.is_none_or(|current| current.valid_from != edition.valid_from) {
        let to = Route::Procedure(edition_id.procedure);
        return view! {
            <Notice tone=Tone::Warning>
                <p>{words.shared_old()}</p>
                <a href=to.path()>{words.shared_see_procedure()}</a>
            </Notice>
        }
        .into_any();
    }
    if matches!(edition.status, Status::Abolished | Status::GuideOnly) {
        return view! { <p>{words.guide_only_hint()}</p> }.into_any();
    }
    let begin = move |_| {
        let edition_id = edition_id.clone();
        let changes = changes_of(&answers);
        spawn_local(async move {
            // What went wrong stands in the status line; the button can be pressed again.
            let Ok(dossier) = replica.create(edition_id.clone()).await else { return };
            if changes.is_empty() || replica.record(dossier, edition_id, changes).await.is_ok() {
                navigation.go(Route::Checklist { dossier });
            }
        });
    };
    view! {
        <div class="button-row no-print">
            <button class="button" on:click=act(begin)>{words.shared_begin()}</button>
        </div>
    }
    .into_any()
}

/// The answers as a person would have given them.
fn changes_of(answers: &Answers) -> Vec<Change> {
    let change = |(field, answer): (_, &Answer)| {
        let value = match answer {
            Answer::NotAsked => return None,
            Answer::NotKnown => Payload::Null,
            Answer::Given(Value::Bool(holds)) => Payload::Bool(*holds),
            Answer::Given(Value::Number(number)) => Payload::Text(number.to_string()),
            Answer::Given(Value::Text(text)) => Payload::Text(text.clone()),
        };
        Some(Change { field: FieldKey::find(field)?, kind: Kind::Set, value })
    };
    answers.iter().filter_map(change).collect()
}
