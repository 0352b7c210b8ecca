use super::*;
use domain::catalogue::Edition;
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
    let edition = &procedure.procedure.editions[0];
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
    assert_eq!(entry.file, format!("/catalogue/mau.{}.json", procedure.hash));
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
    assert_eq!(one.index_json, two.index_json);
    assert_eq!(one.procedures[0].json, two.procedures[0].json);
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
    let file = compiled.index.procedures[0].file.trim_start_matches('/').to_owned();
    let site = |index: &[u8], procedure: &[u8]| {
        let files: BTreeMap<String, Vec<u8>> = [
            ("catalogue/index.json".to_owned(), index.to_vec()),
            (file.clone(), procedure.to_vec()),
        ]
        .into();
        from_bytes(|path| files.get(path).map(|bytes| bytes.as_slice().into()))
    };
    let json = &compiled.procedures[0].json;
    let (index, procedures) = site(&compiled.index_json, json).unwrap();
    assert_eq!(index, compiled.index);
    assert_eq!(procedures, [compiled.procedures[0].procedure.clone()]);

    let changed = String::from_utf8(json.clone()).unwrap().replace("Mẫu", "Mầu");
    let error = site(&compiled.index_json, changed.as_bytes()).unwrap_err();
    assert!(matches!(error, ReadError::Broken { .. }), "{error}");
    let newer = String::from_utf8(compiled.index_json.clone()).unwrap();
    let newer = newer.replace("\"format\":1", "\"format\":2");
    let error = site(newer.as_bytes(), json).unwrap_err();
    assert_eq!(error.to_string(), "catalogue/index.json: expected format 1 or lower, found 2");
    let nothing = from_bytes(|_| None).unwrap_err();
    assert_eq!(nothing, ReadError::Missing { path: "catalogue/index.json".into() });
}

#[test]
fn keys_are_checked() {
    let p = PROCEDURE;
    check(
        p,
        "id = \"mau\"",
        "id = \"mao\"",
        "mau.toml:1:6: id: expected the name of the file, 'mau', found 'mao'",
    );
    check(p, "id = \"mau\"", "id = \"Mẫu\"", "mau.toml:1:7: id: expected a name");
    check_among(p, "short = ", "shrot = ", "shrot: expected one of the known keys");
    check_among(p, "short = \"Mẫu\"", "shott = \"Mẫu\"", "(did you mean 'short'?)");
    check(
        p,
        "originals = 1",
        "originals = 300",
        "edition.paper.originals: expected a whole number from 0 to 255, found the number 300",
    );
    check(p, "originals = 1", "originals = \"1\"", "found the text '1'");
    check(
        p,
        "need = \"always\"",
        "need = \"allways\"",
        "edition.paper.need: expected one of 'always', 'in_practice', 'maybe', 'optional', found 'allways' (did you mean 'always'?)",
    );
    check(
        p,
        "status = \"in_force\"",
        "status = \"valid\"",
        "edition.status: expected one of 'in_force', 'suspended'",
    );
    check(
        p,
        "status = \"in_force\"",
        "status = \"suspended\"",
        "expected a sentence that explains the status",
    );
    check(
        p,
        "valid_from = 2026-07-01",
        "valid_from = \"2026-07-01\"",
        "expected a date without quotes such as 2026-07-01",
    );
    check(
        p,
        "valid_from = 2026-07-01",
        "valid_from = 2026-07-01\nvalid_until = 2026-07-01",
        "expected a day after 2026-07-01",
    );
    check(
        p,
        "events = [\"xay-sua-nha\"]",
        "events = [\"xay-nha\"]",
        "events: expected one of 'xay-sua-nha'",
    );
    check(p, "same_as = \"ho-ten\"", "same_as = \"ten\"", "expected one of 'ho-ten'");
    check(
        p,
        "kind = \"line\"\nmax_chars = 120",
        "kind = \"line\"",
        "edition.form.field.max_chars: expected a whole number, found no such key",
    );
    check(
        p,
        "from_answer = \"floors\"",
        "from_answer = \"floor\"",
        "expected the id of a question, found 'floor' (did you mean 'floors'?)",
    );
    check_among(
        p,
        "max = \"20\"",
        "max = \"1\"",
        "edition.question.max: expected more than min = 1, found 1",
    );
    check(
        p,
        "fates = [\"filled_in\"]",
        "fates = []",
        "edition.paper.fates: expected at least one way to hand the paper in",
    );
    check(
        p,
        "fates = [\"filled_in\"]",
        "fates = [\"fill_in\"]",
        "'fill_in' (did you mean 'filled_in'?)",
    );
    check(
        p,
        "id = \"cam-ket\"",
        "id = \"don\"",
        "expected an id used once in the edition, found 'don' again",
    );
    check_among(
        p,
        "id = \"bought_on\"",
        "id = \"ward\"",
        "expected an id used once in the edition, found 'ward' again",
    );
    check(
        p,
        "columns = [\"Tên\", \"Năm sinh\"]",
        "columns = [\"Tên\"]\ncolumns_en = [\"Name\", \"Born\"]",
        "expected 1 headings, found 2",
    );
    check_among(
        p,
        "[[edition.channel]]",
        "[edition.channel]",
        "edition.channel: expected [[edition.channel]] with two brackets",
    );
    check(
        p,
        "words = [\"làm mẫu\"]",
        "words = [\"làm mẫu\"",
        "mau.toml:10:1: TOML: expected well-formed TOML, found: missing comma",
    );
    check(
        "calendar.toml",
        "on = 2026-11-24\nkind = \"closed\"",
        "on = 2026-11-24\nkind = \"worked\"",
        "calendar.toml:2:6: day.on: expected a Saturday or Sunday",
    );
    check(
        "authorities.toml",
        "id = \"khu-b\"",
        "id = \"phuong-a\"",
        "expected a place of one authority at a time, found 'phuong-a' also at 'ubnd-phuong-a'",
    );
}

