//! What surrounds every page: the bar above with name, text size and language, and the three places.

use super::icon::{Icon, Shape};
use crate::context::{use_navigation, use_preferences};
use crate::route::{Place, Route};
use domain::catalogue::Language;
use leptos::prelude::*;

/// The bar above every page.
#[component]
pub(crate) fn TopBar() -> impl IntoView {
    let preferences = use_preferences();
    let words = move || preferences.words();
    let resize = move |_| preferences.resize_text(preferences.text_size().next());
    let other = move || match preferences.language() {
        Language::Vietnamese => Language::English,
        Language::English => Language::Vietnamese,
    };
    let lang = move || match other() {
        Language::Vietnamese => "vi",
        Language::English => "en",
    };
    view! {
        <header class="top-bar">
            <a class="top-bar__name" href="/">{move || words().app_name()}</a>
            <button class="top-bar__button" on:click=resize>
                <span class="top-bar__letters" aria-hidden="true">"A" <small>"A"</small></span>
                {move || words().bigger_text()}
            </button>
            <button class="top-bar__button" lang=lang on:click=move |_| preferences.speak(other())>
                {move || words().other_language()}
            </button>
        </header>
    }
    .into_any()
}

/// The three places: below the page on a phone, beside it where there is room.
#[component]
pub(crate) fn Places() -> impl IntoView {
    let (preferences, route) = (use_preferences(), use_navigation().changes());
    let words = move || preferences.words();
    let link = move |place: Place, to: Route, shape: Shape, label: Signal<&'static str>| {
        let current = move || (route.get().place() == place).then_some("true");
        view! {
            <a class="places__link" href=to.path() aria-current=current>
                <Icon shape=shape/>
                <span>{label}</span>
            </a>
        }
        .into_any()
    };
    let find = Signal::derive(move || words().find_procedure());
    let dossiers = Signal::derive(move || words().my_dossiers());
    let more = Signal::derive(move || words().more());
    view! {
        <nav class="places" aria-label=move || words().places()>
            {link(Place::Find, Route::Home, Shape::Search, find)}
            {link(Place::Dossiers, Route::Dossiers, Shape::Folder, dossiers)}
            {link(Place::More, Route::Settings, Shape::More, more)}
        </nav>
    }
    .into_any()
}
