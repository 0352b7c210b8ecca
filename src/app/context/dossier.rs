//! Dossiers as signals: read again whenever the replica says that something changed.
//!
//! Not here: what follows from them (crate `domain`).

use super::catalogue::{Catalogue, CatalogueError, use_catalogue};
use super::reading::Reading;
use super::replica::{DeviceReplica, ReplicaService, use_replica};
use domain::catalogue::{Edition, EditionId, Procedure};
use domain::date::Date;
use domain::dossier::{Deletion, Dossier};
use domain::ids::DossierId;
use leptos::prelude::*;
use replica::StoreError;
use std::sync::Arc;

/// Something that is being read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Load<T> {
    /// Not here yet.
    Waiting,
    /// Here.
    Ready(T),
    /// There is no such thing.
    Missing,
    /// The store of this device could not be read.
    Store(StoreError),
    /// The catalogue could not be read.
    Catalogue(CatalogueError),
}

/// A dossier with the edition it is pinned to.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    /// The dossier.
    pub(crate) dossier: Arc<Dossier>,
    /// Its procedure, as today's catalogue has it.
    pub(crate) procedure: Arc<Procedure>,
    /// Its edition.
    pub(crate) edition: Arc<Edition>,
    /// The name of its edition, for every record.
    pub(crate) edition_id: EditionId,
}

impl Opened {
    /// The edition in force on a day, when it is a later one than the dossier is pinned to.
    pub(crate) fn find_newer(&self, day: Date) -> Option<&Edition> {
        let current = self.procedure.find_edition_on(day);
        current.filter(|current| current.valid_from > self.edition.valid_from)
    }
    /// Whether it is pinned to rules that no longer hold on a day.
    pub(crate) fn is_outdated(&self, day: Date) -> bool {
        self.find_newer(day).is_some() || self.edition.valid_until.is_some_and(|until| until <= day)
    }
}

/// Reads a dossier with its edition.
async fn read_dossier(
    replica: &DeviceReplica,
    catalogue: Catalogue,
    id: DossierId,
) -> Load<Opened> {
    let dossier = match replica.dossier(id).await {
        Err(error) => return Load::Store(error),
        Ok(None) => return Load::Missing,
        Ok(Some(dossier)) => dossier,
    };
    let Some(edition_id) = dossier.edition.clone() else { return Load::Missing };
    match catalogue.edition(&edition_id).await {
        Err(error) => Load::Catalogue(error),
        Ok((procedure, edition)) => {
            Load::Ready(Opened { dossier: Arc::new(dossier), procedure, edition, edition_id })
        }
    }
}

/// One dossier as it is stored now, for what follows a save.
pub(crate) async fn open_dossier(
    replica: ReplicaService,
    catalogue: Catalogue,
    id: DossierId,
) -> Option<Opened> {
    match read_dossier(&replica.find()?, catalogue, id).await {
        Load::Ready(opened) => Some(opened),
        _ => None,
    }
}

/// One dossier of this device.
pub(crate) fn use_dossier(id: DossierId) -> Signal<Load<Opened>, LocalStorage> {
    let (replica, catalogue) = (use_replica(), use_catalogue());
    let resource = Reading::begin(move || {
        replica.revision();
        let opened = replica.opened();
        async move {
            match opened {
                None => Load::Waiting,
                Some(Err(error)) => Load::Store(error),
                Some(Ok(replica)) => read_dossier(&replica, catalogue, id).await,
            }
        }
    });
    Signal::derive_local(move || resource.get().unwrap_or(Load::Waiting))
}

/// All dossiers of this device that are not deleted, the one changed last first.
pub(crate) fn use_dossiers() -> Signal<Load<Arc<Vec<Dossier>>>, LocalStorage> {
    let replica = use_replica();
    let resource = Reading::begin(move || {
        replica.revision();
        let opened = replica.opened();
        async move {
            let replica = match opened {
                None => return Load::Waiting,
                Some(Err(error)) => return Load::Store(error),
                Some(Ok(replica)) => replica,
            };
            match replica.dossiers().await {
                Err(error) => Load::Store(error),
                Ok(mut dossiers) => {
                    dossiers.retain(|dossier| dossier.deletion != Deletion::Deleted);
                    dossiers.sort_by_key(|dossier| core::cmp::Reverse(dossier.last_said_at));
                    Load::Ready(Arc::new(dossiers))
                }
            }
        }
    });
    Signal::derive_local(move || resource.get().unwrap_or(Load::Waiting))
}
