//! The catalogue: its index, and whole procedures on demand, each pack fetched once a visit.
//!
//! Not here: search and rules (crate `domain`); which files are on the device (the worker, `public/sw.js`).
//!
//! Invariant: "A draft is read with the edition it is pinned to, whether today's catalogue still has it or not."

mod reader;

use super::preferences::Preferences;
use super::reading::Reading;
use super::status::{Status, SyncState};
use super::sync::ping;
use crate::platform::catalogue::{FetchError, fetch};
use crate::platform::network::Fetch;
use crate::platform::{life, time, worker};
use core::cell::RefCell;
use domain::catalogue::{
    CatalogueIndex, Edition, EditionId, FORMAT, IndexEntry, Language, Pack, Procedure,
};
use domain::ids::ProcedureId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use reader::{Read, read_file};
use std::rc::Rc;
use std::sync::Arc;

const INDEX: &str = "/catalogue/index.json";
/// Between two looks whether the district has another catalogue.
const ASK_AGAIN_S: i64 = 600;
/// Where the worker answers with the packs it put aside for drafts, by edition.
const ASIDE: &str = "/catalogue/kept/";

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

/// What this visit has read.
#[derive(Default)]
struct Kept {
    /// Procedures by the file they came in; a file is named after its content.
    packs: Vec<(String, Vec<Arc<Procedure>>)>,
    /// Editions whose pack the worker was asked to put aside.
    aside: Vec<EditionId>,
}

/// The catalogue of this page.
#[derive(Clone, Copy)]
pub(crate) struct Catalogue {
    index: Reading<Result<Arc<CatalogueIndex>, CatalogueError>>,
    kept: StoredValue<Rc<RefCell<Kept>>, LocalStorage>,
    preferences: Preferences,
}

impl Catalogue {
    pub(super) fn open(preferences: Preferences) -> Self {
        let catalogue = Self {
            index: Reading::begin(fetch_index),
            kept: StoredValue::new_local(Rc::default()),
            preferences,
        };
        worker::on_news(move || catalogue.refetch());
        // The outside thing is the worker: it brings every pack of the language that is read.
        Effect::new(move || {
            preferences.language();
            catalogue.tell_worker("packs");
        });
        catalogue
    }
    /// Brings a newer catalogue when the district decides with another one than is here: asked whenever the page is shown,
    /// and now and then.
    pub(super) fn follow(self, status: Status) {
        let asked_at = StoredValue::new(0);
        life::on_visible(move || asked_at.set_value(0));
        // The outside thing is the worker: it fetches all of the new catalogue or nothing.
        Effect::new(move || {
            let now = time::now_s();
            let is_early = now - asked_at.get_value() < ASK_AGAIN_S;
            if status.sync.get() != SyncState::Good || is_early {
                return;
            }
            asked_at.set_value(now);
            spawn_local(async move {
                if let (Ok(hello), Ok(index)) = (ping(&Fetch).await, self.wait().await)
                    && index.version != hello.catalogue
                {
                    self.tell_worker("catalogue");
                }
            });
        });
    }
    fn tell_worker(self, what: &str) {
        let language = match self.preferences.language_now() {
            Language::Vietnamese => "vi",
            Language::English => "en",
        };
        worker::say(format!("{what} {language}"));
    }
    /// The index, `None` while it is fetched; tracked.
    pub(crate) fn index(self) -> Option<Result<Arc<CatalogueIndex>, CatalogueError>> {
        self.index.get()
    }
    /// Waits for the index.
    ///
    /// # Errors
    /// When it is neither on the network nor in the worker's cache.
    pub(crate) async fn wait(self) -> Result<Arc<CatalogueIndex>, CatalogueError> {
        self.index.wait().await.unwrap_or(Err(CatalogueError::Unknown))
    }
    /// Fetches the index again: a newer one is there, or a person says "try again".
    pub(crate) fn refetch(self) {
        self.index.again();
    }
    /// The entry of a procedure, once the index is here; tracked.
    pub(crate) fn find_entry(self, id: &ProcedureId) -> Option<IndexEntry> {
        let index = self.index()?.ok()?;
        index.procedures.iter().find(|entry| &entry.id == id).cloned()
    }
    /// A whole procedure, in English when that is read and can be had.
    ///
    /// # Errors
    /// When the index has no such procedure, or its file is neither on the network nor in the worker's cache.
    pub(crate) async fn procedure(self, id: ProcedureId) -> Result<Arc<Procedure>, CatalogueError> {
        self.find_procedure(&id).await.map(|(procedure, _)| procedure)
    }
    async fn find_procedure(
        self,
        id: &ProcedureId,
    ) -> Result<(Arc<Procedure>, String), CatalogueError> {
        let index = self.wait().await?;
        let entry = index.procedures.iter().find(|entry| &entry.id == id);
        let entry = entry.ok_or(CatalogueError::Unknown)?;
        let english = self.preferences.language_now() == Language::English;
        if english && let Ok(found) = self.read_pack(&entry.file_en, id).await {
            return Ok((found, entry.file_en.clone()));
        }
        Ok((self.read_pack(&entry.file, id).await?, entry.file.clone()))
    }
    async fn read_pack(
        self,
        file: &str,
        id: &ProcedureId,
    ) -> Result<Arc<Procedure>, CatalogueError> {
        let kept = self.kept.try_get_value().unwrap_or_default();
        let find = |kept: &Kept| {
            let (_, pack) = kept.packs.iter().find(|(name, _)| name == file)?;
            let found = pack.iter().find(|procedure| &procedure.id == id);
            Some(found.cloned().ok_or(CatalogueError::Unknown))
        };
        if let Some(found) = find(&kept.borrow()) {
            return found;
        }
        let pack: Pack = read(&fetch(file).await.map_err(CatalogueError::Fetch)?)?;
        let pack = pack.procedures.into_iter().map(Arc::new).collect();
        kept.borrow_mut().packs.push((file.to_owned(), pack));
        find(&kept.borrow()).unwrap_or(Err(CatalogueError::Unknown))
    }
    /// The edition a draft is pinned to, from what was put aside when the catalogue has it no more; with its procedure as
    /// the catalogue has it now.
    ///
    /// # Errors
    /// As [`Self::procedure`], and when the procedure has no such edition.
    pub(crate) async fn edition(
        self,
        id: &EditionId,
    ) -> Result<(Arc<Procedure>, Arc<Edition>), CatalogueError> {
        let today = self.find_procedure(&id.procedure).await;
        if let Ok((procedure, file)) = &today
            && let Some(edition) = procedure.find_edition(id)
        {
            self.put_aside(id, file);
            return Ok((procedure.clone(), Arc::new(edition.clone())));
        }
        let error = today.as_ref().err().copied().unwrap_or(CatalogueError::Unknown);
        let aside = format!("{ASIDE}{id}");
        let aside = self.read_pack(&aside, &id.procedure).await.map_err(|_| error)?;
        let edition = aside.find_edition(id).ok_or(error)?.clone();
        Ok((today.map_or(aside, |(procedure, _)| procedure), Arc::new(edition)))
    }
    /// Asks the worker to keep the pack of an edition that a draft is pinned to.
    fn put_aside(self, id: &EditionId, file: &str) {
        let kept = self.kept.try_get_value().unwrap_or_default();
        let mut kept = kept.borrow_mut();
        if !kept.aside.contains(id) {
            kept.aside.push(id.clone());
            worker::say(format!("keep {ASIDE}{id} {file}"));
        }
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
