//! Compiler of the authored TOML catalogue into the compact form the app and the district read.
//!
//! Not here: evaluation of conditions for a person (`domain`), files of the site (`xtask`).
//!
//! Architecture invariant: "A broken file refuses the whole catalogue."

mod mistake;
mod reader;
mod condition;
mod facts;
mod places;
mod procedure;
mod proof;
mod cases;
mod report;
mod composition;
mod pack;
mod site;

pub use facts::OpenFact;
pub use mistake::{Errors, Mistake, Spot};
pub use report::{Report, ReportRow};
pub use site::{ReadError, from_bytes, read_site};

use domain::catalogue::{CatalogueIndex, EditionSummary, FORMAT, IndexEntry, Procedure};
use domain::date::Date;
use procedure::{AuthoredProcedure, Target};
use proof::Effort;
use reader::Reader;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The compiled catalogue, ready to be written below a site.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// What the search needs.
    pub index: CatalogueIndex,
    /// All procedures, in the order of the index.
    pub procedures: Vec<Procedure>,
    /// The files of the site: `catalogue/index.json`, then two packs a field.
    pub files: Vec<SiteFile>,
    /// What is open, stale or uncertain.
    pub report: Report,
}

/// A file of the compiled catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFile {
    /// Below the site, with `/`: `catalogue/xay-dung.0123456789abcdef.json`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Compiles the catalogue authored in `dir`; `today` decides what is stale and stamps the index.
pub fn compile(dir: &Path, today: Date) -> Result<Compiled, Errors> {
    let mut mistakes = Vec::new();
    let mut files = Files::new();
    for name in ["authorities.toml", "calendar.toml"] {
        load(dir, name, &mut files, &mut mistakes);
    }
    for below in ["procedures", "cases"] {
        for stem in stems(dir, below, &mut mistakes) {
            load(dir, &format!("{below}/{stem}.toml"), &mut files, &mut mistakes);
        }
    }
    compile_files(&files, today, mistakes)
}

/// The authored files by their path below the directory of the catalogue.
type Files = BTreeMap<String, String>;

fn load(dir: &Path, name: &str, files: &mut Files, mistakes: &mut Vec<Mistake>) {
    match std::fs::read_to_string(dir.join(name)) {
        Ok(text) => {
            files.insert(name.to_owned(), text);
        }
        Err(error) => {
            let text = format!("expected a readable file, found: {error}");
            mistakes.push(missing(name, text));
        }
    }
}

fn compile_files(
    files: &Files,
    today: Date,
    mut mistakes: Vec<Mistake>,
) -> Result<Compiled, Errors> {
    let authorities = with_file(files, "authorities.toml", &mut mistakes, |reader| {
        places::read_authorities(reader, today)
    });
    let calendar = with_file(files, "calendar.toml", &mut mistakes, |reader| {
        places::read_calendar(reader, today)
    });
    let place_ids: Vec<String> = authorities
        .iter()
        .flat_map(|(offices, _)| &offices.authorities)
        .flat_map(|authority| &authority.places)
        .map(|place| place.id.clone())
        .collect();
    let mut authored: Vec<AuthoredProcedure> = Vec::new();
    // Combined dossiers come last: they are made of the others.
    let (combined, ordinary): (Vec<_>, Vec<_>) =
        files.iter().partition(|(_, text)| text.contains("\n[[edition.part]]"));
    for (name, _) in ordinary.into_iter().chain(combined) {
        let stem = name.strip_prefix("procedures/").and_then(|n| n.strip_suffix(".toml"));
        let Some(stem) = stem else { continue };
        let read = with_file(files, name, &mut mistakes, |reader| {
            procedure::read(reader, stem, &place_ids, &authored, today)
        });
        authored.extend(read);
    }
    authored.sort_by(|a, b| a.procedure.id.cmp(&b.procedure.id));
    check_links(
        &authored,
        authorities.as_ref().map(|(offices, _)| offices.authorities.as_slice()),
        &mut mistakes,
    );
    let (Some((offices, authority_facts)), Some((calendar, calendar_facts))) =
        (authorities, calendar)
    else {
        return Err(in_order(mistakes));
    };
    if !mistakes.is_empty() {
        return Err(in_order(mistakes));
    }
    let mut report = Report::of(&authored, &[authority_facts, calendar_facts], today);
    let mut mistakes = Vec::new();
    let mut searches = Vec::new();
    for (authored, row) in authored.iter().zip(&mut report.rows) {
        let before = mistakes.len();
        for (edition, spots) in authored.procedure.editions.iter().zip(&authored.editions) {
            row.n_walked += proof::prove(edition, spots, &mut mistakes);
        }
        let name = format!("cases/{}.toml", authored.procedure.id);
        let cases = with_file(files, &name, &mut mistakes, |reader| {
            cases::read(reader, authored, &place_ids)
        });
        let (cases, queries) = cases.unwrap_or_default();
        searches.push(queries);
        row.n_cases = cases.len();
        cases::run(authored, &cases, &mut mistakes, &mut report.remarks);
        // Cases that are mistaken, or a procedure that is, would only repeat themselves as uncovered conditions.
        if mistakes.len() == before {
            cases::coverage(authored, &cases, &mut mistakes, &mut report.remarks);
        }
        if mistakes.len() == before {
            let editions = authored.procedure.editions.iter().zip(&authored.editions);
            for (edition, spots) in editions {
                let walked = proof::walk(edition, spots, Effort::OF_CHECK, &mut mistakes);
                row.n_walked += walked.n_ways;
            }
        }
    }
    for name in files.keys() {
        let stem = name.strip_prefix("cases/").and_then(|name| name.strip_suffix(".toml"));
        if stem.is_some_and(|stem| authored.iter().all(|a| a.procedure.id.as_str() != stem)) {
            mistakes.push(missing(
                name,
                "expected the name of a procedure, found none of that name".into(),
            ));
        }
    }
    if !mistakes.is_empty() {
        return Err(in_order(mistakes));
    }
    let (packs, names) = pack::pack(&authored);
    let entries = authored.iter().map(|authored| entry(authored, &names)).collect();
    let procedures: Vec<Procedure> = authored.into_iter().map(|a| a.procedure).collect();
    let mut index = CatalogueIndex {
        format: FORMAT,
        version: String::new(),
        made_on: today,
        procedures: entries,
        authorities: offices.authorities,
        calendar,
        units: offices.units,
    };
    cases::run_searches(&index, &searches, &mut mistakes);
    if !mistakes.is_empty() {
        return Err(in_order(mistakes));
    }
    index.version = hash_of(&[
        &to_json(&index.procedures),
        &to_json(&index.authorities),
        &to_json(&index.calendar),
        &to_json(&index.units),
    ]);
    let mut files =
        vec![SiteFile { path: "catalogue/index.json".to_owned(), bytes: to_json(&index) }];
    files.extend(packs);
    Ok(Compiled { index, procedures, files, report })
}

