//! Signs receipts: the same statement as a JWS and as the short code of the QR.
//!
//! Not here: the bytes that are signed (crate `protocol`), when a receipt is due (see [`crate::submit`]).
//!
//! Invariant: "Both forms state the same and are signed by the same key."

use crate::random::Random;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use core::fmt;
use protocol::canonical::sha256;
use protocol::envelope::{ReceiptKey, ReceiveValue};
use protocol::receipt::{
    ShortStatement, Statement, code, code_signing_input, jws, jws_signing_input,
};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};

/// The key that signs receipts.
pub(crate) struct ReceiptSigner {
    pair: EcdsaKeyPair,
    public: ReceiptKey,
    random: Random,
}

/// Why a receipt cannot be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignError {
    /// The file does not hold a P-256 key.
    NotAKey,
    /// The short statement has more than 200 bytes.
    TooLong,
    /// The statement could not be written, or the operating system gave no random bytes.
    Failed,
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SignError::NotAKey => "expected a P-256 key in PKCS#8",
            SignError::TooLong => "the receipt's code would be longer than 200 bytes",
            SignError::Failed => "the receipt could not be signed",
        })
    }
}
impl std::error::Error for SignError {}

impl ReceiptSigner {
    /// With the key in this PKCS#8.
    pub(crate) fn new(pkcs8: &[u8], random: Random) -> Result<Self, SignError> {
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, random.system())
                .map_err(|_| SignError::NotAKey)?;
        let point = pair.public_key().as_ref();
        let id = sha256(point).to_string().chars().take(8).collect();
        let public = ReceiptKey { id, point: URL_SAFE_NO_PAD.encode(point) };
        Ok(Self { pair, public, random })
    }

    /// The public key, as residents get it.
    pub(crate) fn public(&self) -> &ReceiptKey {
        &self.public
    }

    /// Signs a statement in both forms.
    pub(crate) fn sign(&self, statement: &Statement) -> Result<ReceiveValue, SignError> {
        let signing_input =
            jws_signing_input(statement, &self.public.id).map_err(|_| SignError::Failed)?;
        let signature = self.sign_bytes(signing_input.as_bytes())?;
        let short = self.shorten(statement);
        let code_input = code_signing_input(&short).ok_or(SignError::TooLong)?;
        let code_signature = self.sign_bytes(&code_input)?;
        Ok(ReceiveValue {
            number: statement.number.clone(),
            jws: jws(&signing_input, &signature),
            code: code(&code_input, &code_signature),
        })
    }

    fn sign_bytes(&self, bytes: &[u8]) -> Result<Vec<u8>, SignError> {
        self.pair
            .sign(self.random.system(), bytes)
            .map(|signature| signature.as_ref().to_vec())
            .map_err(|_| SignError::Failed)
    }

    fn shorten(&self, statement: &Statement) -> ShortStatement {
        let mut audit = [0; 16];
        for (to, from) in audit.iter_mut().zip(statement.audit.as_bytes()) {
            *to = *from;
        }
        let count = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
        ShortStatement {
            key_id: self.public.id.clone(),
            number: statement.number.clone(),
            authority: statement.authority.to_string(),
            digest: statement.digest,
            at: u32::try_from(statement.at).unwrap_or(u32::MAX),
            meaning: statement.meaning,
            page_counts: statement.papers.iter().map(|paper| count(paper.pages.len())).collect(),
            audit,
        }
    }
}

#[cfg(test)]
mod tests;
