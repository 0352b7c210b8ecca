//! Random bytes of the browser.

use super::window;

/// Fills from `crypto.getRandomValues`, in pieces of the 65,536 bytes it gives at once.
pub(crate) struct BrowserRandom;

impl replica::Random for BrowserRandom {
    fn fill(&self, bytes: &mut [u8]) {
        let Some(crypto) = window().and_then(|w| w.crypto().ok()) else { return };
        for piece in bytes.chunks_mut(65_536) {
            let _ = crypto.get_random_values_with_u8_array(piece);
        }
    }
}

/// A number between 0 and 1, for jitter only.
pub(crate) fn fraction() -> f64 {
    js_sys::Math::random()
}
