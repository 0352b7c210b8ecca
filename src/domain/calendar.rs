//! Working days and due dates, each with its derivation.
//!
//! Invariant: "A date is never given without the rule that made it."

use crate::catalogue::{Calendar, TimeUnit};
use crate::date::Date;

/// A date computed from a limit, with what was skipped on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDate {
    /// The day counted as the first.
    pub first_day: Date,
    /// The day the limit ends.
    pub due_on: Date,
    /// Days of the calendar passed over (indexes into [`Calendar::days`]).
    pub passed: Vec<usize>,
    /// Whether an unconfirmed day was passed, or the calendar does not reach that far: shown as "about".
    pub about: bool,
}

/// The day a limit of `amount` units ends when complete papers are taken in on `received_on` (facts/one-stop §3).
pub fn due_date(
    _calendar: &Calendar,
    _received_on: Date,
    _amount: u16,
    _unit: TimeUnit,
) -> DueDate {
    unimplemented!()
}

/// Whether offices work on a day.
pub fn is_working_day(_calendar: &Calendar, _day: Date) -> bool {
    unimplemented!()
}
