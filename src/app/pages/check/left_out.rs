//! Papers that are often asked for and that this dossier goes without: it can be sent, and the person should know.
//!
//! Not here: papers the law asks for (see [`super::obstacles`]).

use crate::components::{Notice, Tone};
use crate::context::{Opened, use_words};
use crate::route::Route;
use domain::catalogue::{Need, Paper};
use domain::relevance::Relevant;
use domain::submission::fate_of;
use leptos::prelude::*;

/// The list; nothing when no such paper is left out.
#[component]
pub(super) fn LeftOut(opened: Opened, relevant: Relevant) -> impl IntoView {
    let words = use_words();
    let (edition, dossier) = (&opened.edition, &opened.dossier);
    let is_left_out = |paper: &&Paper| {
        matches!(paper.need, Need::InPractice | Need::Maybe)
            && relevant.papers.contains(&paper.id)
            && fate_of(edition, dossier, &paper.id).is_none()
    };
    let items = edition.papers.iter().filter(is_left_out).map(|paper| {
        let to = Route::Photos { dossier: dossier.id, paper: paper.id.clone() };
        view! { <li><a href=to.path()>{words.text(&paper.name)}</a></li> }.into_any()
    });
    let items = items.collect::<Vec<_>>();
    if items.is_empty() || crate::pages::form::is_closed(dossier) {
        return ().into_any();
    }
    view! {
        <Notice tone=Tone::Calm>
            <h2 class="check__title">{words.left_out_title()}</h2>
            <p>{words.left_out_lead()}</p>
            <ul class="check__obstacles">{items}</ul>
        </Notice>
    }
    .into_any()
}
