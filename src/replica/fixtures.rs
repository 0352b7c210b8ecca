//! Devices and a district for the tests: in one process, seeded, with faults on order.
//!
//! Not here: the real district. This one keeps to `protocol::admission`, verifies signatures over the real bases
//! (with a hash in place of a curve) and refuses what it must, so that a sync that passes here talks rightly.

use crate::*;
use core::cell::{Cell, RefCell};
use domain::ids::{AccountId, DeviceId, DossierId, Epoch, OperationId, Sha256};
use domain::operation::{FieldKey, Kind, Operation, PagePayload, Payload};
use protocol::admission::{Admission, Facts, Row, admit};
use protocol::canonical::sha256;
use protocol::envelope::*;
use protocol::limits::{CHUNK_BYTES, MAX_PUSH_BYTES, MAX_PUSH_OPERATIONS};
use protocol::operation::WireOperation;
use protocol::problem::{Code, Problem};
use protocol::signature::{content_digest, find_parts, signature_base};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

pub(crate) struct SeededRandom(Cell<u64>);

impl SeededRandom {
    pub(crate) fn new(seed: u64) -> Rc<Self> {
        Rc::new(Self(Cell::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)))
    }
    pub(crate) fn next(&self) -> u64 {
        let mut x = self.0.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.0.set(x);
        x.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = (self.next() >> 56) as u8;
        }
    }
}

#[derive(Default)]
pub(crate) struct StepClock(Cell<i64>);

impl Clock for StepClock {
    fn now_s(&self) -> i64 {
        self.0.set(self.0.get() + 1);
        self.0.get()
    }
}

/// A key whose "curve" is a hash: whoever knows the point can sign, which is enough to prove what was signed.
#[derive(Clone)]
pub(crate) struct HashSigner {
    pub(crate) device: DeviceId,
    pub(crate) point: [u8; 65],
}

fn hash_signature(point: &[u8], bytes: &[u8]) -> [u8; 64] {
    let hash = sha256(&[point, bytes].concat());
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(hash.as_bytes());
    signature[32..].copy_from_slice(sha256(hash.as_bytes()).as_bytes());
    signature
}

impl Signer for HashSigner {
    fn device(&self) -> DeviceId {
        self.device
    }
    async fn public_point(&self) -> Result<[u8; 65], SignError> {
        Ok(self.point)
    }
    async fn sign(&self, bytes: &[u8]) -> Result<[u8; 64], SignError> {
        Ok(hash_signature(&self.point, bytes))
    }
}

/// One phone: a disk, a key, and a replica that can be closed and opened.
pub(crate) struct Phone {
    pub(crate) disk: MemoryDisk,
    pub(crate) signer: HashSigner,
    pub(crate) random: Rc<SeededRandom>,
    pub(crate) replica: Replica<MemoryStore>,
}

impl Phone {
    pub(crate) async fn new(seed: u64) -> Self {
        let random = SeededRandom::new(seed);
        let mut point = [4; 65];
        random.fill(&mut point[1..]);
        let device = DeviceId::from_bytes([seed as u8; 16]);
        Self::open(MemoryDisk::new(), HashSigner { device, point }, random).await
    }

    /// A second device of the same account: the district joins devices by key here.
    pub(crate) async fn sibling(&self, seed: u64) -> Self {
        let device = DeviceId::from_bytes([seed as u8; 16]);
        let signer = HashSigner { device, point: self.signer.point };
        Self::open(MemoryDisk::new(), signer, SeededRandom::new(seed)).await
    }

    pub(crate) async fn open(
        disk: MemoryDisk,
        signer: HashSigner,
        random: Rc<SeededRandom>,
    ) -> Self {
        let store = MemoryStore::open(&disk);
        let clock = Rc::new(StepClock::default());
        let replica = Replica::open(store, signer.device, clock, random.clone()).await.unwrap();
        Self { disk, signer, random, replica }
    }

    /// The page is closed and opened again.
    pub(crate) async fn reopen(self) -> Self {
        Self::open(self.disk, self.signer, self.random).await
    }

