//! One module a page, and the app around them.
//!
//! Not here: blocks that several pages share (see [`crate::components`]).

mod home;
mod procedure;
mod questions;
mod checklist;
mod changes;
mod share;
mod shared;
mod form;
mod photos;
mod check;
mod receipt;
mod tracking;
mod dossiers;
mod devices;
mod settings;
mod not_found;

use crate::components::{Notice, Page, Places, StatusLine, Tone, TopBar, part, text};
use crate::context::{self, use_catalogue, use_navigation, use_preferences, use_status, use_words};
use crate::platform::time::sleep_ms;
use crate::platform::{life, worker};
use crate::route::Route;
use leptos::prelude::*;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// The whole app.
#[component]
pub(crate) fn App() -> impl IntoView {
    context::provide();
    let status = use_status();
    worker::register(move || status.has_new_version.set(true));
    // A page may stay open for weeks; the browser itself looks only when a page is loaded.
    life::on_visible(worker::look_for_new_version);
    let (preferences, route) = (use_preferences(), use_navigation().changes());
    let later = later_pages();
    // A page is made anew when the language changes; what was typed is saved on blur before that.
    let page = part(move || {
        preferences.language();
        page_of(route.get(), later)
    });
    let skip = text(move || preferences.words().skip_to_content().to_owned());
    view! {
        <a class="skip" href="#main">{skip}</a>
        <TopBar/>
        <StatusLine/>
        <div class="layout">
            <Places/>
            <main class="layout__main" id="main" tabindex="-1">{page}</main>
        </div>
    }
    .into_any()
}

/// Makes the page of a route other than Home.
type MakePage = fn(Route) -> AnyView;

/// How far the module with all pages but Home is.
#[derive(Clone, Copy)]
enum Later {
    Coming,
    Here(MakePage),
    /// It could not be fetched, and the worker does not have it yet.
    Missing,
}

/// Home has this long to be drawn before the other pages are fetched.
const PAUSE_MS: i32 = 1_000;

/// Fetches the other pages: at once when one of them is opened, else a moment after Home has its list of procedures.
fn later_pages() -> RwSignal<Later> {
    const WAITING: u8 = 0;
    const SOON: u8 = 1;
    const NOW: u8 = 2;
    let later = RwSignal::new(Later::Coming);
    let (catalogue, route) = (use_catalogue(), use_navigation().changes());
    let is_here = move || matches!(later.get_untracked(), Later::Here(_));
    Effect::new(move |asked: Option<u8>| {
        let asked = asked.unwrap_or(WAITING);
        let wanted = match route.with(|route| *route == Route::Home) {
            false => NOW,
            true if catalogue.index().is_some() => SOON,
            true => WAITING,
        };
        if wanted <= asked {
            return asked;
        }
        leptos::task::spawn_local(async move {
            if wanted == SOON {
                sleep_ms(PAUSE_MS).await;
            }
            let found = page_maker().await.unwrap_or(Later::Missing);
            // Who opened a page meanwhile keeps it as it is.
            if !is_here() {
                later.set(found);
            }
        });
        wanted
    });
    later
}

/// Home is here from the start; all other pages come with a module of their own, which the worker keeps.
fn page_of(route: Route, later: RwSignal<Later>) -> AnyView {
    match route {
        Route::Home => view! { <home::Home/> }.into_any(),
        Route::NotFound => view! { <not_found::NotFound/> }.into_any(),
        route => match later.get() {
            Later::Coming => ().into_any(),
            Later::Here(make) => make(route),
            Later::Missing => not_loaded(),
        },
    }
}

struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        NotLoaded
    }
}

/// Says that this page is not here yet; loading the page again asks for it again.
fn not_loaded() -> AnyView {
    let words = use_words();
    view! {
        <Page title=words.page_not_loaded().to_owned()>
            <Notice tone=Tone::Warning><p>{words.page_not_loaded_text()}</p></Notice>
            <button class="button" on:click=|_| worker::reload()>{words.try_again()}</button>
        </Page>
    }
    .into_any()
}

/// Lives in the module that comes later, and brings it along.
#[wasm_split(pages, fallible)]
fn page_maker() -> Result<Later, NotLoaded> {
    Ok(Later::Here(later_page))
}

fn later_page(route: Route) -> AnyView {
    match route {
        Route::Procedure(id) => view! { <procedure::ProcedurePage id=id/> }.into_any(),
        Route::Dossiers => view! { <dossiers::Dossiers/> }.into_any(),
        Route::Checklist { dossier } => {
            view! { <checklist::ChecklistPage dossier=dossier/> }.into_any()
        }
        Route::Questions { dossier, question } => {
            view! { <questions::Questions dossier=dossier question=question/> }.into_any()
        }
        Route::ChangeAnswer { dossier, question } => {
            view! { <questions::ChangeAnswer dossier=dossier question=question/> }.into_any()
        }
        Route::Changes { dossier } => view! { <changes::Changes dossier=dossier/> }.into_any(),
        Route::Share { dossier } => view! { <share::Share dossier=dossier/> }.into_any(),
        Route::Shared => view! { <shared::Shared/> }.into_any(),
        Route::Form { dossier, section } => {
            view! { <form::Form dossier=dossier section=section/> }.into_any()
        }
        Route::Photos { dossier, paper } => {
            view! { <photos::Photos dossier=dossier paper=paper/> }.into_any()
        }
        Route::Check { dossier } => view! { <check::Check dossier=dossier/> }.into_any(),
        Route::Receipt { dossier } => view! { <receipt::Receipt dossier=dossier/> }.into_any(),
        Route::Tracking { dossier } => view! { <tracking::Tracking dossier=dossier/> }.into_any(),
        Route::Devices => view! { <devices::Devices/> }.into_any(),
        Route::Settings => view! { <settings::Settings/> }.into_any(),
        Route::Home | Route::NotFound => view! { <not_found::NotFound/> }.into_any(),
    }
}
