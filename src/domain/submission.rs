//! Whether a dossier can be sent, and exactly what is sent.
//!
//! Not here: the digest (crate `protocol` hashes the manifest's canonical bytes).
//!
//! Invariant: "The district refuses exactly what this function refuses on the device."

use crate::catalogue::{Edition, EditionId, Fate};
use crate::dossier::Dossier;
use crate::form::FieldError;
use crate::ids::{DossierId, FieldId, FormFieldId, OperationId, PaperId, QuestionId, Sha256};
use serde::{Deserialize, Serialize};

/// Exactly what a submission covers. Serialised canonically and hashed, it is the dossier digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The dossier.
    pub dossier: DossierId,
    /// The edition it follows.
    pub edition: EditionId,
    /// Heads of relevant answers, form fields and fates, ascending by field.
    pub heads: Vec<ManifestHead>,
    /// Papers with fates and pages, in the edition's order.
    pub papers: Vec<ManifestPaper>,
}

/// One frozen head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestHead {
    /// The field.
    pub field: FieldId,
    /// The operation that gave its value.
    pub operation: OperationId,
    /// Hash of that operation's content.
    pub content: Sha256,
}

/// One paper of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestPaper {
    /// The paper.
    pub paper: PaperId,
    /// How it reaches the office: [`Fate::as_str`].
    pub fate: Fate,
    /// SHA-256 of every page, in order; empty unless photographed.
    pub pages: Vec<Sha256>,
}

/// Something that keeps a dossier from being sent; each is a link on the check page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The edition takes no submissions (suspended, abolished, guide only).
    EditionClosed,
    /// An early exit was reached: index into [`Edition::exits`].
    Exit(usize),
    /// A relevant question is open.
    Unanswered(QuestionId),
    /// An answer the edition does not know.
    BadAnswer(QuestionId, FieldError),
    /// A form field is missing or wrong.
    Field(FormFieldId, FieldError),
    /// A required paper has no fate.
    NoFate(PaperId),
    /// A fate that is not allowed here, or without its detail.
    BadFate(PaperId),
    /// A photographed paper without pages.
    NoPages(PaperId),
    /// Two devices disagree.
    Conflict(FieldId),
    /// It was deleted.
    Deleted,
}

/// Everything in the way of a submission, in the order of the screens; the manifest when nothing is.
pub fn prepare_submission(
    _edition: &Edition,
    _dossier: &Dossier,
) -> Result<Manifest, Vec<Obstacle>> {
    unimplemented!()
}

/// The fate chosen for a paper with its detail, or the one that needs no choice (the form is filled in; pages mean photographed).
pub fn fate_of(_edition: &Edition, _dossier: &Dossier, _paper: &PaperId) -> Option<(Fate, String)> {
    unimplemented!()
}
