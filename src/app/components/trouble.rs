//! What went wrong with the last thing a person did, where they did it.

use super::notice::{Notice, Tone};
use super::part::part;
use leptos::prelude::*;

/// The notice; nothing while nothing is wrong.
pub(crate) fn trouble(text: RwSignal<Option<String>>) -> AnyView {
    part(move || match text.get() {
        Some(text) => view! { <Notice tone=Tone::Trouble><p>{text}</p></Notice> }.into_any(),
        None => ().into_any(),
    })
}
