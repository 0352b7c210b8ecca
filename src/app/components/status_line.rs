//! The status line: the two promises, one line high, with everything in full behind it.
//!
//! Not here: what is true (see [`crate::context::Status`]).
//!
//! Invariant: "It never moves the page, and never mixes 'saved' with 'received'."

use super::icon::{Icon, Shape};
use super::part::{act, flag, follow, part, text};
use crate::context::{
    SaveState, Status, SyncState, use_navigation, use_preferences, use_status, use_today,
};
use crate::i18n::Words;
use crate::platform::worker;
use crate::route::Route;
use domain::date::Date;
use leptos::html;
use leptos::prelude::*;
use replica::{OfflineReason, Progress};

/// The status line.
#[component]
pub(crate) fn StatusLine() -> impl IntoView {
    let (preferences, status, today) = (use_preferences(), use_status(), use_today());
    let words = move || preferences.words();
    let saved = text(move || saved_sentence(words(), &status.save.get()));
    let sent = follow(move || sent_sentence(words(), status, today.get()));
    let sent_text = text(move || sent.get().map(|(_, text)| text).unwrap_or_default());
    let has_trouble = flag(move || matches!(status.save.get(), SaveState::NotSaved(_)));
    let is_idle = flag(move || status.save.get() == SaveState::Idle && sent.get().is_some());
    let is_silent = flag(move || sent.get().is_none());
    let saved_shape = move || match has_trouble.get() {
        true => Shape::Mind,
        false => Shape::Tick,
    };
    let saved_line = move || match status.save.get() {
        SaveState::Saved(at_s) => saved_in_parts(words(), at_s),
        _ => saved.get().into_any(),
    };
    let sent_icon = move || match sent.get() {
        Some((shape, _)) => view! { <Icon shape=shape/> }.into_any(),
        None => ().into_any(),
    };
    let live = text(move || match status.save.get() {
        SaveState::Idle | SaveState::Saving => String::new(),
        _ => saved.get(),
    });
    let label = text(move || words().status().to_owned());
    view! {
        <section class="status" aria-label=label>
            <Panel
                has_trouble=has_trouble
                line=view! {
                    <span class="status__saved" class:status__saved--idle=is_idle>
                        {part(move || view! { <Icon shape=saved_shape()/> }.into_any())}
                        <span class="status__text">{part(saved_line)}</span>
                    </span>
                    <span class="status__sent" class:status__sent--silent=is_silent>
                        {part(sent_icon)} <span class="status__text">{sent_text}</span>
                    </span>
                }
                .into_any()
                panel=view! { <p>{saved}</p> <p>{sent_text}</p> }.into_any()
            />
            <p class="visually-hidden" role="status">{live}</p>
            <NewVersion/>
        </section>
    }
    .into_any()
}

/// The line, and what it says in full over the page: until Escape, a second press, or another page.
#[component]
fn Panel(
    /// Whether something was not saved.
    has_trouble: Signal<bool>,
    /// What stands in the line.
    line: AnyView,
    /// The same in full.
    panel: AnyView,
) -> impl IntoView {
    let (preferences, route) = (use_preferences(), use_navigation().changes());
    let opened_on = RwSignal::new(None::<Route>);
    let is_open = flag(move || opened_on.get().is_some_and(|on| on == route.get()));
    let summary = NodeRef::<html::Summary>::new();
    let press = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let now = (!is_open.get_untracked()).then(|| route.get_untracked());
        opened_on.set(now);
    };
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && is_open.get_untracked() {
            opened_on.set(None);
            if let Some(summary) = summary.get_untracked() {
                // A refusal would only leave the focus where it was.
                let _ = summary.focus();
            }
        }
    };
    let devices = text(move || preferences.words().devices_and_data().to_owned());
    view! {
        <details
            class="status__details"
            class:status__details--trouble=has_trouble
            prop:open=is_open
            on:keydown=act(escape)
        >
            <summary class="status__line" node_ref=summary on:click=act(press)>{line}</summary>
            <div class="status__panel">
                {panel}
                <p><a href=Route::Devices.path()>{devices}</a></p>
            </div>
        </details>
    }
    .into_any()
}