    pub(crate) async fn sync(&self, district: &District) -> SyncOutcome {
        self.replica.sync(district, &self.signer, &|_| {}).await
    }

    pub(crate) async fn set(&self, dossier: DossierId, field: &str, value: &str) -> Saved {
        let changes = vec![set(field, value)];
        self.replica.record(dossier, &edition(), changes).await.unwrap()
    }
}

pub(crate) fn edition() -> domain::catalogue::EditionId {
    "gpxd-nha-o-rieng-le@2026-07-01".parse().unwrap()
}

pub(crate) fn form(field: &str) -> FieldKey {
    FieldKey::Form(field.parse().unwrap())
}

pub(crate) fn set(field: &str, value: &str) -> Change {
    Change { field: form(field), kind: Kind::Set, value: Payload::Text(value.to_owned()) }
}

/// Bytes this district takes for an image.
pub(crate) fn image(seed: u64, size: usize) -> Image {
    let random = SeededRandom::new(seed);
    let mut bytes = vec![0; size];
    random.fill(&mut bytes);
    bytes[0] = 0xff;
    Image { bytes, width: 100, height: 200 }
}

/// What happens to one exchange.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// The request never arrives.
    LoseRequest,
    /// The district acts, its reply is lost.
    LoseReply,
    /// Somebody else answers.
    Html,
    /// The reply is cut in the middle.
    Cut,
    /// The district refuses.
    Refuse(Code),
    /// The reply leaves out its last entry or its last result.
    Hole,
}

struct Entry {
    n: u32,
    at: i64,
    wire: WireOperation,
    void: Option<Code>,
}

#[derive(Default)]
struct Account {
    log: Vec<Entry>,
    blobs: BTreeMap<(DossierId, Sha256), Blob>,
}

#[derive(Default)]
struct Blob {
    chunks: BTreeMap<u32, Vec<u8>>,
    complete: bool,
}

struct State {
    epoch: Epoch,
    at: i64,
    devices: BTreeMap<DeviceId, (AccountId, Vec<u8>)>,
    accounts: BTreeMap<AccountId, Account>,
    faults: VecDeque<Fault>,
    page_size: usize,
    nonce: u32,
    oldest_nonce: u32,
    seen: Vec<String>,
}

/// A district in this process.
pub(crate) struct District(RefCell<State>);

type Answer = Result<Vec<u8>, Code>;

impl District {
    pub(crate) fn new() -> Self {
        Self(RefCell::new(State {
            epoch: Epoch::from_bytes([1; 16]),
            at: 1_790_000_000,
            devices: BTreeMap::new(),
            accounts: BTreeMap::new(),
            faults: VecDeque::new(),
            page_size: 1000,
            nonce: 0,
            oldest_nonce: 0,
            seen: Vec::new(),
        }))
    }
    /// The coming exchanges go so; after them nothing happens any more.
    pub(crate) fn let_happen(&self, faults: impl IntoIterator<Item = Fault>) {
        self.0.borrow_mut().faults = faults.into_iter().collect();
    }
    pub(crate) fn set_page_size(&self, n: usize) {
        self.0.borrow_mut().page_size = n;
    }
    /// Nonces minted until now are refused.
    pub(crate) fn expire_nonces(&self) {
        let mut state = self.0.borrow_mut();
        state.oldest_nonce = state.nonce + 1;
    }
    /// Yesterday's database: the newest `n` rows of every account are gone, and with them all blobs.
    pub(crate) fn restore_without(&self, n: usize) {
        let mut state = self.0.borrow_mut();
        state.epoch = Epoch::from_bytes([state.nonce as u8 ^ 0x5a; 16]);
        for account in state.accounts.values_mut() {
            account.log.truncate(account.log.len().saturating_sub(n));
            account.blobs.clear();
        }
    }
    pub(crate) fn forget_device(&self, device: DeviceId) {
        self.0.borrow_mut().devices.remove(&device);
    }
    /// `<method> <target>` of every request that arrived, and then none.
    pub(crate) fn take_seen(&self) -> Vec<String> {
        core::mem::take(&mut self.0.borrow_mut().seen)
    }
    /// Ids of all accepted operations, in order, of the one account there is.
    pub(crate) fn accepted(&self) -> Vec<OperationId> {
        let state = self.0.borrow();
        assert_eq!(state.accounts.len(), 1);
        let log = state.accounts.values().flat_map(|account| &account.log);
        log.filter(|entry| entry.void.is_none()).map(|entry| entry.wire.operation.id).collect()
    }
    pub(crate) fn n_rows(&self) -> usize {
        self.0.borrow().accounts.values().map(|account| account.log.len()).sum()
    }
    pub(crate) fn n_complete_blobs(&self) -> usize {
        let state = self.0.borrow();
        state.accounts.values().flat_map(|a| a.blobs.values()).filter(|b| b.complete).count()
    }
    /// Forgets one operation as no database should: to see what devices do then.
    pub(crate) fn lose_operation(&self, id: OperationId) {
        for account in self.0.borrow_mut().accounts.values_mut() {
            if let Some(entry) = account.log.iter_mut().find(|e| e.wire.operation.id == id) {
                // Its number stays; its id becomes another.
                entry.wire.operation.id = OperationId::from_bytes([0xee; 16]);
                entry.wire.operation.dseq = u32::MAX;
                entry.void = Some(Code::Fault);
            }
        }
    }
}

