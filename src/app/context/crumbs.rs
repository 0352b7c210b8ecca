//! What was typed in the last moment before the page ended, kept where it can be written at once, and recorded next time.
//!
//! Not here: dossiers. A record of the replica takes several turns of the page, and a page that ends has none left.
//!
//! Invariant: "A crumb is recorded only where nothing else was said meanwhile, and at most once."

use super::replica::ReplicaService;
use crate::platform::prefs;
use domain::catalogue::EditionId;
use domain::ids::{DossierId, FieldId, OperationId};
use domain::operation::{FieldKey, Kind, Payload};
use replica::Change;
use serde::{Deserialize, Serialize};

const KEY: &str = "last-moment";

/// One change that may not have been recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Crumb {
    /// The dossier.
    pub(crate) dossier: DossierId,
    /// The edition the person saw.
    pub(crate) edition: EditionId,
    /// The field.
    pub(crate) field: FieldId,
    /// What was typed; `null` takes the value back.
    pub(crate) value: Payload,
    /// What the field held before.
    pub(crate) heads: Vec<OperationId>,
}

impl Crumb {
    fn change(&self) -> Option<Change> {
        let kind = if self.value == Payload::Null { Kind::Unset } else { Kind::Set };
        Some(Change { field: FieldKey::find(&self.field)?, kind, value: self.value.clone() })
    }
}

/// Records the crumbs; whether all were recorded.
pub(crate) async fn record(replica: ReplicaService, crumbs: &[Crumb]) -> bool {
    let mut is_all_saved = true;
    for crumb in crumbs {
        let Some(change) = crumb.change() else { continue };
        let saved = replica.record(crumb.dossier, crumb.edition.clone(), vec![change]).await;
        is_all_saved &= saved.is_ok();
    }
    is_all_saved
}

/// Takes the crumbs away.
pub(crate) fn forget() {
    prefs::keep(KEY, "");
}

/// Writes the crumbs down; returns before anything else happens.
pub(crate) fn write_down(crumbs: &[Crumb]) {
    if let Ok(text) = serde_json::to_string(crumbs) {
        prefs::keep(KEY, &text);
    }
}

/// Records what the last visit could not.
pub(super) async fn pick_up(service: ReplicaService) {
    let text = prefs::find(KEY).unwrap_or_default();
    let Ok(crumbs) = serde_json::from_str::<Vec<Crumb>>(&text) else { return };
    let Some(replica) = service.find() else { return };
    let mut still_new = Vec::new();
    for crumb in crumbs {
        let Some(field) = FieldKey::find(&crumb.field) else { continue };
        // What cannot be read now is tried again next time.
        let Ok(dossier) = replica.dossier(crumb.dossier).await else { return };
        if dossier.is_some_and(|dossier| dossier.head_ids(&field) == crumb.heads) {
            still_new.push(crumb);
        }
    }
    if record(service, &still_new).await {
        forget();
    }
}
