//! The fold of a log into a dossier: heads, values, conflicts, pages, stage.
//!
//! Not here: a clock, an order of arrival. The fold gives the same dossier for every order of its operations.
//!
//! Invariant: "Nothing in a merge reads a clock."
//! Invariant: "Several different heads are a conflict: both are kept until a person chooses."

use crate::catalogue::EditionId;
use crate::ids::{DossierId, FieldId, OperationId, PaperId, Sha256};
use crate::operation::{FieldKey, Kind, Operation, PagePayload, Payload};
use std::collections::{BTreeMap, BTreeSet};

/// An operation with the hash of its content, and its number where the district gave one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The operation.
    pub operation: Operation,
    /// SHA-256 of its content (crate `protocol`).
    pub content: Sha256,
    /// Number in the account's log; `None` while it exists only on this device.
    pub number: Option<u32>,
    /// When the district received it, in seconds since 1970 UTC.
    pub received_at: Option<i64>,
}

/// One dossier as its operations tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// Its id.
    pub id: DossierId,
    /// The edition it is pinned to: that of the newest choice (create or a later move).
    pub edition: Option<EditionId>,
    /// Heads of every field, in order of operation id.
    pub heads: BTreeMap<FieldId, Vec<Recorded>>,
    /// Pages attached and not detached, per paper, in the person's order.
    pub pages: BTreeMap<PaperId, Vec<Page>>,
    /// Submissions, receipts, requests: everything that happened on the way, in causal order.
    pub events: Vec<Recorded>,
    /// Whether and how it was deleted.
    pub deletion: Deletion,
    /// How many of its operations no district has numbered yet.
    pub n_unsent: u32,
    /// Latest `said_at`, for display.
    pub last_said_at: i64,
}

/// A page of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The attach operation, which is the page's identity.
    pub attach: OperationId,
    /// The image.
    pub image: PagePayload,
    /// Hash of the attach's content, for the manifest.
    pub content: Sha256,
}

/// Whether a dossier was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// It was not.
    No,
    /// It was, and the deleting device had seen everything.
    Deleted,
    /// It was, elsewhere, without having seen changes made here.
    DeletedWithUnseenChanges,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldState<'a> {
    /// Nothing was ever said, or it was taken back.
    Empty,
    /// One value.
    Plain(&'a Payload),
    /// Several different ones: a person must choose.
    Conflict(&'a [Recorded]),
}

/// How far the dossier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Being prepared.
    Draft,
    /// Sent by the person; no receipt yet.
    Submitted,
    /// The district has everything and gave a receipt.
    Received,
    /// The district asks for corrections.
    SupplementAsked,
    /// The district refused it.
    Refused,
    /// The district decided.
    Decided,
    /// The result was handed over.
    Returned,
}

impl Dossier {
    /// Folds the operations of one dossier. Their order does not matter; duplicates do not count.
    pub fn fold(id: DossierId, log: &[Recorded]) -> Self {
        let mut by_id: BTreeMap<OperationId, &Recorded> = BTreeMap::new();
        for recorded in log.iter().filter(|r| r.operation.dossier == id) {
            by_id.entry(recorded.operation.id).or_insert(recorded);
        }
        let mut by_field: BTreeMap<&FieldId, Vec<&Recorded>> = BTreeMap::new();
        for recorded in by_id.values() {
            by_field.entry(&recorded.operation.field).or_default().push(recorded);
        }
        let mut heads = BTreeMap::new();
        let mut pages = BTreeMap::new();
        for (field, operations) in &by_field {
            let named: BTreeSet<OperationId> =
                operations.iter().flat_map(|r| r.operation.parents.iter().copied()).collect();
            match FieldKey::find(field) {
                Some(FieldKey::Pages(paper)) => {
                    pages.insert(paper, attached_pages(operations));
                }
                Some(FieldKey::Dossier) => {}
                _ => {
                    let of_field = operations
                        .iter()
                        .filter(|r| matches!(r.operation.kind, Kind::Set | Kind::Unset))
                        .filter(|r| !named.contains(&r.operation.id))
                        .map(|r| (*r).clone());
                    heads.insert((*field).clone(), of_field.collect());
                }
            }
        }
        let mut dossier = Self {
            id,
            edition: None,
            heads,
            pages,
            events: causal_order(
                by_id.values().copied().filter(|r| r.operation.field.as_str() == "dossier"),
            ),
            deletion: Deletion::No,
            n_unsent: count(by_id.values().filter(|r| r.number.is_none()).count()),
            last_said_at: by_id.values().map(|r| r.operation.said_at).max().unwrap_or(0),
        };
        for (paper, pages) in &mut dossier.pages {
            let order = FieldKey::Order(paper.clone()).to_id();
            sort_pages(pages, dossier.heads.get(&order).and_then(|heads| heads.first()));
        }
        dossier.edition = dossier
            .events
            .iter()
            .rev()
            .find(|r| matches!(r.operation.kind, Kind::Create | Kind::Set))
            .or(dossier.events.first())
            .map(|r| r.operation.edition.clone());
        dossier.deletion = deletion(&dossier.events, &by_id);
        dossier
    }

