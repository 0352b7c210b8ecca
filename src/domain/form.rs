//! Checks of typed values against the kinds and limits of the catalogue.
//!
//! Not here: wording of errors; normalising to NFC (the edge does both).
//!
//! Invariant: "The same check runs on the phone and at the district."

use crate::catalogue::{FormFieldKind, QuestionKind};
use crate::operation::Payload;
use crate::value::Value;

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
        min: crate::value::Number,
        /// Largest.
        max: crate::value::Number,
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

/// The answer as the rules see it, or why the edition does not know this value. `Null` is "I don't know yet": `Ok(None)`.
pub fn parse_answer(_kind: &QuestionKind, _payload: &Payload) -> Result<Option<Value>, FieldError> {
    unimplemented!()
}

/// Checks what was typed into a field. Empty text is `Ok(None)`; whether it is required is asked elsewhere.
pub fn parse_field(_kind: &FormFieldKind, _payload: &Payload) -> Result<Option<Value>, FieldError> {
    unimplemented!()
}
