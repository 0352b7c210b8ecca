//! One paper as the person sees it, worked out from the dossier.
//!
//! Not here: drawing it (see `paper_line`).

use super::super::questions::answer_words;
use crate::components::office_to_ask;
use crate::context::Opened;
use crate::i18n::Words;
use domain::catalogue::{Edition, Fate, Need, Paper};
use domain::checklist::{Line as ListLine, Reason};
use domain::condition::Truth;
use domain::ids::{FieldId, PaperId, QuestionId};
use domain::operation::{FieldKey, Payload};
use domain::submission::{Obstacle, fate_of, prepare_submission};
use domain::value::Value;

/// One paper.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Its id.
    pub(super) paper: PaperId,
    /// Its name as the law writes it.
    pub(super) name: String,
    /// Needed, not needed, undecided.
    pub(super) needed: Truth,
    /// How far it is.
    pub(super) state: PaperState,
    /// "1 original · 1 copy".
    pub(super) amounts: String,
    /// Why it is needed, completing "Because: …"; empty while undecided.
    pub(super) why: String,
    /// Questions that decide it, while undecided.
    pub(super) settling: Vec<(QuestionId, String)>,
    /// Ways it may reach the office.
    pub(super) fates: Vec<Fate>,
    /// The way chosen or implied.
    pub(super) fate: Option<Fate>,
    /// Whether the person said that it is there on paper.
    pub(super) is_on_paper: bool,
}

/// How far a paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PaperState {
    /// Nobody knows yet whether it is needed.
    Undecided,
    /// Nothing is there.
    Missing,
    /// It is filled in here; so many fields are left.
    FillIn(usize),
    /// It is filled in.
    FilledIn,
    /// It is photographed, with so many pages.
    Photographed(usize),
    /// The person has it on paper.
    OnPaper,
    /// Another way was chosen.
    Settled,
    /// Another way was chosen and wants a word: which dossier, who, why.
    NeedsDetail,
}

impl PaperState {
    /// Whether nothing is left to do for it.
    pub(super) const fn is_ready(self) -> bool {
        match self {
            PaperState::FilledIn
            | PaperState::Photographed(_)
            | PaperState::OnPaper
            | PaperState::Settled => true,
            PaperState::Undecided
            | PaperState::Missing
            | PaperState::FillIn(_)
            | PaperState::NeedsDetail => false,
        }
    }

    /// In words; they carry the meaning, colour and sign repeat it.
    pub(super) fn words(self, words: Words) -> String {
        match self {
            PaperState::Undecided => words.state_depends().to_owned(),
            PaperState::Missing => words.state_missing().to_owned(),
            PaperState::FillIn(n) => words.state_fill_in(&n.to_string()),
            PaperState::FilledIn => words.state_filled_in().to_owned(),
            PaperState::Photographed(n) => words.state_photographed(&n.to_string()),
            PaperState::OnPaper => words.state_on_paper().to_owned(),
            PaperState::Settled => words.state_settled().to_owned(),
            PaperState::NeedsDetail => words.state_needs_detail().to_owned(),
        }
    }
}

/// Works out one line; `None` for a paper the edition does not have.
pub(super) fn line_of(words: Words, opened: &Opened, line: &ListLine) -> Option<Line> {
    let paper = opened.edition.find_paper(&line.paper)?;
    let fate = fate_of(&opened.edition, &opened.dossier, &paper.id);
    let have = FieldKey::Have(paper.id.clone());
    let is_on_paper = opened.dossier.value(&have) == Some(&Payload::Bool(true));
    Some(Line {
        paper: paper.id.clone(),
        name: words.text(&paper.name),
        needed: line.needed,
        state: state_of(opened, line, fate.as_ref(), is_on_paper),
        amounts: amounts_of(words, &opened.edition, paper),
        why: why(words, &opened.edition, paper, line),
        settling: settling(words, &opened.edition, line),
        fates: line.fates.clone(),
        fate: fate.map(|(fate, _)| fate),
        is_on_paper,
    })
}

