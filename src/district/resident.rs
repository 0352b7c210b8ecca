//! Whether the edition knows what a resident's operation says.
//!
//! Not here: admission (crate `protocol`), freezing and submission (see [`crate::push`], [`crate::submit`]).
//!
//! Invariant: "A draft may be unfinished: only what could never become right is refused for good."

use crate::picture::MAX_PIXELS;
use crate::rulebook::Rulebook;
use domain::catalogue::{Edition, Fate};
use domain::form::{FieldError, parse_answer, parse_field};
use domain::ids::{OperationId, PaperId, Sha256};
use domain::operation::{FieldKey, Kind, Operation, PagePayload, Payload};
use protocol::limits::MAX_BLOB_BYTES;
use protocol::problem::Code;

/// Why an operation is refused for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rejection {
    /// Stable code.
    pub(crate) code: Code,
    /// Where: a field, a paper; English, without personal values.
    pub(crate) detail: String,
}

impl Rejection {
    /// With a place.
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// Checks an operation of a resident against its edition. A kind of a later version passes: it changes no state here.
pub(crate) fn check(rulebook: &Rulebook, operation: &Operation) -> Result<(), Rejection> {
    if matches!(operation.kind, Kind::Other(_)) {
        return Ok(());
    }
    let edition = rulebook
        .find_edition(&operation.edition)
        .ok_or_else(|| Rejection::new(Code::EditionUnknown, operation.edition.to_string()))?;
    let unknown = || Rejection::new(Code::FieldUnknown, operation.field.as_str());
    let field = FieldKey::find(&operation.field).ok_or_else(unknown)?;
    match (&operation.kind, &field) {
        (Kind::Set, FieldKey::Dossier) => Ok(()),
        (Kind::Set | Kind::Unset, FieldKey::Dossier | FieldKey::Pages(_)) => Err(unknown()),
        (Kind::Set, _) => check_value(edition, &field, operation),
        (Kind::Unset, _) => find_kind(edition, &field).map(|_| ()).ok_or_else(unknown),
        (Kind::Attach, FieldKey::Pages(paper)) => {
            edition.find_paper(paper).ok_or_else(unknown)?;
            check_page(paper, &operation.value)
        }
        (Kind::Detach, FieldKey::Pages(paper)) => {
            edition.find_paper(paper).map(|_| ()).ok_or_else(unknown)
        }
        (Kind::Submit, FieldKey::Dossier) => match find_digest(&operation.value) {
            Some(_) => Ok(()),
            None => Err(Rejection::new(Code::ValueUnknown, "digest")),
        },
        (Kind::Create | Kind::Delete | Kind::Restore, FieldKey::Dossier) => Ok(()),
        (Kind::Withdraw | Kind::Rate, FieldKey::Dossier) => Ok(()),
        _ => Err(unknown()),
    }
}

/// The digest of a submission.
pub(crate) fn find_digest(value: &Payload) -> Option<Sha256> {
    value.member("digest")?.as_text()?.parse().ok()
}

/// `Some` when the edition has the field.
fn find_kind(edition: &Edition, field: &FieldKey) -> Option<()> {
    match field {
        FieldKey::Answer(id) => edition.find_question(id).map(|_| ()),
        FieldKey::Form(id) => edition.find_form_field(id).map(|_| ()),
        FieldKey::Fate(id) | FieldKey::Order(id) | FieldKey::Have(id) | FieldKey::Pages(id) => {
            edition.find_paper(id).map(|_| ())
        }
        FieldKey::Dossier => Some(()),
    }
}

fn check_value(
    edition: &Edition,
    field: &FieldKey,
    operation: &Operation,
) -> Result<(), Rejection> {
    let value = &operation.value;
    let unknown = || Rejection::new(Code::FieldUnknown, operation.field.as_str());
    let is_known = match field {
        FieldKey::Answer(id) => {
            let question = edition.find_question(id).ok_or_else(unknown)?;
            parse_answer(&question.kind, value).is_ok()
        }
        FieldKey::Form(id) => {
            let form_field = edition.find_form_field(id).ok_or_else(unknown)?;
            match parse_field(&form_field.kind, value) {
                // Typed halfway, then saved: it can still become right, and the submission is checked whole.
                Err(error) => *value == Payload::Null || !is_hopeless(&error),
                Ok(_) => true,
            }
        }
        FieldKey::Fate(id) => {
            let paper = edition.find_paper(id).ok_or_else(unknown)?;
            let name = value.as_text().or_else(|| value.member("fate")?.as_text());
            let fate = name.and_then(Fate::find);
            fate.is_some_and(|fate| paper.fates.iter().any(|rule| rule.fate == fate))
        }
        FieldKey::Order(id) => {
            edition.find_paper(id).ok_or_else(unknown)?;
            let is_id =
                |item: &Payload| item.as_text().is_some_and(|t| t.parse::<OperationId>().is_ok());
            matches!(value, Payload::List(items) if items.iter().all(is_id))
        }
        FieldKey::Have(id) => {
            edition.find_paper(id).ok_or_else(unknown)?;
            matches!(value, Payload::Bool(_))
        }
        FieldKey::Pages(_) | FieldKey::Dossier => return Err(unknown()),
    };
    is_known
        .then_some(())
        .ok_or_else(|| Rejection::new(Code::ValueUnknown, operation.field.as_str()))
}

/// Errors that more typing cannot mend.
fn is_hopeless(error: &FieldError) -> bool {
    matches!(error, FieldError::WrongType | FieldError::NotAChoice | FieldError::Unprintable)
}

fn check_page(paper: &PaperId, value: &Payload) -> Result<(), Rejection> {
    let max_bytes = u32::try_from(MAX_BLOB_BYTES).unwrap_or(u32::MAX);
    let fits = PagePayload::find(value).is_some_and(|page| {
        let n_pixels = u64::from(page.width) * u64::from(page.height);
        (1..=max_bytes).contains(&page.size_bytes) && (1..=MAX_PIXELS).contains(&n_pixels)
    });
    fits.then_some(()).ok_or_else(|| {
        Rejection::new(
            Code::ValueUnknown,
            format!("p.{paper}: expected sha256, size, width, height"),
        )
    })
}
