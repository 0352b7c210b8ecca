//! A built site with a small catalogue whose every rule a test needs.

use domain::catalogue::{FORMAT, Procedure};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// The procedure.
pub const PROCEDURE: &str = "thu-tuc-mau";
/// Its edition in force at [`crate::MORNING`].
pub const EDITION: &str = "thu-tuc-mau@2026-07-01";
/// Its edition before.
pub const OLD: &str = "thu-tuc-mau@2026-01-01";
/// Its edition to come.
pub const FUTURE: &str = "thu-tuc-mau@2026-12-01";
/// The edition of a suspended procedure.
pub const SUSPENDED: &str = "thu-tuc-ngung@2026-01-01";

/// The edition of a procedure that another office performs.
pub const ELSEWHERE: &str = "thu-tuc-noi-khac@2026-01-01";
/// The edition of a procedure whose office depends on the place.
pub const BY_PLACE: &str = "thu-tuc-theo-noi@2026-01-01";
/// The authority beside the one that receives.
pub const OTHER_OFFICE: &str = "ubnd-phuong-hoa-khanh";
/// The version of the catalogue the site was built with.
pub const SITE_VERSION: &str = "0123456789abcdef";

/// Writes the site below a directory.
pub fn write_site(dir: &Path) {
    let write = |path: &str, bytes: &[u8]| {
        let file = dir.join(path);
        fs::create_dir_all(file.parent().expect("invariant: a file has a directory"))
            .and_then(|()| fs::write(&file, bytes))
            .expect("invariant: the test directory can be written");
    };
    write("index.html", b"<!doctype html><title>H\xE1\xBB\x93 S\xC6\xA1</title>");
    write("index.html.br", b"brotli of the page");
    write("sw.js", b"// worker");
    write("manifest.webmanifest", b"{}");
    write("assets/app.0123456789abcdef.js", b"export {}");
    write("assets/app.0123456789abcdef.js.br", b"brotli of the script");
    write("assets/app.fedcba9876543210.wasm", b"\0asm");
    let procedures = [sample(), suspended(), elsewhere(), by_place()];
    let bytes = serde_json::to_vec(&json!({ "format": FORMAT, "procedures": procedures }));
    let bytes = bytes.expect("invariant: procedures are JSON");
    let file = |language: &str| format!("catalogue/mau{language}.{}.json", hash(&bytes));
    write(&file(""), &bytes);
    write(&file(".en"), &bytes);
    let entries = procedures.iter().map(|procedure| {
        let editions = procedure.editions.iter().map(|edition| {
            json!({ "valid_from": edition.valid_from, "valid_until": edition.valid_until, "status": edition.status })
        });
        json!({
            "id": procedure.id, "name": procedure.name, "short": procedure.short, "words": [], "field": "mau",
            "audience": procedure.audience, "editions": editions.collect::<Vec<_>>(),
            "file": format!("/{}", file("")), "file_en": format!("/{}", file(".en")),
        })
    });
    let index = json!({
        "format": FORMAT, "version": SITE_VERSION, "made_on": "2026-07-01",
        "procedures": entries.collect::<Vec<_>>(),
        "authorities": [
            authority("ubnd-phuong-lien-chieu", "UBND phường Liên Chiểu", "phuong-lien-chieu"),
            authority(OTHER_OFFICE, "UBND phường Hòa Khánh", "phuong-hoa-khanh"),
        ],
        "calendar": { "days": [] },
    });
    write("catalogue/index.json", index.to_string().as_bytes());
}

fn authority(id: &str, name: &str, place: &str) -> Value {
    json!({
        "id": id, "name": { "vi": name }, "places": [{ "id": place, "name": { "vi": place } }],
        "valid_from": "2025-07-01", "provenance": provenance(),
    })
}