fn state_of(
    opened: &Opened,
    line: &ListLine,
    fate: Option<&(Fate, String)>,
    is_on_paper: bool,
) -> PaperState {
    let n_pages = opened.dossier.pages.get(&line.paper).map_or(0, Vec::len);
    match (line.needed, fate) {
        (Truth::Unknown, None) => PaperState::Undecided,
        (_, Some((Fate::FilledIn, _))) => match n_fields_left(opened) {
            0 => PaperState::FilledIn,
            n => PaperState::FillIn(n),
        },
        (_, Some((Fate::Photographed, _))) if n_pages > 0 => PaperState::Photographed(n_pages),
        (_, Some((Fate::OriginalBrought, _))) if is_on_paper => PaperState::OnPaper,
        (_, Some((Fate::Photographed | Fate::OriginalBrought, _)) | None) => match is_on_paper {
            true => PaperState::OnPaper,
            false => PaperState::Missing,
        },
        (_, Some((fate, detail))) if fate.needs_detail() && detail.trim().is_empty() => {
            PaperState::NeedsDetail
        }
        (_, Some(_)) => PaperState::Settled,
    }
}

/// Fields of the form that still keep the dossier from being sent.
fn n_fields_left(opened: &Opened) -> usize {
    match prepare_submission(&opened.edition, &opened.dossier) {
        Ok(_) => 0,
        Err(obstacles) => {
            obstacles.iter().filter(|obstacle| matches!(obstacle, Obstacle::Field(..))).count()
        }
    }
}

pub(in crate::pages) fn amounts_of(words: Words, edition: &Edition, paper: &Paper) -> String {
    if !paper.provenance.is_firm() {
        return words.not_firm(&office_to_ask(words, edition));
    }
    let mut amounts = Vec::new();
    if paper.originals > 0 {
        amounts.push(words.n_originals(&paper.originals.to_string()));
    }
    if paper.copies > 0 {
        amounts.push(words.copies(paper.copies, paper.copy_kind));
    }
    if !paper.form_number.is_empty() {
        amounts.push(paper.form_number.clone());
    }
    amounts.join(" · ")
}

/// Completes "Because: …": the author's words, else the answers, else that everybody needs it.
pub(in crate::pages) fn why(
    words: Words,
    edition: &Edition,
    paper: &Paper,
    line: &ListLine,
) -> String {
    if line.needed != Truth::True {
        return String::new();
    }
    let mut parts = Vec::new();
    if !paper.because.is_empty() {
        parts.push(words.text(&paper.because));
    }
    for reason in &line.reasons {
        parts.extend(reason_words(words, edition, reason));
    }
    match paper.need {
        Need::Always if parts.is_empty() => parts.push(words.everybody_needs_it().to_owned()),
        Need::Always => {}
        Need::InPractice => parts.push(words.in_practice().to_owned()),
        Need::Maybe => parts.push(words.maybe().to_owned()),
        Need::Optional => parts.push(words.optional().to_owned()),
    }
    parts.join("; ")
}

fn reason_words(words: Words, edition: &Edition, reason: &Reason) -> Option<String> {
    match FieldKey::find(&reason.field)? {
        FieldKey::Answer(id) => {
            let question = edition.find_question(&id)?;
            let given = answer_words(words, question, &reason.given);
            Some(words.you_answered(&words.text(&question.ask), &given))
        }
        FieldKey::Form(id) => {
            let field = edition.find_form_field(&id)?;
            let given = match &reason.given {
                Value::Bool(true) => words.yes().to_owned(),
                Value::Bool(false) => words.no().to_owned(),
                Value::Number(number) => words.number(*number),
                Value::Text(text) => text.clone(),
            };
            Some(words.you_typed(&words.text(&field.label), &given))
        }
        _ => None,
    }
}

/// The questions of the first settling set.
fn settling(words: Words, edition: &Edition, line: &ListLine) -> Vec<(QuestionId, String)> {
    let first: &[FieldId] = line.settling.first().map_or(&[], Vec::as_slice);
    let question = |field: &FieldId| match FieldKey::find(field)? {
        FieldKey::Answer(id) => {
            let ask = words.text(&edition.find_question(&id)?.ask);
            Some((id, ask))
        }
        _ => None,
    };
    first.iter().filter_map(question).collect()
}
