//! The rules compiled for the phone and those compiled for the desk say the same, byte for byte.
//!
//! Not here: whether what they say is right (the cases of the catalogue, the tests of `domain`).
//!
//! Invariant: "The same compiled rule decides on the phone and at the desk."

use differential::Catalogue;
use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How many answer sets; every edition has its turn, one after the other.
const N_SETS: u32 = 10_000;
const SEED: u32 = 20_261_124;

#[test]
fn the_phone_and_the_desk_say_the_same() {
    let module = module_for_the_phone();
    let (catalogue, json) = published();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("differential-catalogue.json");
    std::fs::write(&file, json).expect("the catalogue can be written");
    let mut phone = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("phone.mjs"))
        .args([&module, &file])
        .args([SEED.to_string(), N_SETS.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node 20 or newer runs what is compiled for the phone; install it");
    let mut from_phone = BufReader::new(phone.stdout.take().expect("it was piped"));
    let mut seen = Seen::default();
    for number in 0..N_SETS {
        let desk = catalogue.say(SEED, number);
        let mut size = [0; 4];
        from_phone.read_exact(&mut size).unwrap_or_else(|error| {
            panic!("the phone stopped at answer set {number}: {error}\nthe desk said:\n{desk}")
        });
        let mut said = vec![0; u32::from_le_bytes(size) as usize];
        from_phone.read_exact(&mut said).expect("as many bytes as announced");
        if said != desk.as_bytes() {
            // Otherwise it would complain that nobody listens.
            phone.kill().expect("it can be stopped");
            let said = String::from_utf8_lossy(&said);
            let differ = said.lines().zip(desk.lines()).find(|(phone, desk)| phone != desk);
            panic!("seed {SEED}, answer set {number}: the phone and the desk differ:\n{differ:#?}");
        }
        seen.add(&desk);
    }
    assert!(phone.wait().expect("it can be waited for").success());
    println!("{N_SETS} answer sets alike: {seen:?}");
    seen.check(&catalogue);
}

/// What the answer sets led to: sameness would mean little where every checklist is empty.
#[derive(Debug, Default)]
struct Seen {
    /// How many of each.
    editions: BTreeMap<String, u32>,
    n_exits: u32,
    n_undecided: u32,
    n_decided: u32,
    n_changed: u32,
    n_found: u32,
    n_former: u32,
}

impl Seen {
    fn add(&mut self, said: &str) {
        let line = |subject: &str| {
            let begins = |line: &&str| line.starts_with(subject);
            said.lines().find(begins).map_or("", |line| &line[subject.len()..])
        };
        *self.editions.entry(line("edition: ").to_owned()).or_default() += 1;
        let list = line("checklist: ");
        self.n_exits += u32::from(list.contains("exit: Some"));
        self.n_undecided += u32::from(list.contains("needed: Unknown"));
        self.n_decided += u32::from(list.contains("next_question: None"));
        self.n_changed += u32::from(line("changes: ") != "[]");
        self.n_found += u32::from(!line("query: ").ends_with(", [])"));
        self.n_former += u32::from(!line("address: ").ends_with(", [])"));
    }

    fn check(&self, catalogue: &Catalogue) {
        let n_editions: usize = catalogue.procedures.iter().map(|p| p.editions.len()).sum();
        assert_eq!(self.editions.len(), n_editions, "every edition has its turn");
        let fewest = self.editions.values().min().copied().unwrap_or(0);
        assert!(fewest >= N_SETS / u32::try_from(n_editions).unwrap_or(1), "{fewest}");
        for (what, n, at_least) in [
            ("exits", self.n_exits, 500),
            ("undecided papers", self.n_undecided, 1_000),
            ("nothing left to ask", self.n_decided, 1_000),
            ("changes between editions", self.n_changed, 1_000),
            ("searches that find", self.n_found, 5_000),
            ("former names in addresses", self.n_former, 500),
        ] {
            assert!(n >= at_least, "expected at least {at_least} × {what}, found {n}");
        }
    }
}

/// Compiles this crate as it is compiled for the phone; where the module is.
fn module_for_the_phone() -> PathBuf {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let target = tmp.parent().expect("it lies in the target directory");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package=differential", "--lib"])
        .args(["--target=wasm32-unknown-unknown", "--target-dir"])
        .arg(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("cargo runs");
    assert!(built.success(), "if the target is missing: rustup target add wasm32-unknown-unknown");
    target.join("wasm32-unknown-unknown/debug/differential.wasm")
}

/// The catalogue of this repository, read back from the bytes that the phone gets too.
fn published() -> (Catalogue, Vec<u8>) {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/catalogue");
    let today = "2026-11-24".parse().expect("a day");
    let compiled = catalogue::compile(&dir, today).unwrap_or_else(|errors| panic!("{errors}"));
    let catalogue = Catalogue { index: compiled.index, procedures: compiled.procedures };
    let json = serde_json::to_vec(&catalogue).expect("it serialises");
    (Catalogue::from_json(&json).expect("it reads back"), json)
}
