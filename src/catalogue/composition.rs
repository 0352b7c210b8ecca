//! A combined dossier: questions, papers, fees and time limits of its parts, each asked for once.
//!
//! Not here: who receives it and how to file (written in the combined procedure's own file).
//!
//! Invariant: "A combined dossier repeats no fact: what changes in a part changes in it."

use crate::procedure::{AuthoredEdition, Condition, Role};
use domain::catalogue::{
    Advice, Edition, Exit, Fee, Paper, Procedure, Provenance, Question, ResultPaper, Section,
    Source, Text, TimeLimit, TimeUnit,
};
use domain::condition::{Answer, Answers, Expr, Truth, truth};
use domain::ids::{FieldId, FormFieldId, QuestionId, SourceId};
use domain::operation::FieldKey;
use domain::value::Value;
use std::collections::BTreeMap;

/// Office hours of a working day.
const HOURS_A_DAY: u16 = 8;

/// A procedure that takes part.
pub(crate) struct Part<'p> {
    pub(crate) procedure: &'p Procedure,
    pub(crate) edition: &'p Edition,
    /// Set before its ids where another part uses the same for something else.
    pub(crate) prefix: String,
    /// Answers that are known in a combined dossier.
    pub(crate) fixed: Answers,
}

/// What the parts make together.
#[derive(Default)]
pub(crate) struct Composed {
    pub(crate) questions: Vec<Question>,
    pub(crate) exits: Vec<Exit>,
    pub(crate) papers: Vec<Paper>,
    pub(crate) form: Vec<Section>,
    pub(crate) fees: Vec<Fee>,
    pub(crate) time_limits: Vec<TimeLimit>,
    pub(crate) results: Vec<ResultPaper>,
    pub(crate) advice: Vec<Advice>,
    pub(crate) sources: Vec<Source>,
}