#[test]
fn all_mistakes_of_all_files_are_told_at_once() {
    let mut files = fixture();
    for text in files.values_mut() {
        *text = text.replace("confidence = \"high\"", "confidence = \"sure\"");
    }
    let errors = compile_files(&files, today(), Vec::new()).unwrap_err();
    let in_file = |name| errors.mistakes.iter().filter(|m| m.spot.file == name).count();
    assert_eq!(
        (in_file("authorities.toml"), in_file("calendar.toml"), in_file(PROCEDURE)),
        (2, 1, 15)
    );
}

#[test]
fn links_are_checked() {
    let p = PROCEDURE;
    check(
        p,
        "recheck_on = 2027-02-01",
        "recheck_on = 2027-02-01\nrelated = [\"mao\"]",
        "mau.toml:13:13: related: expected the id of a procedure, found 'mao' (did you mean 'mau'?)",
    );
    check(
        p,
        "instead = \"Chỉ",
        "alternative = \"khac\"\ninstead = \"Chỉ",
        "edition.exit.alternative: expected the id of a procedure, found 'khac'",
    );
    check(
        p,
        "authority = \"ban-quan-ly\"",
        "authority = \"ban-quan-li\"",
        "expected the id of an authority in authorities.toml, found 'ban-quan-li' (did you mean 'ban-quan-ly'?)",
    );
}

#[test]
fn an_authority_is_fixed_or_found_by_the_place() {
    let p = PROCEDURE;
    check(
        p,
        "place = true\n",
        "",
        "mau.toml:35:1: edition.authority.place: expected either authority = \"…\" or place = true, found neither",
    );
    check(
        p,
        "authority = \"ban-quan-ly\"",
        "authority = \"ban-quan-ly\"\nplace = true",
        "found both",
    );
    check_among(
        p,
        "kind = \"place\"",
        "kind = \"yes_no\"",
        "expected a question of kind 'place' in the edition, found none",
    );
}

