//! Combined dossiers, on two small parts.

use super::*;

/// A part with a choice that decides a paper and the days, and a paper both parts need.
fn part(id: &str, days: [u16; 2], extra: &str) -> String {
    format!(
        r#"
id = "{id}"
code = ""
name = "Thủ tục {id}"
name_en = "Procedure {id}"
short = "{id}"
short_en = "{id}"
audience = "Mọi người."
audience_en = "All."
field = "xay-dung"
recheck_on = 2027-02-01

[[source]]
id = "s1"
title = "Luật của {id}"

[[edition]]
valid_from = 2026-07-01
status = "in_force"
source = ["s1"]
confidence = "high"

[[edition.authority]]
name = "UBND"
place = true
source = ["s1"]
confidence = "high"

[[edition.channel]]
kind = "paper"
text = "Một cửa"
source = ["s1"]
confidence = "high"

[[edition.time_limit]]
when = "urgent"
amount = {}
unit = "working_day"
source = ["s1"]
confidence = "high"

[[edition.time_limit]]
amount = {}
unit = "working_day"
source = ["s1"]
confidence = "high"

[[edition.question]]
id = "place"
kind = "place"
ask = "Ở đâu?"
why = "Phường quyết định."

[[edition.question]]
id = "urgent"
kind = "yes_no"
ask = "Gấp không?"
why = "Đổi thời hạn."

[[edition.question]]
id = "use"
kind = "choice"
choices = [ {{ id = "a", label = "A" }}, {{ id = "b", label = "B" }}, {{ id = "c", label = "C" }} ]
ask = "Để làm gì?"
why = "Đổi giấy tờ."

[[edition.exit]]
id = "khong"
when = "use == 'c'"
reason = "Không."
instead = "Hỏi."
source = ["s1"]
confidence = "high"

[[edition.paper]]
id = "don"
name = "Đơn {id}"
need = "always"
originals = 1
fates = ["filled_in"]
source = ["s1"]
confidence = "high"

[[edition.paper]]
id = "uy-quyen"
name = "Giấy ủy quyền"
need = "always"
when = "{}"
originals = 1
fates = ["photographed"]
source = ["s1"]
confidence = "high"

[[edition.form]]
id = "nguoi"
title = "Người nộp"
source = ["s1"]
confidence = "high"

[[edition.form.field]]
id = "ho-ten"
label = "Họ và tên"
kind = "line"
max_chars = 100
required = true

[[edition.form.field]]
id = "dien-tich"
label = "Diện tích {id}"
kind = "number"
min = "1"
max = "100"
"#,
        days[0], days[1], extra
    )
}

const COMBINED: &str = r#"
id = "ghep"
code = ""
name = "Ghép"
name_en = "Combined"
short = "Ghép"
short_en = "Combined"
audience = "Mọi người."
audience_en = "All."
field = "xay-dung"
recheck_on = 2027-02-01

[[source]]
id = "g1"
title = "Ghép ở đây"

[[edition]]
valid_from = 2026-07-01
status = "constructed"
status_text = "Ghép từ hai thủ tục."
source = ["g1"]
confidence = "high"

[[edition.part]]
procedure = "mot"
prefix = "mot"

[[edition.part]]
procedure = "hai"
prefix = "hai"
fixed = { use = "b" }

[[edition.authority]]
name = "UBND"
place = true
source = ["g1"]
confidence = "high"

[[edition.channel]]
kind = "paper"
text = "Một cửa"
source = ["g1"]
confidence = "high"
"#;

const CASES_OF_PARTS: &str = r#"
[[case]]
name = "Cần giấy ủy quyền"
on = 2026-11-24
answers = { use = "a" }
needed = ["don", "uy-quyen"]

[[case]]
name = "Không cần"
on = 2026-11-24
answers = { use = "b", urgent = true }
needed = ["don"]

[[case]]
name = "Dừng"
on = 2026-11-24
answers = { use = "c" }
exit = "khong"
"#;

fn files() -> Files {
    let mut files = fixture();
    files.retain(|name, _| !name.contains('/'));
    files.insert("procedures/mot.toml".into(), part("mot", [2, 7], "use == 'a'"));
    files.insert("procedures/hai.toml".into(), part("hai", [3, 5], "use != 'b'"));
    files.insert("procedures/ghep.toml".into(), COMBINED.into());
    files.insert("cases/mot.toml".into(), CASES_OF_PARTS.into());
    files.insert("cases/hai.toml".into(), CASES_OF_PARTS.into());
    files
}