/// Joins two parts, in their order; the error says what keeps them apart.
pub(crate) fn compose(parts: [&Part<'_>; 2]) -> Result<Composed, String> {
    let mut composed = Composed::default();
    let mut limits_of_parts = Vec::new();
    for part in parts {
        let mut edition = part.edition.clone();
        edition.questions.retain(|question| !part.fixed.contains_key(&field_of(&question.id)));
        rename(part, &mut edition, &composed)?;
        each_condition(&mut edition, &mut |when| {
            *when = when.take().and_then(|expr| known(expr, &part.fixed));
        });
        composed.sources(part, &mut edition)?;
        let id = &part.procedure.id;
        edition.papers.iter_mut().for_each(|paper| paper.needed_for = vec![id.clone()]);
        edition.fees.iter_mut().for_each(|fee| fee.due_for = Some(id.clone()));
        composed.questions(edition.questions)?;
        let possible = |when: &Option<Expr>| *when != Some(never());
        composed.exits.extend(edition.exits.into_iter().filter(|exit| exit.when != never()));
        composed.papers(edition.papers.into_iter().filter(|paper| possible(&paper.when)));
        composed.form(edition.form.into_iter().filter(|section| possible(&section.show_if)));
        composed.fees.extend(edition.fees.into_iter().filter(|fee| possible(&fee.when)));
        composed.results.extend(edition.results);
        composed.advice.extend(edition.advice.into_iter().filter(|a| possible(&a.when)));
        let limits: Vec<TimeLimit> =
            edition.time_limits.into_iter().filter(|limit| possible(&limit.when)).collect();
        limits_of_parts.push((part.procedure, limits));
    }
    if let [one, other] = limits_of_parts.as_slice() {
        composed.time_limits = longest(one, other)?;
    }
    Ok(composed)
}

impl Composed {
    /// Makes the parts the content of an edition, and their conditions known to its proofs.
    pub(crate) fn put_into(self, edition: &mut Edition, authored: &mut AuthoredEdition) {
        edition.questions = self.questions;
        edition.exits = self.exits;
        edition.papers = self.papers;
        edition.form = self.form;
        edition.fees = self.fees;
        edition.time_limits = self.time_limits;
        // Whether both are handled at once is no better known than the combined dossier itself.
        for limit in &mut edition.time_limits {
            let confidence = limit.provenance.confidence.min(edition.provenance.confidence);
            limit.provenance.confidence = confidence;
        }
        edition.results.extend(self.results);
        edition.advice.extend(self.advice);
        authored.questions = vec![authored.spot.clone(); edition.questions.len()];
        let mut inherit = |role: Role, when: Option<&Expr>| {
            authored.conditions.extend(when.map(|expr| Condition {
                role,
                spot: authored.spot.clone(),
                key: "edition.part".to_owned(),
                expr: expr.clone(),
                inherited: true,
            }));
        };
        for (at, exit) in edition.exits.iter().enumerate() {
            inherit(Role::Exit(at), Some(&exit.when));
        }
        for (at, paper) in edition.papers.iter().enumerate() {
            inherit(Role::Paper(at), paper.when.as_ref());
            for (rule, fate) in paper.fates.iter().enumerate() {
                inherit(Role::Fate(at, rule), fate.when.as_ref());
            }
        }
        for (at, section) in edition.form.iter().enumerate() {
            inherit(Role::Section(at), section.show_if.as_ref());
            for (field, of) in section.fields.iter().enumerate() {
                inherit(Role::Field(at, field), of.show_if.as_ref());
            }
        }
        for (at, fee) in edition.fees.iter().enumerate() {
            inherit(Role::Fee(at), fee.when.as_ref());
        }
        for (at, limit) in edition.time_limits.iter().enumerate() {
            inherit(Role::TimeLimit(at), limit.when.as_ref());
        }
        for (at, advice) in edition.advice.iter().enumerate() {
            inherit(Role::Advice(at), advice.when.as_ref());
        }
    }

    /// A source of the same name is the same source; another gets a name of its own.
    fn sources(&mut self, part: &Part<'_>, edition: &mut Edition) -> Result<(), String> {
        let mut names = BTreeMap::new();
        for source in &part.procedure.sources {
            let mut source = source.clone();
            match self.sources.iter().find(|known| known.id == source.id) {
                Some(known) if known.title == source.title => continue,
                Some(_) => {
                    let id: SourceId = prefixed(part, source.id.as_str())?;
                    names.insert(source.id, id.clone());
                    source.id = id;
                }
                None => {}
            }
            self.sources.push(source);
        }
        each_provenance(edition, |provenance| {
            for source in &mut provenance.sources {
                if let Some(name) = names.get(source) {
                    *source = name.clone();
                }
            }
        });
        Ok(())
    }

    /// What two parts ask is asked once, where one of them asks it.
    fn questions(&mut self, questions: Vec<Question>) -> Result<(), String> {
        for question in questions {
            match self.questions.iter_mut().find(|known| known.id == question.id) {
                Some(known) if known.kind == question.kind => {
                    known.show_if = either(known.show_if.take(), question.show_if);
                }
                Some(_) => {
                    return Err(format!("two questions '{}' of different kinds", question.id));
                }
                None => self.questions.push(question),
            }
        }
        Ok(())
    }

    /// A paper of the same id and name serves all parts that need it.
    fn papers(&mut self, papers: impl Iterator<Item = Paper>) {
        for paper in papers {
            let Some(known) = self.papers.iter_mut().find(|known| known.id == paper.id) else {
                self.papers.push(paper);
                continue;
            };
            known.when = either(known.when.take(), paper.when);
            known.originals = known.originals.max(paper.originals);
            known.copies = known.copies.max(paper.copies);
            known.needed_for.extend(paper.needed_for);
            for source in paper.provenance.sources {
                if !known.provenance.sources.contains(&source) {
                    known.provenance.sources.push(source);
                }
            }
        }
    }

    /// A field of the same id and kind is filled in once.
    fn form(&mut self, sections: impl Iterator<Item = Section>) {
        for mut section in sections {
            let known: Vec<FormFieldId> =
                self.form.iter().flat_map(|s| s.fields.iter().map(|f| f.id.clone())).collect();
            section.fields.retain(|field| !known.contains(&field.id));
            match self.form.iter_mut().find(|known| known.id == section.id) {
                Some(known) => known.fields.extend(section.fields),
                None if section.fields.is_empty() => {}
                None => self.form.push(section),
            }
        }
    }
}

/// Ids of this part that an earlier one uses for something else get the prefix.
fn rename(part: &Part<'_>, edition: &mut Edition, earlier: &Composed) -> Result<(), String> {
    for paper in &mut edition.papers {
        if earlier.papers.iter().any(|p| p.id == paper.id && p.name.vi != paper.name.vi) {
            paper.id = prefixed(part, paper.id.as_str())?;
        }
    }
    for exit in &mut edition.exits {
        if earlier.exits.iter().any(|known| known.id == exit.id) {
            exit.id = format!("{}-{}", part.prefix, exit.id);
        }
    }
    let mut renamed: BTreeMap<FieldId, FieldId> = BTreeMap::new();
    for section in &mut edition.form {
        if earlier.form.iter().any(|s| s.id == section.id && s.title.vi != section.title.vi) {
            section.id = format!("{}-{}", part.prefix, section.id);
        }
        for field in &mut section.fields {
            let others = earlier.form.iter().flat_map(|section| &section.fields);
            let clash = |known: &domain::catalogue::FormField| {
                known.id == field.id
                    && (known.kind != field.kind || known.label.vi != field.label.vi)
            };
            if others.clone().any(clash) {
                let id: FormFieldId = prefixed(part, field.id.as_str())?;
                let old = FieldKey::Form(field.id.clone()).to_id();
                renamed.insert(old, FieldKey::Form(id.clone()).to_id());
                field.id = id;
            }
            // What the person need not say is known already.
            let fixed = field.from_answer.as_ref().and_then(|id| part.fixed.get(&field_of(id)));
            if let Some(Answer::Given(value)) = fixed {
                if let Value::Text(text) = value {
                    field.default = text.clone();
                }
                field.from_answer = None;
            }
        }
    }
    each_condition(edition, &mut |when| {
        when.iter_mut().for_each(|expr| rename_in(expr, &renamed));
    });
    Ok(())
}

fn prefixed<T: core::str::FromStr>(part: &Part<'_>, id: &str) -> Result<T, String> {
    let name = format!("{}-{id}", part.prefix);
    name.parse().map_err(|_| format!("a shorter prefix: '{name}' cannot be an id"))
}

fn rename_in(expr: &mut Expr, renamed: &BTreeMap<FieldId, FieldId>) {
    match expr {
        Expr::Compare(field, ..) | Expr::In(field, _) => {
            if let Some(name) = renamed.get(field) {
                *field = name.clone();
            }
        }
        Expr::Not(inner) => rename_in(inner, renamed),
        Expr::And(children) | Expr::Or(children) => {
            children.iter_mut().for_each(|child| rename_in(child, renamed));
        }
    }
}

fn field_of(question: &QuestionId) -> FieldId {
    FieldKey::Answer(question.clone()).to_id()
}

fn never() -> Expr {
    Expr::Or(Vec::new())
}

/// A condition of which some answers are known; `None` when it always holds, [`never`] when it never does.
fn known(expr: Expr, fixed: &Answers) -> Option<Expr> {
    match truth(&expr, fixed) {
        Truth::True => return None,
        Truth::False => return Some(never()),
        Truth::Unknown => {}
    }
    Some(match expr {
        Expr::And(children) => {
            let open: Vec<Expr> = children.into_iter().filter_map(|c| known(c, fixed)).collect();
            one_or(open, Expr::And)
        }
        Expr::Or(children) => {
            let open = children.into_iter().filter_map(|c| known(c, fixed));
            one_or(open.filter(|child| *child != never()).collect(), Expr::Or)
        }
        Expr::Not(inner) => match known(*inner, fixed) {
            Some(inner) => Expr::Not(Box::new(inner)),
            None => never(),
        },
        leaf => leaf,
    })
}

fn one_or(mut exprs: Vec<Expr>, join: impl FnOnce(Vec<Expr>) -> Expr) -> Expr {
    match exprs.pop() {
        Some(only) if exprs.is_empty() => only,
        Some(last) => {
            exprs.push(last);
            join(exprs)
        }
        None => join(exprs),
    }
}

/// In one case or in the other; `None` is always.
fn either(one: Option<Expr>, other: Option<Expr>) -> Option<Expr> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => Some(Expr::Or(vec![one, other])),
        (Some(one), Some(_)) => Some(one),
        _ => None,
    }
}

