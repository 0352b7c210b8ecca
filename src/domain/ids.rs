//! Identifiers as types, so that no raw string crosses a crate.
//!
//! Not here: minting. Random bytes come from the edge.
//!
//! Invariant: "An id that exists is well formed."

use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdError {
    /// The text is not 22 characters of unpadded base64url (128 bits).
    NotAnId,
    /// The text is not 43 characters of unpadded base64url (256 bits).
    NotAHash,
    /// A name must be 1–56 characters of `a-z 0-9 - _ .`, beginning with a letter or digit.
    NotAName,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            IdError::NotAnId => "expected an id: 22 characters of base64url",
            IdError::NotAHash => "expected a SHA-256: 43 characters of base64url",
            IdError::NotAName => {
                "expected a name: 1–56 characters of a–z, 0–9, '-', '_' (a field id also '.')"
            }
        })
    }
}

impl std::error::Error for IdError {}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn encode_base64url(bytes: &[u8], out: &mut String) {
    let letter = |bits: u32| ALPHABET.get((bits & 63) as usize).copied().unwrap_or(b'A') as char;
    for chunk in bytes.chunks(3) {
        let b = |i: usize| chunk.get(i).copied().map_or(0, u32::from);
        let group = (b(0) << 16) | (b(1) << 8) | b(2);
        for i in 0..=chunk.len() {
            out.push(letter(group >> (18 - 6 * i)));
        }
    }
}

/// Decodes unpadded base64url into exactly `N` bytes; refuses stray bits, so one id has one text.
fn parse_base64url<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut out = [0u8; N];
    let (mut bits, mut n_bits, mut at) = (0u32, 0u32, 0usize);
    for c in text.bytes() {
        let digit = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(digit);
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            *out.get_mut(at)? = (bits >> n_bits) as u8;
            at += 1;
            bits &= (1 << n_bits) - 1;
        }
    }
    (at == N && bits == 0 && text.len() == (N * 8).div_ceil(6)).then_some(out)
}

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The id made of these 16 random bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }
            /// The 16 bytes.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut text = String::with_capacity(22);
                encode_base64url(&self.0, &mut text);
                f.write_str(&text)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                parse_base64url(text).map(Self).ok_or(IdError::NotAnId)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.to_string())
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                d.deserialize_str(TextVisitor::<$name>::new())
            }
        }
    };
}

/// Reads an id from a borrowed or owned string, with the id's own message when it is not one.
struct TextVisitor<T>(core::marker::PhantomData<T>);

impl<T> TextVisitor<T> {
    fn new() -> Self {
        Self(core::marker::PhantomData)
    }
}

impl<T: FromStr<Err = IdError>> serde::de::Visitor<'_> for TextVisitor<T> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id")
    }
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

random_id!(
    /// One operation: identity and idempotency key. Minted once.
    OperationId
);
random_id!(
    /// One device of an account. May be minted again when a profile was cloned.
    DeviceId
);
random_id!(
    /// One dossier.
    DossierId
);
random_id!(
    /// The owner of dossiers, minted by the district at enrolment.
    AccountId
);
random_id!(
    /// Random bytes that keep the hash of a short value from being guessed.
    Salt
);
random_id!(
    /// One life of a district's database: changes when it is restored from a backup.
    Epoch
);

/// A SHA-256, written as 43 characters of base64url.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// The hash with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}
impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(43);
        encode_base64url(&self.0, &mut text);
        f.write_str(&text)
    }
}
impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl FromStr for Sha256 {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        parse_base64url(text).map(Self).ok_or(IdError::NotAHash)
    }
}
impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.to_string())
    }
}
impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_str(TextVisitor::<Sha256>::new())
    }
}

macro_rules! name_id {
    ($(#[$doc:meta])* $name:ident, $max:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                is_name(text, $max).then(|| Self(text.to_owned())).ok_or(IdError::NotAName)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.0)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                d.deserialize_str(TextVisitor::<$name>::new())
            }
        }
    };
}

fn is_name(text: &str, max: usize) -> bool {
    let mut bytes = text.bytes();
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    bytes.next().is_some_and(plain)
        && text.len() <= max
        && bytes.all(|b| plain(b) || b"-_.".contains(&b))
}

name_id!(
    /// A procedure of the catalogue, for example `gpxd-nha-o-rieng-le`.
    ProcedureId, 56
);
name_id!(
    /// A question of an edition, for example `has_basement`.
    QuestionId, 56
);
name_id!(
    /// A paper of an edition, for example `ban-ve`.
    PaperId, 56
);
name_id!(
    /// A field of the form, for example `ten-chu-ho`.
    FormFieldId, 56
);
name_id!(
    /// A source of a fact, for example `s26`.
    SourceId, 56
);
name_id!(
    /// An authority that receives dossiers, for example `ubnd-phuong-lien-chieu`.
    AuthorityId, 56
);
name_id!(
    /// The field of a dossier that an operation changes; see [`crate::operation::FieldKey`].
    FieldId, 64
);

impl FieldId {
    /// For [`crate::operation::FieldKey`] only: the parts were checked by their own types.
    pub(crate) fn from_parts(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_text() {
        let id = OperationId::from_bytes(core::array::from_fn(|i| (i * 17) as u8));
        let text = id.to_string();
        assert_eq!(text.len(), 22);
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(format!("{text}A").parse::<OperationId>(), Err(IdError::NotAnId));
        // The last letter carries four stray bits; only zero is accepted.
        let stray = format!("{}B", &text[..21]);
        assert!(stray == text || stray.parse::<OperationId>().is_err());
    }

    #[test]
    fn names_are_plain() {
        assert!("gpxd-nha-o-rieng-le".parse::<ProcedureId>().is_ok());
        for bad in ["", "Đơn", "a b", "-a", &"a".repeat(65)] {
            assert_eq!(bad.parse::<PaperId>(), Err(IdError::NotAName), "{bad}");
        }
    }
}
