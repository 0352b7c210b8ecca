//! The history API and links.
//!
//! Not here: what an address means (see [`crate::route`]).

use super::{document, listen, window};
use crate::route::Route;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, MouseEvent};

/// Where the page is now.
pub(crate) fn current() -> Route {
    let path = window().and_then(|w| w.location().pathname().ok()).unwrap_or_default();
    Route::parse(&path)
}

/// What stands behind `#` in the address; servers never see it.
pub(crate) fn fragment() -> String {
    let hash = window().and_then(|w| w.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Where this app is served: `https://example.vn`.
pub(crate) fn origin() -> String {
    window().and_then(|w| w.location().origin().ok()).unwrap_or_default()
}

/// Calls when only the fragment changed, as when a second link is opened in the same tab.
pub(crate) fn on_fragment(on_fragment: impl Fn() + 'static) {
    if let Some(window) = window() {
        listen(&window, "hashchange", move |_| on_fragment());
    }
}

/// Goes on to a place; Back returns here.
pub(crate) fn push(route: &Route) {
    if let Some(history) = window().and_then(|w| w.history().ok()) {
        // Refused only above a hundred calls in half a minute; the page then still changes.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&route.path()));
    }
}

/// Goes to a place without a step for Back.
pub(crate) fn replace(route: &Route) {
    if let Some(history) = window().and_then(|w| w.history().ok()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&route.path()));
    }
}

/// One step back, as the browser's own button.
pub(crate) fn back() {
    if let Some(history) = window().and_then(|w| w.history().ok()) {
        let _ = history.back();
    }
}

/// Calls on Back and Forward.
pub(crate) fn on_pop(on_pop: impl Fn(Route) + 'static) {
    if let Some(window) = window() {
        listen(&window, "popstate", move |_| on_pop(current()));
    }
}

/// Calls for clicks on links that stay in the app; all others are the browser's.
pub(crate) fn on_link(on_link: impl Fn(Route) + 'static) {
    let Some(document) = document() else { return };
    listen(&document, "click", move |event| {
        if let Some(route) = event.dyn_ref().and_then(find_route) {
            event.prevent_default();
            on_link(route);
        }
    });
}

fn find_route(click: &MouseEvent) -> Option<Route> {
    let is_plain = click.button() == 0
        && !(click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key())
        && !click.default_prevented();
    let target: HtmlElement = click.target()?.dyn_into().ok()?;
    let link = target.closest("a[href]").ok().flatten()?;
    let href = link.get_attribute("href")?;
    if !is_plain || !href.starts_with('/') || link.has_attribute("target") {
        return None;
    }
    if link.has_attribute("download") {
        return None;
    }
    Some(Route::parse(&href)).filter(|route| *route != Route::NotFound)
}
