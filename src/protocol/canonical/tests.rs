use super::*;
use proptest::prelude::*;

fn check(input: &str, expected: &str) {
    let payload: Payload = serde_json::from_str(input).expect(input);
    assert_eq!(canonical_text(&payload), expected);
}

#[test]
fn orders_and_escapes_as_rfc_8785() {
    // The example of RFC 8785 §3.2.3, without its fractions.
    check(
        r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\u000a":"Newline","1":"One","\u0080":"Control","\ud83d\ude02":"Smiley","\u00f6":"o","\ufb33":"Dagesh","</script>":"Browser"}"#,
        "{\"\\n\":\"Newline\",\"\\r\":\"Carriage Return\",\"1\":\"One\",\"</script>\":\"Browser\",\"\u{80}\":\"Control\",\"ö\":\"o\",\"€\":\"Euro Sign\",\"😂\":\"Smiley\",\"\u{fb33}\":\"Dagesh\"}",
    );
    check(
        r#" [ "\u000F", "\/", 0, 9007199254740991 , [ ], { } ] "#,
        r#"["\u000f","/",0,9007199254740991,[],{}]"#,
    );
}

#[test]
fn refuses_what_has_no_canonical_form() {
    for bad in ["1.5", "-0", "1e3", "9007199254740992", "-9007199254740992", r#"{"a":1,"a":2}"#] {
        assert!(serde_json::from_str::<Payload>(bad).is_err(), "{bad}");
    }
}

fn any_payload() -> impl Strategy<Value = Payload> {
    let leaf = prop_oneof![
        Just(Payload::Null),
        any::<bool>().prop_map(Payload::Bool),
        (-(1i64 << 53) + 1..1 << 53).prop_map(Payload::Integer),
        any::<String>().prop_map(Payload::Text),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Payload::List),
            prop::collection::btree_map(any::<String>(), inner, 0..6).prop_map(Payload::Map),
        ]
    })
}

proptest! {
    #[test]
    fn reading_back_gives_the_same_value_and_bytes(payload in any_payload()) {
        let text = canonical_text(&payload);
        let back: Payload = serde_json::from_str(&text).expect("canonical text is JSON");
        prop_assert_eq!(&back, &payload);
        prop_assert_eq!(canonical_text(&back), text);
    }
}
