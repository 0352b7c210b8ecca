use super::*;
use crate::sample::{page, record};

fn read(json: &str) -> Result<Payload, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

#[test]
fn a_value_is_json_without_fractions() {
    for json in
        ["null", "true", "-3", "9007199254740991", r#""ướ""#, r#"[1,"a",[]]"#, r#"{"a":{}}"#]
    {
        assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
    }
    for json in ["1.5", "1e3", "9007199254740992", "-9007199254740992", r#"{"a":1,"a":2}"#] {
        assert!(read(json).is_err(), "{json}");
    }
}

#[test]
fn a_value_nests_at_most_48_levels() {
    let nested = |open: &str, close: &str, n: usize| open.repeat(n) + "1" + &close.repeat(n);
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        assert!(read(&nested(open, close, 48)).is_ok());
        let error = read(&nested(open, close, 49)).unwrap_err();
        assert!(error.contains("48 levels"), "{error}");
    }
}

#[test]
fn kinds_have_one_name() {
    for (kind, name) in &Kind::NAMES {
        assert_eq!((kind.as_str(), &Kind::from_name(name)), (*name, kind));
    }
    assert_eq!(Kind::from_name("merge"), Kind::Other("merge".into()));
    assert_eq!(Kind::Other("merge".into()).as_str(), "merge");
}

#[test]
fn field_keys_have_one_id() {
    for text in ["dossier", "q.floors", "f.name", "p.land", "fate.land", "order.land", "have.land"]
    {
        let key = FieldKey::find(&text.parse().unwrap()).unwrap();
        assert_eq!(key.to_id().as_str(), text);
    }
    for text in ["colour.land", "q", "land"] {
        assert_eq!(FieldKey::find(&text.parse().unwrap()), None, "{text}");
    }
}

#[test]
fn an_operation_reads_back() {
    let operation = record(3, Kind::Attach, "p.land", &[1, 2], page(9)).operation;
    let json = serde_json::to_string(&operation).unwrap();
    assert_eq!(serde_json::from_str::<Operation>(&json).unwrap(), operation);
    let described = PagePayload::find(&operation.value).unwrap();
    assert_eq!(described.to_payload(), operation.value);
    assert_eq!(PagePayload::find(&Payload::Null), None);
}
