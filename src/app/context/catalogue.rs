//! The catalogue: its index, and whole procedures on demand, each fetched once a visit.
//!
//! Not here: search and rules (crate `domain`).
//!
//! Invariant: "A draft is read with the edition it is pinned to."

mod reader;

use super::reading::Reading;
use crate::platform::catalogue::{FetchError, fetch};
use core::cell::RefCell;
use domain::catalogue::{CatalogueIndex, Edition, EditionId, FORMAT, IndexEntry, Pack, Procedure};
use domain::ids::ProcedureId;
use leptos::prelude::*;
use reader::{Read, read_file};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

const INDEX: &str = "/catalogue/index.json";

/// Why something of the catalogue is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CatalogueError {
    /// It could not be fetched.
    Fetch(FetchError),
    /// It was written by a later version.
    TooNew,
    /// The catalogue has no such procedure or edition.
    Unknown,
}

type Procedures = Rc<RefCell<BTreeMap<ProcedureId, Arc<Procedure>>>>;

/// The catalogue of this page.
#[derive(Clone, Copy)]
pub(crate) struct Catalogue {
    index: Reading<Result<Arc<CatalogueIndex>, CatalogueError>>,
    procedures: StoredValue<Procedures, LocalStorage>,
}

impl Catalogue {
    pub(super) fn open() -> Self {
        Self {
            index: Reading::begin(fetch_index),
            procedures: StoredValue::new_local(Procedures::default()),
        }
    }
    /// The index, `None` while it is fetched; tracked.
    pub(crate) fn index(self) -> Option<Result<Arc<CatalogueIndex>, CatalogueError>> {
        self.index.get()
    }
    /// Fetches the index again, for a person who says "try again".
    pub(crate) fn refetch(self) {
        self.index.again();
    }
    /// The entry of a procedure, once the index is here; tracked.
    pub(crate) fn find_entry(self, id: &ProcedureId) -> Option<IndexEntry> {
        let index = self.index()?.ok()?;
        index.procedures.iter().find(|entry| &entry.id == id).cloned()
    }
    /// A whole procedure.
    ///
    /// # Errors
    /// When the index has no such procedure, or its file is neither on the network nor in the worker's cache.
    pub(crate) async fn procedure(self, id: ProcedureId) -> Result<Arc<Procedure>, CatalogueError> {
        let kept = self.procedures.try_get_value().unwrap_or_default();
        if let Some(found) = kept.borrow().get(&id) {
            return Ok(found.clone());
        }
        let index = self.index.wait().await.unwrap_or(Err(CatalogueError::Unknown))?;
        let entry = index.procedures.iter().find(|entry| entry.id == id);
        let file = &entry.ok_or(CatalogueError::Unknown)?.file;
        let pack: Pack = read(&fetch(file).await.map_err(CatalogueError::Fetch)?)?;
        let found = pack.procedures.into_iter().find(|procedure| procedure.id == id);
        let procedure = Arc::new(found.ok_or(CatalogueError::Unknown)?);
        kept.borrow_mut().insert(id, procedure.clone());
        Ok(procedure)
    }
    /// The edition a draft is pinned to, with its procedure.
    ///
    /// # Errors
    /// As [`Self::procedure`], and when the procedure has no such edition.
    pub(crate) async fn edition(
        self,
        id: &EditionId,
    ) -> Result<(Arc<Procedure>, Arc<Edition>), CatalogueError> {
        let procedure = self.procedure(id.procedure.clone()).await?;
        let edition = procedure.find_edition(id).ok_or(CatalogueError::Unknown)?.clone();
        Ok((procedure, Arc::new(edition)))
    }
}

async fn fetch_index() -> Result<Arc<CatalogueIndex>, CatalogueError> {
    let index: CatalogueIndex = read(&fetch(INDEX).await.map_err(CatalogueError::Fetch)?)?;
    if index.format > FORMAT {
        return Err(CatalogueError::TooNew);
    }
    Ok(Arc::new(index))
}

/// A file of ours that does not read is of a later version: the compiler of the catalogue writes no other.
fn read<T: Read>(bytes: &[u8]) -> Result<T, CatalogueError> {
    read_file(bytes).ok_or(match bytes.first() {
        Some(b'{') => CatalogueError::TooNew,
        _ => CatalogueError::Fetch(FetchError::NotOurs),
    })
}

/// The catalogue of this page.
pub(crate) fn use_catalogue() -> Catalogue {
    expect_context()
}
