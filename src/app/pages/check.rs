//! Everything on one page before sending: what is in the way, what is sent, what it means.
//!
//! Not here: what is in the way (see [`domain::submission::prepare_submission`]).
//!
//! Invariant: "A procedure that takes no dossiers has no button to send one."

mod answers;
mod left_out;
mod not_sent;
mod obstacles;
mod sending;

pub(crate) use answers::FormAnswers;
pub(crate) use obstacles::place_of;

use crate::components::{LoadProblem, Notice, OpenedSignal, Page, Tone, part, when_opened};
use crate::context::{Load, Opened, use_catalogue, use_today, use_words};
use crate::pages::procedure::facts;
use crate::route::Route;
use answers::{PaperAnswers, QuestionAnswers};
use domain::catalogue::CatalogueIndex;
use domain::checklist::checklist;
use domain::ids::DossierId;
use domain::relevance::relevant;
use domain::submission::{Obstacle, prepare_submission};
use left_out::LeftOut;
use leptos::prelude::*;
use not_sent::NotSent;
use obstacles::Obstacles;
use sending::Sending;
use std::sync::Arc;

/// The page.
#[component]
pub(crate) fn Check(dossier: DossierId) -> impl IntoView {
    when_opened(dossier, move |opened| view! { <CheckPage opened=opened/> })
}

#[component]
fn CheckPage(opened: OpenedSignal) -> impl IntoView {
    let (words, catalogue) = (use_words(), use_catalogue());
    let body = move || match catalogue.index() {
        None => view! { <LoadProblem problem=Load::Waiting/> }.into_any(),
        Some(Err(error)) => view! { <LoadProblem problem=Load::Catalogue(error)/> }.into_any(),
        Some(Ok(index)) => view! { <Everything opened=opened.get() index=index/> }.into_any(),
    };
    let back = Route::Checklist { dossier: opened.with_untracked(|opened| opened.dossier.id) };
    view! { <Page title=words.check_title().to_owned() back=back>{part(body)}</Page> }.into_any()
}

#[component]
fn Everything(opened: Opened, index: Arc<CatalogueIndex>) -> impl IntoView {
    let words = use_words();
    let prepared = prepare_submission(&opened.edition, &opened.dossier);
    let obstacles = prepared.as_ref().err().cloned().unwrap_or_default();
    let is_closed = obstacles.contains(&Obstacle::EditionClosed);
    let relevant = relevant(&opened.edition, &opened.dossier);
    let list = checklist(&opened.edition, &relevant.answers);
    let is_elsewhere = facts::is_elsewhere(&opened.edition, &list);
    // The page says above why an outdated dossier cannot be sent.
    let is_outdated = opened.is_outdated(use_today().get_untracked());
    let first = match is_closed {
        _ if is_elsewhere => {
            let office = facts::office(words, &opened.edition, &list);
            view! { <Notice tone=Tone::Warning><p><b>{office}</b></p></Notice> }.into_any()
        }
        true => view! { <EditionClosed opened=opened.clone() index=index.clone()/> }.into_any(),
        false => view! {
            <Obstacles opened=opened.clone() index=index.clone() obstacles=obstacles/>
        }
        .into_any(),
    };
    let left_out = prepared.is_ok().then(|| {
        view! { <LeftOut opened=opened.clone() relevant=relevant.clone()/> }
    });
    let last = prepared.ok().filter(|_| !is_elsewhere && !is_outdated).map(|manifest| {
        view! { <Sending opened=opened.clone() index=index.clone() manifest=manifest/> }
    });
    let sections = opened
        .edition
        .form
        .iter()
        .filter(|section| section.fields.iter().any(|field| relevant.form.contains(&field.id)));
    let sections = sections
        .cloned()
        .map(|section| view! { <FormAnswers opened=opened.clone() section=section/> }.into_any());
    let sections = sections.collect::<Vec<_>>();
    view! {
        <p class="check__name">{words.text(&opened.procedure.name)}</p>
        {first}
        {left_out}
        <QuestionAnswers opened=opened.clone()/>
        {sections}
        <PaperAnswers opened=opened.clone()/>
        <NotSent opened=opened.clone() relevant=relevant/>
        {last}
    }
    .into_any()
}

/// Why there is no button, and what to do instead.
#[component]
fn EditionClosed(opened: Opened, index: Arc<CatalogueIndex>) -> impl IntoView {
    let words = use_words();
    let edition = opened.edition.clone();
    let others = edition.alternatives.iter().filter_map(|id| {
        let entry = index.procedures.iter().find(|entry| &entry.id == id)?;
        let label = words.go_to_alternative(&words.text(&entry.short));
        let to = Route::Procedure(id.clone()).path();
        Some(view! { <li><a href=to>{label}</a></li> }.into_any())
    });
    let others = others.collect::<Vec<_>>();
    view! {
        <Notice tone=Tone::Warning>
            <h2 class="check__title">{words.closed_title()}</h2>
            <p>{words.text(&edition.status_text)}</p>
            <p>{words.text(&edition.instead)}</p>
            <ul>{others}</ul>
            <p>{words.closed_nothing_lost()}</p>
        </Notice>
    }
    .into_any()
}
