//! A calendar date, written `2026-07-01` in data and `01/07/2026` on screens.
//!
//! Not here: reading today's date; chrono's formatter and parser (21 KB in the page).
//!
//! Invariant: "A date that exists is a day of the calendar."

use chrono::{Datelike, NaiveDate, Weekday};
use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day, without time or zone. Vietnam is UTC+7 without daylight saving.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

/// The text is not a day of the calendar in the form `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a date as YYYY-MM-DD")
    }
}
impl std::error::Error for NotADate {}

impl Date {
    /// The day, or `None` when there is no such day.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }
    /// The day in Vietnam (UTC+7) at this instant, in seconds since 1970 UTC.
    pub fn in_vietnam(unix_s: i64) -> Self {
        let days = (unix_s + 7 * 3600).div_euclid(86_400);
        Self(
            i32::try_from(days)
                .ok()
                .and_then(|d| d.checked_add(719_163))
                .and_then(NaiveDate::from_num_days_from_ce_opt)
                .unwrap_or(NaiveDate::MAX),
        )
    }
    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }
    /// The month, 1–12.
    pub fn month(self) -> u32 {
        self.0.month()
    }
    /// The day of the month, 1–31.
    pub fn day(self) -> u32 {
        self.0.day()
    }
    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }
    /// The day `n` days later (earlier when negative); stays at the calendar's end.
    pub fn plus_days(self, n: i64) -> Self {
        Self(self.0.checked_add_signed(chrono::TimeDelta::days(n)).unwrap_or(NaiveDate::MAX))
    }
    /// Days from `earlier` to `self`.
    pub fn days_since(self, earlier: Date) -> i64 {
        self.0.signed_duration_since(earlier.0).num_days()
    }
    /// As people in Vietnam write it: `01/07/2026`.
    pub fn to_vietnamese(self) -> String {
        format!("{:02}/{:02}/{:04}", self.day(), self.month(), self.year())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}
impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl FromStr for Date {
    type Err = NotADate;
    fn from_str(text: &str) -> Result<Self, NotADate> {
        let number = |range: core::ops::Range<usize>| {
            let part = text.get(range)?;
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten()
        };
        let dash = |at: usize| text.as_bytes().get(at) == Some(&b'-');
        if text.len() != 10 || !dash(4) || !dash(7) {
            return Err(NotADate);
        }
        let ymd = (number(0..4), number(5..7), number(8..10));
        let (Some(y), Some(m), Some(d)) = ymd else { return Err(NotADate) };
        i32::try_from(y).ok().and_then(|y| Self::from_ymd(y, m, d)).ok_or(NotADate)
    }
}
impl Serialize for Date {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.to_string())
    }
}
impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Date;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date as YYYY-MM-DD")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Date, E> {
                text.parse().map_err(E::custom)
            }
        }
        d.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_only_real_days() {
        let ok = |t: &str| t.parse::<Date>().map(|d| d.to_string());
        assert_eq!(ok("2026-07-01"), Ok("2026-07-01".into()));
        for bad in ["2026-02-30", "2026-7-1", "01/07/2026", "2026-07-01 ", "+026-07-01", ""] {
            assert_eq!(ok(bad), Err(NotADate), "{bad}");
        }
    }

    #[test]
    fn the_vietnamese_day_begins_at_17_utc() {
        let at = |unix_s| Date::in_vietnam(unix_s).to_string();
        assert_eq!(at(1_782_838_799), "2026-06-30"); // 16:59:59 UTC
        assert_eq!(at(1_782_838_800), "2026-07-01"); // 17:00:00 UTC
        assert_eq!(at(0), "1970-01-01");
    }
}
