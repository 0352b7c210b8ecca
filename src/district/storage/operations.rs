//! The log of an account: rows, values, numbers.
//!
//! Not here: whether an operation is accepted (see [`crate::push`]).
//!
//! Invariant: "Row and value together give back the operation byte for byte."
//! Invariant: "Numbers of an account are dense: a row, void or not, for every number."

use super::{Storage, StorageError, get_bytes, get_number};
use domain::catalogue::EditionId;
use domain::dossier::Recorded;
use domain::ids::{AccountId, DeviceId, DossierId, OperationId, Salt, Sha256};
use domain::operation::Payload;
use protocol::admission::Row as KnownRow;
use protocol::canonical::canonical_text;
use protocol::envelope::LogEntry;
use protocol::limits::{MAX_PULL_BYTES, MAX_PULL_OPERATIONS};
use protocol::operation::WireOperation;
use protocol::problem::Code;
use serde_json::value::RawValue;
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use std::collections::BTreeSet;

/// An operation taken apart for the two tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SplitOperation {
    /// Canonical operation without value and salt.
    pub(crate) row: String,
    /// Canonical value.
    pub(crate) value: String,
    /// Its salt.
    pub(crate) salt: Salt,
}

impl SplitOperation {
    /// Takes an operation apart.
    pub(crate) fn split(operation: &WireOperation) -> Result<Self, StorageError> {
        let mut members = match serde_json::from_str(&operation.text) {
            Ok(Payload::Map(members)) => members,
            _ => return Err(StorageError::Fault("expected an operation".to_owned())),
        };
        let value = members.remove("value").unwrap_or_default();
        members.remove("salt");
        Ok(Self {
            row: canonical_text(&Payload::Map(members)),
            value: canonical_text(&value),
            salt: operation.operation.salt,
        })
    }

    /// Puts it together again.
    pub(crate) fn join(row: &str, value: &str, salt: Salt) -> Result<String, StorageError> {
        let broken = |_| StorageError::Fault("a row of the log is damaged".to_owned());
        let mut members = match serde_json::from_str(row).map_err(broken)? {
            Payload::Map(members) => members,
            _ => return Err(StorageError::Fault("a row of the log is damaged".to_owned())),
        };
        members.insert("value".to_owned(), serde_json::from_str(value).map_err(broken)?);
        members.insert("salt".to_owned(), Payload::Text(salt.to_string()));
        Ok(canonical_text(&Payload::Map(members)))
    }
}

/// A row found by id, with what was said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundRow {
    /// For the admission rule.
    pub(crate) row: KnownRow,
    /// Detail of a refusal.
    pub(crate) detail: String,
}

/// Last number of an account.
pub(crate) async fn get_head(
    connection: &mut SqliteConnection,
    account: AccountId,
) -> Result<u32, StorageError> {
    let row = sqlx::query("SELECT head FROM account WHERE id = ?")
        .bind(account.as_bytes().as_slice())
        .fetch_one(connection)
        .await?;
    get_number(row.try_get(0)?)
}

/// Takes the numbers after `head` up to `new_head`, in the transaction that inserted their rows.
pub(crate) async fn advance_head(
    connection: &mut SqliteConnection,
    account: AccountId,
    head: u32,
    new_head: u32,
) -> Result<(), StorageError> {
    let taken: Option<i64> =
        sqlx::query("UPDATE account SET head = head + ? WHERE id = ? AND head = ? RETURNING head")
            .bind(i64::from(new_head) - i64::from(head))
            .bind(account.as_bytes().as_slice())
            .bind(head)
            .fetch_optional(connection)
            .await?
            .map(|row| row.try_get(0))
            .transpose()?;
    match taken {
        Some(n) if n == i64::from(new_head) => Ok(()),
        _ => Err(StorageError::Fault("the log moved during a transaction".to_owned())),
    }
}

/// The row with this id.
pub(crate) async fn find_by_id(
    connection: &mut SqliteConnection,
    account: AccountId,
    id: OperationId,
) -> Result<Option<FoundRow>, StorageError> {
    let row =
        sqlx::query("SELECT n, content, void, detail FROM operation WHERE account = ? AND id = ?")
            .bind(account.as_bytes().as_slice())
            .bind(id.as_bytes().as_slice())
            .fetch_optional(connection)
            .await?;
    row.map(|row| {
        Ok(FoundRow {
            row: KnownRow {
                number: get_number(row.try_get(0)?)?,
                content: Sha256::from_bytes(get_bytes(row.try_get(1)?)?),
                void: row.try_get::<Option<&str>, _>(2)?.map(find_code),
            },
            detail: row.try_get(3)?,
        })
    })
    .transpose()
}

