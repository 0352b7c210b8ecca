//! The rules of Hồ Sơ: what a procedure asks, which papers follow from the answers, what a dossier is.
//!
//! Not here: I/O, clocks, randomness, async, JSON, the browser. Time and ids are parameters.
//!
//! Architecture invariant: "The same compiled rule decides on the phone and at the desk."
//! Architecture invariant: "A dossier is a fold over its operations; there is no other state to lose."

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod ids;
pub mod date;
pub mod value;
pub mod catalogue;
pub mod condition;
pub mod checklist;
pub mod form;
pub mod operation;
pub mod dossier;
pub mod relevance;
pub mod submission;
pub mod comparison;
pub mod reference;
pub mod calendar;
pub mod text;
pub mod units;

#[cfg(test)]
mod sample;
