//! Whether a dossier can be sent, and exactly what is sent.
//!
//! Not here: the digest (crate `protocol` hashes the manifest's canonical bytes).
//!
//! Invariant: "The district refuses exactly what this function refuses on the device."

use crate::catalogue::{
    Authority, AuthorityRule, CatalogueIndex, Edition, EditionId, Fate, FormField, Paper, Question,
    QuestionKind,
};
use crate::checklist::next_question::deciding_place;
use crate::checklist::shown::Shown;
use crate::checklist::{Line, undecided_rules};
use crate::condition::settling::{Possibilities, open_fields, settling_within};
use crate::condition::{Answer, Expr, Truth, truth};
use crate::date::Date;
use crate::dossier::{Deletion, Dossier, FieldState};
use crate::form::{FieldError, parse_answer, parse_field};
use crate::ids::{DossierId, FieldId, FormFieldId, OperationId, PaperId, QuestionId, Sha256};
use crate::operation::{FieldKey, Kind, Payload};
use crate::relevance::Relevance;
use crate::units::find_authorities;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Exactly what a submission covers. Serialised canonically and hashed, it is the dossier digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The dossier.
    pub dossier: DossierId,
    /// The edition it follows.
    pub edition: EditionId,
    /// Heads of relevant answers, form fields and fates, ascending by field.
    pub heads: Vec<ManifestHead>,
    /// Papers with fates and pages, in the edition's order.
    pub papers: Vec<ManifestPaper>,
}

/// One frozen head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestHead {
    /// The field.
    pub field: FieldId,
    /// The operation that gave its value.
    pub operation: OperationId,
    /// Hash of that operation's content.
    pub content: Sha256,
}

/// One paper of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestPaper {
    /// The paper.
    pub paper: PaperId,
    /// How it reaches the office: [`Fate::as_str`].
    pub fate: Fate,
    /// SHA-256 of every page, in order; empty unless photographed.
    pub pages: Vec<Sha256>,
}

/// Something that keeps a dossier from being sent; each is a link on the check page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The edition takes no submissions (suspended, abolished, guide only), or the dossier follows another one.
    EditionClosed,
    /// An early exit was reached: index into [`Edition::exits`].
    Exit(usize),
    /// The office that decides takes no dossier from here, the person files there: index into [`Edition::authority`].
    Elsewhere(usize),
    /// A relevant question is open.
    Unanswered(QuestionId),
    /// An answer the edition does not know.
    BadAnswer(QuestionId, FieldError),
    /// A form field is missing or wrong.
    Field(FormFieldId, FieldError),
    /// A required paper has no fate.
    NoFate(PaperId),
    /// A fate that is not allowed here, or without its detail.
    BadFate(PaperId),
    /// A photographed paper without pages.
    NoPages(PaperId),
    /// Two devices disagree.
    Conflict(FieldId),
    /// It was deleted.
    Deleted,
}

/// Everything in the way of a submission, in the order of the screens; the manifest when nothing is.
///
/// Order: the dossier as a whole, questions, how papers reach the office, form, photographs; each in the author's order.
/// When an exit is reached, only the questions are looked at besides.
///
/// An open question, or an empty field, stands in the way where it could decide a required paper, an exit or the
/// authority. What only fees, limits or other papers hang on does not.
pub fn prepare_submission(edition: &Edition, dossier: &Dossier) -> Result<Manifest, Vec<Obstacle>> {
    let relevance = Relevance::of(edition, dossier);
    let mut check = Check {
        edition,
        dossier,
        relevance: &relevance,
        deciding: deciding_fields(edition, &relevance),
        obstacles: Vec::new(),
    };
    let edition_id = check.whole();
    check.questions();
    if relevance.checklist.exit.is_none() {
        check.fates();
        check.form();
        check.pages();
    }
    match edition_id {
        Some(edition_id) if check.obstacles.is_empty() => Ok(check.manifest(edition_id)),
        _ => Err(check.obstacles),
    }
}

