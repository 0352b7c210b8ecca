//! The names of today for former wards in an address, offered below it.
//!
//! Not here: which names are former (see [`domain::units`]).
//!
//! Invariant: "What was typed stays as it was typed until the person chooses otherwise."

use super::field::FieldContext;
use crate::components::{act, part};
use crate::context::{use_catalogue, use_today};
use domain::catalogue::{FormField, Unit};
use domain::operation::Payload;
use domain::units::{find_former, replace};
use leptos::prelude::*;

/// Parts of ids of fields that hold an address of today.
const ADDRESSES: [&str; 6] = ["dia-chi", "tru-so", "dia-diem", "thuong-tru", "noi-o", "cho-o"];

fn is_address(field: &FormField) -> bool {
    let has = |part: &&str| field.id.as_str().contains(*part);
    field.same_as == "dia-chi" || ADDRESSES.iter().any(has)
}

/// The offer; nothing while the address names only units of today.
#[component]
pub(super) fn OldAddress(context: FieldContext) -> impl IntoView {
    let (catalogue, today) = (use_catalogue(), use_today());
    if !is_address(&context.field) {
        return ().into_any();
    }
    let (stored, is_kept) = (context.stored(), RwSignal::new(false));
    let shown = move || {
        let index = catalogue.index()?.ok()?;
        let Some(Payload::Text(typed)) = stored.get() else { return None };
        let mention = find_former(&typed, &index.units, today.get()).into_iter().next()?;
        if is_kept.get() {
            return None;
        }
        let words = context.words;
        let offer = |unit: &Unit| {
            let (label, new) = (words.use_new_name(&unit.name.vi), replace(&typed, &mention, unit));
            let context = context.clone();
            view! {
                <button
                    class="button button--small button--quiet"
                    type="button"
                    on:click=act(move |_| context.take_now(Payload::Text(new.clone())))
                >
                    {label}
                </button>
            }
            .into_any()
        };
        let units = mention.successors.iter().filter_map(|at| index.units.get(*at));
        let offers = units.map(offer).collect::<Vec<_>>();
        let former = words.former_name(typed.get(mention.at.clone()).unwrap_or_default());
        Some(
            view! {
                <p class="form__offer">
                    <span>{former}</span>
                    {offers}
                    <button
                        class="button button--small button--quiet"
                        type="button"
                        on:click=act(move |_| is_kept.set(true))
                    >
                        {words.keep_as_typed()}
                    </button>
                </p>
            }
            .into_any(),
        )
    };
    part(move || shown().into_any())
}
