//! What was typed into a question and not confirmed yet, kept while the page lives.
//!
//! Not here: answers; those are stored (see [`super::Saver`]).
//!
//! Invariant: "Another language, or a step back and forth, takes nothing away that was typed."

use core::cell::RefCell;
use domain::ids::{DossierId, QuestionId};
use std::collections::BTreeMap;

type Place = (DossierId, QuestionId);

thread_local! {
    static TYPED: RefCell<BTreeMap<Place, String>> = RefCell::default();
}

/// Keeps a text for a question; `None` forgets it.
pub(super) fn keep(place: Place, text: Option<String>) {
    TYPED.with_borrow_mut(|typed| match text {
        Some(text) => typed.insert(place, text),
        None => typed.remove(&place),
    });
}

/// The text that was kept for a question.
pub(super) fn find(place: &Place) -> Option<String> {
    TYPED.with_borrow(|typed| typed.get(place).cloned())
}
