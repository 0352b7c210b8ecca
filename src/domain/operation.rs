//! One recorded change of a dossier: the unit of storage and sync.
//!
//! Not here: canonical bytes and hashes (crate `protocol`), what a log means (see [`crate::dossier`]).
//!
//! Invariant: "An operation names every head its author had seen."

use crate::catalogue::EditionId;
use crate::ids::{
    DeviceId, DossierId, FieldId, FormFieldId, OperationId, PaperId, QuestionId, Salt, Sha256,
};
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// One recorded change. Serialises to the JSON object of DESIGN §4.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// Identity, minted once.
    pub id: OperationId,
    /// Device that recorded it.
    pub device: DeviceId,
    /// Counter of that device, from 0: order of sending, and detector of cloned profiles.
    pub dseq: u32,
    /// Dossier it changes.
    pub dossier: DossierId,
    /// What kind of change.
    pub kind: Kind,
    /// Field it changes; see [`FieldKey`].
    pub field: FieldId,
    /// Heads of the field that the device had when the person acted.
    pub parents: Vec<OperationId>,
    /// The new value.
    pub value: Payload,
    /// Random bytes mixed into the hash of the value.
    pub salt: Salt,
    /// Edition the person saw.
    pub edition: EditionId,
    /// Device clock in seconds since 1970 UTC; for display only, never for a decision.
    pub said_at: i64,
}

/// Kinds of operation. An unknown kind is kept and relayed, and changes no state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The dossier begins. Field `dossier`.
    Create,
    /// A field has this value.
    Set,
    /// A field has no value.
    Unset,
    /// A page joins a paper. Value: [`PagePayload`].
    Attach,
    /// Pages leave a paper: those named as parents.
    Detach,
    /// The dossier is deleted, as far as its heads named here go.
    Delete,
    /// The dossier is restored.
    Restore,
    /// The dossier is sent. Value: the manifest's digest.
    Submit,
    /// The person takes the submission back.
    Withdraw,
    /// The person rates the service.
    Rate,
    /// The district: received, with a receipt.
    Receive,
    /// The district: refused.
    Refuse,
    /// The district: asks for corrections.
    AskSupplement,
    /// The district: a device of the account has pulled the request.
    Seen,
    /// The district: a step.
    Status,
    /// The district: decided.
    Decide,
    /// The district: the result was handed over.
    ReturnResult,
    /// The district: it will be late.
    Apologise,
    /// The district: a note to the person.
    Note,
    /// The district: values were erased.
    Erase,
    /// A kind this version does not know.
    Other(String),
}

impl Kind {
    const NAMES: [(Kind, &'static str); 20] = [
        (Kind::Create, "create"),
        (Kind::Set, "set"),
        (Kind::Unset, "unset"),
        (Kind::Attach, "attach"),
        (Kind::Detach, "detach"),
        (Kind::Delete, "delete"),
        (Kind::Restore, "restore"),
        (Kind::Submit, "submit"),
        (Kind::Withdraw, "withdraw"),
        (Kind::Rate, "rate"),
        (Kind::Receive, "receive"),
        (Kind::Refuse, "refuse"),
        (Kind::AskSupplement, "ask_supplement"),
        (Kind::Seen, "seen"),
        (Kind::Status, "status"),
        (Kind::Decide, "decide"),
        (Kind::ReturnResult, "return_result"),
        (Kind::Apologise, "apologise"),
        (Kind::Note, "note"),
        (Kind::Erase, "erase"),
    ];

    /// The name on the wire.
    pub fn as_str(&self) -> &str {
        if let Kind::Other(name) = self {
            return name;
        }
        Self::NAMES.iter().find(|(kind, _)| kind == self).map_or("", |(_, name)| name)
    }
    /// The kind with this name.
    pub fn from_name(name: &str) -> Self {
        Self::NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map_or_else(|| Kind::Other(name.to_owned()), |(kind, _)| kind.clone())
    }
    /// Whether only a district may record it.
    pub fn is_of_district(&self) -> bool {
        matches!(
            self,
            Kind::Receive
                | Kind::Refuse
                | Kind::AskSupplement
                | Kind::Seen
                | Kind::Status
                | Kind::Decide
                | Kind::ReturnResult
                | Kind::Apologise
                | Kind::Note
                | Kind::Erase
        )
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}
impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(|name| Kind::from_name(&name))
    }
}

/// What a [`FieldId`] points at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldKey {
    /// `dossier`: the dossier itself.
    Dossier,
    /// `q.<question>`: an answer. `null` means "I don't know yet".
    Answer(QuestionId),
    /// `f.<form field>`: what was typed.
    Form(FormFieldId),
    /// `p.<paper>`: the pages of a paper (attach and detach).
    Pages(PaperId),
    /// `fate.<paper>`: how the paper reaches the office. Value: [`Payload::Text`] with the fate's name, or a map `{fate, detail}`.
    Fate(PaperId),
    /// `order.<paper>`: the order of its pages. Value: a list of attach operation ids.
    Order(PaperId),
    /// `have.<paper>`: the person ticked "I have it on paper". Value: `true`.
    Have(PaperId),
}