/// Reads one file with `read`; its mistakes join the others, and a mistaken file yields nothing.
fn with_file<T>(
    files: &Files,
    name: &str,
    mistakes: &mut Vec<Mistake>,
    read: impl FnOnce(&Reader<'_>) -> Option<T>,
) -> Option<T> {
    let reader = Reader::new(name, files.get(name)?);
    let value = read(&reader);
    let found = reader.into_mistakes();
    let value = value.filter(|_| found.is_empty());
    mistakes.extend(found);
    value
}

fn missing(name: &str, text: String) -> Mistake {
    let spot = Spot { file: name.to_owned(), line: 1, column: 1 };
    Mistake { spot, key: "file".to_owned(), text }
}

/// Names of the TOML files in a directory without their ending, sorted.
fn stems(dir: &Path, below: &str, mistakes: &mut Vec<Mistake>) -> Vec<String> {
    let entries = match std::fs::read_dir(dir.join(below)) {
        Ok(entries) => entries,
        // A catalogue whose papers are all unconditional needs no cases.
        Err(error) if below == "cases" && error.kind() == std::io::ErrorKind::NotFound => {
            return Vec::new();
        }
        Err(error) => {
            mistakes.push(missing(below, format!("expected a directory, found: {error}")));
            return Vec::new();
        }
    };
    let mut stems: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .collect();
    stems.sort();
    stems
}

fn check_links(
    authored: &[AuthoredProcedure],
    authorities: Option<&[domain::catalogue::Authority]>,
    mistakes: &mut Vec<Mistake>,
) {
    let procedures: BTreeSet<&str> = authored.iter().map(|a| a.procedure.id.as_str()).collect();
    // While a procedure file is mistaken, a link to it would look broken too.
    let all_read = mistakes.iter().all(|mistake| !mistake.spot.file.starts_with("procedures/"));
    for link in authored.iter().flat_map(|a| &a.links) {
        let (expected, found, known): (_, &str, Vec<&str>) = match (&link.target, authorities) {
            (Target::Procedure(id), _) if all_read => {
                ("the id of a procedure", id.as_str(), procedures.iter().copied().collect())
            }
            (Target::Authority(id), Some(authorities)) => (
                "the id of an authority in authorities.toml",
                id.as_str(),
                authorities.iter().map(|authority| authority.id.as_str()).collect(),
            ),
            _ => continue,
        };
        if !known.contains(&found) {
            let hint = mistake::did_you_mean(found, known);
            mistakes.push(Mistake {
                spot: link.spot.clone(),
                key: link.key.clone(),
                text: format!("expected {expected}, found '{found}'{hint}"),
            });
        }
    }
}

fn in_order(mut mistakes: Vec<Mistake>) -> Errors {
    mistakes.sort();
    mistakes.dedup();
    Errors { mistakes }
}

fn entry(authored: &AuthoredProcedure, names: &pack::Names) -> IndexEntry {
    let procedure = &authored.procedure;
    let (file, file_en) = names.get(&authored.field).cloned().unwrap_or_default();
    IndexEntry {
        id: procedure.id.clone(),
        code: procedure.code.clone(),
        name: procedure.name.clone(),
        short: procedure.short.clone(),
        words: authored.words.clone(),
        field: authored.field.clone(),
        events: authored.events.clone(),
        audience: procedure.audience.clone(),
        editions: procedure
            .editions
            .iter()
            .map(|edition| EditionSummary {
                valid_from: edition.valid_from,
                valid_until: edition.valid_until,
                status: edition.status,
            })
            .collect(),
        file,
        file_en,
    }
}

fn to_json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("invariant: catalogue types always serialise")
}

/// The first 16 hexadecimal digits of the SHA-256 over the parts.
fn hash_of(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
