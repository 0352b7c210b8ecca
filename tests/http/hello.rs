//! `GET /v1/hello` and what every reply carries.

use protocol::envelope::{Hello, Meaning};
use protocol::problem::Code;
use tests::{Device, Endpoint, MORNING};

#[tokio::test]
async fn hello_tells_what_this_endpoint_is() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let reply = device.send("GET", "/v1/hello", &[], Vec::new()).await.unwrap();
    let hello: Hello = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(hello.service, "ho-so");
    assert_eq!(hello.at, MORNING);
    assert_eq!(hello.authority_name, "UBND phường Liên Chiểu");
    assert_eq!(hello.meaning, Meaning::PreCheck);
    assert_eq!(hello.catalogue, "0123456789abcdef");
    assert_eq!(hello.receipt_keys.len(), 1);
    assert_eq!(hello.nonce, reply.header("ho-so-nonce"));
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("content-type"), "application/json");

    let endpoint = endpoint.restart().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let again = device.send("GET", "/v1/hello", &[], Vec::new()).await.unwrap();
    let again: Hello = serde_json::from_slice(&again.body).unwrap();
    assert_eq!(again.epoch, hello.epoch);
    assert_eq!(again.receipt_keys, hello.receipt_keys);
    assert_eq!(again.nonce, hello.nonce, "a restart refuses nobody");
}

#[tokio::test]
async fn every_path_under_v1_answers_with_json() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let mut check = async |method: &str, path: &str, expected: Code| {
        let html = [("accept", "text/html".to_owned())];
        let reply = device.send(method, path, &html, Vec::new()).await.unwrap();
        assert_eq!(reply.code(), expected, "{method} {path}");
        assert!(!reply.header("ho-so-nonce").is_empty(), "{method} {path}");
        assert!(reply.header("content-security-policy").contains("default-src 'none'"));
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    };
    check("GET", "/v1", Code::NotFound).await;
    check("GET", "/v1/", Code::NotFound).await;
    check("GET", "/v1/nothing", Code::NotFound).await;
    check("POST", "/v1/nothing", Code::NotFound).await;
    check("GET", "/v1/hello/", Code::NotFound).await;
    check("POST", "/v1/hello", Code::MethodNotAllowed).await;
    check("DELETE", "/v1/operations", Code::MethodNotAllowed).await;
    check("GET", "/v1/operations", Code::SignatureMissing).await;
    check("GET", "/v1/receipts/%FF", Code::NotFound).await;
    check("GET", "/v1/dossiers/%FF/blobs/%FF", Code::NotFound).await;
}

#[tokio::test]
async fn the_calls_are_described_and_health_is_told() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let reply = device.send("GET", "/v1/openapi.json", &[], Vec::new()).await.unwrap();
    let document: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    assert!(document["paths"]["/v1/operations"]["post"].is_object());
    let reply = device.send("GET", "/healthz", &[], Vec::new()).await.unwrap();
    assert_eq!((reply.status, reply.text().as_str()), (200, "ok\n"));
}
