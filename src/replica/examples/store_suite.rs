//! The contract of stores on the browser's store, and how fast a replica on it is: a module that the test of
//! `tests/browser/store.test.mjs` loads into a page.
//!
//! Not here: the cases (see `replica::store::conformance`).

#![cfg(target_arch = "wasm32")]

use domain::catalogue::EditionId;
use domain::operation::{FieldKey, Kind, Payload};
use js_sys::{Math, Promise};
use replica::store::conformance::{CASES, Place, run_case};
use replica::{Change, Clock, Image, IndexedDbStore, Random, Replica, StoreError};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// Given by the test: leaves the origin almost no quota.
    #[wasm_bindgen(js_name = fillDisk)]
    fn fill_disk() -> Promise;
    /// Given by the test: takes the limit away.
    #[wasm_bindgen(js_name = makeRoom)]
    fn make_room() -> Promise;
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

struct Browser;

impl Place for Browser {
    type Store = IndexedDbStore;
    async fn open(&self, name: &str) -> Result<IndexedDbStore, StoreError> {
        IndexedDbStore::open(name).await
    }
    async fn fill(&self) {
        let _ = JsFuture::from(fill_disk()).await;
    }
    async fn make_room(&self) {
        let _ = JsFuture::from(make_room()).await;
    }
}

/// The names of the cases.
#[wasm_bindgen]
pub fn cases() -> Vec<String> {
    CASES.map(str::to_owned).to_vec()
}

/// Runs one case; rejects with what was expected.
#[wasm_bindgen]
pub async fn run(case: String) -> Result<(), JsValue> {
    run_case(&Browser, &case).await.map_err(|error| JsValue::from_str(&error))
}

/// How opening this name ends, as text.
#[wasm_bindgen]
pub async fn open(name: String) -> String {
    match IndexedDbStore::open(&name).await {
        Ok(_) => "open".to_owned(),
        Err(error) => format!("{error:?}"),
    }
}

struct PageClock;
impl Clock for PageClock {
    fn now_s(&self) -> i64 {
        (js_sys::Date::now() / 1000.0) as i64
    }
}

struct PageRandom;
impl Random for PageRandom {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill_with(|| (Math::random() * 256.0) as u8);
    }
}

async fn replica(name: &str) -> Result<Replica<IndexedDbStore>, JsValue> {
    let store = IndexedDbStore::open(name).await.map_err(told)?;
    let device = domain::ids::DeviceId::from_bytes([1; 16]);
    Replica::open(store, device, Rc::new(PageClock), Rc::new(PageRandom)).await.map_err(told)
}

fn told(error: impl core::fmt::Debug) -> JsValue {
    JsValue::from_str(&format!("{error:?}"))
}

fn set(field: &str, value: &str) -> Result<Change, JsValue> {
    let field = FieldKey::Form(field.parse().map_err(told)?);
    Ok(Change { field, kind: Kind::Set, value: Payload::Text(value.to_owned()) })
}

/// Fills a replica with drafts of `n_fields` fields and `n_photos` photos each.
#[wasm_bindgen]
pub async fn fill(
    name: String,
    n_drafts: u32,
    n_fields: u32,
    n_photos: u32,
) -> Result<(), JsValue> {
    let replica = replica(&name).await?;
    let edition: EditionId = "gpxd-nha-o-rieng-le@2026-07-01".parse().map_err(told)?;
    let paper = "ban-ve".parse().map_err(told)?;
    for _ in 0..n_drafts {
        let dossier = replica.create(edition.clone()).await.map_err(told)?;
        let changes: Vec<Change> = (0..n_fields)
            .map(|n| set(&format!("field-{n}"), "Nguyễn Thị Ngọc Ánh, xã Yên Thuỷ"))
            .collect::<Result<_, _>>()?;
        replica.record(dossier, &edition, changes).await.map_err(told)?;
        for _ in 0..n_photos {
            let mut bytes = vec![0; 20_000];
            PageRandom.fill(&mut bytes);
            let image = Image { bytes, width: 1654, height: 2339 };
            replica.attach(dossier, &edition, &paper, image).await.map_err(told)?;
        }
    }
    Ok(())
}

/// Milliseconds of: opening the replica, listing all dossiers, opening one; and how many there are.
#[wasm_bindgen]
pub async fn list(name: String) -> Result<Vec<f64>, JsValue> {
    let started = now();
    let replica = replica(&name).await?;
    let opened = now();
    let dossiers = replica.dossiers().await.map_err(told)?;
    let listed = now();
    if let Some(first) = dossiers.first() {
        replica.dossier(first.id).await.map_err(told)?;
    }
    let read = now();
    Ok(vec![opened - started, listed - opened, read - listed, dossiers.len() as f64])
}

/// Milliseconds of each of `n` saves of one field.
#[wasm_bindgen]
pub async fn save(name: String, n: u32) -> Result<Vec<f64>, JsValue> {
    let replica = replica(&name).await?;
    let edition = "gpxd-nha-o-rieng-le@2026-07-01".parse().map_err(told)?;
    let Some(dossier) = replica.dossiers().await.map_err(told)?.into_iter().next() else {
        return Ok(Vec::new());
    };
    let mut times = Vec::new();
    for index in 0..n {
        let changes = vec![set("field-1", &index.to_string())?];
        let started = now();
        replica.record(dossier.id, &edition, changes).await.map_err(told)?;
        times.push(now() - started);
    }
    Ok(times)
}
