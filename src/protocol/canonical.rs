//! RFC 8785 canonical JSON, for values without fractions.
//!
//! Not here: floating point. [`domain::operation::Payload`] refuses it on reading.
//!
//! Invariant: "Equal values have equal bytes, and only canonical bytes are accepted."

use domain::operation::Payload;
use serde::Serialize;
use sha2::{Digest, Sha256 as Hasher};

/// The canonical text of a value.
pub fn canonical_text(value: &Payload) -> String {
    let mut out = String::new();
    write_value(value, &mut out);
    out
}

/// The canonical text of anything that serialises to JSON without fractions.
///
/// # Errors
/// When it does not: a fraction, a number beyond ±(2⁵³−1), a map key that is not text.
pub fn to_canonical<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string(value)?;
    serde_json::from_str(&text).map(|payload: Payload| canonical_text(&payload))
}

/// SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> domain::ids::Sha256 {
    domain::ids::Sha256::from_bytes(Hasher::digest(bytes).into())
}

fn write_value(value: &Payload, out: &mut String) {
    match value {
        Payload::Null => out.push_str("null"),
        Payload::Bool(true) => out.push_str("true"),
        Payload::Bool(false) => out.push_str("false"),
        Payload::Integer(n) => out.push_str(&n.to_string()),
        Payload::Text(text) => write_text(text, out),
        Payload::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_value(item, out);
            }
            out.push(']');
        }
        Payload::Map(map) => {
            // RFC 8785 §3.2.3 orders names by UTF-16 code units, which differs from UTF-8 order above U+FFFF.
            let mut members: Vec<_> = map.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (i, (name, item)) in members.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_text(name, out);
                out.push(':');
                write_value(item, out);
            }
            out.push('}');
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if (c as u32) < 0x20 => {
                out.push_str("\\u00");
                for shift in [4, 0] {
                    out.push(char::from_digit((c as u32 >> shift) & 15, 16).unwrap_or('0'));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests;
