//! From the catalogue's JSON to its types, member by member.
//!
//! Not here: checking. The compiler of the catalogue wrote the file and is the only one who does.
//!
//! Invariant: "It reads what the derived reader reads; it only weighs a tenth in the page."
//!
//! The derived readers of these forty types are a seventh of the module, because each is made for every
//! member in two shapes. Operations bring a reader of any JSON anyway; this walks what that gives.

use domain::catalogue::{
    Advice, Authority, AuthorityRule, Calendar, CalendarDay, CalendarDayKind, CatalogueIndex,
    Channel, ChannelKind, Choice, Confidence, CopyKind, Edition, EditionSummary, Exit, Fate,
    FateRule, Fee, FormField, FormFieldKind, IndexEntry, Need, NumberLimits, Pack, Paper, Place,
    Procedure, Provenance, Question, QuestionKind, ResultPaper, Section, Source, Status, Step,
    Successor, Text, TimeLimit, TimeUnit, Unit, UnitLevel,
};
use domain::condition::{Comparison, Expr};
use domain::date::Date;
use domain::ids::{AuthorityId, FieldId, FormFieldId, PaperId, ProcedureId, QuestionId, SourceId};
use domain::operation::Payload;
use domain::value::{Number, Value};

/// Something the catalogue is made of.
pub(super) trait Read: Sized {
    /// Reads it; `None` when this is another thing.
    fn read(from: &Payload) -> Option<Self>;
    /// What a member that is not written means; `None` when it must be written.
    fn unwritten() -> Option<Self> {
        None
    }
}

/// Reads a whole file.
pub(super) fn read_file<T: Read>(bytes: &[u8]) -> Option<T> {
    let json = core::str::from_utf8(bytes).ok()?;
    T::read(&serde_json::from_str(json).ok()?)
}

fn member<T: Read>(from: &Payload, name: &str) -> Option<T> {
    match from.member(name) {
        Some(member) => T::read(member),
        None => T::unwritten(),
    }
}

/// The name of a variant, with what belongs to it.
fn variant(from: &Payload) -> Option<(&str, &Payload)> {
    match from {
        Payload::Text(name) => Some((name, &Payload::Null)),
        Payload::Map(members) => members.iter().next().map(|(name, rest)| (name.as_str(), rest)),
        _ => None,
    }
}

