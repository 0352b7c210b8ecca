//! The catalogue as the app and the district read it: procedures, editions, questions, papers, forms.
//!
//! Not here: the authored TOML and its checks (crate `catalogue`), evaluation (see [`crate::checklist`]).
//!
//! Invariant: "Every fact carries its source and how sure we are of it."

mod index;

pub use index::{
    Authority, Calendar, CalendarDay, CalendarDayKind, CatalogueIndex, EditionSummary, IndexEntry,
    Place, Successor, Unit, UnitLevel,
};

use crate::condition::Expr;
use crate::date::Date;
use crate::ids::{AuthorityId, FormFieldId, PaperId, ProcedureId, QuestionId, SourceId};
use crate::value::Number;
use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

/// The `format` number of the compiled catalogue. A reader refuses a higher one.
pub const FORMAT: u16 = 2;

/// A text in both languages. English may be empty: the reader then falls back to Vietnamese.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Vietnamese, the language of record.
    pub vi: String,
    /// English, a translation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Text {
    /// The text in this language, Vietnamese where there is no translation.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::English if !self.en.is_empty() => &self.en,
            _ => &self.vi,
        }
    }
    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.vi.is_empty()
    }
}

/// The language of a screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// Vietnamese, the language of record.
    #[default]
    Vietnamese,
    /// English, a translation.
    English,
}

/// How sure we are of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// From memory, not confirmed in a source.
    Memory,
    /// A weak source or reasoning.
    Low,
    /// One decent secondary source.
    Medium,
    /// Two independent sources or one official text.
    High,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Ids into [`Procedure::sources`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceId>,
    /// How sure we are.
    pub confidence: Confidence,
    /// Article of law, in the words of the source: "khoản 2 Điều 54 Nghị định 217/2026/NĐ-CP".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub legal: String,
    /// The day by which somebody must look again.
    pub recheck_on: Date,
}

impl Provenance {
    /// Whether the fact may be shown as firm; otherwise the screen says "ask the desk".
    pub fn is_firm(&self) -> bool {
        self.confidence >= Confidence::Medium
    }
}

/// One source of facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Short id, unique in the procedure.
    pub id: SourceId,
    /// What it is, in the words a reader would search for.
    pub title: String,
    /// Web address, empty where none is public.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
}

/// State of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The office performs it.
    InForce,
    /// It exists but is not performed for a time.
    Suspended,
    /// It is gone.
    Abolished,
    /// Advice only: there is no dossier.
    GuideOnly,
    /// Made here from other procedures.
    Constructed,
}

impl Status {
    /// Whether a dossier of this edition may be submitted.
    pub fn takes_submissions(self) -> bool {
        matches!(self, Status::InForce | Status::Constructed)
    }
}

/// All procedures of one field, in one file: what they say alike is sent once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// [`FORMAT`] of the writer.
    pub format: u16,
    /// The procedures, in the order of the index.
    pub procedures: Vec<Procedure>,
}

/// One administrative procedure with all its editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procedure {
    /// Stable id.
    pub id: ProcedureId,
    /// National code; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Official name.
    pub name: Text,
    /// Short name for lists and the title of a dossier.
    pub short: Text,
    /// For whom it is, one sentence.
    pub audience: Text,
    /// Procedures a person may need beside or instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<ProcedureId>,
    /// Editions, ascending by `valid_from`.
    pub editions: Vec<Edition>,
    /// Sources named by the facts.
    pub sources: Vec<Source>,
}

impl Procedure {
    /// The edition in force on a day; `None` before the first or in a gap.
    pub fn find_edition_on(&self, day: Date) -> Option<&Edition> {
        self.editions
            .iter()
            .find(|e| e.valid_from <= day && e.valid_until.is_none_or(|until| day < until))
    }
    /// The edition a draft is pinned to.
    pub fn find_edition(&self, id: &EditionId) -> Option<&Edition> {
        (id.procedure == self.id)
            .then(|| self.editions.iter().find(|e| e.valid_from == id.valid_from))?
    }
    /// The id of one of this procedure's editions.
    pub fn edition_id(&self, edition: &Edition) -> EditionId {
        EditionId { procedure: self.id.clone(), valid_from: edition.valid_from }
    }
}

