//! The form: sections as a task list, then one section a page.
//!
//! Not here: what is shown, required or wrong (crate `domain`).
//!
//! Invariant: "What a person types is saved when it is valid and stays on the screen when it is not."

mod draft;
mod pending;
mod field;
mod text_control;
mod choice_control;
mod table_control;
mod conflict;
mod reuse;
mod old_address;
mod section;
mod task_list;

pub(crate) use draft::shown_text;
pub(crate) use section::field_anchor;

use crate::components::when_opened;
use crate::route::SectionName;
use domain::catalogue::{Edition, Section};
use domain::dossier::{Dossier, Stage};
use domain::form::FieldError;
use domain::ids::{DossierId, FormFieldId};
use domain::operation::FieldKey;
use domain::relevance::{Relevant, relevant};
use domain::submission::{Obstacle, prepare_submission};
use leptos::prelude::*;
use section::SectionPage;
use task_list::TaskList;

/// The page.
#[component]
pub(crate) fn Form(dossier: DossierId, section: Option<SectionName>) -> impl IntoView {
    when_opened(dossier, move |opened| match &section {
        None => view! { <TaskList opened=opened/> }.into_any(),
        Some(name) => view! { <SectionPage opened=opened name=name.clone()/> }.into_any(),
    })
}

/// What follows from a dossier for its form, worked out once a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct FormFacts {
    relevant: Relevant,
    obstacles: Vec<Obstacle>,
    is_closed: bool,
}

impl FormFacts {
    fn of(edition: &Edition, dossier: &Dossier) -> Self {
        Self {
            relevant: relevant(edition, dossier),
            obstacles: prepare_submission(edition, dossier).err().unwrap_or_default(),
            is_closed: is_closed(dossier),
        }
    }
    /// The fields of a section that are shown.
    fn shown<'a>(&self, section: &'a Section) -> impl Iterator<Item = &'a FormFieldId> {
        section.fields.iter().map(|field| &field.id).filter(|id| self.relevant.form.contains(id))
    }
    /// What the check says of a field.
    fn error(&self, id: &FormFieldId) -> Option<&FieldError> {
        self.obstacles.iter().find_map(|obstacle| match obstacle {
            Obstacle::Field(of, error) if of == id => Some(error),
            _ => None,
        })
    }
    fn is_in_conflict(&self, id: &FormFieldId) -> bool {
        let field = FieldKey::Form(id.clone()).to_id();
        self.obstacles.contains(&Obstacle::Conflict(field))
    }
}

/// Whether the dossier takes no changes: it was sent and nobody asked for corrections.
pub(crate) fn is_closed(dossier: &Dossier) -> bool {
    !matches!(dossier.stage(), Stage::Draft | Stage::SupplementAsked)
}
