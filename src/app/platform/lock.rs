//! The Web Lock that decides which tab talks to the district.
//!
//! Invariant: "Correctness never depends on the lock; without it tabs only waste traffic."

use super::window;
use core::future::Future;
use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

const NAME: &str = "ho-so-sync";
/// A tab that hangs must not keep the others silent for ever; long uploads go on without the lock.
const LIMIT_MS: i32 = 120_000;

/// Runs `work` while holding the lock; gives it up unrun when another tab holds the lock.
pub(crate) async fn if_free<F: Future<Output = ()> + 'static>(work: impl FnOnce() -> F + 'static) {
    let Some((locks, request)) = find_request() else { return work().await };
    let callback = Closure::once_into_js(move |lock: JsValue| -> js_sys::Promise {
        if lock.is_null() {
            return js_sys::Promise::resolve(&JsValue::NULL);
        }
        let work = future_to_promise(async move {
            work().await;
            Ok(JsValue::NULL)
        });
        let limit = future_to_promise(async {
            super::time::sleep_ms(LIMIT_MS).await;
            Ok(JsValue::NULL)
        });
        js_sys::Promise::race(&js_sys::Array::of2(&work, &limit))
    });
    let options = js_sys::Object::new();
    let _ = Reflect::set(&options, &JsValue::from_str("ifAvailable"), &JsValue::TRUE);
    if let Ok(held) = request.call3(&locks, &JsValue::from_str(NAME), &options, &callback) {
        let _ = JsFuture::from(js_sys::Promise::resolve(&held)).await;
    }
}

/// `navigator.locks` and its `request`, which the binding has only as unstable.
fn find_request() -> Option<(JsValue, js_sys::Function)> {
    let navigator = window()?.navigator();
    let locks = Reflect::get(&navigator, &JsValue::from_str("locks")).ok()?;
    let request = Reflect::get(&locks, &JsValue::from_str("request")).ok()?;
    Some((locks, request.dyn_into().ok()?))
}
