//! A device: a key, a counter, the last nonce, and the calls it signs.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::{AccountId, DeviceId, DossierId, OperationId, Salt, Sha256};
use domain::operation::{FieldKey, Kind, Operation, PagePayload, Payload};
use protocol::canonical::sha256;
use protocol::envelope::{BlobState, EnrolReply, PullPage, PushReply, PushResult};
use protocol::limits::CHUNK_BYTES;
use protocol::operation::WireOperation;
use protocol::problem::{Code, Problem};
use protocol::signature::{
    NONCE_HEADER, content_digest, signature_base, signature_header, signature_params,
};
use reqwest::Method;
use reqwest::header::HeaderMap;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::value::RawValue;

/// A device of a resident.
pub struct Device {
    /// Its id; may be minted again.
    pub id: DeviceId,
    /// Its next counter.
    pub dseq: u32,
    /// The nonce it signs with.
    pub nonce: String,
    /// Where the endpoint is.
    pub url: String,
    /// The edition its operations name.
    pub edition: String,
    pair: EcdsaKeyPair,
    http: reqwest::Client,
    random: SystemRandom,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    /// A header as text, empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
    /// The stable code of a problem document; panics when it is none.
    pub fn code(&self) -> Code {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let problem: Problem = serde_json::from_slice(&self.body).expect("a problem document");
        assert_eq!(problem.status, self.status);
        problem.code
    }
}

/// The bytes with one of them changed.
pub fn changed_byte(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    if let Some(byte) = changed.get_mut(at) {
        *byte ^= 1;
    }
    changed
}

