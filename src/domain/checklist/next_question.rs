//! Which question to ask next, and which ones are asked at all.
//!
//! Not here: whether a question is hidden (see [`super::shown`]).
//!
//! Invariant: "A question that can change nothing is not asked."

use super::shown::Shown;
use super::{Line, undecided_rules};
use crate::catalogue::{Edition, QuestionKind};
use crate::condition::settling::{Possibilities, open_fields, settling_within};
use crate::condition::{Answer, Expr, Truth, truth, truth_of};
use crate::ids::{FieldId, QuestionId};

/// An early end that can still be reached weighs as much as this many papers: learning after ten questions that none of
/// them was needed is the worst the questions can do to a person.
const EXIT_WEIGHT: u32 = 10;

/// The questions of a checklist.
pub(super) struct Questions {
    pub(super) next: Option<QuestionId>,
    pub(super) asked: Vec<QuestionId>,
}

/// Finds the next question and those asked.
///
/// A question scores a point for every undecided paper, fee, time limit and authority rule in whose settling sets it
/// stands, and [`EXIT_WEIGHT`] for every exit. A hidden question that would score passes its points on to the questions
/// that decide whether it is shown. The highest score is asked first, the author's order breaking ties, sensitive
/// questions after all others. Conditions of fates, advice and form fields make a question worth asking, without points.
pub(super) fn questions(
    edition: &Edition,
    shown: &Shown,
    possibilities: &Possibilities<'_>,
    lines: &[Line],
    exit: Option<usize>,
) -> Questions {
    let mut asked: Vec<QuestionId> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (index, (question, (id, state))) in
        edition.questions.iter().zip(&shown.questions).enumerate()
    {
        match (state, shown.answers.get(id)) {
            (Truth::True, Some(Answer::Given(_) | Answer::NotKnown)) => {
                asked.push(question.id.clone());
            }
            (Truth::True, _) => open.push(index),
            _ => {}
        }
    }
    if exit.is_some() || open.is_empty() {
        return Questions { next: None, asked };
    }

    let mut worth = Worth::new(edition, shown);
    worth.weigh_all(possibilities, lines);
    open.retain(|index| worth.matters(*index));
    let rank = |index: &usize| {
        let sensitive = edition.questions.get(*index).is_some_and(|q| q.sensitive);
        (sensitive, core::cmp::Reverse(worth.score(*index)), *index)
    };
    let next = open.iter().copied().min_by_key(|index| rank(index));
    let id_of = |index: usize| edition.questions.get(index).map(|q| q.id.clone());
    let next_id = next.and_then(id_of);
    asked.extend(next_id.clone());
    asked.extend(open.into_iter().filter(|index| Some(*index) != next).filter_map(id_of));
    Questions { next: next_id, asked }
}

/// The question for the place, where the place decides which authority receives and nobody has answered it.
pub(crate) fn deciding_place<'a>(edition: &Edition, shown: &'a Shown) -> Option<&'a FieldId> {
    let answers = &shown.answers;
    let mut possible =
        edition.authority.iter().filter(|r| truth_of(r.when.as_ref(), answers) != Truth::False);
    possible.find(|rule| rule.authority.is_none())?;
    let mut questions = edition.questions.iter().zip(&shown.questions);
    let (_, (id, _)) = questions.find(|(q, _)| matches!(q.kind, QuestionKind::Place))?;
    (!matches!(answers.get(id), Some(Answer::Given(_) | Answer::NotAsked))).then_some(id)
}

/// What each question can still change.
struct Worth<'a> {
    edition: &'a Edition,
    shown: &'a Shown,
    /// For every question that may yet be shown: the questions that decide it.
    question_gates: Vec<Vec<usize>>,
    /// For every form field that may yet be shown: the questions that decide it.
    form_gates: Vec<Vec<usize>>,
    scores: Vec<Option<u32>>,
}

impl<'a> Worth<'a> {
    fn new(edition: &'a Edition, shown: &'a Shown) -> Self {
        let mut worth = Self {
            edition,
            shown,
            question_gates: Vec::new(),
            form_gates: Vec::new(),
            scores: vec![None; edition.questions.len()],
        };
        for (question, (_, state)) in edition.questions.iter().zip(&shown.questions) {
            let show_if = question.show_if.iter().filter(|_| *state == Truth::Unknown);
            worth.question_gates.push(worth.open_questions(show_if));
        }
        let fields = edition.form.iter().flat_map(|s| s.fields.iter().map(move |f| (s, f)));
        for ((section, field), (_, state)) in fields.zip(&shown.form) {
            let show_if = section.show_if.iter().chain(&field.show_if);
            let gates = worth.open_questions(show_if.filter(|_| *state == Truth::Unknown));
            worth.form_gates.push(gates);
        }
        worth
    }

