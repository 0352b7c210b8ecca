//! Checks of typed values against the kinds and limits of the catalogue.
//!
//! Not here: wording of errors; normalising to NFC (the edge does both).
//!
//! Invariant: "The same check runs on the phone and at the district."

mod typed;

pub use typed::{parse_typed_date, parse_typed_number, to_typed_number};

use crate::catalogue::{Choice, FormFieldKind, NumberLimits, QuestionKind};
use crate::date::Date;
use crate::ids::AuthorityId;
use crate::operation::Payload;
use crate::value::{Number, Value};

/// Why a value is not accepted. The app turns it into a sentence beside the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldError {
    /// Required and empty.
    Missing,
    /// Longer than allowed, in characters.
    TooLong {
        /// Characters given.
        given: usize,
        /// Most allowed.
        max: usize,
    },
    /// Not a number such as 82.5.
    NotANumber,
    /// More decimals than allowed.
    TooManyDecimals(u8),
    /// Below the smallest or above the largest.
    OutOfRange {
        /// Smallest.
        min: Number,
        /// Largest.
        max: Number,
    },
    /// Not a day of the calendar.
    NotADate,
    /// Not a Vietnamese telephone number.
    NotAPhone,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not 12 digits.
    NotAPersonalNumber,
    /// Not 10 digits, or 10-3.
    NotABusinessNumber,
    /// Not one of the choices of this edition.
    NotAChoice,
    /// Another type than the field takes.
    WrongType,
    /// A control character or an unpaired mark that must not be stored.
    Unprintable,
    /// More rows than allowed.
    TooManyRows(u8),
}

/// Most characters in one cell of a table.
pub const MAX_CELL_CHARS: usize = 200;

/// The answer as the rules see it, or why the edition does not know this value. `Null` is "I don't know yet": `Ok(None)`.
///
/// Payloads: yes/no a boolean; choice, place and date (`YYYY-MM-DD`) a text; number its canonical text such as `82.5`, or
/// a whole number. Whether a place exists is the catalogue's to say; here it must only look like an id.
pub fn parse_answer(kind: &QuestionKind, payload: &Payload) -> Result<Option<Value>, FieldError> {
    if *payload == Payload::Null {
        return Ok(None);
    }
    let value = match kind {
        QuestionKind::YesNo => match payload {
            Payload::Bool(holds) => Value::Bool(*holds),
            _ => return Err(FieldError::WrongType),
        },
        QuestionKind::Choice(choices) => parse_choice(choices, text_of(payload)?)?,
        QuestionKind::Number(limits) => parse_number(limits, payload)?,
        QuestionKind::Date => parse_date(text_of(payload)?)?,
        QuestionKind::Place => {
            let place = text_of(payload)?;
            let id: AuthorityId = place.parse().map_err(|_| FieldError::NotAChoice)?;
            Value::Text(id.as_str().to_owned())
        }
    };
    Ok(Some(value))
}

/// Checks what was typed into a field. Empty text is `Ok(None)`; whether it is required is asked elsewhere.
///
/// The value is without blanks around it, and telephone, personal and business numbers are without the signs people put
/// between their digits: `+84 905.123-456` is `0905123456`. A declaration that is not accepted is empty. The value of a
/// table is the number of its rows that hold something, so that a condition may ask for it.
pub fn parse_field(kind: &FormFieldKind, payload: &Payload) -> Result<Option<Value>, FieldError> {
    match (kind, payload) {
        (_, Payload::Null) => return Ok(None),
        (FormFieldKind::Declaration, Payload::Bool(accepted)) => {
            return Ok(accepted.then_some(Value::Bool(true)));
        }
        (FormFieldKind::Declaration, _) => return Err(FieldError::WrongType),
        (FormFieldKind::Table { columns, max_rows }, _) => {
            return parse_table(columns.len(), *max_rows, payload);
        }
        (FormFieldKind::Number(limits), Payload::Integer(_)) => {
            return parse_number(limits, payload).map(Some);
        }
        _ => {}
    }
    let text = text_of(payload)?;
    let lines = matches!(kind, FormFieldKind::Lines { .. });
    if !text.chars().all(|c| is_printable(c) || (lines && c == '\n')) {
        return Err(FieldError::Unprintable);
    }
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let value = match kind {
        FormFieldKind::Line { max_chars } | FormFieldKind::Lines { max_chars } => {
            check_length(text, usize::from(*max_chars))?;
            Value::Text(text.to_owned())
        }
        FormFieldKind::Number(limits) => parse_number(limits, payload)?,
        FormFieldKind::Date => parse_date(text)?,
        FormFieldKind::Phone => Value::Text(parse_phone(text).ok_or(FieldError::NotAPhone)?),
        FormFieldKind::Email if is_email(text) => Value::Text(text.to_owned()),
        FormFieldKind::Email => return Err(FieldError::NotAnEmail),
        FormFieldKind::PersonalNumber => {
            let digits = without(text, &[' ']);
            if digits.len() != 12 || !all_digits(&digits) {
                return Err(FieldError::NotAPersonalNumber);
            }
            Value::Text(digits)
        }
        FormFieldKind::BusinessNumber => {
            Value::Text(parse_business_number(text).ok_or(FieldError::NotABusinessNumber)?)
        }
        FormFieldKind::Choice(choices) => parse_choice(choices, text)?,
        // Returned above.
        FormFieldKind::Declaration | FormFieldKind::Table { .. } => {
            return Err(FieldError::WrongType);
        }
    };
    Ok(Some(value))
}