#[test]
fn facts_are_checked() {
    let p = PROCEDURE;
    check(
        p,
        "source = [\"s1\"]\nconfidence = \"medium\"",
        "confidence = \"medium\"",
        "edition.fee.source: expected a source or a confidence of 'low' or 'memory', found 'medium' without source",
    );
    check(
        p,
        "source = [\"s1\"]\nconfidence = \"medium\"",
        "source = [\"s2\"]\nconfidence = \"medium\"",
        "expected the id of a [[source]] of this file, found 's2' (did you mean 's1'?)",
    );
    check(
        p,
        "id = \"s1\"\ntitle = \"Nghị định mẫu\"",
        "id = \"s1\"\ntitle = \"Nghị định mẫu\"\n[[source]]\nid = \"s9\"\ntitle = \"Khác\"",
        "expected a fact that names this source, found none for 's9'",
    );
    check(
        p,
        "confidence = \"memory\"\n",
        "",
        "edition.paper.confidence: expected one of 'high', 'medium', 'low', 'memory', found no such key",
    );
    let all_without_date = mistakes_of(p, "recheck_on = 2027-02-01\n", "");
    assert!(all_without_date.len() > 10, "{all_without_date:#?}");
    assert!(
        all_without_date[0].contains("expected a recheck date here, on the edition or on the file")
    );
}

#[test]
fn texts_are_checked() {
    let p = PROCEDURE;
    let long = "Nhà của bạn có bao nhiêu tầng nếu tính cả tầng trệt và tầng lửng nhưng không tính tầng hầm và mái";
    check(
        p,
        "Nhà mấy tầng?",
        &format!("{long}?"),
        "edition.question.ask: expected sentences under 20 words, found one of 22",
    );
    check(
        p,
        "why = \"Số tầng quyết định bản vẽ.\"",
        "why = \"\"",
        "edition.question.why: expected a text, found an empty one",
    );
    check(
        p,
        "why = \"Số tầng quyết định bản vẽ.\"\n",
        "",
        "edition.question.why: expected a text in quotes, found no such key",
    );
    check(
        p,
        "name_en = \"Sample procedure\"",
        "name_en = 7",
        "expected a text in quotes, found the number 7",
    );
}

#[test]
fn conditions_are_type_checked() {
    let in_terms = |to: &str, expected: &str| {
        check_condition("floors < 3 && area < 82.5", to, expected);
    };
    in_terms(
        "floor < 3 && area < 82.5",
        "mau.toml:25:10: edition.terms.small: expected the id of a question, a form.<field> or a term, found 'floor' (did you mean 'floors'?)",
    );
    in_terms(
        "floors < 3 && area < '82'",
        "mau.toml:25:31: edition.terms.small: expected a number for 'area', found '82'",
    );
    in_terms("floors < 3 && area < true", "expected a number for 'area', found true");
    in_terms(
        "floors < 3 && has_basement < true",
        "expected == or != with 'has_basement', found an order",
    );
    in_terms(
        "floors < 3 && has_basement == 1",
        "expected true or false for 'has_basement', found 1",
    );
    in_terms(
        "floors < 3 && channel == 'mail'",
        "expected one of the choices 'online', 'paper', 'post' of 'channel', found 'mail'",
    );
    in_terms(
        "floors < 3 && channel in ['online', 'papier']",
        "found 'papier' (did you mean 'paper'?)",
    );
    in_terms("floors < 3 && channel < 'online'", "only numbers and dates have one");
    in_terms("floors < 3 && area", "expected a comparison of 'area' with a number, found it alone");
    in_terms(
        "floors < 3 && bought_on < '2025-02-30'",
        "expected a date such as '2026-07-01' for 'bought_on'",
    );
    in_terms(
        "floors < 3 && ward == 'phuong-b'",
        "expected the id of a place of 'ward', found 'phuong-b' (did you mean 'phuong-a'?)",
    );
    in_terms(
        "floors < 3 && floors < area",
        "expected an answer on one side and a literal on the other",
    );
    in_terms("floors < 3 && form.ho_ten == 'x'", "expected nothing for 'form.ho_ten'");
    in_terms("floors < 3 && small_and_simple == true", "does not lead back to itself");
    in_terms("floors < 3 && area + 1 < 9", "expected only && || ! == != < <= > >= in [..]");
    in_terms("floors < 3 && size(area) < 9", "expected only && ||");
    in_terms("floors < 3 && has(form.x)", "expected only && ||");
    in_terms("floors < 3 ? true : false", "expected only && ||");
    in_terms("floors < 3 &&", "mau.toml:25:");
    in_terms("floors < 3 & area < 4", "expected a condition such as");
    in_terms("", "expected a condition such as");
    check_condition(
        "small && !has_basement",
        "small && !has_basement && small_and_simple",
        "edition.terms.small_and_simple: expected a term that does not lead back to itself, found small_and_simple → small_and_simple",
    );
    check_condition(
        "small && !has_basement",
        "small == true && !has_basement",
        "expected an answer to compare, found the term 'small'",
    );
    check_condition(
        "form.loai_chu_dau_tu == 'to-chuc'",
        "form.loai == 'to-chuc'",
        "found 'form.loai'",
    );
}

