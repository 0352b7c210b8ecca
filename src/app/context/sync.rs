//! When to talk to the district, and which tab does.
//!
//! Not here: what is said (crate `replica`).
//!
//! Invariant: "Talking is never a condition for working: every page works as if no district existed."

use super::replica::ReplicaService;
use super::status::{Status, SyncState};
use crate::platform::{life, lock, random, time, worker};
use core::cell::Cell;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::envelope::Hello;
use protocol::reading::read_json;
use replica::{
    Method, Network, NetworkError, OfflineReason, Progress, Request, Signer, SyncOutcome,
};
use std::rc::Rc;

/// Between two looks at a district that answers.
const PING_GOOD_MS: i32 = 30_000;
/// Between two looks at a district that does not.
const PING_BAD_MS: i32 = 10_000;
/// The longest wait between two rounds.
const CAP_MS: i32 = 300_000;
/// The first wait after a round that failed at the district.
const FIRST_MS: i32 = 2_000;

struct Loop<N, S> {
    replica: ReplicaService,
    status: Status,
    network: N,
    signer: S,
    /// A round or a look is on its way.
    is_busy: Cell<bool>,
    /// Something new came up meanwhile.
    again: Cell<bool>,
    /// Rounds that failed in a row.
    n_failures: Cell<u32>,
    /// The next look.
    timer: Cell<Option<time::Delayed>>,
}

/// Talks at the start, after every save, when the network or the person comes back, and now and then.
pub(crate) fn start<N: Network + 'static, S: Signer + 'static>(
    replica: ReplicaService,
    status: Status,
    network: N,
    signer: S,
) {
    let talk = Rc::new(Loop {
        replica,
        status,
        network,
        signer,
        is_busy: Cell::new(false),
        again: Cell::new(false),
        n_failures: Cell::new(0),
        timer: Cell::new(None),
    });
    let (online, visible) = (talk.clone(), talk.clone());
    life::on_online(move || wake(&online));
    life::on_visible(move || wake(&visible));
    // The outside thing is the district: it is told of every save.
    Effect::new(move || {
        replica.wanted();
        if replica.opened().is_some() {
            wake(&talk);
        }
    });
}

/// Begins a round now, or right after the one that is on its way.
fn wake<N: Network + 'static, S: Signer + 'static>(talk: &Rc<Loop<N, S>>) {
    if talk.is_busy.replace(true) {
        talk.again.set(true);
        return;
    }
    if let Some(timer) = talk.timer.take() {
        timer.cancel();
    }
    let talk = talk.clone();
    spawn_local(async move {
        let round = talk.clone();
        let outcome = Rc::new(Cell::new(None));
        let told = outcome.clone();
        // Without the lock another tab is talking, and tells this one when it has news.
        lock::if_free(move || async move { told.set(Some(one_round(&round).await)) }).await;
        talk.is_busy.set(false);
        let wait_ms = match outcome.take() {
            Some(outcome) => settle(&talk, outcome).await,
            None => PING_GOOD_MS,
        };
        if talk.again.take() {
            wake(&talk);
        } else {
            look_later(&talk, wait_ms);
        }
    });
}

async fn one_round<N: Network, S: Signer>(talk: &Loop<N, S>) -> SyncOutcome {
    let Some(replica) = talk.replica.find() else {
        return SyncOutcome::Offline(OfflineReason::Unreachable);
    };
    let sync = talk.status.sync;
    let show = move |progress: Progress| {
        // Asking for news is no news while the line says that all is well.
        if progress != Progress::Pulling {
            sync.set(SyncState::Talking(progress));
        }
    };
    let outcome = replica.sync(&talk.network, &talk.signer, &show).await;
    if outcome == SyncOutcome::EnrolAgain && replica.enrol_again().await.is_ok() {
        return replica.sync(&talk.network, &talk.signer, &show).await;
    }
    outcome
}

