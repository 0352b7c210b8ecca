//! Everything the page asks of the browser.
//!
//! Not here: what a person sees.
//!
//! Invariant: "No other module of the page names `web_sys`."

pub(crate) mod page;
pub(crate) mod history;
pub(crate) mod life;
pub(crate) mod time;
pub(crate) mod random;
pub(crate) mod prefs;
pub(crate) mod catalogue;
pub(crate) mod worker;
pub(crate) mod lock;
pub(crate) mod keys;
pub(crate) mod network;
pub(crate) mod image;
pub(crate) mod storage;
pub(crate) mod share;
pub(crate) mod tabs;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::EventTarget;

fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

fn document() -> Option<web_sys::Document> {
    window()?.document()
}

/// Listens for as long as the page lives.
fn listen(target: &EventTarget, event: &str, on_event: impl FnMut(web_sys::Event) + 'static) {
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(on_event);
    // A target that refuses listeners does not exist in a browser that runs this module.
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}
