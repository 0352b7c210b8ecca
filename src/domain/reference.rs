//! A short text that names an edition and carries answers: `HS1…`, for a code to scan and a link to send.
//!
//! Not here: pictures of codes, links, and the longer text that says the checklist in words.
//!
//! Invariant: "It carries answers to questions and nothing else: no name, no number of a person."
//! Invariant: "A wrong character is noticed; it never gives other answers."
//!
//! The answers are one large number: a digit a question, each with as many values as the question has, the first
//! question lowest. Its base-32 digits are written in letters that are hard to confuse and that a code of the
//! alphanumeric kind packs best. Six check digits end it (the code of BIP 350, which finds any four wrong characters in
//! 89). What the procedure, the edition and its questions are called is hashed, so that adding a procedure, a choice or a
//! place does not change what older references mean.

use crate::catalogue::{
    CatalogueIndex, Edition, EditionId, NumberLimits, Procedure, Question, QuestionKind,
};
use crate::condition::{Answer, Answers};
use crate::date::Date;
use crate::operation::FieldKey;
use crate::value::{Number, Value};

/// A reference is never longer, in bytes, for the questions of an edition in the catalogue.
pub const MAX_BYTES: usize = 60;

/// Why a text gives no answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no reference, or a character is wrong or missing.
    Mistyped,
    /// It was made by a later version of the app.
    NewerVersion,
    /// The catalogue at hand does not have the procedure.
    UnknownProcedure,
    /// The procedure has no such edition here, or its questions were corrected between there and here.
    UnknownEdition,
}

const PREFIX: &str = "HS";
const VERSION: char = '1';
/// Digits and capitals without I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const N_CHECK_DIGITS: usize = 6;

const PROCEDURES: u64 = 1 << 30;
const EDITIONS: u64 = 1 << 16;
const SHAPES: u64 = 1 << 20;
const PLACES: u64 = 1 << 20;
/// Days that an answer can name: 1900 to 2099.
const N_DAYS: u64 = 73_049;

/// An answer: open, "I don't know yet", or one of the values.
const OPEN: u64 = 0;
const NOT_KNOWN: u64 = 1;
const FIRST_VALUE: u64 = 2;

/// The reference of a checklist. Only answers to the edition's questions are in it; one that the edition does not take,
/// and a day before 1900 or after 2099, is left open.
pub fn encode(procedure: &Procedure, edition: &Edition, answers: &Answers) -> String {
    let mut number = Digits::default();
    for question in edition.questions.iter().rev() {
        let answer = answers.get(&FieldKey::Answer(question.id.clone()).to_id());
        let digit = match answer {
            Some(Answer::Given(value)) => match to_digit(&question.kind, value) {
                Some(digit) if digit < n_values(&question.kind) => FIRST_VALUE + digit,
                _ => OPEN,
            },
            Some(Answer::NotKnown) => NOT_KNOWN,
            Some(Answer::NotAsked) | None => OPEN,
        };
        number.push(FIRST_VALUE + n_values(&question.kind), digit);
    }
    number.push(SHAPES, shape(edition));
    number.push(EDITIONS, edition_stamp(edition.valid_from));
    number.push(PROCEDURES, hash(procedure.id.as_str()) % PROCEDURES);

    let mut digits = number.0;
    digits.extend([0; N_CHECK_DIGITS]);
    let check = polymod(&digits) ^ CHECK;
    digits.truncate(digits.len() - N_CHECK_DIGITS);
    digits.extend((0..N_CHECK_DIGITS).rev().map(|place| (check >> (5 * place) & 31) as u8));
    let letter = |digit: &u8| ALPHABET.get(usize::from(*digit)).map_or('0', |b| char::from(*b));
    let mut text = format!("{PREFIX}{VERSION}");
    text.extend(digits.iter().map(letter));
    text
}

/// The edition a reference names.
pub fn find_edition(text: &str, index: &CatalogueIndex) -> Result<EditionId, Unreadable> {
    let mut number = parse(text)?;
    let wanted = number.pop(PROCEDURES);
    let entry = index.procedures.iter().find(|p| hash(p.id.as_str()) % PROCEDURES == wanted);
    let entry = entry.ok_or(Unreadable::UnknownProcedure)?;
    let wanted = number.pop(EDITIONS);
    let edition = entry.editions.iter().find(|e| edition_stamp(e.valid_from) == wanted);
    let edition = edition.ok_or(Unreadable::UnknownEdition)?;
    Ok(EditionId { procedure: entry.id.clone(), valid_from: edition.valid_from })
}