impl FieldKey {
    /// The stable id.
    pub fn to_id(&self) -> FieldId {
        let text = match self {
            FieldKey::Dossier => "dossier".to_owned(),
            FieldKey::Answer(id) => format!("q.{id}"),
            FieldKey::Form(id) => format!("f.{id}"),
            FieldKey::Pages(id) => format!("p.{id}"),
            FieldKey::Fate(id) => format!("fate.{id}"),
            FieldKey::Order(id) => format!("order.{id}"),
            FieldKey::Have(id) => format!("have.{id}"),
        };
        FieldId::from_parts(text)
    }
    /// What the id points at; `None` for a field of a later version.
    pub fn find(id: &FieldId) -> Option<Self> {
        let text = id.as_str();
        if text == "dossier" {
            return Some(FieldKey::Dossier);
        }
        let (prefix, rest) = text.split_once('.')?;
        match prefix {
            "q" => rest.parse().ok().map(FieldKey::Answer),
            "f" => rest.parse().ok().map(FieldKey::Form),
            "p" => rest.parse().ok().map(FieldKey::Pages),
            "fate" => rest.parse().ok().map(FieldKey::Fate),
            "order" => rest.parse().ok().map(FieldKey::Order),
            "have" => rest.parse().ok().map(FieldKey::Have),
            _ => None,
        }
    }
}

/// The value of an operation: JSON without fractions, so that its canonical bytes are beyond dispute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Payload {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number within ±(2⁵³−1).
    Integer(i64),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Payload>),
    /// An object.
    Map(BTreeMap<String, Payload>),
}

impl Payload {
    /// The text, when it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Payload::Text(text) => Some(text),
            _ => None,
        }
    }
    /// The member of an object.
    pub fn member(&self, name: &str) -> Option<&Payload> {
        match self {
            Payload::Map(map) => map.get(name),
            _ => None,
        }
    }
    /// The whole number, when it is one.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Payload::Integer(n) => Some(*n),
            _ => None,
        }
    }
}

/// Largest whole number that JSON readers agree on (RFC 8785, I-JSON).
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

impl Serialize for Payload {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Payload::Null => s.serialize_unit(),
            Payload::Bool(b) => s.serialize_bool(*b),
            Payload::Integer(n) => s.serialize_i64(*n),
            Payload::Text(text) => s.serialize_str(text),
            Payload::List(items) => s.collect_seq(items),
            Payload::Map(map) => s.collect_map(map),
        }
    }
}

/// Deepest nesting of lists and objects in a value that is read: the deepest in use is 2, and readers recurse.
pub const MAX_PAYLOAD_DEPTH: u8 = 48;

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        PayloadAt { levels_left: MAX_PAYLOAD_DEPTH }.deserialize(d)
    }
}

/// Reads a payload that may nest so many levels more.
#[derive(Clone, Copy)]
struct PayloadAt {
    levels_left: u8,
}

impl PayloadAt {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.levels_left.checked_sub(1) {
            Some(levels_left) => Ok(Self { levels_left }),
            None => Err(E::custom("expected at most 48 levels of lists and objects")),
        }
    }
}

impl<'de> DeserializeSeed<'de> for PayloadAt {
    type Value = Payload;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Payload, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PayloadAt {
    type Value = Payload;
    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(
            "null, a boolean, a whole number within ±(2^53−1), a string, a list or an object",
        )
    }
    fn visit_unit<E>(self) -> Result<Payload, E> {
        Ok(Payload::Null)
    }
    fn visit_bool<E>(self, b: bool) -> Result<Payload, E> {
        Ok(Payload::Bool(b))
    }
    fn visit_i64<E: serde::de::Error>(self, n: i64) -> Result<Payload, E> {
        if n.unsigned_abs() > MAX_SAFE_INTEGER {
            return Err(E::custom("expected a whole number within ±(2^53−1)"));
        }
        Ok(Payload::Integer(n))
    }
    fn visit_u64<E: serde::de::Error>(self, n: u64) -> Result<Payload, E> {
        match i64::try_from(n) {
            Ok(n) => self.visit_i64(n),
            Err(_) => Err(E::custom("expected a whole number within ±(2^53−1)")),
        }
    }
    fn visit_str<E>(self, text: &str) -> Result<Payload, E> {
        Ok(Payload::Text(text.to_owned()))
    }
    fn visit_string<E>(self, text: String) -> Result<Payload, E> {
        Ok(Payload::Text(text))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Payload, A::Error> {
        let deeper = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(deeper)? {
            items.push(item);
        }
        Ok(Payload::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Payload, A::Error> {
        let deeper = self.deeper()?;
        let mut map = BTreeMap::new();
        while let Some(name) = access.next_key::<String>()? {
            let item = access.next_value_seed(deeper)?;
            if map.insert(name, item).is_some() {
                return Err(serde::de::Error::custom("expected each member once"));
            }
        }
        Ok(Payload::Map(map))
    }
}

/// The value of an attach: one page image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagePayload {
    /// SHA-256 of the image bytes.
    pub sha256: Sha256,
    /// Bytes of the image.
    pub size_bytes: u32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl PagePayload {
    /// As an operation's value.
    pub fn to_payload(&self) -> Payload {
        let number = |n: u32| Payload::Integer(i64::from(n));
        let mut map = BTreeMap::new();
        map.insert("sha256".to_owned(), Payload::Text(self.sha256.to_string()));
        map.insert("size".to_owned(), number(self.size_bytes));
        map.insert("width".to_owned(), number(self.width));
        map.insert("height".to_owned(), number(self.height));
        Payload::Map(map)
    }
    /// From an operation's value; `None` when it does not describe a page.
    pub fn find(payload: &Payload) -> Option<Self> {
        let number = |name: &str| u32::try_from(payload.member(name)?.as_integer()?).ok();
        Some(Self {
            sha256: payload.member("sha256")?.as_text()?.parse().ok()?,
            size_bytes: number("size")?,
            width: number("width")?,
            height: number("height")?,
        })
    }
}

#[cfg(test)]
mod tests;
