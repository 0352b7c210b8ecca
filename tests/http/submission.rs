//! Submissions and receipts.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::catalogue::{Edition, Fate, Procedure};
use domain::dossier::{Dossier, Recorded};
use domain::ids::{DossierId, OperationId, Sha256};
use domain::operation::{Kind, Operation, Payload};
use domain::submission::prepare_submission;
use protocol::envelope::{Hello, Meaning, PushResult, ReceiveValue, manifest_digest};
use protocol::operation::WireOperation;
use protocol::problem::Code;
use protocol::receipt::{find_code_parts, find_jws_parts};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use tests::{
    BY_PLACE, Device, EDITION, ELSEWHERE, Endpoint, FUTURE, MORNING, OLD, OTHER_OFFICE, SUSPENDED,
    photo,
};

fn words(text: &str) -> Payload {
    Payload::Text(text.to_owned())
}

fn edition(endpoint: &Endpoint, id: &str) -> Edition {
    let (_, procedures) = catalogue::read_site(&endpoint.site()).unwrap();
    let id = id.parse().unwrap();
    procedures.iter().find_map(|p: &Procedure| p.find_edition(&id)).unwrap().clone()
}

/// Operations of a dossier that is complete but for its pages, and the page.
fn filled(device: &mut Device, seed: u32) -> (Vec<Operation>, Vec<u8>) {
    let page = photo(seed, 400, 300);
    let create = device.create();
    let dossier = create.dossier;
    let operations = vec![
        create,
        device.set(dossier, "q.co-tang-ham", Payload::Bool(false)),
        device.set(dossier, "q.so-tang", words("3")),
        device.set(dossier, "f.ho-ten", words("Nguyễn Thị Ngọc Ánh")),
        device.attach(dossier, "giay-dat", &page),
    ];
    (operations, page)
}

/// The digest as the device computes it from its own log.
fn digest(endpoint: &Endpoint, id: &str, operations: &[Operation]) -> Sha256 {
    let record =
        |operation: &Operation| WireOperation::write(operation).unwrap().recorded(None, None);
    let log: Vec<Recorded> = operations.iter().map(record).collect();
    let dossier = Dossier::fold(operations[0].dossier, &log);
    let manifest = prepare_submission(&edition(endpoint, id), &dossier).unwrap();
    manifest_digest(&manifest).unwrap()
}

/// A dossier received, and its receipt.
async fn received(endpoint: &Endpoint, device: &mut Device) -> (DossierId, Sha256, ReceiveValue) {
    let (operations, page) = filled(device, 1);
    let dossier = operations[0].dossier;
    device.push(&operations).await;
    assert_eq!(device.upload(dossier, &page).await.status, 200);
    let digest = digest(endpoint, EDITION, &operations);
    let submit = device.submit(dossier, digest, operations[0].id);
    let after = device.log().await.len() as u32;
    let reply = device.push_after(after, std::slice::from_ref(&submit)).await;
    assert_eq!(reply.results, [PushResult::Accepted(after + 1)]);
    // The receipt is in the very reply.
    let [entry] = reply.page.entries.as_slice() else { panic!("{:?}", reply.page) };
    assert_eq!((entry.n, reply.page.upto), (after + 2, after + 2));
    let receive = WireOperation::parse(entry.op.as_ref().unwrap().get()).unwrap().operation;
    assert_eq!(receive.kind, Kind::Receive);
    assert_eq!(receive.parents, [submit.id]);
    assert_eq!((receive.dossier, receive.dseq), (dossier, entry.n));
    let member = |name: &str| receive.value.member(name).unwrap().as_text().unwrap().to_owned();
    let value = ReceiveValue { number: member("number"), jws: member("jws"), code: member("code") };
    (dossier, digest, value)
}

async fn receipt_key(endpoint: &Endpoint) -> (String, UnparsedPublicKey<Vec<u8>>) {
    let mut device = Device::new(&endpoint.url(), 99);
    let reply = device.send("GET", "/v1/hello", &[], Vec::new()).await.unwrap();
    let hello: Hello = serde_json::from_slice(&reply.body).unwrap();
    let point = URL_SAFE_NO_PAD.decode(&hello.receipt_keys[0].point).unwrap();
    (hello.receipt_keys[0].id.clone(), UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point))
}