/// Names one edition of one procedure: `gpxd-nha-o-rieng-le@2026-07-01`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EditionId {
    /// The procedure.
    pub procedure: ProcedureId,
    /// First day of the edition.
    pub valid_from: Date,
}

/// The text does not name an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnEdition;

impl fmt::Display for NotAnEdition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected an edition as procedure@YYYY-MM-DD")
    }
}
impl std::error::Error for NotAnEdition {}

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.procedure, self.valid_from)
    }
}
impl FromStr for EditionId {
    type Err = NotAnEdition;
    fn from_str(text: &str) -> Result<Self, NotAnEdition> {
        let (procedure, valid_from) = text.split_once('@').ok_or(NotAnEdition)?;
        Ok(Self {
            procedure: procedure.parse().map_err(|_| NotAnEdition)?,
            valid_from: valid_from.parse().map_err(|_| NotAnEdition)?,
        })
    }
}
impl Serialize for EditionId {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.to_string())
    }
}
impl<'de> Deserialize<'de> for EditionId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The procedure as the law had it from a date to a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// First day.
    pub valid_from: Date,
    /// First day on which it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// State.
    pub status: Status,
    /// A sentence that explains the state: until when, by which text. Empty when in force.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub status_text: Text,
    /// What to do instead. Empty when in force.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub instead: Text,
    /// Procedures to turn to instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<ProcedureId>,
    /// The procedures this edition is composed of; empty for all but combined dossiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<ProcedureId>,
    /// Where the status and validity come from.
    pub provenance: Provenance,
    /// Who receives and decides: the first rule whose condition is true.
    pub authority: Vec<AuthorityRule>,
    /// How it can be filed.
    pub channels: Vec<Channel>,
    /// What happens after filing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// What the person receives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ResultPaper>,
    /// Time limits; the first whose condition is true.
    pub time_limits: Vec<TimeLimit>,
    /// Fees; all whose condition is true are due.
    pub fees: Vec<Fee>,
    /// Questions in the author's order.
    pub questions: Vec<Question>,
    /// Early ends, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exits: Vec<Exit>,
    /// Papers in the order of the list.
    pub papers: Vec<Paper>,
    /// Sections of the form.
    pub form: Vec<Section>,
    /// Advice: common reasons for return, duties that remain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<Advice>,
}

impl Edition {
    /// The question with this id.
    pub fn find_question(&self, id: &QuestionId) -> Option<&Question> {
        self.questions.iter().find(|q| &q.id == id)
    }
    /// The paper with this id.
    pub fn find_paper(&self, id: &PaperId) -> Option<&Paper> {
        self.papers.iter().find(|p| &p.id == id)
    }
    /// The form field with this id.
    pub fn find_form_field(&self, id: &FormFieldId) -> Option<&FormField> {
        self.form.iter().flat_map(|s| &s.fields).find(|f| &f.id == id)
    }
}

/// Who receives a dossier under a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityRule {
    /// When; `None` always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// Words for the office: "UBND phường nơi xây nhà".
    pub name: Text,
    /// A fixed authority, or `None` when the place decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<AuthorityId>,
    /// An office no dossier is sent to from here: a school, the police of a ward. The person files there.
    #[serde(default, skip_serializing_if = "is_false")]
    pub elsewhere: bool,
    /// Where from.
    pub provenance: Provenance,
}

/// A way to file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// `online`, `paper` or `post`.
    pub kind: ChannelKind,
    /// Words: where exactly, in which case.
    pub text: Text,
    /// Web address of the official channel; empty where none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Where from.
    pub provenance: Provenance,
}

/// The three channels of the one-stop mechanism.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// On the national or a ministry's portal.
    Online,
    /// In person, at the one-stop desk.
    Paper,
    /// By public post.
    Post,
}

/// One step after filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What happens.
    pub text: Text,
    /// Where from.
    pub provenance: Provenance,
}

/// What the person receives in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultPaper {
    /// Name of the paper.
    pub name: Text,
    /// How long it holds; empty when unknown or for ever.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub validity: Text,
    /// Where from.
    pub provenance: Provenance,
}

