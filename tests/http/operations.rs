//! `POST /v1/operations` and `GET /v1/operations`.

use domain::ids::{DossierId, OperationId};
use domain::operation::{Kind, Operation, Payload};
use protocol::envelope::{PushReply, PushResult};
use protocol::problem::Code;
use tests::{Device, Endpoint, SUSPENDED, text};

fn words(text: &str) -> Payload {
    Payload::Text(text.to_owned())
}

#[tokio::test]
async fn what_is_pushed_comes_back_byte_for_byte() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let create = device.create();
    let set = device.set(create.dossier, "f.ghi-chu", words("Đặng Quỳnh Ánh \"Tí\" \n 🏠"));
    // Members of a later version: kept, relayed, counted in the hash.
    let later = text(&set).replace(r#""value":"#, r#""urgency":["cao",1],"value":"#);
    let reply = device.push_texts(0, &[text(&create), later.clone()]).await;
    let reply: PushReply = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(reply.results, [PushResult::Accepted(1), PushResult::Accepted(2)]);
    assert_eq!((reply.page.upto, reply.page.entries.len(), reply.page.more), (2, 0, false));

    let endpoint = endpoint.restart().await;
    device.url = endpoint.url();
    let log = device.log().await;
    let texts: Vec<_> = log.iter().map(|op| op.as_ref().unwrap().get()).collect();
    assert_eq!(texts, [text(&create), later]);
}

#[tokio::test]
async fn repeating_changes_nothing() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let create = device.create();
    let bad = device.set(create.dossier, "f.khong-co", words("x"));
    let set = device.set(create.dossier, "f.ho-ten", words("Ánh"));
    let all = [create, bad, set];
    let first = device.push(&all).await;
    assert_eq!(first[0], PushResult::Accepted(1));
    assert!(
        matches!(&first[1], PushResult::Rejected { n: 2, code: Code::FieldUnknown, detail } if detail == "f.khong-co")
    );
    assert_eq!(first[2], PushResult::Accepted(3));
    let again = device.push(&all).await;
    assert_eq!(again[0], PushResult::Duplicate(1));
    assert_eq!(again[1], first[1], "a refusal is told again in the same words");
    assert_eq!(again[2], PushResult::Duplicate(3));
    let log = device.log().await;
    assert_eq!(log.len(), 3);
    assert!(log[1].is_none(), "a refused operation leaves a void row");
}

#[tokio::test]
async fn a_second_device_of_the_account_pulls_and_the_push_reply_is_dense() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let create = device.create();
    device.push(std::slice::from_ref(&create)).await;
    // The same key under a new id: another device of the same account.
    device.id = domain::ids::DeviceId::from_bytes([2; 16]);
    device.dseq = 0;
    device.enrol().await;
    let sets: Vec<Operation> =
        (0..3).map(|_| device.set(create.dossier, "f.ghi-chu", words("a"))).collect();
    let reply = device.push_after(0, &sets[..2]).await;
    assert_eq!(reply.results, [PushResult::Accepted(2), PushResult::Accepted(3)]);
    let numbers: Vec<u32> = reply.page.entries.iter().map(|entry| entry.n).collect();
    assert_eq!((numbers, reply.page.upto), (vec![1], 3));
    // One known, one new: the numbers of both are in the results, the page has the rest.
    let reply = device.push_after(1, &sets[1..]).await;
    assert_eq!(reply.results, [PushResult::Duplicate(3), PushResult::Accepted(4)]);
    let numbers: Vec<u32> = reply.page.entries.iter().map(|entry| entry.n).collect();
    assert_eq!((numbers, reply.page.upto), (vec![2], 4));
}

