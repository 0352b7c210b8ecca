//! One round of talking to the district, from hello to the last photo.
//!
//! Not here: when to talk and who of several tabs talks; the app decides that.
//!
//! Invariant: "Read, then talk, then write everything learnt in one transaction."

use crate::outside::{Network, Signer};
use crate::replica::Replica;
use crate::store::{Store, StoreError};

/// What a round is doing, for the status line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Operations are being sent.
    Sending {
        /// How many wait, those on their way included.
        operations_left: u32,
    },
    /// A page is being sent.
    Photo {
        /// Which, from 1.
        index: u32,
        /// Of how many in this round.
        of: u32,
        /// Which piece of it, from 1.
        chunk: u32,
        /// Of how many.
        of_chunks: u32,
    },
    /// The account's log is being fetched.
    Pulling,
}

/// How a round ended. In every case everything recorded is still here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncOutcome {
    /// Both sides have everything.
    Done {
        /// Whether something came that was not recorded on this device.
        received: bool,
    },
    /// The district cannot be reached or does not answer as itself.
    Offline(OfflineReason),
    /// The district asks to come back.
    Later {
        /// After how many seconds.
        after_s: u32,
    },
    /// The district does not know this device, or its key cannot be used. See [`Replica::enrol_again`].
    EnrolAgain,
    /// This profile was cloned: what waits now has another author. Sync again.
    Forked,
    /// The district speaks only newer protocols: a new version of the app is needed.
    UpgradeRequired,
    /// This device could not read or write.
    Store(StoreError),
}

/// Why nothing could be exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfflineReason {
    /// No connection.
    Unreachable,
    /// Nothing came for too long.
    TimedOut,
    /// Somebody else answered: a captive portal or a proxy.
    NotOurs,
    /// The district failed or refused; HTTP status.
    ServerTrouble(u16),
    /// The district answered what it must not: a hole in the log, a result missing. Nothing of it was applied.
    BrokenReply,
    /// The district's disk is full.
    DiskFull,
}

impl<S: Store> Replica<S> {
    /// One whole round: hello and enrolment if needed, push, photos, submissions, pull.
    pub async fn sync(
        &self,
        _network: &impl Network,
        _signer: &impl Signer,
        _progress: &dyn Fn(Progress),
    ) -> SyncOutcome {
        SyncOutcome::Offline(OfflineReason::Unreachable)
    }

    /// Forgets the account but nothing recorded: the next sync enrols anew and sends everything again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn enrol_again(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