impl Network for District {
    async fn send(&self, request: Request) -> Result<Response, NetworkError> {
        let mut state = self.0.borrow_mut();
        let fault = state.faults.pop_front().unwrap_or(Fault::None);
        if fault == Fault::LoseRequest {
            return Err(NetworkError::Unreachable);
        }
        if fault == Fault::Html {
            let body = b"<!doctype html><title>Xin dang nhap Wi-Fi</title>".to_vec();
            let content_type = "text/html; charset=utf-8".to_owned();
            return Ok(Response { status: 200, content_type, body, ..Response::default() });
        }
        let answer = match fault {
            Fault::Refuse(code) => Err(code),
            _ => state.answer(&request),
        };
        state.seen.push(format!("{} {}", request.method.as_str(), request.target));
        state.nonce += 1;
        let mut response = state.respond(answer);
        match fault {
            Fault::LoseReply => return Err(NetworkError::TimedOut),
            Fault::Cut => response.body.truncate(response.body.len() / 2),
            Fault::Hole => make_hole(&mut response.body),
            _ => {}
        }
        Ok(response)
    }
}

/// Takes the last entry or result out of a reply, where it has one.
fn make_hole(body: &mut Vec<u8>) {
    if let Ok(mut reply) = serde_json::from_slice::<PushReply>(body) {
        if reply.page.entries.pop().is_none() {
            reply.results.pop();
        }
        *body = serde_json::to_vec(&reply).unwrap();
    } else if let Ok(mut page) = serde_json::from_slice::<PullPage>(body) {
        page.entries.pop();
        *body = serde_json::to_vec(&page).unwrap();
    }
}

impl State {
    fn respond(&self, answer: Answer) -> Response {
        let nonce = Some(self.nonce.to_string());
        let json = |status, kind: &str, body| Response {
            status,
            content_type: kind.to_owned(),
            nonce: nonce.clone(),
            retry_after_s: matches!(status, 429 | 503).then_some(7),
            body,
        };
        match answer {
            Ok(body) if body.is_empty() => json(204, "", body),
            Ok(body) => json(200, "application/json", body),
            Err(code) => {
                let body = serde_json::to_vec(&Problem::new(code, "")).unwrap();
                json(code.status(), "application/problem+json", body)
            }
        }
    }