/// How long the office may take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeLimit {
    /// When; `None` always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// How many units; `None` means "ask the desk".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u16>,
    /// The unit.
    pub unit: TimeUnit,
    /// What starts, stops or restarts the limit.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub note: Text,
    /// Days the person has to complete a dossier after a request; `None`: the general rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplement_within: Option<u16>,
    /// The unit of [`Self::supplement_within`]; `None`: working days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplement_unit: Option<TimeUnit>,
    /// Where from.
    pub provenance: Provenance,
}

/// Unit of a time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Monday to Friday without holidays, and worked Saturdays.
    WorkingDay,
    /// Every day.
    CalendarDay,
    /// Office hours, eight a day.
    WorkingHour,
}

/// One fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// When it is due; `None` always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// What for.
    pub name: Text,
    /// Whole đồng; `None` means "ask the desk".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_vnd: Option<u32>,
    /// For each what: "mỗi điểm kinh doanh". Empty when once.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub per: Text,
    /// The part of a combined dossier it is due for; `None` in ordinary procedures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_for: Option<ProcedureId>,
    /// Where from.
    pub provenance: Provenance,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Stable id.
    pub id: QuestionId,
    /// What kind of answer.
    pub kind: QuestionKind,
    /// The question, as one sentence.
    pub ask: Text,
    /// Why we ask.
    pub why: Text,
    /// How to find the answer; may be empty.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub help: Text,
    /// When it is asked; `None` always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Expr>,
    /// Asked after every other question that is worth asking.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sensitive: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// What kind of answer a question takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// [`crate::value::Value::Bool`].
    YesNo,
    /// [`crate::value::Value::Text`] with the id of a choice.
    Choice(Vec<Choice>),
    /// [`crate::value::Value::Number`].
    Number(NumberLimits),
    /// [`crate::value::Value::Text`] with `YYYY-MM-DD`.
    Date,
    /// [`crate::value::Value::Text`] with the id of a [`Place`].
    Place,
}

/// One choice of a question or a form field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Stable id, the stored value.
    pub id: String,
    /// What the person reads.
    pub label: Text,
}

/// Limits of a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberLimits {
    /// Unit as shown: "m²", "tầng". May be empty.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub unit: Text,
    /// Smallest allowed.
    pub min: Number,
    /// Largest allowed.
    pub max: Number,
    /// Places after the comma, 0–3.
    #[serde(default)]
    pub decimals: u8,
}

/// An early end: the procedure is not needed or not the right one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exit {
    /// Stable id within the edition.
    pub id: String,
    /// When.
    pub when: Expr,
    /// Why it ends here.
    pub reason: Text,
    /// What to do instead.
    pub instead: Text,
    /// Procedure to turn to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<ProcedureId>,
    /// Where from.
    pub provenance: Provenance,
}

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Stable id.
    pub id: PaperId,
    /// Name as the law writes it.
    pub name: Text,
    /// In plain words; may be empty.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub plain: Text,
    /// How firmly it is asked for.
    pub need: Need,
    /// In which case; `None` always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// Why in this case, completing "Vì …"; shown when the answers do not explain it.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub because: Text,
    /// How many originals.
    #[serde(default)]
    pub originals: u8,
    /// How many copies.
    #[serde(default)]
    pub copies: u8,
    /// What kind of copies.
    #[serde(default)]
    pub copy_kind: CopyKind,
    /// Number of the printed form, "Mẫu số 01 …"; empty when none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub form_number: String,
    /// Ways it may reach the office, the first being the usual one.
    pub fates: Vec<FateRule>,
    /// How to get it, and what it costs; may be empty.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub obtain: Text,
    /// How old it may be; may be empty.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub max_age: Text,
    /// What a good one looks like; may be empty.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub good_example: Text,
    /// The parts of a combined dossier that need it; empty in ordinary procedures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needed_for: Vec<ProcedureId>,
    /// Where from.
    pub provenance: Provenance,
}

