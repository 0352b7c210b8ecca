//! The document: mounting, title, language, focus.
//!
//! Not here: elements of a page; those are views.

use super::document;
use domain::catalogue::Language;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Id of the element the app lives in; the static shell stands there until then.
const ROOT: &str = "app";

/// Replaces the static shell by the app.
pub(crate) fn mount<V: IntoView + 'static>(view: fn() -> V) {
    let Some(root) = document().and_then(|d| d.get_element_by_id(ROOT)) else { return };
    root.set_text_content(None);
    if let Ok(root) = root.dyn_into::<HtmlElement>() {
        leptos::mount::mount_to(root, view).forget();
    }
}

/// The title of the tab.
pub(crate) fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = document().and_then(|d| d.document_element()) {
        // Only a malformed attribute name is refused.
        let _ = root.set_attribute(name, value);
    }
}

/// `lang` of the document: what a screen reader speaks.
pub(crate) fn set_language(language: Language) {
    set_root_attribute(
        "lang",
        match language {
            Language::Vietnamese => "vi",
            Language::English => "en",
        },
    );
}

/// `data-text-size` of the document, read by `tokens.css`.
pub(crate) fn set_text_size(size: &str) {
    set_root_attribute("data-text-size", size);
}

fn focus(element: Option<web_sys::Element>) {
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Moves focus to the element with this id, for an error summary or the field it names.
pub(crate) fn focus_id(id: &str) {
    focus(document().and_then(|d| d.get_element_by_id(id)));
}

/// Shows the beginning of a page.
pub(crate) fn scroll_to_top() {
    if let Some(window) = super::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Whether nothing in particular has the focus, as after its element moved or went away.
pub(crate) fn has_no_focus() -> bool {
    document().and_then(|d| d.active_element()).is_none_or(|e| e.tag_name() == "BODY")
}

/// Opens the browser's print dialog.
pub(crate) fn print() {
    if let Some(window) = super::window() {
        let _ = window.print();
    }
}

/// Text in NFC, as everything is stored. Unpaired surrogates were already replaced by the binding.
pub(crate) fn normalize(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFC").into()
}
