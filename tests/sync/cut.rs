//! Connections that break at the worst moment.

use domain::operation::Payload;
use protocol::envelope::PushResult;
use tests::{Device, Endpoint, text};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A signed push as bytes on a socket.
fn request(device: &Device, body: &[u8]) -> Vec<u8> {
    let mut head = "POST /v1/operations HTTP/1.1\r\nhost: localhost\r\n".to_owned();
    for (name, value) in device.headers("POST", "/v1/operations", body) {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!(
        "content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    ));
    [head.as_bytes(), body].concat()
}

async fn connect(endpoint: &Endpoint) -> TcpStream {
    TcpStream::connect(endpoint.url().trim_start_matches("http://")).await.unwrap()
}

#[tokio::test]
async fn a_reply_lost_after_the_commit_changes_nothing() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let create = device.create();
    let set = device.set(create.dossier, "f.ho-ten", Payload::Text("Ánh".into()));
    let operations = [create, set];
    let texts: Vec<String> = operations.iter().map(text).collect();
    let mut socket = connect(&endpoint).await;
    socket.write_all(&request(&device, &Device::push_body(0, &texts))).await.unwrap();
    // One byte of the reply: it was sent, so it was committed. The rest is lost.
    socket.read_u8().await.unwrap();
    drop(socket);
    let results = device.push(&operations).await;
    assert_eq!(results, [PushResult::Duplicate(1), PushResult::Duplicate(2)]);
    assert_eq!(device.log().await.len(), 2);
}

#[tokio::test]
async fn half_a_body_is_no_push() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let create = device.create();
    let whole = request(&device, &Device::push_body(0, &[text(&create)]));
    for cut in [whole.len() - 1, whole.len() - 100, whole.len() / 2, 20] {
        let mut socket = connect(&endpoint).await;
        socket.write_all(&whole[..cut]).await.unwrap();
        socket.shutdown().await.unwrap();
        // Read to the end: whatever the endpoint made of it is done.
        let mut reply = Vec::new();
        let _ = socket.read_to_end(&mut reply).await;
        assert!(!reply.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&reply));
    }
    assert!(device.log().await.is_empty());
    assert_eq!(device.push(&[create]).await, [PushResult::Accepted(1)]);
}

#[tokio::test]
async fn many_devices_at_once_get_dense_numbers_each() {
    let endpoint = Endpoint::start().await;
    let mut residents = Vec::new();
    for seed in 1..=16 {
        let mut device = endpoint.device(seed).await;
        residents.push(tokio::spawn(async move {
            let create = device.create();
            device.push(std::slice::from_ref(&create)).await;
            for i in 2..=10 {
                let value = Payload::Text(format!("{i}"));
                let set = device.set(create.dossier, "f.ghi-chu", value);
                assert_eq!(
                    device.push_after(i - 1, &[set]).await.results,
                    [PushResult::Accepted(i)]
                );
            }
            assert_eq!(device.log().await.len(), 10);
        }));
    }
    for resident in residents {
        resident.await.unwrap();
    }
}
