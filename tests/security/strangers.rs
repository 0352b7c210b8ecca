//! Another account's ids answer like random ids.

use domain::ids::DossierId;
use domain::operation::{Kind, Payload};
use protocol::envelope::PushResult;
use protocol::problem::Code;
use tests::{Device, Endpoint, Reply, blob_path, photo};

/// Everything of a reply that a stranger could compare.
fn told(reply: &Reply) -> (u16, Vec<(String, String)>, String) {
    let headers =
        reply.headers.iter().filter(|(name, _)| !matches!(name.as_str(), "date" | "ho-so-nonce"));
    let headers = headers.map(|(name, value)| (name.to_string(), format!("{value:?}"))).collect();
    (reply.status, headers, reply.text())
}

#[tokio::test]
async fn a_dossier_of_another_is_like_none() {
    let endpoint = Endpoint::start().await;
    let page = photo(1, 400, 300);
    let mut owner = endpoint.device(1).await;
    let create = owner.create();
    let attach = owner.attach(create.dossier, "giay-dat", &page);
    owner.push(&[create.clone(), attach]).await;
    assert_eq!(owner.upload(create.dossier, &page).await.status, 200);

    let mut stranger = endpoint.device(2).await;
    let random = DossierId::from_bytes(stranger.mint());
    let mut replies = Vec::new();
    for dossier in [create.dossier, random] {
        let path = blob_path(dossier, &page);
        let mut of_dossier = Vec::new();
        for (method, target, content_type, body) in [
            ("GET", path.clone(), "", &b""[..]),
            ("HEAD", path.clone(), "", b""),
            ("GET", format!("{path}/content"), "", b""),
            ("PUT", format!("{path}/0"), "application/octet-stream", &page),
            ("POST", format!("{path}/complete"), "", b""),
        ] {
            let reply = stranger.call(method, &target, content_type, body).await;
            assert_eq!(reply.status, 404, "{method} {target}");
            of_dossier.push(told(&reply));
        }
        replies.push(of_dossier);
    }
    assert_eq!(replies[0], replies[1]);
}

#[tokio::test]
async fn operations_on_a_dossier_of_another_are_like_operations_on_none() {
    let endpoint = Endpoint::start().await;
    let mut owner = endpoint.device(1).await;
    let create = owner.create();
    let set = owner.set(create.dossier, "f.ho-ten", Payload::Text("Ánh".into()));
    owner.push(&[create.clone(), set.clone()]).await;
    let before: Vec<_> =
        owner.log().await.iter().map(|op| op.clone().map(|op| op.get().to_owned())).collect();

    let mut results = Vec::new();
    for (seed, dossier) in [(2, create.dossier), (3, DossierId::from_bytes([0x55; 16]))] {
        let mut stranger = endpoint.device(seed).await;
        let mut operations = vec![
            stranger.set(dossier, "f.ho-ten", Payload::Text("Bình".into())),
            stranger.operation(dossier, Kind::Withdraw, "dossier", Payload::Null),
            stranger.operation(dossier, Kind::Other("endorse".into()), "dossier", Payload::Null),
            stranger.operation(dossier, Kind::Create, "dossier", Payload::Null),
            stranger.set(dossier, "f.ho-ten", Payload::Text("Bình".into())),
        ];
        let told = stranger.push(&operations).await;
        // A parent of another's log is missing, like any other that does not exist.
        operations[4].id = domain::ids::OperationId::from_bytes([seed; 16]);
        operations[4].dseq = 9;
        operations[4].parents = vec![set.id];
        let orphan = stranger.push(&operations[4..]).await;
        assert_eq!(orphan, [PushResult::MissingParent(vec![set.id])]);
        results.push(told);
    }
    assert!(matches!(
        results[0][0],
        PushResult::Rejected { n: 1, code: Code::DossierUnusable, .. }
    ));
    assert_eq!(
        results[0][3],
        PushResult::Accepted(4),
        "an id means something within its account only"
    );
    assert_eq!(results[0], results[1]);
    let after: Vec<_> =
        owner.log().await.iter().map(|op| op.clone().map(|op| op.get().to_owned())).collect();
    assert_eq!(after, before, "the owner's log is untouched");
}

#[tokio::test]
async fn a_receipt_of_another_is_like_none() {
    let endpoint = Endpoint::start().await;
    let mut stranger = endpoint.device(2).await;
    let first = stranger.call("GET", "/v1/receipts/HS-260720-0001", "", b"").await;
    let mut owner = endpoint.device(1).await;
    receive(&mut owner, &endpoint).await;
    assert_eq!(owner.call("GET", "/v1/receipts/HS-260720-0001", "", b"").await.status, 200);
    let second = stranger.call("GET", "/v1/receipts/HS-260720-0001", "", b"").await;
    assert_eq!(second.code(), Code::NotFound);
    assert_eq!(told(&first), told(&second));
}

/// A dossier without photographs, received.
async fn receive(device: &mut Device, endpoint: &Endpoint) {
    let create = device.create();
    let dossier = create.dossier;
    let operations = [
        create,
        device.set(dossier, "q.co-tang-ham", Payload::Bool(false)),
        device.set(dossier, "q.so-tang", Payload::Text("2".into())),
        device.set(dossier, "f.ho-ten", Payload::Text("Ánh".into())),
        device.set(dossier, "fate.giay-dat", Payload::Text("original_brought".into())),
    ];
    let log: Vec<_> = operations
        .iter()
        .map(|o| protocol::operation::WireOperation::write(o).unwrap().recorded(None, None))
        .collect();
    let folded = domain::dossier::Dossier::fold(dossier, &log);
    let (_, procedures) = catalogue::read_site(&endpoint.site()).unwrap();
    let id = tests::EDITION.parse().unwrap();
    let edition = procedures.iter().find_map(|procedure| procedure.find_edition(&id)).unwrap();
    let manifest = domain::submission::prepare_submission(edition, &folded).unwrap();
    let digest = protocol::envelope::manifest_digest(&manifest).unwrap();
    let submit = device.submit(dossier, digest, operations[0].id);
    device.push(&operations).await;
    assert_eq!(device.push(&[submit]).await, [PushResult::Accepted(6)]);
}
