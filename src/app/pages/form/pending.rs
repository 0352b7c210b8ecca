//! Saves that wait for a pause in typing, kept until they are recorded whatever becomes of the page.
//!
//! Not here: the record itself (see [`crate::context::ReplicaService`]).
//!
//! Invariant: "What waits here is written down at the latest when the page is hidden."

use crate::context::ReplicaService;
use crate::context::crumbs::{self, Crumb};
use crate::platform::life;
use crate::platform::time::Delayed;
use core::cell::RefCell;
use domain::ids::{DossierId, FormFieldId};
use leptos::task::spawn_local;
use std::collections::BTreeMap;

/// A pause in typing after which a field is saved, in milliseconds.
const PAUSE_MS: i32 = 400;

type Place = (DossierId, FormFieldId);

/// One save that waits.
struct Waiting {
    replica: ReplicaService,
    crumb: Crumb,
    timer: Delayed,
}

#[derive(Default)]
struct Pending {
    waiting: BTreeMap<Place, Waiting>,
    /// Typed texts that no field takes yet; shown again when the person comes back.
    unfit: BTreeMap<Place, String>,
    is_listening: bool,
}

thread_local! {
    static PENDING: RefCell<Pending> = RefCell::default();
}

/// Saves a field after a pause; a later call for the same field takes its place.
pub(super) fn save_soon(replica: ReplicaService, field: FormFieldId, crumb: Crumb) {
    let place = (crumb.dossier, field);
    forget(&place);
    let timer = Delayed::after_ms(PAUSE_MS, {
        let place = place.clone();
        move || save_now(&place)
    });
    let is_first = PENDING.with_borrow_mut(|pending| {
        pending.waiting.insert(place, Waiting { replica, crumb, timer });
        !core::mem::replace(&mut pending.is_listening, true)
    });
    if is_first {
        life::on_hide(save_all_now);
    }
}

/// Saves a field at once, if it waits.
pub(super) fn save_now(place: &Place) {
    let waiting = PENDING.with_borrow_mut(|pending| pending.waiting.remove(place));
    if let Some(Waiting { replica, crumb, timer }) = waiting {
        timer.cancel();
        spawn_local(async move {
            // The status line says what went wrong.
            crumbs::record(replica, &[crumb]).await;
        });
    }
}

/// Saves everything that waits. The page may end before that is through, so it is written down first.
pub(super) fn save_all_now() {
    let waiting = PENDING.with_borrow_mut(|pending| core::mem::take(&mut pending.waiting));
    let Some(replica) = waiting.values().next().map(|first| first.replica) else { return };
    waiting.values().for_each(|waiting| waiting.timer.cancel());
    let crumbs: Vec<Crumb> = waiting.into_values().map(|waiting| waiting.crumb).collect();
    crumbs::write_down(&crumbs);
    spawn_local(async move {
        if crumbs::record(replica, &crumbs).await {
            crumbs::forget();
        }
    });
}

/// Forgets what waits for a field: the text is again what is stored, or no longer fits.
pub(super) fn forget(place: &Place) {
    let waiting = PENDING.with_borrow_mut(|pending| pending.waiting.remove(place));
    if let Some(waiting) = waiting {
        waiting.timer.cancel();
    }
}

/// Keeps a typed text that the field does not take, for as long as the page lives; `None` forgets it.
pub(super) fn keep_unfit(place: Place, text: Option<String>) {
    PENDING.with_borrow_mut(|pending| match text {
        Some(text) => pending.unfit.insert(place, text),
        None => pending.unfit.remove(&place),
    });
}

/// The typed text that was kept.
pub(super) fn find_unfit(place: &Place) -> Option<String> {
    PENDING.with_borrow(|pending| pending.unfit.get(place).cloned())
}
