//! What the two codes of a checklist say.
//!
//! Not here: drawing them, and how answers become a reference (see [`domain::reference`]).
//!
//! Invariant: "A line of the text is whole or not there; what was left out is counted."

use super::super::procedure::facts;
use crate::context::Catalogue;
use crate::i18n::Words;
use crate::platform::history;
use crate::route::Route;
use domain::catalogue::{Edition, Need, Procedure};
use domain::checklist::checklist;
use domain::condition::{Answers, Truth};
use domain::reference;

/// A code of this many bytes is read by any phone from a screen or from paper.
const MAX_TEXT_BYTES: usize = 620;
/// What office, fee and days may take of it; the papers are what a person came for.
const MAX_TAIL_BYTES: usize = 330;
/// A longer link makes a code that is hard to scan from a stage or a folded paper.
const MAX_LINK_BYTES: usize = 60;

/// What the codes of one checklist say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pages) struct Texts {
    /// The checklist for who has no app.
    pub(in crate::pages) plain: String,
    /// The link to it.
    pub(in crate::pages) link: String,
    /// The link, or its reference alone where the link is too long for a small code.
    pub(in crate::pages) code: String,
}

impl Texts {
    /// Of an edition under these answers.
    pub(in crate::pages) fn of(
        words: Words,
        catalogue: Catalogue,
        procedure: &Procedure,
        edition: &Edition,
        answers: &Answers,
    ) -> Self {
        let reference = reference::encode(procedure, edition, answers);
        let link = [&history::origin(), Route::Shared.path().as_str(), "#", &reference].concat();
        let code = if link.len() <= MAX_LINK_BYTES { link.clone() } else { reference };
        Self { plain: plain(words, catalogue, procedure, edition, answers), link, code }
    }
}

fn plain(
    words: Words,
    catalogue: Catalogue,
    procedure: &Procedure,
    edition: &Edition,
    answers: &Answers,
) -> String {
    let list = checklist(edition, answers);
    let papers = list.lines.iter().zip(&edition.papers).filter_map(|(line, paper)| {
        let sign = match line.needed {
            Truth::False => return None,
            Truth::True if paper.need == Need::Always => "- ",
            _ => "? ",
        };
        Some([sign, in_short(paper.name.get(words.language))].concat())
    });
    let row = |label: &str, text: String| [label, ": ", &text.replace('\n', "; ")].concat();
    let fee = match facts::fee(words, edition, &list) {
        fee if fee.is_empty() => facts::fees(words, catalogue, edition, &list),
        fee => fee,
    };
    let tail = [
        row(words.where_to_file(), facts::office(words, edition, &list)),
        row(words.fee(), fee),
        row(words.time_limit(), facts::time_limit(words, edition, &list)),
    ];
    let papers: Vec<_> = papers.collect();
    fit(&words.text(&procedure.short), &papers, &tail, &|n| words.n_more_papers(&n.to_string()))
}

/// The beginning of a name that says it, up to its first aside.
fn in_short(name: &str) -> &str {
    const MIN_CHARS: usize = 12;
    let aside = name
        .char_indices()
        .enumerate()
        .find(|(n, (_, letter))| *n >= MIN_CHARS && matches!(letter, ',' | ';' | '(' | ':'));
    aside.and_then(|(_, (at, _))| name.get(..at)).unwrap_or(name).trim_end()
}

/// Puts whole lines together while they fit: the head, as many papers as possible, then what else is to know.
fn fit(head: &str, papers: &[String], tail: &[String], more: &dyn Fn(usize) -> String) -> String {
    let mut end = String::new();
    for line in tail {
        if end.len() + line.len() < MAX_TAIL_BYTES {
            end.push('\n');
            end.push_str(line);
        }
    }
    let mut n_shown = papers.len();
    loop {
        let mut text = head.to_owned();
        for paper in papers.iter().take(n_shown) {
            text.push('\n');
            text.push_str(paper);
        }
        if n_shown < papers.len() {
            text.push('\n');
            text.push_str(&more(papers.len() - n_shown));
        }
        text.push_str(&end);
        if text.len() <= MAX_TEXT_BYTES || n_shown == 0 {
            return text;
        }
        n_shown -= 1;
    }
}

#[cfg(test)]
mod tests;