fn both(one: Option<&Expr>, other: Option<&Expr>) -> Option<Expr> {
    match (one, other) {
        (Some(one), Some(other)) => Some(Expr::And(vec![one.clone(), other.clone()])),
        (one, other) => one.or(other).cloned(),
    }
}

/// For every pair of limits the longer one. The first true rule counts, so pairs stand in the order of both lists.
fn longest(
    (one, limits): &(&Procedure, Vec<TimeLimit>),
    (other, others): &(&Procedure, Vec<TimeLimit>),
) -> Result<Vec<TimeLimit>, String> {
    let mut longest: Vec<TimeLimit> = Vec::new();
    for first in limits {
        for second in others {
            let (a, b) = (in_days(first)?, in_days(second)?);
            let mut limit = if a >= b { first.clone() } else { second.clone() };
            limit.when = both(first.when.as_ref(), second.when.as_ref());
            limit.amount = a.zip(b).map(|(a, b)| a.max(b));
            limit.unit = TimeUnit::WorkingDay;
            limit.note = note((one, a), (other, b));
            let confidence = first.provenance.confidence.min(second.provenance.confidence);
            limit.provenance.confidence = confidence;
            longest.push(limit);
        }
    }
    Ok(longest)
}

fn in_days(limit: &TimeLimit) -> Result<Option<u16>, String> {
    match limit.unit {
        TimeUnit::WorkingDay => Ok(limit.amount),
        TimeUnit::WorkingHour => Ok(limit.amount.map(|hours| hours.div_ceil(HOURS_A_DAY))),
        TimeUnit::CalendarDay => {
            Err("a time limit in calendar days, which cannot be compared with working days".into())
        }
    }
}

