//! HTTP message signatures (RFC 9421), as far as this protocol uses them: one signature named `sig`,
//! `ecdsa-p256-sha256`, over `@method`, `@path`, `@query` and `content-digest`, with `keyid` and the district's `nonce`.
//!
//! Not here: keys and curves. The page signs with WebCrypto, the district verifies with its own library.
//!
//! Invariant: "No clock of the device is signed or believed."

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::ids::DeviceId;

/// Header with the district's nonce, on every reply.
pub const NONCE_HEADER: &str = "ho-so-nonce";

/// `Content-Digest` of a body (RFC 9530): `sha-256=:…:`.
pub fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(crate::canonical::sha256(body).as_bytes()))
}

/// The parameters of the signature: the value of `Signature-Input` is `sig=` and this.
pub fn signature_params(device: DeviceId, nonce: &str) -> String {
    format!(
        "(\"@method\" \"@path\" \"@query\" \"content-digest\");keyid=\"{device}\";nonce=\"{nonce}\";alg=\"ecdsa-p256-sha256\""
    )
}

/// The bytes that are signed. `path_and_query` is the request target, such as `/v1/operations?after=3`.
pub fn signature_base(
    method: &str,
    path_and_query: &str,
    content_digest: &str,
    params: &str,
) -> String {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    format!(
        "\"@method\": {method}\n\"@path\": {path}\n\"@query\": ?{query}\n\"content-digest\": {content_digest}\n\"@signature-params\": {params}"
    )
}

/// The value of `Signature` for 64 raw bytes r‖s, as WebCrypto produces them.
pub fn signature_header(raw: &[u8]) -> String {
    format!("sig=:{}:", STANDARD.encode(raw))
}

/// A request's signature, taken apart but not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureParts {
    /// The device that says it signed.
    pub device: DeviceId,
    /// The nonce it used.
    pub nonce: String,
    /// The parameters as sent, for the base.
    pub params: String,
    /// Raw r‖s.
    pub signature: Vec<u8>,
}

/// Takes the two headers apart; `None` unless they are exactly of the form made above.
pub fn find_parts(signature_input: &str, signature: &str) -> Option<SignatureParts> {
    let params = signature_input.strip_prefix("sig=")?;
    let rest =
        params.strip_prefix("(\"@method\" \"@path\" \"@query\" \"content-digest\");keyid=\"")?;
    let (device, rest) = rest.split_once("\";nonce=\"")?;
    let (nonce, rest) = rest.split_once('"')?;
    if rest != ";alg=\"ecdsa-p256-sha256\"" {
        return None;
    }
    let raw = signature.strip_prefix("sig=:")?.strip_suffix(':')?;
    let signature = STANDARD.decode(raw).ok().filter(|bytes| bytes.len() == 64)?;
    Some(SignatureParts {
        device: device.parse().ok()?,
        nonce: nonce.to_owned(),
        params: params.to_owned(),
        signature,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let device = DeviceId::from_bytes([7; 16]);
        let params = signature_params(device, "1790000000.abc_-");
        let parts = find_parts(&format!("sig={params}"), &signature_header(&[9; 64])).unwrap();
        assert_eq!(parts.device, device);
        assert_eq!(parts.nonce, "1790000000.abc_-");
        assert_eq!(parts.params, params);
        assert_eq!(parts.signature, [9; 64]);
        assert!(
            find_parts(&format!("sig={params};tag=\"x\""), &signature_header(&[9; 64])).is_none()
        );
        assert!(find_parts(&format!("sig={params}"), &signature_header(&[9; 63])).is_none());
    }

    #[test]
    fn the_base_covers_path_query_and_body() {
        let params = signature_params(DeviceId::from_bytes([0; 16]), "n");
        assert_eq!(
            signature_base("GET", "/v1/operations?after=3", &content_digest(b""), &params),
            "\"@method\": GET\n\"@path\": /v1/operations\n\"@query\": ?after=3\n\
             \"content-digest\": sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:\n\
             \"@signature-params\": (\"@method\" \"@path\" \"@query\" \"content-digest\");keyid=\"AAAAAAAAAAAAAAAAAAAAAA\";nonce=\"n\";alg=\"ecdsa-p256-sha256\""
        );
    }
}