fn find_code(name: &str) -> Code {
    Code::ALL.iter().copied().find(|code| code.as_str() == name).unwrap_or(Code::Unknown)
}

/// The id of the row with this device and dseq.
pub(crate) async fn find_by_dseq(
    connection: &mut SqliteConnection,
    account: AccountId,
    device: DeviceId,
    dseq: u32,
) -> Result<Option<OperationId>, StorageError> {
    let row = sqlx::query("SELECT id FROM operation WHERE account = ? AND device = ? AND dseq = ?")
        .bind(account.as_bytes().as_slice())
        .bind(device.as_bytes().as_slice())
        .bind(dseq)
        .fetch_optional(connection)
        .await?;
    row.map(|row| Ok(OperationId::from_bytes(get_bytes(row.try_get(0)?)?))).transpose()
}

/// Largest dseq of a device in the log.
pub(crate) async fn find_last_dseq(
    connection: &mut SqliteConnection,
    account: AccountId,
    device: DeviceId,
) -> Result<Option<u32>, StorageError> {
    let last: Option<i64> =
        sqlx::query("SELECT max(dseq) FROM operation WHERE account = ? AND device = ?")
            .bind(account.as_bytes().as_slice())
            .bind(device.as_bytes().as_slice())
            .fetch_one(connection)
            .await?
            .try_get(0)?;
    last.map(get_number).transpose()
}

