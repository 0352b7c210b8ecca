//! Changes of one dossier on their way into operations.
//!
//! Not here: opening a transaction; the plan made here runs inside one.
//!
//! Invariant: "An operation names every head of its field that is on the device at the moment it is written."

use super::{Change, SaveError, identity_read, put_identity, put_operation, put_outbox};
use crate::row::{self, Identity};
use crate::store::{Read, Readings, Row, StoreError, StoreName, Write};
use domain::catalogue::EditionId;
use domain::dossier::{Dossier, Recorded, Stage};
use domain::ids::{DossierId, FieldId, OperationId, Salt};
use domain::operation::{FieldKey, Kind, Operation};
use protocol::limits::{MAX_OPERATION_BYTES, MAX_PARENTS};
use protocol::operation::{OperationError, WireOperation};
use std::collections::{BTreeMap, BTreeSet};

/// An operation before it has a counter and parents.
pub(super) struct Draft {
    pub(super) id: OperationId,
    pub(super) salt: Salt,
    pub(super) change: Change,
    pub(super) parents: Parents,
}

/// What an operation names.
pub(super) enum Parents {
    /// Every head of its field.
    Heads,
    /// Every attach of the page that this one attached: a detach removes what it names.
    Page(OperationId),
}

/// Changes of one dossier on their way into operations: what must be read, and what is then written.
pub(super) struct Sheet<'a> {
    pub(super) dossier: DossierId,
    pub(super) edition: &'a EditionId,
    pub(super) said_at: i64,
    pub(super) drafts: &'a [Draft],
}

impl Sheet<'_> {
    /// The identity, the events of the dossier, and the history of every field that changes –
    /// or of all fields, when the dossier is deleted and all heads must be named.
    pub(super) fn reads(&self) -> Vec<Read> {
        let range = |(from, to)| Read::Range(StoreName::Operation, from, to);
        let mut reads = vec![
            identity_read(),
            range(row::field_range(self.dossier, &FieldKey::Dossier.to_id())),
        ];
        if self.deletes() {
            reads.push(range(row::dossier_range(self.dossier)));
        } else {
            reads.extend(
                self.fields().iter().map(|field| range(row::field_range(self.dossier, field))),
            );
        }
        reads
    }

    fn deletes(&self) -> bool {
        self.drafts.iter().any(|draft| draft.change.kind == Kind::Delete)
    }

    fn fields(&self) -> BTreeSet<FieldId> {
        self.drafts.iter().map(|draft| draft.change.field.to_id()).collect()
    }

    pub(super) fn plan(&self, rows: &Readings) -> Result<Vec<Write>, SaveError> {
        let mut identity = Identity::parse(rows.one(0))?;
        let events = self.fold(rows.rows(1))?;
        if is_closed(events.stage())
            && self.drafts.iter().any(|draft| is_of_content(&draft.change.kind))
        {
            return Err(SaveError::Closed);
        }
        let known: Dossier = self.fold(rows.rows.iter().skip(2).flatten())?;
        let mut heads: BTreeMap<FieldId, Vec<OperationId>> = BTreeMap::new();
        let mut writes = Vec::with_capacity(self.drafts.len() * 2 + 1);
        for draft in self.drafts {
            let field = draft.change.field.to_id();
            let key = row::operation_key(self.dossier, &field, draft.id);
            if rows.rows.iter().flatten().any(|(stored, _)| *stored == key) {
                // The connection was lost after the commit: this is the same batch again.
                return Ok(Vec::new());
            }
            let of_field = heads
                .entry(field.clone())
                .or_insert_with(|| find_heads(&known, &draft.change.field, rows));
            let mut parents = match draft.parents {
                Parents::Heads => of_field.clone(),
                Parents::Page(attach) => attaches_of(&known, attach),
            };
            parents.truncate(MAX_PARENTS);
            of_field.retain(|head| !parents.contains(head));
            of_field.push(draft.id);
            let wire = write_operation(&Operation {
                id: draft.id,
                device: identity.author,
                dseq: identity.next_dseq,
                dossier: self.dossier,
                kind: draft.change.kind.clone(),
                field,
                parents,
                value: match draft.change.kind {
                    Kind::Delete => known.delete_value(),
                    _ => draft.change.value.clone(),
                },
                salt: draft.salt,
                edition: self.edition.clone(),
                said_at: self.said_at,
            })?;
            identity.next_dseq += 1;
            writes.push(put_operation(&wire, None, None));
            writes.push(put_outbox(&wire));
        }
        writes.push(put_identity(identity));
        Ok(writes)
    }

    fn fold<'r>(&self, rows: impl IntoIterator<Item = &'r Row>) -> Result<Dossier, StoreError> {
        let log: Vec<Recorded> =
            rows.into_iter().map(row::parse_recorded).collect::<Result<_, _>>()?;
        Ok(Dossier::fold(self.dossier, &log))
    }
}

/// What the next operation of a field names.
fn find_heads(known: &Dossier, field: &FieldKey, rows: &Readings) -> Vec<OperationId> {
    match field {
        FieldKey::Pages(_) => {
            // Pages are kept in causal order, so an attach names what nobody named yet: mostly the one before it.
            let field = field.to_id();
            let is_of_field = |id: &OperationId| {
                let key = row::operation_key(known.id, &field, *id);
                rows.rows.iter().flatten().any(|(stored, _)| *stored == key)
            };
            known.tips.iter().copied().filter(is_of_field).collect()
        }
        _ => known.head_ids(field),
    }
}

fn attaches_of(known: &Dossier, attach: OperationId) -> Vec<OperationId> {
    let mut pages = known.pages.values().flatten();
    pages
        .find(|page| page.attaches.contains(&attach))
        .map_or_else(|| vec![attach], |page| page.attaches.clone())
}

/// Whether the dossier was sent and nothing opened it again.
fn is_closed(stage: Stage) -> bool {
    match stage {
        Stage::Draft | Stage::SupplementAsked => false,
        Stage::Submitted | Stage::Received | Stage::Refused | Stage::Decided | Stage::Returned => {
            true
        }
    }
}

/// Whether the kind changes what was sent, or sends it.
fn is_of_content(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Create | Kind::Set | Kind::Unset | Kind::Attach | Kind::Detach | Kind::Submit
    )
}

fn write_operation(operation: &Operation) -> Result<WireOperation, SaveError> {
    let wire = WireOperation::write(operation).map_err(|error| match error {
        OperationError::TooLarge => SaveError::TooLarge {
            bytes: protocol::canonical::canonical_text(&operation.value).len(),
            max: protocol::limits::MAX_VALUE_BYTES,
        },
        OperationError::Malformed
        | OperationError::NotCanonical
        | OperationError::TooManyParents => {
            SaveError::TooLarge { bytes: MAX_OPERATION_BYTES, max: MAX_OPERATION_BYTES }
        }
    })?;
    if !wire.value_fits() {
        return Err(SaveError::TooLarge {
            bytes: protocol::canonical::canonical_text(&operation.value).len(),
            max: protocol::limits::MAX_VALUE_BYTES,
        });
    }
    Ok(wire)
}
