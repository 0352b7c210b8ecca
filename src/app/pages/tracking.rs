//! What happened to a dossier since, and the date that follows from the law.
//!
//! Not here: the rule of the date (see [`domain::calendar`]).
//!
//! Invariant: "News says how old it is; a date says how it was worked out."

mod due;

use crate::components::{Notice, OpenedSignal, Page, Tone, part, text, when_opened};
use crate::context::{Reading, use_replica, use_status, use_today, use_words};
use crate::i18n::Words;
use crate::route::Route;
use domain::date::Date;
use domain::dossier::{Dossier, Recorded, Stage};
use domain::ids::DossierId;
use domain::operation::{Kind, Payload};
use due::Due;
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Tracking(dossier: DossierId) -> impl IntoView {
    when_opened(dossier, move |opened| view! { <TrackingPage opened=opened/> })
}

#[component]
fn TrackingPage(opened: OpenedSignal) -> impl IntoView {
    let words = use_words();
    let body = move || {
        let opened = opened.get();
        let name = words.text(&opened.procedure.short);
        let dossier = opened.dossier.clone();
        let receipt = dossier.latest_event(&Kind::Receive).is_some().then(|| {
            let to = Route::Receipt { dossier: dossier.id };
            view! { <p><a class="button" href=to.path()>{words.see_receipt()}</a></p> }
        });
        let events = dossier.events.iter().rev().cloned();
        let events = events.map(|event| view! { <Event event=event/> }).collect::<Vec<_>>();
        let papers = Route::Checklist { dossier: dossier.id };
        view! {
            <p class="tracking__name">{name}</p>
            {stage_notice(words, &dossier)}
            {receipt}
            <Due opened=opened/>
            <ol class="tracking__events">{events}</ol>
            <Age/>
            <p><a href=papers.path()>{words.to_papers()}</a></p>
        }
        .into_any()
    };
    let back = Route::Checklist { dossier: opened.with_untracked(|opened| opened.dossier.id) };
    view! { <Page title=words.tracking_title().to_owned() back=back>{part(body)}</Page> }.into_any()
}

/// How far it is, and what that means for the person.
fn stage_notice(words: Words, dossier: &Dossier) -> AnyView {
    let (tone, text) = match dossier.stage() {
        Stage::Draft => (Tone::Calm, words.tracking_draft()),
        Stage::Submitted if dossier.n_unsent > 0 => (Tone::Calm, words.tracking_waiting()),
        Stage::Submitted => (Tone::Calm, words.stage_submitted()),
        Stage::Received => (Tone::Good, words.stage_received()),
        Stage::SupplementAsked => (Tone::Trouble, words.stage_supplement()),
        Stage::Refused => (Tone::Trouble, words.stage_refused()),
        Stage::Decided => (Tone::Good, words.stage_decided()),
        Stage::Returned => (Tone::Good, words.stage_returned()),
    };
    view! { <Notice tone=tone><p>{text}</p></Notice> }.into_any()
}

/// What the office or the person wrote with an event.
fn note_of(value: &Payload) -> Option<String> {
    let member = |name: &str| value.member(name)?.as_text();
    let text = member("text").or_else(|| member("reason")).or_else(|| member("number"))?;
    Some(text.to_owned())
}

/// One event.
#[component]
fn Event(event: Recorded) -> impl IntoView {
    let (words, today) = (use_words(), use_today().get_untracked());
    let said = words.moment(event.operation.said_at, today);
    let received = match event.received_at {
        Some(at) if !event.operation.kind.is_of_district() => {
            Some(words.event_received_at(&words.moment(at, today)))
        }
        Some(_) => None,
        None => Some(words.event_waits().to_owned()),
    };
    let received = received.map(|text| view! { <p class="tracking__when">{text}</p> });
    let note = note_of(&event.operation.value).map(|text| view! { <p>{text}</p> });
    view! {
        <li class="tracking__event">
            <p class="tracking__what">{words.event(&event.operation.kind)}</p>
            <p class="tracking__when">{said}</p>
            {received}
            {note}
        </li>
    }
    .into_any()
}

/// How old the news is.
#[component]
fn Age() -> impl IntoView {
    let (words, status, replica) = (use_words(), use_status(), use_replica());
    let today: Signal<Date> = use_today();
    let hello =
        Reading::begin(
            move || async move { replica.find()?.hello().await.ok()?.map(|hello| hello.at) },
        );
    let said = text(move || {
        let seen_at = status.received_at.get().or_else(|| hello.get().flatten());
        match seen_at {
            Some(at) => words.tracking_seen_at(&words.moment(at, today.get())),
            None => words.tracking_never().to_owned(),
        }
    });
    view! { <p class="tracking__age">{said}</p> }.into_any()
}
