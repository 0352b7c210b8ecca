//! A built site with a small catalogue whose every rule a test needs.

use domain::catalogue::Procedure;
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
    let mut entries = Vec::new();
    for procedure in [sample(), suspended()] {
        let bytes = serde_json::to_vec(&procedure).expect("invariant: a procedure is JSON");
        let file = format!("catalogue/{}.{}.json", procedure.id, hash(&bytes));
        write(&file, &bytes);
        let editions = procedure.editions.iter().map(|edition| {
            json!({ "valid_from": edition.valid_from, "valid_until": edition.valid_until, "status": edition.status })
        });
        entries.push(json!({
            "id": procedure.id, "name": procedure.name, "short": procedure.short, "words": [], "field": "mau",
            "audience": procedure.audience, "editions": editions.collect::<Vec<_>>(), "file": format!("/{file}"),
        }));
    }
    let index = json!({
        "format": 1, "version": "0123456789abcdef", "made_on": "2026-07-01", "procedures": entries,
        "authorities": [{
            "id": "ubnd-phuong-lien-chieu", "name": { "vi": "UBND phường Liên Chiểu" },
            "valid_from": "2025-07-01", "provenance": provenance(),
        }],
        "calendar": { "days": [] },
    });
    write("catalogue/index.json", index.to_string().as_bytes());
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
        "format": 1, "id": id, "name": { "vi": "Thủ tục mẫu" }, "short": { "vi": "Mẫu" },
        "audience": { "vi": "Người dân" }, "editions": editions, "sources": [],
    });
    serde_json::from_value(value).expect("invariant: the sample is a procedure")
}

fn sample() -> Procedure {
    procedure(
        PROCEDURE,
        vec![
            edition("2026-01-01", Some("2026-07-01"), "in_force"),
            edition("2026-07-01", Some("2026-12-01"), "in_force"),
            edition("2026-12-01", None, "in_force"),
        ],
    )
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
