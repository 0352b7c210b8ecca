mod cases;
mod conditions;
mod format;
mod composition;
mod editions;
mod published;
mod references;
mod searches;
mod units;
mod walks;
mod mutation;

use super::*;
use domain::condition::{Comparison, Expr};
use domain::value::Value;

const PROCEDURE: &str = "procedures/mau.toml";
const CASES: &str = "cases/mau.toml";

fn today() -> Date {
    "2026-11-24".parse().unwrap()
}

fn fixture() -> Files {
    [
        ("authorities.toml", include_str!("fixtures/authorities.toml")),
        ("calendar.toml", include_str!("fixtures/calendar.toml")),
        (PROCEDURE, include_str!("fixtures/procedure.toml")),
        (CASES, include_str!("fixtures/cases.toml")),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into()
}

fn compiled() -> Compiled {
    compile_files(&fixture(), today(), Vec::new()).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Replaces the first `from` in a file and expects exactly one mistake that contains `expected`.
#[track_caller]
fn check(file: &str, from: &str, to: &str, expected: &str) {
    let mistakes = mistakes_of(file, from, to);
    assert!(
        mistakes.len() == 1 && mistakes[0].contains(expected),
        "expected only: {expected}\nfound: {mistakes:#?}"
    );
}

/// The same where the mistake has consequences, in the cases for instance.
#[track_caller]
fn check_among(file: &str, from: &str, to: &str, expected: &str) {
    let mistakes = mistakes_of(file, from, to);
    assert!(
        mistakes.iter().any(|mistake| mistake.contains(expected)),
        "expected among others: {expected}\nfound: {mistakes:#?}"
    );
}

#[track_caller]
fn mistakes_of(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = fixture();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{from} is not in {file}");
    *text = text.replacen(from, to, 1);
    match compile_files(&files, today(), Vec::new()) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.mistakes.iter().map(Mistake::to_string).collect(),
    }
}

/// Replaces one condition of the fixture.
#[track_caller]
fn check_condition(from: &str, to: &str, expected: &str) {
    check(PROCEDURE, &format!("\"{from}\""), &format!("\"{to}\""), expected);
}

#[test]
fn the_fixture_compiles_to_what_it_says() {
    let compiled = compiled();
    let [procedure] = compiled.procedures.as_slice() else { panic!("one procedure") };
    let edition = &procedure.editions[0];
    let number = |n: &str| Value::Number(n.parse().unwrap());
    let compare =
        |field: &str, comparison, value| Expr::Compare(field.parse().unwrap(), comparison, value);
    // Terms are inlined, conjunctions flat.
    assert_eq!(
        edition.papers[1].when,
        Some(Expr::Not(Box::new(Expr::And(vec![
            compare("q.floors", Comparison::Less, number("3")),
            compare("q.area", Comparison::Less, number("82.5")),
            Expr::Not(Box::new(compare("q.has_basement", Comparison::Equal, Value::Bool(true)))),
        ]))))
    );
    assert_eq!(
        edition.papers[1].fates[1].when,
        Some(Expr::In(
            "q.channel".parse().unwrap(),
            vec![Value::Text("online".into()), Value::Text("post".into())]
        ))
    );
    assert_eq!(
        edition.form[0].fields[2].show_if,
        Some(compare("f.loai-chu-dau-tu", Comparison::Equal, Value::Text("to-chuc".into())))
    );
    let entry = &compiled.index.procedures[0];
    let paths: Vec<String> = compiled.files.iter().map(|file| format!("/{}", file.path)).collect();
    assert_eq!(
        paths,
        ["/catalogue/index.json".to_owned(), entry.file.clone(), entry.file_en.clone()]
    );
    let [_, vietnamese, english] = compiled.files.as_slice() else { panic!("three files") };
    let hash = hash_of(&[&vietnamese.bytes]);
    assert_eq!(entry.file, format!("/catalogue/xay-dung.{hash}.json"));
    let has_english = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("\"en\":");
    assert!(!has_english(&vietnamese.bytes) && has_english(&english.bytes));
    let row = &compiled.report.rows[0];
    assert_eq!((row.n_questions, row.n_papers, row.n_cases), (8, 4, 14));
    assert_eq!((row.n_weak, row.n_stale), (2, 1));
    assert!(row.n_walked > 100, "{}", row.n_walked);
    let report = compiled.report.to_string();
    assert!(report.contains("procedures/mau.toml:168:1: edition.paper 'so-moi'"), "{report}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (one, two) = (compiled(), compiled());
    assert_eq!(one.files, two.files);
    let mut files = fixture();
    let calendar = files.get_mut("calendar.toml").unwrap();
    *calendar = calendar.replace("Culture Day", "Culture day");
    let other = compile_files(&files, today(), Vec::new()).unwrap();
    assert_ne!(one.index.version, other.index.version, "the version changes with any fact");
    let later = compile_files(&fixture(), today().plus_days(1), Vec::new()).unwrap();
    assert_eq!(one.index.version, later.index.version, "but not with the day");
}

#[test]
fn a_site_is_read_back_and_checked() {
    let compiled = compiled();
    let file = compiled.index.procedures[0].file_en.trim_start_matches('/').to_owned();
    let site = |index: &[u8], procedure: &[u8]| {
        let files: BTreeMap<String, Vec<u8>> = [
            ("catalogue/index.json".to_owned(), index.to_vec()),
            (file.clone(), procedure.to_vec()),
        ]
        .into();
        from_bytes(|path| files.get(path).map(|bytes| bytes.as_slice().into()))
    };
    let [index_json, _, pack] = compiled.files.as_slice() else { panic!("three files") };
    let (index_json, json) = (&index_json.bytes, &pack.bytes);
    let (index, procedures) = site(index_json, json).unwrap();
    assert_eq!(index, compiled.index);
    assert_eq!(procedures, compiled.procedures);

    let changed = String::from_utf8(json.clone()).unwrap().replace("Mẫu", "Mầu");
    let error = site(index_json, changed.as_bytes()).unwrap_err();
    assert!(matches!(error, ReadError::Broken { .. }), "{error}");
    let newer = String::from_utf8(index_json.clone()).unwrap();
    let newer = newer.replace("\"format\":2", "\"format\":3");
    let error = site(newer.as_bytes(), json).unwrap_err();
    assert_eq!(error.to_string(), "catalogue/index.json: expected format 2 or lower, found 3");
    let nothing = from_bytes(|_| None).unwrap_err();
    assert_eq!(nothing, ReadError::Missing { path: "catalogue/index.json".into() });
}

/// The catalogue in this repository, as residents get it.
#[test]
fn the_published_catalogue_compiles_and_is_found() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/catalogue");
    let compiled = compile(&dir, today()).unwrap_or_else(|errors| panic!("{errors}"));
    for (query, first) in [
        ("xây nhà", "gpxd-nha-o-rieng-le"),
        ("gpxd", "gpxd-nha-o-rieng-le"),
        ("quan nhau ban bia ruou", "ruou-ban-le-cap-moi"),
        ("giấy phép bán rượu", "ruou-ban-le-cap-moi"),
        ("mở quán cà phê", "dk-ho-kinh-doanh"),
        ("household business", "dk-ho-kinh-doanh"),
    ] {
        let found = domain::text::search(&compiled.index, query);
        let found = found.first().map(|at| compiled.index.procedures[*at].id.as_str());
        assert_eq!(found, Some(first), "{query}");
    }
}

/// The worked example of docs/catalogue.md, added to the published authorities and calendar.
#[test]
fn the_example_of_the_document_compiles() {
    let document = include_str!("../../docs/catalogue.md");
    let mut blocks =
        document.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut files = Files::new();
    for name in ["authorities.toml", "calendar.toml"] {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/catalogue");
        load(&dir, name, &mut files, &mut Vec::new());
    }
    for below in ["procedures", "cases"] {
        files.insert(format!("{below}/muon-phong-hop.toml"), blocks.next().unwrap().to_owned());
    }
    let compiled = compile_files(&files, today(), Vec::new());
    let compiled = compiled.unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(compiled.report.rows[0].n_cases, 4);
    assert_eq!(compiled.report.rows[0].status, "constructed");
}
