//! A QR code, drawn as one path.
//!
//! Not here: what it says.

use super::notice::{Notice, Tone};
use crate::context::use_words;
use fast_qr::{ECL, QRBuilder, QRCode};
use leptos::prelude::*;

/// Modules of white around the code that readers need.
const QUIET: usize = 4;

/// The picture.
#[component]
pub(crate) fn CodePicture(
    /// The text of the code.
    code: String,
    /// What it is, for who does not see it.
    label: &'static str,
    /// What to do with it.
    hint: &'static str,
) -> impl IntoView {
    let words = use_words();
    // The lowest level holds most: a screen and a fresh printout have no damage to repair.
    let Ok(qr) = QRBuilder::new(code).ecl(ECL::L).build() else {
        return view! { <Notice tone=Tone::Warning><p>{words.code_failed()}</p></Notice> }
            .into_any();
    };
    let side = qr.size + 2 * QUIET;
    let view_box = format!("0 0 {side} {side}");
    view! {
        <figure class="code">
            <svg class="code__picture" viewBox=view_box role="img" aria-label=label>
                <path d=path_of(&qr)></path>
            </svg>
            <figcaption>{hint}</figcaption>
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
