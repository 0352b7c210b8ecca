//! What is known before any procedure is opened: the list, offices, places and units, days off.
//!
//! Not here: a procedure and its editions (see [`super`]).
//!
//! Invariant: "The search needs nothing but this."

use super::{Confidence, Provenance, Status, Text, is_false};
use crate::date::Date;
use crate::ids::{AuthorityId, ProcedureId};
use serde::{Deserialize, Serialize};

/// What the search needs of every procedure; fetched on the first visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueIndex {
    /// [`FORMAT`] of the writer.
    pub format: u16,
    /// Hash of the whole catalogue: changes with any fact.
    pub version: String,
    /// The day the catalogue was made.
    pub made_on: Date,
    /// All procedures, in the order of the list.
    pub procedures: Vec<IndexEntry>,
    /// Authorities that receive dossiers.
    pub authorities: Vec<Authority>,
    /// Public holidays and worked Saturdays.
    pub calendar: Calendar,
    /// Wards, communes, districts and the city, those that are gone included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<Unit>,
}

/// One procedure in the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexEntry {
    /// Stable id.
    pub id: ProcedureId,
    /// National code such as `1.013225`; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Official name.
    pub name: Text,
    /// Short name for lists.
    pub short: Text,
    /// Everyday words and synonyms, as people type them.
    pub words: Vec<String>,
    /// Group for browsing, for example `xay-dung`.
    pub field: String,
    /// Life events for browsing, for example `xay-sua-nha`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// One line for whom it is.
    pub audience: Text,
    /// Editions without their content.
    pub editions: Vec<EditionSummary>,
    /// Path of the [`Pack`] with the whole procedure, in Vietnamese: `/catalogue/<field>.<hash>.json`.
    pub file: String,
    /// Path of the same pack with the English texts too: `/catalogue/<field>.en.<hash>.json`.
    pub file_en: String,
}

/// When an edition holds and in which state it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionSummary {
    /// First day.
    pub valid_from: Date,
    /// First day on which it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// State.
    pub status: Status,
}

/// An office that receives dossiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// Stable id.
    pub id: AuthorityId,
    /// Full name.
    pub name: Text,
    /// Places (ids and former names) it answers for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// First day.
    pub valid_from: Date,
    /// First day on which it no longer exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// Where from.
    pub provenance: Provenance,
}

/// A place a person may name: a ward of today, with the wards it was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Stable id, the value of a place answer: `phuong-lien-chieu`.
    pub id: String,
    /// Name of today.
    pub name: Text,
    /// Names people still use: those of the wards and communes that it came from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<String>,
}

/// An administrative unit with its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Stable id; for a unit of today that of its [`Place`]: `phuong-lien-chieu`.
    pub id: String,
    /// Full name: "Phường Hòa Minh".
    pub name: Text,
    /// Level.
    pub level: UnitLevel,
    /// The unit it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// First day; `None` where the catalogue does not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// First day on which it no longer exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// The units it went into.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<Successor>,
    /// Where from.
    pub provenance: Provenance,
}

/// A unit that another one went into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Successor {
    /// Its id.
    pub unit: String,
    /// Only a part went there.
    #[serde(default, skip_serializing_if = "is_false")]
    pub part: bool,
}

/// Level of an administrative unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitLevel {
    /// Phường.
    Ward,
    /// Xã.
    Commune,
    /// Quận, huyện: none since 1 July 2025.
    District,
    /// A city or province.
    City,
}

/// Days on which offices are closed, or open although it is a Saturday.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Every known exception to "Monday to Friday are working days", ascending.
    pub days: Vec<CalendarDay>,
}

/// One exception to the rule of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// The day.
    pub on: Date,
    /// Closed or open.
    pub kind: CalendarDayKind,
    /// Name: "Ngày Văn hóa Việt Nam (Nghị quyết 28/2026/QH16)".
    pub name: Text,
    /// How sure we are; a date computed through a weak one is shown as "about".
    pub confidence: Confidence,
}

/// What differs on a day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarDayKind {
    /// A holiday, or a working day taken off against a Saturday.
    Closed,
    /// A Saturday or Sunday on which offices work.
    Worked,
}