#[tokio::test]
async fn a_complete_dossier_is_received_with_a_receipt_anyone_can_verify() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let (dossier, digest, receipt) = received(&endpoint, &mut device).await;
    assert_eq!(receipt.number, "HS-260720-0001");
    let (key_id, key) = receipt_key(&endpoint).await;

    let parts = find_jws_parts(&receipt.jws).unwrap();
    key.verify(parts.signing_input.as_bytes(), &parts.signature).unwrap();
    let statement = parts.statement;
    assert_eq!(parts.key_id, key_id);
    assert_eq!((statement.dossier, statement.digest), (dossier, digest));
    assert_eq!((statement.at, statement.meaning), (MORNING, Meaning::PreCheck));
    assert_eq!(statement.edition.to_string(), EDITION);
    let papers: Vec<_> =
        statement.papers.iter().map(|p| (p.paper.as_str(), p.fate, p.pages.len())).collect();
    assert_eq!(papers, [("don", Fate::FilledIn, 0), ("giay-dat", Fate::Photographed, 1)]);

    let parts = find_code_parts(&receipt.code).unwrap();
    key.verify(&parts.signing_input, &parts.signature).unwrap();
    assert!(parts.signing_input.len() + parts.signature.len() <= 200);
    assert_eq!((parts.statement.digest, parts.statement.number), (digest, receipt.number.clone()));
    assert_eq!(parts.statement.page_counts, [0, 1]);

    let endpoint = endpoint.restart().await;
    device.url = endpoint.url();
    let again = device.call("GET", "/v1/receipts/HS-260720-0001", "", b"").await;
    assert_eq!(serde_json::from_slice::<ReceiveValue>(&again.body).unwrap(), receipt);
    assert_eq!(
        device.call("GET", "/v1/receipts/HS-260720-0002", "", b"").await.code(),
        Code::NotFound
    );
}

#[tokio::test]
async fn receipts_are_numbered_by_the_vietnamese_day() {
    let endpoint = Endpoint::start().await;
    let mut numbers = Vec::new();
    // 23:59:59 in Vietnam is still the same day; a second later it is the next.
    for (seed, seconds) in [(1, 0), (2, 14 * 3600 + 3599), (3, 1)] {
        endpoint.clock().turn_by(seconds);
        let mut device = endpoint.device(seed).await;
        numbers.push(received(&endpoint, &mut device).await.2.number);
    }
    assert_eq!(numbers, ["HS-260720-0001", "HS-260720-0002", "HS-260721-0001"]);
}

#[tokio::test]
async fn nothing_is_received_before_every_page_is_here() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let (operations, page) = filled(&mut device, 1);
    let dossier = operations[0].dossier;
    let digest = digest(&endpoint, EDITION, &operations);
    let submit = device.submit(dossier, digest, operations[0].id);
    let other = device.create();
    let mut all = operations.clone();
    all.extend([submit, other]);
    let results = device.push(&all).await;
    assert_eq!(results[5..], [PushResult::Later(5), PushResult::Later(5)]);
    assert_eq!(device.log().await.len(), 5, "nothing of these was stored");
    assert_eq!(device.upload(dossier, &page).await.status, 200);
    let results = device.push(&all).await;
    assert_eq!(
        results[4..],
        [PushResult::Duplicate(5), PushResult::Accepted(6), PushResult::Accepted(8)]
    );
    // Number 7 is the receipt. Once more: the same again.
    let results = device.push(&all).await;
    assert_eq!(results[5..], [PushResult::Duplicate(6), PushResult::Duplicate(8)]);
    assert_eq!(device.log().await.len(), 8);
}

async fn refused(device: &mut Device, operations: &[Operation], digest: Sha256) -> (Code, String) {
    device.push(operations).await;
    let submit = device.submit(operations[0].dossier, digest, operations[0].id);
    match device.push(&[submit]).await.remove(0) {
        PushResult::Rejected { code, detail, .. } => (code, detail),
        result => panic!("expected a refusal, found {result:?}"),
    }
}