/// Why the limit is what it is.
fn note(one: (&Procedure, Option<u16>), other: (&Procedure, Option<u16>)) -> Text {
    let vi = |(procedure, days): (&Procedure, Option<u16>)| match days {
        Some(days) => format!("{}: {days} ngày làm việc", procedure.short.vi),
        None => format!("{}: hỏi nơi nộp", procedure.short.vi),
    };
    let en = |(procedure, days): (&Procedure, Option<u16>)| match days {
        Some(days) => format!("{}: {days} working days", procedure.short.en),
        None => format!("{}: ask the desk", procedure.short.en),
    };
    Text {
        vi: format!("Lấy thời hạn dài hơn. {}; {}.", vi(one), vi(other)),
        en: format!("The longer limit counts. {}; {}.", en(one), en(other)),
    }
}

/// Shows every condition of an edition; exits always have one.
fn each_condition(edition: &mut Edition, change: &mut impl FnMut(&mut Option<Expr>)) {
    edition.time_limits.iter_mut().for_each(|limit| change(&mut limit.when));
    edition.fees.iter_mut().for_each(|fee| change(&mut fee.when));
    edition.questions.iter_mut().for_each(|question| change(&mut question.show_if));
    edition.advice.iter_mut().for_each(|advice| change(&mut advice.when));
    for paper in &mut edition.papers {
        change(&mut paper.when);
        paper.fates.iter_mut().for_each(|rule| change(&mut rule.when));
        paper.fates.retain(|rule| rule.when != Some(never()));
    }
    for section in &mut edition.form {
        change(&mut section.show_if);
        section.fields.iter_mut().for_each(|field| change(&mut field.show_if));
        section.fields.retain(|field| field.show_if != Some(never()));
    }
    for exit in &mut edition.exits {
        let mut when = Some(exit.when.clone());
        change(&mut when);
        exit.when = when.unwrap_or(Expr::And(Vec::new()));
    }
    edition.questions.retain(|question| question.show_if != Some(never()));
}

fn each_provenance(edition: &mut Edition, mut change: impl FnMut(&mut Provenance)) {
    edition.results.iter_mut().for_each(|result| change(&mut result.provenance));
    edition.time_limits.iter_mut().for_each(|limit| change(&mut limit.provenance));
    edition.fees.iter_mut().for_each(|fee| change(&mut fee.provenance));
    edition.exits.iter_mut().for_each(|exit| change(&mut exit.provenance));
    edition.papers.iter_mut().for_each(|paper| change(&mut paper.provenance));
    edition.advice.iter_mut().for_each(|advice| change(&mut advice.provenance));
    let fields = edition.form.iter_mut().flat_map(|section| &mut section.fields);
    fields.for_each(|field| change(&mut field.provenance));
}
