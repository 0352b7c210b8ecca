//! Reads any JSON type through one generic tree.
//!
//! Meant to make the page smaller, because `serde_json` brings machine code for every type it reads directly. Measured on
//! the catalogue it gained nothing, so the catalogue has a reader of its own in the page; for the few types left here the
//! effect was not measured. The price is a second allocation; operations, of which there are thousands, are read directly.
//!
//! Not here: types with fractions or raw JSON, which [`Payload`] cannot hold.
//!
//! Invariant: "What this reads, `serde_json` reads to the same value."

use domain::operation::Payload;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    self, DeserializeOwned, Deserializer, EnumAccess, IntoDeserializer, VariantAccess,
};
use serde::forward_to_deserialize_any;

/// The bytes are not JSON of this type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotReadable;

impl core::fmt::Display for NotReadable {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("expected JSON of another shape")
    }
}
impl std::error::Error for NotReadable {}
impl de::Error for NotReadable {
    fn custom<T: core::fmt::Display>(_: T) -> Self {
        NotReadable
    }
}

/// Reads a value of this type.
///
/// # Errors
/// When the bytes are not JSON, or JSON of another shape.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NotReadable> {
    let tree: Payload = serde_json::from_slice(bytes).map_err(|_| NotReadable)?;
    T::deserialize(Tree(tree))
}

/// A [`Payload`] that serde can read from.
struct Tree(Payload);

impl IntoDeserializer<'_, NotReadable> for Tree {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Tree {
    type Error = NotReadable;

    fn deserialize_any<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        match self.0 {
            Payload::Null => visitor.visit_unit(),
            Payload::Bool(b) => visitor.visit_bool(b),
            Payload::Integer(n) => visitor.visit_i64(n),
            Payload::Text(text) => visitor.visit_string(text),
            Payload::List(items) => {
                visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Tree)))
            }
            Payload::Map(members) => visitor.visit_map(MapDeserializer::new(
                members.into_iter().map(|(name, item)| (name, Tree(item))),
            )),
        }
    }

    fn deserialize_option<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        match self.0 {
            Payload::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: de::Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, NotReadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: de::Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotReadable> {
        match self.0 {
            Payload::Text(name) => visitor.visit_enum(Variant { name, content: Payload::Null }),
            Payload::Map(members) => {
                let mut members = members.into_iter();
                match (members.next(), members.next()) {
                    (Some((name, content)), None) => visitor.visit_enum(Variant { name, content }),
                    _ => Err(NotReadable),
                }
            }
            _ => Err(NotReadable),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// One variant of an enum, externally tagged.
struct Variant {
    name: String,
    content: Payload,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = NotReadable;
    type Variant = Tree;

    fn variant_seed<S: de::DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Tree), NotReadable> {
        Ok((seed.deserialize(Tree(Payload::Text(self.name)))?, Tree(self.content)))
    }
}

impl<'de> VariantAccess<'de> for Tree {
    type Error = NotReadable;

    fn unit_variant(self) -> Result<(), NotReadable> {
        match self.0 {
            Payload::Null => Ok(()),
            _ => Err(NotReadable),
        }
    }
    fn newtype_variant_seed<S: de::DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<S::Value, NotReadable> {
        seed.deserialize(self)
    }
    fn tuple_variant<V: de::Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, NotReadable> {
        self.deserialize_any(visitor)
    }
    fn struct_variant<V: de::Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotReadable> {
        self.deserialize_any(visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::catalogue::{FormFieldKind, Provenance};
    use domain::condition::Expr;

    fn check<T: DeserializeOwned + PartialEq + core::fmt::Debug>(json: &str) {
        assert_eq!(read_json::<T>(json.as_bytes()).ok(), serde_json::from_str(json).ok(), "{json}");
    }

    #[test]
    fn reads_what_serde_json_reads() {
        check::<Expr>(
            r#"{"or":[{"compare":["q.a","<=",{"number":"82.5"}]},{"not":{"in":["f.b",[{"text":"x"},{"bool":true}]]}}]}"#,
        );
        check::<Vec<FormFieldKind>>(
            r#"["date",{"line":{"max_chars":120}},{"number":{"min":"0","max":"9"}},{"choice":[]},{"table":{"columns":[{"vi":"Cột"}],"max_rows":3}}]"#,
        );
        check::<Provenance>(
            r#"{"confidence":"high","recheck_on":"2027-02-01","legal":"Điều 54","of_2030":[1]}"#,
        );
        check::<Option<u8>>("null");
        check::<(u8, Option<String>)>(r#"[7,"x"]"#);
        check::<crate::problem::Code>(r#""frozen""#);
    }

    #[test]
    fn refuses_what_serde_json_refuses() {
        check::<Expr>(r#"{"or":[],"and":[]}"#);
        check::<Expr>(r#""or""#);
        check::<FormFieldKind>(r#"{"date":1}"#);
        check::<FormFieldKind>(r#"{"line":{"max_chars":70000}}"#);
        check::<Provenance>(r#"{"confidence":"high"}"#);
        check::<Provenance>(r#"{"confidence":"sure","recheck_on":"2027-02-01"}"#);
        check::<u8>("256");
        check::<Vec<u8>>("[1");
    }
}