#[tokio::test]
async fn what_the_device_would_refuse_is_refused() {
    let endpoint = Endpoint::start().await;
    let nothing = Sha256::from_bytes([0; 32]);
    let mut device = endpoint.device(1).await;
    let check = async |device: &mut Device, leave_out: &str, expected: (Code, &str)| {
        let (mut operations, page) = filled(device, u32::from(device.dseq as u16) + 10);
        operations.retain(|operation| operation.field.as_str() != leave_out);
        for (dseq, operation) in (device.dseq..).zip(&mut operations) {
            operation.dseq = dseq;
        }
        device.dseq += 5;
        device.push(&operations).await;
        if leave_out != "p.giay-dat" {
            device.upload(operations[0].dossier, &page).await;
        }
        let (code, detail) = refused(device, &operations, nothing).await;
        assert_eq!((code, detail.as_str()), expected);
    };
    check(&mut device, "q.co-tang-ham", (Code::Incomplete, "q.co-tang-ham: no answer")).await;
    check(&mut device, "f.ho-ten", (Code::Incomplete, "f.ho-ten: missing")).await;
    check(&mut device, "p.giay-dat", (Code::Incomplete, "fate.giay-dat: missing")).await;
    check(&mut device, "nothing", (Code::ManifestMismatch, "")).await;

    // Typed halfway and kept, but not sent.
    let (mut operations, _) = filled(&mut device, 77);
    operations.push(device.set(operations[0].dossier, "f.dien-thoai", words("0905")));
    let (code, detail) = refused(&mut device, &operations, nothing).await;
    assert_eq!((code, detail.as_str()), (Code::Incomplete, "f.dien-thoai: value not allowed"));

    // Two devices disagree.
    let (mut operations, _) = filled(&mut device, 78);
    operations.push(device.set(operations[0].dossier, "f.ho-ten", words("Bình")));
    let (code, detail) = refused(&mut device, &operations, nothing).await;
    assert_eq!((code, detail.as_str()), (Code::Incomplete, "f.ho-ten: conflict"));
}

#[tokio::test]
async fn an_edition_takes_submissions_while_it_is_in_force() {
    let endpoint = Endpoint::start().await;
    for (seed, edition) in [(1, OLD), (2, FUTURE), (3, SUSPENDED)] {
        let mut device = endpoint.device(seed).await;
        device.edition = edition.to_owned();
        let (operations, _) = filled(&mut device, 1);
        let (code, detail) = refused(&mut device, &operations, Sha256::from_bytes([0; 32])).await;
        assert_eq!((code, detail.as_str()), (Code::EditionClosed, edition));
    }
}

#[tokio::test]
async fn a_submitted_dossier_is_closed_until_it_is_taken_back() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let (dossier, digest, _) = received(&endpoint, &mut device).await;
    let check = async |device: &mut Device, operation: Operation, expected: Option<Code>| {
        let shown = format!("{:?} {}", operation.kind, operation.field);
        match (device.push(&[operation]).await.remove(0), expected) {
            (PushResult::Accepted(_), None) => {}
            (PushResult::Rejected { code, .. }, Some(expected)) => assert_eq!(code, expected),
            (result, expected) => panic!("{shown}: expected {expected:?}, found {result:?}"),
        }
    };
    let frozen = Some(Code::Frozen);
    let set = device.set(dossier, "f.ghi-chu", words("thêm"));
    check(&mut device, set, frozen).await;
    let attach = device.attach(dossier, "giay-dat", b"other");
    check(&mut device, attach, frozen).await;
    let delete = device.operation(dossier, Kind::Delete, "dossier", Payload::Null);
    check(&mut device, delete, frozen).await;
    let submit = device.submit(dossier, digest, OperationId::from_bytes([1; 16]));
    let mut submit = submit;
    submit.parents.clear();
    check(&mut device, submit, frozen).await;
    let rate = device.operation(dossier, Kind::Rate, "dossier", Payload::Integer(5));
    check(&mut device, rate, None).await;
    let other = device.operation(dossier, Kind::Other("endorse".into()), "dossier", Payload::Null);
    check(&mut device, other, None).await;
    let another = device.create();
    check(&mut device, another, None).await;
    let withdraw = device.operation(dossier, Kind::Withdraw, "dossier", Payload::Null);
    check(&mut device, withdraw, None).await;
    let set = device.set(dossier, "f.ghi-chu", words("thêm"));
    check(&mut device, set, None).await;
}

/// A move to another edition, which names every event of the dossier so far.
fn moved(device: &mut Device, create: &Operation, edition: &str) -> Operation {
    device.edition = edition.to_owned();
    let mut moved = device.set(create.dossier, "dossier", Payload::Null);
    moved.parents.push(create.id);
    moved
}

