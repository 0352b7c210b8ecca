//! Files of the built site.
//!
//! Invariant: "Only a file that exists may be kept for ever; an unknown asset is 404, never the app."

use crate::district::District;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::canonical::sha256;
use std::borrow::Cow;

/// How the app tells a device whose storage was thrown away from one that was never here.
const SEEN: &str = "ho-so-seen=1; Path=/; Max-Age=34560000; SameSite=Lax";

/// The file of a path; the app's page for a navigation anywhere else.
pub(crate) fn file(district: &District, request: &Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let headers = request.headers();
    let rulebook = district.intake.rulebooks.get();
    let find = |path: &str| district.find_file(&rulebook.origin, path);
    let is_asset = path.starts_with("assets/");
    // Compressed twins are reached through the files they belong to.
    if !path.is_empty()
        && path != "index.html"
        && !path.ends_with(".br")
        && let Some(bytes) = find(path)
    {
        return reply(find, path, bytes, headers);
    }
    if is_asset || !(path.is_empty() || path == "index.html" || is_navigation(headers)) {
        return not_found();
    }
    let Some(bytes) = find("index.html") else { return not_found() };
    let mut response = reply(find, "index.html", bytes, headers);
    response.headers_mut().insert(header::SET_COOKIE, HeaderValue::from_static(SEEN));
    response
}

fn not_found() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (StatusCode::NOT_FOUND, headers, "not found\n").into_response()
}

fn is_navigation(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

fn reply(
    find: impl Fn(&str) -> Option<Cow<'static, [u8]>>,
    path: &str,
    bytes: Cow<'static, [u8]>,
    request: &HeaderMap,
) -> Response {
    let compressed = takes_brotli(request).then(|| find(&format!("{path}.br"))).flatten();
    let encoding = compressed.is_some();
    let bytes = compressed.unwrap_or(bytes);
    let etag = format!("\"{}\"", sha256(&bytes));
    let is_known = request
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag));
    let mut response = match is_known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => Body::from(bytes.into_owned()).into_response(),
    };
    let keep = match path.starts_with("assets/") {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

fn takes_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').any(|part| {
        let (name, rest) = part.split_once(';').unwrap_or((part, ""));
        let is_refused = matches!(rest.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        name.trim().eq_ignore_ascii_case("br") && !is_refused
    })
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_only_for_those_who_take_it() {
        let check = |accepts: &'static str, expected| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepts));
            assert_eq!(takes_brotli(&headers), expected, "{accepts}");
        };
        check("gzip, deflate, br, zstd", true);
        check("br;q=0.5", true);
        check("gzip", false);
        check("br;q=0", false);
        check("", false);
        check("brotli", false);
        assert!(!takes_brotli(&HeaderMap::new()));
    }
}
