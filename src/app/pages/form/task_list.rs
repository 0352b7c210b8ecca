//! The sections of the form with how far each is.

use super::FormFacts;
use crate::components::{Notice, OpenedSignal, Page, Tone, keep, part};
use crate::context::use_words;
use crate::i18n::Words;
use crate::route::{Route, SectionName};
use domain::catalogue::Section;
use domain::dossier::FieldState;
use domain::form::FieldError;
use domain::ids::FormFieldId;
use domain::operation::FieldKey;
use leptos::prelude::*;

/// How far a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Untouched,
    Left(usize),
    Wrong(usize),
    Done,
}

impl State {
    fn of(facts: &FormFacts, section: &Section, is_touched: bool) -> Self {
        let count =
            |is: &dyn Fn(&FormFieldId) -> bool| facts.shown(section).filter(|id| is(id)).count();
        let is_missing = |id: &FormFieldId| facts.error(id) == Some(&FieldError::Missing);
        let n_missing = count(&is_missing);
        let n_wrong =
            count(&|id| facts.is_in_conflict(id) || (facts.error(id).is_some() && !is_missing(id)));
        match (n_wrong, n_missing) {
            (0, 0) if is_touched || has_required(section) => State::Done,
            (0, 0) => State::Untouched,
            (0, _) if !is_touched => State::Untouched,
            (0, n) => State::Left(n),
            (n, _) => State::Wrong(n),
        }
    }
    fn words(self, words: Words) -> String {
        match self {
            State::Untouched => words.section_empty().to_owned(),
            State::Left(n) => words.section_left(&n.to_string()),
            State::Wrong(n) => words.section_wrong(&n.to_string()),
            State::Done => words.section_done().to_owned(),
        }
    }
    fn tag_class(self) -> &'static str {
        match self {
            State::Untouched => "tag",
            State::Left(_) | State::Wrong(_) => "tag tag--warning",
            State::Done => "tag tag--good",
        }
    }
}

fn has_required(section: &Section) -> bool {
    section.fields.iter().any(|field| field.required)
}

/// The list.
#[component]
pub(super) fn TaskList(opened: OpenedSignal) -> impl IntoView {
    let words = use_words();
    let dossier = opened.with_untracked(|opened| opened.dossier.id);
    let facts = keep(move || opened.with(|o| FormFacts::of(&o.edition, &o.dossier)));
    let closed = move || match facts.with(|facts| facts.is_closed) {
        true => {
            view! { <Notice tone=Tone::Calm><p>{words.dossier_closed()}</p></Notice> }.into_any()
        }
        false => ().into_any(),
    };
    let list = move || {
        let (opened, facts) = (opened.get(), facts.get());
        let shown = opened.edition.form.iter().filter(|of| facts.shown(of).next().is_some());
        let items =
            shown.filter_map(|section| {
                let is_touched = facts.shown(section).any(|id| {
                    opened.dossier.field(&FieldKey::Form(id.clone())) != FieldState::Empty
                });
                let state = State::of(&facts, section, is_touched);
                let section_name = SectionName::find(&section.id)?;
                let to = Route::Form { dossier, section: Some(section_name) };
                Some(view! {
                <li class="form__task">
                    <a class="form__task-link" href=to.path()>{words.text(&section.title)}</a>
                    <span class=state.tag_class()>{state.words(words)}</span>
                </li>
            }
            .into_any())
            });
        let items = items.collect::<Vec<_>>();
        match items.is_empty() {
            true => view! { <p>{words.form_nothing()}</p> }.into_any(),
            false => view! { <ol class="form__tasks">{items}</ol> }.into_any(),
        }
    };
    view! {
        <Page title=words.form_title().to_owned() back=Route::Checklist { dossier }>
            {part(closed)}
            <p>{words.form_lead()}</p>
            {part(list)}
            <p><a class="button" href=Route::Checklist { dossier }.path()>{words.to_papers()}</a></p>
        </Page>
    }
    .into_any()
}