/// Who receives a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Office<'a> {
    /// This authority.
    Authority(&'a Authority),
    /// An office no dossier is sent to from here.
    Elsewhere(&'a AuthorityRule),
    /// The place that was answered belongs to no authority of the day, or to several.
    UnknownPlace(&'a QuestionId),
    /// The answers do not decide it yet, or the edition names an authority that is not known.
    Undecided,
}

/// Finds the office that receives a dossier on a day: the fixed one of the rule that applies, or that of the place, which
/// counts as what it went into since. A place that was split among several offices has to be answered anew.
pub fn office_of<'a>(
    edition: &'a Edition,
    dossier: &Dossier,
    index: &'a CatalogueIndex,
    day: Date,
) -> Office<'a> {
    let relevance = Relevance::of(edition, dossier);
    let rule = relevance.checklist.authority.and_then(|at| edition.authority.get(at));
    let Some(rule) = rule else { return Office::Undecided };
    if rule.elsewhere {
        return Office::Elsewhere(rule);
    }
    if let Some(fixed) = &rule.authority {
        let found = index.authorities.iter().find(|authority| &authority.id == fixed);
        return found.map_or(Office::Undecided, Office::Authority);
    }
    let place = edition.questions.iter().zip(&relevance.shown.questions);
    let mut place = place.filter(|(question, _)| question.kind == QuestionKind::Place);
    let Some((question, (id, _))) = place.next() else { return Office::Undecided };
    let Some(Answer::Given(Value::Text(place))) = relevance.shown.answers.get(id) else {
        return Office::Undecided;
    };
    match find_authorities(index, place, day).as_slice() {
        [only] => Office::Authority(only),
        _ => Office::UnknownPlace(&question.id),
    }
}

/// The fate chosen for a paper with its detail, or the one that needs no choice (the form is filled in; pages mean photographed).
///
/// `None` where nothing was chosen, two devices disagree, or the choice is of a later version. Whether the fate is allowed
/// under the present answers is for [`prepare_submission`] to say.
pub fn fate_of(edition: &Edition, dossier: &Dossier, paper: &PaperId) -> Option<(Fate, String)> {
    match dossier.field(&FieldKey::Fate(paper.clone())) {
        FieldState::Plain(payload) => parse_fate(payload),
        FieldState::Conflict(_) => None,
        FieldState::Empty => {
            implied_fate(edition.find_paper(paper)?, dossier).map(|fate| (fate, String::new()))
        }
    }
}

fn parse_fate(payload: &Payload) -> Option<(Fate, String)> {
    match payload {
        Payload::Text(name) => Some((Fate::find(name)?, String::new())),
        Payload::Map(_) => {
            let fate = Fate::find(payload.member("fate")?.as_text()?)?;
            let detail = payload.member("detail").and_then(Payload::as_text).unwrap_or("");
            Some((fate, detail.trim().to_owned()))
        }
        _ => None,
    }
}

fn implied_fate(paper: &Paper, dossier: &Dossier) -> Option<Fate> {
    let has_pages = dossier.pages.get(&paper.id).is_some_and(|pages| !pages.is_empty());
    if !paper.fates.is_empty() && paper.fates.iter().all(|rule| rule.fate == Fate::FilledIn) {
        Some(Fate::FilledIn)
    } else {
        has_pages.then_some(Fate::Photographed)
    }
}

/// Collects what stands in the way.
struct Check<'a> {
    edition: &'a Edition,
    dossier: &'a Dossier,
    relevance: &'a Relevance,
    /// Open fields that could decide whether a paper is required, an exit is reached or who is the authority.
    deciding: BTreeSet<&'a FieldId>,
    obstacles: Vec<Obstacle>,
}

impl<'a> Check<'a> {
    /// The dossier as a whole; the edition it is sent under.
    fn whole(&mut self) -> Option<EditionId> {
        let edition_id =
            self.dossier.edition.clone().filter(|id| id.valid_from == self.edition.valid_from);
        if edition_id.is_none() || !self.edition.status.takes_submissions() {
            self.obstacles.push(Obstacle::EditionClosed);
        }
        if self.dossier.deletion != Deletion::No {
            self.obstacles.push(Obstacle::Deleted);
        }
        if let Some(exit) = self.relevance.checklist.exit {
            self.obstacles.push(Obstacle::Exit(exit));
        } else if let Some(at) = self.relevance.checklist.authority
            && self.edition.authority.get(at).is_some_and(|rule| rule.elsewhere)
        {
            self.obstacles.push(Obstacle::Elsewhere(at));
        }
        edition_id
    }

