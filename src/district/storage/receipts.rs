//! Receipts given, their numbers, and the audit chain.
//!
//! Not here: what a receipt states and how it is signed (see [`crate::receipt`]).
//!
//! Invariant: "Every audit hash covers the one before it."

use super::{Storage, StorageError, get_bytes, get_number};
use domain::ids::{AccountId, DossierId, Sha256};
use protocol::canonical::sha256;
use protocol::envelope::ReceiveValue;
use sqlx::Row as _;
use sqlx::sqlite::SqliteConnection;

/// The next count of a series of receipt numbers, from 1.
pub(crate) async fn next_count(
    connection: &mut SqliteConnection,
    series: &str,
) -> Result<u32, StorageError> {
    let row = sqlx::query(
        "INSERT INTO receipt_count (series, last) VALUES (?, 1) \
         ON CONFLICT (series) DO UPDATE SET last = last + 1 RETURNING last",
    )
    .bind(series)
    .fetch_one(connection)
    .await?;
    get_number(row.try_get(0)?)
}

/// Adds an event to the audit chain and returns the new head.
pub(crate) async fn append_audit(
    connection: &mut SqliteConnection,
    event: &str,
) -> Result<Sha256, StorageError> {
    let last = sqlx::query("SELECT hash FROM audit ORDER BY n DESC LIMIT 1")
        .fetch_optional(&mut *connection)
        .await?;
    let before: [u8; 32] = match last {
        Some(row) => get_bytes(row.try_get(0)?)?,
        None => [0; 32],
    };
    let head = sha256(&[before.as_slice(), event.as_bytes()].concat());
    sqlx::query("INSERT INTO audit (event, hash) VALUES (?, ?)")
        .bind(event)
        .bind(head.as_bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(head)
}

/// Stores a receipt.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    account: AccountId,
    dossier: DossierId,
    n: u32,
    receipt: &ReceiveValue,
    at: i64,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO receipt (account, number, dossier, n, jws, code, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(account.as_bytes().as_slice())
    .bind(&receipt.number)
    .bind(dossier.as_bytes().as_slice())
    .bind(n)
    .bind(&receipt.jws)
    .bind(&receipt.code)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

impl Storage {
    /// A receipt of this account.
    pub(crate) async fn find_receipt(
        &self,
        account: AccountId,
        number: &str,
    ) -> Result<Option<ReceiveValue>, StorageError> {
        let row = sqlx::query("SELECT jws, code FROM receipt WHERE account = ? AND number = ?")
            .bind(account.as_bytes().as_slice())
            .bind(number)
            .fetch_optional(&self.read)
            .await?;
        row.map(|row| {
            let number = number.to_owned();
            Ok(ReceiveValue { number, jws: row.try_get(0)?, code: row.try_get(1)? })
        })
        .transpose()
    }
}
