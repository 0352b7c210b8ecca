//! The QR of a receipt, drawn as one path.

use crate::components::{Notice, Tone};
use crate::context::use_words;
use fast_qr::{ECL, QRBuilder, QRCode};
use leptos::prelude::*;

/// Modules of white around the code that readers need.
const QUIET: usize = 4;

/// The picture.
#[component]
pub(super) fn CodePicture(
    /// The text of the code.
    code: String,
) -> impl IntoView {
    let words = use_words();
    // The lowest level holds most: a screen and a fresh printout have no damage to repair.
    let Ok(qr) = QRBuilder::new(code).ecl(ECL::L).build() else {
        return view! { <Notice tone=Tone::Warning><p>{words.receipt_qr_failed()}</p></Notice> }
            .into_any();
    };
    let side = qr.size + 2 * QUIET;
    let view_box = format!("0 0 {side} {side}");
    view! {
        <figure class="receipt__code">
            <svg class="receipt__qr" viewBox=view_box role="img" aria-label=words.receipt_qr()>
                <path d=path_of(&qr)></path>
            </svg>
            <figcaption>{words.receipt_qr_hint()}</figcaption>
        </figure>
    }
    .into_any()
}

/// The dark modules, run by run.
fn path_of(qr: &QRCode) -> String {
    let mut path = String::new();
    for row in 0..qr.size {
        let modules = &qr[row];
        let mut column = 0;
        while column < qr.size {
            let is_dark = |at: usize| modules.get(at).is_some_and(|module| module.value());
            let length = (column..qr.size).take_while(|at| is_dark(*at)).count();
            if length > 0 {
                let (x, y) = (column + QUIET, row + QUIET);
                path.push_str(&format!("M{x} {y}h{length}v1h-{length}z"));
            }
            column += length + 1;
        }
    }
    path
}

#[cfg(test)]
mod tests;
