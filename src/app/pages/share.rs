//! A checklist to hand on: as a text for any phone, as a code for the app, as a link.
//!
//! Not here: opening one (see [`super::shared`]).
//!
//! Invariant: "It carries answers to questions, nothing of the form, no photo, and passes no server."

mod texts;

pub(super) use texts::Texts;

use crate::components::{
    CodePicture, Kept, OpenedSignal, Page, act, keep, part, text, when_opened,
};
use crate::context::{Opened, use_catalogue, use_words};
use crate::platform::share;
use crate::route::Route;
use domain::ids::DossierId;
use domain::relevance::relevant;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The page.
#[component]
pub(crate) fn Share(dossier: DossierId) -> impl IntoView {
    when_opened(dossier, move |opened| view! { <SharePage opened=opened/> })
}

/// What the codes say, worked out anew when the answers change.
pub(super) fn texts_of(opened: OpenedSignal) -> Kept<Texts> {
    let (words, catalogue) = (use_words(), use_catalogue());
    keep(move || {
        opened.with(|Opened { procedure, edition, dossier, .. }| {
            let answers = relevant(edition, dossier).answers;
            Texts::of(words, catalogue, procedure, edition, &answers)
        })
    })
}

/// Both codes, with what each is for.
#[component]
pub(super) fn Codes(texts: Kept<Texts>) -> impl IntoView {
    let words = use_words();
    let codes = move || {
        let Texts { plain, code, .. } = texts.get();
        view! {
            <div class="share__codes">
                <CodePicture code=plain label=words.share_plain() hint=words.share_plain_hint()/>
                <CodePicture code=code label=words.share_code() hint=words.share_code_hint()/>
            </div>
        }
        .into_any()
    };
    part(codes)
}

#[component]
fn SharePage(opened: OpenedSignal) -> impl IntoView {
    let words = use_words();
    let texts = texts_of(opened);
    let (dossier, title) =
        opened.with_untracked(|opened| (opened.dossier.id, words.text(&opened.procedure.short)));
    let said = RwSignal::new("");
    let copy = move |_| {
        spawn_local(async move {
            let link = texts.get_untracked().link;
            let done = share::copy(&link).await;
            said.try_set(if done { words.share_copied() } else { words.share_not_copied() });
        });
    };
    let name = title.clone();
    let hand_on = move |_| {
        let name = name.clone();
        // Who declines the system's sheet knows it.
        spawn_local(async move {
            share::share(&name, &texts.get_untracked().link).await;
        });
    };
    let hand_on = share::can_share().then(|| {
        view! {
            <button class="button button--quiet" on:click=act(hand_on)>{words.share_send()}</button>
        }
    });
    view! {
        <Page title=words.share_title().to_owned() above=title back=Route::Checklist { dossier }>
            <p>{words.share_lead()}</p>
            <p class="share__link">{text(move || texts.get().link)}</p>
            <div class="button-row no-print">
                <button class="button" on:click=act(copy)>{words.share_copy()}</button>
                {hand_on}
            </div>
            <p role="status">{text(move || said.get().to_owned())}</p>
            <Codes texts=texts/>
        </Page>
    }
    .into_any()
}
