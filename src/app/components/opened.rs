//! A page about one dossier: what stands there until it is read, and the dossier once it is.
//!
//! Not here: reading it (see [`crate::context::use_dossier`]).
//!
//! Invariant: "A page is not made anew because something was saved; fields keep their focus."

use super::page::{LoadProblem, Page};
use super::part::{keep, part};
use crate::context::{Load, Opened, use_dossier, use_today, use_words};
use crate::route::Route;
use domain::catalogue::Status;
use domain::dossier::Stage;
use domain::ids::DossierId;
use leptos::prelude::*;

/// The dossier of the page as a signal that follows every change.
pub(crate) type OpenedSignal = Signal<Opened, LocalStorage>;

/// Makes the page once the dossier is read, and leaves it standing while the dossier changes.
pub(crate) fn when_opened<V: IntoView + 'static>(
    id: DossierId,
    page: impl Fn(OpenedSignal) -> V + Send + 'static,
) -> AnyView {
    let load = use_dossier(id);
    let is_ready = keep(move || load.with(|load| matches!(load, Load::Ready(_))));
    let shown = move || {
        if is_ready.get()
            && let Load::Ready(first) = load.get_untracked()
        {
            let opened = Signal::derive_local(move || match load.get() {
                Load::Ready(opened) => opened,
                _ => first.clone(),
            });
            let page = page(opened).into_any();
            return view! { <Mark opened=opened/> {page} }.into_any();
        }
        view! { <NotOpened load=load/> }.into_any()
    };
    part(shown)
}

/// Stands above every page of a draft that cannot be sent as it is.
#[component]
fn Mark(opened: OpenedSignal) -> impl IntoView {
    let (words, today) = (use_words(), use_today().get_untracked());
    let now = opened.get_untracked();
    if now.dossier.stage() != Stage::Draft {
        return ().into_any();
    }
    if now.is_outdated(today) {
        let newer = now.find_newer(today);
        let said = match newer {
            Some(newer) => words.outdated(&words.date(newer.valid_from)),
            None => words.expired().to_owned(),
        };
        let link = newer.map(|_| {
            let to = Route::Changes { dossier: now.dossier.id };
            view! { " " <a class="no-print" href=to.path()>{words.changes_link()}</a> }
        });
        return view! { <p class="page__mark page__mark--warning">{said} {link}</p> }.into_any();
    }
    if now.edition.status.takes_submissions() {
        return ().into_any();
    }
    let state = words.status_tag(now.edition.status);
    let said = match now.edition.status {
        Status::GuideOnly => words.guide_only_hint(),
        _ => words.prepare_only(),
    };
    view! { <p class="page__mark"><b class="tag tag--warning">{state}</b> " " {said}</p> }
        .into_any()
}

/// What stands there meanwhile, or instead. While it is being read there is no heading yet: the focus waits for the real one.
#[component]
fn NotOpened(load: Signal<Load<Opened>, LocalStorage>) -> impl IntoView {
    let words = use_words();
    let page = move |problem: AnyView| {
        view! { <Page title=words.my_dossiers().to_owned()>{problem}</Page> }.into_any()
    };
    part(move || match load.get() {
        Load::Ready(_) | Load::Waiting => view! { <LoadProblem problem=Load::Waiting/> }.into_any(),
        Load::Missing => view! { <NoDossier/> }.into_any(),
        Load::Store(error) => page(view! { <LoadProblem problem=Load::Store(error)/> }.into_any()),
        Load::Catalogue(error) => {
            page(view! { <LoadProblem problem=Load::Catalogue(error)/> }.into_any())
        }
    })
}

#[component]
fn NoDossier() -> impl IntoView {
    let words = use_words();
    view! {
        <Page title=words.dossier_not_found_title().to_owned()>
            <p>{words.dossier_not_found_text()}</p>
            <a class="button" href=Route::Dossiers.path()>{words.to_dossiers()}</a>
        </Page>
    }
    .into_any()
}