/// As the compiler of the catalogue names its files.
fn hash(bytes: &[u8]) -> String {
    let mut hasher = Sha256::new();
    hasher.update((bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn provenance() -> Value {
    json!({ "confidence": "high", "recheck_on": "2027-01-01" })
}

fn procedure(id: &str, editions: Vec<Value>) -> Procedure {
    let value = json!({
        "format": FORMAT, "id": id, "name": { "vi": "Thủ tục mẫu" }, "short": { "vi": "Mẫu" },
        "audience": { "vi": "Người dân" }, "editions": editions, "sources": [],
    });
    serde_json::from_value(value).expect("invariant: the sample is a procedure")
}

fn sample() -> Procedure {
    procedure(
        PROCEDURE,
        vec![
            old_edition(),
            edition("2026-07-01", Some("2026-12-01"), "in_force"),
            edition("2026-12-01", None, "in_force"),
        ],
    )
}

/// The edition before: no question about storeys, one more paper.
fn old_edition() -> Value {
    let mut edition = edition("2026-01-01", Some("2026-07-01"), "in_force");
    edition["questions"].as_array_mut().expect("invariant: a list").truncate(1);
    edition["papers"].as_array_mut().expect("invariant: a list").push(json!({
        "id": "cam-ket-cu", "name": { "vi": "Bản cam kết" }, "need": "always",
        "fates": [{ "fate": "photographed" }], "provenance": provenance(),
    }));
    edition
}

/// A school decides: the dossier is filed there.
fn elsewhere() -> Procedure {
    let mut edition = edition("2026-01-01", None, "in_force");
    edition["authority"][0]["elsewhere"] = json!(true);
    edition["authority"][0]["name"] = json!({ "vi": "Trường nơi chuyển đến" });
    procedure("thu-tuc-noi-khac", vec![edition])
}

fn by_place() -> Procedure {
    let mut edition = edition("2026-01-01", None, "in_force");
    edition["questions"].as_array_mut().expect("invariant: a list").push(json!({
        "id": "noi-xay", "kind": "place", "ask": { "vi": "Xây ở phường nào?" }, "why": { "vi": "Vì nơi nhận." },
    }));
    procedure("thu-tuc-theo-noi", vec![edition])
}

fn suspended() -> Procedure {
    procedure("thu-tuc-ngung", vec![edition("2026-01-01", None, "suspended")])
}

/// A question that decides a paper, one that decides nothing but is asked, a form, two papers to photograph.
fn edition(valid_from: &str, valid_until: Option<&str>, status: &str) -> Value {
    let text = |vi: &str| json!({ "vi": vi });
    let field = |id: &str, kind: Value, required: bool| json!({ "id": id, "label": text(id), "kind": kind, "required": required, "provenance": provenance() });
    let photographed = json!([{ "fate": "photographed" }, { "fate": "original_brought" }]);
    let basement = json!({ "compare": ["q.co-tang-ham", "==", { "bool": true }] });
    json!({
        "valid_from": valid_from, "valid_until": valid_until, "status": status, "provenance": provenance(),
        "authority": [{ "name": text("UBND phường"), "provenance": provenance() }],
        "channels": [], "time_limits": [], "fees": [],
        "questions": [
            { "id": "co-tang-ham", "kind": "yes_no", "ask": text("Có tầng hầm không?"), "why": text("Vì bản vẽ.") },
            { "id": "so-tang", "ask": text("Mấy tầng?"), "why": text("Vì quy mô."),
              "kind": { "number": { "min": "1", "max": "12", "decimals": 0 } } },
        ],
        "papers": [
            { "id": "don", "name": text("Đơn"), "need": "always", "fates": [{ "fate": "filled_in" }], "provenance": provenance() },
            { "id": "giay-dat", "name": text("Giấy tờ đất"), "need": "always", "fates": photographed, "provenance": provenance() },
            { "id": "ban-ve-ham", "name": text("Bản vẽ tầng hầm"), "need": "always", "when": basement,
              "fates": photographed, "provenance": provenance() },
        ],
        "form": [{ "id": "chu-ho", "title": text("Chủ hộ"), "fields": [
            field("ho-ten", json!({ "line": { "max_chars": 100 } }), true),
            field("dien-thoai", json!("phone"), false),
            field("loai", json!({ "choice": [{ "id": "a", "label": text("A") }, { "id": "b", "label": text("B") }] }), false),
            field("ghi-chu", json!({ "lines": { "max_chars": 2000 } }), false),
        ] }],
    })
}
