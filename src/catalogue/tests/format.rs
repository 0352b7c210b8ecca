//! Keys, facts, texts and links.

use super::*;

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
        "mau.toml:35:1: edition.authority.place: expected one of authority = \"…\", place = true and elsewhere = true, found none",
    );
    check(
        p,
        "authority = \"ban-quan-ly\"",
        "authority = \"ban-quan-ly\"\nplace = true",
        "found several",
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
fn editions_do_not_overlap() {
    let procedure = include_str!("../fixtures/procedure.toml");
    let edition = &procedure[procedure.find("[[edition]]").unwrap()..];
    let later = edition.replace("valid_from = 2026-07-01", "valid_from = 2027-01-01");
    let mut files = fixture();
    files.insert(PROCEDURE.to_owned(), format!("{procedure}\n{later}"));
    let errors = compile_files(&files, today(), Vec::new()).unwrap_err().to_string();
    assert!(errors.contains("expected the edition from 2026-07-01 to end (valid_until) by 2027-01-01, found that it ends never"), "{errors}");
}
