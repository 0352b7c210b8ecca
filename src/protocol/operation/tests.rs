use super::*;
use domain::ids::{DeviceId, DossierId, OperationId, Salt};
use domain::operation::{FieldKey, Kind};

fn operation() -> Operation {
    Operation {
        id: OperationId::from_bytes([1; 16]),
        device: DeviceId::from_bytes([2; 16]),
        dseq: 7,
        dossier: DossierId::from_bytes([3; 16]),
        kind: Kind::Set,
        field: FieldKey::Form("ho-ten".parse().unwrap()).to_id(),
        parents: vec![OperationId::from_bytes([4; 16])],
        value: Payload::Text("Nguyễn Thị Ngọc Ánh".into()),
        salt: Salt::from_bytes([5; 16]),
        edition: "gpxd-nha-o-rieng-le@2026-07-01".parse().unwrap(),
        said_at: 1_790_000_000,
    }
}

#[test]
fn bytes_of_the_first_release() {
    // A golden file in one line: these bytes are in residents' browsers and must stay readable for ever.
    let written = WireOperation::write(&operation()).unwrap();
    assert_eq!(
        written.text,
        r#"{"device":"AgICAgICAgICAgICAgICAg","dossier":"AwMDAwMDAwMDAwMDAwMDAw","dseq":7,"edition":"gpxd-nha-o-rieng-le@2026-07-01","field":"f.ho-ten","id":"AQEBAQEBAQEBAQEBAQEBAQ","kind":"set","parents":["BAQEBAQEBAQEBAQEBAQEBA"],"said_at":1790000000,"salt":"BQUFBQUFBQUFBQUFBQUFBQ","value":"Nguyễn Thị Ngọc Ánh"}"#
    );
    assert_eq!(WireOperation::parse(&written.text).unwrap(), written);
}

#[test]
fn content_ignores_the_device_and_nothing_else() {
    let base = WireOperation::write(&operation()).unwrap().content;
    let with = |change: fn(&mut Operation)| {
        let mut changed = operation();
        change(&mut changed);
        WireOperation::write(&changed).unwrap().content
    };
    assert_eq!(with(|o| o.dseq = 8), base);
    assert_eq!(with(|o| o.device = DeviceId::from_bytes([9; 16])), base);
    assert_ne!(with(|o| o.value = Payload::Null), base);
    assert_ne!(with(|o| o.salt = Salt::from_bytes([9; 16])), base);
    assert_ne!(with(|o| o.said_at += 1), base);
    assert_ne!(with(|o| o.parents.clear()), base);
    assert_ne!(with(|o| o.kind = Kind::Unset), base);
}

#[test]
fn unknown_members_survive_and_count() {
    let text = WireOperation::write(&operation()).unwrap().text;
    let newer = text.replace(r#""value":"#, r#""urgency":"high","value":"#);
    let read = WireOperation::parse(&newer).unwrap();
    assert_eq!(read.text, newer);
    assert_ne!(read.content, WireOperation::parse(&text).unwrap().content);
}

#[test]
fn refuses_what_is_not_canonical() {
    let text = WireOperation::write(&operation()).unwrap().text;
    let check = |bad: String, expected| assert_eq!(WireOperation::parse(&bad), Err(expected));
    check(text.replace(":7", ": 7"), OperationError::NotCanonical);
    check(text.replace(r#""dseq":7,"#, ""), OperationError::Malformed);
    check(text.replace(":7", ":7.0"), OperationError::Malformed);
    check(format!("[{text}]"), OperationError::Malformed);
    check(text.replace("Ngọc", &"x".repeat(30_000)), OperationError::TooLarge);
}

#[test]
fn a_value_of_20_kib_does_not_fit() {
    let mut large = operation();
    large.value = Payload::Text("x".repeat(20 * 1024));
    assert!(!WireOperation::write(&large).unwrap().value_fits());
    assert!(WireOperation::write(&operation()).unwrap().value_fits());
}
