//! One procedure: whether it is performed now, four facts, papers, steps, and where all this comes from.
//!
//! Not here: papers of a person's own case (see [`super::checklist`]).
//!
//! Invariant: "What is not performed today is said before anything else."

pub(super) mod facts;

use crate::components::{
    DossierCard, Icon, LoadProblem, Notice, Page, Provenance, Shape, Tone, act, firm_or_ask, part,
    text,
};
use crate::context::{
    CatalogueError, Load, Reading, use_catalogue, use_dossiers, use_navigation, use_replica,
    use_today, use_words,
};
use crate::platform::page;
use crate::route::Route;
use domain::catalogue::{Edition, EditionId, Procedure, Source, Status};
use domain::checklist::checklist;
use domain::condition::Answers;
use domain::dossier::Stage;
use domain::ids::ProcedureId;
use facts::{FourFacts, PapersInShort};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// The page.
#[component]
pub(crate) fn ProcedurePage(id: ProcedureId) -> impl IntoView {
    let catalogue = use_catalogue();
    let wanted = id.clone();
    let procedure = Reading::begin(move || catalogue.procedure(wanted.clone()));
    let shown = move || match procedure.get() {
        None => view! { <LoadProblem problem=Load::Waiting/> }.into_any(),
        Some(Err(CatalogueError::Unknown)) => view! { <Unknown/> }.into_any(),
        Some(Err(error)) => view! { <LoadProblem problem=Load::Catalogue(error)/> }.into_any(),
        Some(Ok(procedure)) => view! { <Known procedure=procedure/> }.into_any(),
    };
    part(shown)
}

#[component]
fn Unknown() -> impl IntoView {
    let words = use_words();
    view! {
        <Page title=words.procedure_unknown_title().to_owned()>
            <p>{words.procedure_unknown_text()}</p>
            <a class="button" href=Route::Home.path()>{words.to_home()}</a>
        </Page>
    }
    .into_any()
}

#[component]
fn Known(procedure: Arc<Procedure>) -> impl IntoView {
    let (words, today) = (use_words(), use_today());
    let code = (!procedure.code.is_empty()).then(|| words.code(&procedure.code));
    let name = words.text(&procedure.name);
    let current = procedure.find_edition_on(today.get_untracked()).cloned();
    let body = match current {
        Some(edition) => {
            view! { <Current procedure=procedure.clone() edition=Arc::new(edition)/> }.into_any()
        }
        None => view! {
            <Notice tone=Tone::Warning><p>{words.no_edition_today()}</p></Notice>
        }
        .into_any(),
    };
    view! {
        <Page title=words.text(&procedure.short) back=Route::Home>
            <p class="procedure__name">{name}</p>
            <p>{words.text(&procedure.audience)}</p>
            {body}
            <Sources sources=procedure.sources.clone()/>
            <p class="provenance">{code}</p>
        </Page>
    }
    .into_any()
}

/// The edition of today.
#[component]
fn Current(procedure: Arc<Procedure>, edition: Arc<Edition>) -> impl IntoView {
    let words = use_words();
    let from = words.date(edition.valid_from);
    let validity = match edition.valid_until {
        Some(until) => words.valid_between(&from, &words.date(until.plus_days(-1))),
        None => words.valid_from(&from),
    };
    let edition_id = procedure.edition_id(&edition);
    let sources = procedure.sources.clone();
    let related: Vec<ProcedureId> = procedure.related.clone();
    let title = words.related();
    view! {
        <StatusBox edition=edition.clone()/>
        <FourFacts edition=edition.clone()/>
        <Begin edition=edition.clone() edition_id=edition_id/>
        <PapersInShort edition=edition.clone()/>
        <Steps edition=edition.clone() sources=sources.clone()/>
        <Results edition=edition.clone()/>
        <Advice edition=edition.clone()/>
        <Links title=title ids=related/>
        <p class="procedure__validity">{validity}</p>
        <Provenance facts=edition.provenance.clone() sources=sources/>
        <button class="button button--quiet no-print" on:click=act(|_| page::print())>
            {words.print()}
        </button>
    }
    .into_any()
}

/// Why it is not performed, and what to do now; nothing while it is.
#[component]
fn StatusBox(edition: Arc<Edition>) -> impl IntoView {
    let words = use_words();
    if edition.status == Status::InForce {
        return ().into_any();
    }
    let tag = words.status_tag(edition.status);
    let tag = view! { <p class="tag tag--warning">{tag}</p> };
    let instead = (!edition.instead.is_empty()).then(|| {
        view! { <h2>{words.what_now()}</h2> <p>{words.text(&edition.instead)}</p> }
    });
    view! {
        <Notice tone=Tone::Warning>
            {tag}
            <p class="procedure__status">{words.text(&edition.status_text)}</p>
            {instead}
            <Links title=words.alternatives() ids=edition.alternatives.clone()/>
        </Notice>
    }
    .into_any()
}

