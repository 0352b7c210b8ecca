//! What a person typed into another dossier, or the author's suggestion, offered for an empty field.
//!
//! Invariant: "It is offered, never filled in by itself."

use super::draft::shown_text;
use super::field::FieldContext;
use crate::components::{OpenedSignal, act, part};
use crate::context::{Catalogue, Reading, ReplicaService, use_catalogue, use_replica};
use domain::dossier::Deletion;
use domain::form::parse_field;
use domain::ids::DossierId;
use domain::operation::{FieldKey, Payload};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Values of other dossiers by the meaning that fields share.
pub(super) type Offers = Signal<BTreeMap<String, Payload>, LocalStorage>;

/// Looks through the other dossiers once; the one changed last comes first.
pub(super) fn use_offers(opened: OpenedSignal) -> Offers {
    let (replica, catalogue) = (use_replica(), use_catalogue());
    let this = opened.with_untracked(|opened| opened.dossier.id);
    let offers = Reading::begin(move || collect(replica, catalogue, this));
    Signal::derive_local(move || offers.get().unwrap_or_default())
}

async fn collect(
    replica: ReplicaService,
    catalogue: Catalogue,
    this: DossierId,
) -> BTreeMap<String, Payload> {
    let mut offers = BTreeMap::new();
    let Some(replica) = replica.find() else { return offers };
    // What cannot be read is not offered; the page works without.
    let Ok(mut dossiers) = replica.dossiers().await else { return offers };
    dossiers.retain(|dossier| dossier.id != this && dossier.deletion == Deletion::No);
    dossiers.sort_by_key(|dossier| core::cmp::Reverse(dossier.last_said_at));
    for dossier in dossiers {
        let Some(edition_id) = &dossier.edition else { continue };
        let Ok((_, edition)) = catalogue.edition(edition_id).await else { continue };
        let fields = edition.form.iter().flat_map(|section| &section.fields);
        for field in fields.filter(|field| !field.same_as.is_empty()) {
            if let Some(value) = dossier.value(&FieldKey::Form(field.id.clone())) {
                offers.entry(field.same_as.clone()).or_insert_with(|| value.clone());
            }
        }
    }
    offers
}

/// The offer below an empty field.
#[component]
pub(super) fn Offer(context: FieldContext, offers: Offers) -> impl IntoView {
    let stored = context.stored();
    let shown = move || {
        if context.is_from_answer() {
            let note = context.words.taken_from_answer();
            return Some(view! { <p class="field__hint">{note}</p> }.into_any());
        }
        if stored.with(Option::is_some) {
            return None;
        }
        let (payload, is_reuse) = find_offer(&context, offers)?;
        let value = shown_text(context.words, &context.field.kind, &payload);
        let offer = match is_reuse {
            true => context.words.reuse_offer(&value),
            false => context.words.default_offer(&value),
        };
        let (words, use_it) = (context.words, context.clone());
        let what = words.use_it_for(&context.label());
        Some(
            view! {
                <p class="form__offer">
                    <span>{offer}</span>
                    <button
                        class="button button--small button--quiet"
                        type="button"
                        on:click=act(move |_| use_it.take_now(payload.clone()))
                    >
                        {words.use_it()} <span class="visually-hidden">{what}</span>
                    </button>
                </p>
            }
            .into_any(),
        )
    };
    part(move || shown().into_any())
}

/// What to offer, and whether it comes from another dossier.
fn find_offer(context: &FieldContext, offers: Offers) -> Option<(Payload, bool)> {
    let field = &context.field;
    let fits = |payload: &Payload| matches!(parse_field(&field.kind, payload), Ok(Some(_)));
    let reuse = offers.with(|offers| offers.get(&field.same_as).cloned());
    if let Some(payload) = reuse.filter(|_| !field.same_as.is_empty()).filter(fits) {
        return Some((payload, true));
    }
    let default = Payload::Text(field.default.trim().to_owned());
    (!field.default.is_empty() && fits(&default)).then_some((default, false))
}
