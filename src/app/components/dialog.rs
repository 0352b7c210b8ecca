//! A question that must be answered before going on, in the browser's own modal dialog.
//!
//! Invariant: "Escape says no."

use leptos::html;
use leptos::prelude::*;

/// A modal dialog that opens when it is made and calls back when it is left.
#[component]
pub(crate) fn Dialog(
    /// What is asked.
    title: String,
    /// Called on Escape.
    #[prop(into)]
    on_close: Callback<()>,
    /// Words and buttons.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    dialog.on_load(|element| {
        // Refused only for a dialog that is open or not in the page.
        let _ = element.show_modal();
    });
    view! {
        <dialog class="dialog" node_ref=dialog on:close=move |_| on_close.run(())>
            <h2 class="dialog__title">{title}</h2>
            {children()}
        </dialog>
    }
    .into_any()
}
