use super::*;
use proptest::prelude::*;

fn check(text: &str) {
    let wire = WireOperation::parse(text).unwrap();
    let split = SplitOperation::split(&wire).unwrap();
    assert!(!split.row.contains(&wire.operation.salt.to_string()));
    assert!(!split.row.contains("\"value\""), "{}", split.row);
    let joined = SplitOperation::join(&split.row, &split.value, split.salt).unwrap();
    assert_eq!(joined, text);
    assert_eq!(WireOperation::parse(&joined).unwrap(), wire);
}

const HEAD: &str = r#"{"device":"AgICAgICAgICAgICAgICAg","dossier":"AwMDAwMDAwMDAwMDAwMDAw","dseq":7,"edition":"a@2026-07-01","field":"f.ho-ten","id":"AQEBAQEBAQEBAQEBAQEBAQ","kind":"set","parents":[],"said_at":1790000000,"salt":"BQUFBQUFBQUFBQUFBQUFBQ","#;

#[test]
fn split_and_joined_an_operation_has_its_old_bytes() {
    check(&format!(r#"{HEAD}"value":"Đặng Quỳnh \"và\" 1"}}"#));
    // Members of a later version: before, between and after salt and value, and beyond U+FFFF.
    check(&format!(
        r#"{HEAD}"unit":"m²","value":{{"a":-3,"b":[null,true]}},"việc":{{"khẩn":1}}}}"#
    ));
    let dagesh = '\u{fb33}';
    check(&format!(r#"{HEAD}"value":null,"𝕏":"","{dagesh}":0}}"#));
}

proptest! {
    #[test]
    fn any_text_survives(text in any::<String>(), name in "[a-c]{1,3}|[u-z]{6,8}|\\PC{1,3}") {
        let members = Payload::Map([
            (name, Payload::Text(text.clone())),
            ("value".to_owned(), Payload::Text(text)),
        ].into());
        let whole = format!("{HEAD}\"value\":1}}");
        let Ok(Payload::Map(mut known)) = serde_json::from_str(&whole) else { unreachable!() };
        let Payload::Map(extra) = members else { unreachable!() };
        for (name, value) in extra {
            if name == "value" || !known.contains_key(&name) {
                known.insert(name, value);
            }
        }
        check(&canonical_text(&Payload::Map(known)));
    }
}
