use super::*;
use domain::catalogue::Language;

const VI: Words = Words::new(Language::Vietnamese);

/// An edition with these fees and limits, as the compiler of the catalogue writes them.
fn edition(fees: &str, limits: &str) -> Edition {
    let from = |confidence: &str| {
        format!(r#""provenance":{{"confidence":"{confidence}","recheck_on":"2027-01-01"}}"#)
    };
    let filled = |list: &str| list.replace("FIRM", &from("high")).replace("WEAK", &from("low"));
    let json = format!(
        r#"{{"valid_from":"2026-07-01","status":"in_force",{},"authority":[],"channels":[],
        "time_limits":[{}],"fees":[{}],"questions":[],"papers":[],"form":[]}}"#,
        from("high"),
        filled(limits),
        filled(fees),
    );
    serde_json::from_str(&json).unwrap()
}

fn shown(read: fn(Words, &Edition, &Checklist) -> String, edition: &Edition) -> String {
    read(VI, edition, &checklist(edition, &Answers::new()))
}

const ASK: &str = "Chưa có nguồn chắc chắn – hãy hỏi Bộ phận Một cửa";

#[test]
fn a_fee_is_a_sum_only_when_it_is_firm() {
    let check = |fees: &str, expected: &str| {
        assert_eq!(shown(fee, &edition(fees, "")), expected, "{fees}");
    };
    check(r#"{"name":{"vi":"a"},"amount_vnd":50000,FIRM}"#, "50.000\u{a0}₫");
    check(r#"{"name":{"vi":"a"},"amount_vnd":0,FIRM}"#, "Không mất lệ phí");
    check(r#"{"name":{"vi":"a"},"amount_vnd":50000,WEAK}"#, ASK);
    check(r#"{"name":{"vi":"a"},FIRM}"#, ASK);
    check("", ASK);
    check(
        r#"{"name":{"vi":"a"},"amount_vnd":50000,FIRM},{"name":{"vi":"b"},FIRM}"#,
        "Có khoản phải hỏi Bộ phận Một cửa",
    );
}

#[test]
fn a_limit_is_a_number_only_when_it_is_firm() {
    let check = |limits: &str, expected: &str| {
        assert_eq!(shown(time_limit, &edition("", limits)), expected, "{limits}");
    };
    check(r#"{"amount":7,"unit":"working_day",FIRM}"#, "7 ngày làm việc");
    check(r#"{"amount":15,"unit":"working_day",WEAK}"#, ASK);
    check(r#"{"unit":"working_day",FIRM}"#, ASK);
    check("", ASK);
    let others = r#"{"unit":"working_day","when":{"or":[]},WEAK}"#;
    check(&format!(r#"{others},{{"amount":0,"unit":"working_day",FIRM}}"#), "Trong ngày");
    let open = r#"{"unit":"working_day","when":{"compare":["q.a","==",{"bool":true}]},WEAK}"#;
    check(
        &format!(r#"{open},{{"amount":0,"unit":"working_day",FIRM}}"#),
        "Trong ngày / có trường hợp phải hỏi Bộ phận Một cửa",
    );
}

#[test]
fn a_fee_for_each_of_something_is_not_summed_up() {
    let check = |fees: &str, expected: &str| {
        assert_eq!(shown(fee, &edition(fees, "")), expected, "{fees}");
    };
    let copy = r#"{"name":{"vi":"a"},"amount_vnd":2000,"per":{"vi":"bản sao"},FIRM}"#;
    check(copy, "2.000\u{a0}₫ / bản sao");
    check(&format!("{copy},{copy}"), "");
}

#[test]
fn the_first_line_is_the_fact_and_empty_lines_are_left_out() {
    let mut text = String::new();
    for line in ["7 ngày", "", "vì"] {
        push_line(&mut text, line);
    }
    assert_eq!(text, "7 ngày\nvì");
}
