//! The few signs of the page, drawn with lines. A sign never stands without words.

use leptos::prelude::*;

/// What a sign shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Finding.
    Search,
    /// A folder of papers.
    Folder,
    /// Everything else.
    More,
    /// Done.
    Tick,
    /// Going up: waiting to be sent.
    Up,
    /// Mind this.
    Mind,
    /// Further.
    Next,
    /// Back.
    Back,
    /// A question is open.
    Question,
    /// An empty circle: not yet.
    Open,
    /// On paper.
    Print,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Shape::Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 21 21",
            Shape::Folder => "M3 6.5h6l2 2.5h10v10.5H3ZM7 14h10",
            Shape::More => "M4 7h16M4 12h16M4 17h10",
            Shape::Tick => "m4.5 12.5 5 5 10-11",
            Shape::Up => "M12 20V4M5.5 10.5 12 4l6.5 6.5",
            Shape::Mind => "M12 4 2.5 20h19ZM12 10v5M12 17.4v.2",
            Shape::Next => "m9 5 7 7-7 7",
            Shape::Back => "m15 5-7 7 7 7",
            Shape::Question => "M8.5 9a3.5 3.5 0 1 1 5 3.1c-1 .5-1.5 1.1-1.5 2.4M12 18v.2",
            Shape::Open => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z",
            Shape::Print => "M7 8V4h10v4M7 17H4V8h16v9h-3M7 14h10v6H7Z",
        }
    }
}

/// A sign beside words; hidden from screen readers.
#[component]
pub(crate) fn Icon(
    /// What it shows.
    shape: Shape,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=shape.path()></path>
        </svg>
    }
    .into_any()
}
