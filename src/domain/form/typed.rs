//! Numbers and dates as people in Vietnam type them, turned into the canonical text that is stored.
//!
//! Not here: limits of a field (see [`super::parse_field`]).
//!
//! Invariant: "What the app shows of a number reads back as the same number."

use super::FieldError;
use crate::date::Date;
use crate::value::Number;

/// Reads a number as it is typed in Vietnam: `82,5`, `1.234,5`, `1 234,5`, and also `1234.5`.
///
/// The rule, which gives every text one meaning:
/// 1. Blanks between digits are dropped; a minus may lead.
/// 2. A comma alone, once, is the decimal comma: `1,234` is one and 234 thousandths.
/// 3. A dot alone, once, groups thousands where it looks like it: one to three digits that do not begin with 0, the dot,
///    exactly three digits. `1.234` is one thousand two hundred and thirty-four. Any other dot is decimal: `82.5`, `0.125`.
/// 4. One sign several times groups thousands: `1.234.567`, `1,234,567`.
/// 5. Both signs: the last one, which stands once, is decimal, the other groups thousands: `1.234,5` and `1,234.5`.
///
/// Groups of thousands have exactly three digits after the first.
pub fn parse_typed_number(text: &str) -> Result<Number, FieldError> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (sign, digits) = match plain.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest),
        None => ("", plain.as_str()),
    };
    let n_of = |sign: char| digits.matches(sign).count();
    let (n_commas, n_dots) = (n_of(','), n_of('.'));
    let decimal = match (n_commas, n_dots) {
        (0, 0) => None,
        (1, 0) => Some(','),
        (0, 1) if is_grouped(digits, '.') => None,
        (0, 1) => Some('.'),
        (0, _) | (_, 0) => None,
        _ => digits.chars().rev().find(|c| matches!(c, ',' | '.')),
    };
    let (whole, fraction) = match decimal {
        Some(mark) => digits.split_once(mark).ok_or(FieldError::NotANumber)?,
        None => (digits, "0"),
    };
    let group = match (decimal, n_commas > 0) {
        (Some(','), _) => '.',
        (Some(_), _) => ',',
        (None, true) => ',',
        (None, false) => '.',
    };
    if whole.contains(group) && !is_grouped(whole, group) {
        return Err(FieldError::NotANumber);
    }
    let whole: String = whole.chars().filter(|c| *c != group).collect();
    if fraction.len() > 3 && fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldError::TooManyDecimals(3));
    }
    format!("{sign}{whole}.{fraction}").parse().map_err(|_| FieldError::NotANumber)
}

/// A number as people in Vietnam write it, `1234,5`: what a field shows, and reads back.
pub fn to_typed_number(number: Number) -> String {
    number.to_string().replace('.', ",")
}

/// Whether a sign groups thousands: one to three digits that do not begin with 0, then groups of three.
fn is_grouped(digits: &str, sign: char) -> bool {
    let mut groups = digits.split(sign);
    let first = groups.next().unwrap_or("");
    let all_digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    (1..=3).contains(&first.len())
        && all_digits(first)
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && all_digits(group))
}

/// Reads a day as it is typed in Vietnam: day, month and a year of four digits, with `/`, `-`, `.` or blanks between, or
/// eight digits `ddmmyyyy`; and the stored form `yyyy-mm-dd`. The month never comes first.
pub fn parse_typed_date(text: &str) -> Result<Date, FieldError> {
    let text = text.trim();
    let is_sign = |c: char| matches!(c, '/' | '-' | '.') || c.is_whitespace();
    let mut parts = text.split(is_sign).filter(|part| !part.is_empty());
    let (first, second, third) = (parts.next(), parts.next(), parts.next());
    let n_signs = text.chars().filter(|c| is_sign(*c) && !c.is_whitespace()).count();
    if parts.next().is_some() || n_signs > 2 {
        return Err(FieldError::NotADate);
    }
    let ymd = match (first, second, third) {
        (Some(digits), None, None) if digits.len() == 8 && n_signs == 0 => {
            (digits.get(4..8), digits.get(2..4), digits.get(0..2))
        }
        (Some(year), month, day) if year.len() == 4 => (Some(year), month, day),
        (day, month, Some(year)) if year.len() == 4 => (Some(year), month, day),
        _ => return Err(FieldError::NotADate),
    };
    let number = |part: Option<&str>| {
        let part = part.filter(|p| p.len() <= 4 && p.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse::<u16>().ok()
    };
    let (Some(year), Some(month), Some(day)) = (number(ymd.0), number(ymd.1), number(ymd.2)) else {
        return Err(FieldError::NotADate);
    };
    if year < 1000 {
        return Err(FieldError::NotADate);
    }
    Date::from_ymd(i32::from(year), u32::from(month), u32::from(day)).ok_or(FieldError::NotADate)
}
