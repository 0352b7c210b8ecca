//! One section of the form.
//!
//! Invariant: "A save does not make a field anew: focus and composition stay."

use super::field::{FieldOf, Typed};
use super::reuse::use_offers;
use super::{FormFacts, pending};
use crate::components::{ErrorSummary, Kept, Mistake, Notice, OpenedSignal, Page, Tone, act, keep};
use crate::context::{use_navigation, use_words};
use crate::i18n::Words;
use crate::pages::check::FormAnswers;
use crate::route::{Route, SectionName};
use domain::catalogue::{FormField, Section};
use domain::ids::FormFieldId;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Id of the control of a field; obstacles and summaries link to it.
pub(crate) fn field_anchor(id: &FormFieldId) -> String {
    format!("f-{id}")
}

/// The page of a section.
#[component]
pub(super) fn SectionPage(opened: OpenedSignal, name: SectionName) -> impl IntoView {
    let facts = keep(move || opened.with(|o| FormFacts::of(&o.edition, &o.dossier)));
    let first = opened.get_untracked();
    let dossier = first.dossier.id;
    let section = first.edition.form.iter().find(|section| section.id == name.as_str()).cloned();
    let Some(section) = section else {
        use_navigation().replace(Route::Form { dossier, section: None });
        return ().into_any();
    };
    // What waits is recorded also when the page is left by a link.
    on_cleanup(pending::save_all_now);
    let words = use_words();
    let shown: Vec<&Section> = first
        .edition
        .form
        .iter()
        .filter(|of| facts.with_untracked(|facts| facts.shown(of).next().is_some()))
        .collect();
    let at = shown.iter().position(|of| of.id == section.id).unwrap_or(0);
    let above = words.section_of(&(at + 1).to_string(), &shown.len().to_string());
    let next = shown.get(at + 1).and_then(|next| SectionName::find(&next.id));
    view! {
        <Page title=words.text(&section.title) above=above back=Route::Form { dossier, section: None }>
            <Fields opened=opened facts=facts section=section next=next/>
        </Page>
    }
    .into_any()
}

#[component]
fn Fields(
    opened: OpenedSignal,
    facts: Kept<FormFacts>,
    section: Section,
    next: Option<SectionName>,
) -> impl IntoView {
    let (words, navigation) = (use_words(), use_navigation());
    if facts.with_untracked(|facts| facts.is_closed) {
        return view! {
            <Notice tone=Tone::Calm><p>{words.dossier_closed()}</p></Notice>
            <FormAnswers opened=opened.get_untracked() section=section/>
        }
        .into_any();
    }
    let (typed, offers) = (Typed::new(), use_offers(opened));
    let mistakes = RwSignal::new(Vec::<Mistake>::new());
    let dossier = opened.with_untracked(|opened| opened.dossier.id);
    let (fields, checked) = (section.fields.clone(), section);
    let shown = move || {
        let shown = |field: &&FormField| facts.with(|f| f.relevant.form.contains(&field.id));
        fields.iter().filter(shown).cloned().collect::<Vec<_>>()
    };
    let go_on = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        pending::save_all_now();
        let errors = facts.with_untracked(|facts| find_errors(facts, typed, &checked));
        let found = to_mistakes(words, &checked, &errors);
        typed.show_errors(errors);
        if found.is_empty() {
            navigation.go(Route::Form { dossier, section: next.clone() });
        }
        mistakes.set(found);
    };
    view! {
        <ErrorSummary mistakes=mistakes/>
        <form class="form" novalidate=true on:submit=act(go_on)>
            <For each=shown key=|field| field.id.clone() let:field>
                <FieldOf field=field opened=opened facts=facts typed=typed offers=offers/>
            </For>
            <div class="form__end">
                <button class="button" type="submit">{words.go_on()}</button>
                <a href=Route::Form { dossier, section: None }.path()>{words.fill_in_later()}</a>
            </div>
        </form>
    }
    .into_any()
}

/// What is wrong with the fields that are shown.
fn find_errors(
    facts: &FormFacts,
    typed: Typed,
    section: &Section,
) -> BTreeMap<FormFieldId, domain::form::FieldError> {
    let shown = section.fields.iter().filter(|field| facts.relevant.form.contains(&field.id));
    shown.filter_map(|field| Some((field.id.clone(), typed.error(facts, field)?))).collect()
}

/// The same in the order of the page, as links.
fn to_mistakes(
    words: Words,
    section: &Section,
    errors: &BTreeMap<FormFieldId, domain::form::FieldError>,
) -> Vec<Mistake> {
    let wrong = section.fields.iter().filter_map(|field| Some((field, errors.get(&field.id)?)));
    let mistake = |(field, error): (&FormField, &domain::form::FieldError)| Mistake {
        id: field_anchor(&field.id),
        text: words.error_in(&words.text(&field.label), &words.field_error(error)),
    };
    wrong.map(mistake).collect()
}
