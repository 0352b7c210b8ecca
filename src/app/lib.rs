//! The page: a client-side-rendered Leptos app for residents.
//!
//! Not here: rules (crate `domain`), the operation log and sync (crate `replica`), the wire (crate `protocol`).
//!
//! Architecture invariant: "`app` holds no rule: which paper is needed, what is wrong, what is sent is asked of `domain`."
//! Architecture invariant: "Only `platform` touches the browser."
//! Architecture invariant: "'Saved on this device' is shown only after the commit resolved."

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]
// The `component` macro makes a public builder for every component, whatever its visibility.
#![allow(unreachable_pub)]

mod route;
mod i18n;
mod platform;
mod context;
mod components;
mod pages;

/// Starts the page: called once by the glue when the module is ready.
#[wasm_bindgen::prelude::wasm_bindgen(start)]
pub fn start() {
    platform::page::mount(pages::App);
}
