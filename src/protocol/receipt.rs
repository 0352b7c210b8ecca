//! Receipts: what the district states about the bytes it holds, as a JWS and as a code of at most 200 bytes.
//!
//! Not here: keys and curves. Both forms are split into "the bytes that are signed" and "the signature".
//!
//! Invariant: "No receipt without proof: every page named is complete, hashed and decoded."

use crate::envelope::Meaning;
use crate::reading::read_json;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::catalogue::{EditionId, Fate};
use domain::ids::{AuthorityId, DossierId, PaperId, Sha256};
use serde::{Deserialize, Serialize};

/// What a receipt states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Receipt number.
    pub number: String,
    /// The authority that received.
    pub authority: AuthorityId,
    /// The dossier.
    pub dossier: DossierId,
    /// Procedure and edition.
    pub edition: EditionId,
    /// Digest of the manifest.
    pub digest: Sha256,
    /// Papers with fate and pages.
    pub papers: Vec<ReceiptPaper>,
    /// When, in seconds since 1970 UTC.
    pub at: i64,
    /// What it means.
    pub meaning: Meaning,
    /// Head of the district's audit chain.
    pub audit: Sha256,
}

/// One paper of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptPaper {
    /// The paper.
    pub paper: PaperId,
    /// How it reaches the office.
    pub fate: Fate,
    /// SHA-256 of every page received.
    pub pages: Vec<Sha256>,
}

impl Statement {
    /// How many pages were received.
    pub fn n_pages(&self) -> usize {
        self.papers.iter().map(|paper| paper.pages.len()).sum()
    }
}

/// The bytes an ES256 JWS signs: `header.payload`.
///
/// # Errors
/// Never for a statement made here; passed on rather than hidden.
pub fn jws_signing_input(statement: &Statement, key_id: &str) -> Result<String, serde_json::Error> {
    let header =
        format!("{{\"alg\":\"ES256\",\"kid\":\"{key_id}\",\"typ\":\"ho-so-receipt+jws\"}}");
    let payload = crate::canonical::to_canonical(statement)?;
    Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload)))
}

