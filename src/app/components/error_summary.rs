//! What is wrong on a page, in one place, each a link to where it can be put right.
//!
//! Invariant: "It takes the focus when it appears."

use super::part::{act, part};
use crate::context::use_words;
use crate::platform::page;
use leptos::html;
use leptos::prelude::*;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// Id of the control.
    pub(crate) id: String,
    /// What is wrong, with what to do.
    pub(crate) text: String,
}

/// The summary; nothing while nothing is wrong.
#[component]
pub(crate) fn ErrorSummary(
    /// What is wrong; tracked.
    #[prop(into)]
    mistakes: Signal<Vec<Mistake>>,
) -> impl IntoView {
    part(move || match mistakes.get() {
        mistakes if mistakes.is_empty() => ().into_any(),
        mistakes => view! { <Summary mistakes=mistakes/> }.into_any(),
    })
}

#[component]
fn Summary(mistakes: Vec<Mistake>) -> impl IntoView {
    let words = use_words();
    let box_ref = NodeRef::<html::Div>::new();
    box_ref.on_load(|element| {
        // The box is made focusable below.
        let _ = element.focus();
    });
    let links = mistakes.into_iter().map(|Mistake { id, text }| {
        let go = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            page::focus_id(&id);
        };
        view! { <li><a href="#" on:click=act(go)>{text}</a></li> }.into_any()
    });
    view! {
        <div class="error-summary" role="alert" tabindex="-1" node_ref=box_ref>
            <h2 class="error-summary__title">{words.summary_title()}</h2>
            <ul class="error-summary__list">{links.collect::<Vec<_>>()}</ul>
        </div>
    }
    .into_any()
}
