//! The replica as the pages use it: every write goes through here and moves the status line.
//!
//! Not here: the engine (crate `replica`).
//!
//! Invariant: "'Saved on this device' is shown only after the commit resolved."
//! Invariant: "A write lives as long as the page, not as long as the component that began it."

use super::status::{SaveState, Status};
use crate::platform::{keys, random, time};
use core::future::Future;
use domain::catalogue::EditionId;
use domain::ids::{DossierId, OperationId, PaperId, Sha256};
use leptos::prelude::*;
use leptos::task::spawn_local;
use replica::{Change, Image, Replica, SaveError, Saved, StoreError};
use std::rc::Rc;

/// The store of this device.
#[cfg(target_arch = "wasm32")]
pub(crate) type DeviceStore = replica::IndexedDbStore;
/// The store of this device; outside a browser, for lints and tests, it forgets.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type DeviceStore = replica::MemoryStore;

/// The replica of this device.
pub(crate) type DeviceReplica = Replica<DeviceStore>;

/// The replica of this page; cheap to copy into handlers.
#[derive(Clone, Copy)]
pub(crate) struct ReplicaService {
    opened: RwSignal<Option<Result<DeviceReplica, StoreError>>, LocalStorage>,
    revision: RwSignal<u32>,
    wanted: RwSignal<u32>,
    status: Status,
}

impl ReplicaService {
    pub(super) fn open(status: Status) -> Self {
        let service = Self {
            opened: RwSignal::new_local(None),
            revision: RwSignal::new(0),
            wanted: RwSignal::new(0),
            status,
        };
        spawn_local(async move {
            let opened = open_replica().await;
            if let Ok(replica) = &opened {
                let revision = service.revision;
                replica.on_change(move |_| revision.update(|n| *n = n.wrapping_add(1)));
            }
            if let Err(error) = &opened {
                // Nothing will be kept: said at once, not at the first save.
                status.save.set(SaveState::NotSaved(SaveError::Store(error.clone())));
            }
            service.opened.set(Some(opened));
            service.count_what_waits().await;
        });
        service
    }

    /// The replica once it is open, or why it cannot be; tracked.
    pub(crate) fn opened(self) -> Option<Result<DeviceReplica, StoreError>> {
        self.opened.get()
    }

    /// The replica, when it is open; not tracked.
    pub(crate) fn find(self) -> Option<DeviceReplica> {
        self.opened.get_untracked()?.ok()
    }

    /// Changes whenever any dossier does, here, in another tab or at the district; tracked.
    pub(crate) fn revision(self) -> u32 {
        self.revision.get()
    }

    /// Makes pages look again, after another tab announced a change.
    pub(crate) fn look_again(self) {
        self.revision.update(|n| *n = n.wrapping_add(1));
        spawn_local(self.count_what_waits());
    }

    /// Grows whenever there is something new to send; tracked.
    pub(crate) fn wanted(self) -> u32 {
        self.wanted.get()
    }

    /// Begins a dossier.
    ///
    /// # Errors
    /// When it could not be saved.
    pub(crate) async fn create(self, edition: EditionId) -> Result<DossierId, SaveError> {
        self.write(|replica| async move { replica.create(edition).await }).await
    }

    /// Records changes, all or none.
    ///
    /// # Errors
    /// When they could not be saved; nothing was then.
    pub(crate) async fn record(
        self,
        dossier: DossierId,
        edition: EditionId,
        changes: Vec<Change>,
    ) -> Result<Saved, SaveError> {
        self.write(|replica| async move { replica.record(dossier, &edition, changes).await }).await
    }

    /// Records one change without waiting; the status line tells how it went.
    pub(crate) fn record_soon(self, dossier: DossierId, edition: EditionId, change: Change) {
        spawn_local(async move {
            // The status line says what went wrong.
            let _ = self.record(dossier, edition, vec![change]).await;
        });
    }

    /// Adds a page to a paper.
    ///
    /// # Errors
    /// When it could not be saved, or is too large.
    pub(crate) async fn attach(
        self,
        dossier: DossierId,
        edition: EditionId,
        paper: PaperId,
        image: Image,
    ) -> Result<Saved, SaveError> {
        self.write(|replica| async move { replica.attach(dossier, &edition, &paper, image).await })
            .await
    }

    /// Takes a page from a paper.
    ///
    /// # Errors
    /// When it could not be saved.
    pub(crate) async fn detach(
        self,
        dossier: DossierId,
        edition: EditionId,
        paper: PaperId,
        attach: OperationId,
    ) -> Result<Saved, SaveError> {
        self.write(|replica| async move { replica.detach(dossier, &edition, &paper, attach).await })
            .await
    }

    /// Submits a dossier as its digest describes it.
    ///
    /// # Errors
    /// When it could not be saved.
    pub(crate) async fn submit(
        self,
        dossier: DossierId,
        edition: EditionId,
        digest: Sha256,
    ) -> Result<Saved, SaveError> {
        self.write(|replica| async move { replica.submit(dossier, &edition, digest).await }).await
    }

    async fn write<T, F>(self, work: impl FnOnce(DeviceReplica) -> F) -> Result<T, SaveError>
    where
        F: Future<Output = Result<T, SaveError>>,
    {
        self.status.save.set(SaveState::Saving);
        let outcome = match self.opened.get_untracked() {
            Some(Ok(replica)) => work(replica).await,
            Some(Err(error)) => Err(SaveError::Store(error)),
            None => Err(SaveError::Store(StoreError::Lost)),
        };
        self.status.save.set(match &outcome {
            Ok(_) => SaveState::Saved(time::now_s()),
            Err(error) => SaveState::NotSaved(error.clone()),
        });
        if outcome.is_ok() {
            self.count_what_waits().await;
            self.wanted.update(|n| *n = n.wrapping_add(1));
        }
        outcome
    }

    /// Asks the store what waits and what was refused, for the status line.
    pub(crate) async fn count_what_waits(self) {
        let Some(replica) = self.find() else { return };
        // What cannot be counted is not shown; the save itself has its own words.
        if let Ok(waiting) = replica.waiting().await {
            self.status.waiting.set(Some(waiting));
        }
        if let Ok(shelf) = replica.shelf().await {
            self.status.n_refused.set(shelf.len());
        }
    }
}

#[cfg(target_arch = "wasm32")]
async fn open_store() -> Result<DeviceStore, StoreError> {
    DeviceStore::open("ho-so").await
}

#[cfg(not(target_arch = "wasm32"))]
async fn open_store() -> Result<DeviceStore, StoreError> {
    Ok(DeviceStore::open(&replica::MemoryDisk::default()))
}

async fn open_replica() -> Result<DeviceReplica, StoreError> {
    let store = open_store().await?;
    let device = keys::device().await;
    Replica::open(store, device, Rc::new(time::DeviceClock), Rc::new(random::BrowserRandom)).await
}

/// The replica of this page.
pub(crate) fn use_replica() -> ReplicaService {
    expect_context()
}
