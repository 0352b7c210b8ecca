//! An address that leads nowhere.

use crate::components::Page;
use crate::context::use_words;
use crate::route::Route;
use leptos::prelude::*;

/// An address this version does not know.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    let words = use_words();
    view! {
        <Page title=words.not_found_title().to_owned()>
            <p>{words.not_found_text()}</p>
            <a class="button" href=Route::Home.path()>{words.to_home()}</a>
        </Page>
    }
    .into_any()
}
