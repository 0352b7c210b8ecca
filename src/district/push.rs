//! Takes a push into the account's log: one transaction, one result per operation.
//!
//! Not here: the admission rule (crate `protocol`), checks against the edition (see [`crate::resident`]).
//!
//! Invariant: "Whatever is repeated changes nothing."
//! Invariant: "Another account's dossier is not known here: it behaves as one that does not exist."

use crate::intake::Intake;
use crate::resident::{self, Rejection};
use crate::rulebook::Rulebook;
use crate::storage::operations::{self, FoundRow, SplitOperation};
use crate::storage::writer::Write;
use crate::storage::{StorageError, blobs};
use crate::submit::{self, Decision};
use domain::ids::{AccountId, DossierId, OperationId, ProcedureId};
use domain::operation::{FieldKey, Kind, Operation, PagePayload};
use protocol::admission::{Admission, Facts, admit};
use protocol::envelope::PushResult;
use protocol::operation::WireOperation;
use protocol::problem::Code;
use sqlx::sqlite::SqliteConnection;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Seconds after which a submission is tried again whose pages are still on the way.
const LATER_S: u32 = 5;

/// One operation of a push, with everything that needs no database.
#[derive(Debug)]
pub(crate) struct Prepared {
    wire: WireOperation,
    split: SplitOperation,
    verdict: Result<(), Rejection>,
}

impl Prepared {
    /// Checks the operation against its edition and takes it apart.
    pub(crate) fn new(rulebook: &Rulebook, wire: WireOperation) -> Result<Self, StorageError> {
        let split = SplitOperation::split(&wire)?;
        let verdict = resident::check(rulebook, &wire.operation);
        Ok(Self { wire, split, verdict })
    }
}

/// A push of one device, ready for the writer.
pub(crate) struct Push {
    /// The account of the signature.
    pub(crate) account: AccountId,
    /// The last number the device has.
    pub(crate) after: u32,
    /// The operations, in order.
    pub(crate) operations: Vec<Prepared>,
    /// The catalogue the operations were prepared with.
    pub(crate) rulebook: Arc<Rulebook>,
    /// Keys and names.
    pub(crate) intake: Arc<Intake>,
    /// The district's time.
    pub(crate) at: i64,
}

/// What became of a push.
#[derive(Debug)]
pub(crate) enum Pushed {
    /// The device has numbers this log does not have: the database is another one.
    Ahead,
    /// A result per operation, and the log's last numbers before and after.
    Done {
        /// In the order of the push.
        results: Vec<PushResult>,
        /// Last number before.
        head_before: u32,
        /// Last number after.
        head: u32,
    },
}

impl Write for Push {
    type Out = Pushed;
    async fn run(&self, connection: &mut SqliteConnection) -> Result<Pushed, StorageError> {
        let head_before = operations::get_head(connection, self.account).await?;
        if self.after > head_before {
            return Ok(Pushed::Ahead);
        }
        let mut log = Log {
            push: self,
            connection,
            head: head_before,
            new_ids: HashSet::new(),
            last_dseq: None,
            frozen: HashMap::new(),
        };
        let mut results = Vec::with_capacity(self.operations.len());
        for prepared in &self.operations {
            let result = log.take(prepared).await?;
            let is_later = matches!(result, PushResult::Later(_));
            results.push(result);
            if is_later {
                break;
            }
        }
        results.resize(self.operations.len(), PushResult::Later(LATER_S));
        let head = log.head;
        if head > head_before {
            operations::advance_head(connection, self.account, head_before, head).await?;
        }
        Ok(Pushed::Done { results, head_before, head })
    }
}

/// The account's log during one push.
struct Log<'a> {
    push: &'a Push,
    connection: &'a mut SqliteConnection,
    head: u32,
    /// Ids stored by this push: parents that need no lookup.
    new_ids: HashSet<OperationId>,
    /// Largest dseq of the device, once looked up.
    last_dseq: Option<Option<u32>>,
    /// Dossiers looked up: absent in the account, open or frozen.
    frozen: HashMap<DossierId, Option<bool>>,
}

