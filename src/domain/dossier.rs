//! The fold of a log into a dossier: heads, values, conflicts, pages, stage.
//!
//! Not here: a clock, an order of arrival. The fold gives the same dossier for every order of its operations.
//!
//! Invariant: "Nothing in a merge reads a clock."
//! Invariant: "Several different heads are a conflict: both are kept until a person chooses."

use crate::catalogue::EditionId;
use crate::ids::{DossierId, FieldId, OperationId, PaperId, Sha256};
use crate::operation::{FieldKey, Kind, Operation, PagePayload, Payload};
use core::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

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
    /// The edition it is pinned to: that of the newest choice, which is the create or a later move (`set` on the field
    /// `dossier`). Of moves that did not know of each other, the one to the later edition. While a submission stands, the
    /// choice it was made under: a move that it did not know of waits until it is withdrawn.
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
    /// Every operation that no other one names: together they stand for all that was ever said here.
    pub tips: Vec<OperationId>,
}

/// A page of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The attach operation, which is the page's identity: the first of [`Page::attaches`].
    pub attach: OperationId,
    /// All attaches of this image that no detach names. Two devices may have attached it; whoever takes the page away names
    /// them all, or it would come back.
    pub attaches: Vec<OperationId>,
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
    ///
    /// Of two records of one operation, the one with the district's number stands.
    pub fn fold(id: DossierId, log: &[Recorded]) -> Self {
        let mut by_id: BTreeMap<OperationId, &Recorded> = BTreeMap::new();
        for recorded in log.iter().filter(|r| r.operation.dossier == id) {
            by_id
                .entry(recorded.operation.id)
                .and_modify(|kept| {
                    if precedence(recorded) < precedence(kept) {
                        *kept = recorded;
                    }
                })
                .or_insert(recorded);
        }
        let all: Vec<&Recorded> = by_id.values().copied().collect();
        let mut by_field: BTreeMap<&FieldId, Vec<&Recorded>> = BTreeMap::new();
        for recorded in &all {
            by_field.entry(&recorded.operation.field).or_default().push(recorded);
        }
        let mut heads: BTreeMap<FieldId, Vec<Recorded>> = BTreeMap::new();
        let mut pages = BTreeMap::new();
        let mut events = Vec::new();
        for (field, operations) in &by_field {
            match FieldKey::find(field) {
                Some(FieldKey::Pages(paper)) => {
                    pages.insert(paper, attached_pages(operations));
                }
                Some(FieldKey::Dossier) => {
                    let order = causal_order(operations, |r| r.number);
                    events = order.into_iter().cloned().collect();
                }
                _ => {
                    let of_field = heads_of(operations);
                    if !of_field.is_empty() {
                        heads.insert((*field).clone(), of_field);
                    }
                }
            }
        }
        for (paper, pages) in &mut pages {
            let order = FieldKey::Order(paper.clone()).to_id();
            sort_pages(pages, heads.get(&order).and_then(|heads| heads.first()));
        }
        let edition = edition_of(&events, &by_id);
        Self {
            id,
            edition,
            deletion: deletion(&events, &by_id),
            heads,
            pages,
            events,
            n_unsent: count(all.iter().filter(|r| r.number.is_none()).count()),
            last_said_at: all.iter().map(|r| r.operation.said_at).max().unwrap_or(0),
            tips: tips_of(&all),
        }
    }

    /// What a field holds.
    pub fn field(&self, field: &FieldKey) -> FieldState<'_> {
        match self.heads.get(&field.to_id()).map(Vec::as_slice) {
            None | Some([]) => FieldState::Empty,
            Some(heads @ [first, rest @ ..]) => {
                if rest.iter().any(|other| value_of(other) != value_of(first)) {
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
            FieldKey::Dossier => {
                let events: Vec<&Recorded> = self.events.iter().collect();
                tips_of(&events)
            }
            FieldKey::Pages(paper) => {
                let pages = self.pages.get(paper).into_iter().flatten();
                pages.flat_map(|page| page.attaches.iter().copied()).collect()
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

    /// The value of a delete: the heads its device has seen.
    pub fn delete_value(&self) -> Payload {
        let heads = self.tips.iter().map(|id| Payload::Text(id.to_string())).collect();
        let mut value = BTreeMap::new();
        value.insert("heads".to_owned(), Payload::List(heads));
        Payload::Map(value)
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

/// What a head says; `None` when it takes the value back.
fn value_of(head: &Recorded) -> Option<&Payload> {
    (head.operation.kind != Kind::Unset).then_some(&head.operation.value)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Which of two records of one operation stands: numbered before unnumbered; the rest only makes the choice the same in
/// every order of the log.
fn precedence(r: &Recorded) -> (bool, Option<u32>, Sha256, Option<i64>) {
    (r.number.is_none(), r.number, r.content, r.received_at)
}

/// Sets and unsets that no other set or unset of the field names. Kinds of a later version supersede nothing here.
fn heads_of(operations: &[&Recorded]) -> Vec<Recorded> {
    let is_change = |r: &&Recorded| matches!(r.operation.kind, Kind::Set | Kind::Unset);
    let changes: Vec<&Recorded> = operations.iter().copied().filter(is_change).collect();
    let named = named_by(&changes);
    changes.into_iter().filter(|r| !named.contains(&r.operation.id)).cloned().collect()
}

/// Every operation that another one names as parent. An operation that names itself does not count.
fn named_by(operations: &[&Recorded]) -> BTreeSet<OperationId> {
    // Here and elsewhere sets grow one by one: collecting them would put a sort for every type into the page.
    let mut named = BTreeSet::new();
    for r in operations {
        named.extend(r.operation.parents.iter().filter(|p| **p != r.operation.id));
    }
    named
}

/// The operations that no other one names, ascending when these are.
fn tips_of(operations: &[&Recorded]) -> Vec<OperationId> {
    let named = named_by(operations);
    operations.iter().map(|r| r.operation.id).filter(|id| !named.contains(id)).collect()
}

/// Add-wins: a page stays unless a detach names its attach. In the order in which they were attached.
///
/// That order must not look at the district's numbers: the manifest lists pages in this order, and the device hashes it
/// before its operations have numbers.
fn attached_pages(operations: &[&Recorded]) -> Vec<Page> {
    let is_detach = |r: &&Recorded| r.operation.kind == Kind::Detach;
    let detaches: Vec<&Recorded> = operations.iter().copied().filter(is_detach).collect();
    let detached = named_by(&detaches);
    let mut pages: Vec<Page> = Vec::new();
    for recorded in causal_order(operations, |_| None) {
        let attach = recorded.operation.id;
        if recorded.operation.kind != Kind::Attach || detached.contains(&attach) {
            continue;
        }
        let Some(image) = PagePayload::find(&recorded.operation.value) else { continue };
        // The same image attached on two devices is one page.
        match pages.iter_mut().find(|page| page.image.sha256 == image.sha256) {
            Some(page) => page.attaches.push(attach),
            None => {
                let content = recorded.content;
                pages.push(Page { attach, attaches: vec![attach], image, content });
            }
        }
    }
    pages
}

/// Puts the pages that the person ordered first, the others after them as they were attached.
fn sort_pages(pages: &mut Vec<Page>, order: Option<&Recorded>) {
    let Some(Payload::List(items)) = order.map(|r| &r.operation.value) else { return };
    let mut ordered = Vec::with_capacity(pages.len());
    for item in items {
        let wanted: Option<OperationId> = item.as_text().and_then(|text| text.parse().ok());
        let is_it = |page: &Page| wanted.is_some_and(|id| page.attaches.contains(&id));
        if let Some(place) = pages.iter().position(is_it) {
            ordered.push(pages.remove(place));
        }
    }
    ordered.append(pages);
    *pages = ordered;
}

/// Parents before children; among the unordered, by number where there is one, then by id. Takes operations ascending by id.
fn causal_order<'a>(
    operations: &[&'a Recorded],
    number: fn(&Recorded) -> Option<u32>,
) -> Vec<&'a Recorded> {
    let n = operations.len();
    let mut n_parents = vec![0_usize; n];
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); n];
    for (place, recorded) in operations.iter().enumerate() {
        for parent in &recorded.operation.parents {
            let found = operations.binary_search_by_key(parent, |r| r.operation.id);
            // A parent that is named twice is waited for twice, and counts down twice.
            if let Some(of_parent) = found.ok().and_then(|parent| children.get_mut(parent))
                && *parent != recorded.operation.id
            {
                of_parent.push(place);
                if let Some(n_parents) = n_parents.get_mut(place) {
                    *n_parents += 1;
                }
            }
        }
    }
    let key = |place: usize| {
        let number = operations.get(place).and_then(|r| number(r));
        Reverse((number.unwrap_or(u32::MAX), place))
    };
    let mut ready: BinaryHeap<Reverse<(u32, usize)>> = BinaryHeap::new();
    let mut rest: BinaryHeap<Reverse<(u32, usize)>> = BinaryHeap::new();
    for (place, n_parents) in n_parents.iter().enumerate() {
        if *n_parents == 0 { &mut ready } else { &mut rest }.push(key(place));
    }
    let mut taken = vec![false; n];
    let mut ordered = Vec::with_capacity(n);
    // A circle cannot be made by honest devices; taking the first of what is left keeps the fold total.
    while let Some(Reverse((_, place))) = ready.pop().or_else(|| rest.pop()) {
        let (Some(recorded), Some(taken)) = (operations.get(place), taken.get_mut(place)) else {
            continue;
        };
        if core::mem::replace(taken, true) {
            continue;
        }
        ordered.push(*recorded);
        for child in children.get(place).into_iter().flatten() {
            if let Some(n_parents) = n_parents.get_mut(*child) {
                *n_parents = n_parents.saturating_sub(1);
                if *n_parents == 0 {
                    ready.push(key(*child));
                }
            }
        }
    }
    ordered
}

/// The edition chosen; looks at no number, so that a device and the district agree before and after one was given.
fn edition_of(events: &[Recorded], all: &BTreeMap<OperationId, &Recorded>) -> Option<EditionId> {
    let mut of_sending = events.iter().rev();
    let latest = of_sending.find(|r| matches!(r.operation.kind, Kind::Submit | Kind::Withdraw));
    let known_to_it = latest
        .filter(|r| r.operation.kind == Kind::Submit)
        .map(|submit| seen_by([submit.operation.id].into_iter(), all));
    let is_choice = |r: &&Recorded| {
        matches!(r.operation.kind, Kind::Create | Kind::Set)
            && known_to_it.as_ref().is_none_or(|known| known.contains(&r.operation.id))
    };
    let choices = || events.iter().filter(is_choice);
    let superseded = seen_by(choices().flat_map(|r| r.operation.parents.iter().copied()), all);
    choices()
        .filter(|r| !superseded.contains(&r.operation.id))
        .max_by_key(|r| (r.operation.edition.valid_from, r.operation.id))
        .or(events.first())
        .map(|r| r.operation.edition.clone())
}

/// A delete lists in its value every head of the dossier its device had seen (`{"heads": [..]}`).
///
/// Deletes that no restore has seen count. A restore that none of them has seen is a change they have not seen.
fn deletion(events: &[Recorded], all: &BTreeMap<OperationId, &Recorded>) -> Deletion {
    let of_kind = |kind: Kind| events.iter().filter(move |r| r.operation.kind == kind);
    let restored = seen_by(of_kind(Kind::Restore).map(|r| r.operation.id), all);
    let deletes = || of_kind(Kind::Delete).filter(|r| !restored.contains(&r.operation.id));
    if deletes().next().is_none() {
        return Deletion::No;
    }
    let seen = seen_by(deletes().map(|r| r.operation.id), all);
    let unseen =
        all.values().any(|r| !r.operation.kind.is_of_district() && !seen.contains(&r.operation.id));
    if unseen { Deletion::DeletedWithUnseenChanges } else { Deletion::Deleted }
}

/// These operations, those they name as parents or in their `heads`, and whatever a seen operation names.
fn seen_by(
    operations: impl Iterator<Item = OperationId>,
    all: &BTreeMap<OperationId, &Recorded>,
) -> BTreeSet<OperationId> {
    let mut seen = BTreeSet::new();
    let mut frontier: Vec<OperationId> = operations.collect();
    while let Some(id) = frontier.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(recorded) = all.get(&id) else { continue };
        frontier.extend(&recorded.operation.parents);
        if recorded.operation.kind == Kind::Delete
            && let Some(Payload::List(items)) = recorded.operation.value.member("heads")
        {
            frontier.extend(items.iter().filter_map(|i| i.as_text()?.parse::<OperationId>().ok()));
        }
    }
    seen
}

#[cfg(test)]
mod tests;
