//! Handing a text on: the clipboard, and the system's own way of sharing.
//!
//! Not here: what is shared.
//!
//! Invariant: "Nothing leaves the device unless the person pressed for it."

use super::window;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

fn find_method(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

/// Whether the promise of a method was kept.
async fn call(of: &JsValue, name: &str, argument: &JsValue) -> bool {
    let promise = find_method(of, name).and_then(|method| method.call1(of, argument).ok());
    match promise.and_then(|promise| promise.dyn_into::<Promise>().ok()) {
        Some(promise) => JsFuture::from(promise).await.is_ok(),
        None => false,
    }
}

fn navigator() -> JsValue {
    window().map_or(JsValue::NULL, |window| window.navigator().into())
}

/// Whether the system offers to share.
pub(crate) fn can_share() -> bool {
    find_method(&navigator(), "share").is_some()
}

/// Offers a link to the apps of the device; `false` when the person or the system declined.
pub(crate) async fn share(title: &str, link: &str) -> bool {
    let data = Object::new();
    for (name, value) in [("title", title), ("url", link)] {
        // A plain object takes any member.
        let _ = Reflect::set(&data, &name.into(), &value.into());
    }
    call(&navigator(), "share", &data).await
}

/// Puts a text on the clipboard; `false` when the browser refused.
pub(crate) async fn copy(text: &str) -> bool {
    let clipboard = Reflect::get(&navigator(), &"clipboard".into()).unwrap_or(JsValue::NULL);
    call(&clipboard, "writeText", &text.into()).await
}
