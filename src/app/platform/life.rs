//! The life of the page: seen and hidden, network hints, leaving.
//!
//! Invariant: "`online` is a hint, never the truth."

use super::{document, listen, window};
use web_sys::VisibilityState;

/// Whether a person can see the page.
pub(crate) fn is_visible() -> bool {
    document().is_none_or(|d| d.visibility_state() == VisibilityState::Visible)
}

/// Calls when the page is shown again.
pub(crate) fn on_visible(on_visible: impl Fn() + 'static) {
    if let Some(document) = document() {
        listen(&document, "visibilitychange", move |_| {
            if is_visible() {
                on_visible();
            }
        });
    }
}

/// Calls when the page may be about to end: hidden, or left. The last moment for a save.
pub(crate) fn on_hide(on_hide: impl Fn() + Clone + 'static) {
    if let (Some(document), Some(window)) = (document(), window()) {
        let on_page_hide = on_hide.clone();
        listen(&document, "visibilitychange", move |_| {
            if !is_visible() {
                on_hide();
            }
        });
        listen(&window, "pagehide", move |_| on_page_hide());
    }
}

/// Calls when the browser believes there is a network again.
pub(crate) fn on_online(on_online: impl Fn() + 'static) {
    if let Some(window) = window() {
        listen(&window, "online", move |_| on_online());
    }
}
