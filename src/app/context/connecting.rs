//! Ties the replica to the outside: the device's key, the network, the other tabs, the browser's promise to keep data.
//!
//! Not here: when to talk (see [`super::sync`]).
//!
//! Invariant: "Without a key everything still works, and stays on this device."

use super::replica::{DeviceReplica, ReplicaService};
use super::status::Status;
use super::{crumbs, sync};
use crate::platform::keys::DeviceKey;
use crate::platform::network::Fetch;
use crate::platform::{storage, tabs};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Begins once the replica is open. Called once.
pub(super) fn start(replica: ReplicaService, status: Status) {
    let owner = Owner::current();
    tabs::listen(move |_| replica.look_again());
    // The outside things are the other tabs and the district: they hear of the replica once it is open.
    Effect::new(move |was_open: Option<bool>| {
        let opened = replica.opened().and_then(Result::ok);
        let is_open = opened.is_some();
        if let Some(opened) = opened
            && was_open != Some(true)
        {
            opened.on_change(|changed| tabs::announce(&changed.dossiers));
            spawn_local(look_for_eviction(opened, status));
            spawn_local(crumbs::pick_up(replica));
            spawn_local(talk(replica, status, owner.clone()));
        }
        is_open
    });
    // The outside thing is the browser: it is asked to keep the data after the first save of a visit.
    Effect::new(move |has_asked: Option<bool>| {
        let has_saved = replica.wanted() > 0;
        if has_saved && has_asked != Some(true) {
            storage::mark_kept();
            status.is_evicted.set(false);
            spawn_local(async {
                // The answer is shown by the page "devices and data".
                storage::ask_persistence().await;
            });
        }
        has_saved
    });
}

async fn talk(replica: ReplicaService, status: Status, owner: Option<Owner>) {
    // Without a key nothing is sent; "devices and data" says why.
    let (Ok(key), Some(owner)) = (DeviceKey::find_or_make().await, owner) else { return };
    owner.with(|| sync::start(replica, status, Fetch, key));
}

/// A device that saved something once, and has neither an account nor anything to send, was emptied.
async fn look_for_eviction(replica: DeviceReplica, status: Status) {
    let has_account = !matches!(replica.account().await, Ok(None));
    let waits = replica.waiting().await.is_ok_and(|waiting| waiting.n_operations > 0);
    status.is_evicted.set(storage::was_kept() && !has_account && !waits);
}
