//! A due date with the rule that made it, in one sentence.
//!
//! Not here: the rule (see [`domain::calendar`]).
//!
//! Invariant: "The same limit from the same day reads the same on every page."

use super::Words;
use domain::calendar::due_date;
use domain::catalogue::{Calendar, CalendarDay, CalendarDayKind, TimeUnit};
use domain::date::Date;

super::words! {
    due_by(amount: &str, first: &str, due: &str) = "{amount}, tính từ {first}: chậm nhất {due}", "{amount}, counted from {first}: by {due}";
    due_about(amount: &str, first: &str, due: &str) = "{amount}, tính từ {first}: khoảng {due}", "{amount}, counted from {first}: about {due}";
    due_because(days: &str) = " vì {days} là ngày nghỉ", " because {days} is a holiday";
    due_not_counted(days: &str) = "; không tính ngày nghỉ {days}", "; holidays not counted: {days}";
    due_worked(days: &str) = "; có tính ngày làm bù {days}", "; worked weekend days counted: {days}";
    same_day = "Trong ngày", "On the same day";
    monday = "thứ Hai", "Monday";
    tuesday = "thứ Ba", "Tuesday";
    wednesday = "thứ Tư", "Wednesday";
    thursday = "thứ Năm", "Thursday";
    friday = "thứ Sáu", "Friday";
    saturday = "thứ Bảy", "Saturday";
    sunday = "Chủ nhật", "Sunday";
}

impl Words {
    /// "7 working days, counted from Wednesday 25/11 because 24/11 is a holiday – …: by Thursday 3/12".
    pub(crate) fn deadline(
        self,
        calendar: &Calendar,
        received_on: Date,
        amount: u16,
        unit: TimeUnit,
    ) -> String {
        if amount == 0 {
            return self.same_day().to_owned();
        }
        let due = due_date(calendar, received_on, amount, unit);
        let counts_all = unit == TimeUnit::CalendarDay;
        // A dossier may be filed on a holiday itself; the limit begins after it all the same.
        let before = calendar.days.iter().filter(|day| {
            !counts_all
                && day.kind == CalendarDayKind::Closed
                && (received_on..due.first_day).contains(&day.on)
                && day.on.weekday().num_days_from_monday() < 5
        });
        let mut first = self.weekday_and_day(due.first_day, received_on);
        let before = self.days(before, received_on);
        if !before.is_empty() {
            first.push_str(&self.due_because(&before));
        }
        let (amount, by) =
            (self.duration(amount, unit), self.weekday_and_day(due.due_on, received_on));
        let mut text = match due.about {
            true => self.due_about(&amount, &first, &by),
            false => self.due_by(&amount, &first, &by),
        };
        let passed = || due.passed.iter().filter_map(|at| calendar.days.get(*at));
        let of = |kind| passed().filter(move |day| day.kind == kind && day.on > due.first_day);
        let (closed, worked) = (of(CalendarDayKind::Closed), of(CalendarDayKind::Worked));
        for (days, sentence) in [
            (self.days(closed, received_on), Words::due_not_counted as fn(Words, &str) -> String),
            (self.days(worked, received_on), Words::due_worked),
        ] {
            if !days.is_empty() {
                text.push_str(&sentence(self, &days));
            }
        }
        text
    }

    /// "16/2–20/2 – Tết Nguyên đán", the days of one name together.
    fn days<'a>(self, days: impl Iterator<Item = &'a CalendarDay>, near: Date) -> String {
        let mut spans: Vec<(&CalendarDay, Date)> = Vec::new();
        for day in days {
            match spans.last_mut() {
                Some((first, last)) if first.name == day.name => *last = day.on,
                _ => spans.push((day, day.on)),
            }
        }
        let mut text = String::new();
        for (first, last) in spans {
            if !text.is_empty() {
                text.push_str(", ");
            }
            text.push_str(&day_and_month(first.on, near));
            if last != first.on {
                text.push('–');
                text.push_str(&day_and_month(last, near));
            }
            text.push_str(" – ");
            text.push_str(first.name.get(self.language));
        }
        text
    }

    fn weekday_and_day(self, day: Date, near: Date) -> String {
        let mut text = match day.weekday().num_days_from_monday() {
            0 => self.monday(),
            1 => self.tuesday(),
            2 => self.wednesday(),
            3 => self.thursday(),
            4 => self.friday(),
            5 => self.saturday(),
            _ => self.sunday(),
        }
        .to_owned();
        text.push(' ');
        text.push_str(&day_and_month(day, near));
        text
    }
}

/// `25/11`; with the year when it is another than that of the day it is compared with.
fn day_and_month(day: Date, near: Date) -> String {
    let mut text = day.day().to_string();
    text.push('/');
    text.push_str(&day.month().to_string());
    if day.year() != near.year() {
        text.push('/');
        text.push_str(&day.year().to_string());
    }
    text
}

#[cfg(test)]
mod tests;