/// The way into a dossier, and dossiers that were begun before.
#[component]
fn Begin(edition: Arc<Edition>, edition_id: EditionId) -> impl IntoView {
    let words = use_words();
    if matches!(edition.status, Status::Abolished | Status::GuideOnly) {
        return view! { <p>{words.guide_only_hint()}</p> }.into_any();
    }
    let n = checklist(&edition, &Answers::new()).asked.len().to_string();
    let (label, hint) = match edition.status.takes_submissions() {
        true => (words.start(&n), None),
        false => (words.start_anyway(&n), Some(words.start_suspended_hint())),
    };
    let (replica, navigation) = (use_replica(), use_navigation());
    let is_busy = RwSignal::new(false);
    let procedure = edition_id.procedure.clone();
    let begin = move |_| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let edition_id = edition_id.clone();
        spawn_local(async move {
            // What went wrong stands in the status line; the button can be pressed again.
            if let Ok(dossier) = replica.create(edition_id).await {
                navigation.go(Route::Questions { dossier, question: None });
            }
            is_busy.try_set(false);
        });
    };
    let shown = text(move || match is_busy.get() {
        true => words.starting().to_owned(),
        false => label.clone(),
    });
    view! {
        <div class="procedure__begin no-print">
            <button class="button" on:click=act(begin)>{shown}</button>
            {hint.map(|hint| view! { <p class="procedure__hint">{hint}</p> })}
            <AlreadyBegun procedure=procedure/>
        </div>
    }
    .into_any()
}

#[component]
fn AlreadyBegun(procedure: ProcedureId) -> impl IntoView {
    let (words, dossiers) = (use_words(), use_dossiers());
    let list = move || {
        let Load::Ready(all) = dossiers.get() else { return ().into_any() };
        let mine = all.iter().filter(|dossier| {
            dossier.stage() == Stage::Draft
                && dossier.edition.as_ref().is_some_and(|id| id.procedure == procedure)
        });
        let cards: Vec<_> = mine
            .cloned()
            .map(|dossier| view! { <DossierCard dossier=dossier/> }.into_any())
            .collect();
        if cards.is_empty() {
            return ().into_any();
        }
        view! {
            <h2>{words.already_begun()}</h2>
            <ul class="dossier-list">{cards}</ul>
        }
        .into_any()
    };
    part(list)
}

#[component]
fn Steps(edition: Arc<Edition>, sources: Vec<Source>) -> impl IntoView {
    let words = use_words();
    if edition.steps.is_empty() {
        return ().into_any();
    }
    let steps = edition.steps.iter().map(|step| {
        let text = firm_or_ask(words, &step.provenance, words.text(&step.text));
        let (facts, sources) = (step.provenance.clone(), sources.clone());
        view! { <li>{text} <Provenance facts=facts sources=sources/></li> }.into_any()
    });
    view! {
        <details class="fold">
            <summary class="fold__title">{words.steps()}</summary>
            <ol class="fold__list">{steps.collect::<Vec<_>>()}</ol>
        </details>
    }
    .into_any()
}

#[component]
fn Results(edition: Arc<Edition>) -> impl IntoView {
    let words = use_words();
    if edition.results.is_empty() {
        return ().into_any();
    }
    let results = edition.results.iter().map(|result| {
        let mut text = words.text(&result.name);
        if !result.validity.is_empty() {
            text.push_str(" – ");
            text.push_str(&words.text(&result.validity));
        }
        view! { <li>{firm_or_ask(words, &result.provenance, text)}</li> }.into_any()
    });
    view! {
        <details class="fold">
            <summary class="fold__title">{words.results()}</summary>
            <ul class="fold__list">{results.collect::<Vec<_>>()}</ul>
        </details>
    }
    .into_any()
}

#[component]
fn Advice(edition: Arc<Edition>) -> impl IntoView {
    let words = use_words();
    if edition.advice.is_empty() {
        return ().into_any();
    }
    let advice = edition.advice.iter().map(|advice| {
        view! { <li>{firm_or_ask(words, &advice.provenance, words.text(&advice.text))}</li> }
            .into_any()
    });
    view! {
        <details class="fold">
            <summary class="fold__title">{words.advice()}</summary>
            <ul class="fold__list">{advice.collect::<Vec<_>>()}</ul>
        </details>
    }
    .into_any()
}

/// Links to other procedures, as far as the catalogue has them.
#[component]
fn Links(title: &'static str, ids: Vec<ProcedureId>) -> impl IntoView {
    let (words, catalogue) = (use_words(), use_catalogue());
    let links = move || {
        let found = ids.iter().filter_map(|id| catalogue.find_entry(id));
        let items: Vec<_> = found
            .map(|entry| {
                let to = Route::Procedure(entry.id).path();
                view! {
                    <li class="procedure-list__item">
                        <a class="procedure-list__link" href=to>
                            <span class="procedure-list__name">{words.text(&entry.short)}</span>
                            <Icon shape=Shape::Next/>
                        </a>
                    </li>
                }
                .into_any()
            })
            .collect();
        (!items.is_empty()).then(|| {
            view! {
                <h2>{title}</h2>
                <ul class="procedure-list">{items}</ul>
            }
        })
    };
    view! { {links} }.into_any()
}

#[component]
fn Sources(sources: Vec<Source>) -> impl IntoView {
    let words = use_words();
    let items = sources.into_iter().map(|source| match source.address.is_empty() {
        true => view! { <li>{source.title}</li> }.into_any(),
        false => view! {
            <li><a href=source.address target="_blank" rel="noreferrer">{source.title}</a></li>
        }
        .into_any(),
    });
    view! {
        <details class="fold">
            <summary class="fold__title">{words.sources()}</summary>
            <ul class="fold__list">{items.collect::<Vec<_>>()}</ul>
        </details>
    }
    .into_any()
}
