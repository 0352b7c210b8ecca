//! Receives a submission: the same check as on the device, every page verified, then the receipt in the same transaction.
//!
//! Not here: the check itself (crate `domain`), signing (see [`crate::receipt`]).
//!
//! Invariant: "The submission and its receipt are committed together or not at all."

use crate::intake::Intake;
use crate::push::Push;
use crate::resident::{Rejection, find_digest};
use crate::storage::operations::{self, SplitOperation};
use crate::storage::{StorageError, blobs, receipts};
use domain::catalogue::Edition;
use domain::date::Date;
use domain::dossier::Dossier;
use domain::ids::{AccountId, OperationId, Salt};
use domain::operation::{FieldKey, Kind, Operation, Payload};
use domain::submission::{Manifest, Obstacle, Office, office_of, prepare_submission};
use protocol::canonical::to_canonical;
use protocol::envelope::{ReceiveValue, manifest_digest};
use protocol::operation::WireOperation;
use protocol::problem::Code;
use protocol::receipt::{ReceiptPaper, Statement};
use serde::Serialize;
use sqlx::sqlite::SqliteConnection;
use std::collections::BTreeMap;

/// What is to become of a submission.
#[derive(Debug)]
pub(crate) enum Decision {
    /// It is refused for good.
    Refuse(Rejection),
    /// Pages it names are not complete yet.
    PagesMissing,
    /// It is received: exactly this.
    Receive(Manifest),
}

/// Decides about a submission from the account's log.
pub(crate) async fn decide(
    connection: &mut SqliteConnection,
    push: &Push,
    submit: &Operation,
) -> Result<Decision, StorageError> {
    let account = push.account;
    let log = operations::get_dossier_log(connection, account, submit.dossier).await?;
    let manifest = match check(push, &Dossier::fold(submit.dossier, &log), submit)? {
        Ok(manifest) => manifest,
        Err(rejection) => return Ok(Decision::Refuse(rejection)),
    };
    for sha256 in manifest.papers.iter().flat_map(|paper| &paper.pages) {
        if !blobs::is_complete(connection, account, *sha256).await? {
            return Ok(Decision::PagesMissing);
        }
    }
    Ok(Decision::Receive(manifest))
}

fn check(
    push: &Push,
    dossier: &Dossier,
    submit: &Operation,
) -> Result<Result<Manifest, Rejection>, StorageError> {
    let pinned = dossier.edition.as_ref().unwrap_or(&submit.edition);
    let refuse = |code, detail: String| Ok(Err(Rejection::new(code, detail)));
    let (rulebook, today) = (&push.rulebook, Date::in_vietnam(push.at));
    let Some(edition) = rulebook.find_edition(pinned) else {
        return refuse(Code::EditionUnknown, pinned.to_string());
    };
    if !rulebook.takes_submissions(pinned, today) {
        return refuse(Code::EditionClosed, pinned.to_string());
    }
    let prepared = prepare_submission(edition, dossier);
    // Who sends to the wrong office is told so before what is missing.
    let first = prepared.as_ref().err().and_then(|obstacles| obstacles.first());
    if !matches!(first, Some(Obstacle::EditionClosed | Obstacle::Deleted | Obstacle::Exit(_)))
        && let Err(rejection) = check_office(push, edition, dossier, today)
    {
        return Ok(Err(rejection));
    }
    let manifest = match prepared {
        Ok(manifest) => manifest,
        Err(obstacles) => {
            let first = obstacles.first().map(describe).unwrap_or_default();
            return refuse(Code::Incomplete, first);
        }
    };
    let digest = manifest_digest(&manifest).map_err(|e| StorageError::Fault(e.to_string()))?;
    if find_digest(&submit.value) != Some(digest) {
        return refuse(Code::ManifestMismatch, String::new());
    }
    Ok(Ok(manifest))
}

/// The dossier belongs to the authority that receives here.
///
/// What the answers leave open is no mistake of this kind: an open question that decides it makes the dossier incomplete.
fn check_office(
    push: &Push,
    edition: &Edition,
    dossier: &Dossier,
    today: Date,
) -> Result<(), Rejection> {
    let here = &push.intake.authority;
    match office_of(edition, dossier, &push.rulebook.index, today) {
        Office::Elsewhere(rule) => Err(Rejection::new(Code::OfficeElsewhere, rule.name.vi.clone())),
        Office::Authority(right) if right.id != *here => {
            Err(Rejection::new(Code::OfficeOther, right.id.as_str()))
        }
        Office::UnknownPlace(question) => {
            Err(Rejection::new(Code::ValueUnknown, format!("q.{question}: place unknown")))
        }
        Office::Authority(_) | Office::Undecided => Ok(()),
    }
}