#[tokio::test]
async fn a_long_log_comes_in_pages() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let create = device.create();
    device.push(std::slice::from_ref(&create)).await;
    for _ in 0..5 {
        let sets: Vec<Operation> = (0..250)
            .map(|i| device.set(create.dossier, "f.ghi-chu", words(&format!("dòng {i}"))))
            .collect();
        let results = device.push_after(device.dseq - 250, &sets).await.results;
        assert!(results.iter().all(|result| matches!(result, PushResult::Accepted(_))));
    }
    let first = device.pull(0).await;
    assert_eq!((first.entries.len(), first.upto, first.more), (1000, 1000, true));
    assert_eq!(device.log().await.len(), 1251);
    // Large values: a page ends by bytes before it ends by count.
    let large: Vec<Operation> = (0..10)
        .map(|_| device.set(create.dossier, "f.ghi-chu", words(&"ă".repeat(7_500))))
        .collect();
    for _ in 0..9 {
        device.push_after(1251, &large).await;
        let more: Vec<Operation> = (0..10)
            .map(|_| device.set(create.dossier, "f.ghi-chu", words(&"ă".repeat(7_500))))
            .collect();
        device.push_after(1251, &more).await;
    }
    let page = device.pull(1251).await;
    assert!(page.more && page.entries.len() < 100, "{}", page.entries.len());
    assert_eq!(device.log().await.len(), 1251 + 10 + 90);
}

#[tokio::test]
async fn forks_conflicts_and_missing_parents() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let create = device.create();
    let set = device.set(create.dossier, "f.ho-ten", words("Ánh"));
    device.push(&[create.clone(), set.clone()]).await;

    // The same counter under another id: a cloned profile.
    device.dseq = set.dseq;
    let clone = device.set(create.dossier, "f.ho-ten", words("Bình"));
    assert_eq!(device.push(&[clone]).await, [PushResult::DeviceForked]);

    let mut changed = set.clone();
    changed.value = words("Cường");
    assert_eq!(device.push(&[changed]).await, [PushResult::IdConflict]);

    let unknown = OperationId::from_bytes([9; 16]);
    let mut orphan = device.set(create.dossier, "f.ho-ten", words("Dung"));
    orphan.parents = vec![set.id, unknown];
    assert_eq!(
        device.push(std::slice::from_ref(&orphan)).await,
        [PushResult::MissingParent(vec![unknown])]
    );
    // The parent comes first in the same push: then both are taken.
    let mut parent = device.set(create.dossier, "f.ho-ten", words("Em"));
    parent.id = unknown;
    orphan.dseq = parent.dseq + 1;
    device.dseq += 1;
    let results = device.push(&[parent, orphan]).await;
    assert_eq!(results, [PushResult::Accepted(3), PushResult::Accepted(4)]);
    assert_eq!(device.log().await.len(), 4, "what was not stored took no number");
}

#[tokio::test]
async fn restamped_operations_are_known_by_their_id() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let create = device.create();
    device.push(std::slice::from_ref(&create)).await;
    device.id = domain::ids::DeviceId::from_bytes([7; 16]);
    device.enrol().await;
    let mut restamped = create.clone();
    restamped.device = device.id;
    restamped.dseq = 40;
    restamped.salt = create.salt;
    assert_eq!(device.push(&[restamped]).await, [PushResult::Duplicate(1)]);
}

async fn check(edition: &str, kind: Kind, field: &str, value: Payload, expected: Option<Code>) {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let create = device.create();
    device.push(std::slice::from_ref(&create)).await;
    device.edition = edition.to_owned();
    let operation = device.operation(create.dossier, kind, field, value);
    let shown = text(&operation);
    let result = device.push(std::slice::from_ref(&operation)).await.remove(0);
    match (expected, result) {
        (None, PushResult::Accepted(2)) => {}
        (Some(expected), PushResult::Rejected { n: 2, code, detail }) if code == expected => {
            assert!(!detail.contains("secret"), "{detail}");
            assert!(device.log().await[1].is_none());
        }
        (expected, result) => panic!("{shown:.200}: expected {expected:?}, found {result:?}"),
    }
}

