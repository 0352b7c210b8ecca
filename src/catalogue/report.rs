//! What is open, stale or uncertain in a catalogue that compiles.
//!
//! Not here: mistakes; those refuse the catalogue.
//!
//! Invariant: "Doubt is counted, never hidden."

use crate::facts::{Facts, OpenFact};
use crate::procedure::AuthoredProcedure;
use domain::catalogue::Status;
use domain::date::Date;
use std::fmt;

/// The table of procedures and the lists behind its numbers.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One row a procedure.
    pub rows: Vec<ReportRow>,
    /// Facts whose recheck date has passed, of all files.
    pub stale: Vec<OpenFact>,
    /// Facts from memory or of low confidence, of all files.
    pub weak: Vec<OpenFact>,
    /// What should be looked at although it is no mistake.
    pub remarks: Vec<String>,
}

/// Numbers of one procedure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportRow {
    /// Id.
    pub id: String,
    /// How many editions.
    pub n_editions: usize,
    /// State of the edition of the day, `none` where there is none.
    pub status: String,
    /// How many facts.
    pub n_facts: usize,
    /// Facts whose recheck date has passed.
    pub n_stale: usize,
    /// Facts from memory or of low confidence.
    pub n_weak: usize,
    /// How many everyday words for the search.
    pub n_words: usize,
    /// Texts without English.
    pub n_untranslated: usize,
    /// Questions of all editions.
    pub n_questions: usize,
    /// Papers of all editions.
    pub n_papers: usize,
    /// Cases.
    pub n_cases: usize,
    /// Combinations of answers walked by the proofs.
    pub n_walked: u64,
}

impl Report {
    pub(crate) fn of(procedures: &[AuthoredProcedure], others: &[Facts], today: Date) -> Self {
        let mut report = Self::default();
        for authored in procedures {
            let procedure = &authored.procedure;
            let editions = &procedure.editions;
            report.rows.push(ReportRow {
                id: procedure.id.to_string(),
                n_editions: editions.len(),
                status: procedure
                    .find_edition_on(today)
                    .map_or("none", |edition| status_name(edition.status))
                    .to_owned(),
                n_facts: authored.facts.n_facts,
                n_stale: authored.facts.stale.len(),
                n_weak: authored.facts.weak.len(),
                n_words: authored.words.len(),
                n_untranslated: authored.n_untranslated,
                n_questions: editions.iter().map(|e| e.questions.len()).sum(),
                n_papers: editions.iter().map(|e| e.papers.len()).sum(),
                n_cases: 0,
                n_walked: 0,
            });
        }
        for facts in procedures.iter().map(|authored| &authored.facts).chain(others) {
            report.stale.extend(facts.stale.iter().cloned());
            report.weak.extend(facts.weak.iter().cloned());
        }
        report.stale.sort_by(|a, b| a.spot.cmp(&b.spot));
        report.weak.sort_by(|a, b| a.spot.cmp(&b.spot));
        report
    }
}

fn status_name(status: Status) -> &'static str {
    match status {
        Status::InForce => "in_force",
        Status::Suspended => "suspended",
        Status::Abolished => "abolished",
        Status::GuideOnly => "guide_only",
        Status::Constructed => "constructed",
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = [
            "procedure",
            "editions",
            "status",
            "facts",
            "recheck passed",
            "low confidence",
            "words",
            "no English",
            "questions",
            "papers",
            "cases",
            "combinations",
        ];
        let mut lines: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
        for row in &self.rows {
            let words = match row.n_words {
                0 => "MISSING".to_owned(),
                n => n.to_string(),
            };
            lines.push(vec![
                row.id.clone(),
                row.n_editions.to_string(),
                row.status.clone(),
                row.n_facts.to_string(),
                row.n_stale.to_string(),
                row.n_weak.to_string(),
                words,
                row.n_untranslated.to_string(),
                row.n_questions.to_string(),
                row.n_papers.to_string(),
                row.n_cases.to_string(),
                row.n_walked.to_string(),
            ]);
        }
        let widths: Vec<usize> = (0..head.len())
            .map(|i| lines.iter().map(|line| line[i].chars().count()).max().unwrap_or(0))
            .collect();
        for line in &lines {
            let cells: Vec<String> = line
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(i, (cell, width))| match i {
                    0 | 2 => format!("{cell:<width$}"),
                    _ => format!("{cell:>width$}"),
                })
                .collect();
            writeln!(f, "{}", cells.join("  ").trim_end())?;
        }
        for (title, facts) in [
            ("Recheck date passed: look again and write a new recheck_on", &self.stale),
            ("Low confidence or from memory: shown as \"ask the desk\"", &self.weak),
        ] {
            if !facts.is_empty() {
                writeln!(f, "\n{title} ({}):", facts.len())?;
                for fact in facts {
                    writeln!(f, "  {}: {}", fact.spot, fact.key)?;
                }
            }
        }
        if !self.remarks.is_empty() {
            writeln!(f, "\nRemarks ({}):", self.remarks.len())?;
            for remark in &self.remarks {
                writeln!(f, "  {remark}")?;
            }
        }
        Ok(())
    }
}
