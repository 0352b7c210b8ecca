use super::*;
use serde::de::DeserializeOwned;

/// Both readers, from the same bytes.
fn check<T: Read + DeserializeOwned + PartialEq + core::fmt::Debug>(json: &str) {
    let json = json.replace("FACTS", r#""provenance":{"sources":["s1"],"confidence":"high","legal":"Điều 1","recheck_on":"2027-02-01"}"#);
    let derived: T = serde_json::from_str(&json).unwrap();
    assert_eq!(read_file::<T>(json.as_bytes()), Some(derived), "{json}");
}

#[test]
fn reads_conditions_and_values() {
    for json in [
        r#"{"compare":["q.floors",">=",{"number":"7.5"}]}"#,
        r#"{"compare":["q.a","!=",{"bool":false}]}"#,
        r#"{"in":["f.b-c",[{"text":"x"},{"text":"y"}]]}"#,
        r#"{"not":{"and":[{"or":[]},{"compare":["q.a","<",{"number":"-1"}]}]}}"#,
    ] {
        check::<Expr>(json);
    }
    for comparison in ["==", "!=", "<", "<=", ">", ">="] {
        check::<Comparison>(&format!("{comparison:?}"));
    }
}

#[test]
fn reads_every_kind_of_question_and_field() {
    for json in [
        r#""yes_no""#,
        r#""date""#,
        r#""place""#,
        r#"{"choice":[{"id":"a","label":{"vi":"A"}},{"id":"b","label":{"vi":"B","en":"b"}}]}"#,
        r#"{"number":{"unit":{"vi":"m²"},"min":"0.5","max":"100","decimals":1}}"#,
        r#"{"number":{"min":"1","max":"9"}}"#,
    ] {
        check::<QuestionKind>(json);
    }
    for json in [
        r#"{"line":{"max_chars":120}}"#,
        r#"{"lines":{"max_chars":2000}}"#,
        r#"{"number":{"min":"1","max":"9"}}"#,
        r#""date""#,
        r#""phone""#,
        r#""email""#,
        r#""personal_number""#,
        r#""business_number""#,
        r#"{"choice":[]}"#,
        r#""declaration""#,
        r#"{"table":{"columns":[{"vi":"Tên"}],"max_rows":20}}"#,
    ] {
        check::<FormFieldKind>(json);
    }
}

#[test]
fn reads_every_name() {
    let quoted = |name: &str| format!("{name:?}");
    for fate in Fate::ALL {
        check::<Fate>(&quoted(fate.as_str()));
    }
    for name in ["memory", "low", "medium", "high"] {
        check::<Confidence>(&quoted(name));
    }
    for name in ["in_force", "suspended", "abolished", "guide_only", "constructed"] {
        check::<Status>(&quoted(name));
    }
    for name in ["closed", "worked"] {
        check::<CalendarDayKind>(&quoted(name));
    }
    for name in ["online", "paper", "post"] {
        check::<ChannelKind>(&quoted(name));
    }
    for name in ["working_day", "calendar_day", "working_hour"] {
        check::<TimeUnit>(&quoted(name));
    }
    for name in ["always", "in_practice", "maybe", "optional"] {
        check::<Need>(&quoted(name));
    }
    for name in ["plain", "certified", "compared"] {
        check::<CopyKind>(&quoted(name));
    }
    for name in ["ward", "commune", "district", "city"] {
        check::<UnitLevel>(&quoted(name));
    }
    assert_eq!(read_file::<Status>(b"\"of_2040\""), None);
}

#[test]
fn reads_a_procedure_with_everything_and_one_with_little() {
    check::<Procedure>(
        r#"{"format":1,"id":"p","name":{"vi":"Tên"},"short":{"vi":"T"},"audience":{"vi":"Ai"},
        "editions":[{"valid_from":"2026-07-01","status":"in_force",FACTS,"authority":[],
        "channels":[],"time_limits":[],"fees":[],"questions":[],"papers":[],"form":[]}],
        "sources":[]}"#,
    );
    check::<Procedure>(
        r#"{"format":1,"id":"p","code":"1.01","name":{"vi":"Tên","en":"N"},"short":{"vi":"T"},
        "audience":{"vi":"Ai"},"related":["q"],"sources":[{"id":"s1","title":"Luật","address":"https://a"}],
        "editions":[{"valid_from":"2026-07-01","valid_until":"2027-03-01","status":"suspended",
        "status_text":{"vi":"Tạm ngừng"},"instead":{"vi":"Chờ"},"alternatives":["q"],FACTS,
        "authority":[{"when":{"or":[]},"name":{"vi":"Phường"},"authority":"a",FACTS}],
        "channels":[{"kind":"online","text":{"vi":"Cổng"},"address":"https://b",FACTS}],
        "steps":[{"text":{"vi":"Nộp"},FACTS}],
        "results":[{"name":{"vi":"Giấy"},"validity":{"vi":"12 tháng"},FACTS}],
        "time_limits":[{"amount":7,"unit":"working_day","note":{"vi":"x"},"supplement_within":2,"supplement_unit":"calendar_day",FACTS}],
        "fees":[{"name":{"vi":"Phí"},"amount_vnd":50000,"per":{"vi":"bộ"},"due_for":"q",FACTS}],
        "questions":[{"id":"a","kind":"yes_no","ask":{"vi":"?"},"why":{"vi":"v"},"help":{"vi":"h"},
          "show_if":{"and":[]},"sensitive":true}],
        "exits":[{"id":"e","when":{"and":[]},"reason":{"vi":"r"},"instead":{"vi":"i"},"alternative":"q",FACTS}],
        "papers":[{"id":"don","name":{"vi":"Đơn"},"plain":{"vi":"p"},"need":"always","when":{"and":[]},
          "because":{"vi":"b"},"originals":1,"copies":2,"copy_kind":"certified","form_number":"01",
          "fates":[{"fate":"filled_in"},{"fate":"photographed","when":{"and":[]}}],"obtain":{"vi":"o"},
          "max_age":{"vi":"m"},"good_example":{"vi":"g"},"needed_for":["q"],FACTS}],
        "form":[{"id":"s","title":{"vi":"Mục"},"show_if":{"and":[]},"fields":[{"id":"ho-ten",
          "label":{"vi":"Họ tên"},"kind":{"line":{"max_chars":9}},"required":true,"show_if":{"and":[]},
          "hint":{"vi":"h"},"default":"d","from_answer":"a","same_as":"ho-ten",FACTS}]}],
        "advice":[{"when":{"and":[]},"text":{"vi":"t"},FACTS}]}]}"#,
    );
}

