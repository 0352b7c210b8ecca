//! One round of talking to the district, from hello to the last photo.
//!
//! Not here: when to talk and who of several tabs talks (the app decides), requests and their signatures (see `line`),
//! photos (see `pages`), what a reply changes in the store (see `ledger`).
//!
//! Invariant: "Read, then talk, then write everything learnt in one transaction."
//! Invariant: "A round that breaks off anywhere has lost nothing; the next one goes on from there."

mod ledger;
mod line;
mod pages;

use crate::outside::{Network, Signer};
use crate::replica::Replica;
use crate::store::{Store, StoreError};
use ledger::Load;
use line::{Halt, Line};
use protocol::envelope::{PullPage, Push, PushReply, PushResult};
use protocol::limits::MAX_PUSH_OPERATIONS;
use protocol::problem::Code;

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

impl From<StoreError> for SyncOutcome {
    fn from(error: StoreError) -> Self {
        SyncOutcome::Store(error)
    }
}

/// Most exchanges of one round: a district or another tab that never comes to rest is left alone for a while.
const MAX_EXCHANGES: u32 = 10_000;

impl<S: Store> Replica<S> {
    /// One whole round: hello and enrolment if needed, push, photos, submissions, pull.
    pub async fn sync(
        &self,
        network: &impl Network,
        signer: &impl Signer,
        progress: &dyn Fn(Progress),
    ) -> SyncOutcome {
        match self.round(network, signer, progress).await {
            Ok(received) => SyncOutcome::Done { received },
            Err(outcome) => outcome,
        }
    }

    /// Forgets the account but nothing recorded: the next sync enrols anew and sends everything again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn enrol_again(&self) -> Result<(), StoreError> {
        self.begin_anew(ledger::Anew::Account).await
    }

    async fn round(
        &self,
        network: &impl Network,
        signer: &impl Signer,
        progress: &dyn Fn(Progress),
    ) -> Result<bool, SyncOutcome> {
        let mut received = false;
        let mut has_whole_log = false;
        let mut has_begun_anew = false;
        let mut n_pages_sent = 0;
        for _ in 0..MAX_EXCHANGES {
            let standing = self.standing().await?;
            let line = Line { network, signer, author: standing.author, nonce: &self.inner.nonce };
            if !line.has_nonce() {
                self.keep_hello(line.hello().await?).await?;
            }
            if !standing.is_enrolled() {
                if let Err(halt) = self.enrol(&line).await {
                    return Err(self.after_refused_enrolment(halt).await);
                }
                continue;
            }

            // Everything recorded, up to a submission whose pages are not there yet.
            let load = self.next_load().await?;
            let exchanged = if !load.operations.is_empty() {
                progress(Progress::Sending { operations_left: load.n_waiting });
                self.push(&line, &standing, &load).await
            } else if let Some(page) = self.next_page(load.held, n_pages_sent).await? {
                // One photo, piece by piece; then back to see whether a submission may follow.
                match self.send_page(&line, page, progress).await {
                    Ok(()) => {
                        n_pages_sent += 1;
                        continue;
                    }
                    Err(halt) => Err(halt),
                }
            } else if load.held.is_some() {
                // Its last page arrived or was refused meanwhile.
                continue;
            } else if !has_whole_log {
                progress(Progress::Pulling);
                self.pull(&line, &standing).await
            } else {
                return Ok(received);
            };

            match exchanged {
                Ok(Exchanged { received: new, more, next }) => {
                    received |= new;
                    has_whole_log = !more;
                    match next {
                        Next::GoOn => {}
                        Next::Stop(outcome) => return Err(outcome),
                    }
                }
                Err(Halt::Refused(Code::EpochChanged, _)) if !has_begun_anew => {
                    has_begun_anew = true;
                    has_whole_log = false;
                    self.begin_anew(ledger::Anew::Log).await?;
                }
                Err(halt) => return Err(halt.into()),
            }
        }
        Err(SyncOutcome::Offline(OfflineReason::BrokenReply))
    }

    async fn push(
        &self,
        line: &Line<'_, impl Network, impl Signer>,
        standing: &ledger::Standing,
        load: &Load,
    ) -> Result<Exchanged, Halt> {
        let operations = load.raw().ok_or_else(broken)?;
        let cursor = standing.cursor;
        let push = Push {
            after: cursor.map_or(0, |cursor| cursor.number),
            epoch: cursor.map(|cursor| cursor.epoch),
            operations,
        };
        let reply: PushReply = line.post_json("/v1/operations", &push).await?;
        if is_of_another_life(standing, &reply.page) {
            return Err(Halt::Refused(Code::EpochChanged, 409));
        }
        let ledger = ledger::Reply::check(standing, load, reply.results, reply.page);
        let ledger = ledger.ok_or_else(broken)?;
        let (received, more) = (self.apply_reply(&ledger).await?, ledger.more);
        let next = self.after_results(load, &ledger.results).await?;
        Ok(Exchanged { received, more, next })
    }

    async fn pull(
        &self,
        line: &Line<'_, impl Network, impl Signer>,
        standing: &ledger::Standing,
    ) -> Result<Exchanged, Halt> {
        let after = standing.cursor.map_or(0, |cursor| cursor.number);
        let page: PullPage = line.get_json(&format!("/v1/operations?after={after}")).await?;
        if is_of_another_life(standing, &page) {
            return Err(Halt::Refused(Code::EpochChanged, 409));
        }
        let ledger = ledger::Reply::check(standing, &Load::default(), Vec::new(), page);
        let ledger = ledger.ok_or_else(broken)?;
        let (received, more) = (self.apply_reply(&ledger).await?, ledger.more);
        Ok(Exchanged { received, more, next: Next::GoOn })
    }

    /// What must happen before the next push because of results that stored nothing.
    async fn after_results(
        &self,
        load: &Load,
        results: &[PushResult],
    ) -> Result<Next, SyncOutcome> {
        debug_assert!(load.operations.len() <= MAX_PUSH_OPERATIONS);
        for (wire, result) in load.operations.iter().zip(results) {
            match result {
                PushResult::DeviceForked => {
                    self.become_another().await?;
                    return Ok(Next::Stop(SyncOutcome::Forked));
                }
                PushResult::MissingParent(ids) => {
                    self.send_parents_again(wire, ids).await?;
                    return Ok(Next::GoOn);
                }
                PushResult::Later(after_s) => {
                    return Ok(Next::Stop(SyncOutcome::Later { after_s: *after_s }));
                }
                PushResult::Accepted(_)
                | PushResult::Duplicate(_)
                | PushResult::IdConflict
                | PushResult::Rejected { .. } => {}
            }
        }
        Ok(Next::GoOn)
    }

    async fn after_refused_enrolment(&self, halt: Halt) -> SyncOutcome {
        match halt {
            // Another key has this device's id.
            Halt::Refused(Code::DeviceTaken, _) => match self.become_another().await {
                Ok(()) => SyncOutcome::Forked,
                Err(error) => error.into(),
            },
            other => other.into(),
        }
    }
}

/// What one exchange of operations brought.
struct Exchanged {
    received: bool,
    more: bool,
    next: Next,
}

enum Next {
    GoOn,
    Stop(SyncOutcome),
}

fn broken() -> Halt {
    Halt::Outcome(SyncOutcome::Offline(OfflineReason::BrokenReply))
}

/// The log is that of a database restored from a backup: its numbers mean something else.
fn is_of_another_life(standing: &ledger::Standing, page: &PullPage) -> bool {
    standing.cursor.is_some_and(|cursor| cursor.epoch != page.epoch)
}

#[cfg(test)]
mod tests;
