//! An early end: why the procedure is not needed or not the right one, and what to do instead.

use crate::components::{Notice, Page, Tone, part};
use crate::context::{use_catalogue, use_words};
use crate::route::Route;
use domain::catalogue::Exit;
use domain::ids::DossierId;
use leptos::prelude::*;

/// A page of its own, at the end of the questions.
#[component]
pub(crate) fn ExitPage(dossier: DossierId, exit: Exit) -> impl IntoView {
    let words = use_words();
    view! {
        <Page title=words.ends_early().to_owned() above=words.exit_label() back=Route::Checklist { dossier }>
            <ExitBox exit=exit/>
            <p><a href=Route::Checklist { dossier }.path()>{words.change_answers()}</a></p>
        </Page>
    }
    .into_any()
}

/// The reason and the way out, here and on the checklist.
#[component]
pub(crate) fn ExitBox(exit: Exit) -> impl IntoView {
    let (words, catalogue) = (use_words(), use_catalogue());
    let reason = match exit.provenance.is_firm() {
        true => words.text(&exit.reason),
        false => words.not_firm(words.the_desk()),
    };
    let alternative = exit.alternative;
    let link = move || {
        let entry = alternative.as_ref().and_then(|id| catalogue.find_entry(id));
        let Some(entry) = entry else { return ().into_any() };
        let name = words.go_to_alternative(&words.text(&entry.short));
        view! { <a class="button" href=Route::Procedure(entry.id).path()>{name}</a> }.into_any()
    };
    view! {
        <Notice tone=Tone::Warning>
            <p class="procedure__status">{reason}</p>
            <h2>{words.what_instead()}</h2>
            <p>{words.text(&exit.instead)}</p>
            {part(link)}
        </Notice>
    }
    .into_any()
}
