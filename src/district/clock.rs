//! The district's own time.
//!
//! Not here: any other clock. What a device says about time is displayed and never believed.
//!
//! Invariant: "Every decision that needs a time takes it from the one clock given at the start."

use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time. The tests have one they can turn.
pub trait Clock: Send + Sync + 'static {
    /// Seconds since 1970 UTC.
    fn now_s(&self) -> i64;
}

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_s(&self) -> i64 {
        // A clock before 1970 is set wrongly; zero makes every receipt visibly absurd instead of failing.
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .ok()
            .and_then(|since| i64::try_from(since.as_secs()).ok())
            .unwrap_or(0)
    }
}
