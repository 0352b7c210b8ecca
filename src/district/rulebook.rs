//! The catalogue the district decides with, and its replacement while calls are answered.
//!
//! Not here: reading it (crate `catalogue`), noticing a new one (see [`crate::replacement`]), the rules themselves
//! (crate `domain`).
//!
//! Invariant: "A catalogue is read whole, or the one before stays: a call is decided by one catalogue from beginning to end."

use crate::published::Version;
use domain::catalogue::{Authority, CatalogueIndex, Edition, EditionId, Procedure};
use domain::date::Date;
use domain::ids::{AuthorityId, ProcedureId};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Where a catalogue comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// It was built with the site.
    Site,
    /// It was published into the data directory.
    Published(Version),
}

/// Index and procedures.
pub(crate) struct Rulebook {
    /// Authorities, calendar, version.
    pub(crate) index: CatalogueIndex,
    /// Whose files are served with it.
    pub(crate) origin: Origin,
    procedures: BTreeMap<ProcedureId, Procedure>,
}

impl Rulebook {
    /// Of what the catalogue's reader gave.
    pub(crate) fn new(index: CatalogueIndex, procedures: Vec<Procedure>, origin: Origin) -> Self {
        let procedures = procedures.into_iter().map(|p| (p.id.clone(), p)).collect();
        Self { index, origin, procedures }
    }

    /// The authority with this id.
    pub(crate) fn find_authority(&self, id: &AuthorityId) -> Option<&Authority> {
        self.index.authorities.iter().find(|authority| &authority.id == id)
    }

    /// The edition an operation names.
    pub(crate) fn find_edition(&self, id: &EditionId) -> Option<&Edition> {
        self.procedures.get(&id.procedure)?.find_edition(id)
    }

    /// Whether a dossier of this edition may be submitted on a day: the edition is in force then and takes submissions.
    pub(crate) fn takes_submissions(&self, id: &EditionId, day: Date) -> bool {
        let Some(procedure) = self.procedures.get(&id.procedure) else { return false };
        procedure
            .find_edition_on(day)
            .is_some_and(|e| e.valid_from == id.valid_from && e.status.takes_submissions())
    }

    /// Most papers of any edition.
    pub(crate) fn most_papers(&self) -> usize {
        let editions = self.procedures.values().flat_map(|procedure| &procedure.editions);
        editions.map(|edition| edition.papers.len()).max().unwrap_or(0)
    }
}

/// The rulebook of the moment.
pub(crate) struct Rulebooks(RwLock<Arc<Rulebook>>);

impl Rulebooks {
    /// Begins with this one.
    pub(crate) fn new(rulebook: Rulebook) -> Self {
        Self(RwLock::new(Arc::new(rulebook)))
    }
    /// The one in force now. Whoever decides takes it once and keeps it to the end.
    pub(crate) fn get(&self) -> Arc<Rulebook> {
        // Nothing can panic while the lock is held; were it so, the value would still be whole.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
    /// Puts another in force.
    pub(crate) fn replace(&self, rulebook: Rulebook) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rulebook);
    }
}
