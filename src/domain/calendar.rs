//! Working days and due dates, each with its derivation.
//!
//! Not here: what starts, stops or restarts a limit (the dossier), and the hour of receipt (the desk).
//!
//! Invariant: "A date is never given without the rule that made it."

use crate::catalogue::{Calendar, CalendarDay, CalendarDayKind, Confidence, TimeUnit};
use crate::date::Date;
use chrono::Weekday;

/// Office hours of a working day.
const HOURS_A_DAY: u16 = 8;

/// A date computed from a limit, with what was skipped on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDate {
    /// The day counted as the first.
    pub first_day: Date,
    /// The day the limit ends.
    pub due_on: Date,
    /// Days of the calendar passed over (indexes into [`Calendar::days`]): holidays not counted and weekend days
    /// counted because offices worked.
    pub passed: Vec<usize>,
    /// Whether an unconfirmed day was passed, or the calendar does not reach that far: shown as "about".
    pub about: bool,
}

/// The day a limit of `amount` units ends when complete papers are taken in on `received_on` (facts/one-stop §3).
///
/// The decree does not say whether the day of receipt counts; the usual convention is that the first day is the working
/// day after it. Hours are office hours, eight a day, and a part of a day counts as a day.
/// A limit in calendar days begins on the next day and ends on a day of the calendar, whether offices work then or not:
/// no rule moves it. A limit of nothing ends on the day of receipt.
pub fn due_date(calendar: &Calendar, received_on: Date, amount: u16, unit: TimeUnit) -> DueDate {
    let n_days = match unit {
        TimeUnit::CalendarDay => {
            return DueDate {
                first_day: received_on.plus_days(i64::from(amount.min(1))),
                due_on: received_on.plus_days(i64::from(amount)),
                passed: Vec::new(),
                about: false,
            };
        }
        TimeUnit::WorkingDay => amount,
        TimeUnit::WorkingHour => amount.div_ceil(HOURS_A_DAY),
    };
    let mut due = DueDate {
        first_day: received_on,
        due_on: received_on,
        passed: Vec::new(),
        about: !is_covered(calendar, received_on.year()),
    };
    let mut n_counted = 0;
    while n_counted < n_days {
        let day = due.due_on.plus_days(1);
        if day == due.due_on {
            // The end of the calendar chrono knows; nobody waits that long.
            break;
        }
        due.due_on = day;
        if day.year() != day.plus_days(-1).year() {
            due.about |= !is_covered(calendar, day.year());
        }
        let exception = find_exception(calendar, day);
        if let Some((index, exception)) = exception
            && changes_the_week(exception)
        {
            due.passed.push(index);
            due.about |= exception.confidence < Confidence::High;
        }
        if works(day, exception.map(|(_, exception)| exception)) {
            n_counted += 1;
            if n_counted == 1 {
                due.first_day = day;
            }
        }
    }
    due
}

/// Whether offices work on a day.
pub fn is_working_day(calendar: &Calendar, day: Date) -> bool {
    works(day, find_exception(calendar, day).map(|(_, exception)| exception))
}

fn works(day: Date, exception: Option<&CalendarDay>) -> bool {
    match exception.map(|exception| exception.kind) {
        Some(CalendarDayKind::Closed) => false,
        Some(CalendarDayKind::Worked) => true,
        None => !is_weekend(day),
    }
}

fn find_exception(calendar: &Calendar, day: Date) -> Option<(usize, &CalendarDay)> {
    calendar.days.iter().enumerate().find(|(_, exception)| exception.on == day)
}

/// A holiday on a Sunday changes nothing.
fn changes_the_week(exception: &CalendarDay) -> bool {
    match exception.kind {
        CalendarDayKind::Closed => !is_weekend(exception.on),
        CalendarDayKind::Worked => is_weekend(exception.on),
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Every year has holidays, so a year without one is a year nobody entered yet. A worked Saturday alone does not make
/// a year known: the swap of 31 December 2012 reaches into 2013.
fn is_covered(calendar: &Calendar, year: i32) -> bool {
    calendar.days.iter().any(|day| day.kind == CalendarDayKind::Closed && day.on.year() == year)
}

#[cfg(test)]
mod tests;