/// Whether the dossier of this account takes changes; `None` when the account has no such dossier.
pub(crate) async fn find_frozen(
    connection: &mut SqliteConnection,
    account: AccountId,
    dossier: DossierId,
) -> Result<Option<bool>, StorageError> {
    let row = sqlx::query("SELECT frozen FROM dossier WHERE account = ? AND id = ?")
        .bind(account.as_bytes().as_slice())
        .bind(dossier.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// The edition a dossier began with.
pub(crate) async fn find_first_edition(
    connection: &mut SqliteConnection,
    account: AccountId,
    dossier: DossierId,
) -> Result<Option<EditionId>, StorageError> {
    let row = sqlx::query(
        "SELECT row FROM operation WHERE account = ? AND dossier = ? AND kind = 'create' \
         AND row IS NOT NULL ORDER BY n LIMIT 1",
    )
    .bind(account.as_bytes().as_slice())
    .bind(dossier.as_bytes().as_slice())
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let operation: Payload = serde_json::from_str(row.try_get(0)?)
        .map_err(|_| StorageError::Fault("a row of the log is damaged".to_owned()))?;
    let edition = operation.member("edition").and_then(Payload::as_text);
    Ok(edition.and_then(|edition| edition.parse().ok()))
}

/// Notes that a dossier exists and whether it takes changes.
pub(crate) async fn put_dossier(
    connection: &mut SqliteConnection,
    account: AccountId,
    dossier: DossierId,
    frozen: bool,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO dossier (account, id, frozen) VALUES (?, ?, ?) \
         ON CONFLICT (account, id) DO UPDATE SET frozen = excluded.frozen",
    )
    .bind(account.as_bytes().as_slice())
    .bind(dossier.as_bytes().as_slice())
    .bind(frozen)
    .execute(connection)
    .await?;
    Ok(())
}

/// Stores an accepted operation under its number.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    account: AccountId,
    n: u32,
    wire: &WireOperation,
    split: &SplitOperation,
    received_at: i64,
) -> Result<(), StorageError> {
    insert_row(connection, account, n, wire, Some(&split.row), received_at, None).await?;
    sqlx::query("INSERT INTO operation_value (account, n, value, salt) VALUES (?, ?, ?, ?)")
        .bind(account.as_bytes().as_slice())
        .bind(n)
        .bind(&split.value)
        .bind(split.salt.as_bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}

/// Stores that an operation was refused for good: its number stays taken, its content is not kept.
pub(crate) async fn insert_void(
    connection: &mut SqliteConnection,
    account: AccountId,
    n: u32,
    wire: &WireOperation,
    received_at: i64,
    void: (Code, &str),
) -> Result<(), StorageError> {
    insert_row(connection, account, n, wire, None, received_at, Some(void)).await
}

async fn insert_row(
    connection: &mut SqliteConnection,
    account: AccountId,
    n: u32,
    wire: &WireOperation,
    row: Option<&str>,
    received_at: i64,
    void: Option<(Code, &str)>,
) -> Result<(), StorageError> {
    let operation = &wire.operation;
    sqlx::query(
        "INSERT INTO operation \
         (account, n, id, device, dseq, dossier, field, kind, row, content, received_at, void, detail) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(account.as_bytes().as_slice())
    .bind(n)
    .bind(operation.id.as_bytes().as_slice())
    .bind(operation.device.as_bytes().as_slice())
    .bind(operation.dseq)
    .bind(operation.dossier.as_bytes().as_slice())
    .bind(operation.field.as_str())
    .bind(operation.kind.as_str())
    .bind(row)
    .bind(wire.content.as_bytes().as_slice())
    .bind(received_at)
    .bind(void.map(|(code, _)| code.as_str()))
    .bind(void.map_or("", |(_, detail)| detail))
    .execute(connection)
    .await?;
    Ok(())
}

/// Everything accepted so far about one dossier, for the fold.
pub(crate) async fn get_dossier_log(
    connection: &mut SqliteConnection,
    account: AccountId,
    dossier: DossierId,
) -> Result<Vec<Recorded>, StorageError> {
    let rows = sqlx::query(
        "SELECT o.n, o.received_at, o.row, v.value, v.salt FROM operation o \
         JOIN operation_value v ON v.account = o.account AND v.n = o.n \
         WHERE o.account = ? AND o.dossier = ? AND o.void IS NULL ORDER BY o.n",
    )
    .bind(account.as_bytes().as_slice())
    .bind(dossier.as_bytes().as_slice())
    .fetch_all(connection)
    .await?;
    let record = |row: &SqliteRow| {
        let number = get_number(row.try_get(0)?)?;
        let text = join_columns(row)?;
        let wire = WireOperation::parse(&text)
            .map_err(|error| StorageError::Fault(format!("a row of the log: {error}")))?;
        Ok(wire.recorded(Some(number), Some(row.try_get(1)?)))
    };
    rows.iter().map(record).collect()
}

/// Columns 2, 3 and 4: row, value and salt.
fn join_columns(row: &SqliteRow) -> Result<String, StorageError> {
    let salt = Salt::from_bytes(get_bytes(row.try_get(4)?)?);
    SplitOperation::join(row.try_get(2)?, row.try_get(3)?, salt)
}

/// A page of an account's log.
#[derive(Debug)]
pub(crate) struct LogPage {
    /// Entries in ascending number, without those left out.
    pub(crate) entries: Vec<LogEntry>,
    /// Last number looked at.
    pub(crate) upto: u32,
    /// Whether the log goes on.
    pub(crate) more: bool,
}

impl Storage {
    /// Last number of an account.
    pub(crate) async fn head(&self, account: AccountId) -> Result<u32, StorageError> {
        get_head(&mut *self.read.acquire().await?, account).await
    }

    /// Whether the account has this dossier.
    pub(crate) async fn has_dossier(
        &self,
        account: AccountId,
        dossier: DossierId,
    ) -> Result<bool, StorageError> {
        let mut connection = self.read.acquire().await?;
        Ok(find_frozen(&mut connection, account, dossier).await?.is_some())
    }

    /// The log after a number, without the numbers in `left_out`.
    pub(crate) async fn log_after(
        &self,
        account: AccountId,
        after: u32,
        left_out: &BTreeSet<u32>,
    ) -> Result<LogPage, StorageError> {
        let mut page = LogPage { entries: Vec::new(), upto: after, more: false };
        let mut n_bytes = 0;
        loop {
            let rows = self.log_rows(account, page.upto).await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                let n = get_number(row.try_get(0)?)?;
                if left_out.contains(&n) {
                    page.upto = n;
                    continue;
                }
                let op = match row.try_get::<Option<&str>, _>(2)? {
                    Some(_) => Some(join_columns(row)?),
                    None => None,
                };
                n_bytes += op.as_ref().map_or(0, String::len);
                let full = page.entries.len() == MAX_PULL_OPERATIONS || n_bytes > MAX_PULL_BYTES;
                if full && !page.entries.is_empty() {
                    page.more = true;
                    return Ok(page);
                }
                let op = op.map(RawValue::from_string).transpose();
                let op = op.map_err(|error| StorageError::Fault(error.to_string()))?;
                page.entries.push(LogEntry { n, at: row.try_get(1)?, op });
                page.upto = n;
            }
        }
        Ok(page)
    }

    /// Few rows at a time: many devices may pull at once, and rows are up to 24 KiB.
    async fn log_rows(
        &self,
        account: AccountId,
        after: u32,
    ) -> Result<Vec<SqliteRow>, StorageError> {
        Ok(sqlx::query(
            "SELECT o.n, o.received_at, o.row, v.value, v.salt FROM operation o \
             LEFT JOIN operation_value v ON v.account = o.account AND v.n = o.n \
             WHERE o.account = ? AND o.n > ? ORDER BY o.n LIMIT 128",
        )
        .bind(account.as_bytes().as_slice())
        .bind(after)
        .fetch_all(&self.read)
        .await?)
    }
}

#[cfg(test)]
mod tests;