    fn place_of_question(&self, field: &FieldId) -> Option<usize> {
        self.shown.questions.iter().position(|(id, _)| id == field)
    }

    /// The questions that these conditions still depend on.
    fn open_questions(&self, conditions: impl Iterator<Item = &'a Expr>) -> Vec<usize> {
        conditions
            .flat_map(|expr| open_fields(expr, &self.shown.answers))
            .filter_map(|field| self.place_of_question(field))
            .collect()
    }

    fn weigh_all(&mut self, possibilities: &Possibilities<'_>, lines: &[Line]) {
        let edition = self.edition;
        let answers = &self.shown.answers;
        for exit in &edition.exits {
            self.weigh_condition(&exit.when, possibilities, EXIT_WEIGHT);
        }
        for (paper, line) in edition.papers.iter().zip(lines) {
            if line.needed == Truth::Unknown {
                self.weigh(line.settling.iter().flatten(), 1);
                self.note(paper.when.as_ref());
            }
            if line.needed != Truth::False {
                paper.fates.iter().for_each(|rule| self.note(rule.when.as_ref()));
            }
        }
        for fee in &edition.fees {
            fee.when.iter().for_each(|when| self.weigh_condition(when, possibilities, 1));
        }
        let limits = undecided_rules(edition.time_limits.iter().map(|l| l.when.as_ref()), answers);
        let offices = undecided_rules(edition.authority.iter().map(|r| r.when.as_ref()), answers);
        for when in limits.into_iter().chain(offices) {
            self.weigh_condition(when, possibilities, 1);
        }
        if let Some(place) = deciding_place(edition, self.shown) {
            self.weigh(core::iter::once(place), 1);
        }
        for advice in &edition.advice {
            self.note(advice.when.as_ref());
        }
        let fields = edition.form.iter().flat_map(|section| &section.fields);
        for (field, (id, state)) in fields.zip(&self.shown.form) {
            match state {
                Truth::False => continue,
                Truth::Unknown => self.weigh(core::iter::once(id), 0),
                Truth::True => {}
            }
            if let Some(question) = &field.from_answer
                && let Some((id, _)) = self
                    .edition
                    .questions
                    .iter()
                    .zip(&self.shown.questions)
                    .find_map(|(q, shown)| (q.id == *question).then_some(shown))
            {
                self.weigh(core::iter::once(id), 0);
            }
        }
    }

    /// Gives points to the settling sets of an undecided condition.
    fn weigh_condition(&mut self, when: &Expr, possibilities: &Possibilities<'_>, weight: u32) {
        if truth(when, &self.shown.answers) == Truth::Unknown {
            let sets = settling_within(when, &self.shown.answers, possibilities);
            self.weigh(sets.iter().flatten(), weight);
            // The listed sets are few; a question beyond them can still matter.
            self.note(Some(when));
        }
    }

    /// Marks the questions that an undecided condition depends on, without points.
    fn note(&mut self, when: Option<&Expr>) {
        if truth_of(when, &self.shown.answers) == Truth::Unknown {
            let open: Vec<&FieldId> =
                when.iter().flat_map(|expr| open_fields(expr, &self.shown.answers)).collect();
            self.weigh(open.into_iter(), 0);
        }
    }

    /// Gives points for one subject to these fields and to what decides whether they are shown, each question once.
    fn weigh<'f>(&mut self, fields: impl Iterator<Item = &'f FieldId>, weight: u32) {
        let mut reached: Vec<usize> = Vec::new();
        let mut waiting: Vec<usize> = Vec::new();
        for field in fields {
            match self.place_of_question(field) {
                Some(index) => waiting.push(index),
                None => {
                    let place = self.shown.form.iter().position(|(id, _)| id == field);
                    let gates = place.and_then(|place| self.form_gates.get(place));
                    waiting.extend(gates.into_iter().flatten());
                }
            }
        }
        while let Some(index) = waiting.pop() {
            if reached.contains(&index) {
                continue;
            }
            reached.push(index);
            if let Some(score) = self.scores.get_mut(index) {
                *score = Some(score.unwrap_or(0).saturating_add(weight));
            }
            waiting.extend(self.question_gates.get(index).into_iter().flatten());
        }
    }

    fn matters(&self, index: usize) -> bool {
        self.scores.get(index).is_some_and(Option::is_some)
    }
    fn score(&self, index: usize) -> u32 {
        self.scores.get(index).copied().flatten().unwrap_or(0)
    }
}
