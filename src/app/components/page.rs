//! The frame of one page: its heading, the title of the tab, where focus goes; and what stands there meanwhile.
//!
//! Invariant: "Every page has one `h1`, and a person who navigates hears it first."

use super::notice::{Notice, Tone};
use super::part::act;
use crate::components::{Icon, Shape};
use crate::context::{CatalogueError, Load, use_catalogue, use_navigation, use_words};
use crate::platform::{page, worker};
use crate::route::Route;
use leptos::html;
use leptos::prelude::*;

/// A page.
#[component]
pub(crate) fn Page(
    /// The heading.
    title: String,
    /// A line above the heading: "Question 4". May be empty.
    #[prop(optional, into)]
    above: String,
    /// Where "Back" leads when the visit began on this page; without it there is no "Back" but the browser's.
    #[prop(optional, into)]
    back: Option<Route>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let (navigation, words) = (use_navigation(), use_words());
    page::set_title(&format!("{title} – {}", words.app_name()));
    let heading = NodeRef::<html::H1>::new();
    heading.on_load(move |element| {
        if navigation.take_focus() {
            // The heading is made focusable below; a refusal would only leave the focus where it was.
            let _ = element.focus();
        }
    });
    let above = (!above.is_empty()).then(|| view! { <p class="page__above">{above}</p> });
    let back = back.map(|otherwise| {
        view! {
            <button
                class="page__back no-print"
                type="button"
                on:click=act(move |_| navigation.back(otherwise.clone()))
            >
                <Icon shape=Shape::Back/> {words.back()}
            </button>
        }
    });
    view! {
        <div class="page">
            {back}
            {above}
            <h1 class="page__title" tabindex="-1" node_ref=heading>{title}</h1>
            {children()}
        </div>
    }
    .into_any()
}

/// What stands where something is still being read. It shows itself only after a moment.
#[component]
fn Waiting() -> impl IntoView {
    view! { <p class="page__waiting" role="status">{use_words().waiting()}</p> }.into_any()
}

/// What stands where something could not be read: what happened, what is safe, what to do.
#[component]
pub(crate) fn LoadProblem(
    /// Anything but `Ready`; `Missing` is for the page to word.
    problem: Load<()>,
) -> impl IntoView {
    let (words, catalogue) = (use_words(), use_catalogue());
    let text = match &problem {
        Load::Waiting => return view! { <Waiting/> }.into_any(),
        Load::Ready(()) | Load::Missing => return ().into_any(),
        Load::Store(error) => words.store_error(error).to_owned(),
        Load::Catalogue(CatalogueError::Fetch(error)) => words.fetch_error(*error).to_owned(),
        Load::Catalogue(CatalogueError::TooNew) => words.catalogue_too_new().to_owned(),
        Load::Catalogue(CatalogueError::Unknown) => words.procedure_unknown_text().to_owned(),
    };
    let (label, retry): (_, fn(crate::context::Catalogue)) = match problem {
        Load::Catalogue(CatalogueError::Fetch(_)) => {
            (words.try_again(), |catalogue| catalogue.refetch())
        }
        _ => (words.reload_page(), |_| worker::reload()),
    };
    view! {
        <Notice tone=Tone::Trouble>
            <p>{text}</p>
            <button class="button button--quiet" on:click=act(move |_| retry(catalogue))>{label}</button>
        </Notice>
    }
    .into_any()
}
