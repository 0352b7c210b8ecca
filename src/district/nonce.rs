//! Nonces: the district's own time under a key only it knows.
//!
//! Not here: one-time use. Within its life a nonce serves any number of requests, because every call may be repeated.
//!
//! Invariant: "A nonce is judged by the clock that made it."

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use protocol::limits::NONCE_LIFE_S;
use ring::hmac;

/// Makes and judges nonces.
pub(crate) struct Nonces {
    key: hmac::Key,
}

impl Nonces {
    /// With this key; kept across restarts, so that a restart refuses nobody.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key) }
    }

    /// A nonce of this second.
    pub(crate) fn mint(&self, now_s: i64) -> String {
        let time = now_s.to_string();
        let tag = hmac::sign(&self.key, time.as_bytes());
        format!("{time}.{}", URL_SAFE_NO_PAD.encode(tag))
    }

    /// Whether the nonce is ours and of the last ten minutes.
    pub(crate) fn is_good(&self, nonce: &str, now_s: i64) -> bool {
        let Some((time, tag)) = nonce.split_once('.') else { return false };
        let Ok(tag) = URL_SAFE_NO_PAD.decode(tag) else { return false };
        let Ok(minted_s) = time.parse::<i64>() else { return false };
        // The clock may have been set back since: then the nonce seems to come from the future.
        hmac::verify(&self.key, time.as_bytes(), &tag).is_ok()
            && now_s.saturating_sub(minted_s).unsigned_abs() <= NONCE_LIFE_S.unsigned_abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_good_for_ten_minutes() {
        let nonces = Nonces::new(&[1; 32]);
        let nonce = nonces.mint(1_790_000_000);
        assert!(nonces.is_good(&nonce, 1_790_000_000));
        assert!(nonces.is_good(&nonce, 1_790_000_600));
        assert!(!nonces.is_good(&nonce, 1_790_000_601));
        assert!(!nonces.is_good(&nonce, 1_789_999_399));
    }

    #[test]
    fn only_ours_are_good() {
        let nonce = Nonces::new(&[2; 32]).mint(1_790_000_000);
        let nonces = Nonces::new(&[1; 32]);
        let ours = nonces.mint(1_790_000_000);
        let forged = ours.replace("1790000000", "1790000001");
        for bad in [nonce.as_str(), forged.as_str(), "", ".", "1790000000", "1790000000."] {
            assert!(!nonces.is_good(bad, 1_790_000_000), "{bad}");
        }
    }
}
