//! One of several, each a target of its own.

use super::part::{act, flag};
use leptos::prelude::*;

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What is stored.
    pub(crate) id: String,
    /// What is read.
    pub(crate) label: String,
}

/// A group of choices. The legend is what is being asked.
#[component]
pub(crate) fn Radios(
    /// Name of the group, unique on the page; also the id the error summary links to.
    name: String,
    /// What is asked; hidden from sight where the heading already says it.
    legend: String,
    /// Whether the legend is seen.
    #[prop(optional)]
    is_legend_hidden: bool,
    /// The choices.
    choices: Vec<Choice>,
    /// What is chosen; tracked.
    #[prop(into)]
    chosen: Signal<Option<String>>,
    /// Called with the id of the choice.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let group = name.clone();
    let items = choices.into_iter().enumerate().map(move |(at, choice)| {
        let id = if at == 0 { group.clone() } else { format!("{group}-{at}") };
        let (value, stored, of) = (choice.id.clone(), choice.id, id.clone());
        let is_chosen = flag(move || chosen.get().as_deref() == Some(stored.as_str()));
        view! {
            <label class="radios__choice" for=of>
                <input
                    class="radios__input"
                    type="radio"
                    id=id
                    name=group.clone()
                    prop:checked=is_chosen
                    on:change=act(move |_| on_choose.run(value.clone()))
                />
                <span class="radios__label">{choice.label}</span>
            </label>
        }
        .into_any()
    });
    view! {
        <fieldset class="radios">
            <legend class="radios__legend" class:visually-hidden=flag(move || is_legend_hidden)>{legend}</legend>
            {items.collect::<Vec<_>>()}
        </fieldset>
    }
    .into_any()
}
