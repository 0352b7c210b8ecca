//! Devices and the accounts they belong to.
//!
//! Invariant: "A device id belongs to one key for ever; a key belongs to one account."

use super::writer::Write;
use super::{Storage, StorageError, get_bytes};
use domain::ids::{AccountId, DeviceId};
use sqlx::Row as _;
use sqlx::sqlite::SqliteConnection;

/// Length of an uncompressed P-256 point.
pub(crate) const POINT_BYTES: usize = 65;

/// A device that may sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Device {
    /// Its account.
    pub(crate) account: AccountId,
    /// Its public key, an uncompressed point.
    pub(crate) key: [u8; POINT_BYTES],
}

impl Storage {
    /// The device with this id.
    pub(crate) async fn find_device(&self, id: DeviceId) -> Result<Option<Device>, StorageError> {
        let row = sqlx::query("SELECT account, key FROM device WHERE id = ?")
            .bind(id.as_bytes().as_slice())
            .fetch_optional(&self.read)
            .await?;
        row.map(|row| {
            Ok(Device {
                account: AccountId::from_bytes(get_bytes(row.try_get(0)?)?),
                key: get_bytes(row.try_get(1)?)?,
            })
        })
        .transpose()
    }
}

/// Enrols a device. The key was proven by a signature before.
pub(crate) struct Enrol {
    /// The device's own id.
    pub(crate) device: DeviceId,
    /// Its key.
    pub(crate) key: [u8; POINT_BYTES],
    /// The name the person gave it.
    pub(crate) name: String,
    /// Random id of the account that begins if the key is new.
    pub(crate) new_account: AccountId,
    /// The district's time.
    pub(crate) at: i64,
}

/// What became of an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Enrolled {
    /// The device belongs to this account, now or since earlier.
    In(AccountId),
    /// Another key has this id.
    Taken,
}

impl Write for Enrol {
    type Out = Enrolled;
    async fn run(&self, connection: &mut SqliteConnection) -> Result<Enrolled, StorageError> {
        let same_id = sqlx::query("SELECT account, key FROM device WHERE id = ?")
            .bind(self.device.as_bytes().as_slice())
            .fetch_optional(&mut *connection)
            .await?;
        if let Some(row) = same_id {
            let key: &[u8] = row.try_get(1)?;
            if key != self.key {
                return Ok(Enrolled::Taken);
            }
            return Ok(Enrolled::In(AccountId::from_bytes(get_bytes(row.try_get(0)?)?)));
        }
        // A device that found its profile cloned comes back with a new id and the same key.
        let same_key = sqlx::query("SELECT account FROM device WHERE key = ? LIMIT 1")
            .bind(self.key.as_slice())
            .fetch_optional(&mut *connection)
            .await?;
        let account = match same_key {
            Some(row) => AccountId::from_bytes(get_bytes(row.try_get(0)?)?),
            None => {
                sqlx::query("INSERT INTO account (id, head, created_at) VALUES (?, 0, ?)")
                    .bind(self.new_account.as_bytes().as_slice())
                    .bind(self.at)
                    .execute(&mut *connection)
                    .await?;
                self.new_account
            }
        };
        sqlx::query(
            "INSERT INTO device (account, id, key, name, enrolled_at) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(account.as_bytes().as_slice())
        .bind(self.device.as_bytes().as_slice())
        .bind(self.key.as_slice())
        .bind(&self.name)
        .bind(self.at)
        .execute(connection)
        .await?;
        Ok(Enrolled::In(account))
    }
}
