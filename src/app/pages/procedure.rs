//! One procedure: whether it is performed now, four facts, papers, steps, and where all this comes from.
//!
//! Not here: papers of a person's own case (see [`super::checklist`]).
//!
//! Invariant: "What is not performed today is said before anything else."

pub(super) mod facts;

use crate::components::{
    DossierCard, Icon, LoadProblem, Notice, Page, Provenance, Shape, Tone, act, firm_or_ask,
    marked, part, text,
};
use crate::context::{
    CatalogueError, Load, Reading, use_catalogue, use_dossiers, use_navigation, use_replica,
    use_today, use_words,
};
use crate::i18n::Words;
use crate::pages::home::events;
use crate::platform::page;
use crate::route::Route;
use domain::catalogue::{ChannelKind, Edition, EditionId, Procedure, Source, Status};
use domain::checklist::checklist;
use domain::condition::{Answers, Truth, truth_of};
use domain::date::Date;
use domain::dossier::Stage;
use domain::ids::ProcedureId;
use facts::{FourFacts, PapersInShort};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// From then on the catalogue itself counts as something to ask about.
const DAYS_UNTIL_OLD: i64 = 60;

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
    let is_overdue =
        current.as_ref().is_some_and(|edition| has_overdue(edition, today.get_untracked()));
    let body = match current {
        Some(edition) => {
            view! { <Current procedure=procedure.clone() edition=Arc::new(edition)/> }.into_any()
        }
        None => view! {
            <Notice tone=Tone::Warning><p>{words.no_edition_today()}</p></Notice>
        }
        .into_any(),
    };
    let note = words.is_translation();
    let translation =
        (!note.is_empty()).then(|| view! { <p class="provenance">{note}</p> }.into_any());
    view! {
        <Page title=words.text(&procedure.short) back=Route::Home>
            <p class="procedure__name">{name}</p>
            <p>{words.text(&procedure.audience)}</p>
            {body}
            <Sources sources=procedure.sources.clone()/>
            <CatalogueAge is_overdue=is_overdue/>
            {translation}
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
        <StatusBox edition=edition.clone() validity=validity.clone()/>
        <IsItForYou edition=edition.clone() id=procedure.id.clone()/>
        <Parts ids=edition.parts.clone()/>
        <FourFacts edition=edition.clone()/>
        <Begin edition=edition.clone() edition_id=edition_id/>
        <PapersInShort edition=edition.clone()/>
        <Channels edition=edition.clone()/>
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
fn StatusBox(edition: Arc<Edition>, validity: String) -> impl IntoView {
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
            <p>{validity}</p>
            {instead}
            <Links title=words.alternatives() ids=edition.alternatives.clone()/>
        </Notice>
    }
    .into_any()
}

/// What leads away from here, before anything is typed.
#[component]
fn IsItForYou(edition: Arc<Edition>, id: ProcedureId) -> impl IntoView {
    let (words, catalogue) = (use_words(), use_catalogue());
    let shown = move || {
        let entry = catalogue.find_entry(&id);
        let labels = events(words).into_iter();
        let mine = labels.filter(|(event, _)| {
            entry.as_ref().is_some_and(|entry| entry.events.iter().any(|of| of == event))
        });
        let mine: Vec<_> = mine.map(|(_, label)| label).collect();
        let mine = (!mine.is_empty()).then(|| words.events_of(&mine.join(", ")));
        let exits = edition.exits.iter().map(|exit| {
            let reason = marked(words, &edition, &exit.provenance, words.text(&exit.reason));
            let other = exit.alternative.as_ref().and_then(|id| catalogue.find_entry(id));
            let instead = match other {
                Some(entry) => {
                    let label = words.go_to_alternative(&words.text(&entry.short));
                    view! { <a href=Route::Procedure(entry.id).path()>{label}</a> }.into_any()
                }
                None => words.text(&exit.instead).into_any(),
            };
            view! { <li>{reason} " " {instead}</li> }.into_any()
        });
        let exits: Vec<_> = exits.collect();
        let lead = (!exits.is_empty()).then(|| words.not_needed_if());
        if lead.is_none() && mine.is_none() {
            return ().into_any();
        }
        view! {
            <h2>{words.is_it_for_you()}</h2>
            <p>{mine}</p>
            <p>{lead}</p>
            <ul class="procedure__exits">{exits}</ul>
        }
        .into_any()
    };
    view! { <section class="procedure__for-you">{part(shown)}</section> }.into_any()
}

/// The procedures a combined dossier is made of.
#[component]
fn Parts(ids: Vec<ProcedureId>) -> impl IntoView {
    let words = use_words();
    view! { <Links title=words.made_of() ids=ids/> }.into_any()
}

