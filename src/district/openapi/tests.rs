use crate::routes::api;
use domain::ids::{AccountId, DeviceId, Epoch, OperationId};
use protocol::envelope::{
    BlobState, EnrolReply, EnrolRequest, Hello, LogEntry, Meaning, OddResult, PullPage, PushReply,
    PushResult, ReceiptKey, ReceiveValue,
};
use protocol::problem::{Code, Problem};
use serde_json::Value;

fn document() -> Value {
    serde_json::to_value(api().1).unwrap()
}

/// The golden file; write it anew with `HO_SO_WRITE_GOLDEN=1 cargo test -p district openapi`.
#[test]
fn the_description_is_the_published_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/v1.json");
    let now = format!("{}\n", serde_json::to_string_pretty(&document()).unwrap());
    if std::env::var_os("HO_SO_WRITE_GOLDEN").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let published = std::fs::read_to_string(path).unwrap();
    assert!(
        now == published,
        "the calls are described differently than in {path}: if this is meant, write it anew"
    );
}

/// The members a value has are exactly those described, and every required one is there.
fn check(schema: &str, sample: &Value) {
    let document = document();
    let described = &document["components"]["schemas"][schema];
    compare(&document, described, sample, schema);
}

fn compare(document: &Value, described: &Value, sample: &Value, place: &str) {
    if let Some(reference) = described["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).unwrap();
        return compare(document, target, sample, place);
    }
    if let Some(options) = described["oneOf"].as_array() {
        let fits = |option: &&Value| match sample {
            Value::Object(members) if option["type"] == "object" => {
                members.keys().all(|name| option["properties"].get(name).is_some())
            }
            Value::String(text) => option["enum"]
                .as_array()
                .is_some_and(|names| names.contains(&Value::String(text.clone()))),
            _ => option.get("$ref").is_some(),
        };
        let option = options.iter().find(fits).or(options.iter().find(|o| o.get("$ref").is_some()));
        let option = option.unwrap_or_else(|| panic!("{place}: {sample} is not described"));
        return compare(document, option, sample, place);
    }
    match sample {
        // Named by whoever fills it.
        Value::Object(_) if described.get("additionalProperties").is_some() => {}
        Value::Object(members) => {
            let properties =
                described["properties"].as_object().unwrap_or_else(|| panic!("{place}"));
            for (name, value) in members {
                let inner = properties.get(name);
                let inner = inner.unwrap_or_else(|| panic!("{place}.{name} is not described"));
                compare(document, inner, value, &format!("{place}.{name}"));
            }
            for required in described["required"].as_array().into_iter().flatten() {
                let name = required.as_str().unwrap();
                assert!(members.contains_key(name), "{place}.{name} is described as required");
            }
        }
        Value::Array(items) => {
            for item in items {
                compare(document, &described["items"], item, place);
            }
        }
        _ => {}
    }
}

#[test]
fn what_is_described_is_what_is_sent() {
    let value = |serialised: Result<Value, serde_json::Error>| serialised.unwrap();
    let hello = Hello {
        service: "ho-so".into(),
        protocol_min: 1,
        protocol_max: 1,
        epoch: Epoch::from_bytes([1; 16]),
        nonce: "n".into(),
        authority: "a".parse().unwrap(),
        authority_name: "A".into(),
        meaning: Meaning::PreCheck,
        catalogue: "c".into(),
        receipt_keys: vec![ReceiptKey { id: "i".into(), point: "p".into() }],
        at: 1,
    };
    check("Hello", &value(serde_json::to_value(hello)));
    let device = DeviceId::from_bytes([1; 16]);
    let enrolment = |name: &str| EnrolRequest { device, key: "k".into(), name: name.into() };
    check("EnrolRequest", &value(serde_json::to_value(enrolment("máy của mẹ"))));
    check("EnrolRequest", &value(serde_json::to_value(enrolment(""))));
    let account = AccountId::from_bytes([1; 16]);
    check("EnrolReply", &value(serde_json::to_value(EnrolReply { account })));
    let page = |entries: Vec<LogEntry>, more| PullPage {
        epoch: Epoch::from_bytes([1; 16]),
        at: 1,
        upto: 3,
        entries,
        more,
    };
    let entries = vec![LogEntry { n: 1, at: 1, op: None }];
    check("PullPage", &value(serde_json::to_value(page(entries, true))));
    check("PullPage", &value(serde_json::to_value(page(Vec::new(), false))));
    let results = vec![
        PushResult::Accepted(1),
        PushResult::Duplicate(1),
        PushResult::DeviceForked,
        PushResult::MissingParent(vec![OperationId::from_bytes([1; 16])]),
        PushResult::IdConflict,
        PushResult::Rejected { n: 1, code: Code::Frozen, detail: "f.a".into() },
        PushResult::Rejected { n: 1, code: Code::Frozen, detail: String::new() },
        PushResult::Later(5),
    ];
    let reply = PushReply { results, page: page(Vec::new(), false) };
    check("PushReply", &value(serde_json::to_value(reply)));
    let state = |complete, chunks| BlobState { complete, chunks };
    check("BlobState", &value(serde_json::to_value(state(false, vec![0, 2]))));
    check("BlobState", &value(serde_json::to_value(state(true, Vec::new()))));
    let receipt = ReceiveValue { number: "1".into(), jws: "j".into(), code: "c".into() };
    check("Receipt", &value(serde_json::to_value(receipt)));
    let odd = |said: &str| OddResult {
        edition: "a@2026-07-01".parse().unwrap(),
        catalogue: "0123456789abcdef".into(),
        answers: Default::default(),
        said: said.into(),
    };
    check("OddResult", &value(serde_json::to_value(odd(""))));
    check("OddResult", &value(serde_json::to_value(odd("thiếu giấy"))));
    check("Problem", &value(serde_json::to_value(Problem::new(Code::NotFound, ""))));
    check("Problem", &value(serde_json::to_value(Problem::new(Code::Malformed, "after"))));
}

#[test]
fn an_operation_is_described_member_by_member() {
    let operation = domain::operation::Operation {
        id: OperationId::from_bytes([1; 16]),
        device: DeviceId::from_bytes([2; 16]),
        dseq: 0,
        dossier: domain::ids::DossierId::from_bytes([3; 16]),
        kind: domain::operation::Kind::Create,
        field: "dossier".parse().unwrap(),
        parents: Vec::new(),
        value: domain::operation::Payload::Null,
        salt: domain::ids::Salt::from_bytes([4; 16]),
        edition: "a@2026-07-01".parse().unwrap(),
        said_at: 0,
    };
    check("Operation", &serde_json::to_value(operation).unwrap());
}

#[test]
#[should_panic(expected = "Hello.extra is not described")]
fn a_member_that_is_not_described_is_noticed() {
    check("Hello", &serde_json::json!({ "extra": 1 }));
}
