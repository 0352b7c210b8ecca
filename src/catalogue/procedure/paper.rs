//! Papers of the checklist and the ways they reach the office.
//!
//! Not here: which of them a person needs (`domain`).
//!
//! Invariant: "Every paper can be handed in some way."

use super::edition::{Conditions, unique};
use super::{ProcedureFile, Role};
use crate::facts::Defaults;
use crate::reader::{Mixed, Table, one_of};
use domain::catalogue::{CopyKind, Fate, FateRule, Need, Paper};
use domain::ids::PaperId;
use std::collections::BTreeSet;

const NEED: [(&str, Need); 4] = [
    ("always", Need::Always),
    ("in_practice", Need::InPractice),
    ("maybe", Need::Maybe),
    ("optional", Need::Optional),
];
const COPY_KIND: [(&str, CopyKind); 3] = [
    ("plain", CopyKind::Plain),
    ("certified", CopyKind::Certified),
    ("compared", CopyKind::Compared),
];

/// All fates by their stored names.
pub(crate) fn fates() -> [(&'static str, Fate); 7] {
    Fate::ALL.map(|fate| (fate.as_str(), fate))
}

impl ProcedureFile<'_> {
    pub(super) fn papers(
        &mut self,
        table: &Table<'_>,
        defaults: &Defaults,
        conditions: &mut Conditions,
    ) -> Vec<Paper> {
        let mut papers = Vec::new();
        let mut ids = BTreeSet::new();
        for table in table.tables("paper") {
            let id: Option<PaperId> = table.id("id", "an id of a-z, 0-9 and -");
            unique(&table, &mut ids, id.as_ref().map(PaperId::as_str));
            let name = table.text("name", "name_en");
            let plain = table.text_or_empty("plain", "plain_en");
            let need = table.one_of("need", &NEED);
            let when = conditions.read(&table, "when", Role::Paper(papers.len()));
            let because = table.text_or_empty("because", "because_en");
            if when.is_none() && !because.is_empty() && !table.has("when") {
                table.note("because", "expected a 'when' beside it, found none");
            }
            let originals = table.whole_opt("originals").unwrap_or(0);
            let copies = table.whole_opt("copies").unwrap_or(0);
            let copy_kind = table.one_of_opt("copy_kind", &COPY_KIND).unwrap_or_default();
            let form_number = table.string_or_empty("form_number");
            let fates = fate_rules(&table, papers.len(), conditions);
            let obtain = table.text_or_empty("obtain", "obtain_en");
            let max_age = table.text_or_empty("max_age", "max_age_en");
            let good_example = table.text_or_empty("good_example", "good_example_en");
            let provenance = self.facts.read(&table, defaults);
            if let (Some(id), Some(need)) = (id, need) {
                papers.push(Paper {
                    id,
                    name,
                    plain,
                    need,
                    when,
                    because,
                    originals,
                    copies,
                    copy_kind,
                    form_number,
                    fates,
                    obtain,
                    max_age,
                    good_example,
                    needed_for: Vec::new(),
                    provenance,
                });
            }
            table.finish();
        }
        papers
    }
}

fn fate_rules(table: &Table<'_>, paper: usize, conditions: &mut Conditions) -> Vec<FateRule> {
    let allowed = fates();
    let mut rules: Vec<FateRule> = Vec::new();
    let items = table.mixed("fates");
    let is_empty = items.is_empty();
    for item in items {
        let rule = match item {
            Mixed::Text(text) => {
                one_of(table.reader, &text, &allowed).map(|fate| FateRule { fate, when: None })
            }
            Mixed::Table(item) => {
                let fate = item.one_of("fate", &allowed);
                let when = conditions.read(&item, "when", Role::Fate(paper, rules.len()));
                item.finish();
                fate.map(|fate| FateRule { fate, when })
            }
        };
        rules.extend(rule);
    }
    if is_empty {
        let names: Vec<&str> = allowed.iter().map(|(name, _)| *name).collect();
        let text = format!("expected at least one way to hand the paper in: {}", names.join(", "));
        table.note("fates", text);
    }
    rules
}