    /// What a field holds.
    pub fn field(&self, field: &FieldKey) -> FieldState<'_> {
        match self.heads.get(&field.to_id()).map(Vec::as_slice) {
            None | Some([]) => FieldState::Empty,
            Some(heads @ [first, rest @ ..]) => {
                let value = |r: &Recorded| match r.operation.kind {
                    Kind::Unset => None,
                    _ => Some(r.operation.value.clone()),
                };
                if rest.iter().any(|other| value(other) != value(first)) {
                    FieldState::Conflict(heads)
                } else if first.operation.kind == Kind::Unset {
                    FieldState::Empty
                } else {
                    FieldState::Plain(&first.operation.value)
                }
            }
        }
    }

    /// The value of a field that is neither empty nor in conflict.
    pub fn value(&self, field: &FieldKey) -> Option<&Payload> {
        match self.field(field) {
            FieldState::Plain(value) => Some(value),
            FieldState::Empty | FieldState::Conflict(_) => None,
        }
    }

    /// The parents of the next operation on a field: all its heads.
    pub fn head_ids(&self, field: &FieldKey) -> Vec<OperationId> {
        match field {
            FieldKey::Dossier => event_heads(&self.events),
            FieldKey::Pages(paper) => {
                self.pages.get(paper).into_iter().flatten().map(|page| page.attach).collect()
            }
            _ => self
                .heads
                .get(&field.to_id())
                .into_iter()
                .flatten()
                .map(|r| r.operation.id)
                .collect(),
        }
    }

    /// Fields whose heads differ.
    pub fn conflicts(&self) -> Vec<FieldKey> {
        self.heads
            .keys()
            .filter_map(FieldKey::find)
            .filter(|key| matches!(self.field(key), FieldState::Conflict(_)))
            .collect()
    }

    /// How far the dossier is.
    pub fn stage(&self) -> Stage {
        let mut stage = Stage::Draft;
        for event in &self.events {
            stage = match event.operation.kind {
                Kind::Submit => Stage::Submitted,
                Kind::Withdraw => Stage::Draft,
                Kind::Receive => Stage::Received,
                Kind::AskSupplement => Stage::SupplementAsked,
                Kind::Refuse => Stage::Refused,
                Kind::Decide => Stage::Decided,
                Kind::ReturnResult => Stage::Returned,
                _ => stage,
            };
        }
        stage
    }

    /// The latest event of this kind.
    pub fn latest_event(&self, kind: &Kind) -> Option<&Recorded> {
        self.events.iter().rev().find(|event| &event.operation.kind == kind)
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Add-wins: a page stays unless a detach names its attach.
fn attached_pages(operations: &[&Recorded]) -> Vec<Page> {
    let detached: BTreeSet<OperationId> = operations
        .iter()
        .filter(|r| r.operation.kind == Kind::Detach)
        .flat_map(|r| r.operation.parents.iter().copied())
        .collect();
    let mut seen = BTreeSet::new();
    operations
        .iter()
        .filter(|r| r.operation.kind == Kind::Attach && !detached.contains(&r.operation.id))
        .filter_map(|r| {
            let image = PagePayload::find(&r.operation.value)?;
            // The same image attached on two devices is one page.
            seen.insert(image.sha256).then_some(Page {
                attach: r.operation.id,
                image,
                content: r.content,
            })
        })
        .collect()
}

fn sort_pages(pages: &mut [Page], order: Option<&Recorded>) {
    let wanted: Vec<OperationId> = match order.map(|r| &r.operation.value) {
        Some(Payload::List(items)) => {
            items.iter().filter_map(|item| item.as_text()?.parse().ok()).collect()
        }
        _ => Vec::new(),
    };
    let place = |id: OperationId| wanted.iter().position(|w| *w == id).unwrap_or(usize::MAX);
    pages.sort_by_key(|page| (place(page.attach), page.attach));
}

/// Parents before children; among the unordered, by the district's number, then by id.
fn causal_order<'a>(events: impl Iterator<Item = &'a Recorded>) -> Vec<Recorded> {
    let mut waiting: Vec<&Recorded> = events.collect();
    waiting.sort_by_key(|r| (r.number.unwrap_or(u32::MAX), r.operation.id));
    let mut ordered: Vec<Recorded> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|r| {
            r.operation.parents.iter().all(|p| !waiting.iter().any(|w| w.operation.id == *p))
        });
        // A cycle cannot be made by honest devices; taking the first keeps the fold total.
        let next = waiting.remove(ready.unwrap_or(0));
        ordered.push(next.clone());
    }
    ordered
}

fn event_heads(events: &[Recorded]) -> Vec<OperationId> {
    let named: BTreeSet<OperationId> =
        events.iter().flat_map(|r| r.operation.parents.iter().copied()).collect();
    events.iter().map(|r| r.operation.id).filter(|id| !named.contains(id)).collect()
}

/// A delete lists in its value every head of the dossier its device had seen (`{"heads": [..]}`).
fn deletion(events: &[Recorded], all: &BTreeMap<OperationId, &Recorded>) -> Deletion {
    let last =
        events.iter().rev().find(|r| matches!(r.operation.kind, Kind::Delete | Kind::Restore));
    let Some(delete) = last.filter(|r| r.operation.kind == Kind::Delete) else {
        return Deletion::No;
    };
    let mut seen: BTreeSet<OperationId> = delete.operation.parents.iter().copied().collect();
    seen.insert(delete.operation.id);
    if let Some(Payload::List(items)) = delete.operation.value.member("heads") {
        seen.extend(items.iter().filter_map(|i| i.as_text()?.parse::<OperationId>().ok()));
    }
    // Whatever a seen operation names was seen too.
    let mut frontier: Vec<OperationId> = seen.iter().copied().collect();
    while let Some(id) = frontier.pop() {
        for parent in all.get(&id).into_iter().flat_map(|r| &r.operation.parents) {
            if seen.insert(*parent) {
                frontier.push(*parent);
            }
        }
    }
    let by_resident = |r: &&Recorded| !r.operation.kind.is_of_district();
    if all.values().copied().filter(by_resident).all(|r| seen.contains(&r.operation.id)) {
        Deletion::Deleted
    } else {
        Deletion::DeletedWithUnseenChanges
    }
}

#[cfg(test)]
mod tests;