#[test]
fn literals_out_of_range_are_refused() {
    let in_terms = |to: &str, expected: &str| {
        check_condition("floors < 3 && area < 82.5", &format!("{to} && area < 82.5"), expected);
    };
    in_terms(
        "floors < 1",
        "expected a literal that 'floors' can pass from 1 to 20 (0 decimals), found 1: never true",
    );
    in_terms("floors <= 20", "found 20: always true");
    in_terms("floors > 20", "never true");
    in_terms("floors >= 1", "always true");
    in_terms("floors != 21", "always true");
    in_terms("floors == -1", "found -1: never true");
    in_terms("floors == 2.5", "found 2.5: never true");
    in_terms("21 > floors", "found 21: always true");
}

#[test]
fn conditions_that_decide_nothing_are_refused() {
    let among = |from: &str, to: &str, expected: &str| {
        check_among(PROCEDURE, &format!("\"{from}\""), &format!("\"{to}\""), expected);
    };
    among(
        "channel == 'paper'",
        "channel == 'paper' && channel == 'post'",
        "edition.fee.when: expected a condition that can be true and false, found that it is never true",
    );
    among(
        "channel == 'paper'",
        "channel == 'paper' || channel != 'paper'",
        "found that it is always true",
    );
    among(
        "channel == 'paper'",
        "channel == 'paper' || (floors < 3 && floors > 5)",
        "expected parts that can be true and false, found that 'floors < 3 && floors > 5' is never true",
    );
    among(
        "channel == 'paper'",
        "channel == 'paper' && (floors < 5 || floors > 3)",
        "found that 'floors < 5 || floors > 3' is always true",
    );
    among(
        "channel == 'paper'",
        "floors < 2 && area < 40 && !has_basement && !in_zone",
        "found that it is true only after an exit",
    );
    among(
        "channel == 'paper'",
        "basement_depth == 'deep' && !has_basement",
        "found that it is never true",
    );
    // Fates and rules that can never be reached where they stand.
    let paper =
        "copy_kind = \"certified\"\nfates = [\"photographed\", { fate = \"looked_up\", when = \"";
    check_among(
        PROCEDURE,
        &format!("{paper}channel in ['online', 'post']"),
        &format!("{paper}floors == 1 && area < 40 && !has_basement"),
        "found that it is never true while the paper is needed",
    );
    check_among(
        PROCEDURE,
        "[[edition.time_limit]]\nwhen = \"has_basement\"",
        "[[edition.time_limit]]\nwhen = \"has_basement\"\nunit = \"working_day\"\nsource = [\"s1\"]\nconfidence = \"high\"\n[[edition.time_limit]]\nwhen = \"has_basement && floors > 3\"",
        "found that an earlier rule (or an exit) always comes first",
    );
    check_among(
        PROCEDURE,
        "name = \"UBND phường nơi xây nhà\"",
        "when = \"floors > 3\"\nname = \"UBND phường nơi xây nhà\"",
        "expected a rule for every case (a last one without 'when'), found none for floors = ",
    );
    check_among(
        PROCEDURE,
        "ask = \"Nhà có tầng hầm không?\"",
        "show_if = \"basement_depth == 'deep'\"\nask = \"Nhà có tầng hầm không?\"",
        "found a circle of show_if: has_basement, basement_depth",
    );
    let exit = "[[edition.exit]]\nid = \"mien\"";
    check_among(
        PROCEDURE,
        exit,
        &format!(
            "[[edition.exit]]\nid = \"som\"\nwhen = \"floors < 2\"\nreason = \"r\"\ninstead = \"i\"\nsource = [\"s1\"]\nconfidence = \"high\"\n\n{exit}"
        ),
        "edition.exit.when: expected a condition that can be true and false, found that an earlier exit always comes first",
    );
}

