//! What belongs to a dossier under its present answers: the one function behind form, check page, manifest, PDF and desk.
//!
//! Invariant: "What is hidden is never sent."

use crate::catalogue::Edition;
use crate::condition::Answers;
use crate::dossier::Dossier;
use crate::ids::{FormFieldId, PaperId, QuestionId};
use std::collections::BTreeSet;

/// The relevant part of a dossier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relevant {
    /// Questions that are asked under the present answers.
    pub questions: BTreeSet<QuestionId>,
    /// Papers needed or undecided.
    pub papers: BTreeSet<PaperId>,
    /// Form fields shown.
    pub form: BTreeSet<FormFieldId>,
    /// The answers and typed values as conditions see them: irrelevant ones are `NotAsked`.
    pub answers: Answers,
}

/// Finds what is relevant. Flipping an answer back gives back what was typed.
pub fn relevant(_edition: &Edition, _dossier: &Dossier) -> Relevant {
    unimplemented!()
}
