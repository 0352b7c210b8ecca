//! Source, confidence and recheck date of every fact.
//!
//! Not here: what the fact says.
//!
//! Invariant: "A fact without a source is from memory, and says so."

use crate::mistake::{Mistake, Spot, did_you_mean};
use crate::reader::{Reader, Table};
use domain::catalogue::{Confidence, Provenance, Source};
use domain::date::Date;
use domain::ids::SourceId;

pub(crate) const CONFIDENCE: [(&str, Confidence); 4] = [
    ("high", Confidence::High),
    ("medium", Confidence::Medium),
    ("low", Confidence::Low),
    ("memory", Confidence::Memory),
];

/// What a fact inherits from the tables around it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Defaults {
    recheck_on: Option<Date>,
    sources: Option<Vec<SourceId>>,
    confidence: Option<Confidence>,
    legal: String,
}

impl Defaults {
    /// The recheck date of the whole file.
    pub(crate) fn of_file(root: &Table<'_>) -> Self {
        Self { recheck_on: root.date_opt("recheck_on"), ..Self::default() }
    }
    /// The same with the recheck date of an edition, where it has one.
    pub(crate) fn recheck_of(&self, edition: &Table<'_>) -> Self {
        let recheck_on = edition.date_opt("recheck_on").or(self.recheck_on);
        Self { recheck_on, ..Self::default() }
    }
    /// Source, confidence and date of a section, for its fields.
    pub(crate) fn within(&self, section: &Table<'_>) -> Self {
        Self {
            recheck_on: section.date_opt("recheck_on").or(self.recheck_on),
            sources: section.has("source").then(|| section.ids("source")),
            confidence: section.one_of_opt("confidence", &CONFIDENCE),
            legal: section.string_or_empty("legal"),
        }
    }
}

/// A fact somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFact {
    /// Where it stands.
    pub spot: Spot,
    /// Its table, with what tells it from its neighbours.
    pub key: String,
}

/// The sources of a file and the facts read against them.
pub(crate) struct Facts {
    today: Date,
    sources: Vec<Source>,
    used: Vec<SourceId>,
    spots: Vec<Spot>,
    mistakes: Vec<Mistake>,
    pub(crate) n_facts: usize,
    /// Facts from memory or of low confidence.
    pub(crate) weak: Vec<OpenFact>,
    /// Facts whose recheck date has passed.
    pub(crate) stale: Vec<OpenFact>,
}

impl Facts {
    pub(crate) fn new(root: &Table<'_>, today: Date) -> Self {
        let mut facts = Self {
            today,
            sources: Vec::new(),
            used: Vec::new(),
            spots: Vec::new(),
            mistakes: Vec::new(),
            n_facts: 0,
            weak: Vec::new(),
            stale: Vec::new(),
        };
        for table in root.tables("source") {
            let id: Option<SourceId> = table.id("id", "a short id such as 's26'");
            let title = table.string("title");
            let address = table.string_or_empty("address");
            if let Some(id) = id {
                if facts.sources.iter().any(|known| known.id == id) {
                    table.note("id", format!("expected a source named once, found '{id}' again"));
                }
                facts.sources.push(Source { id, title, address });
                facts.spots.push(table.spot());
            }
            table.finish();
        }
        facts
    }

    pub(crate) fn mistake(&mut self, spot: &Spot, key: &str, text: String) {
        self.mistakes.push(Mistake { spot: spot.clone(), key: key.to_owned(), text });
    }

    /// The sources, in the order of the file.
    pub(crate) fn take_sources(&mut self) -> Vec<Source> {
        for (source, spot) in self.sources.iter().zip(&self.spots) {
            if !self.used.contains(&source.id) {
                self.mistakes.push(Mistake {
                    spot: spot.clone(),
                    key: "source".to_owned(),
                    text: format!(
                        "expected a fact that names this source, found none for '{}'",
                        source.id
                    ),
                });
            }
        }
        std::mem::take(&mut self.sources)
    }

    /// Notes on the reader what was found wrong outside of a table.
    pub(crate) fn hand_over(&mut self, reader: &Reader<'_>) {
        reader.extend(std::mem::take(&mut self.mistakes));
    }

    /// Reads `source`, `confidence`, `legal` and `recheck_on` of a fact.
    pub(crate) fn read(&mut self, table: &Table<'_>, defaults: &Defaults) -> Provenance {
        let only_date = Defaults { recheck_on: defaults.recheck_on, ..Defaults::default() };
        self.read_or_inherit(table, &only_date)
    }

    /// The same, where source and confidence may come from the section around the fact.
    pub(crate) fn read_or_inherit(&mut self, table: &Table<'_>, defaults: &Defaults) -> Provenance {
        let own = table.ids("source");
        let sources = match &defaults.sources {
            Some(inherited) if !table.has("source") => inherited.clone(),
            _ => own,
        };
        let confidence = match defaults.confidence {
            Some(inherited) => table.one_of_opt("confidence", &CONFIDENCE).or(Some(inherited)),
            None => table.one_of("confidence", &CONFIDENCE),
        };
        let legal = table.string_or_empty("legal");
        let legal = if legal.is_empty() { defaults.legal.clone() } else { legal };
        let recheck_on = table.date_opt("recheck_on").or(defaults.recheck_on);
        for id in &sources {
            if !self.sources.iter().any(|known| &known.id == id) {
                let known = self.sources.iter().map(|source| source.id.as_str());
                let hint = did_you_mean(id.as_str(), known);
                table.note(
                    "source",
                    format!("expected the id of a [[source]] of this file, found '{id}'{hint}"),
                );
            }
            if !self.used.contains(id) {
                self.used.push(id.clone());
            }
        }
        let confidence = confidence.unwrap_or(Confidence::Memory);
        if sources.is_empty() && confidence >= Confidence::Medium {
            let found = if confidence == Confidence::High { "high" } else { "medium" };
            table.note("source", format!("expected a source or a confidence of 'low' or 'memory', found '{found}' without source"));
        }
        if recheck_on.is_none() {
            table.note(
                "recheck_on",
                "expected a recheck date here, on the edition or on the file, found none",
            );
        }
        self.n_facts += 1;
        let open = || OpenFact { spot: table.spot(), key: table.label() };
        if confidence <= Confidence::Low {
            self.weak.push(open());
        }
        if recheck_on.is_some_and(|day| day < self.today) {
            self.stale.push(open());
        }
        Provenance { sources, confidence, legal, recheck_on: recheck_on.unwrap_or(self.today) }
    }
}
