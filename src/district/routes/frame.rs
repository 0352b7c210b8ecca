//! What every reply carries: security headers, a nonce under /v1, and one line in the log.
//!
//! Invariant: "The log names the route, never the path, the query or the body."

use crate::district::Shared;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use protocol::signature::NONCE_HEADER;
use std::time::Instant;

/// Sent with every reply. The app loads nothing from elsewhere and runs no script but its own.
const SECURITY: [(HeaderName, HeaderValue); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; \
             manifest-src 'self'; worker-src 'self'; form-action 'none'; base-uri 'none'; \
             frame-ancestors 'none'",
        ),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), bluetooth=()",
        ),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// Whether a path belongs to the API.
pub(crate) fn is_api(path: &str) -> bool {
    path == "/v1" || path.starts_with("/v1/")
}

/// Frames every reply.
pub(crate) async fn frame(
    State(district): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let is_api = is_api(request.uri().path());
    let method = request.method().clone();
    let route = match request.extensions().get::<MatchedPath>() {
        Some(path) => path.as_str().to_owned(),
        None if is_api => "/v1/…".to_owned(),
        None => "site".to_owned(),
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SECURITY {
        headers.insert(name, value);
    }
    if is_api {
        frame_api(&district, headers);
    }
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    if is_api {
        tracing::info!(%method, route, status, duration_ms, "answered");
    } else {
        tracing::debug!(%method, route, status, duration_ms, "answered");
    }
    response
}

fn frame_api(district: &Shared, headers: &mut HeaderMap) {
    let nonce = district.nonces.mint(district.clock.now_s());
    if let Ok(nonce) = HeaderValue::from_str(&nonce) {
        headers.insert(HeaderName::from_static(NONCE_HEADER), nonce);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
