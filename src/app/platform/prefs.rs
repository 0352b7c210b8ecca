//! Preferences in local storage: language and text size. Nothing a person would miss.
//!
//! Not here: dossiers. Those are in the replica's store.
//!
//! Invariant: "A browser that blocks storage still shows the page."

use super::window;
use gloo_storage::{LocalStorage, Storage};

/// Whether the browser lets us in; `LocalStorage::raw` would panic where it does not.
fn is_open() -> bool {
    window().and_then(|w| w.local_storage().ok().flatten()).is_some()
}

/// The preference, when one was kept.
pub(crate) fn find(key: &str) -> Option<String> {
    is_open().then(|| LocalStorage::get(key).ok()).flatten()
}

/// Keeps a preference; a full or blocked storage forgets it, which is no loss.
pub(crate) fn keep(key: &str, value: &str) {
    if is_open() {
        let _ = LocalStorage::set(key, value);
    }
}
