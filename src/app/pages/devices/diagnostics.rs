//! A text for whoever helps: versions, counts and states, nothing personal.

use crate::components::text;
use crate::context::{
    Catalogue, Reading, ReplicaService, SyncState, use_catalogue, use_replica, use_status,
    use_words,
};
use crate::platform::storage;
use leptos::prelude::*;

/// The text in a box that can be selected and copied.
#[component]
pub(super) fn Diagnostics() -> impl IntoView {
    let (words, status) = (use_words(), use_status());
    let (replica, catalogue) = (use_replica(), use_catalogue());
    let read = Reading::begin(move || {
        replica.revision();
        replica.opened();
        catalogue.index();
        read(replica, catalogue)
    });
    let said = text(move || {
        let mut text = read.get().unwrap_or_default();
        text.push_str(sync_code(&status.sync.get()));
        let waiting = status.waiting.get().unwrap_or_default();
        text.push_str(&format!(
            "\nwaiting: {} operations, {} photos, {} bytes\nrefused: {}",
            waiting.n_operations,
            waiting.n_blobs,
            waiting.bytes,
            status.n_refused.get()
        ));
        text
    });
    view! {
        <section class="devices__part">
            <h2>
                <label for="diagnostics">{words.diagnostics_title()}</label>
            </h2>
            <p>{words.diagnostics_lead()}</p>
            <textarea
                class="devices__diagnostics"
                id="diagnostics"
                rows="9"
                readonly=true
                prop:value=said
            ></textarea>
        </section>
    }
    .into_any()
}

fn sync_code(sync: &SyncState) -> &'static str {
    match sync {
        SyncState::Unknown => "sync: unknown",
        SyncState::Talking(_) => "sync: talking",
        SyncState::Good => "sync: good",
        SyncState::Offline(_) => "sync: offline",
        SyncState::UpgradeRequired => "sync: upgrade required",
        SyncState::Store(_) => "sync: store",
    }
}

async fn read(replica: ReplicaService, catalogue: Catalogue) -> String {
    let mut lines = vec![format!("app: {}", env!("CARGO_PKG_VERSION"))];
    if let Some(Ok(index)) = catalogue.index() {
        lines.push(format!("catalogue: {} ({})", index.version, index.made_on));
    }
    if let Some(replica) = replica.find() {
        if let Ok(dossiers) = replica.dossiers().await {
            lines.push(format!("dossiers: {}", dossiers.len()));
        }
        if let Ok(Some(hello)) = replica.hello().await {
            lines.push(format!("district: {} catalogue {}", hello.authority, hello.catalogue));
        }
    }
    lines.push(format!("storage: {:?}", storage::persistence().await));
    if let Some(estimate) = storage::estimate().await {
        lines.push(format!("used: {} of {}", estimate.usage_bytes, estimate.quota_bytes));
    }
    lines.push(String::new());
    lines.join("\n")
}
