//! Random answers to an edition: given in part, skipped, hidden, of another edition, near the literals of its conditions.
//!
//! Not here: what follows from them.
//!
//! Invariant: "Every answer a person could give may come, and some that only a broken store could."

use crate::random::Random;
use domain::catalogue::{
    CatalogueIndex, Choice, Edition, EditionId, FormFieldKind, NumberLimits, QuestionKind,
};
use domain::condition::{Answer, Answers, Comparison, Expr};
use domain::date::Date;
use domain::dossier::{Dossier, Recorded};
use domain::ids::{DeviceId, DossierId, FieldId, OperationId, Salt, Sha256};
use domain::operation::{FieldKey, Kind, Operation, Payload};
use domain::value::{Number, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Answers as given, and the order in which they came.
pub(crate) struct Answered {
    pub(crate) given: Answers,
    order: Vec<FieldId>,
}

/// Answers to about two thirds of the questions, and values of form fields: all that conditions name, some of the others.
pub(crate) fn any_answers(
    edition: &Edition,
    index: &CatalogueIndex,
    random: &mut Random,
) -> Answered {
    let named = literals(edition);
    let mut answered = Answered { given: Answers::new(), order: Vec::new() };
    // Some people answer nearly everything, some nearly nothing.
    let share = [15, 50, 80, 95, 100][random.below(5)];
    for question in &edition.questions {
        let field = FieldKey::Answer(question.id.clone()).to_id();
        let near = named.get(&field).map_or(&[][..], Vec::as_slice);
        if random.chance(share) {
            let value = match &question.kind {
                QuestionKind::YesNo => Value::Bool(random.chance(50)),
                QuestionKind::Choice(choices) => any_choice(choices, random),
                QuestionKind::Number(limits) => any_number(limits, near, random),
                QuestionKind::Date => any_day(near, random),
                QuestionKind::Place => any_place(index, near, random),
            };
            answered.give(field, value, random);
        }
    }
    for form_field in edition.form.iter().flat_map(|section| &section.fields) {
        let field = FieldKey::Form(form_field.id.clone()).to_id();
        let near = named.get(&field).map_or(&[][..], Vec::as_slice);
        if !random.chance(if near.is_empty() { 10 } else { share }) {
            continue;
        }
        let value = match &form_field.kind {
            FormFieldKind::Choice(choices) => any_choice(choices, random),
            FormFieldKind::Number(limits) => any_number(limits, near, random),
            FormFieldKind::Date => any_day(near, random),
            FormFieldKind::Declaration => Value::Bool(random.chance(70)),
            FormFieldKind::Table { .. } => Value::Number(Number::whole(random.below(4) as i32)),
            _ => Value::Text("Nguyễn Thị Ngọc Ánh 0905 123 456".to_owned()),
        };
        answered.give(field, value, random);
    }
    answered
}

impl Answered {
    fn give(&mut self, field: FieldId, value: Value, random: &mut Random) {
        let answer = match random.below(20) {
            0 | 1 => Answer::NotKnown,
            2 => Answer::NotAsked,
            // Another type than the question takes.
            3 if random.chance(20) => Answer::Given(Value::Number(Number::whole(3))),
            _ => Answer::Given(value),
        };
        self.given.insert(field.clone(), answer);
        let at = random.below(self.order.len() + 1);
        self.order.insert(at, field);
    }

    /// A dossier in which these answers were given, in any order.
    pub(crate) fn dossier(&self, edition: EditionId) -> Dossier {
        let id = DossierId::from_bytes([7; 16]);
        let record = |n: usize, kind: Kind, field: FieldId, value: Payload| Recorded {
            operation: Operation {
                id: OperationId::from_bytes([n as u8; 16]),
                device: DeviceId::from_bytes([1; 16]),
                dseq: n as u32,
                dossier: id,
                kind,
                field,
                parents: Vec::new(),
                value,
                salt: Salt::from_bytes([n as u8; 16]),
                edition: edition.clone(),
                said_at: n as i64,
            },
            content: Sha256::from_bytes([n as u8; 32]),
            number: None,
            received_at: None,
        };
        let mut log = vec![record(0, Kind::Create, FieldKey::Dossier.to_id(), Payload::Null)];
        for field in &self.order {
            let value = match self.given.get(field) {
                Some(Answer::Given(value)) => to_payload(value),
                Some(Answer::NotKnown) => Payload::Null,
                Some(Answer::NotAsked) | None => continue,
            };
            log.push(record(log.len(), Kind::Set, field.clone(), value));
        }
        Dossier::fold(id, &log)
    }
}

/// As an operation carries it.
fn to_payload(value: &Value) -> Payload {
    match value {
        Value::Bool(holds) => Payload::Bool(*holds),
        Value::Number(number) => Payload::Text(number.to_string()),
        Value::Text(text) => Payload::Text(text.clone()),
    }
}

fn any_choice(choices: &[Choice], random: &mut Random) -> Value {
    let choice = random.one(choices).map(|choice| choice.id.as_str());
    let other = "of-another-edition";
    let id = if random.chance(3) { other } else { choice.unwrap_or(other) };
    Value::Text(id.to_owned())
}

/// Half of them within a step of a literal, the others anywhere within the limits.
fn any_number(limits: &NumberLimits, near: &[Value], random: &mut Random) -> Value {
    let step = 10_i64.pow(3 - u32::from(limits.decimals.min(3)));
    if let Some(Value::Number(literal)) = random.one(near)
        && random.chance(50)
    {
        let moved = (random.below(3) as i64 - 1) * step;
        return Value::Number(Number { thousandths: literal.thousandths + moved });
    }
    let n_steps = (limits.max.thousandths - limits.min.thousandths) / step;
    let steps = random.below(usize::try_from(n_steps.min(1 << 30)).unwrap_or(0) + 1) as i64;
    Value::Number(Number { thousandths: limits.min.thousandths + steps * step })
}

fn any_day(near: &[Value], random: &mut Random) -> Value {
    let literal = match random.one(near) {
        Some(Value::Text(text)) => text.parse::<Date>().ok(),
        _ => None,
    };
    let start = literal.or(Date::from_ymd(2024, 1, 1));
    let moved = if literal.is_some() { 3 } else { 1500 };
    let day = start.map(|day| day.plus_days(random.below(moved) as i64 - 1));
    Value::Text(day.map_or_else(String::new, |day| day.to_string()))
}

fn any_place(index: &CatalogueIndex, near: &[Value], random: &mut Random) -> Value {
    if let Some(named) = random.one(near).filter(|_| near.len() > 1) {
        return named.clone();
    }
    let places: Vec<&str> = index
        .authorities
        .iter()
        .flat_map(|authority| authority.places.iter().map(|place| place.id.as_str()))
        .chain(["elsewhere"])
        .collect();
    Value::Text((*random.one(&places).unwrap_or(&"elsewhere")).to_owned())
}

/// A condition that an author of this edition could write, over the fields and literals of those written.
pub(crate) fn any_condition(edition: &Edition, random: &mut Random) -> Expr {
    let named: Vec<(FieldId, Vec<Value>)> = literals(edition).into_iter().collect();
    any_expr(&named, 3, random)
}

fn any_expr(named: &[(FieldId, Vec<Value>)], depth: u8, random: &mut Random) -> Expr {
    let children = |random: &mut Random| {
        let n = random.below(4);
        (0..n).map(|_| any_expr(named, depth - 1, random)).collect()
    };
    match if depth == 0 { 9 } else { random.below(10) } {
        0..=2 => Expr::And(children(random)),
        3..=5 => Expr::Or(children(random)),
        6 => Expr::Not(Box::new(any_expr(named, depth - 1, random))),
        _ => {
            let Some((field, literals)) = random.one(named) else { return Expr::And(Vec::new()) };
            if random.chance(20) {
                return Expr::In(field.clone(), literals.iter().take(2).cloned().collect());
            }
            let comparisons = [
                Comparison::Equal,
                Comparison::NotEqual,
                Comparison::Less,
                Comparison::LessOrEqual,
                Comparison::Greater,
                Comparison::GreaterOrEqual,
            ];
            let comparison = *random.one(&comparisons).unwrap_or(&Comparison::Equal);
            let literal = random.one(literals).cloned().unwrap_or(Value::Bool(true));
            Expr::Compare(field.clone(), comparison, literal)
        }
    }
}

/// What may be typed into any field.
pub(crate) fn any_payload(random: &mut Random) -> Payload {
    let texts = [
        "82,5",
        "1.234.567,8",
        "82.5",
        " 7 ",
        "05/09/2026",
        "5/9/2026",
        "2026-09-05",
        "30/02/2026",
        "+84 905.123-456",
        "0123456789",
        "0123456789-001",
        "049123456789",
        "a@b.vn",
        "Ậm ờ, Nguyễn Thị Ngọc Ánh ở xã Yên Thuỷ nhỡ hẹn Đặng Quỳnh",
        "nhiều\ndòng",
        "\u{202e}",
        "",
    ];
    match random.below(24) {
        0 => Payload::Null,
        1 => Payload::Bool(random.chance(50)),
        2 => Payload::Integer(random.below(1_000_000) as i64 - 500),
        3 => Payload::List(vec![Payload::List(vec![Payload::Text("ô".to_owned()), Payload::Null])]),
        _ => Payload::Text((*random.one(&texts).unwrap_or(&"")).to_owned()),
    }
}

/// What the conditions of an edition compare each field with.
fn literals(edition: &Edition) -> BTreeMap<FieldId, Vec<Value>> {
    let mut found: BTreeMap<FieldId, BTreeSet<Value>> = BTreeMap::new();
    let mut collect = |expr: &Expr| collect(expr, &mut found);
    edition.authority.iter().filter_map(|rule| rule.when.as_ref()).for_each(&mut collect);
    edition.time_limits.iter().filter_map(|limit| limit.when.as_ref()).for_each(&mut collect);
    edition.fees.iter().filter_map(|fee| fee.when.as_ref()).for_each(&mut collect);
    edition.questions.iter().filter_map(|q| q.show_if.as_ref()).for_each(&mut collect);
    edition.exits.iter().map(|exit| &exit.when).for_each(&mut collect);
    for paper in &edition.papers {
        paper.when.iter().for_each(&mut collect);
        paper.fates.iter().filter_map(|rule| rule.when.as_ref()).for_each(&mut collect);
    }
    for section in &edition.form {
        section.show_if.iter().for_each(&mut collect);
        section.fields.iter().filter_map(|field| field.show_if.as_ref()).for_each(&mut collect);
    }
    edition.advice.iter().filter_map(|advice| advice.when.as_ref()).for_each(&mut collect);
    found.into_iter().map(|(field, values)| (field, values.into_iter().collect())).collect()
}

fn collect(expr: &Expr, found: &mut BTreeMap<FieldId, BTreeSet<Value>>) {
    match expr {
        Expr::Compare(field, _, value) => {
            found.entry(field.clone()).or_default().insert(value.clone());
        }
        Expr::In(field, values) => {
            found.entry(field.clone()).or_default().extend(values.iter().cloned());
        }
        Expr::Not(inner) => collect(inner, found),
        Expr::And(children) | Expr::Or(children) => {
            children.iter().for_each(|child| collect(child, found));
        }
    }
}