#[test]
fn a_question_that_changes_nothing_is_refused() {
    let question = "[[edition.question]]\nid = \"has_garden\"\nkind = \"yes_no\"\nask = \"Có vườn không?\"\nwhy = \"Để biết.\"\n\n";
    let exit = "[[edition.exit]]\nid = \"mien\"";
    let with = |more: &str| format!("{question}{more}{exit}");
    check(
        PROCEDURE,
        exit,
        &with(""),
        "edition.question: expected a question that can change a paper",
    );
    // Deciding only whether another question is asked is no excuse when that one changes nothing either.
    let second = question
        .replace("has_garden", "big_garden")
        .replace("why", "show_if = \"has_garden\"\nwhy");
    assert_eq!(mistakes_of(PROCEDURE, exit, &with(&second)).len(), 2);
    // Deciding whether a question is asked that does change something is enough.
    let gate = "id = \"in_zone\"\nkind = \"yes_no\"";
    let mut files = fixture();
    let text = files.get_mut(PROCEDURE).unwrap();
    *text = text.replace(gate, &format!("{gate}\nshow_if = \"has_garden\""));
    *text = text.replace(exit, &with(""));
    let errors = compile_files(&files, today(), Vec::new()).err();
    let about_garden = errors.map_or(0, |e| e.to_string().matches("'has_garden'").count());
    assert_eq!(about_garden, 0);
}

#[test]
fn editions_do_not_overlap() {
    let procedure = include_str!("fixtures/procedure.toml");
    let edition = &procedure[procedure.find("[[edition]]").unwrap()..];
    let later = edition.replace("valid_from = 2026-07-01", "valid_from = 2027-01-01");
    let mut files = fixture();
    files.insert(PROCEDURE.to_owned(), format!("{procedure}\n{later}"));
    let errors = compile_files(&files, today(), Vec::new()).unwrap_err().to_string();
    assert!(errors.contains("expected the edition from 2026-07-01 to end (valid_until) by 2027-01-01, found that it ends never"), "{errors}");
}

