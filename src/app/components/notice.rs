//! A box that says one thing with a tone; the words carry the meaning, the colour repeats it.

use leptos::prelude::*;

/// The tone of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Something to know.
    Calm,
    /// Something to mind.
    Warning,
    /// Something that went wrong.
    Trouble,
    /// Something that went well.
    Good,
}

/// A notice.
#[component]
pub(crate) fn Notice(
    /// Its tone.
    tone: Tone,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let class = match tone {
        Tone::Calm => "notice",
        Tone::Warning => "notice notice--warning",
        Tone::Trouble => "notice notice--trouble",
        Tone::Good => "notice notice--good",
    };
    view! { <div class=class>{children()}</div> }.into_any()
}