/// How it can be filed.
#[component]
fn Channels(edition: Arc<Edition>) -> impl IntoView {
    let words = use_words();
    let items = edition.channels.iter().map(|channel| {
        let kind = match channel.kind {
            ChannelKind::Online => words.channel_online(),
            ChannelKind::Paper => words.channel_paper(),
            ChannelKind::Post => words.channel_post(),
        };
        let text = firm_or_ask(words, &edition, &channel.provenance, words.text(&channel.text));
        let address = channel.address.clone();
        let link = (!address.is_empty()).then(|| {
            let shown = address.clone();
            view! { " " <a href=address target="_blank" rel="noreferrer">{shown}</a> }
        });
        view! { <li><b>{kind} ": "</b> {text} {link}</li> }.into_any()
    });
    let items: Vec<_> = items.collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! {
        <details class="fold">
            <summary class="fold__title">{words.ways_to_file()}</summary>
            <ul class="fold__list">{items}</ul>
        </details>
    }
    .into_any()
}

/// How old the catalogue is, with a word of caution when that is long, or when a fact should have been looked at again.
#[component]
pub(super) fn CatalogueAge(
    /// Whether a fact on the page is past its recheck date.
    is_overdue: bool,
) -> impl IntoView {
    let (words, catalogue, today) = (use_words(), use_catalogue(), use_today());
    let said = text(move || {
        let Some(Ok(index)) = catalogue.index() else { return String::new() };
        let mut said = words.catalogue_made_on(&words.date(index.made_on));
        let is_old = today.get().days_since(index.made_on) > DAYS_UNTIL_OLD;
        for (_, caution) in [(is_old, words.catalogue_old()), (is_overdue, words.recheck_overdue())]
            .into_iter()
            .filter(|(is_so, _)| *is_so)
        {
            said.push(' ');
            said.push_str(caution);
        }
        said
    });
    view! { <p class="provenance">{said}</p> }.into_any()
}

/// Whether a fact of the edition is past the day by which somebody had to look again.
fn has_overdue(edition: &Edition, today: Date) -> bool {
    let limits = edition.time_limits.iter().map(|limit| &limit.provenance);
    let mut facts = [&edition.provenance]
        .into_iter()
        .chain(limits)
        .chain(edition.fees.iter().map(|fee| &fee.provenance))
        .chain(edition.papers.iter().map(|paper| &paper.provenance))
        .chain(edition.authority.iter().map(|rule| &rule.provenance));
    facts.any(|facts| facts.recheck_on < today)
}

/// The way into a dossier, and dossiers that were begun before.
#[component]
fn Begin(edition: Arc<Edition>, edition_id: EditionId) -> impl IntoView {
    let words = use_words();
    let n = checklist(&edition, &Answers::new()).asked.len().to_string();
    let (label, hint) = match edition.status {
        // A guide answers questions, too: what is allowed, and what to do first.
        Status::GuideOnly if !edition.questions.is_empty() => {
            (words.start_guide(&n), Some(words.guide_only_hint()))
        }
        Status::Abolished | Status::GuideOnly => {
            return view! { <p>{words.guide_only_hint()}</p> }.into_any();
        }
        Status::InForce | Status::Constructed => (words.start(&n), None),
        Status::Suspended => (words.start_anyway(&n), Some(words.start_suspended_hint())),
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
        let text = marked(words, &edition, &step.provenance, words.text(&step.text));
        let (facts, sources) = (step.provenance.clone(), sources.clone());
        view! { <li>{text} <Provenance facts=facts sources=sources/></li> }.into_any()
    });
    view! {
        <details class="fold" open=edition.status == Status::GuideOnly>
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
        view! { <li>{firm_or_ask(words, &edition, &result.provenance, text)}</li> }.into_any()
    });
    view! {
        <details class="fold">
            <summary class="fold__title">{words.results()}</summary>
            <ul class="fold__list">{results.collect::<Vec<_>>()}</ul>
        </details>
    }
    .into_any()
}

/// Advice that holds in every case, and with a word beside it what holds in some; with answers only what holds for them.
pub(super) fn advice(words: Words, edition: &Edition, answers: Option<&Answers>) -> Vec<AnyView> {
    let shown = edition.advice.iter().filter(|advice| {
        answers.is_none_or(|answers| truth_of(advice.when.as_ref(), answers) == Truth::True)
    });
    let item = |advice: &domain::catalogue::Advice| {
        let text = marked(words, edition, &advice.provenance, words.text(&advice.text));
        let is_open = advice.when.is_some() && answers.is_none();
        let note = is_open.then(|| {
            view! { " " <span class="paper-list__note">{words.if_it_applies()}</span> }
        });
        view! { <li>{text} {note}</li> }.into_any()
    };
    shown.map(item).collect()
}

#[component]
fn Advice(edition: Arc<Edition>) -> impl IntoView {
    let words = use_words();
    let items = advice(words, &edition, None);
    if items.is_empty() {
        return ().into_any();
    }
    view! {
        <details class="fold" open=edition.status == Status::GuideOnly>
            <summary class="fold__title">{words.advice()}</summary>
            <ul class="fold__list">{items}</ul>
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
