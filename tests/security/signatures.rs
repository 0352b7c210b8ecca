//! Signatures and nonces.

use domain::ids::DeviceId;
use httpsig::prelude::message_component::HttpMessageComponent;
use httpsig::prelude::{
    AlgorithmName, HttpSignatureBase, HttpSignatureHeaders, PublicKey, VerifyingKey as _,
};
use protocol::problem::Code;
use protocol::signature::signature_base;
use std::collections::BTreeSet;
use tests::{Device, Endpoint, Reply, changed_byte};

const TARGET: &str = "/v1/operations?after=0";

async fn send(device: &mut Device, headers: &[(&str, String)]) -> Reply {
    device.send("GET", TARGET, headers, Vec::new()).await.unwrap()
}

/// A header replaced.
fn with(
    headers: &[(&'static str, String); 3],
    name: &str,
    change: impl Fn(&str) -> String,
) -> Vec<(&'static str, String)> {
    let changed = headers.iter().map(|(header, value)| {
        (*header, if *header == name { change(value) } else { value.clone() })
    });
    changed.collect()
}

#[tokio::test]
async fn only_what_was_signed_is_taken() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let good = device.headers("GET", TARGET, b"");
    assert_eq!(send(&mut device, &good).await.status, 200);

    let invalid = async |device: &mut Device, headers: &[(&str, String)], what: &str| {
        assert_eq!(send(device, headers).await.code(), Code::SignatureInvalid, "{what}");
    };
    // Signed by another key.
    let base = good.clone();
    let mut forged = Device::new(&endpoint.url(), 1);
    forged.nonce = device.nonce.clone();
    let headers = forged.headers("GET", TARGET, b"");
    invalid(&mut forged, &headers, "another key").await;
    // Signed for something else.
    for (method, target) in
        [("POST", TARGET), ("GET", "/v1/operations"), ("GET", "/v1/operations?after=00")]
    {
        let headers = device.headers(method, target, b"");
        invalid(&mut device, &headers, target).await;
    }
    // A bit of the signature.
    use base64::Engine as _;
    let flip = |value: &str| {
        let engine = base64::engine::general_purpose::STANDARD;
        let raw = value.trim_start_matches("sig=:").trim_end_matches(':');
        let raw = changed_byte(&engine.decode(raw).unwrap(), 5);
        format!("sig=:{}:", engine.encode(raw))
    };
    invalid(&mut device, &with(&base, "signature", flip), "a bit").await;
    // The digest of another body, signed over the old one.
    let digest = protocol::signature::content_digest(b"other");
    invalid(&mut device, &with(&base, "content-digest", |_| digest.clone()), "digest").await;
    // A newer nonce in the parameters than in the signature.
    let mut newer = Device::new(&endpoint.url(), 3);
    endpoint.clock().turn_by(1);
    newer.send("GET", "/v1/hello", &[], Vec::new()).await.unwrap();
    let used = base[1].1.clone();
    let old = used.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let swapped = with(&base, "signature-input", |value| value.replace(&old, &newer.nonce));
    invalid(&mut device, &swapped, "nonce").await;
}

#[tokio::test]
async fn without_a_signature_nothing_is_told() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let good = device.headers("GET", TARGET, b"");
    let missing = async |device: &mut Device, headers: &[(&str, String)]| {
        assert_eq!(send(device, headers).await.code(), Code::SignatureMissing, "{headers:?}");
    };
    missing(&mut device, &[]).await;
    for left_out in 0..3 {
        let mut headers = good.to_vec();
        headers.remove(left_out);
        missing(&mut device, &headers).await;
    }
    missing(&mut device, &with(&good, "signature", |_| "sig=:AAAA:".into())).await;
    missing(&mut device, &with(&good, "signature-input", |v| v.replace("\"@query\" ", ""))).await;
    missing(&mut device, &with(&good, "signature-input", |v| v.replace("p256", "p384"))).await;
}

