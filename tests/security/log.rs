//! The log of the real program names no person.

use domain::operation::Payload;
use tests::{Device, EDITION, Program, blob_path, photo, write_site};

#[tokio::test]
async fn the_log_has_no_values_ids_or_keys() {
    let dir = tempfile::tempdir().unwrap();
    let (site, data, log) =
        (dir.path().join("site"), dir.path().join("data"), dir.path().join("log"));
    write_site(&site);
    let program = Program::start(&data, &site, &log).await;
    let mut device = Device::new(program.url(), 1);
    let account = device.enrol().await;
    let create = device.create();
    let page = photo(1, 200, 100);
    let canary = "Chim Hoàng Yến 0905123456";
    let operations = [
        create.clone(),
        device.set(create.dossier, "f.ho-ten", Payload::Text(canary.into())),
        device.set(create.dossier, "f.khong-co", Payload::Text(canary.into())),
        device.attach(create.dossier, "giay-dat", &page),
    ];
    device.push(&operations).await;
    device.upload(create.dossier, &page).await;
    let text = b"v\xC4\x83n b\xE1\xBA\xA3n";
    let attach = device.attach(create.dossier, "giay-dat", text);
    device.push(&[attach]).await;
    device.upload(create.dossier, text).await;
    device.call("GET", "/v1/receipts/Chim-Hoang-Yen", "", b"").await;
    device.call("GET", "/v1/Chim?Hoang=Yen", "", b"").await;
    device.call("POST", "/v1/operations", "application/json", canary.as_bytes()).await;
    let odd = format!(
        r#"{{"edition":"{EDITION}","catalogue":"0123456789abcdef","answers":{{}},"said":"{canary}"}}"#
    );
    for body in [odd.clone(), odd.replace("mau@", "Chim@"), odd.replace("{}", "{\"Yen\":1}")] {
        let json = [("content-type", "application/json".to_owned())];
        device.send("POST", "/v1/odd-results", &json, body.into_bytes()).await.unwrap();
    }
    let nonce = device.nonce.clone();
    assert_eq!(program.terminate().await, Some(0));

    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("/v1/operations") && log.contains("status=200"), "{log}");
    assert!(log.contains("a blob was refused"), "{log}");
    assert!(log.contains("/v1/odd-results") && log.contains("status=204"), "{log}");
    let forbidden = [
        "Chim".to_owned(),
        "Yen".to_owned(),
        "0905".to_owned(),
        "after=".to_owned(),
        account.to_string(),
        device.id.to_string(),
        create.dossier.to_string(),
        blob_path(create.dossier, &page).rsplit('/').next().unwrap().to_owned(),
        nonce,
    ];
    for text in forbidden {
        assert!(!log.contains(&text), "{text} is in the log:\n{log}");
    }
}
