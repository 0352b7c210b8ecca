//! Random bytes from the operating system.
//!
//! Invariant: "Every id of the district has 128 random bits."

use core::fmt;
use ring::rand::{SecureRandom as _, SystemRandom};

/// Where random bytes come from.
#[derive(Debug, Clone)]
pub(crate) struct Random {
    system: SystemRandom,
}

impl Default for Random {
    fn default() -> Self {
        Self { system: SystemRandom::new() }
    }
}

/// The operating system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoRandomness;

impl fmt::Display for NoRandomness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the operating system gives no random bytes")
    }
}
impl std::error::Error for NoRandomness {}

impl Random {
    /// Random bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> Result<[u8; N], NoRandomness> {
        let mut bytes = [0; N];
        self.system.fill(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(bytes)
    }
    /// For the functions of `ring`.
    pub(crate) fn system(&self) -> &SystemRandom {
        &self.system
    }
}
