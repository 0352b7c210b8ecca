//! The third place: language, text size, the way to devices and data, and what this is.

use crate::components::{Choice, Page, Radios, follow, text};
use crate::context::{TextSize, use_catalogue, use_preferences, use_words};
use crate::pages::procedure::CatalogueAge;
use crate::route::Route;
use domain::catalogue::Language;
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    let (words, catalogue) = (use_words(), use_catalogue());
    let version = text(move || {
        let Some(Ok(index)) = catalogue.index() else { return String::new() };
        let version: String = index.version.chars().take(8).collect();
        words.catalogue_version(&version)
    });
    view! {
        <Page title=words.settings_title().to_owned()>
            <LanguageChoice/>
            <TextSizeChoice/>
            <p><a href=Route::Shared.path()>{words.shared_link()}</a></p>
            <h2>{words.devices_and_data()}</h2>
            <p>{words.devices_and_data_hint()}</p>
            <a class="button button--quiet" href=Route::Devices.path()>{words.devices_and_data()}</a>
            <h2>{words.about()}</h2>
            <p>{words.about_text()}</p>
            <CatalogueAge is_overdue=false/>
            <p class="provenance">{version}</p>
        </Page>
    }
    .into_any()
}

#[component]
fn LanguageChoice() -> impl IntoView {
    let (words, preferences) = (use_words(), use_preferences());
    let choices = vec![
        Choice { id: "vi".to_owned(), label: words.vietnamese().to_owned() },
        Choice { id: "en".to_owned(), label: words.english().to_owned() },
    ];
    let chosen = follow(move || {
        Some(match preferences.language() {
            Language::Vietnamese => "vi".to_owned(),
            Language::English => "en".to_owned(),
        })
    });
    let choose = move |id: String| {
        preferences.speak(if id == "en" { Language::English } else { Language::Vietnamese });
    };
    view! {
        <Radios
            name="language".to_owned()
            legend=words.language().to_owned()
            choices=choices
            chosen=chosen
            on_choose=choose
        />
    }
    .into_any()
}

#[component]
fn TextSizeChoice() -> impl IntoView {
    let (words, preferences) = (use_words(), use_preferences());
    let label = |size: TextSize| match size {
        TextSize::Normal => words.text_normal(),
        TextSize::Large => words.text_large(),
        TextSize::Larger => words.text_larger(),
    };
    let choices = TextSize::ALL
        .map(|size| Choice { id: size.as_str().to_owned(), label: label(size).to_owned() })
        .to_vec();
    let chosen = follow(move || Some(preferences.text_size().as_str().to_owned()));
    let choose = move |id: String| {
        if let Some(size) = TextSize::ALL.into_iter().find(|size| size.as_str() == id) {
            preferences.resize_text(size);
        }
    };
    view! {
        <Radios
            name="text-size".to_owned()
            legend=words.text_size().to_owned()
            choices=choices
            chosen=chosen
            on_choose=choose
        />
    }
    .into_any()
}
