//! Who calls: the signature of a request, checked before its body is read.
//!
//! Not here: the bytes that are signed (crate `protocol`), nonces (see [`crate::nonce`]).
//!
//! Invariant: "The account comes from the signature, never from the body."
//! Invariant: "No unsigned body is kept, and none beyond its limit."

use crate::district::District;
use crate::problem::Refusal;
use crate::storage::devices::{Device, POINT_BYTES};
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::{AccountId, DeviceId};
use http_body_util::BodyExt as _;
use protocol::envelope::EnrolRequest;
use protocol::problem::Code;
use protocol::signature::{SignatureParts, content_digest, find_parts, signature_base};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

/// How long the next piece of a body may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// A body beyond its limit is read on, and dropped, up to here: so that the refusal is heard.
const DRAIN_BYTES: usize = 4 * 1024 * 1024;
/// Largest enrolment.
const MAX_ENROL_BYTES: usize = 4 * 1024;
/// Devices remembered; beyond, all are forgotten and looked up again.
const MAX_REMEMBERED: usize = 100_000;

/// What body a call takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// None.
    Nothing,
    /// JSON of at most this many bytes.
    Json(usize),
    /// Bytes, at most this many.
    Bytes(usize),
}

/// An authenticated call.
#[derive(Debug)]
pub(crate) struct Caller {
    /// The device that signed.
    pub(crate) device: DeviceId,
    /// Its account.
    pub(crate) account: AccountId,
    /// The body, with the digest that was signed.
    pub(crate) body: Vec<u8>,
}

/// Devices seen since the start. A device never changes its key or account, so nothing here grows old.
#[derive(Debug, Default)]
pub(crate) struct KnownDevices {
    devices: RwLock<HashMap<DeviceId, Device>>,
}

impl KnownDevices {
    fn find(&self, id: DeviceId) -> Option<Device> {
        self.devices.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }
    fn remember(&self, id: DeviceId, device: Device) {
        let mut devices = self.devices.write().unwrap_or_else(PoisonError::into_inner);
        if devices.len() >= MAX_REMEMBERED {
            devices.clear();
        }
        devices.insert(id, device);
    }
}

/// Verifies the signature of a call, then reads its body and compares the digest.
pub(crate) async fn authenticate(
    district: &District,
    request: Request,
    takes: Takes,
) -> Result<Caller, Refusal> {
    let (parts, body) = request.into_parts();
    let signature = find_signature(district, &parts)?;
    let device = find_device(district, signature.device).await?;
    let digest = signed_digest(&parts)?;
    verify(&parts, &signature, digest, &device.key)?;
    let body = read_body(&parts, body, takes).await?;
    check_digest(digest, &body)?;
    Ok(Caller { device: signature.device, account: device.account, body })
}

/// An enrolment whose signature verifies with the key it brings.
pub(crate) async fn authenticate_enrolment(
    district: &District,
    request: Request,
) -> Result<(EnrolRequest, [u8; POINT_BYTES]), Refusal> {
    let (parts, body) = request.into_parts();
    let signature = find_signature(district, &parts)?;
    let digest = signed_digest(&parts)?;
    let body = read_body(&parts, body, Takes::Json(MAX_ENROL_BYTES)).await?;
    check_digest(digest, &body)?;
    let enrolment: EnrolRequest = serde_json::from_slice(&body)
        .map_err(|_| Refusal::malformed("expected device, key and perhaps name"))?;
    if enrolment.device != signature.device {
        return Err(Refusal::malformed("expected the device that signs"));
    }
    let point = URL_SAFE_NO_PAD.decode(&enrolment.key).ok();
    let key: [u8; POINT_BYTES] = point
        .and_then(|point| point.try_into().ok())
        .ok_or_else(|| Refusal::malformed("key: expected an uncompressed P-256 point"))?;
    verify(&parts, &signature, digest, &key)?;
    Ok((enrolment, key))
}

fn find_signature(district: &District, parts: &Parts) -> Result<SignatureParts, Refusal> {
    let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let signature = match (header("signature-input"), header("signature")) {
        (Some(input), Some(signature)) => find_parts(input, signature),
        _ => None,
    };
    let signature = signature.ok_or_else(|| Refusal::from(Code::SignatureMissing))?;
    if !district.nonces.is_good(&signature.nonce, district.clock.now_s()) {
        return Err(Code::NonceExpired.into());
    }
    Ok(signature)
}

async fn find_device(district: &District, id: DeviceId) -> Result<Device, Refusal> {
    if let Some(device) = district.devices.find(id) {
        return Ok(device);
    }
    let device = district.storage.find_device(id).await?.ok_or(Code::DeviceUnknown)?;
    district.devices.remember(id, device.clone());
    Ok(device)
}

fn signed_digest(parts: &Parts) -> Result<&str, Refusal> {
    let digest = parts.headers.get("content-digest").and_then(|value| value.to_str().ok());
    digest.ok_or_else(|| Refusal::new(Code::SignatureMissing, "expected content-digest"))
}

fn verify(
    parts: &Parts,
    signature: &SignatureParts,
    digest: &str,
    key: &[u8; POINT_BYTES],
) -> Result<(), Refusal> {
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let base = signature_base(parts.method.as_str(), target, digest, &signature.params);
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key)
        .verify(base.as_bytes(), &signature.signature)
        .map_err(|_| Code::SignatureInvalid.into())
}

fn check_digest(digest: &str, body: &[u8]) -> Result<(), Refusal> {
    if content_digest(body) == digest { Ok(()) } else { Err(Code::DigestMismatch.into()) }
}

/// The body of a call that nobody signs.
pub(crate) async fn read_unsigned(request: Request, takes: Takes) -> Result<Vec<u8>, Refusal> {
    let (parts, body) = request.into_parts();
    read_body(&parts, body, takes).await
}

async fn read_body(parts: &Parts, body: Body, takes: Takes) -> Result<Vec<u8>, Refusal> {
    let (max, content_type) = match takes {
        Takes::Nothing => (0, None),
        Takes::Json(max) => (max, Some("application/json")),
        Takes::Bytes(max) => (max, Some("application/octet-stream")),
    };
    let given = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.and_then(|given| given.split(';').next()).map(str::trim);
    let is_expected =
        content_type.is_none_or(|t| essence.is_some_and(|e| e.eq_ignore_ascii_case(t)));
    let announced = parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let announced = announced.and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
    if announced > DRAIN_BYTES {
        return Err(too_large(max));
    }
    let bytes = read_at_most(body, max).await?;
    if !is_expected {
        let expected = format!("expected {}", content_type.unwrap_or_default());
        return Err(Refusal::new(Code::UnsupportedType, expected));
    }
    Ok(bytes)
}

fn too_large(max: usize) -> Refusal {
    Refusal::new(Code::TooLarge, format!("expected at most {max} bytes"))
}

async fn read_at_most(mut body: Body, max: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut n_bytes = 0;
    let cut = || Refusal::malformed("the body was cut off");
    while let Some(frame) = tokio::time::timeout(PATIENCE, body.frame()).await.map_err(|_| cut())? {
        let Ok(data) = frame.map_err(|_| cut())?.into_data() else { continue };
        n_bytes += data.len();
        if n_bytes <= max {
            bytes.extend_from_slice(&data);
        } else {
            bytes = Vec::new();
        }
        if n_bytes > DRAIN_BYTES {
            break;
        }
    }
    if n_bytes > max { Err(too_large(max)) } else { Ok(bytes) }
}
