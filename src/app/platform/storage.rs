//! What the browser says about keeping our data.
//!
//! Not here: the data (crate `replica`), the sentences (see `i18n`).
//!
//! Invariant: "An empty database is called empty only when nothing was ever there."

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDocument, StorageEstimate, StorageManager};

/// Set with the first save. A cookie outlives the database when the browser clears the latter; the district's own cookie
/// `ho-so-seen` comes with the first page and cannot tell a first visit from an emptied store.
const KEPT_COOKIE: &str = "ho-so-kept=1";
/// As long as browsers keep a cookie: 400 days.
const KEPT_ATTRIBUTES: &str = "; Path=/; Max-Age=34560000; SameSite=Lax";

/// Whether the browser promises to keep our data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Persistence {
    /// It does.
    Kept,
    /// It may clear the data when space is short or the site goes unused.
    MayBeCleared,
    /// It does not say.
    Unknown,
}

/// How much is stored, as far as the browser tells: a hint, never a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Estimate {
    /// Bytes used by this site.
    pub(crate) usage_bytes: u64,
    /// Bytes this site may use.
    pub(crate) quota_bytes: u64,
}

/// Whether the browser promises to keep our data.
pub(crate) async fn persistence() -> Persistence {
    answer(StorageManager::persisted).await
}

/// Asks the browser to keep our data. Some ask the person, so it comes after the first save.
pub(crate) async fn ask_persistence() -> Persistence {
    answer(StorageManager::persist).await
}

async fn answer(ask: impl Fn(&StorageManager) -> Result<js_sys::Promise, JsValue>) -> Persistence {
    let Some(promise) = manager().and_then(|storage| ask(&storage).ok()) else {
        return Persistence::Unknown;
    };
    match JsFuture::from(promise).await {
        Ok(kept) if kept.is_truthy() => Persistence::Kept,
        Ok(_) => Persistence::MayBeCleared,
        Err(_) => Persistence::Unknown,
    }
}

/// How much is stored; `None` when the browser does not tell.
pub(crate) async fn estimate() -> Option<Estimate> {
    let promise = manager()?.estimate().ok()?;
    let estimate: StorageEstimate = JsFuture::from(promise).await.ok()?.unchecked_into();
    // The numbers are integers far below 2⁵³.
    Some(Estimate {
        usage_bytes: estimate.get_usage()? as u64,
        quota_bytes: estimate.get_quota()? as u64,
    })
}

/// Leaves a mark that something was saved here.
pub(crate) fn mark_kept() {
    let mut cookie = KEPT_COOKIE.to_owned();
    cookie.push_str(KEPT_ATTRIBUTES);
    if let Some(document) = html_document() {
        // Without cookies an emptied store is not noticed.
        let _ = document.set_cookie(&cookie);
    }
}

/// Whether something was saved here: together with an empty database, the data was cleared.
pub(crate) fn was_kept() -> bool {
    html_document()
        .and_then(|document| document.cookie().ok())
        .is_some_and(|cookies| cookies.split("; ").any(|cookie| cookie == KEPT_COOKIE))
}

fn html_document() -> Option<HtmlDocument> {
    web_sys::window()?.document()?.dyn_into().ok()
}

fn manager() -> Option<StorageManager> {
    let navigator = web_sys::window()?.navigator();
    // Absent on an insecure address, which the binding does not say.
    js_sys::Reflect::get(&navigator, &"storage".into()).ok()?.dyn_into().ok()
}
