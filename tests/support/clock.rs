//! A clock that stands still until it is turned.

use district::Clock;
use std::sync::atomic::{AtomicI64, Ordering};

/// The clock.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    /// Stands at this second since 1970 UTC.
    pub fn at(now_s: i64) -> Self {
        Self(AtomicI64::new(now_s))
    }
    /// Turns it.
    pub fn turn_by(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now_s(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}