#[test]
fn cases_are_read_strictly() {
    let c = CASES;
    check(
        c,
        "floors = 2",
        "floor = 2",
        "cases/mau.toml:4:13: case.answers.floor: expected the id of a question, found 'floor' (did you mean 'floors'?)",
    );
    check(
        c,
        "floors = 2",
        "floors = 21",
        "case.answers.floors: expected a number from 1 to 20 with at most 0 decimals, found the number 21",
    );
    check(
        c,
        "channel = \"paper\"",
        "channel = \"fax\"",
        "expected one of the choices online, paper, post, found the text 'fax'",
    );
    check(c, "in_zone = true", "in_zone = 1", "expected true or false, found the number 1");
    check(
        c,
        "ward = \"phuong-a\"",
        "ward = \"phuong-x\"",
        "expected the id of a place (phuong-a, khu-b)",
    );
    check(c, "bought_on = 2025-01-01", "bought_on = 2025", "expected a date such as 2026-07-01");
    check(
        c,
        "on = 2026-11-24",
        "on = 2026-01-01",
        "expected a day on which an edition is in force, found 2026-01-01",
    );
    check(
        c,
        "needed = [\"don\", \"so-moi\"]",
        "needed = [\"don\", \"so-moii\"]",
        "expected the id of a paper, found 'so-moii' (did you mean 'so-moi'?)",
    );
    check(
        c,
        "needed = [\"don\", \"so-moi\"]\n",
        "",
        "expected needed = [ … ] or an exit, found neither",
    );
    check(
        c,
        "exit = \"mien\"",
        "exit = \"min\"",
        "expected the id of an exit, found 'min' (did you mean 'mien'?)",
    );
    check(
        c,
        "fee_vnd = [0, 50000]",
        "fee_vnd = [50000]",
        "expected whole đồng or [least, most], found a list",
    );
    check(c, "name = \"Nhà 7 tầng\"", "name = \"Nhà 3 tầng\"", "expected a name of its own");
}

#[test]
fn cases_are_run() {
    let c = CASES;
    check(
        c,
        "needed = [\"don\", \"so-moi\"]",
        "needed = [\"don\"]",
        "cases/mau.toml:1:1: case.needed: expected [don], found [don, so-moi] (case 'Nhà 2 tầng nhỏ trong khu, nộp tại quầy')",
    );
    check(c, "exit = \"mien\"", "needed = [\"don\"]", "case.exit: expected no exit, found mien");
    check(
        c,
        "needed = [\"don\", \"so-moi\"]\nfee_vnd = 50000\ndays = 7\nauthority = \"Ban quản lý khu\"",
        "exit = \"mien\"",
        "case.exit: expected mien, found no exit",
    );
    check(c, "fee_vnd = 50000", "fee_vnd = 0", "case.fee_vnd: expected 0, found 50000");
    check(c, "fee_vnd = [0, 50000]", "fee_vnd = 0", "case.fee_vnd: expected 0, found 0–50000");
    check(c, "days = 10", "days = 7", "case.days: expected 7, found 10");
    check(
        c,
        "authority = \"Ban quản lý khu\"",
        "authority = \"UBND\"",
        "case.authority: expected UBND, found Ban quản lý khu",
    );
    check(c, "undecided = [\"so-moi\"]\n", "", "case.undecided: expected [], found [so-moi]");
    check(
        c,
        "[\"photographed\", \"looked_up\"]",
        "[\"looked_up\"]",
        "case.fates: expected ban-ve: [looked_up], found ban-ve: [photographed, looked_up]",
    );
    let mut files = fixture();
    files.insert("cases/khac.toml".into(), String::new());
    let errors = compile_files(&files, today(), Vec::new()).unwrap_err().to_string();
    assert_eq!(
        errors,
        "cases/khac.toml:1:1: file: expected the name of a procedure, found none of that name"
    );
}

#[test]
fn every_condition_of_papers_and_exits_needs_cases() {
    let mut files = fixture();
    files.remove(CASES);
    let errors = compile_files(&files, today(), Vec::new()).unwrap_err();
    // One exit and three conditional papers.
    assert_eq!(errors.mistakes.len(), 4, "{errors}");
    assert!(errors.mistakes[0].text.contains("found none that sees it true or false"), "{errors}");
    // Without the case that ends early nobody sees the exit true.
    let text = include_str!("fixtures/cases.toml");
    let from = text.find("[[case]]\nname = \"Nhà 1 tầng nhỏ: miễn\"").unwrap();
    let to = from + text[from + 1..].find("[[case]]").unwrap() + 1;
    check(
        CASES,
        &text[from..to],
        "",
        "mau.toml:132:9: edition.exit.when: expected cases in cases/mau.toml that see this condition true and false, found none that sees it true",
    );
}

