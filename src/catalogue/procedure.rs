//! One authored procedure file to a [`Procedure`], with the place of every condition and weak fact.
//!
//! Not here: what needs the other files (links are checked where all are known), proofs and cases.
//!
//! Invariant: "Every fact has a source or says that it has none."

mod edition;
mod question;
mod paper;
mod form;

pub(crate) use paper::fates;

use crate::facts::{Defaults, Facts};
use crate::mistake::Spot;
use crate::reader::{Authored, Reader, Table, one_of};
use domain::catalogue::{Procedure, Source};
use domain::condition::Expr;
use domain::date::Date;
use domain::ids::{AuthorityId, ProcedureId, QuestionId};

/// A procedure as read from its file.
pub(crate) struct AuthoredProcedure {
    pub(crate) procedure: Procedure,
    pub(crate) words: Vec<String>,
    pub(crate) field: String,
    pub(crate) events: Vec<String>,
    /// Beside each edition of the procedure, in the same order.
    pub(crate) editions: Vec<AuthoredEdition>,
    pub(crate) facts: Facts,
    pub(crate) links: Vec<Link>,
    pub(crate) n_untranslated: usize,
}

/// What the proofs need to know of an edition beyond its content.
pub(crate) struct AuthoredEdition {
    pub(crate) spot: Spot,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) questions: Vec<Spot>,
}

/// A condition with its place and its job.
pub(crate) struct Condition {
    pub(crate) role: Role,
    pub(crate) spot: Spot,
    pub(crate) key: String,
    pub(crate) expr: Expr,
    /// From a part of a combined dossier, where it was proven and has its cases.
    pub(crate) inherited: bool,
}

/// What a condition decides; numbers are indexes into the edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    Authority(usize),
    TimeLimit(usize),
    Fee(usize),
    Question(QuestionId),
    Exit(usize),
    Paper(usize),
    Fate(usize, usize),
    Section(usize),
    Field(usize, usize),
    Advice(usize),
}

/// The name of something in another file.
pub(crate) struct Link {
    pub(crate) spot: Spot,
    pub(crate) key: String,
    pub(crate) target: Target,
}

/// What a link points at.
pub(crate) enum Target {
    Procedure(ProcedureId),
    Authority(AuthorityId),
}

/// The life events residents browse by.
const EVENTS: [(&str, ()); 7] = [
    ("xay-sua-nha", ()),
    ("mo-quan-kinh-doanh", ()),
    ("con-di-hoc", ()),
    ("nha-dat", ()),
    ("khai-sinh-ket-hon", ()),
    ("giay-to-tuy-than", ()),
    ("hoi-nhom", ()),
];

/// The groups for browsing. The procedures of one group travel in one file.
const FIELDS: [(&str, ()); 9] = [
    ("xay-dung", ()),
    ("via-he", ()),
    ("dat-dai", ()),
    ("kinh-doanh", ()),
    ("giao-duc", ()),
    ("hoi", ()),
    ("ho-tich", ()),
    ("chung-thuc", ()),
    ("cu-tru", ()),
];

/// Reads a procedure file; `places` are the ids a place may have, `known` the procedures it may be composed of.
/// `None` after noting the mistakes.
pub(crate) fn read(
    reader: &Reader<'_>,
    file_stem: &str,
    places: &[String],
    known: &[AuthoredProcedure],
    today: Date,
) -> Option<AuthoredProcedure> {
    let document = reader.parse()?;
    let root = reader.root(&document);
    let facts = Facts::new(&root, today);
    let mut file =
        ProcedureFile { places, known, facts, links: Vec::new(), composed_sources: Vec::new() };
    let id = root.id::<ProcedureId>("id", "a stable id such as 'gpxd-nha-o-rieng-le'");
    if let Some(id) = &id
        && id.as_str() != file_stem
    {
        root.note("id", format!("expected the name of the file, '{file_stem}', found '{id}'"));
    }
    let defaults = Defaults::of_file(&root);
    let code = root.string_or_empty("code");
    let name = root.text("name", "name_en");
    let short = root.text("short", "short_en");
    let audience = root.text("audience", "audience_en");
    let words = root.strings("words").into_iter().map(|a| a.text).collect();
    let field = root.authored("field");
    match &field {
        Some(field) => _ = one_of(reader, field, &FIELDS),
        None => root.note("field", "expected a group for browsing, found none"),
    }
    let field = field.map(|field| field.text).unwrap_or_default();
    let events = listed(&root, "events", &EVENTS);
    let related = file.linked_procedures(&root, "related");
    let mut editions = Vec::new();
    let tables = root.tables("edition");
    if tables.is_empty() {
        root.note("edition", "expected at least one [[edition]], found none");
    }
    for table in tables {
        let read = file.edition(table, &defaults);
        editions.extend(read);
    }
    editions.sort_by_key(|(edition, _)| edition.valid_from);
    for pair in editions.windows(2) {
        let ((earlier, _), (later, authored)) = (&pair[0], &pair[1]);
        if earlier.valid_until.is_none_or(|until| until > later.valid_from) {
            let until = earlier.valid_until.map_or("never".to_owned(), |d| d.to_string());
            file.facts.mistake(
                &authored.spot,
                "edition.valid_from",
                format!(
                    "expected the edition from {} to end (valid_until) by {}, found that it ends {until}",
                    earlier.valid_from, later.valid_from
                ),
            );
        }
    }
    root.finish();
    let (editions, authored): (Vec<_>, Vec<_>) = editions.into_iter().unzip();
    let mut sources = file.facts.take_sources();
    for source in std::mem::take(&mut file.composed_sources) {
        match sources.iter().find(|known| known.id == source.id) {
            Some(known) if known.title == source.title => {}
            Some(_) => {
                let text = format!(
                    "expected an id no part uses for another source, found '{}'",
                    source.id
                );
                reader.note(0, "source", text);
            }
            None => sources.push(source),
        }
    }
    file.facts.hand_over(reader);
    Some(AuthoredProcedure {
        procedure: Procedure { id: id?, code, name, short, audience, related, editions, sources },
        words,
        field,
        events,
        editions: authored,
        facts: file.facts,
        links: file.links,
        n_untranslated: reader.n_untranslated(),
    })
}

fn listed(table: &Table<'_>, key: &'static str, allowed: &[(&str, ())]) -> Vec<String> {
    let mut names = Vec::new();
    for authored in table.strings(key) {
        if one_of(table.reader, &authored, allowed).is_some() {
            names.push(authored.text);
        }
    }
    names
}

struct ProcedureFile<'p> {
    places: &'p [String],
    known: &'p [AuthoredProcedure],
    facts: Facts,
    links: Vec<Link>,
    /// Sources of the parts of a combined dossier.
    composed_sources: Vec<Source>,
}

impl ProcedureFile<'_> {
    fn linked_procedures(&mut self, table: &Table<'_>, key: &'static str) -> Vec<ProcedureId> {
        let mut ids = Vec::new();
        for authored in table.strings(key) {
            ids.extend(self.linked_procedure(table.reader, &authored));
        }
        ids
    }

    fn linked_procedure(
        &mut self,
        reader: &Reader<'_>,
        authored: &Authored,
    ) -> Option<ProcedureId> {
        let id: ProcedureId = crate::reader::parse_id(reader, authored)?;
        self.links.push(Link {
            spot: reader.spot(authored.at),
            key: authored.key.clone(),
            target: Target::Procedure(id.clone()),
        });
        Some(id)
    }
}