/// Names the place of an obstacle, without values.
fn describe(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::EditionClosed => "edition".to_owned(),
        Obstacle::Exit(index) => format!("exit {index}"),
        Obstacle::Elsewhere(index) => format!("authority {index}"),
        Obstacle::Unanswered(id) => format!("q.{id}: no answer"),
        Obstacle::BadAnswer(id, _) => format!("q.{id}: value not allowed"),
        Obstacle::Field(id, domain::form::FieldError::Missing) => format!("f.{id}: missing"),
        Obstacle::Field(id, _) => format!("f.{id}: value not allowed"),
        Obstacle::NoFate(id) => format!("fate.{id}: missing"),
        Obstacle::BadFate(id) => format!("fate.{id}: not allowed"),
        Obstacle::NoPages(id) => format!("p.{id}: no pages"),
        Obstacle::Conflict(id) => format!("{id}: conflict"),
        Obstacle::Deleted => "deleted".to_owned(),
    }
}

/// What the audit chain says about a receipt.
#[derive(Serialize)]
struct ReceiptEvent<'a> {
    event: &'static str,
    number: &'a str,
    digest: String,
    at: i64,
}

/// Gives the receipt: a number, an entry in the audit chain, the signed statement, and the `receive` operation under number `n`.
pub(crate) async fn receive(
    connection: &mut SqliteConnection,
    intake: &Intake,
    account: AccountId,
    manifest: &Manifest,
    submit: &Operation,
    n: u32,
    at: i64,
) -> Result<(), StorageError> {
    let fault = |error: &dyn std::error::Error| StorageError::Fault(error.to_string());
    let digest = manifest_digest(manifest).map_err(|e| fault(&e))?;
    let day = Date::in_vietnam(at);
    let count = receipts::next_count(connection, &intake.numbers.series(day)).await?;
    let number = intake.numbers.number(day, count);
    let event = ReceiptEvent { event: "receipt", number: &number, digest: digest.to_string(), at };
    let event = to_canonical(&event).map_err(|e| fault(&e))?;
    let audit = receipts::append_audit(connection, &event).await?;
    let papers = manifest.papers.iter().map(|paper| ReceiptPaper {
        paper: paper.paper.clone(),
        fate: paper.fate,
        pages: paper.pages.clone(),
    });
    let statement = Statement {
        number,
        authority: intake.authority.clone(),
        dossier: manifest.dossier,
        edition: manifest.edition.clone(),
        digest,
        papers: papers.collect(),
        at,
        meaning: intake.meaning,
        audit,
    };
    let receipt = intake.signer.sign(&statement).map_err(|e| fault(&e))?;
    let wire = receive_operation(intake, &statement, &receipt, submit, n)?;
    let split = SplitOperation::split(&wire)?;
    operations::insert(connection, account, n, &wire, &split, at).await?;
    receipts::insert(connection, account, submit.dossier, n, &receipt, at).await
}

fn receive_operation(
    intake: &Intake,
    statement: &Statement,
    receipt: &ReceiveValue,
    submit: &Operation,
    n: u32,
) -> Result<WireOperation, StorageError> {
    let bytes = || intake.random.bytes().map_err(|e| StorageError::Fault(e.to_string()));
    let text = |text: &str| Payload::Text(text.to_owned());
    let operation = Operation {
        id: OperationId::from_bytes(bytes()?),
        device: intake.district,
        dseq: n,
        dossier: submit.dossier,
        kind: Kind::Receive,
        field: FieldKey::Dossier.to_id(),
        parents: vec![submit.id],
        value: Payload::Map(BTreeMap::from([
            ("number".to_owned(), text(&receipt.number)),
            ("jws".to_owned(), text(&receipt.jws)),
            ("code".to_owned(), text(&receipt.code)),
        ])),
        salt: Salt::from_bytes(bytes()?),
        edition: statement.edition.clone(),
        said_at: statement.at,
    };
    WireOperation::write(&operation).map_err(|e| StorageError::Fault(e.to_string()))
}
