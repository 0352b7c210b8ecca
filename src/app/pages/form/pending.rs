//! Saves that wait for a pause in typing, kept until they are recorded whatever becomes of the page.
//!
//! Not here: the record itself (see [`crate::context::ReplicaService`]).
//!
//! Invariant: "What waits here is recorded at the latest when the page is hidden."

use crate::context::ReplicaService;
use crate::platform::life;
use crate::platform::time::Delayed;
use core::cell::RefCell;
use domain::catalogue::EditionId;
use domain::ids::{DossierId, FormFieldId};
use replica::Change;
use std::collections::BTreeMap;

/// A pause in typing after which a field is saved, in milliseconds.
const PAUSE_MS: i32 = 400;

type Place = (DossierId, FormFieldId);

/// One save that waits.
struct Waiting {
    replica: ReplicaService,
    edition: EditionId,
    change: Change,
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
pub(super) fn save_soon(
    replica: ReplicaService,
    dossier: DossierId,
    edition: EditionId,
    field: FormFieldId,
    change: Change,
) {
    let place = (dossier, field);
    forget(&place);
    let timer = Delayed::after_ms(PAUSE_MS, {
        let place = place.clone();
        move || save_now(&place)
    });
    let is_first = PENDING.with_borrow_mut(|pending| {
        pending.waiting.insert(place, Waiting { replica, edition, change, timer });
        !core::mem::replace(&mut pending.is_listening, true)
    });
    if is_first {
        life::on_hide(save_all_now);
    }
}

/// Saves a field at once, if it waits.
pub(super) fn save_now(place: &Place) {
    let waiting = PENDING.with_borrow_mut(|pending| pending.waiting.remove(place));
    if let Some(Waiting { replica, edition, change, timer }) = waiting {
        timer.cancel();
        replica.record_soon(place.0, edition, change);
    }
}

/// Saves everything that waits.
pub(super) fn save_all_now() {
    let places = PENDING.with_borrow(|pending| pending.waiting.keys().cloned().collect::<Vec<_>>());
    for place in places {
        save_now(&place);
    }
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
