//! What every page shares, one struct a concern, each taken by a named function.
//!
//! Not here: views.
//!
//! Invariant: "A context is provided once, before the first page; it lives as long as the page."

mod navigation;
mod preferences;
mod status;
mod today;
mod reading;
mod catalogue;
mod replica;
mod dossier;
pub(crate) mod sync;
mod connecting;
pub(crate) mod crumbs;

pub(crate) use catalogue::{Catalogue, CatalogueError, use_catalogue};
pub(crate) use dossier::{Load, Opened, open_dossier, use_dossier, use_dossiers};
pub(crate) use navigation::{Navigation, use_navigation};
pub(crate) use preferences::{Preferences, TextSize, use_preferences, use_words};
pub(crate) use reading::Reading;
pub(crate) use replica::{ReplicaService, use_replica};
pub(crate) use status::{SaveState, Status, SyncState, use_status};
pub(crate) use today::use_today;

use leptos::prelude::*;

/// Provides every context. Called once by the app.
pub(crate) fn provide() {
    let status = Status::new();
    provide_context(Navigation::new());
    let preferences = Preferences::new();
    provide_context(preferences);
    provide_context(today::Today::new());
    provide_context(status);
    let catalogue = Catalogue::open(preferences);
    provide_context(catalogue);
    let replica = ReplicaService::open(status);
    provide_context(replica);
    catalogue.follow(status);
    connecting::start(replica, status);
}