/// The answers of a reference, with the edition they belong to. The index says which places there are; one it does not
/// have is left open.
pub fn decode(
    text: &str,
    procedure: &Procedure,
    index: &CatalogueIndex,
) -> Result<(EditionId, Answers), Unreadable> {
    let mut number = parse(text)?;
    if number.pop(PROCEDURES) != hash(procedure.id.as_str()) % PROCEDURES {
        return Err(Unreadable::UnknownProcedure);
    }
    let wanted = number.pop(EDITIONS);
    let edition = procedure.editions.iter().find(|e| edition_stamp(e.valid_from) == wanted);
    let edition = edition.ok_or(Unreadable::UnknownEdition)?;
    if number.pop(SHAPES) != shape(edition) {
        return Err(Unreadable::UnknownEdition);
    }
    let mut answers = Answers::new();
    for question in &edition.questions {
        let answer = match number.pop(FIRST_VALUE + n_values(&question.kind)) {
            OPEN => None,
            NOT_KNOWN => Some(Answer::NotKnown),
            digit => to_value(&question.kind, digit - FIRST_VALUE, index).map(Answer::Given),
        };
        answers
            .extend(answer.map(|answer| (FieldKey::Answer(question.id.clone()).to_id(), answer)));
    }
    if number.0.is_empty() {
        Ok((procedure.edition_id(edition), answers))
    } else {
        Err(Unreadable::Mistyped)
    }
}

/// The number in a text, its check digits taken off. A link may stand before it; the case of letters, blanks and hyphens
/// do not matter, and O, I and L are read as the digits they look like.
fn parse(text: &str) -> Result<Digits, Unreadable> {
    let text = text.rsplit('#').next().unwrap_or("");
    let mut letters = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
    for expected in PREFIX.chars() {
        if letters.next().map(|c| c.to_ascii_uppercase()) != Some(expected) {
            return Err(Unreadable::Mistyped);
        }
    }
    match letters.next() {
        Some(VERSION) => {}
        Some('2'..='9') => return Err(Unreadable::NewerVersion),
        _ => return Err(Unreadable::Mistyped),
    }
    let mut digits = Vec::new();
    for letter in letters.take(2 * MAX_BYTES) {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let digit = ALPHABET.iter().position(|known| char::from(*known) == letter);
        digits.push(digit.and_then(|digit| u8::try_from(digit).ok()).ok_or(Unreadable::Mistyped)?);
    }
    if polymod(&digits) != CHECK {
        return Err(Unreadable::Mistyped);
    }
    digits.truncate(digits.len().saturating_sub(N_CHECK_DIGITS));
    // One number has one text.
    if digits.first() == Some(&0) { Err(Unreadable::Mistyped) } else { Ok(Digits(digits)) }
}

/// How many values an answer may have.
fn n_values(kind: &QuestionKind) -> u64 {
    match kind {
        QuestionKind::YesNo => 2,
        QuestionKind::Choice(choices) => choices.len() as u64,
        QuestionKind::Number(limits) => {
            let range = limits.max.thousandths.saturating_sub(limits.min.thousandths);
            u64::try_from(range / step(limits)).map_or(0, |n| n + 1).min(1 << 56)
        }
        QuestionKind::Date => N_DAYS,
        QuestionKind::Place => PLACES,
    }
}

/// Thousandths between two neighbours.
fn step(limits: &NumberLimits) -> i64 {
    10_i64.pow(3 - u32::from(limits.decimals.min(3)))
}

fn first_day() -> Option<Date> {
    Date::from_ymd(1900, 1, 1)
}

