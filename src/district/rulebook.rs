//! The catalogue the district decides with.
//!
//! Not here: reading it (crate `catalogue`), the rules themselves (crate `domain`).
//!
//! Invariant: "The catalogue is read whole at the start or the district does not start."

use domain::catalogue::{CatalogueIndex, Edition, EditionId, Procedure};
use domain::date::Date;
use domain::ids::ProcedureId;
use std::collections::BTreeMap;

/// Index and procedures.
pub(crate) struct Rulebook {
    /// Authorities, calendar, version.
    pub(crate) index: CatalogueIndex,
    procedures: BTreeMap<ProcedureId, Procedure>,
}

impl Rulebook {
    /// Of what the catalogue's reader gave.
    pub(crate) fn new(index: CatalogueIndex, procedures: Vec<Procedure>) -> Self {
        let procedures = procedures.into_iter().map(|p| (p.id.clone(), p)).collect();
        Self { index, procedures }
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