#[test]
fn reads_an_index() {
    check::<CatalogueIndex>(
        r#"{"format":1,"version":"v","made_on":"2026-11-24","procedures":[{"id":"p","code":"1",
        "name":{"vi":"T"},"short":{"vi":"T"},"words":["xây nhà"],"field":"xay-dung",
        "events":["xay-sua-nha"],"audience":{"vi":"a"},"editions":[{"valid_from":"2026-07-01",
        "valid_until":"2027-01-01","status":"in_force"}],"file":"/catalogue/p.json","file_en":"/catalogue/p.en.json"}],
        "authorities":[{"id":"a","name":{"vi":"Phường"},"places":[{"id":"x","name":{"vi":"X"},
        "former":["Y"]}],"valid_from":"2025-07-01","valid_until":"2030-01-01",FACTS}],
        "calendar":{"days":[{"on":"2026-11-24","kind":"closed","name":{"vi":"N"},"confidence":"high"}]},
        "units":[{"id":"u","name":{"vi":"U"},"level":"ward","part_of":"c","valid_from":"2005-01-01",
        "valid_until":"2025-07-01","successors":[{"unit":"x","part":true},{"unit":"y"}],FACTS},
        {"id":"c","name":{"vi":"C"},"level":"city",FACTS}]}"#,
    );
    assert_eq!(read_file::<CatalogueIndex>(b"<!doctype html>"), None);
}