/// "Saved on this device 14:05", whose middle a narrow screen leaves to the panel.
fn saved_in_parts(words: Words, at_s: i64) -> AnyView {
    view! {
        {words.saved()} " " <span class="status__where">{words.on_this_device()}</span> " "
        {words.time(at_s)}
    }
    .into_any()
}

/// The choice to use a new version.
#[component]
fn NewVersion() -> impl IntoView {
    let (preferences, status) = (use_preferences(), use_status());
    let words = move || preferences.words();
    let offer = move || {
        if !status.has_new_version.get() {
            return ().into_any();
        }
        view! {
            <div class="status__news" role="status">
                <p>{words().new_version()}</p>
                <button
                    class="button button--small"
                    on:click=act(|_| worker::use_new_version())
                >
                    {words().use_new_version()}
                </button>
                <button
                    class="button button--small button--quiet"
                    on:click=act(move |_| status.has_new_version.set(false))
                >
                    {words().later()}
                </button>
            </div>
        }
        .into_any()
    };
    part(offer)
}

/// The first promise.
fn saved_sentence(words: Words, save: &SaveState) -> String {
    match save {
        SaveState::Idle => words.ready_offline().to_owned(),
        SaveState::Saving => words.saving().to_owned(),
        SaveState::Saved(at_s) => words.saved_at(&words.time(*at_s)),
        SaveState::NotSaved(error) => {
            let mut sentence = words.not_saved().to_owned();
            sentence.push_str(": ");
            sentence.push_str(&words.save_error(error));
            sentence
        }
    }
}

/// The second promise, or why it is not kept yet.
fn sent_sentence(words: Words, status: Status, today: Date) -> Option<(Shape, String)> {
    if status.is_evicted.get() {
        return Some((Shape::Mind, words.evicted().to_owned()));
    }
    let n_refused = status.n_refused.get();
    if n_refused > 0 {
        return Some((Shape::Mind, words.refused_count(&n_refused.to_string())));
    }
    match status.sync.get() {
        SyncState::Talking(progress) => return Some((Shape::Up, talking(words, progress))),
        SyncState::Offline(reason) => return Some((Shape::Mind, offline(words, status, reason))),
        SyncState::UpgradeRequired => {
            return Some((Shape::Mind, words.upgrade_required().to_owned()));
        }
        SyncState::Store(error) => {
            return Some((Shape::Mind, words.store_error(&error).to_owned()));
        }
        SyncState::Unknown | SyncState::Good => {}
    }
    if let Some(sentence) = waiting_sentence(words, status) {
        return Some((Shape::Up, sentence));
    }
    let received_at = status.received_at.get()?;
    Some((Shape::Tick, words.received_all_at(&words.moment(received_at, today))))
}

fn waiting_sentence(words: Words, status: Status) -> Option<String> {
    let waiting = status.waiting.get()?;
    if waiting.n_operations + waiting.n_blobs == 0 {
        return None;
    }
    let photos = match waiting.n_blobs {
        0 => String::new(),
        n => words.waiting_photos(&n.to_string(), &words.size(waiting.bytes)),
    };
    Some(words.waiting_to_send(&waiting.n_operations.to_string(), &photos))
}

fn talking(words: Words, progress: Progress) -> String {
    match progress {
        Progress::Sending { operations_left } => {
            words.sending_changes(&operations_left.to_string())
        }
        Progress::Photo { index, of, chunk, of_chunks } => words.sending_photo(
            &index.to_string(),
            &of.to_string(),
            &chunk.to_string(),
            &of_chunks.to_string(),
        ),
        Progress::Pulling => words.looking_for_news().to_owned(),
    }
}

fn offline(words: Words, status: Status, reason: OfflineReason) -> String {
    let mut sentence = waiting_sentence(words, status).unwrap_or_default();
    if !sentence.is_empty() {
        sentence.push(' ');
    }
    sentence.push_str(match reason {
        OfflineReason::Unreachable | OfflineReason::TimedOut => words.no_connection(),
        OfflineReason::NotOurs => words.not_ours(),
        OfflineReason::ServerTrouble(_) | OfflineReason::BrokenReply => words.server_trouble(),
        OfflineReason::DiskFull => words.server_disk_full(),
    });
    sentence
}