    fn questions(&mut self) {
        let questions = self.edition.questions.iter().zip(&self.relevance.shown.questions);
        for (question, (id, state)) in questions {
            if *state == Truth::True
                && let Some(obstacle) = self.question(question, id)
            {
                self.obstacles.push(obstacle);
            }
        }
    }

    fn question(&self, question: &Question, id: &FieldId) -> Option<Obstacle> {
        match self.dossier.field(&FieldKey::Answer(question.id.clone())) {
            FieldState::Conflict(_) => return Some(Obstacle::Conflict(id.clone())),
            FieldState::Plain(payload) => {
                if let Err(error) = parse_answer(&question.kind, payload) {
                    return Some(Obstacle::BadAnswer(question.id.clone(), error));
                }
            }
            FieldState::Empty => {}
        }
        let open = !matches!(
            self.relevance.shown.answers.get(id),
            Some(Answer::Given(_) | Answer::NotAsked)
        );
        (open && self.deciding.contains(id)).then(|| Obstacle::Unanswered(question.id.clone()))
    }

    /// Papers of the checklist that are needed or undecided.
    fn lines(&self) -> impl Iterator<Item = (&'a Paper, &'a Line)> + use<'a> {
        let (edition, relevance) = (self.edition, self.relevance);
        edition
            .papers
            .iter()
            .zip(&relevance.checklist.lines)
            .filter(|(_, line)| line.needed != Truth::False)
    }

    fn fates(&mut self) {
        for (paper, line) in self.lines() {
            let key = FieldKey::Fate(paper.id.clone());
            let obstacle = match self.dossier.field(&key) {
                FieldState::Conflict(_) => Some(Obstacle::Conflict(key.to_id())),
                FieldState::Plain(payload) => match parse_fate(payload) {
                    Some((fate, detail))
                        if line.fates.contains(&fate)
                            && !(fate.needs_detail() && detail.is_empty()) =>
                    {
                        None
                    }
                    _ => Some(Obstacle::BadFate(paper.id.clone())),
                },
                FieldState::Empty => match implied_fate(paper, self.dossier) {
                    Some(fate) if line.fates.contains(&fate) => None,
                    // Nobody said that this paper comes as a photograph, so its pages are no mistake to correct.
                    _ if line.needed == Truth::True && paper.need.blocks_submission() => {
                        Some(Obstacle::NoFate(paper.id.clone()))
                    }
                    _ => None,
                },
            };
            self.obstacles.extend(obstacle);
        }
    }

    fn form(&mut self) {
        let fields = self.edition.form.iter().flat_map(|section| &section.fields);
        for (field, (id, state)) in fields.zip(&self.relevance.shown.form) {
            if *state == Truth::True
                && let Some(obstacle) = self.field(field, id)
            {
                self.obstacles.push(obstacle);
            }
        }
    }

    fn field(&self, field: &FormField, id: &FieldId) -> Option<Obstacle> {
        let wrong = |error| Some(Obstacle::Field(field.id.clone(), error));
        match self.dossier.field(&FieldKey::Form(field.id.clone())) {
            FieldState::Conflict(_) => return Some(Obstacle::Conflict(id.clone())),
            FieldState::Plain(payload) => {
                if let Err(error) = parse_field(&field.kind, payload) {
                    return wrong(error);
                }
            }
            FieldState::Empty => {}
        }
        let given = match self.relevance.shown.answers.get(id) {
            // A declaration that is not accepted is missing where it is required.
            Some(Answer::Given(value)) => *value != Value::Bool(false),
            _ => false,
        };
        let needed = field.required || self.deciding.contains(id);
        if needed && !given { wrong(FieldError::Missing) } else { None }
    }

    fn pages(&mut self) {
        for (paper, _) in self.lines() {
            if !matches!(
                fate_of(self.edition, self.dossier, &paper.id),
                Some((Fate::Photographed, _))
            ) {
                continue;
            }
            let order = FieldKey::Order(paper.id.clone());
            if matches!(self.dossier.field(&order), FieldState::Conflict(_)) {
                self.obstacles.push(Obstacle::Conflict(order.to_id()));
            }
            if self.dossier.pages.get(&paper.id).is_none_or(Vec::is_empty) {
                self.obstacles.push(Obstacle::NoPages(paper.id.clone()));
            }
        }
    }

    fn manifest(&self, edition: EditionId) -> Manifest {
        let mut fields: BTreeSet<FieldId> = BTreeSet::new();
        let relevant = &self.relevance.relevant;
        fields.extend(relevant.questions.iter().cloned().map(|id| FieldKey::Answer(id).to_id()));
        fields.extend(relevant.form.iter().cloned().map(|id| FieldKey::Form(id).to_id()));
        let mut papers = Vec::new();
        for (paper, line) in self.lines() {
            let Some((fate, _)) = fate_of(self.edition, self.dossier, &paper.id) else { continue };
            if !line.fates.contains(&fate) {
                continue;
            }
            fields.insert(FieldKey::Fate(paper.id.clone()).to_id());
            let pages = match fate {
                Fate::Photographed => self.dossier.pages.get(&paper.id).map(Vec::as_slice),
                _ => None,
            };
            papers.push(ManifestPaper {
                paper: paper.id.clone(),
                fate,
                pages: pages.unwrap_or_default().iter().map(|page| page.image.sha256).collect(),
            });
        }
        let mut heads = Vec::new();
        for field in fields {
            // The fold lists heads ascending by operation.
            let of_field = self.dossier.heads.get(&field).into_iter().flatten();
            let given = of_field.filter(|head| head.operation.kind == Kind::Set);
            heads.extend(given.map(|head| ManifestHead {
                field: field.clone(),
                operation: head.operation.id,
                content: head.content,
            }));
        }
        Manifest { dossier: self.dossier.id, edition, heads, papers }
    }
}

