//! Checklists that looked odd to somebody.
//!
//! Not here: whether the answers make sense (see [`crate::odd_results`]).
//!
//! Invariant: "No row says who sent it, from where, or when within a day."

use super::StorageError;
use super::writer::Write;
use sqlx::Row as _;
use sqlx::sqlite::SqliteConnection;

/// Most that are kept: more than anybody reads.
const MAX_KEPT: i64 = 10_000;

/// What is kept of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PutOddResult {
    /// The day in Vietnam, `YYYY-MM-DD`.
    pub(crate) day: String,
    /// The edition.
    pub(crate) edition: String,
    /// Version of the catalogue the device had.
    pub(crate) catalogue: String,
    /// Canonical JSON: question to answer.
    pub(crate) answers: String,
    /// What was said; may be empty.
    pub(crate) said: String,
}

impl Write for PutOddResult {
    /// Whether there was room.
    type Out = bool;
    async fn run(&self, connection: &mut SqliteConnection) -> Result<bool, StorageError> {
        let n_kept: i64 = sqlx::query("SELECT COUNT(*) FROM odd_result")
            .fetch_one(&mut *connection)
            .await?
            .try_get(0)?;
        if n_kept >= MAX_KEPT {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO odd_result (day, edition, catalogue, answers, said) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(&self.day)
        .bind(&self.edition)
        .bind(&self.catalogue)
        .bind(&self.answers)
        .bind(&self.said)
        .execute(connection)
        .await?;
        Ok(true)
    }
}

/// One that is kept, with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptOddResult {
    /// Its number, ascending.
    pub(crate) n: i64,
    /// The rest.
    pub(crate) result: PutOddResult,
}

/// All that are kept, in the order they came.
pub(crate) async fn get_all(
    connection: &mut SqliteConnection,
) -> Result<Vec<KeptOddResult>, StorageError> {
    let rows =
        sqlx::query("SELECT n, day, edition, catalogue, answers, said FROM odd_result ORDER BY n")
            .fetch_all(connection)
            .await?;
    let kept = rows.iter().map(|row| {
        Ok(KeptOddResult {
            n: row.try_get(0)?,
            result: PutOddResult {
                day: row.try_get(1)?,
                edition: row.try_get(2)?,
                catalogue: row.try_get(3)?,
                answers: row.try_get(4)?,
                said: row.try_get(5)?,
            },
        })
    });
    kept.collect()
}

/// Forgets those up to a number; how many.
pub(crate) async fn forget(
    connection: &mut SqliteConnection,
    up_to: i64,
) -> Result<u64, StorageError> {
    let done = sqlx::query("DELETE FROM odd_result WHERE n <= ?").bind(up_to);
    Ok(done.execute(connection).await?.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::storage::{Storage, open_beside};

    #[tokio::test]
    async fn more_than_anybody_reads_are_not_kept() {
        let data = tempfile::tempdir().unwrap();
        let storage = Storage::open(data.path(), &Random::default()).await.unwrap();
        let mut beside = open_beside(data.path()).await.unwrap();
        sqlx::query(
            "WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 9999) \
             INSERT INTO odd_result (day, edition, catalogue, answers, said) SELECT '', '', '', '', '' FROM i",
        )
        .execute(&mut beside)
        .await
        .unwrap();
        let one = PutOddResult {
            day: "2026-07-20".into(),
            edition: "a@2026-07-01".into(),
            catalogue: "0123456789abcdef".into(),
            answers: "{}".into(),
            said: "ạ".into(),
        };
        assert_eq!(storage.writer.write(one.clone()).await, Ok(true));
        assert_eq!(storage.writer.write(one.clone()).await, Ok(false));
        assert_eq!(forget(&mut beside, 9999).await, Ok(9999));
        assert_eq!(storage.writer.write(one.clone()).await, Ok(true));
        let kept = |n| KeptOddResult { n, result: one.clone() };
        assert_eq!(get_all(&mut beside).await, Ok(vec![kept(10_000), kept(10_001)]));
        storage.close().await;
    }
}
