//! All dossiers of this device.
//!
//! Invariant: "Deleting can be undone, and an emptied store is not called empty."

use crate::components::{DossierCard, LoadProblem, Notice, Page, Tone, act, part, text};
use crate::context::{
    Load, ReplicaService, use_catalogue, use_dossiers, use_replica, use_status, use_words,
};
use crate::route::Route;
use domain::dossier::{Deletion, Dossier};
use domain::operation::{FieldKey, Kind, Payload};
use leptos::prelude::*;
use leptos::task::spawn_local;
use replica::Change;

/// The page.
#[component]
pub(crate) fn Dossiers() -> impl IntoView {
    let (words, dossiers) = (use_words(), use_dossiers());
    let status = use_status();
    let deleted = RwSignal::new(None::<Dossier>);
    let list = move || match dossiers.get() {
        Load::Ready(dossiers) if dossiers.is_empty() => {
            view! { <Nothing is_evicted=status.is_evicted.get()/> }.into_any()
        }
        Load::Ready(dossiers) => {
            let items = dossiers.iter().cloned();
            let items = items.map(|d| view! { <Item dossier=d deleted=deleted/> }.into_any());
            view! {
                <div class="dossiers">
                    <h2 class="visually-hidden">{words.all_my_dossiers()}</h2>
                    {items.collect::<Vec<_>>()}
                </div>
            }
            .into_any()
        }
        Load::Store(error) => view! { <LoadProblem problem=Load::Store(error)/> }.into_any(),
        _ => view! { <LoadProblem problem=Load::Waiting/> }.into_any(),
    };
    view! {
        <Page title=words.my_dossiers().to_owned()>
            <p>{words.dossiers_lead()}</p>
            <Undo deleted=deleted/>
            {part(list)}
            <p><a class="button button--quiet" href=Route::Home.path()>{words.find_procedure()}</a></p>
        </Page>
    }
    .into_any()
}

#[component]
fn Nothing(is_evicted: bool) -> impl IntoView {
    let words = use_words();
    if !is_evicted {
        return view! { <p>{words.no_dossiers()}</p> }.into_any();
    }
    view! {
        <Notice tone=Tone::Trouble>
            <p>{words.dossiers_evicted()}</p>
            <p>{words.dossiers_evicted_next()}</p>
        </Notice>
    }
    .into_any()
}

/// The short name of a dossier's procedure; tracked.
fn name_of(dossier: &Dossier) -> impl Fn() -> String + Clone + use<> {
    let (words, catalogue) = (use_words(), use_catalogue());
    let procedure = dossier.edition.as_ref().map(|edition| edition.procedure.clone());
    move || {
        let entry = procedure.as_ref().and_then(|id| catalogue.find_entry(id));
        entry.map(|entry| words.text(&entry.short)).unwrap_or_default()
    }
}

#[component]
fn Item(dossier: Dossier, deleted: RwSignal<Option<Dossier>>) -> impl IntoView {
    let (words, replica) = (use_words(), use_replica());
    let name = name_of(&dossier);
    let is_torn = dossier.deletion == Deletion::DeletedWithUnseenChanges;
    let torn = is_torn.then(|| {
        let dossier = dossier.clone();
        view! {
            <Notice tone=Tone::Warning>
                <p>{words.deleted_elsewhere()}</p>
                <button
                    class="button button--small"
                    on:click=act(move |_| record(replica, dossier.clone(), Kind::Restore, None))
                >
                    {words.restore_dossier()}
                </button>
            </Notice>
        }
    });
    let card = dossier.clone();
    let delete = move |_| record(replica, dossier.clone(), Kind::Delete, Some(deleted));
    view! {
        <div class="dossiers__item">
            <ul class="dossier-list"><DossierCard dossier=card/></ul>
            {torn}
            <button class="button button--small button--quiet" on:click=act(delete)>
                {words.delete_dossier()}
                " "
                <span class="visually-hidden">{text(move || words.delete_which(&name()))}</span>
            </button>
        </div>
    }
    .into_any()
}

/// Deletes or restores; afterwards offers to undo a deletion.
fn record(
    replica: ReplicaService,
    dossier: Dossier,
    kind: Kind,
    deleted: Option<RwSignal<Option<Dossier>>>,
) {
    let Some(edition) = dossier.edition.clone() else { return };
    let change = Change { field: FieldKey::Dossier, kind, value: Payload::Null };
    spawn_local(async move {
        // The status line says what went wrong.
        if replica.record(dossier.id, edition, vec![change]).await.is_ok()
            && let Some(deleted) = deleted
        {
            deleted.try_set(Some(dossier));
        }
    });
}

#[component]
fn Undo(deleted: RwSignal<Option<Dossier>>) -> impl IntoView {
    let (words, replica) = (use_words(), use_replica());
    let offer = move || {
        let Some(dossier) = deleted.get() else { return ().into_any() };
        let name = name_of(&dossier);
        let restore = move |_| {
            record(replica, dossier.clone(), Kind::Restore, None);
            deleted.set(None);
        };
        view! {
            <div class="dossiers__undo">
                <p>{text(move || words.dossier_deleted(&name()))}</p>
                <button class="button button--small" on:click=act(restore)>{words.undo()}</button>
            </div>
        }
        .into_any()
    };
    view! { <div role="status">{part(offer)}</div> }.into_any()
}
