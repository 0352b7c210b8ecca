//! The real program is killed at random instants, as by a power cut, while residents push and upload.
//!
//! Invariant: "Every acknowledged operation is there afterwards; every local one arrives in the end, once."

use domain::ids::DossierId;
use domain::operation::Payload;
use protocol::envelope::{BlobState, PushReply, PushResult};
use protocol::limits::CHUNK_BYTES;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tests::{Device, Program, Reply, blob_path, photo, text, write_site};
use tokio::sync::Notify;

/// How often the program is killed.
const KILLS: u32 = 50;

/// The connection broke: the program was killed.
struct Broken;

impl From<reqwest::Error> for Broken {
    fn from(_: reqwest::Error) -> Self {
        Broken
    }
}

/// Counts acknowledgements, so that a kill falls between any two of them.
#[derive(Default)]
struct Acknowledged {
    n: Cell<u32>,
    more: Notify,
}

impl Acknowledged {
    fn add(&self) {
        self.n.set(self.n.get() + 1);
        self.more.notify_one();
    }
    async fn reaches(&self, n: u32) {
        while self.n.get() < n {
            self.more.notified().await;
        }
    }
}

/// A page of a dossier, and whether its completion was acknowledged.
struct Page {
    dossier: DossierId,
    bytes: Vec<u8>,
    attach: usize,
    complete: bool,
}

/// A resident's device with the ledger of what it wrote and what was acknowledged.
struct Resident {
    device: Device,
    is_enrolled: bool,
    base: Vec<u8>,
    /// Everything it ever wrote, in order.
    written: Vec<String>,
    /// What was acknowledged: index into `written` → number.
    acknowledged: BTreeMap<usize, u32>,
    pages: Vec<Page>,
}

impl Resident {
    fn new(seed: u8) -> Self {
        Self {
            device: Device::new("", seed),
            is_enrolled: false,
            base: photo(u32::from(seed), 1000, 900),
            written: Vec::new(),
            acknowledged: BTreeMap::new(),
            pages: Vec::new(),
        }
    }

    /// Another dossier with a page.
    fn write(&mut self) {
        let create = self.device.create();
        let dossier = create.dossier;
        self.written.push(text(&create));
        for i in 0..4 {
            let value = Payload::Text(format!("Đặng Quỳnh {i}"));
            let set = self.device.set(dossier, "f.ghi-chu", value);
            self.written.push(text(&set));
        }
        // Bytes after the end of a JPEG make every page another one.
        let mut bytes = self.base.clone();
        bytes.extend_from_slice(&self.device.mint());
        let attach = self.device.attach(dossier, "giay-dat", &bytes);
        self.pages.push(Page { dossier, bytes, attach: self.written.len(), complete: false });
        self.written.push(text(&attach));
    }

    fn has_sent_all(&self) -> bool {
        self.acknowledged.len() == self.written.len() && self.pages.iter().all(|p| p.complete)
    }

    async fn call(
        &mut self,
        method: &str,
        target: &str,
        content_type: &str,
        body: &[u8],
    ) -> Result<Reply, Broken> {
        let reply = self.device.try_call(method, target, content_type, body).await?;
        assert!(reply.status < 300, "{method} {}: {}", reply.status, reply.text());
        Ok(reply)
    }

    /// Writes and sends until the connection breaks.
    async fn work(&mut self, told: &Acknowledged) {
        loop {
            if self.has_sent_all() {
                self.write();
            }
            if self.step(told).await.is_err() {
                return;
            }
        }
    }

    async fn step(&mut self, told: &Acknowledged) -> Result<(), Broken> {
        if !self.is_enrolled {
            let body = self.device.enrolment();
            self.call("POST", "/v1/devices", "application/json", &body).await?;
            self.is_enrolled = true;
            told.add();
        }
        let waiting: Vec<usize> = (0..self.written.len())
            .filter(|i| !self.acknowledged.contains_key(i))
            .take(3)
            .collect();
        if !waiting.is_empty() {
            self.push(&waiting).await?;
            told.add();
        }
        let sendable = |p: &Page| !p.complete && self.acknowledged.contains_key(&p.attach);
        if let Some(i) = self.pages.iter().position(sendable) {
            self.upload(i, told).await?;
        }
        Ok(())
    }