impl Device {
    /// A device with a new key; equal seeds have equal ids.
    pub fn new(url: &str, seed: u8) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
            .expect("invariant: a key can be made");
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random);
        Self {
            id: DeviceId::from_bytes([seed; 16]),
            dseq: 0,
            nonce: String::new(),
            url: url.to_owned(),
            edition: crate::EDITION.to_owned(),
            pair: pair.expect("invariant: own key"),
            http: reqwest::Client::builder().build().expect("invariant: no TLS to set up"),
            random,
        }
    }

    /// 16 random bytes.
    pub fn mint(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes).expect("invariant: there is randomness");
        bytes
    }

    /// Its public key.
    pub fn point(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }

    /// Raw r‖s over bytes.
    pub fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.pair.sign(&self.random, bytes).expect("invariant: own key signs").as_ref().to_vec()
    }

    /// The three headers of a signed call.
    pub fn headers(&self, method: &str, target: &str, body: &[u8]) -> [(&'static str, String); 3] {
        let digest = content_digest(body);
        let params = signature_params(self.id, &self.nonce);
        let base = signature_base(method, target, &digest, &params);
        let signature = signature_header(&self.sign(base.as_bytes()));
        [
            ("content-digest", digest),
            ("signature-input", format!("sig={params}")),
            ("signature", signature),
        ]
    }

    /// Sends exactly this; an error when the connection breaks.
    ///
    /// # Errors
    /// When no whole reply came.
    pub async fn send(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, String)],
        body: Vec<u8>,
    ) -> Result<Reply, reqwest::Error> {
        let method = Method::from_bytes(method.as_bytes()).expect("invariant: a method");
        let mut request = self.http.request(method, format!("{}{target}", self.url)).body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let reply = Reply { status, headers, body: response.bytes().await?.to_vec() };
        if !reply.header(NONCE_HEADER).is_empty() {
            self.nonce = reply.header(NONCE_HEADER).to_owned();
        }
        Ok(reply)
    }

    /// Signs and sends; fetches a first nonce where there is none. Does not retry.
    ///
    /// # Errors
    /// When no whole reply came.
    pub async fn try_call(
        &mut self,
        method: &str,
        target: &str,
        content_type: &str,
        body: &[u8],
    ) -> Result<Reply, reqwest::Error> {
        if self.nonce.is_empty() {
            self.send("GET", "/v1/hello", &[], Vec::new()).await?;
        }
        let mut headers = self.headers(method, target, body).to_vec();
        if !content_type.is_empty() {
            headers.push(("content-type", content_type.to_owned()));
        }
        self.send(method, target, &headers, body.to_vec()).await
    }

    /// The same, where the endpoint must answer.
    pub async fn call(
        &mut self,
        method: &str,
        target: &str,
        content_type: &str,
        body: &[u8],
    ) -> Reply {
        self.try_call(method, target, content_type, body).await.expect("the endpoint answers")
    }

    /// The body of an enrolment.
    pub fn enrolment(&self) -> Vec<u8> {
        let key = URL_SAFE_NO_PAD.encode(self.point());
        format!("{{\"device\":\"{}\",\"key\":\"{key}\"}}", self.id).into_bytes()
    }

    /// Enrols and tells the account.
    pub async fn enrol(&mut self) -> AccountId {
        let body = self.enrolment();
        let reply = self.call("POST", "/v1/devices", "application/json", &body).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let reply: EnrolReply = serde_json::from_slice(&reply.body).expect("an enrolment");
        reply.account
    }

    /// The next operation of this device, not sent yet.
    pub fn operation(
        &mut self,
        dossier: DossierId,
        kind: Kind,
        field: &str,
        value: Payload,
    ) -> Operation {
        let dseq = self.dseq;
        self.dseq += 1;
        Operation {
            id: OperationId::from_bytes(self.mint()),
            device: self.id,
            dseq,
            dossier,
            kind,
            field: field.parse().expect("invariant: a field"),
            parents: Vec::new(),
            value,
            salt: Salt::from_bytes(self.mint()),
            edition: self.edition.parse().expect("invariant: an edition"),
            said_at: 1_790_000_000,
        }
    }

    /// A new dossier's `create`.
    pub fn create(&mut self) -> Operation {
        let dossier = DossierId::from_bytes(self.mint());
        self.operation(dossier, Kind::Create, "dossier", Payload::Null)
    }

    /// A `set`.
    pub fn set(&mut self, dossier: DossierId, field: &str, value: Payload) -> Operation {
        self.operation(dossier, Kind::Set, field, value)
    }

    /// An `attach` of these bytes.
    pub fn attach(&mut self, dossier: DossierId, paper: &str, bytes: &[u8]) -> Operation {
        let page = PagePayload {
            sha256: sha256(bytes),
            size_bytes: u32::try_from(bytes.len()).expect("invariant: a page is small"),
            width: 100,
            height: 100,
        };
        self.operation(dossier, Kind::Attach, &format!("p.{paper}"), page.to_payload())
    }

    /// A `submit` with this digest.
    pub fn submit(&mut self, dossier: DossierId, digest: Sha256, parent: OperationId) -> Operation {
        let value = Payload::Map([("digest".to_owned(), Payload::Text(digest.to_string()))].into());
        let mut submit =
            self.operation(dossier, Kind::Submit, FieldKey::Dossier.to_id().as_str(), value);
        submit.parents.push(parent);
        submit
    }

    /// The body of a push.
    pub fn push_body(after: u32, operations: &[String]) -> Vec<u8> {
        format!("{{\"after\":{after},\"operations\":[{}]}}", operations.join(",")).into_bytes()
    }

    /// Pushes texts of operations.
    pub async fn push_texts(&mut self, after: u32, operations: &[String]) -> Reply {
        let body = Self::push_body(after, operations);
        self.call("POST", "/v1/operations", "application/json", &body).await
    }

    /// Pushes operations; the endpoint must take the envelope.
    pub async fn push_after(&mut self, after: u32, operations: &[Operation]) -> PushReply {
        let texts: Vec<String> = operations.iter().map(text).collect();
        let reply = self.push_texts(after, &texts).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        serde_json::from_slice(&reply.body).expect("a push reply")
    }

    /// Pushes operations and tells the results.
    pub async fn push(&mut self, operations: &[Operation]) -> Vec<PushResult> {
        self.push_after(0, operations).await.results
    }

    /// Pulls one page.
    pub async fn pull(&mut self, after: u32) -> PullPage {
        let reply = self.call("GET", &format!("/v1/operations?after={after}"), "", b"").await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        serde_json::from_slice(&reply.body).expect("a page")
    }

    /// Pulls everything: number and text; `None` for a void row. Numbers must be dense.
    pub async fn log(&mut self) -> Vec<Option<Box<RawValue>>> {
        let mut log = Vec::new();
        loop {
            let after = u32::try_from(log.len()).expect("invariant: a small log");
            let page = self.pull(after).await;
            for entry in page.entries {
                log.push(entry.op);
                assert_eq!(entry.n as usize, log.len(), "a hole in the log");
            }
            assert_eq!(page.upto as usize, log.len());
            if !page.more {
                return log;
            }
        }
    }

    /// Uploads every chunk of a page and completes it.
    pub async fn upload(&mut self, dossier: DossierId, bytes: &[u8]) -> Reply {
        let path = blob_path(dossier, bytes);
        for (i, chunk) in bytes.chunks(CHUNK_BYTES).enumerate() {
            let reply =
                self.call("PUT", &format!("{path}/{i}"), "application/octet-stream", chunk).await;
            assert_eq!(reply.status, 204, "{}", reply.text());
        }
        self.call("POST", &format!("{path}/complete"), "", b"").await
    }

    /// What the endpoint has of a page.
    pub async fn blob_state(&mut self, dossier: DossierId, bytes: &[u8]) -> BlobState {
        let reply = self.call("GET", &blob_path(dossier, bytes), "", b"").await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        serde_json::from_slice(&reply.body).expect("a state")
    }
}

/// Path of a page.
pub fn blob_path(dossier: DossierId, bytes: &[u8]) -> String {
    format!("/v1/dossiers/{dossier}/blobs/{}", sha256(bytes))
}

/// Canonical text of an operation.
pub fn text(operation: &Operation) -> String {
    WireOperation::write(operation).expect("invariant: within the limits").text
}