    fn answer(&mut self, request: &Request) -> Answer {
        self.at += 1;
        let path = request.target.split('?').next().unwrap();
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        if parts == ["v1", "hello"] {
            return Ok(serde_json::to_vec(&self.hello()).unwrap());
        }
        let device = self.verify(request)?;
        if parts == ["v1", "devices"] {
            return self.enrol(device, request);
        }
        let (account, point) = self.devices.get(&device).cloned().ok_or(Code::DeviceUnknown)?;
        self.verify_key(request, &point)?;
        match (request.method, parts.as_slice()) {
            (Method::Post, ["v1", "operations"]) => self.push(account, device, &request.body),
            (Method::Get, ["v1", "operations"]) => {
                let after = request.target.split_once("?after=").unwrap().1.parse().unwrap();
                self.pull(account, after)
            }
            (method, ["v1", "dossiers", dossier, "blobs", sha256, rest @ ..]) => {
                let key = (dossier.parse().unwrap(), sha256.parse().unwrap());
                self.blob(account, key, method, rest, &request.body)
            }
            _ => Err(Code::NotFound),
        }
    }

    fn hello(&self) -> Hello {
        Hello {
            service: "ho-so".into(),
            protocol_min: 1,
            protocol_max: 1,
            epoch: self.epoch,
            nonce: self.nonce.to_string(),
            authority: "ubnd-phuong-lien-chieu".parse().unwrap(),
            authority_name: "UBND phường Liên Chiểu".into(),
            meaning: Meaning::PreCheck,
            catalogue: "1".into(),
            receipt_keys: vec![ReceiptKey { id: "abcdefgh".into(), point: "x".into() }],
            at: self.at,
        }
    }

    fn verify(&self, request: &Request) -> Result<DeviceId, Code> {
        let parts = signature_parts(request).ok_or(Code::SignatureMissing)?;
        let nonce: u32 = parts.nonce.parse().map_err(|_| Code::NonceExpired)?;
        if nonce < self.oldest_nonce || nonce > self.nonce {
            return Err(Code::NonceExpired);
        }
        if header(request, "content-digest") != Some(&content_digest(&request.body)) {
            return Err(Code::DigestMismatch);
        }
        Ok(parts.device)
    }

    fn verify_key(&self, request: &Request, point: &[u8]) -> Result<(), Code> {
        let parts = signature_parts(request).ok_or(Code::SignatureMissing)?;
        let digest = content_digest(&request.body);
        let base = signature_base(request.method.as_str(), &request.target, &digest, &parts.params);
        let is_right = parts.signature == hash_signature(point, base.as_bytes());
        is_right.then_some(()).ok_or(Code::SignatureInvalid)
    }