#[tokio::test]
async fn a_dossier_moves_to_a_newer_edition_with_answers_and_photos() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    device.edition = OLD.to_owned();
    let (land, pledge) = (photo(1, 400, 300), photo(2, 400, 300));
    let create = device.create();
    let dossier = create.dossier;
    let mut operations = vec![
        create.clone(),
        device.set(dossier, "q.co-tang-ham", Payload::Bool(false)),
        device.set(dossier, "f.ho-ten", words("Nguyễn Thị Ngọc Ánh")),
        device.attach(dossier, "giay-dat", &land),
        device.attach(dossier, "cam-ket-cu", &pledge),
    ];
    // The question of the new edition is not known in the old one.
    let early = device.set(dossier, "q.so-tang", words("3"));
    operations.push(early.clone());
    let results = device.push(&operations).await;
    assert!(
        matches!(&results[5], PushResult::Rejected { code: Code::FieldUnknown, .. }),
        "{results:?}"
    );
    operations.pop();
    for page in [&land, &pledge] {
        assert_eq!(device.upload(dossier, page).await.status, 200);
    }
    let (code, detail) = refused(&mut device, &operations, Sha256::from_bytes([0; 32])).await;
    assert_eq!((code, detail.as_str()), (Code::EditionClosed, OLD));

    let the_move = moved(&mut device, &create, EDITION);
    let later = device.set(dossier, "q.so-tang", words("3"));
    operations.extend([the_move.clone(), later.clone()]);
    let digest = digest(&endpoint, EDITION, &operations);
    let submit = device.submit(dossier, digest, the_move.id);
    let after = device.log().await.len() as u32;
    let reply = device.push_after(after, &[the_move, later, submit]).await;
    let accepted: Vec<_> = (1..=3).map(|i| PushResult::Accepted(after + i)).collect();
    assert_eq!(reply.results, accepted);
    let receive = reply.page.entries[0].op.as_ref().unwrap().get().to_owned();
    let receive = WireOperation::parse(&receive).unwrap().operation;
    assert_eq!(receive.edition.to_string(), EDITION);
    let jws = receive.value.member("jws").unwrap().as_text().unwrap();
    let statement = find_jws_parts(jws).unwrap().statement;
    let papers: Vec<_> = statement.papers.iter().map(|p| p.paper.as_str()).collect();
    assert_eq!(papers, ["don", "giay-dat"], "the old paper stays behind");

    // Received: it moves no more.
    let mut again = moved(&mut device, &create, FUTURE);
    again.parents.push(receive.id);
    let result = device.push_after(after, &[again]).await.results.remove(0);
    assert!(matches!(result, PushResult::Rejected { code: Code::Frozen, .. }), "{result:?}");
}

#[tokio::test]
async fn a_dossier_moves_only_within_its_procedure() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let create = device.create();
    device.push(std::slice::from_ref(&create)).await;
    let mut check = async |kind: Kind, edition: &str, expected: Option<&str>| {
        let mut operation = moved(&mut device, &create, edition);
        operation.kind = kind;
        let found = match device.push(&[operation]).await.remove(0) {
            PushResult::Accepted(_) => None,
            PushResult::Rejected { code: Code::EditionUnknown, detail, .. } => Some(detail),
            result => panic!("{result:?}"),
        };
        assert_eq!(found.as_deref(), expected, "{edition}");
    };
    let of_procedure = Some("dossier: expected an edition of thu-tuc-mau");
    check(Kind::Set, SUSPENDED, of_procedure).await;
    check(Kind::Create, SUSPENDED, of_procedure).await;
    check(Kind::Set, "thu-tuc-mau@2026-03-03", Some("thu-tuc-mau@2026-03-03")).await;
    check(Kind::Set, FUTURE, None).await;
    check(Kind::Set, OLD, None).await;
    check(Kind::Create, EDITION, None).await;
}

#[tokio::test]
async fn a_dossier_of_another_office_is_refused_and_told_which() {
    let endpoint = Endpoint::start().await;
    let nothing = Sha256::from_bytes([0; 32]);
    let check = async |seed: u8, edition: &str, place: &str, expected: (Code, &str)| {
        let mut device = endpoint.device(seed).await;
        device.edition = edition.to_owned();
        let (mut operations, page) = filled(&mut device, u32::from(seed));
        if !place.is_empty() {
            operations.push(device.set(operations[0].dossier, "q.noi-xay", words(place)));
        }
        device.push(&operations).await;
        device.upload(operations[0].dossier, &page).await;
        let (code, detail) = refused(&mut device, &operations, nothing).await;
        assert_eq!((code, detail.as_str()), expected);
    };
    check(1, ELSEWHERE, "", (Code::OfficeElsewhere, "Trường nơi chuyển đến")).await;
    check(2, BY_PLACE, "phuong-hoa-khanh", (Code::OfficeOther, OTHER_OFFICE)).await;
    check(3, BY_PLACE, "phuong-la", (Code::ValueUnknown, "q.noi-xay: place unknown")).await;
    check(4, BY_PLACE, "", (Code::Incomplete, "q.noi-xay: no answer")).await;
    // Only the digest of this test is wrong.
    check(5, BY_PLACE, "phuong-lien-chieu", (Code::ManifestMismatch, "")).await;
}
