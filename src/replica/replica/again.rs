//! What must be sent again: under another name, or to a district that lost it.
//!
//! Not here: why (see `sync`).
//!
//! Invariant: "An operation sent again has the content, and so the identity, it always had."

use super::{put_identity, put_outbox};
use crate::row::{self, Identity, OperationRow};
use crate::store::{Readings, Row, StoreError, StoreName, Write};
use domain::ids::{DeviceId, OperationId};
use domain::operation::{Operation, Payload};
use protocol::operation::WireOperation;
use std::collections::BTreeMap;

/// Everything that waits, under another author, with counters from 0.
pub(super) fn restamped(
    device: DeviceId,
    author: DeviceId,
    rows: &Readings,
) -> Result<Vec<Write>, StoreError> {
    let identity = Identity::parse(rows.one(0))?;
    if identity.author == author {
        return Ok(vec![put_identity(Identity { device, ..identity })]);
    }
    let mut identity = Identity { device, author, next_dseq: 0 };
    let outbox = rows.rows(1);
    let mut writes: Vec<Write> =
        outbox.iter().map(|(key, _)| Write::Remove(StoreName::Outbox, key.clone())).collect();
    for row in outbox {
        writes.push(queue(row::parse_wire(row)?.text.as_str(), &mut identity, &row.0)?);
    }
    writes.push(put_identity(identity));
    Ok(writes)
}

/// Puts an operation at the end of the outbox, under the author's name and next counter. Its content, and so its identity,
/// stays the same; unknown members stay. The row in the log keeps its text until the district has taken the new one.
fn queue(text: &str, identity: &mut Identity, key: &str) -> Result<Write, StoreError> {
    let Ok(Payload::Map(mut members)) = serde_json::from_str(text) else {
        return Err(row::damaged(key));
    };
    members.insert("device".to_owned(), Payload::Text(identity.author.to_string()));
    members.insert("dseq".to_owned(), Payload::Integer(i64::from(identity.next_dseq)));
    let text = protocol::canonical::canonical_text(&Payload::Map(members));
    let wire = WireOperation::parse(&text).map_err(|_| row::damaged(key))?;
    identity.next_dseq += 1;
    Ok(put_outbox(&wire))
}

/// Everything residents recorded in these rows goes into the outbox again, parents before children; numbers are
/// forgotten. `outbox` are the entries that wait already: those of the same operations are replaced.
pub(crate) fn requeued(
    operations: &[Row],
    outbox: &[Row],
    identity: &mut Identity,
) -> Result<Vec<Write>, StoreError> {
    let mut place_of: BTreeMap<OperationId, &String> = BTreeMap::new();
    for row in outbox {
        place_of.insert(row::parse_wire(row)?.operation.id, &row.0);
    }
    let mut writes = Vec::new();
    let mut again = Vec::new();
    for row in operations {
        let stored = OperationRow::parse(row)?;
        let operation: Operation =
            serde_json::from_str(stored.text).map_err(|_| row::damaged(&row.0))?;
        let place = place_of.get(&operation.id);
        if let Some(place) = place {
            writes.push(Write::Remove(StoreName::Outbox, (*place).clone()));
        }
        if stored.number.is_some() {
            let unnumbered = OperationRow { number: None, received_at: None, ..stored };
            writes.push(Write::Put(StoreName::Operation, row.0.clone(), unnumbered.to_bytes()));
        }
        if !operation.kind.is_of_district() {
            let order = (stored.number.unwrap_or(u32::MAX), place.cloned(), operation.dseq);
            again.push((order, &row.0, stored.text));
        }
    }
    again.sort_unstable();
    for (_, key, text) in again {
        writes.push(queue(text, identity, key)?);
    }
    Ok(writes)
}