/// How firmly a paper is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// In the legal list.
    Always,
    /// Asked for in practice, not in the legal list.
    InPractice,
    /// Uncertain: ask the desk.
    Maybe,
    /// The person may bring it; its lack is no fault.
    Optional,
}

impl Need {
    /// Whether a submission is refused without it.
    pub fn blocks_submission(self) -> bool {
        matches!(self, Need::Always)
    }
}

/// What kind of copy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyKind {
    /// A plain copy.
    #[default]
    Plain,
    /// A certified copy.
    Certified,
    /// A plain copy with the original for comparison.
    Compared,
}

/// How a paper reaches the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The form, filled in here.
    FilledIn,
    /// Photographed or scanned and sent.
    Photographed,
    /// The original is brought for comparison.
    OriginalBrought,
    /// Delivered earlier, with which dossier.
    DeliveredEarlier,
    /// The office looks it up.
    LookedUp,
    /// Somebody else sends it: who.
    SentByOther,
    /// Cannot be had: why.
    CannotBeHad,
}

impl Fate {
    /// All fates, in the order of the screen.
    pub const ALL: [Fate; 7] = [
        Fate::FilledIn,
        Fate::Photographed,
        Fate::OriginalBrought,
        Fate::DeliveredEarlier,
        Fate::LookedUp,
        Fate::SentByOther,
        Fate::CannotBeHad,
    ];
    /// The stable name, as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Fate::FilledIn => "filled_in",
            Fate::Photographed => "photographed",
            Fate::OriginalBrought => "original_brought",
            Fate::DeliveredEarlier => "delivered_earlier",
            Fate::LookedUp => "looked_up",
            Fate::SentByOther => "sent_by_other",
            Fate::CannotBeHad => "cannot_be_had",
        }
    }
    /// The fate with this stored name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.as_str() == name)
    }
    /// Whether the person must say a word with it: which dossier, who, why.
    pub const fn needs_detail(self) -> bool {
        matches!(self, Fate::DeliveredEarlier | Fate::SentByOther | Fate::CannotBeHad)
    }
}

/// A fate and when it is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FateRule {
    /// The fate.
    pub fate: Fate,
    /// When; `None` always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
}

/// One section of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Stable id within the edition.
    pub id: String,
    /// Title.
    pub title: Text,
    /// When it is shown; `None` always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Expr>,
    /// Fields in order.
    pub fields: Vec<FormField>,
}

/// One field of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    /// Stable id, unique in the edition.
    pub id: FormFieldId,
    /// Label as the printed form writes it.
    pub label: Text,
    /// Kind and limits.
    pub kind: FormFieldKind,
    /// Whether a submission needs it (when shown).
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// When it is shown; `None` always. May look at answers and at other fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Expr>,
    /// A hint below the label; may be empty.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub hint: Text,
    /// A text offered to start from; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub default: String,
    /// Take the value of this answer unless something was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_answer: Option<QuestionId>,
    /// The meaning shared across procedures, for "same as my other dossier": `ho-ten`, `so-dinh-danh`. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub same_as: String,
    /// Where from.
    pub provenance: Provenance,
}

/// Kind and limits of a form field. Lengths count characters after NFC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormFieldKind {
    /// One line.
    Line {
        /// Most characters.
        max_chars: u16,
    },
    /// Several lines.
    Lines {
        /// Most characters.
        max_chars: u16,
    },
    /// A decimal number.
    Number(NumberLimits),
    /// A day, stored as `YYYY-MM-DD`.
    Date,
    /// A Vietnamese telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A personal identification number of 12 digits.
    PersonalNumber,
    /// A tax or business number of 10 digits, or 10-3.
    BusinessNumber,
    /// One of several, stored by id.
    Choice(Vec<Choice>),
    /// A declaration that must be accepted, stored as `true`.
    Declaration,
    /// Rows of short texts, stored as a list of lists.
    Table {
        /// Column headings.
        columns: Vec<Text>,
        /// Most rows.
        max_rows: u8,
    },
}

/// Advice that is not a paper: why dossiers come back, duties that remain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// In which case; `None` always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// The advice.
    pub text: Text,
    /// Where from.
    pub provenance: Provenance,
}