fn items(from: &Payload) -> Option<&[Payload]> {
    match from {
        Payload::List(items) => Some(items),
        _ => None,
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(from: &Payload) -> Option<Self> {
        let items = items(from)?;
        let mut all = Vec::with_capacity(items.len());
        for item in items {
            all.push(T::read(item)?);
        }
        Some(all)
    }
    fn unwritten() -> Option<Self> {
        Some(Vec::new())
    }
}

impl<T: Read> Read for Option<T> {
    fn read(from: &Payload) -> Option<Self> {
        T::read(from).map(Some)
    }
    fn unwritten() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Box<T> {
    fn read(from: &Payload) -> Option<Self> {
        T::read(from).map(Box::new)
    }
}

impl Read for String {
    fn read(from: &Payload) -> Option<Self> {
        from.as_text().map(str::to_owned)
    }
    fn unwritten() -> Option<Self> {
        Some(String::new())
    }
}

impl Read for bool {
    fn read(from: &Payload) -> Option<Self> {
        match from {
            Payload::Bool(is_so) => Some(*is_so),
            _ => None,
        }
    }
    fn unwritten() -> Option<Self> {
        Some(false)
    }
}

impl Read for u8 {
    fn read(from: &Payload) -> Option<Self> {
        from.as_integer()?.try_into().ok()
    }
    fn unwritten() -> Option<Self> {
        Some(0)
    }
}

impl Read for u16 {
    fn read(from: &Payload) -> Option<Self> {
        from.as_integer()?.try_into().ok()
    }
}

impl Read for u32 {
    fn read(from: &Payload) -> Option<Self> {
        from.as_integer()?.try_into().ok()
    }
}

impl Read for Text {
    fn read(from: &Payload) -> Option<Self> {
        Some(Self { vi: member(from, "vi")?, en: member(from, "en")? })
    }
    fn unwritten() -> Option<Self> {
        Some(Self::default())
    }
}

impl Read for CopyKind {
    fn read(from: &Payload) -> Option<Self> {
        Some(match from.as_text()? {
            "plain" => Self::Plain,
            "certified" => Self::Certified,
            "compared" => Self::Compared,
            _ => return None,
        })
    }
    fn unwritten() -> Option<Self> {
        Some(Self::default())
    }
}

impl Read for Fate {
    fn read(from: &Payload) -> Option<Self> {
        Fate::find(from.as_text()?)
    }
}

impl Read for Value {
    fn read(from: &Payload) -> Option<Self> {
        let (name, rest) = variant(from)?;
        Some(match name {
            "bool" => Value::Bool(Read::read(rest)?),
            "number" => Value::Number(Read::read(rest)?),
            "text" => Value::Text(Read::read(rest)?),
            _ => return None,
        })
    }
}

impl Read for Expr {
    fn read(from: &Payload) -> Option<Self> {
        let (name, rest) = variant(from)?;
        Some(match (name, rest) {
            ("compare", rest) => match items(rest)? {
                [field, comparison, literal] => Expr::Compare(
                    FieldId::read(field)?,
                    Comparison::read(comparison)?,
                    Value::read(literal)?,
                ),
                _ => return None,
            },
            ("in", rest) => match items(rest)? {
                [field, literals] => Expr::In(FieldId::read(field)?, Read::read(literals)?),
                _ => return None,
            },
            ("not", rest) => Expr::Not(Read::read(rest)?),
            ("and", rest) => Expr::And(Read::read(rest)?),
            ("or", rest) => Expr::Or(Read::read(rest)?),
            _ => return None,
        })
    }
}

impl Read for QuestionKind {
    fn read(from: &Payload) -> Option<Self> {
        let (name, rest) = variant(from)?;
        Some(match name {
            "yes_no" => Self::YesNo,
            "choice" => Self::Choice(Read::read(rest)?),
            "number" => Self::Number(Read::read(rest)?),
            "date" => Self::Date,
            "place" => Self::Place,
            _ => return None,
        })
    }
}

impl Read for FormFieldKind {
    fn read(from: &Payload) -> Option<Self> {
        let (name, rest) = variant(from)?;
        Some(match name {
            "line" => Self::Line { max_chars: member(rest, "max_chars")? },
            "lines" => Self::Lines { max_chars: member(rest, "max_chars")? },
            "number" => Self::Number(Read::read(rest)?),
            "date" => Self::Date,
            "phone" => Self::Phone,
            "email" => Self::Email,
            "personal_number" => Self::PersonalNumber,
            "business_number" => Self::BusinessNumber,
            "choice" => Self::Choice(Read::read(rest)?),
            "declaration" => Self::Declaration,
            "table" => Self::Table {
                columns: member(rest, "columns")?,
                max_rows: member(rest, "max_rows")?,
            },
            _ => return None,
        })
    }
}

/// Types written as their text.
macro_rules! texts {
    ($($name:ident)*) => {$(
        impl Read for $name {
            fn read(from: &Payload) -> Option<Self> {
                from.as_text()?.parse().ok()
            }
        }
    )*};
}

texts! { AuthorityId Date FieldId FormFieldId Number PaperId ProcedureId QuestionId SourceId }

/// Types that are one name of several.
macro_rules! names {
    ($($name:ident { $($variant:ident = $text:literal),+ })*) => {$(
        impl Read for $name {
            fn read(from: &Payload) -> Option<Self> {
                Some(match from.as_text()? {
                    $($text => Self::$variant,)+
                    _ => return None,
                })
            }
        }
    )*};
}

names! {
    Confidence { Memory = "memory", Low = "low", Medium = "medium", High = "high" }
    Status {
        InForce = "in_force", Suspended = "suspended", Abolished = "abolished",
        GuideOnly = "guide_only", Constructed = "constructed"
    }
    CalendarDayKind { Closed = "closed", Worked = "worked" }
    ChannelKind { Online = "online", Paper = "paper", Post = "post" }
    TimeUnit {
        WorkingDay = "working_day", CalendarDay = "calendar_day", WorkingHour = "working_hour"
    }
    UnitLevel { Ward = "ward", Commune = "commune", District = "district", City = "city" }
    Need { Always = "always", InPractice = "in_practice", Maybe = "maybe", Optional = "optional" }
    Comparison {
        Equal = "==", NotEqual = "!=", Less = "<", LessOrEqual = "<=", Greater = ">",
        GreaterOrEqual = ">="
    }
}

/// Types with members. A member that is left out here does not compile.
macro_rules! records {
    ($($name:ident { $($field:ident),+ })*) => {$(
        impl Read for $name {
            fn read(from: &Payload) -> Option<Self> {
                Some(Self { $($field: member(from, stringify!($field))?,)+ })
            }
        }
    )*};
}

records! {
    Provenance { sources, confidence, legal, recheck_on }
    Source { id, title, address }
    CatalogueIndex { format, version, made_on, procedures, authorities, calendar, units }
    IndexEntry { id, code, name, short, words, field, events, audience, editions, file, file_en }
    EditionSummary { valid_from, valid_until, status }
    Authority { id, name, places, valid_from, valid_until, provenance }
    Place { id, name, former }
    Unit { id, name, level, part_of, valid_from, valid_until, successors, provenance }
    Successor { unit, part }
    Calendar { days }
    CalendarDay { on, kind, name, confidence }
    Pack { format, procedures }
    Procedure { id, code, name, short, audience, related, editions, sources }
    Edition {
        valid_from, valid_until, status, status_text, instead, alternatives, parts, provenance,
        authority, channels, steps, results, time_limits, fees, questions, exits, papers, form, advice
    }
    AuthorityRule { when, name, authority, elsewhere, provenance }
    Channel { kind, text, address, provenance }
    Step { text, provenance }
    ResultPaper { name, validity, provenance }
    TimeLimit { when, amount, unit, note, supplement_within, supplement_unit, provenance }
    Fee { when, name, amount_vnd, per, due_for, provenance }
    Question { id, kind, ask, why, help, show_if, sensitive }
    Choice { id, label }
    NumberLimits { unit, min, max, decimals }
    Exit { id, when, reason, instead, alternative, provenance }
    Paper {
        id, name, plain, need, when, because, originals, copies, copy_kind, form_number, fates,
        obtain, max_age, good_example, needed_for, provenance
    }
    FateRule { fate, when }
    Section { id, title, show_if, fields }
    FormField {
        id, label, kind, required, show_if, hint, default, from_answer, same_as, provenance
    }
    Advice { when, text, provenance }
}

#[cfg(test)]
mod tests;
