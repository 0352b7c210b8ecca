//! The last step: how much is sent, what it means, the button.
//!
//! Invariant: "Nothing is called sent that waits."

use crate::components::{Notice, Tone, act, flag, part, text, trouble};
use crate::context::{
    Opened, Reading, SyncState, use_navigation, use_replica, use_status, use_today, use_words,
};
use crate::i18n::Words;
use crate::platform::keys::DeviceKey;
use crate::route::Route;
use domain::catalogue::{Authority, CatalogueIndex};
use domain::date::Date;
use domain::submission::{Manifest, Office, office_of};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::envelope::manifest_digest;
use std::collections::BTreeSet;
use std::sync::Arc;

/// 128 kbit/s, in bytes a minute.
const SLOW_BYTES_PER_MINUTE: u64 = 128_000 / 8 * 60;

/// The bytes of the photographed pages of a submission.
fn photo_bytes(opened: &Opened, manifest: &Manifest) -> u64 {
    let sent: BTreeSet<_> = manifest.papers.iter().flat_map(|paper| &paper.pages).collect();
    let pages = opened.dossier.pages.values().flatten();
    let sizes = pages.filter(|page| sent.contains(&page.image.sha256));
    sizes.map(|page| u64::from(page.image.size_bytes)).sum()
}

/// The authority that receives this dossier by the catalogue, where it is decided.
fn authority_of(opened: &Opened, index: &CatalogueIndex, day: Date) -> Option<Authority> {
    match office_of(&opened.edition, &opened.dossier, index, day) {
        Office::Authority(authority) => Some(authority.clone()),
        Office::Elsewhere(_) | Office::UnknownPlace(_) | Office::Undecided => None,
    }
}

fn minutes(words: Words, size_bytes: u64) -> String {
    match size_bytes.div_ceil(SLOW_BYTES_PER_MINUTE) {
        0 | 1 => words.one_minute().to_owned(),
        n => words.n_minutes(&n.to_string()),
    }
}

/// The box at the end.
#[component]
pub(super) fn Sending(
    opened: Opened,
    index: Arc<CatalogueIndex>,
    manifest: Manifest,
) -> impl IntoView {
    let (words, status, replica) = (use_words(), use_status(), use_replica());
    if crate::pages::form::is_closed(&opened.dossier) {
        return ().into_any();
    }
    let hello = Reading::begin(move || async move { replica.find()?.hello().await.ok()? });
    let meaning = text(move || {
        let hello = hello.get();
        hello.map_or("", |hello| words.meaning(hello.map(|h| h.meaning))).to_owned()
    });
    let known = index.clone();
    let office = text(move || {
        let Some(hello) = hello.get().flatten() else { return String::new() };
        let authority = known.authorities.iter().find(|known| known.id == hello.authority);
        let name = authority.map_or(hello.authority_name, |known| words.text(&known.name));
        words.send_to(&name)
    });
    let of_dossier = authority_of(&opened, &index, use_today().get_untracked());
    let (to_send, its_manifest) = (opened.clone(), manifest.clone());
    let button = move || match (hello.get().flatten(), &of_dossier) {
        // The office would refuse it.
        (Some(hello), Some(right)) if right.id != hello.authority => {
            let text = words.other_office(&words.text(&right.name), &hello.authority_name);
            view! { <Notice tone=Tone::Warning><p>{text}</p></Notice> }.into_any()
        }
        _ => {
            view! { <SendButton opened=to_send.clone() manifest=its_manifest.clone()/> }.into_any()
        }
    };
    let key = Reading::begin(|| async { DeviceKey::find_or_make().await.is_ok() });
    let no_key = move || match key.get() {
        Some(false) => {
            view! { <Notice tone=Tone::Warning><p>{words.device_no_key()}</p></Notice> }.into_any()
        }
        _ => ().into_any(),
    };
    let photos = photo_bytes(&opened, &manifest);
    let size = text(move || {
        // What the office already has is not sent again.
        let waiting = status.waiting.get().map_or(photos, |waiting| waiting.bytes);
        let size_bytes = photos.min(waiting).max(1_000);
        words.will_send(&words.size(size_bytes), &minutes(words, size_bytes))
    });
    view! {
        <section class="check__sending">
            <h2 class="check__title">{words.meaning_title()}</h2>
            <p>{meaning}</p>
            <p>{office}</p>
            {part(no_key)}
            <p>{size}</p>
            <p>{words.send_freezes()}</p>
            {part(button)}
        </section>
    }
    .into_any()
}

#[component]
fn SendButton(opened: Opened, manifest: Manifest) -> impl IntoView {
    let (words, status, replica) = (use_words(), use_status(), use_replica());
    let navigation = use_navigation();
    let is_online = move || matches!(status.sync.get(), SyncState::Good | SyncState::Talking(_));
    let label = text(move || match is_online() {
        true => words.send_dossier().to_owned(),
        false => words.send_when_online().to_owned(),
    });
    let note = text(move || match is_online() {
        true => String::new(),
        false => words.send_when_online_note().to_owned(),
    });
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let dossier = opened.dossier.id;
    let send = move |_| {
        let Ok(digest) = manifest_digest(&manifest) else {
            return failure.set(Some(words.digest_failed().to_owned()));
        };
        is_busy.set(true);
        let edition = opened.edition_id.clone();
        spawn_local(async move {
            // The write outlives the page; its signals may not.
            match replica.submit(dossier, edition, digest).await {
                Ok(_) => navigation.go(Route::Tracking { dossier }),
                Err(error) => {
                    failure.try_set(Some(words.save_error(&error)));
                }
            }
            is_busy.try_set(false);
        });
    };
    view! {
        <p>{note}</p>
        {trouble(failure)}
        <button class="button" on:click=act(send) disabled=flag(move || is_busy.get())>{label}</button>
    }
    .into_any()
}
