//! The files of the site.

use tests::{Device, Endpoint, Reply};

async fn get(device: &mut Device, path: &str, headers: &[(&str, &str)]) -> Reply {
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    device.send("GET", path, &headers, Vec::new()).await.unwrap()
}

#[tokio::test]
async fn files_have_their_type_and_their_life() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let mut check = async |path: &str, content_type: &str, cache: &str| {
        let reply = get(&mut device, path, &[]).await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.header("content-type"), content_type, "{path}");
        assert_eq!(reply.header("cache-control"), cache, "{path}");
        assert_eq!(reply.header("content-encoding"), "", "{path}");
        assert!(reply.header("content-security-policy").contains("'wasm-unsafe-eval'"));
        assert_eq!(reply.header("cross-origin-opener-policy"), "same-origin");
        assert!(reply.header("permissions-policy").contains("camera=(self)"));
    };
    let forever = "public, max-age=31536000, immutable";
    check("/", "text/html; charset=utf-8", "no-cache").await;
    check("/sw.js", "text/javascript; charset=utf-8", "no-cache").await;
    check("/manifest.webmanifest", "application/manifest+json", "no-cache").await;
    check("/catalogue/index.json", "application/json", "no-cache").await;
    check("/assets/app.fedcba9876543210.wasm", "application/wasm", forever).await;
    check("/assets/app.0123456789abcdef.js", "text/javascript; charset=utf-8", forever).await;
}

#[tokio::test]
async fn an_unknown_asset_is_never_the_app() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let html = [("accept", "text/html,*/*")];
    for path in ["/assets/app.0000000000000000.js", "/assets/", "/assets/../index.html"] {
        let reply = get(&mut device, path, &html).await;
        if path.contains("..") {
            // The client itself removes the dots.
            continue;
        }
        assert_eq!(reply.status, 404, "{path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
    }
    for path in ["/missing.js", "/catalogue/missing.json", "/index.html.br", "/%2e%2e/keys/nonce"] {
        assert_eq!(get(&mut device, path, &[("accept", "*/*")]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_navigation_gets_the_app_and_the_mark_of_a_visit() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    for path in ["/", "/index.html", "/ho-so/abc", "/thu-tuc/gpxd-nha-o-rieng-le"] {
        let reply = get(&mut device, path, &[("accept", "text/html")]).await;
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.text().contains("Hồ Sơ"), "{path}");
        assert!(reply.header("set-cookie").starts_with("ho-so-seen=1; Path=/"), "{path}");
        assert!(!reply.header("set-cookie").contains("HttpOnly"), "the page reads it");
    }
    assert_eq!(get(&mut device, "/sw.js", &[]).await.header("set-cookie"), "");
}

#[tokio::test]
async fn compressed_and_known_files_save_bytes() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let br = [("accept-encoding", "gzip, br")];
    let reply = get(&mut device, "/assets/app.0123456789abcdef.js", &br).await;
    assert_eq!(reply.header("content-encoding"), "br");
    assert_eq!(reply.header("vary"), "accept-encoding");
    assert_eq!(reply.text(), "brotli of the script");
    let plain = get(&mut device, "/assets/app.fedcba9876543210.wasm", &br).await;
    assert_eq!(plain.header("content-encoding"), "");

    let first = get(&mut device, "/catalogue/index.json", &[]).await;
    let etag = first.header("etag").to_owned();
    let again = get(&mut device, "/catalogue/index.json", &[("if-none-match", &etag)]).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    std::fs::write(endpoint.site().join("catalogue/index.json"), b"{}").unwrap();
    let newer = get(&mut device, "/catalogue/index.json", &[("if-none-match", &etag)]).await;
    assert_eq!((newer.status, newer.text().as_str()), (200, "{}"));

    let head = device.send("HEAD", "/sw.js", &[], Vec::new()).await.unwrap();
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(device.send("POST", "/", &[], Vec::new()).await.unwrap().status, 405);
}
