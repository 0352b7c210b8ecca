//! What surrounds every page: the bar above with name, text size and language, and the three places.

use super::icon::{Icon, Shape};
use super::part::{act, text};
use crate::context::{use_navigation, use_preferences};
use crate::i18n::Words;
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
    let lang = text(move || match other() {
        Language::Vietnamese => "vi".to_owned(),
        Language::English => "en".to_owned(),
    });
    let say = move |word: fn(Words) -> &'static str| text(move || word(words()).to_owned());
    view! {
        <header class="top-bar">
            <a class="top-bar__name" href="/">{words().app_name()}</a>
            <button class="top-bar__button" on:click=act(resize)>
                <span class="top-bar__letters" aria-hidden="true">"A" <small>"A"</small></span>
                {say(Words::bigger_text)}
            </button>
            <button
                class="top-bar__button"
                lang=lang
                on:click=act(move |_| preferences.speak(other()))
            >
                {say(Words::other_language)}
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
    let link = move |place: Place, to: Route, shape: Shape, label: fn(Words) -> &'static str| {
        let current = text(move || (route.get().place() == place).to_string());
        let label = text(move || label(words()).to_owned());
        view! {
            <a class="places__link" href=to.path() aria-current=current>
                <Icon shape=shape/>
                <span>{label}</span>
            </a>
        }
        .into_any()
    };
    let name = text(move || words().places().to_owned());
    view! {
        <nav class="places" aria-label=name>
            {link(Place::Find, Route::Home, Shape::Search, Words::find_procedure)}
            {link(Place::Dossiers, Route::Dossiers, Shape::Folder, Words::my_dossiers)}
            {link(Place::More, Route::Settings, Shape::More, Words::more)}
        </nav>
    }
    .into_any()
}