/// Open fields in the settling sets of required papers, exits and authority, the place that names the authority, and what decides whether those are shown.
/// None when an exit is reached.
fn deciding_fields<'a>(edition: &'a Edition, relevance: &'a Relevance) -> BTreeSet<&'a FieldId> {
    let shown = &relevance.shown;
    let mut deciding = BTreeSet::new();
    if relevance.checklist.exit.is_some() {
        return deciding;
    }
    let papers = edition.papers.iter().filter(|paper| paper.need.blocks_submission());
    let mut conditions: Vec<&Expr> = papers.filter_map(|paper| paper.when.as_ref()).collect();
    conditions.extend(edition.exits.iter().map(|exit| &exit.when));
    conditions.retain(|when| truth(when, &shown.answers) == Truth::Unknown);
    let offices = edition.authority.iter().map(|rule| rule.when.as_ref());
    conditions.extend(undecided_rules(offices, &shown.answers));

    let possibilities = Possibilities::of(edition);
    let mut waiting: Vec<&FieldId> = deciding_place(edition, shown).into_iter().collect();
    for when in conditions {
        let settling = settling_within(when, &shown.answers, &possibilities);
        let listed = |field: &&FieldId| settling.iter().flatten().any(|f| f == *field);
        waiting.extend(open_fields(when, &shown.answers).into_iter().filter(listed));
    }
    while let Some(field) = waiting.pop() {
        if deciding.insert(field) {
            let gates = undecided_gates(edition, shown, field);
            waiting.extend(gates.into_iter().flat_map(|when| open_fields(when, &shown.answers)));
        }
    }
    deciding
}

/// The conditions that keep a field from being shown yet.
fn undecided_gates<'a>(edition: &'a Edition, shown: &Shown, field: &FieldId) -> Vec<&'a Expr> {
    let is_it = |place: &(FieldId, Truth)| place.0 == *field && place.1 == Truth::Unknown;
    let question = edition
        .questions
        .iter()
        .zip(&shown.questions)
        .find(|(_, place)| is_it(place))
        .and_then(|(question, _)| question.show_if.as_ref());
    let fields = edition.form.iter().flat_map(|s| s.fields.iter().map(move |f| (s, f)));
    let typed = fields
        .zip(&shown.form)
        .find(|(_, place)| is_it(place))
        .map(|((section, field), _)| section.show_if.iter().chain(&field.show_if));
    question.into_iter().chain(typed.into_iter().flatten()).collect()
}

#[cfg(test)]
mod tests;
