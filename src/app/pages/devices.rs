//! Devices and data: what exists only here, whether the browser keeps it, what the office refused.
//!
//! Invariant: "Diagnostics name no person and no content."

mod diagnostics;
mod shelf;

use crate::components::{Notice, Page, Tone, act, part, text};
use crate::context::{Reading, use_replica, use_status, use_today, use_words};
use crate::i18n::Words;
use crate::platform::keys::{self, DeviceKey};
use crate::platform::storage::{self, Persistence};
use diagnostics::Diagnostics;
use domain::date::Date;
use leptos::prelude::*;
use leptos::task::spawn_local;
use replica::Waiting;
use shelf::Shelf;

/// How much of a device's id is enough to tell two devices of one person apart.
const SHORT_ID: usize = 6;

/// The page.
#[component]
pub(crate) fn Devices() -> impl IntoView {
    let words = use_words();
    view! {
        <Page title=words.devices_title().to_owned()>
            <OnlyHere/>
            <Shelf/>
            <Keeping/>
            <ThisDevice/>
            <Diagnostics/>
        </Page>
    }
    .into_any()
}

/// What no office has yet, and since when.
#[component]
fn OnlyHere() -> impl IntoView {
    let (words, status, today) = (use_words(), use_status(), use_today());
    let said =
        text(move || only_here(words, today.get(), status.waiting.get().unwrap_or_default()));
    view! {
        <section class="devices__part">
            <h2>{words.only_here_title()}</h2>
            <p>{said}</p>
        </section>
    }
    .into_any()
}

fn only_here(words: Words, today: Date, waiting: Waiting) -> String {
    if waiting.n_operations + waiting.n_blobs == 0 {
        return words.only_here_nothing().to_owned();
    }
    let mut parts = vec![words.only_here_changes(&waiting.n_operations.to_string())];
    if waiting.n_blobs > 0 {
        parts.push(words.only_here_photos(&waiting.n_blobs.to_string()));
    }
    if let Some(oldest) = waiting.oldest_said_at {
        parts.push(words.only_here_since(&words.moment(oldest, today)));
    }
    parts.push(words.only_here_bytes(&words.size(waiting.bytes)));
    parts.join(" · ")
}

/// Whether the browser keeps the data.
#[component]
fn Keeping() -> impl IntoView {
    let words = use_words();
    let asked = RwSignal::new(None::<Persistence>);
    let first = Reading::begin(storage::persistence);
    let estimate = Reading::begin(storage::estimate);
    let answer = move || asked.get().or_else(|| first.get());
    let said = text(move || {
        answer().map(|answer| words.persistence(answer)).unwrap_or_default().to_owned()
    });
    let ask = move |_| {
        spawn_local(async move {
            let answer = storage::ask_persistence().await;
            asked.try_set(Some(answer));
        });
    };
    let may_ask = move || answer() == Some(Persistence::MayBeCleared);
    let button = move || {
        if !may_ask() {
            return ().into_any();
        }
        view! {
            <button class="button button--quiet" on:click=act(ask)>{words.ask_to_keep()}</button>
        }
        .into_any()
    };
    let used = text(move || {
        let estimate = estimate.get().flatten();
        estimate.map(|e| words.storage_used(&words.size(e.usage_bytes))).unwrap_or_default()
    });
    view! {
        <section class="devices__part">
            <h2>{words.kept_title()}</h2>
            <p role="status">{said}</p>
            {part(button)}
            <p>{used}</p>
        </section>
    }
    .into_any()
}

/// Who this device is, and whom it talks to.
#[component]
fn ThisDevice() -> impl IntoView {
    let (words, replica) = (use_words(), use_replica());
    let id = Reading::begin(|| async {
        keys::device().await.to_string().chars().take(SHORT_ID).collect::<String>()
    });
    let key = Reading::begin(|| async { DeviceKey::find_or_make().await.map(|_| ()) });
    let no_key = move || match key.get() {
        Some(Err(_)) => {
            view! { <Notice tone=Tone::Warning><p>{words.device_no_key()}</p></Notice> }.into_any()
        }
        _ => ().into_any(),
    };
    let office = Reading::begin(move || {
        // Again when the replica has opened, and when something came from the office.
        replica.revision();
        let opened = replica.opened();
        async move { opened?.ok()?.hello().await.ok()?.map(|hello| hello.authority_name) }
    });
    let office = text(move || {
        let name = office.get().flatten();
        name.unwrap_or_else(|| words.device_office_unknown().to_owned())
    });
    view! {
        <section class="devices__part">
            <h2>{words.device_title()}</h2>
            {part(no_key)}
            <p>{words.device_id()} ": " <code>{text(move || id.get().unwrap_or_default())}</code></p>
            <p>{words.device_office()} ": " {office}</p>
            <p>{words.app_version()} ": " {env!("CARGO_PKG_VERSION")}</p>
        </section>
    }
    .into_any()
}