impl Log<'_> {
    async fn take(&mut self, prepared: &Prepared) -> Result<PushResult, StorageError> {
        let (facts, found) = self.facts(prepared).await?;
        match admit(&prepared.wire, &facts) {
            Admission::Accept => self.take_admitted(prepared).await,
            Admission::Reject(code) => self.reject(prepared, Rejection::new(code, "")).await,
            Admission::Duplicate(n) => Ok(PushResult::Duplicate(n)),
            Admission::AlreadyRejected(n, code) => {
                let detail = found.map(|row| row.detail).unwrap_or_default();
                Ok(PushResult::Rejected { n, code, detail })
            }
            Admission::DeviceForked => Ok(PushResult::DeviceForked),
            Admission::MissingParent(ids) => Ok(PushResult::MissingParent(ids)),
            Admission::IdConflict => Ok(PushResult::IdConflict),
        }
    }

    async fn facts(
        &mut self,
        prepared: &Prepared,
    ) -> Result<(Facts, Option<FoundRow>), StorageError> {
        let operation = &prepared.wire.operation;
        let account = self.push.account;
        let found = operations::find_by_id(self.connection, account, operation.id).await?;
        let mut facts =
            Facts { same_id: found.as_ref().map(|found| found.row.clone()), ..Facts::default() };
        if found.is_some() {
            return Ok((facts, found));
        }
        let last_dseq = match self.last_dseq {
            Some(last) => last,
            None => {
                let last =
                    operations::find_last_dseq(self.connection, account, operation.device).await?;
                *self.last_dseq.insert(last)
            }
        };
        if last_dseq.is_some_and(|last| operation.dseq <= last) {
            facts.same_dseq = operations::find_by_dseq(
                self.connection,
                account,
                operation.device,
                operation.dseq,
            )
            .await?;
        }
        for parent in &operation.parents {
            if !self.new_ids.contains(parent)
                && operations::find_by_id(self.connection, account, *parent).await?.is_none()
            {
                facts.missing_parents.push(*parent);
            }
        }
        Ok((facts, None))
    }

    /// Everything that depends on the dossier.
    async fn take_admitted(&mut self, prepared: &Prepared) -> Result<PushResult, StorageError> {
        let operation = &prepared.wire.operation;
        let frozen = self.find_frozen(operation.dossier).await?;
        if frozen.is_none() && operation.kind != Kind::Create {
            return self.reject(prepared, Rejection::new(Code::DossierUnusable, "")).await;
        }
        if let Err(rejection) = &prepared.verdict {
            return self.reject(prepared, rejection.clone()).await;
        }
        let may_follow_a_submission =
            matches!(operation.kind, Kind::Withdraw | Kind::Rate | Kind::Other(_));
        if frozen == Some(true) && !may_follow_a_submission {
            let field = operation.field.as_str();
            return self.reject(prepared, Rejection::new(Code::Frozen, field)).await;
        }
        if frozen.is_some()
            && let Some(procedure) = self.find_left_procedure(operation).await?
        {
            let expected = format!("dossier: expected an edition of {procedure}");
            return self.reject(prepared, Rejection::new(Code::EditionUnknown, expected)).await;
        }
        match operation.kind {
            Kind::Create if frozen.is_none() => self.put_dossier(operation.dossier, false).await?,
            Kind::Withdraw => self.put_dossier(operation.dossier, false).await?,
            Kind::Attach => {
                if let Some(page) = PagePayload::find(&operation.value) {
                    let account = self.push.account;
                    blobs::insert_page(self.connection, account, operation.dossier, &page).await?;
                }
            }
            Kind::Submit => return self.take_submission(prepared).await,
            _ => {}
        }
        self.accept(prepared).await
    }

    /// The procedure of a dossier, when an operation that chooses its edition chooses one of another procedure.
    async fn find_left_procedure(
        &mut self,
        operation: &Operation,
    ) -> Result<Option<ProcedureId>, StorageError> {
        let chooses = matches!(operation.kind, Kind::Create | Kind::Set)
            && operation.field == FieldKey::Dossier.to_id();
        if !chooses {
            return Ok(None);
        }
        let (account, dossier) = (self.push.account, operation.dossier);
        let begun = operations::find_first_edition(self.connection, account, dossier).await?;
        let procedure = begun.map(|edition| edition.procedure);
        Ok(procedure.filter(|procedure| *procedure != operation.edition.procedure))
    }

    async fn take_submission(&mut self, prepared: &Prepared) -> Result<PushResult, StorageError> {
        let push = self.push;
        let operation = &prepared.wire.operation;
        let decision = submit::decide(self.connection, push, operation).await?;
        let manifest = match decision {
            Decision::Refuse(rejection) => return self.reject(prepared, rejection).await,
            Decision::PagesMissing => return Ok(PushResult::Later(LATER_S)),
            Decision::Receive(manifest) => manifest,
        };
        let result = self.accept(prepared).await?;
        let n = self.head.saturating_add(1);
        let (connection, intake) = (&mut *self.connection, &push.intake);
        submit::receive(connection, intake, push.account, &manifest, operation, n, push.at).await?;
        self.head = n;
        self.put_dossier(operation.dossier, true).await?;
        Ok(result)
    }

    async fn accept(&mut self, prepared: &Prepared) -> Result<PushResult, StorageError> {
        let n = self.next_number(prepared)?;
        let push = self.push;
        let (wire, split) = (&prepared.wire, &prepared.split);
        operations::insert(self.connection, push.account, n, wire, split, push.at).await?;
        Ok(PushResult::Accepted(n))
    }

    async fn reject(
        &mut self,
        prepared: &Prepared,
        rejection: Rejection,
    ) -> Result<PushResult, StorageError> {
        let n = self.next_number(prepared)?;
        let Rejection { code, detail } = rejection;
        let push = self.push;
        let void = (code, detail.as_str());
        operations::insert_void(self.connection, push.account, n, &prepared.wire, push.at, void)
            .await?;
        Ok(PushResult::Rejected { n, code, detail })
    }

    fn next_number(&mut self, prepared: &Prepared) -> Result<u32, StorageError> {
        let full = || StorageError::Fault("the log of an account is full".to_owned());
        self.head = self.head.checked_add(1).ok_or_else(full)?;
        let operation = &prepared.wire.operation;
        self.new_ids.insert(operation.id);
        if let Some(last) = &mut self.last_dseq {
            *last = Some(last.map_or(operation.dseq, |last| last.max(operation.dseq)));
        }
        Ok(self.head)
    }

    async fn find_frozen(&mut self, dossier: DossierId) -> Result<Option<bool>, StorageError> {
        if let Some(known) = self.frozen.get(&dossier) {
            return Ok(*known);
        }
        let account = self.push.account;
        let found = operations::find_frozen(self.connection, account, dossier).await?;
        self.frozen.insert(dossier, found);
        Ok(found)
    }

    async fn put_dossier(&mut self, dossier: DossierId, frozen: bool) -> Result<(), StorageError> {
        self.frozen.insert(dossier, Some(frozen));
        operations::put_dossier(self.connection, self.push.account, dossier, frozen).await
    }
}
