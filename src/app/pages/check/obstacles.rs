//! What is in the way of sending, each a link to where it can be put right.

use crate::components::{Notice, Tone};
use crate::context::{Opened, use_words};
use crate::i18n::Words;
use crate::route::{Route, SectionName};
use domain::catalogue::{CatalogueIndex, Edition};
use domain::ids::{DossierId, FieldId, FormFieldId, PaperId, QuestionId};
use domain::operation::FieldKey;
use domain::submission::Obstacle;
use leptos::prelude::*;
use std::sync::Arc;

/// The list, or that nothing is missing.
#[component]
pub(super) fn Obstacles(
    opened: Opened,
    index: Arc<CatalogueIndex>,
    obstacles: Vec<Obstacle>,
) -> impl IntoView {
    let words = use_words();
    if crate::pages::form::is_closed(&opened.dossier) {
        let to = Route::Tracking { dossier: opened.dossier.id };
        return view! {
            <Notice tone=Tone::Calm>
                <p>{words.already_sent()}</p>
                <p><a href=to.path()>{words.follow_dossier()}</a></p>
            </Notice>
        }
        .into_any();
    }
    if obstacles.is_empty() {
        return view! { <Notice tone=Tone::Good><p>{words.nothing_missing()}</p></Notice> }
            .into_any();
    }
    let title = words.obstacles_title(&obstacles.len().to_string());
    let items = obstacles.iter().map(|obstacle| {
        let (text, to) = worded(words, &opened, &index, obstacle);
        let what = match to {
            Some(to) => view! { <a href=to.path()>{text}</a> }.into_any(),
            None => view! { <span>{text}</span> }.into_any(),
        };
        view! { <li>{what}</li> }.into_any()
    });
    let items = items.collect::<Vec<_>>();
    view! {
        <Notice tone=Tone::Warning>
            <h2 class="check__title">{title}</h2>
            <ul class="check__obstacles">{items}</ul>
        </Notice>
    }
    .into_any()
}

fn question_text(words: Words, edition: &Edition, id: &QuestionId) -> String {
    edition.find_question(id).map(|question| words.text(&question.ask)).unwrap_or_default()
}

fn paper_text(words: Words, edition: &Edition, id: &PaperId) -> String {
    edition.find_paper(id).map(|paper| words.text(&paper.name)).unwrap_or_default()
}

fn field_text(words: Words, edition: &Edition, id: &FormFieldId) -> String {
    edition.find_form_field(id).map(|field| words.text(&field.label)).unwrap_or_default()
}

/// The section a form field stands in.
fn section_of(edition: &Edition, id: &FormFieldId) -> Option<SectionName> {
    let holds = |field: &domain::catalogue::FormField| &field.id == id;
    let section = edition.form.iter().find(|section| section.fields.iter().any(holds))?;
    SectionName::find(&section.id)
}

/// What a field of the dossier is called, and where it is changed.
pub(crate) fn place_of(
    words: Words,
    edition: &Edition,
    dossier: DossierId,
    field: &FieldId,
) -> (String, Option<Route>) {
    match FieldKey::find(field) {
        Some(FieldKey::Answer(id)) => (
            question_text(words, edition, &id),
            Some(Route::Questions { dossier, question: Some(id) }),
        ),
        Some(FieldKey::Form(id)) => {
            let section = section_of(edition, &id);
            (field_text(words, edition, &id), Some(Route::Form { dossier, section }))
        }
        Some(
            FieldKey::Pages(paper)
            | FieldKey::Fate(paper)
            | FieldKey::Order(paper)
            | FieldKey::Have(paper),
        ) => (paper_text(words, edition, &paper), Some(Route::Photos { dossier, paper })),
        Some(FieldKey::Dossier) | None => (field.as_str().to_owned(), None),
    }
}

/// The obstacle in words, and where to put it right.
fn worded(
    words: Words,
    opened: &Opened,
    index: &CatalogueIndex,
    obstacle: &Obstacle,
) -> (String, Option<Route>) {
    let (edition, dossier) = (&opened.edition, opened.dossier.id);
    let question = |id: &QuestionId| {
        let to = Route::Questions { dossier, question: Some(id.clone()) };
        (question_text(words, edition, id), Some(to))
    };
    let paper = |id: &PaperId| {
        (paper_text(words, edition, id), Some(Route::Photos { dossier, paper: id.clone() }))
    };
    match obstacle {
        Obstacle::EditionClosed => (words.obstacle_closed().to_owned(), None),
        Obstacle::Deleted => (words.obstacle_deleted().to_owned(), Some(Route::Dossiers)),
        Obstacle::Exit(at) => {
            let exit = edition.exits.get(*at);
            let reason = exit.map(|exit| words.text(&exit.reason)).unwrap_or_default();
            let other = exit.and_then(|exit| exit.alternative.clone());
            let known = other.filter(|id| index.procedures.iter().any(|entry| &entry.id == id));
            (words.obstacle_exit(&reason), known.map(Route::Procedure))
        }
        Obstacle::Elsewhere(at) => {
            let office = edition.authority.get(*at).map(|rule| words.text(&rule.name));
            (words.obstacle_elsewhere(&office.unwrap_or_default()), None)
        }
        Obstacle::Unanswered(id) => {
            let (text, to) = question(id);
            (words.obstacle_unanswered(&text), to)
        }
        Obstacle::BadAnswer(id, error) => {
            let (text, to) = question(id);
            (words.obstacle_bad_answer(&text, &words.field_error(error)), to)
        }
        Obstacle::Field(id, error) => {
            let label = field_text(words, edition, id);
            let to = Route::Form { dossier, section: section_of(edition, id) };
            (words.obstacle_field(&label, &words.field_error(error)), Some(to))
        }
        Obstacle::NoFate(id) => {
            let (name, to) = paper(id);
            (words.obstacle_no_fate(&name), to)
        }
        Obstacle::BadFate(id) => {
            let (name, to) = paper(id);
            (words.obstacle_bad_fate(&name), to)
        }
        Obstacle::NoPages(id) => {
            let (name, to) = paper(id);
            (words.obstacle_no_pages(&name), to)
        }
        Obstacle::Conflict(field) => {
            let (what, to) = place_of(words, edition, dossier, field);
            (words.obstacle_conflict(&what), to)
        }
    }
}