#[tokio::test]
async fn the_edition_decides_what_it_knows() {
    use Code::{EditionUnknown, FieldUnknown, KindNotAllowed, ValueTooLarge, ValueUnknown};
    let e = tests::EDITION;
    let yes = Payload::Bool(true);
    let list = |items: &[&str]| Payload::List(items.iter().map(|item| words(item)).collect());
    let id = OperationId::from_bytes([1; 16]).to_string();
    let page = |size: i64| {
        let members = [
            ("sha256", words(&protocol::canonical::sha256(b"x").to_string())),
            ("size", Payload::Integer(size)),
            ("width", Payload::Integer(10)),
            ("height", Payload::Integer(10)),
        ];
        Payload::Map(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    };
    check(e, Kind::Set, "q.co-tang-ham", yes.clone(), None).await;
    check(e, Kind::Set, "q.co-tang-ham", Payload::Null, None).await;
    check(e, Kind::Set, "q.co-tang-ham", words("secret"), Some(ValueUnknown)).await;
    check(e, Kind::Set, "q.so-tang", words("3"), None).await;
    check(e, Kind::Set, "q.so-tang", words("13"), Some(ValueUnknown)).await;
    check(e, Kind::Set, "q.khong-co", yes.clone(), Some(FieldUnknown)).await;
    check(e, Kind::Unset, "q.co-tang-ham", Payload::Null, None).await;
    check(e, Kind::Unset, "f.khong-co", Payload::Null, Some(FieldUnknown)).await;
    check(e, Kind::Set, "f.loai", words("a"), None).await;
    check(e, Kind::Set, "f.loai", words("c"), Some(ValueUnknown)).await;
    check(e, Kind::Set, "f.ho-ten", yes.clone(), Some(ValueUnknown)).await;
    // Typed halfway: a draft keeps it, the submission will not.
    check(e, Kind::Set, "f.dien-thoai", words("0905"), None).await;
    check(e, Kind::Set, "f.ho-ten", words(&"x".repeat(101)), None).await;
    check(e, Kind::Set, "f.ghi-chu", words(&"x".repeat(20 * 1024)), Some(ValueTooLarge)).await;
    check(e, Kind::Set, "fate.giay-dat", words("original_brought"), None).await;
    check(e, Kind::Set, "fate.giay-dat", words("looked_up"), Some(ValueUnknown)).await;
    check(e, Kind::Set, "fate.khong-co", words("photographed"), Some(FieldUnknown)).await;
    check(e, Kind::Set, "order.giay-dat", list(&[&id]), None).await;
    check(e, Kind::Set, "order.giay-dat", list(&["secret"]), Some(ValueUnknown)).await;
    check(e, Kind::Set, "have.giay-dat", yes.clone(), None).await;
    check(e, Kind::Set, "have.giay-dat", words("có"), Some(ValueUnknown)).await;
    check(e, Kind::Set, "p.giay-dat", page(10), Some(FieldUnknown)).await;
    check(e, Kind::Set, "mai-sau.a", yes.clone(), Some(FieldUnknown)).await;
    check(e, Kind::Attach, "p.giay-dat", page(10), None).await;
    check(e, Kind::Attach, "p.giay-dat", page(0), Some(ValueUnknown)).await;
    check(e, Kind::Attach, "p.giay-dat", page(8 * 1024 * 1024 + 1), Some(ValueUnknown)).await;
    check(e, Kind::Attach, "p.giay-dat", words("secret"), Some(ValueUnknown)).await;
    check(e, Kind::Attach, "p.khong-co", page(10), Some(FieldUnknown)).await;
    check(e, Kind::Attach, "f.ho-ten", page(10), Some(FieldUnknown)).await;
    check(e, Kind::Submit, "dossier", words("secret"), Some(ValueUnknown)).await;
    check(e, Kind::Delete, "dossier", Payload::Null, None).await;
    check(e, Kind::Rate, "f.ho-ten", Payload::Integer(5), Some(FieldUnknown)).await;
    check(e, Kind::Receive, "dossier", yes.clone(), Some(KindNotAllowed)).await;
    check(e, Kind::Erase, "dossier", yes.clone(), Some(KindNotAllowed)).await;
    // A kind of a later version changes no state here and is relayed.
    check(e, Kind::Other("endorse".into()), "mai-sau.a", yes.clone(), None).await;
    check("thu-tuc-la@2026-07-01", Kind::Set, "f.ho-ten", words("A"), Some(EditionUnknown)).await;
    check("thu-tuc-mau@2026-07-02", Kind::Set, "f.ho-ten", words("A"), Some(EditionUnknown)).await;
    check(SUSPENDED, Kind::Set, "f.ho-ten", words("A"), None).await;
}

#[tokio::test]
async fn envelopes_that_are_none() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let create = device.create();
    let text = text(&create);
    let check = async |device: &mut Device, body: String, expected: Code| {
        let reply =
            device.call("POST", "/v1/operations", "application/json", body.as_bytes()).await;
        assert_eq!(reply.code(), expected, "{body:.100}");
    };
    let with = |operation: &str| format!("{{\"after\":0,\"operations\":[{operation}]}}");
    check(&mut device, "<html>".into(), Code::Malformed).await;
    check(&mut device, "{}".into(), Code::Malformed).await;
    check(&mut device, with("1"), Code::Malformed).await;
    check(&mut device, with(&text.replace(",\"dseq\"", ", \"dseq\"")), Code::Malformed).await;
    let other =
        text.replace(&create.device.to_string(), &OperationId::from_bytes([8; 16]).to_string());
    check(&mut device, with(&other), Code::Malformed).await;
    check(
        &mut device,
        with(&text.replace("null", &format!("\"{}\"", "x".repeat(30_000)))),
        Code::TooLarge,
    )
    .await;
    check(&mut device, with(&vec![text.as_str(); 257].join(",")), Code::TooLarge).await;
    check(&mut device, with(&format!("{text},{}", " ".repeat(260 * 1024))), Code::TooLarge).await;
    check(&mut device, with(&text).replace(":0,", ":1,"), Code::EpochChanged).await;
    let epoch = format!(
        "{{\"after\":0,\"epoch\":\"{}\",\"operations\":[]}}",
        OperationId::from_bytes([8; 16])
    );
    check(&mut device, epoch, Code::EpochChanged).await;
    let reply = device.call("POST", "/v1/operations", "text/plain", with(&text).as_bytes()).await;
    assert_eq!(reply.code(), Code::UnsupportedType);
    assert!(device.log().await.is_empty(), "nothing of all this was stored");

    for target in
        ["/v1/operations", "/v1/operations?after=", "/v1/operations?after=-1", "/v1/operations?x=1"]
    {
        assert_eq!(device.call("GET", target, "", b"").await.code(), Code::Malformed, "{target}");
    }
    assert_eq!(
        device.call("GET", "/v1/operations?after=1", "", b"").await.code(),
        Code::EpochChanged
    );
    let epoch = device.pull(0).await.epoch;
    let known = format!("{{\"after\":0,\"epoch\":\"{epoch}\",\"operations\":[{text}]}}");
    let reply = device.call("POST", "/v1/operations", "application/json", known.as_bytes()).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

#[tokio::test]
async fn a_dossier_begins_with_its_create() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let dossier = DossierId::from_bytes([5; 16]);
    let set = device.set(dossier, "f.ho-ten", words("Ánh"));
    let create = device.operation(dossier, Kind::Create, "dossier", Payload::Null);
    let after = device.set(dossier, "f.ho-ten", words("Ánh"));
    let results = device.push(&[set, create, after]).await;
    assert!(matches!(results[0], PushResult::Rejected { n: 1, code: Code::DossierUnusable, .. }));
    assert_eq!(results[1..], [PushResult::Accepted(2), PushResult::Accepted(3)]);
}
