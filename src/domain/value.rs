//! Typed values of answers and form fields, and how they look inside an operation.
//!
//! Not here: which values an edition allows (see [`crate::form`] and [`crate::catalogue`]).
//!
//! Invariant: "No floating point: a number is a count of thousandths."

use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A decimal number with at most three places, between ±9·10¹².
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// The number in thousandths.
    pub thousandths: i64,
}

/// The text is not a decimal number with at most three places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotANumber;

impl fmt::Display for NotANumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a number such as 82.5, with at most three decimals")
    }
}
impl std::error::Error for NotANumber {}

impl Number {
    /// A whole number.
    pub const fn whole(n: i32) -> Self {
        Self { thousandths: n as i64 * 1000 }
    }
}

impl fmt::Display for Number {
    /// Canonical text: `82.5`, `-3`, no trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.thousandths.unsigned_abs();
        let sign = if self.thousandths < 0 { "-" } else { "" };
        write!(f, "{sign}{}", magnitude / 1000)?;
        let rest = magnitude % 1000;
        if rest != 0 {
            let digits = format!("{rest:03}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        Ok(())
    }
}
impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl FromStr for Number {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(fraction) || whole.len() > 12 || fraction.len() > 3 {
            return Err(NotANumber);
        }
        let whole: i64 = whole.parse().map_err(|_| NotANumber)?;
        let fraction: i64 = format!("{fraction:0<3}").parse().map_err(|_| NotANumber)?;
        let magnitude = whole * 1000 + fraction;
        Ok(Self { thousandths: if negative { -magnitude } else { magnitude } })
    }
}
impl Serialize for Number {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.to_string())
    }
}
impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Number;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal number as text")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Number, E> {
                text.parse().map_err(E::custom)
            }
        }
        d.deserialize_str(Visitor)
    }
}

/// A value as the rules see it: typed by the question that asked for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A number, in the question's unit.
    Number(Number),
    /// The id of a choice, a date as `YYYY-MM-DD`, a place, or a text.
    Text(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_text() {
        let roundtrip = |t: &str| t.parse::<Number>().map(|n| n.to_string());
        assert_eq!(roundtrip("82.5"), Ok("82.5".into()));
        assert_eq!(roundtrip("082.500"), Ok("82.5".into()));
        assert_eq!(roundtrip("-0.050"), Ok("-0.05".into()));
        for bad in ["", "-", ".5", "1,5", "1.2345", "1e3", "9999999999999", "²"] {
            assert_eq!(roundtrip(bad), Err(NotANumber), "{bad}");
        }
    }
}