    fn enrol(&mut self, device: DeviceId, request: &Request) -> Answer {
        use base64::Engine as _;
        let enrol: EnrolRequest =
            serde_json::from_slice(&request.body).map_err(|_| Code::Malformed)?;
        let point = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&enrol.key).unwrap();
        self.verify_key(request, &point)?;
        assert_eq!((enrol.device, point.len()), (device, 65));
        if self.devices.get(&device).is_some_and(|(_, known)| *known != point) {
            return Err(Code::DeviceTaken);
        }
        let joined = self.devices.values().find(|(_, known)| *known == point);
        let account = joined.map_or_else(
            || AccountId::from_bytes([self.accounts.len() as u8 + 1; 16]),
            |(account, _)| *account,
        );
        self.devices.insert(device, (account, point));
        self.accounts.entry(account).or_default();
        Ok(serde_json::to_vec(&EnrolReply { account }).unwrap())
    }

    fn push(&mut self, account: AccountId, device: DeviceId, body: &[u8]) -> Answer {
        let push: Push = serde_json::from_slice(body).map_err(|_| Code::Malformed)?;
        if push.operations.len() > MAX_PUSH_OPERATIONS || body.len() > MAX_PUSH_BYTES {
            return Err(Code::TooLarge);
        }
        let head = u32::try_from(self.accounts[&account].log.len()).unwrap();
        if push.epoch.is_some_and(|epoch| epoch != self.epoch) || push.after > head {
            return Err(Code::EpochChanged);
        }
        let mut results = Vec::new();
        let mut last_dseq = None;
        for raw in &push.operations {
            let wire = WireOperation::parse(raw.get()).map_err(|_| Code::Malformed)?;
            if wire.operation.device != device || last_dseq >= Some(wire.operation.dseq) {
                return Err(Code::Malformed);
            }
            last_dseq = Some(wire.operation.dseq);
            let result = match results.last() {
                Some(PushResult::Later(s)) => PushResult::Later(*s),
                _ => self.take(account, wire),
            };
            results.push(result);
        }
        let told = results.iter().filter_map(|result| match result {
            PushResult::Accepted(n) | PushResult::Duplicate(n) => Some(*n),
            PushResult::Rejected { n, .. } => Some(*n),
            _ => None,
        });
        let page = self.page(account, push.after, &told.collect());
        Ok(serde_json::to_vec(&PushReply { results, page }).unwrap())
    }

    fn take(&mut self, account: AccountId, wire: WireOperation) -> PushResult {
        let log = &self.accounts[&account].log;
        let operation = &wire.operation;
        let find = |id: &OperationId| log.iter().find(|entry| entry.wire.operation.id == *id);
        let facts = Facts {
            same_id: find(&operation.id).map(|entry| Row {
                number: entry.n,
                content: entry.wire.content,
                void: entry.void,
            }),
            same_dseq: log
                .iter()
                .map(|entry| &entry.wire.operation)
                .find(|o| (o.device, o.dseq) == (operation.device, operation.dseq))
                .map(|o| o.id),
            missing_parents: operation
                .parents
                .iter()
                .filter(|id| find(id).is_none())
                .copied()
                .collect(),
        };
        match admit(&wire, &facts) {
            Admission::Accept if operation.value == Payload::Text("refuse me".into()) => {
                self.reject(account, wire, Code::ValueUnknown)
            }
            Admission::Accept if operation.kind == Kind::Submit => self.submit(account, wire),
            Admission::Accept => PushResult::Accepted(self.store(account, wire, None)),
            Admission::Duplicate(n) => PushResult::Duplicate(n),
            Admission::AlreadyRejected(n, code) => {
                PushResult::Rejected { n, code, detail: String::new() }
            }
            Admission::DeviceForked => PushResult::DeviceForked,
            Admission::MissingParent(ids) => PushResult::MissingParent(ids),
            Admission::IdConflict => PushResult::IdConflict,
            Admission::Reject(code) => self.reject(account, wire, code),
        }
    }

    fn reject(&mut self, account: AccountId, wire: WireOperation, code: Code) -> PushResult {
        let n = self.store(account, wire, Some(code));
        PushResult::Rejected { n, code, detail: String::new() }
    }

    fn store(&mut self, account: AccountId, wire: WireOperation, void: Option<Code>) -> u32 {
        let at = self.at;
        let log = &mut self.accounts.get_mut(&account).unwrap().log;
        let n = u32::try_from(log.len() + 1).unwrap();
        log.push(Entry { n, at, wire, void });
        n
    }

    fn attached(&self, account: AccountId, dossier: DossierId) -> BTreeSet<Sha256> {
        let log = &self.accounts[&account].log;
        log.iter()
            .filter(|entry| entry.void.is_none() && entry.wire.operation.dossier == dossier)
            .filter(|entry| entry.wire.operation.kind == Kind::Attach)
            .map(|entry| PagePayload::find(&entry.wire.operation.value).unwrap().sha256)
            .collect()
    }

    /// Accepts and answers with a receipt; later while a page is missing.
    fn submit(&mut self, account: AccountId, wire: WireOperation) -> PushResult {
        let dossier = wire.operation.dossier;
        let blobs = &self.accounts[&account].blobs;
        let is_here = |sha256| blobs.get(&(dossier, sha256)).is_some_and(|blob| blob.complete);
        if !self.attached(account, dossier).into_iter().all(is_here) {
            return PushResult::Later(5);
        }
        let receipt = Operation {
            id: OperationId::from_bytes(
                sha256(wire.text.as_bytes()).as_bytes()[..16].try_into().unwrap(),
            ),
            device: DeviceId::from_bytes([0xdd; 16]),
            dseq: u32::try_from(self.accounts[&account].log.len()).unwrap(),
            kind: Kind::Receive,
            parents: vec![wire.operation.id],
            value: Payload::Text("HS-1".into()),
            ..wire.operation.clone()
        };
        let n = self.store(account, wire, None);
        self.store(account, WireOperation::write(&receipt).unwrap(), None);
        PushResult::Accepted(n)
    }

    fn pull(&mut self, account: AccountId, after: u32) -> Answer {
        if usize::try_from(after).unwrap() > self.accounts[&account].log.len() {
            return Err(Code::EpochChanged);
        }
        Ok(serde_json::to_vec(&self.page(account, after, &BTreeSet::new())).unwrap())
    }

    fn page(&self, account: AccountId, after: u32, told: &BTreeSet<u32>) -> PullPage {
        let log = &self.accounts[&account].log;
        let rest: Vec<&Entry> = log.iter().filter(|entry| entry.n > after).collect();
        let mut entries = Vec::new();
        let mut upto = after;
        for entry in &rest {
            if !told.contains(&entry.n) {
                if entries.len() == self.page_size {
                    break;
                }
                let raw = serde_json::value::RawValue::from_string(entry.wire.text.clone());
                let op = entry.void.is_none().then(|| raw.unwrap());
                entries.push(LogEntry { n: entry.n, at: entry.at, op });
            }
            upto = entry.n;
        }
        let more = rest.last().is_some_and(|last| last.n > upto);
        PullPage { epoch: self.epoch, at: self.at, entries, upto, more }
    }

    fn blob(
        &mut self,
        account: AccountId,
        key: (DossierId, Sha256),
        method: Method,
        rest: &[&str],
        body: &[u8],
    ) -> Answer {
        if !self.attached(account, key.0).contains(&key.1) {
            return Err(Code::BlobUnexpected);
        }
        let blob = self.accounts.get_mut(&account).unwrap().blobs.entry(key).or_default();
        match (method, rest) {
            (Method::Get, []) => {
                let chunks = blob.chunks.keys().copied().collect();
                Ok(serde_json::to_vec(&BlobState { complete: blob.complete, chunks }).unwrap())
            }
            (Method::Put, [index]) => {
                assert!(body.len() <= CHUNK_BYTES);
                blob.chunks.insert(index.parse().unwrap(), body.to_vec());
                Ok(Vec::new())
            }
            (Method::Post, ["complete"]) => {
                let bytes: Vec<u8> = blob.chunks.values().flatten().copied().collect();
                if sha256(&bytes) != key.1 {
                    return Err(Code::BlobIncomplete);
                }
                if bytes.first() != Some(&0xff) {
                    return Err(Code::NotAnImage);
                }
                blob.complete = true;
                Ok(serde_json::to_vec(&BlobState { complete: true, chunks: vec![] }).unwrap())
            }
            _ => Err(Code::MethodNotAllowed),
        }
    }
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a String> {
    request.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

fn signature_parts(request: &Request) -> Option<protocol::signature::SignatureParts> {
    find_parts(header(request, "signature-input")?, header(request, "signature")?)
}

/// Runs two futures side by side.
pub(crate) async fn both<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (mut a, mut b) = (core::pin::pin!(a), core::pin::pin!(b));
    let (mut of_a, mut of_b) = (None, None);
    core::future::poll_fn(|context| {
        use core::task::Poll;
        if of_a.is_none()
            && let Poll::Ready(output) = a.as_mut().poll(context)
        {
            of_a = Some(output);
        }
        if of_b.is_none()
            && let Poll::Ready(output) = b.as_mut().poll(context)
        {
            of_b = Some(output);
        }
        if of_a.is_none() || of_b.is_none() {
            return Poll::Pending;
        }
        Poll::Ready((of_a.take().unwrap(), of_b.take().unwrap()))
    })
    .await
}