/// Shows how a round ended; returns how long to wait before the next look, in milliseconds.
async fn settle<N: Network, S: Signer>(talk: &Loop<N, S>, outcome: SyncOutcome) -> i32 {
    let n_failures = talk.n_failures.get();
    let (state, wait_ms) = match outcome {
        SyncOutcome::Done { .. } => (SyncState::Good, PING_GOOD_MS),
        SyncOutcome::Offline(reason) => (SyncState::Offline(reason), bad_wait(reason, n_failures)),
        SyncOutcome::Later { after_s } => {
            let after_ms = i32::try_from(after_s).unwrap_or(CAP_MS).saturating_mul(1000);
            (SyncState::Good, after_ms.min(CAP_MS) + jittered(FIRST_MS))
        }
        SyncOutcome::Forked => (SyncState::Good, backoff(n_failures)),
        SyncOutcome::EnrolAgain => {
            (SyncState::Offline(OfflineReason::ServerTrouble(401)), backoff(n_failures))
        }
        SyncOutcome::UpgradeRequired => {
            worker::look_for_new_version();
            (SyncState::UpgradeRequired, CAP_MS)
        }
        SyncOutcome::Store(error) => (SyncState::Store(error), backoff(n_failures)),
    };
    talk.n_failures.set(if state == SyncState::Good { 0 } else { n_failures + 1 });
    talk.status.sync.set(state);
    talk.replica.count_what_waits().await;
    wait_ms
}

fn bad_wait(reason: OfflineReason, n_failures: u32) -> i32 {
    match reason {
        OfflineReason::Unreachable | OfflineReason::TimedOut | OfflineReason::NotOurs => {
            PING_BAD_MS
        }
        OfflineReason::ServerTrouble(_) | OfflineReason::BrokenReply | OfflineReason::DiskFull => {
            backoff(n_failures)
        }
    }
}

/// Full jitter: anything up to a limit that doubles with every failure.
fn backoff(n_failures: u32) -> i32 {
    jittered(FIRST_MS.saturating_mul(1 << n_failures.min(8)).min(CAP_MS)).max(500)
}

fn jittered(limit_ms: i32) -> i32 {
    (f64::from(limit_ms) * random::fraction()) as i32
}

/// Looks again after a while, but only while a person sees the page.
fn look_later<N: Network + 'static, S: Signer + 'static>(talk: &Rc<Loop<N, S>>, wait_ms: i32) {
    let later = talk.clone();
    talk.timer.set(Some(time::Delayed::after_ms(wait_ms, move || {
        later.timer.set(None);
        if life::is_visible() {
            look(&later);
        }
    })));
}

/// With a district that answered: a whole round, which also brings what is new. Otherwise first a look whether it is there.
fn look<N: Network + 'static, S: Signer + 'static>(talk: &Rc<Loop<N, S>>) {
    if talk.status.sync.get_untracked() == SyncState::Good {
        return wake(talk);
    }
    if talk.is_busy.replace(true) {
        return;
    }
    let talk = talk.clone();
    spawn_local(async move {
        let seen = ping(&talk.network).await;
        talk.is_busy.set(false);
        match seen {
            Ok(_) => wake(&talk),
            Err(reason) => {
                talk.status.sync.set(SyncState::Offline(reason));
                look_later(&talk, bad_wait(reason, talk.n_failures.get()));
            }
        }
    });
}

/// What the district says of itself, when it answers as itself.
pub(super) async fn ping(network: &impl Network) -> Result<Hello, OfflineReason> {
    let request = Request {
        method: Method::Get,
        target: "/v1/hello".to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        content_type: None,
    };
    match network.send(request).await {
        Err(NetworkError::Unreachable) => Err(OfflineReason::Unreachable),
        Err(NetworkError::TimedOut) => Err(OfflineReason::TimedOut),
        Ok(response) if response.status >= 500 => {
            Err(OfflineReason::ServerTrouble(response.status))
        }
        Ok(response) => match read_json::<Hello>(&response.body) {
            Ok(hello) if hello.service == "ho-so" => Ok(hello),
            _ => Err(OfflineReason::NotOurs),
        },
    }
}