/// The whole JWS.
pub fn jws(signing_input: &str, signature: &[u8]) -> String {
    format!("{signing_input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A JWS taken apart, not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JwsParts {
    /// Key that says it signed.
    pub key_id: String,
    /// What it states; believe it only after verifying.
    pub statement: Statement,
    /// The bytes that were signed.
    pub signing_input: String,
    /// Raw r‖s.
    pub signature: Vec<u8>,
}

#[derive(Deserialize)]
struct JwsHeader {
    alg: String,
    kid: String,
}

/// Takes a JWS apart; `None` unless it is an ES256 receipt.
pub fn find_jws_parts(jws: &str) -> Option<JwsParts> {
    let (signing_input, signature) = jws.rsplit_once('.')?;
    let (header, payload) = signing_input.split_once('.')?;
    let header: JwsHeader = read_json(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    if header.alg != "ES256" {
        return None;
    }
    Some(JwsParts {
        key_id: header.kid,
        statement: read_json(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?,
        signing_input: signing_input.to_owned(),
        signature: URL_SAFE_NO_PAD.decode(signature).ok().filter(|s| s.len() == 64)?,
    })
}

/// The short statement of the QR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortStatement {
    /// Key that signed.
    pub key_id: String,
    /// Receipt number.
    pub number: String,
    /// The authority that received.
    pub authority: String,
    /// Digest of the manifest.
    pub digest: Sha256,
    /// When, in seconds since 1970 UTC.
    pub at: u32,
    /// What it means.
    pub meaning: Meaning,
    /// Pages of each paper, in order.
    pub page_counts: Vec<u8>,
    /// First 16 bytes of the audit head.
    pub audit: [u8; 16],
}

/// Most bytes of a code, signature included.
pub const MAX_CODE_BYTES: usize = 200;
const CODE_VERSION: u8 = 1;
/// What a code begins with on paper, so that a scanner knows it.
pub const CODE_PREFIX: &str = "HS1:";

/// The bytes a short statement signs; `None` when it would not fit in [`MAX_CODE_BYTES`].
pub fn code_signing_input(statement: &ShortStatement) -> Option<Vec<u8>> {
    let mut bytes = vec![CODE_VERSION];
    for text in [&statement.key_id, &statement.number, &statement.authority] {
        bytes.push(u8::try_from(text.len()).ok()?);
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes.extend_from_slice(statement.digest.as_bytes());
    bytes.extend_from_slice(&statement.at.to_be_bytes());
    bytes.push(match statement.meaning {
        Meaning::PreCheck => 0,
        Meaning::Official => 1,
    });
    bytes.push(u8::try_from(statement.page_counts.len()).ok()?);
    bytes.extend_from_slice(&statement.page_counts);
    bytes.extend_from_slice(&statement.audit);
    (bytes.len() + 64 <= MAX_CODE_BYTES).then_some(bytes)
}

/// The text of the QR.
pub fn code(signing_input: &[u8], signature: &[u8]) -> String {
    let mut bytes = signing_input.to_vec();
    bytes.extend_from_slice(signature);
    format!("{CODE_PREFIX}{}", base45(&bytes))
}

/// A code taken apart, not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeParts {
    /// What it states; believe it only after verifying.
    pub statement: ShortStatement,
    /// The bytes that were signed.
    pub signing_input: Vec<u8>,
    /// Raw r‖s.
    pub signature: Vec<u8>,
}

/// Takes the text of a QR apart; `None` unless it is a receipt code of this version.
pub fn find_code_parts(text: &str) -> Option<CodeParts> {
    let bytes = parse_base45(text.strip_prefix(CODE_PREFIX)?)?;
    let split = bytes.len().checked_sub(64)?;
    let (signed, signature) = bytes.split_at_checked(split)?;
    let mut rest = signed;
    let mut take = |n: usize| -> Option<&[u8]> {
        let (head, tail) = rest.split_at_checked(n)?;
        rest = tail;
        Some(head)
    };
    if take(1)? != [CODE_VERSION] {
        return None;
    }
    let mut text = || -> Option<String> {
        let n = *take(1)?.first()?;
        String::from_utf8(take(usize::from(n))?.to_vec()).ok()
    };
    let (key_id, number, authority) = (text()?, text()?, text()?);
    let digest = Sha256::from_bytes(take(32)?.try_into().ok()?);
    let at = u32::from_be_bytes(take(4)?.try_into().ok()?);
    let meaning = match take(1)? {
        [0] => Meaning::PreCheck,
        [1] => Meaning::Official,
        _ => return None,
    };
    let n_papers = *take(1)?.first()?;
    let page_counts = take(usize::from(n_papers))?.to_vec();
    let audit = take(16)?.try_into().ok()?;
    if !rest.is_empty() {
        return None;
    }
    let statement =
        ShortStatement { key_id, number, authority, digest, at, meaning, page_counts, audit };
    Some(CodeParts { statement, signing_input: signed.to_vec(), signature: signature.to_vec() })
}

const BASE45: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// RFC 9285.
fn base45(bytes: &[u8]) -> String {
    let letter = |n: u32| BASE45.get((n % 45) as usize).copied().unwrap_or(b'0') as char;
    let mut out = String::new();
    for pair in bytes.chunks(2) {
        match *pair {
            [a, b] => {
                let n = u32::from(a) * 256 + u32::from(b);
                out.extend([letter(n), letter(n / 45), letter(n / 2025)]);
            }
            [a] => out.extend([letter(u32::from(a)), letter(u32::from(a) / 45)]),
            _ => {}
        }
    }
    out
}

fn parse_base45(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let digit = |b: u8| BASE45.iter().position(|l| *l == b).and_then(|p| u32::try_from(p).ok());
    for group in text.as_bytes().chunks(3) {
        match *group {
            [a, b, c] => {
                let n = digit(a)? + 45 * digit(b)? + 2025 * digit(c)?;
                out.extend_from_slice(&u16::try_from(n).ok()?.to_be_bytes());
            }
            [a, b] => out.push(u8::try_from(digit(a)? + 45 * digit(b)?).ok()?),
            _ => return None,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short() -> ShortStatement {
        ShortStatement {
            key_id: "Ab3_-xYz".into(),
            number: "HS-261124-0001".into(),
            authority: "ubnd-phuong-lien-chieu".into(),
            digest: Sha256::from_bytes([7; 32]),
            at: 1_790_000_000,
            meaning: Meaning::PreCheck,
            page_counts: vec![0, 2, 3, 1],
            audit: [9; 16],
        }
    }

    #[test]
    fn a_code_is_short_and_reads_back() {
        let signed = code_signing_input(&short()).unwrap();
        assert!(signed.len() + 64 <= MAX_CODE_BYTES, "{}", signed.len() + 64);
        let text = code(&signed, &[3; 64]);
        let parts = find_code_parts(&text).unwrap();
        assert_eq!(parts.statement, short());
        assert_eq!(parts.signing_input, signed);
        assert_eq!(parts.signature, [3; 64]);
        assert_eq!(find_code_parts(&text[..text.len() - 2]), None);
    }

    #[test]
    fn base45_is_rfc_9285() {
        assert_eq!(base45(b"Hello!!"), "%69 VD92EX0");
        assert_eq!(base45(b"base-45"), "UJCLQE7W581");
        assert_eq!(parse_base45("QED8WEX0").unwrap(), b"ietf!");
        assert_eq!(parse_base45("FGW"), Some(vec![255, 255]));
        assert_eq!(parse_base45("GGW"), None);
        assert_eq!(parse_base45(":::"), None);
    }
}