fn to_digit(kind: &QuestionKind, value: &Value) -> Option<u64> {
    match (kind, value) {
        (QuestionKind::YesNo, Value::Bool(holds)) => Some(u64::from(*holds)),
        (QuestionKind::Choice(choices), Value::Text(id)) => {
            choices.iter().position(|choice| choice.id == *id).map(|at| at as u64)
        }
        (QuestionKind::Number(limits), Value::Number(number)) => {
            let above = number.thousandths.checked_sub(limits.min.thousandths)?;
            let is_one = above % step(limits) == 0;
            u64::try_from(above / step(limits)).ok().filter(|_| is_one)
        }
        (QuestionKind::Date, Value::Text(day)) => {
            u64::try_from(day.parse::<Date>().ok()?.days_since(first_day()?)).ok()
        }
        (QuestionKind::Place, Value::Text(place)) => Some(hash(place) % PLACES),
        _ => None,
    }
}

fn to_value(kind: &QuestionKind, digit: u64, index: &CatalogueIndex) -> Option<Value> {
    Some(match kind {
        QuestionKind::YesNo => Value::Bool(digit == 1),
        QuestionKind::Choice(choices) => {
            Value::Text(choices.get(usize::try_from(digit).ok()?)?.id.clone())
        }
        QuestionKind::Number(limits) => {
            let above = i64::try_from(digit).ok()?.checked_mul(step(limits))?;
            Value::Number(Number { thousandths: limits.min.thousandths.checked_add(above)? })
        }
        QuestionKind::Date => {
            Value::Text(first_day()?.plus_days(i64::try_from(digit).ok()?).to_string())
        }
        QuestionKind::Place => {
            let mut places = index.authorities.iter().flat_map(|authority| &authority.places);
            Value::Text(places.find(|place| hash(&place.id) % PLACES == digit)?.id.clone())
        }
    })
}

fn edition_stamp(valid_from: Date) -> u64 {
    let days = first_day().map_or(0, |first| valid_from.days_since(first));
    days.rem_euclid(EDITIONS as i64) as u64
}

/// What the digits of the answers mean: the questions in order with all their values.
fn shape(edition: &Edition) -> u64 {
    let mut text = String::new();
    for Question { id, kind, .. } in &edition.questions {
        text.push_str(id.as_str());
        match kind {
            QuestionKind::Choice(choices) => {
                for choice in choices {
                    text.push('|');
                    text.push_str(&choice.id);
                }
            }
            QuestionKind::Number(limits) => {
                text.push_str(&limits.min.to_string());
                text.push('#');
            }
            QuestionKind::YesNo | QuestionKind::Date | QuestionKind::Place => {}
        }
        text.push_str(&n_values(kind).to_string());
        text.push(';');
    }
    hash(&text) % SHAPES
}

/// FNV-1a of 64 bits, its upper half folded in.
fn hash(text: &str) -> u64 {
    let hash = text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    hash ^ (hash >> 32)
}

/// A number of any size: its base-32 digits, the highest first and not 0.
#[derive(Default)]
struct Digits(Vec<u8>);

impl Digits {
    /// The number times `radix` plus `digit`.
    fn push(&mut self, radix: u64, digit: u64) {
        let mut carry = digit;
        for digit in self.0.iter_mut().rev() {
            // At most 2⁵⁷ · 31 and a carry of as much.
            let sum = u64::from(*digit) * radix + carry;
            *digit = (sum & 31) as u8;
            carry = sum >> 5;
        }
        while carry > 0 {
            self.0.insert(0, (carry & 31) as u8);
            carry >>= 5;
        }
    }
    /// Takes off the digit that was pushed last.
    fn pop(&mut self, radix: u64) -> u64 {
        let mut rest = 0_u64;
        for digit in &mut self.0 {
            let value = rest << 5 | u64::from(*digit);
            *digit = (value / radix) as u8;
            rest = value % radix;
        }
        let n_zeros = self.0.iter().take_while(|digit| **digit == 0).count();
        self.0.drain(..n_zeros);
        rest
    }
}

const CHECK: u32 = 0x2BC8_30A3;

/// The remainder of the check code of BIP 350 over digits of five bits.
fn polymod(digits: &[u8]) -> u32 {
    const GENERATOR: [u32; 5] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3];
    digits.iter().fold(1, |sum: u32, digit| {
        let next = (sum & 0x01FF_FFFF) << 5 ^ u32::from(*digit);
        let added = GENERATOR.iter().enumerate().filter(|(bit, _)| sum >> 25 >> bit & 1 == 1);
        added.fold(next, |next, (_, generator)| next ^ generator)
    })
}

#[cfg(test)]
mod tests;