#[tokio::test]
async fn a_nonce_ends_after_ten_minutes_and_the_refusal_brings_a_new_one() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    endpoint.clock().turn_by(600);
    let old = device.nonce.clone();
    let headers = device.headers("GET", TARGET, b"");
    assert_eq!(send(&mut device, &headers).await.status, 200, "ten minutes are good");
    device.nonce = old;
    endpoint.clock().turn_by(1);
    let headers = device.headers("GET", TARGET, b"");
    assert_eq!(send(&mut device, &headers).await.code(), Code::NonceExpired);
    let headers = device.headers("GET", TARGET, b"");
    assert_eq!(send(&mut device, &headers).await.status, 200, "signed with the fresh nonce");
    device.nonce = "1784512800.AAAA".to_owned();
    let headers = device.headers("GET", TARGET, b"");
    assert_eq!(send(&mut device, &headers).await.code(), Code::NonceExpired);
}

#[tokio::test]
async fn a_device_that_never_enrolled_is_unknown() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    assert_eq!(device.call("GET", TARGET, "", b"").await.code(), Code::DeviceUnknown);
    device.id = DeviceId::from_bytes([0; 16]);
    assert_eq!(device.call("GET", TARGET, "", b"").await.code(), Code::DeviceUnknown);
}

#[tokio::test]
async fn a_huge_body_is_refused_and_the_endpoint_lives() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let body = vec![b' '; 2 * 1024 * 1024];
    let reply = device.call("POST", "/v1/operations", "application/json", &body).await;
    assert_eq!(reply.code(), Code::TooLarge);
    // Forty megabytes: the connection may be closed before the refusal is read; nothing else may happen.
    let body = vec![b' '; 40 * 1024 * 1024];
    if let Ok(reply) = device.try_call("POST", "/v1/operations", "application/json", &body).await {
        assert_eq!(reply.code(), Code::TooLarge);
    }
    assert!(device.log().await.is_empty());
}

/// An implementation of RFC 9421 by others takes our signatures and makes the same base.
#[test]
fn signatures_are_those_of_rfc_9421() {
    let mut device = Device::new("http://localhost", 1);
    device.nonce = "1784512800.abc-_".to_owned();
    for (method, target, body) in
        [("GET", "/v1/operations?after=3", ""), ("POST", "/v1/devices", "{\"a\":1}")]
    {
        let headers = device.headers(method, target, body.as_bytes());
        let [(_, digest), (_, input), (_, signature)] = &headers;
        let parsed = HttpSignatureHeaders::try_parse(signature, input).unwrap();
        let parsed = &parsed["sig"];
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let lines = [
            format!("\"@method\": {method}"),
            format!("\"@path\": {path}"),
            format!("\"@query\": ?{query}"),
            format!("\"content-digest\": {digest}"),
        ];
        let components: Vec<HttpMessageComponent> = lines
            .iter()
            .map(|line| HttpMessageComponent::try_from(line.as_str()).unwrap())
            .collect();
        let theirs = HttpSignatureBase::try_new(&components, parsed.signature_params()).unwrap();
        let theirs = theirs.to_string();
        let ours = signature_base(method, target, digest, input.strip_prefix("sig=").unwrap());
        // They write the parameters in an order of their own; the order received is the one signed (RFC 9421 §2.3).
        let split = |base: &str| {
            let (covered, params) = base.split_once("\n\"@signature-params\": ").unwrap();
            let params: BTreeSet<String> = params.split(';').map(str::to_owned).collect();
            (covered.to_owned(), params)
        };
        assert_eq!(split(&theirs), split(&ours));
        let key = PublicKey::from_bytes(&AlgorithmName::EcdsaP256Sha256, device.point()).unwrap();
        let raw = protocol::signature::find_parts(input, signature).unwrap().signature;
        key.verify(ours.as_bytes(), &raw).unwrap();
        assert!(key.verify(theirs.as_bytes(), &changed_byte(&raw, 3)).is_err());
    }
}
