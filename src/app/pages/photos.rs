//! The pages of one paper, and how the paper reaches the office.
//!
//! Not here: making a page of a photo (see [`crate::platform::image`]).
//!
//! Invariant: "A photo that fails names itself and its reason; the others are kept."

mod adding;
mod fate_choice;
mod page_list;

use crate::components::{
    Notice, OpenedSignal, Page, Tone, act, flag, keep, part, text, when_opened,
};
use crate::context::{Opened, ReplicaService, use_replica, use_words};
use crate::i18n::Words;
use crate::pages::form::is_closed;
use crate::route::Route;
use adding::Adding;
use domain::catalogue::{Fate, Paper};
use domain::checklist::checklist;
use domain::ids::{DossierId, PaperId};
use domain::operation::{FieldKey, Kind, Payload};
use domain::relevance::relevant;
use domain::submission::fate_of;
use fate_choice::FateChoice;
use leptos::prelude::*;
use page_list::PageList;
use replica::Change;

/// The page.
#[component]
pub(crate) fn Photos(dossier: DossierId, paper: PaperId) -> impl IntoView {
    when_opened(dossier, move |opened| view! { <PaperPage opened=opened id=paper.clone()/> })
}

/// What the parts of the page share.
#[derive(Clone)]
struct PaperContext {
    opened: OpenedSignal,
    id: PaperId,
    paper: Paper,
    words: Words,
    replica: ReplicaService,
}

impl PaperContext {
    /// Fates allowed under the present answers, but for filling in; tracked.
    fn fates(&self) -> Vec<Fate> {
        self.opened.with(|Opened { edition, dossier, .. }| {
            let list = checklist(edition, &relevant(edition, dossier).answers);
            let line = list.lines.into_iter().find(|line| line.paper == self.id);
            line.map(|line| line.fates).unwrap_or_default()
        })
    }
    /// The fate chosen or implied; tracked.
    fn fate(&self) -> Option<Fate> {
        self.opened.with(|Opened { edition, dossier, .. }| {
            fate_of(edition, dossier, &self.id).map(|(fate, _)| fate)
        })
    }
    /// Pages in order; tracked.
    fn pages(&self) -> Vec<domain::dossier::Page> {
        self.opened.with(|opened| opened.dossier.pages.get(&self.id).cloned().unwrap_or_default())
    }
    /// Records one change; the status line tells how it went.
    fn record(&self, field: FieldKey, value: Payload) {
        let opened = self.opened.get_untracked();
        let kind = if value == Payload::Null { Kind::Unset } else { Kind::Set };
        let change = Change { field, kind, value };
        self.replica.record_soon(opened.dossier.id, opened.edition_id, change);
    }
}

#[component]
fn PaperPage(opened: OpenedSignal, id: PaperId) -> impl IntoView {
    let (words, replica) = (use_words(), use_replica());
    let first = opened.get_untracked();
    let back = Route::Checklist { dossier: first.dossier.id };
    let Some(paper) = first.edition.find_paper(&id).cloned() else {
        return view! {
            <Page title=words.sections_papers().to_owned()>
                <p>{words.paper_unknown()}</p>
                <p><a href=back.path()>{words.to_papers()}</a></p>
            </Page>
        }
        .into_any();
    };
    let context = PaperContext { opened, id, paper, words, replica };
    let (plain, example) =
        (words.text(&context.paper.plain), words.text(&context.paper.good_example));
    let closed = is_closed(&first.dossier);
    let body = match closed {
        true => view! {
            <Notice tone=Tone::Calm><p>{words.dossier_closed()}</p></Notice>
            <PageList context=context.clone() is_closed=true/>
        }
        .into_any(),
        false => view! { <Work context=context.clone()/> }.into_any(),
    };
    view! {
        <Page title=words.text(&context.paper.name) back=back.clone()>
            <p>{plain}</p>
            <p>{example}</p>
            {body}
            <p><a class="button" href=back.path()>{words.back_to_papers()}</a></p>
        </Page>
    }
    .into_any()
}

/// Everything that can be done about the paper.
#[component]
fn Work(context: PaperContext) -> impl IntoView {
    let shown = context.clone();
    let takes_photos = keep(move || {
        let allowed = shown.fates().contains(&Fate::Photographed);
        allowed && shown.fate().is_none_or(|fate| fate == Fate::Photographed)
    });
    let (words, photos) = (context.words, context.clone());
    let pages = move || match takes_photos.get() {
        true => view! {
            <Adding context=photos.clone()/>
            <PageList context=photos.clone() is_closed=false/>
        }
        .into_any(),
        false => {
            let kept = photos.clone();
            let note = text(move || match kept.pages().len() {
                0 => words.no_photos_needed().to_owned(),
                n => words.photos_not_sent(&n.to_string()),
            });
            view! { <p>{note}</p> }.into_any()
        }
    };
    view! {
        <FateChoice context=context.clone()/>
        <HaveOnPaper context=context/>
        {part(pages)}
    }
    .into_any()
}

/// "I have it on paper": a mark for the person, not a fate.
#[component]
fn HaveOnPaper(context: PaperContext) -> impl IntoView {
    let (words, opened) = (context.words, context.opened);
    let field = FieldKey::Have(context.id.clone());
    let key = field.clone();
    let has = move || opened.with(|o| o.dossier.value(&key) == Some(&Payload::Bool(true)));
    let on_change = move |event| {
        let value = if event_target_checked(&event) { Payload::Bool(true) } else { Payload::Null };
        context.record(field.clone(), value);
    };
    view! {
        <label class="photo__have" for="have-on-paper">
            <input
                class="photo__tick"
                id="have-on-paper"
                type="checkbox"
                prop:checked=flag(has)
                on:change=act(on_change)
            />
            <span>{words.have_on_paper()}</span>
        </label>
    }
    .into_any()
}
