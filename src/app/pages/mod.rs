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

use crate::components::{Places, StatusLine, TopBar, part, text};
use crate::context::{self, use_navigation, use_preferences, use_status};
use crate::platform::{life, worker};
use crate::route::Route;
use leptos::prelude::*;

/// The whole app.
#[component]
pub(crate) fn App() -> impl IntoView {
    context::provide();
    let status = use_status();
    worker::register(move || status.has_new_version.set(true));
    // A page may stay open for weeks; the browser itself looks only when a page is loaded.
    life::on_visible(worker::look_for_new_version);
    let (preferences, route) = (use_preferences(), use_navigation().changes());
    // A page is made anew when the language changes; what was typed is saved on blur before that.
    let page = part(move || {
        preferences.language();
        page_of(route.get())
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

fn page_of(route: Route) -> AnyView {
    match route {
        Route::Home => view! { <home::Home/> }.into_any(),
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
        Route::NotFound => view! { <not_found::NotFound/> }.into_any(),
    }
}