/// A value as an operation carries it.
pub(crate) fn payload_of(value: &Value) -> Payload {
    match value {
        Value::Bool(holds) => Payload::Bool(*holds),
        Value::Number(number) => Payload::Text(number.to_string()),
        Value::Text(text) => Payload::Text(text.clone()),
    }
}

fn text_of(payload: &Payload) -> Result<&str, FieldError> {
    payload.as_text().ok_or(FieldError::WrongType)
}

fn check_length(text: &str, max: usize) -> Result<(), FieldError> {
    let given = text.chars().count();
    if given > max { Err(FieldError::TooLong { given, max }) } else { Ok(()) }
}

/// Whether a character may be stored in a field of one line.
///
/// Refused: control characters, line and paragraph separators, marks that reverse the direction of what follows (a name
/// could be shown otherwise than it is read), invisible operators and tags, private use, non-characters.
fn is_printable(c: char) -> bool {
    !(c.is_control()
        || matches!(c,
            '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{FDD0}'..='\u{FDEF}'
            | '\u{E000}'..='\u{F8FF}'
            | '\u{E0000}'..='\u{10FFFF}')
        || u32::from(c) & 0xFFFE == 0xFFFE)
}

fn parse_choice(choices: &[Choice], id: &str) -> Result<Value, FieldError> {
    let known = choices.iter().find(|choice| choice.id == id);
    known.map(|choice| Value::Text(choice.id.clone())).ok_or(FieldError::NotAChoice)
}

fn parse_date(text: &str) -> Result<Value, FieldError> {
    let day: Date = text.parse().map_err(|_| FieldError::NotADate)?;
    Ok(Value::Text(day.to_string()))
}

fn parse_number(limits: &NumberLimits, payload: &Payload) -> Result<Value, FieldError> {
    let number: Number = match payload {
        Payload::Integer(n) => {
            Number { thousandths: n.checked_mul(1000).ok_or(FieldError::NotANumber)? }
        }
        Payload::Text(text) => text.trim().parse().map_err(|_| FieldError::NotANumber)?,
        _ => return Err(FieldError::WrongType),
    };
    let step = 10_i64.pow(3 - u32::from(limits.decimals.min(3)));
    if number.thousandths % step != 0 {
        return Err(FieldError::TooManyDecimals(limits.decimals));
    }
    if number < limits.min || limits.max < number {
        return Err(FieldError::OutOfRange { min: limits.min, max: limits.max });
    }
    Ok(Value::Number(number))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn without(text: &str, signs: &[char]) -> String {
    text.chars().filter(|c| !signs.contains(c)).collect()
}

/// A Vietnamese number as `0…`: 10 digits, or 11 for a fixed line (area codes begin with 02); `+84` or `84` may stand for
/// the 0. Spaces, dots and hyphens may stand between the digits.
fn parse_phone(text: &str) -> Option<String> {
    let plain = without(text, &[' ', '.', '-', '\u{A0}']);
    let national = match plain.strip_prefix("+84") {
        Some(rest) => format!("0{rest}"),
        None if plain.starts_with('0') => plain,
        None => format!("0{}", plain.strip_prefix("84")?),
    };
    let fits = national.len() == 10 || (national.len() == 11 && national.starts_with("02"));
    (fits && all_digits(&national) && !national.starts_with("00")).then_some(national)
}

/// Pragmatic: what mail servers in use deliver to, not all of RFC 5322 (no quotes, comments or address literals).
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let local_fits = (1..=64).contains(&local.len())
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = domain.rsplit('.').next().unwrap_or("");
    local_fits
        && text.len() <= 254
        && domain.contains('.')
        && domain.split('.').all(label_fits)
        && last.len() >= 2
        && !all_digits(last)
}

/// `0101234567`, or `0101234567-001` for a branch.
fn parse_business_number(text: &str) -> Option<String> {
    let plain = without(text, &[' ']);
    let (main, branch) = match plain.split_once('-') {
        Some((main, branch)) => (main, Some(branch)),
        None => (plain.as_str(), None),
    };
    let fits = main.len() == 10
        && all_digits(main)
        && branch.is_none_or(|b| b.len() == 3 && all_digits(b));
    fits.then_some(plain)
}

fn parse_table(
    n_columns: usize,
    max_rows: u8,
    payload: &Payload,
) -> Result<Option<Value>, FieldError> {
    let Payload::List(rows) = payload else { return Err(FieldError::WrongType) };
    if rows.len() > usize::from(max_rows) {
        return Err(FieldError::TooManyRows(max_rows));
    }
    let mut n_filled = 0;
    for row in rows {
        let Payload::List(cells) = row else { return Err(FieldError::WrongType) };
        if cells.len() > n_columns {
            return Err(FieldError::WrongType);
        }
        let mut filled = false;
        for cell in cells {
            let text = text_of(cell)?;
            if !text.chars().all(is_printable) {
                return Err(FieldError::Unprintable);
            }
            check_length(text.trim(), MAX_CELL_CHARS)?;
            filled |= !text.trim().is_empty();
        }
        n_filled += i32::from(filled);
    }
    Ok((n_filled > 0).then(|| Value::Number(Number::whole(n_filled))))
}

#[cfg(test)]
mod tests;
