//! `/v1/dossiers/{dossier}/blobs/{sha256}`.

use domain::ids::DossierId;
use protocol::limits::CHUNK_BYTES;
use protocol::problem::Code;
use tests::{Device, Endpoint, Reply, blob_path, changed_byte, photo, png_photo};

const BYTES: &str = "application/octet-stream";

/// A device with a dossier to which these bytes are attached.
async fn attached(endpoint: &Endpoint, bytes: &[u8]) -> (Device, DossierId) {
    let mut device = endpoint.device(1).await;
    let create = device.create();
    let attach = device.attach(create.dossier, "giay-dat", bytes);
    device.push(&[create.clone(), attach]).await;
    (device, create.dossier)
}

async fn put(device: &mut Device, path: &str, i: usize, bytes: &[u8]) -> Reply {
    device.call("PUT", &format!("{path}/{i}"), BYTES, bytes).await
}

#[tokio::test]
async fn chunks_come_in_any_order_any_number_of_times() {
    let endpoint = Endpoint::start().await;
    let bytes = photo(1, 1600, 1200);
    let n_chunks = bytes.len().div_ceil(CHUNK_BYTES);
    assert!(n_chunks >= 3, "{}", bytes.len());
    let (mut device, dossier) = attached(&endpoint, &bytes).await;
    let path = blob_path(dossier, &bytes);
    let state = device.blob_state(dossier, &bytes).await;
    assert_eq!((state.complete, state.chunks), (false, vec![]));
    let reply = device.call("POST", &format!("{path}/complete"), "", b"").await;
    assert_eq!(reply.code(), Code::BlobIncomplete);

    let chunks: Vec<&[u8]> = bytes.chunks(CHUNK_BYTES).collect();
    for i in (1..n_chunks).rev().chain([1]) {
        assert_eq!(put(&mut device, &path, i, chunks[i]).await.status, 204);
    }
    let endpoint = endpoint.restart().await;
    device.url = endpoint.url();
    let held: Vec<u32> = (1..n_chunks as u32).collect();
    assert_eq!(device.blob_state(dossier, &bytes).await.chunks, held);
    let head = device.call("HEAD", &path, "", b"").await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(
        device.call("GET", &format!("{path}/content"), "", b"").await.code(),
        Code::NotFound
    );

    assert_eq!(put(&mut device, &path, 0, chunks[0]).await.status, 204);
    for _ in 0..2 {
        let reply = device.call("POST", &format!("{path}/complete"), "", b"").await;
        assert_eq!(reply.text(), r#"{"complete":true}"#);
    }
    assert_eq!(put(&mut device, &path, 0, chunks[0]).await.status, 204, "a late repetition");
    assert!(device.blob_state(dossier, &bytes).await.complete);
    let endpoint = endpoint.restart().await;
    device.url = endpoint.url();
    let content = device.call("GET", &format!("{path}/content"), "", b"").await;
    assert_eq!((content.status, content.header("content-type")), (200, "image/jpeg"));
    assert!(content.body == bytes);
    let files = std::fs::read_dir(endpoint.data().join("blobs")).unwrap().next().unwrap().unwrap();
    let n_files = std::fs::read_dir(files.path()).unwrap().count();
    assert_eq!(n_files, 1, "the chunks are gone");
}

#[tokio::test]
async fn only_what_is_attached_is_taken() {
    let endpoint = Endpoint::start().await;
    let bytes = photo(1, 400, 300);
    let (mut device, dossier) = attached(&endpoint, &bytes).await;
    let other = photo(2, 400, 300);
    let path = blob_path(dossier, &other);
    assert_eq!(put(&mut device, &path, 0, &other).await.code(), Code::BlobUnexpected);
    let reply = device.call("POST", &format!("{path}/complete"), "", b"").await;
    assert_eq!(reply.code(), Code::BlobUnexpected);
    assert_eq!(device.call("GET", &path, "", b"").await.code(), Code::NotFound);
}

#[tokio::test]
async fn chunks_that_are_none() {
    let endpoint = Endpoint::start().await;
    let bytes = photo(1, 1200, 900);
    let (mut device, dossier) = attached(&endpoint, &bytes).await;
    let path = blob_path(dossier, &bytes);
    let first = &bytes[..CHUNK_BYTES];
    let n_chunks = bytes.len().div_ceil(CHUNK_BYTES);
    assert_eq!(put(&mut device, &path, 0, &first[1..]).await.code(), Code::Malformed);
    assert_eq!(put(&mut device, &path, n_chunks, first).await.code(), Code::Malformed);
    assert_eq!(put(&mut device, &path, n_chunks - 1, first).await.code(), Code::Malformed);
    assert_eq!(put(&mut device, &path, 99_999, first).await.code(), Code::Malformed);
    let reply = device.call("PUT", &format!("{path}/x"), BYTES, first).await;
    assert_eq!(reply.code(), Code::NotFound);
    let reply = device.call("PUT", &format!("{path}/0"), "image/jpeg", first).await;
    assert_eq!(reply.code(), Code::UnsupportedType);
    let reply = put(&mut device, &path, 0, &vec![0; CHUNK_BYTES + 1]).await;
    assert_eq!(reply.code(), Code::TooLarge);
    let reply = put(&mut device, &path, 0, &vec![0; 3 * 1024 * 1024]).await;
    assert_eq!(reply.code(), Code::TooLarge);

    // A byte changed on the way: the digest that was signed is not that of the body.
    let mut headers = device.headers("PUT", &format!("{path}/0"), first).to_vec();
    headers.push(("content-type", BYTES.to_owned()));
    let flipped = changed_byte(first, 1000);
    let reply = device.send("PUT", &format!("{path}/0"), &headers, flipped).await.unwrap();
    assert_eq!(reply.code(), Code::DigestMismatch);
    assert_eq!(device.blob_state(dossier, &bytes).await.chunks, Vec::<u32>::new());
}

#[tokio::test]
async fn a_blob_that_does_not_hash_to_its_name_starts_over() {
    let endpoint = Endpoint::start().await;
    let bytes = photo(1, 400, 300);
    let (mut device, dossier) = attached(&endpoint, &bytes).await;
    let path = blob_path(dossier, &bytes);
    // The device itself sends a wrong chunk, properly signed.
    assert_eq!(put(&mut device, &path, 0, &changed_byte(&bytes, 99)).await.status, 204);
    let reply = device.call("POST", &format!("{path}/complete"), "", b"").await;
    assert_eq!(reply.code(), Code::DigestMismatch);
    assert_eq!(device.blob_state(dossier, &bytes).await.chunks, Vec::<u32>::new());
    assert_eq!(device.upload(dossier, &bytes).await.status, 200);
}

#[tokio::test]
async fn only_images_are_pages() {
    let endpoint = Endpoint::start().await;
    let check = async |bytes: Vec<u8>, expected: Option<Code>| {
        let mut device = endpoint.device(bytes[0] ^ bytes[bytes.len() / 2]).await;
        let create = device.create();
        let attach = device.attach(create.dossier, "giay-dat", &bytes);
        device.push(&[create.clone(), attach]).await;
        let reply = device.upload(create.dossier, &bytes).await;
        match expected {
            Some(code) => assert_eq!(reply.code(), code),
            None => assert_eq!(reply.status, 200, "{}", reply.text()),
        }
        assert_eq!(device.blob_state(create.dossier, &bytes).await.complete, expected.is_none());
    };
    check("Đơn xin cấp phép, đổi tên thành .jpg".into(), Some(Code::NotAnImage)).await;
    check(b"%PDF-1.7\n%%EOF".to_vec(), Some(Code::NotAnImage)).await;
    let half = photo(3, 400, 300);
    check(half[..half.len() / 2].to_vec(), Some(Code::NotAnImage)).await;
    check(png_photo(4, 200, 100), None).await;
    check(photo(5, 200, 100), None).await;
}