/// Every other comparison that fits the literal.
fn mutants(expr: &Expr) -> Vec<Expr> {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    match expr {
        Expr::Compare(field, comparison, value) => {
            let is_ordered = !matches!(comparison, Equal | NotEqual);
            let others: &[Comparison] = if is_ordered {
                &[Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual]
            } else {
                &[Equal, NotEqual]
            };
            let others = others.iter().filter(|other| *other != comparison);
            others.map(|other| Expr::Compare(field.clone(), *other, value.clone())).collect()
        }
        Expr::In(field, values) => (0..values.len())
            .map(|left_out| {
                let mut values = values.clone();
                values.remove(left_out);
                Expr::In(field.clone(), values)
            })
            .collect(),
        Expr::Not(inner) => mutants(inner).into_iter().map(|e| Expr::Not(Box::new(e))).collect(),
        Expr::And(children) | Expr::Or(children) => {
            let mut all = Vec::new();
            for (at, child) in children.iter().enumerate() {
                for mutant in mutants(child) {
                    let mut children = children.clone();
                    children[at] = mutant;
                    all.push(match expr {
                        Expr::And(_) => Expr::And(children),
                        _ => Expr::Or(children),
                    });
                }
            }
            all
        }
    }
}

/// The conditions that cases can see, to be changed in place.
fn conditions(edition: &mut Edition) -> Vec<&mut Expr> {
    let fates = edition.papers.iter_mut().flat_map(|paper| {
        paper.fates.iter_mut().filter_map(|rule| rule.when.as_mut()).chain(paper.when.as_mut())
    });
    let questions = edition.questions.iter_mut().filter_map(|q| q.show_if.as_mut());
    fates
        .chain(questions)
        .chain(edition.exits.iter_mut().map(|exit| &mut exit.when))
        .chain(edition.fees.iter_mut().filter_map(|fee| fee.when.as_mut()))
        .chain(edition.authority.iter_mut().filter_map(|rule| rule.when.as_mut()))
        .chain(edition.time_limits.iter_mut().filter_map(|limit| limit.when.as_mut()))
        .collect()
}

#[test]
fn a_changed_comparison_breaks_a_case() {
    let files = fixture();
    let reader = Reader::new(PROCEDURE, &files[PROCEDURE]);
    let places = ["phuong-a".to_owned(), "khu-b".to_owned()];
    let authored = procedure::read(&reader, "mau", &places, today()).unwrap();
    let reader = Reader::new(CASES, &files[CASES]);
    let cases = cases::read(&reader, &authored, &places).unwrap();
    let original = &authored.procedure.editions[0];
    let breaks =
        |edition: &Edition| cases.iter().any(|c| !cases::differences(edition, c).is_empty());
    assert!(!breaks(original));
    let mut n_mutants = 0;
    for at in 0..conditions(&mut original.clone()).len() {
        let condition = conditions(&mut original.clone())[at].clone();
        for mutant in mutants(&condition) {
            let mut edition = original.clone();
            *conditions(&mut edition)[at] = mutant.clone();
            let text = condition::describe(&mutant);
            assert!(
                breaks(&edition),
                "no case notices {text} instead of {}",
                condition::describe(&condition)
            );
            n_mutants += 1;
        }
    }
    assert!(n_mutants > 30, "{n_mutants}");
}

/// The catalogue in this repository, as residents get it.
#[test]
fn the_published_catalogue_compiles_and_is_found() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/catalogue");
    let compiled = compile(&dir, today()).unwrap_or_else(|errors| panic!("{errors}"));
    for (query, first) in [
        ("xây nhà", "gpxd-nha-o-rieng-le"),
        ("gpxd", "gpxd-nha-o-rieng-le"),
        ("1.013225", "gpxd-nha-o-rieng-le"),
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
