//! Signed requests to the district, and what its replies mean.
//!
//! Not here: what is asked, and what follows from it.
//!
//! Invariant: "A reply that is not ours is never success."

use super::{OfflineReason, SyncOutcome};
use crate::outside::{Method, Network, NetworkError, Request, Response, Signer};
use crate::store::StoreError;
use core::cell::RefCell;
use domain::ids::DeviceId;
use protocol::envelope::Hello;
use protocol::problem::{Code, Problem};
use protocol::reading;
use protocol::signature::{content_digest, signature_base, signature_header, signature_params};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Seconds to wait when the district does not say how long.
const DEFAULT_WAIT_S: u32 = 30;

/// The way to the district, in the name of one device.
pub(super) struct Line<'a, N, G> {
    pub(super) network: &'a N,
    pub(super) signer: &'a G,
    pub(super) author: DeviceId,
    pub(super) nonce: &'a RefCell<Option<String>>,
}

/// Why a call brought nothing.
pub(super) enum Halt {
    /// The round is over.
    Outcome(SyncOutcome),
    /// The district refused this call, with this status; the round may know what to do.
    Refused(Code, u16),
}

impl From<SyncOutcome> for Halt {
    fn from(outcome: SyncOutcome) -> Self {
        Halt::Outcome(outcome)
    }
}
impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Halt::Outcome(error.into())
    }
}
impl From<Halt> for SyncOutcome {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Outcome(outcome) => outcome,
            Halt::Refused(_, status) => offline(OfflineReason::ServerTrouble(status)),
        }
    }
}

fn offline(reason: OfflineReason) -> SyncOutcome {
    SyncOutcome::Offline(reason)
}

impl<N: Network, G: Signer> Line<'_, N, G> {
    pub(super) fn has_nonce(&self) -> bool {
        self.nonce.borrow().is_some()
    }

    /// Asks who is there, unsigned.
    pub(super) async fn hello(&self) -> Result<Hello, SyncOutcome> {
        let request = Request {
            method: Method::Get,
            target: "/v1/hello".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            content_type: None,
        };
        let response = self.send(request).await?;
        let response = told(response)?;
        let hello = is_json(&response).then(|| reading::read_json::<Hello>(&response.body).ok());
        let is_ours = |hello: &Hello| hello.service == "ho-so";
        let Some(hello) = hello.flatten().filter(is_ours) else {
            return Err(offline(OfflineReason::NotOurs));
        };
        self.nonce.replace(Some(hello.nonce.clone()));
        Ok(hello)
    }

    pub(super) async fn get_json<T: DeserializeOwned>(&self, target: &str) -> Result<T, Halt> {
        let response = self.call(Method::Get, target, &[], None).await?;
        Ok(read_json(&response)?)
    }

    pub(super) async fn post_json<T: DeserializeOwned>(
        &self,
        target: &str,
        body: &impl Serialize,
    ) -> Result<T, Halt> {
        let body = serde_json::to_vec(body).map_err(|_| super::broken())?;
        let response = self.call(Method::Post, target, &body, Some("application/json")).await?;
        Ok(read_json(&response)?)
    }

    /// A signed call. A stale nonce is replaced by the fresh one of the refusal, once.
    pub(super) async fn call(
        &self,
        method: Method,
        target: &str,
        body: &[u8],
        content_type: Option<&'static str>,
    ) -> Result<Response, Halt> {
        let response = self.call_once(method, target, body, content_type).await?;
        match told(response) {
            Err(Halt::Refused(Code::NonceExpired, _)) => {}
            other => return other,
        }
        match told(self.call_once(method, target, body, content_type).await?) {
            Err(Halt::Refused(Code::NonceExpired, _)) => {
                // The next round asks for a nonce again.
                self.nonce.replace(None);
                Err(offline(OfflineReason::ServerTrouble(401)).into())
            }
            other => other,
        }
    }

    async fn call_once(
        &self,
        method: Method,
        target: &str,
        body: &[u8],
        content_type: Option<&'static str>,
    ) -> Result<Response, SyncOutcome> {
        let nonce = self.nonce.borrow().clone().unwrap_or_default();
        let digest = content_digest(body);
        let params = signature_params(self.author, &nonce);
        let base = signature_base(method.as_str(), target, &digest, &params);
        let signature = self.signer.sign(base.as_bytes()).await;
        let signature = signature.map_err(|_| SyncOutcome::EnrolAgain)?;
        let header = |name: &str, value| (name.to_owned(), value);
        self.send(Request {
            method,
            target: target.to_owned(),
            headers: vec![
                header("content-digest", digest),
                header("signature-input", format!("sig={params}")),
                header("signature", signature_header(&signature)),
            ],
            body: body.to_vec(),
            content_type,
        })
        .await
    }

    async fn send(&self, request: Request) -> Result<Response, SyncOutcome> {
        let response = self.network.send(request).await.map_err(|error| {
            offline(match error {
                NetworkError::Unreachable => OfflineReason::Unreachable,
                NetworkError::TimedOut => OfflineReason::TimedOut,
            })
        })?;
        if let Some(nonce) = &response.nonce {
            self.nonce.replace(Some(nonce.clone()));
        }
        Ok(response)
    }
}

/// Sorts a reply by status: success passes, everything else ends the call.
fn told(response: Response) -> Result<Response, Halt> {
    let status = response.status;
    if (200..300).contains(&status) {
        // The nonce is on every reply of ours, and on nobody else's; hello has it in its body, too.
        let is_ours = response.nonce.is_some() || is_json(&response);
        return if is_ours { Ok(response) } else { Err(offline(OfflineReason::NotOurs).into()) };
    }
    let problem: Option<Problem> =
        is_json(&response).then(|| reading::read_json(&response.body).ok()).flatten();
    let outcome = match (status, problem) {
        (429 | 503, _) => {
            SyncOutcome::Later { after_s: response.retry_after_s.unwrap_or(DEFAULT_WAIT_S) }
        }
        (_, Some(problem)) => match (status, problem.code) {
            (401, Code::NonceExpired) => return Err(Halt::Refused(Code::NonceExpired, status)),
            (401, _) => SyncOutcome::EnrolAgain,
            (426, _) => SyncOutcome::UpgradeRequired,
            (507, _) => offline(OfflineReason::DiskFull),
            (_, code) => return Err(Halt::Refused(code, status)),
        },
        (507, None) => offline(OfflineReason::DiskFull),
        (500.., None) => offline(OfflineReason::ServerTrouble(status)),
        (_, None) => offline(OfflineReason::NotOurs),
    };
    Err(outcome.into())
}

fn is_json(response: &Response) -> bool {
    let kind = response.content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
        || kind.eq_ignore_ascii_case("application/problem+json")
}

/// The body, when it has the shape of ours.
fn read_json<T: DeserializeOwned>(response: &Response) -> Result<T, SyncOutcome> {
    is_json(response)
        .then(|| serde_json::from_slice(&response.body).ok())
        .flatten()
        .ok_or(offline(OfflineReason::NotOurs))
}
