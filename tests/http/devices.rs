//! `POST /v1/devices`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::DeviceId;
use protocol::problem::Code;
use tests::{Device, Endpoint};

async fn enrol(device: &mut Device, body: &[u8]) -> tests::Reply {
    device.call("POST", "/v1/devices", "application/json", body).await
}

#[tokio::test]
async fn enrolling_again_changes_nothing() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let account = device.enrol().await;
    assert_eq!(device.enrol().await, account);
    let endpoint = endpoint.restart().await;
    device.url = endpoint.url();
    assert_eq!(device.enrol().await, account);
    let mut other = Device::new(&endpoint.url(), 2);
    assert_ne!(other.enrol().await, account);
}

#[tokio::test]
async fn a_device_that_takes_a_new_id_keeps_its_account() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let account = device.enrol().await;
    device.id = DeviceId::from_bytes([9; 16]);
    assert_eq!(device.enrol().await, account);
}

#[tokio::test]
async fn an_id_belongs_to_one_key() {
    let endpoint = Endpoint::start().await;
    endpoint.device(1).await;
    let mut other = Device::new(&endpoint.url(), 1);
    let body = other.enrolment();
    assert_eq!(enrol(&mut other, &body).await.code(), Code::DeviceTaken);
}

#[tokio::test]
async fn an_enrolment_is_signed_with_the_key_it_brings() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let other = Device::new(&endpoint.url(), 1);
    assert_eq!(enrol(&mut device, &other.enrolment()).await.code(), Code::SignatureInvalid);
    // A point that is not on the curve.
    let mut point = device.point().to_vec();
    point[40] ^= 1;
    let body =
        format!("{{\"device\":\"{}\",\"key\":\"{}\"}}", device.id, URL_SAFE_NO_PAD.encode(point));
    assert_eq!(enrol(&mut device, body.as_bytes()).await.code(), Code::SignatureInvalid);
}

#[tokio::test]
async fn enrolments_that_are_none() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let good = String::from_utf8(device.enrolment()).unwrap();
    let check = async |device: &mut Device, body: String, expected| {
        assert_eq!(enrol(device, body.as_bytes()).await.code(), expected, "{body:.80}");
    };
    check(&mut device, "{}".into(), Code::Malformed).await;
    check(&mut device, "không".into(), Code::Malformed).await;
    check(&mut device, good.replace("\"key\":\"", "\"key\":\"AA"), Code::Malformed).await;
    let other = DeviceId::from_bytes([2; 16]).to_string();
    let of_other = good.replace(&device.id.to_string(), &other);
    check(&mut device, of_other, Code::Malformed).await;
    let named = |name: &str| good.replace('}', &format!(",\"name\":\"{name}\"}}"));
    check(&mut device, named(&"ệ".repeat(65)), Code::Malformed).await;
    check(&mut device, named(&"x".repeat(5000)), Code::TooLarge).await;
    let reply = device.call("POST", "/v1/devices", "text/plain", good.as_bytes()).await;
    assert_eq!(reply.code(), Code::UnsupportedType);
    assert_eq!(enrol(&mut device, named(&"ệ".repeat(64)).as_bytes()).await.status, 200);
}
