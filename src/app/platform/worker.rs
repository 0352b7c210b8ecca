//! The service worker: registering it, and the choice to use a new version.
//!
//! Not here: the worker itself (`public/sw.js`).
//!
//! Invariant: "A new version never takes over a page without the person's word."

use super::{listen, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration};

/// What the page says to a waiting worker; `sw.js` knows the word.
const USE_NEW_VERSION: &str = "use-new-version";

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window()?.navigator();
    // Absent in private windows of some browsers, although the binding cannot say so.
    js_sys::Reflect::has(&navigator, &JsValue::from_str("serviceWorker"))
        .unwrap_or(false)
        .then(|| navigator.service_worker())
}

/// Registers the worker and calls whenever a new version waits.
pub(crate) fn register(on_waiting: impl Fn() + Clone + 'static) {
    let Some(container) = container() else { return };
    spawn_local(async move {
        let Ok(registration) = JsFuture::from(container.register("/sw.js")).await else { return };
        let Ok(registration) = registration.dyn_into::<ServiceWorkerRegistration>() else {
            return;
        };
        watch(&container, &registration, on_waiting);
    });
}

fn watch(
    container: &ServiceWorkerContainer,
    registration: &ServiceWorkerRegistration,
    on_waiting: impl Fn() + Clone + 'static,
) {
    // The very first worker replaces nothing and is no news.
    let is_first = container.controller().is_none();
    if registration.waiting().is_some() && !is_first {
        on_waiting();
    }
    let found = registration.clone();
    listen(registration, "updatefound", move |_| {
        let Some(installing) = found.installing() else { return };
        let (worker, found, on_waiting) = (installing.clone(), found.clone(), on_waiting.clone());
        let replaces = container_has_controller();
        listen(&installing, "statechange", move |_| {
            if worker.state() == web_sys::ServiceWorkerState::Installed
                && found.waiting().is_some()
                && replaces
            {
                on_waiting();
            }
        });
    });
}

fn container_has_controller() -> bool {
    container().is_some_and(|c| c.controller().is_some())
}

/// Lets the waiting version take over and reloads once it has; reloads in any case after four seconds.
pub(crate) fn use_new_version() {
    spawn_local(async {
        let Some(container) = container() else { return reload() };
        listen(&container, "controllerchange", |_| reload());
        let ready = container.get_registration();
        if let Ok(found) = JsFuture::from(ready).await
            && let Ok(registration) = found.dyn_into::<ServiceWorkerRegistration>()
            && let Some(waiting) = registration.waiting()
        {
            let _ = waiting.post_message(&JsValue::from_str(USE_NEW_VERSION));
            super::time::sleep_ms(4_000).await;
        }
        reload();
    });
}

/// Says a word to the worker, once there is one; `sw.js` knows the words.
pub(crate) fn say(word: String) {
    let Some(ready) = container().and_then(|container| container.ready().ok()) else { return };
    spawn_local(async move {
        if let Ok(found) = JsFuture::from(ready).await
            && let Ok(registration) = found.dyn_into::<ServiceWorkerRegistration>()
            && let Some(active) = registration.active()
        {
            let _ = active.post_message(&JsValue::from_str(&word));
        }
    });
}

/// Calls whenever the worker has news: a newer catalogue is whole on this device.
pub(crate) fn on_news(on_news: impl Fn() + 'static) {
    if let Some(container) = container() {
        listen(&container, "message", move |_| on_news());
    }
}

/// Asks the server whether there is a newer version; quiet when there is no network.
pub(crate) fn look_for_new_version() {
    let Some(container) = container() else { return };
    spawn_local(async move {
        if let Ok(found) = JsFuture::from(container.get_registration()).await
            && let Ok(registration) = found.dyn_into::<ServiceWorkerRegistration>()
            && let Ok(update) = registration.update()
        {
            let _ = JsFuture::from(update).await;
        }
    });
}

/// Loads the page anew. Everything saved stays saved.
pub(crate) fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}
