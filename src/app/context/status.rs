//! What is saved, what waits, what the district has: the material of the status line.
//!
//! Not here: the words (see [`crate::components::status_line`]).
//!
//! Invariant: "Saved and received are two facts, kept apart."

use leptos::prelude::*;
use replica::{OfflineReason, Progress, SaveError, StoreError, Waiting};

/// The last save on this device.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SaveState {
    /// Nothing was changed since the page opened.
    Idle,
    /// A commit is on its way.
    Saving,
    /// The commit resolved at this time, in seconds since 1970 UTC.
    Saved(i64),
    /// The commit did not resolve.
    NotSaved(SaveError),
}

/// The last talk with the district.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SyncState {
    /// There was none yet.
    Unknown,
    /// One is on its way.
    Talking(Progress),
    /// It went well.
    Good,
    /// It did not reach the district.
    Offline(OfflineReason),
    /// This version is too old to pull.
    UpgradeRequired,
    /// The device's own store refused what came.
    Store(StoreError),
}

/// The material of the status line.
#[derive(Clone, Copy)]
pub(crate) struct Status {
    /// The last save.
    pub(crate) save: RwSignal<SaveState>,
    /// The last talk.
    pub(crate) sync: RwSignal<SyncState>,
    /// What waits to be sent; `None` until the store was asked.
    pub(crate) waiting: RwSignal<Option<Waiting>>,
    /// When the district last confirmed that it has everything of this device.
    pub(crate) received_at: RwSignal<Option<i64>>,
    /// How many operations the district refused for good.
    pub(crate) n_refused: RwSignal<usize>,
    /// Whether the browser deleted the store since the last visit.
    pub(crate) is_evicted: RwSignal<bool>,
    /// Whether a new version of the app waits.
    pub(crate) has_new_version: RwSignal<bool>,
}

impl Status {
    pub(super) fn new() -> Self {
        Self {
            save: RwSignal::new(SaveState::Idle),
            sync: RwSignal::new(SyncState::Unknown),
            waiting: RwSignal::new(None),
            received_at: RwSignal::new(None),
            n_refused: RwSignal::new(0),
            is_evicted: RwSignal::new(false),
            has_new_version: RwSignal::new(false),
        }
    }
}

/// The status of this page.
pub(crate) fn use_status() -> Status {
    expect_context()
}