fn combined(files: &Files) -> domain::catalogue::Edition {
    let compiled =
        compile_files(files, today(), Vec::new()).unwrap_or_else(|errors| panic!("{errors}"));
    let found = compiled.procedures.iter().find(|p| p.id.as_str() == "ghep").unwrap();
    found.editions[0].clone()
}

#[test]
fn what_both_parts_ask_is_asked_once_and_what_is_known_is_not_asked() {
    let edition = combined(&files());
    let ids: Vec<&str> = edition.questions.iter().map(|q| q.id.as_str()).collect();
    assert_eq!(ids, ["place", "urgent", "use"]);
    let papers: Vec<(&str, Vec<&str>)> = edition
        .papers
        .iter()
        .map(|p| (p.id.as_str(), p.needed_for.iter().map(|id| id.as_str()).collect()))
        .collect();
    assert_eq!(
        papers,
        [("don", vec!["mot"]), ("uy-quyen", vec!["mot"]), ("hai-don", vec!["hai"])],
        "an authorisation the second part never needs is not put down for it"
    );
    let fields: Vec<&str> =
        edition.form.iter().flat_map(|s| &s.fields).map(|f| f.id.as_str()).collect();
    assert_eq!(fields, ["ho-ten", "dien-tich", "hai-dien-tich"]);
    assert_eq!(edition.exits.len(), 1, "the second part's exit is out of reach");
    assert_eq!(edition.parts.len(), 2);
}

#[test]
fn a_shared_paper_names_both_parts() {
    let mut files = files();
    files.insert("procedures/hai.toml".into(), part("hai", [3, 5], "use == 'b'"));
    let cases = CASES_OF_PARTS.replace("\"a\"", "\"x\"").replace("\"b\"", "\"a\"");
    files.insert("cases/hai.toml".into(), cases.replace("\"x\"", "\"b\""));
    let edition = combined(&files);
    let paper = edition.papers.iter().find(|p| p.id.as_str() == "uy-quyen").unwrap();
    let needed_for: Vec<&str> = paper.needed_for.iter().map(|id| id.as_str()).collect();
    assert_eq!(needed_for, ["mot", "hai"]);
    assert_eq!(paper.when, None, "one part always needs it");
}

#[test]
fn the_longer_time_limit_counts_and_says_why() {
    let edition = combined(&files());
    let days: Vec<Option<u16>> = edition.time_limits.iter().map(|limit| limit.amount).collect();
    assert_eq!(days, [Some(3), Some(5), Some(7), Some(7)]);
    let note = &edition.time_limits[2].note.vi;
    assert_eq!(note, "Lấy thời hạn dài hơn. mot: 7 ngày làm việc; hai: 3 ngày làm việc.");
}

#[test]
fn a_change_of_a_part_changes_the_combined_dossier() {
    let mut files = files();
    files.insert("procedures/hai.toml".into(), part("hai", [3, 9], "use != 'b'"));
    assert_eq!(combined(&files).time_limits[3].amount, Some(9));
}

#[test]
fn parts_that_do_not_go_together_are_named() {
    let refused = |from: &str, to: &str| {
        let mut files = files();
        let text = files.get_mut("procedures/ghep.toml").unwrap();
        assert!(text.contains(from));
        *text = text.replacen(from, to, 1);
        let errors = compile_files(&files, today(), Vec::new()).unwrap_err();
        errors.mistakes.iter().map(Mistake::to_string).collect::<Vec<_>>().join("\n")
    };
    let unknown = refused("procedure = \"hai\"", "procedure = \"ba\"");
    assert!(
        unknown.contains("ghep.toml:29:13: edition.part.procedure: expected a procedure"),
        "{unknown}"
    );
    let early = refused("valid_from = 2026-07-01", "valid_from = 2026-06-01");
    assert!(early.contains("expected one edition of 'mot' for the whole time"), "{early}");
    let answer = refused("use = \"b\"", "use = \"z\"");
    assert!(answer.contains("expected one of the choices a, b, c"), "{answer}");
    let own =
        refused("[[edition.authority]]", "[[edition.fee]]\nname = \"x\"\n\n[[edition.authority]]");
    assert!(own.contains("expected none beside [[edition.part]]"), "{own}");
}
