//! Numbers, money, sizes, dates and times as people write them.
//!
//! Not here: reading what people type (see [`domain::form`]).
//!
//! Invariant: "Dates on screens are in Vietnam's time, UTC+7, whatever the device thinks."

use super::Words;
use domain::catalogue::Language;
use domain::date::Date;
use domain::value::Number;

impl Words {
    /// `1.234.567` in Vietnamese, `1,234,567` in English.
    pub(crate) fn count(self, n: u64) -> String {
        let mark = match self.language {
            Language::Vietnamese => '.',
            Language::English => ',',
        };
        let digits = n.to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(mark);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// `1.234,5` in Vietnamese, `1,234.5` in English.
    pub(crate) fn number(self, number: Number) -> String {
        let text = number.to_string();
        let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let mut shown = sign.to_owned();
        shown.push_str(&self.count(whole.parse().unwrap_or(0)));
        if !fraction.is_empty() {
            shown.push(match self.language {
                Language::Vietnamese => ',',
                Language::English => '.',
            });
            shown.push_str(fraction);
        }
        shown
    }

    /// `50.000 ₫`, with a no-break space.
    pub(crate) fn money(self, vnd: u64) -> String {
        let mut shown = self.count(vnd);
        shown.push_str("\u{a0}₫");
        shown
    }

    /// `1,4 MB` or `320 KB`, decimal as the networks sell it.
    pub(crate) fn size(self, size_bytes: u64) -> String {
        let tenths = size_bytes.div_ceil(100_000);
        if size_bytes < 1_000_000 {
            let mut shown = self.count(size_bytes.div_ceil(1000));
            shown.push_str("\u{a0}KB");
            return shown;
        }
        let thousandths = i64::try_from(tenths).unwrap_or(i64::MAX / 100) * 100;
        let mut shown = self.number(Number { thousandths });
        shown.push_str("\u{a0}MB");
        shown
    }

    /// `01/07/2026`, in both languages.
    pub(crate) fn date(self, date: Date) -> String {
        date.to_vietnamese()
    }

    /// `14:05` in Vietnam.
    pub(crate) fn time(self, unix_s: i64) -> String {
        let minutes = (unix_s + 7 * 3600).div_euclid(60).rem_euclid(24 * 60);
        let mut shown = String::new();
        push_two(&mut shown, minutes / 60);
        shown.push(':');
        push_two(&mut shown, minutes % 60);
        shown
    }

    /// `14:05` today, `hôm qua 14:05`, or `14:05 01/07/2026`.
    pub(crate) fn moment(self, unix_s: i64, today: Date) -> String {
        let (day, time) = (Date::in_vietnam(unix_s), self.time(unix_s));
        match today.days_since(day) {
            0 => self.today_at(&time),
            1 => self.yesterday_at(&time),
            _ => self.at_on(&time, &self.date(day)),
        }
    }
}

super::words! {
    today_at(time: &str) = "hôm nay {time}", "today {time}";
    yesterday_at(time: &str) = "hôm qua {time}", "yesterday {time}";
    at_on(time: &str, date: &str) = "{time} {date}", "{time} {date}";
}

fn push_two(out: &mut String, n: i64) {
    for digit in [n / 10, n % 10] {
        out.push(char::from_digit(u32::try_from(digit).unwrap_or(0), 10).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests;