    async fn push(&mut self, waiting: &[usize]) -> Result<(), Broken> {
        let texts: Vec<String> = waiting.iter().map(|i| self.written[*i].clone()).collect();
        let body = Device::push_body(0, &texts);
        let reply = self.call("POST", "/v1/operations", "application/json", &body).await?;
        let reply: PushReply = serde_json::from_slice(&reply.body).map_err(|_| Broken)?;
        assert_eq!(reply.results.len(), waiting.len());
        for (i, result) in waiting.iter().zip(reply.results) {
            match result {
                PushResult::Accepted(n) | PushResult::Duplicate(n) => {
                    self.acknowledged.insert(*i, n);
                }
                result => panic!("{result:?}"),
            }
        }
        Ok(())
    }

    async fn upload(&mut self, i: usize, told: &Acknowledged) -> Result<(), Broken> {
        let path = blob_path(self.pages[i].dossier, &self.pages[i].bytes);
        let reply = self.call("GET", &path, "", b"").await?;
        let state: BlobState = serde_json::from_slice(&reply.body).map_err(|_| Broken)?;
        let chunks: Vec<Vec<u8>> =
            self.pages[i].bytes.chunks(CHUNK_BYTES).map(<[u8]>::to_vec).collect();
        for (index, chunk) in (0..).zip(&chunks) {
            if !state.complete && !state.chunks.contains(&index) {
                let target = format!("{path}/{index}");
                self.call("PUT", &target, "application/octet-stream", chunk).await?;
                told.add();
            }
        }
        self.call("POST", &format!("{path}/complete"), "", b"").await?;
        self.pages[i].complete = true;
        told.add();
        Ok(())
    }

    /// Everything acknowledged is there, with equal bytes.
    async fn check(&mut self) {
        if !self.is_enrolled {
            return;
        }
        let log = self.device.log().await;
        for (i, n) in &self.acknowledged {
            let kept = log.get(*n as usize - 1).and_then(Option::as_ref).map(|op| op.get());
            assert_eq!(kept, Some(self.written[*i].as_str()), "number {n} was acknowledged");
        }
    }
}

/// Anything up to two milliseconds, busy: a kill may fall into the middle of a write.
fn dither(random: u16) {
    let until = Instant::now() + Duration::from_nanos(u64::from(random) * 30);
    while Instant::now() < until {
        std::hint::spin_loop();
    }
}

#[tokio::test]
async fn killed_fifty_times_nothing_is_lost_and_nothing_is_twice() {
    let dir = tempfile::tempdir().unwrap();
    let (site, data, log) =
        (dir.path().join("site"), dir.path().join("data"), dir.path().join("log"));
    write_site(&site);
    let mut a = Resident::new(1);
    let mut b = Resident::new(2);
    let mut c = Resident::new(3);
    for _ in 0..KILLS {
        let program = Program::start(&data, &site, &log).await;
        for resident in [&mut a, &mut b, &mut c] {
            resident.device.url = program.url().to_owned();
            resident.check().await;
        }
        let [x, y, z, ..] = a.device.mint();
        let told = Acknowledged::default();
        let kill = async {
            told.reaches(u32::from(x % 24)).await;
            dither(u16::from_be_bytes([y, z]));
            program.kill().await;
        };
        tokio::join!(kill, a.work(&told), b.work(&told), c.work(&told));
    }

    let program = Program::start(&data, &site, &log).await;
    let told = Acknowledged::default();
    let mut n_operations = 0;
    for resident in [&mut a, &mut b, &mut c] {
        resident.device.url = program.url().to_owned();
        while !resident.has_sent_all() {
            assert!(resident.step(&told).await.is_ok(), "nobody kills it now");
        }
        resident.check().await;
        let log = resident.device.log().await;
        let mut kept: Vec<&str> = log.iter().map(|op| op.as_ref().unwrap().get()).collect();
        let mut written: Vec<&str> = resident.written.iter().map(String::as_str).collect();
        kept.sort_unstable();
        written.sort_unstable();
        assert_eq!(kept, written, "every operation once, and none that nobody wrote");
        n_operations += written.len();
        for page in &resident.pages {
            let target = format!("{}/content", blob_path(page.dossier, &page.bytes));
            let reply = resident.device.call("GET", &target, "", b"").await;
            assert!(reply.status == 200 && reply.body == page.bytes, "{}", reply.status);
        }
    }
    assert!(n_operations > 50, "{n_operations}: the kills left no time for anything");
    println!("{KILLS} kills, {n_operations} operations, each there once");
    assert_eq!(program.terminate().await, Some(0));
}
