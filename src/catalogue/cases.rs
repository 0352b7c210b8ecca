//! Cases: a resident's answers with the checklist an official expects, run against the compiled procedure.
//!
//! Not here: the checklist itself (`domain`).
//!
//! Invariant: "Every condition of a paper or an exit is seen true and false by some case."

use crate::mistake::{Mistake, Spot, did_you_mean};
use crate::procedure::{AuthoredEdition, AuthoredProcedure, Role, fates};
use crate::reader::{Reader, Table, describe, one_of, read_date, read_number};
use domain::catalogue::{CatalogueIndex, Edition, Fate, Question, QuestionKind};
use domain::checklist::{Checklist, checklist};
use domain::condition::{Answer, Answers, Expr, Truth, truth, truth_of};
use domain::date::Date;
use domain::ids::{FieldId, PaperId};
use domain::operation::FieldKey;
use domain::value::Value;
use toml::de::DeValue;

/// One case as authored.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) spot: Spot,
    /// Where each expectation stands.
    spots: Vec<(&'static str, Spot)>,
    pub(crate) name: String,
    pub(crate) on: Date,
    /// In the author's order.
    pub(crate) answers: Vec<(FieldId, Value)>,
    pub(crate) expected: Expected,
}

/// What the author expects; what is `None` or empty there is not looked at.
#[derive(Debug, Clone)]
pub(crate) enum Expected {
    Exit(String),
    Checklist {
        needed: Vec<PaperId>,
        undecided: Vec<PaperId>,
        fates: Vec<(PaperId, Vec<Fate>)>,
        fee_vnd: Option<(u64, u64)>,
        days: Option<u16>,
        authority: Option<String>,
    },
}

const EXPECTATIONS: [&str; 7] =
    ["exit", "needed", "undecided", "fates", "fee_vnd", "days", "authority"];

/// A query as a person types it, with its place.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) spot: Spot,
    pub(crate) text: String,
}

/// Reads a file of cases against its procedure, and the queries that must find it.
pub(crate) fn read(
    reader: &Reader<'_>,
    procedure: &AuthoredProcedure,
    places: &[String],
) -> Option<(Vec<Case>, Vec<Query>)> {
    let document = reader.parse()?;
    let root = reader.root(&document);
    let searches = root.strings("searches").into_iter();
    let searches =
        searches.map(|query| Query { spot: reader.spot(query.at), text: query.text }).collect();
    let mut cases: Vec<Case> = Vec::new();
    for table in root.tables("case") {
        let name = table.string("name");
        if cases.iter().any(|case| case.name == name) {
            table.note("name", format!("expected a name of its own, found '{name}' again"));
        }
        cases.extend(case(table, name, procedure, places));
    }
    root.finish();
    Some((cases, searches))
}

/// Runs the queries of all procedures, given in the order of the index: each finds its procedure first or second.
pub(crate) fn run_searches(
    index: &CatalogueIndex,
    searches: &[Vec<Query>],
    mistakes: &mut Vec<Mistake>,
) {
    for (at, queries) in searches.iter().enumerate() {
        for query in queries {
            let found = domain::text::search(index, &query.text);
            let first: Vec<usize> = found.into_iter().take(2).collect();
            if !first.contains(&at) {
                let ids = first.iter().filter_map(|at| index.procedures.get(*at));
                let ids: Vec<&str> = ids.map(|entry| entry.id.as_str()).collect();
                mistakes.push(Mistake {
                    spot: query.spot.clone(),
                    key: "searches".to_owned(),
                    text: format!(
                        "expected this procedure first or second for '{}', found [{}]: add everyday words",
                        query.text,
                        ids.join(", ")
                    ),
                });
            }
        }
    }
}

fn case(
    table: Table<'_>,
    name: String,
    procedure: &AuthoredProcedure,
    places: &[String],
) -> Option<Case> {
    let on = table.date("on");
    let edition = on.and_then(|on| procedure.procedure.find_edition_on(on));
    if let (Some(on), None) = (on, edition) {
        table.note("on", format!("expected a day on which an edition is in force, found {on}"));
    }
    let answers = match (table.table_opt("answers"), edition) {
        (Some(answers), Some(edition)) => read_answers(&answers, edition, places),
        (None, _) if !table.has("answers") => {
            table.note("answers", "expected answers = { … }, found none");
            Vec::new()
        }
        _ => Vec::new(),
    };
    let paper = |id: &PaperId, key: &str| {
        if let Some(edition) = edition
            && edition.find_paper(id).is_none()
        {
            let known = edition.papers.iter().map(|paper| paper.id.as_str());
            let hint = did_you_mean(id.as_str(), known);
            table.note(key, format!("expected the id of a paper, found '{id}'{hint}"));
        }
    };
    let expected = if let Some(exit) = table.authored("exit") {
        if let Some(edition) = edition
            && !edition.exits.iter().any(|known| known.id == exit.text)
        {
            let hint = did_you_mean(&exit.text, edition.exits.iter().map(|e| e.id.as_str()));
            table.note("exit", format!("expected the id of an exit, found '{}'{hint}", exit.text));
        }
        Expected::Exit(exit.text)
    } else {
        let needed: Vec<PaperId> = table.ids("needed");
        let undecided: Vec<PaperId> = table.ids("undecided");
        if !table.has("needed") {
            table.note("needed", "expected needed = [ … ] or an exit, found neither");
        }
        needed.iter().for_each(|id| paper(id, "needed"));
        undecided.iter().for_each(|id| paper(id, "undecided"));
        Expected::Checklist {
            needed,
            undecided,
            fates: expected_fates(&table, &paper),
            fee_vnd: expected_fee(&table),
            days: table.whole_opt("days"),
            authority: table.authored("authority").map(|a| a.text),
        }
    };
    let spot = table.spot();
    let spots = EXPECTATIONS
        .into_iter()
        .filter(|key| table.has(key))
        .map(|key| (key, table.reader.spot(table.at_key(key))))
        .collect();
    table.finish();
    Some(Case { spot, spots, name, on: on?, answers, expected })
}

pub(crate) fn read_answers(
    table: &Table<'_>,
    edition: &Edition,
    places: &[String],
) -> Vec<(FieldId, Value)> {
    let mut answers = Vec::new();
    for (id, at, value) in table.open_entries() {
        let key = table.path(id);
        let Some(question) = edition.questions.iter().find(|q| q.id.as_str() == id) else {
            let hint = did_you_mean(id, edition.questions.iter().map(|q| q.id.as_str()));
            let text = format!("expected the id of a question, found '{id}'{hint}");
            table.reader.note(at, &key, text);
            continue;
        };
        match read_answer(question, value.get_ref(), places) {
            Ok(value) => answers.push((FieldKey::Answer(question.id.clone()).to_id(), value)),
            Err(expected) => {
                let found = describe(value.get_ref());
                let text = format!("expected {expected}, found {found}");
                table.reader.note(value.span().start, &key, text);
            }
        }
    }
    answers
}

/// The answer, or what was expected.
fn read_answer(
    question: &Question,
    value: &DeValue<'_>,
    places: &[String],
) -> Result<Value, String> {
    let text = |value: &str| Value::Text(value.to_owned());
    match &question.kind {
        QuestionKind::YesNo => value.as_bool().map(Value::Bool).ok_or("true or false".to_owned()),
        QuestionKind::Choice(choices) => {
            let ids: Vec<&str> = choices.iter().map(|choice| choice.id.as_str()).collect();
            let known = value.as_str().filter(|id| ids.contains(id));
            known.map(text).ok_or(format!("one of the choices {}", ids.join(", ")))
        }
        QuestionKind::Number(limits) => {
            let unit = 10_i64.pow(3 - u32::from(limits.decimals.min(3)));
            read_number(value)
                .filter(|n| limits.min <= *n && *n <= limits.max && n.thousandths % unit == 0)
                .map(Value::Number)
                .ok_or(format!(
                    "a number from {} to {} with at most {} decimals",
                    limits.min, limits.max, limits.decimals
                ))
        }
        QuestionKind::Date => {
            let written = value.as_str().and_then(|text| text.parse::<Date>().ok());
            let day = read_date(value).or(written);
            day.map(|day| Value::Text(day.to_string())).ok_or("a date such as 2026-07-01".into())
        }
        QuestionKind::Place => {
            let known = value.as_str().filter(|id| places.iter().any(|place| place == id));
            known.map(text).ok_or(format!("the id of a place ({})", places.join(", ")))
        }
    }
}

fn expected_fates(
    table: &Table<'_>,
    check_paper: &impl Fn(&PaperId, &str),
) -> Vec<(PaperId, Vec<Fate>)> {
    let Some(by_paper) = table.table_opt("fates") else { return Vec::new() };
    let mut expected = Vec::new();
    for (id, at, value) in by_paper.open_entries() {
        let key = by_paper.path(id);
        match id.parse::<PaperId>() {
            Ok(paper) => {
                check_paper(&paper, "fates");
                let allowed = fates();
                let list = by_paper.strings_of(id, value);
                let list = list.iter().filter_map(|a| one_of(table.reader, a, &allowed)).collect();
                expected.push((paper, list));
            }
            Err(error) => table.reader.note(at, &key, error.to_string()),
        }
    }
    expected
}

fn expected_fee(table: &Table<'_>) -> Option<(u64, u64)> {
    let value = table.value_opt("fee_vnd")?;
    let whole = |value: &DeValue<'_>| {
        value.as_integer().filter(|i| i.radix() == 10).and_then(|i| i.as_str().parse::<u64>().ok())
    };
    let fee = match value.get_ref() {
        DeValue::Array(both) if both.len() == 2 => {
            let ends: Vec<u64> = both.iter().filter_map(|v| whole(v.get_ref())).collect();
            ends.first().copied().zip(ends.get(1).copied())
        }
        single => whole(single).map(|fee| (fee, fee)),
    };
    if fee.is_none() {
        let found = describe(value.get_ref());
        table.note("fee_vnd", format!("expected whole đồng or [least, most], found {found}"));
    }
    fee
}

/// Runs every case against the edition of its day; notes every difference as a mistake, and answers to questions that
/// the other answers make irrelevant as remarks.
pub(crate) fn run(
    procedure: &AuthoredProcedure,
    cases: &[Case],
    mistakes: &mut Vec<Mistake>,
    remarks: &mut Vec<String>,
) {
    for case in cases {
        let Some(edition) = procedure.procedure.find_edition_on(case.on) else { continue };
        for (key, expected, found) in differences(edition, case) {
            let written = case.spots.iter().find(|(known, _)| *known == key);
            mistakes.push(Mistake {
                spot: written.map_or(&case.spot, |(_, spot)| spot).clone(),
                key: format!("case.{key}"),
                text: format!("expected {expected}, found {found} (case '{}')", case.name),
            });
        }
        for (field, state) in asked(edition, &given(&case.answers)) {
            if state == Truth::False && case.answers.iter().any(|(answered, _)| *answered == field)
            {
                let id = field.as_str().trim_start_matches("q.");
                remarks.push(format!(
                    "{}: case.answers.{id}: answered although the other answers make it irrelevant (case '{}')",
                    case.spot, case.name
                ));
            }
        }
    }
}

fn given(answers: &[(FieldId, Value)]) -> Answers {
    answers.iter().map(|(field, value)| (field.clone(), Answer::Given(value.clone()))).collect()
}

/// What differs between a case and the checklist: key, expected, found.
pub(crate) fn differences(edition: &Edition, case: &Case) -> Vec<(&'static str, String, String)> {
    let list = checklist(edition, &given(&case.answers));
    let exit = list.exit.and_then(|i| edition.exits.get(i)).map(|exit| exit.id.as_str());
    let mut differences = Vec::new();
    let mut compare = |key, expected: String, found: String| {
        if expected != found {
            differences.push((key, expected, found));
        }
    };
    match &case.expected {
        Expected::Exit(expected) => {
            compare("exit", expected.clone(), exit.unwrap_or("no exit").to_owned());
        }
        Expected::Checklist { .. } if exit.is_some() => {
            compare("exit", "no exit".to_owned(), exit.unwrap_or_default().to_owned());
        }
        Expected::Checklist { needed, undecided, fates, fee_vnd, days, authority } => {
            compare("needed", join(needed), join(&papers(&list, Truth::True)));
            compare("undecided", join(undecided), join(&papers(&list, Truth::Unknown)));
            for (paper, expected) in fates {
                let found = list.lines.iter().find(|line| line.paper == *paper);
                let found = found.map_or(Vec::new(), |line| line.fates.clone());
                let names = |fates: &[Fate]| {
                    let names: Vec<&str> = fates.iter().map(|fate| fate.as_str()).collect();
                    format!("{paper}: [{}]", names.join(", "))
                };
                compare("fates", names(expected), names(&found));
            }
            if let Some(expected) = fee_vnd {
                compare("fee_vnd", range(*expected), range(list.fee_range_vnd));
            }
            if let Some(expected) = days {
                let limit = list.time_limit.and_then(|i| edition.time_limits.get(i));
                let found = match limit.map(|limit| limit.amount) {
                    None => "no time limit decided".to_owned(),
                    Some(None) => "a time limit to ask the desk for".to_owned(),
                    Some(Some(amount)) => amount.to_string(),
                };
                compare("days", expected.to_string(), found);
            }
            if let Some(expected) = authority {
                let rule = list.authority.and_then(|i| edition.authority.get(i));
                let found = rule.map_or("none decided", |rule| rule.name.vi.as_str());
                compare("authority", expected.clone(), found.to_owned());
            }
        }
    }
    differences
}

fn papers(list: &Checklist, wanted: Truth) -> Vec<PaperId> {
    list.lines.iter().filter(|l| l.needed == wanted).map(|l| l.paper.clone()).collect()
}

fn join(papers: &[PaperId]) -> String {
    let ids: Vec<&str> = papers.iter().map(PaperId::as_str).collect();
    format!("[{}]", ids.join(", "))
}

fn range((least, most): (u64, u64)) -> String {
    if least == most { least.to_string() } else { format!("{least}–{most}") }
}

/// Whether each question is asked under these answers.
pub(crate) fn asked(edition: &Edition, given: &Answers) -> Vec<(FieldId, Truth)> {
    let mut answers = given.clone();
    // One round a question settles the longest chain of show_if.
    for _ in &edition.questions {
        for question in &edition.questions {
            if truth_of(question.show_if.as_ref(), &answers) == Truth::False {
                answers.insert(FieldKey::Answer(question.id.clone()).to_id(), Answer::NotAsked);
            }
        }
    }
    let state = |question: &Question| truth_of(question.show_if.as_ref(), &answers);
    edition
        .questions
        .iter()
        .map(|question| (FieldKey::Answer(question.id.clone()).to_id(), state(question)))
        .collect()
}

/// How often a condition was seen, over all cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Seen {
    is_true: bool,
    is_false: bool,
    is_unknown: bool,
}

impl Seen {
    fn add(&mut self, truth: Truth) {
        match truth {
            Truth::True => self.is_true = true,
            Truth::False => self.is_false = true,
            Truth::Unknown => self.is_unknown = true,
        }
    }
}

/// Conditions of papers, exits and fees that the cases leave unseen: papers and exits must be seen true and false
/// (a mistake), and everything should be seen undecided too (a remark). A beginning of a case's answers, in the author's
/// order, is a case of somebody who has not answered everything yet.
pub(crate) fn coverage(
    procedure: &AuthoredProcedure,
    cases: &[Case],
    mistakes: &mut Vec<Mistake>,
    remarks: &mut Vec<String>,
) {
    for (edition, authored) in procedure.procedure.editions.iter().zip(&procedure.editions) {
        let watched = watched(edition, authored);
        let mut seen = vec![Seen::default(); watched.len()];
        let in_edition = |on: Date| {
            procedure
                .procedure
                .find_edition_on(on)
                .is_some_and(|e| e.valid_from == edition.valid_from)
        };
        for case in cases.iter().filter(|case| in_edition(case.on)) {
            for n in 0..=case.answers.len() {
                let is_whole = n == case.answers.len();
                let mut answers = given(case.answers.get(..n).unwrap_or_default());
                for (field, state) in asked(edition, &answers) {
                    if state == Truth::False {
                        answers.insert(field, Answer::NotAsked);
                    }
                }
                let ends = edition.exits.iter().any(|e| truth(&e.when, &answers) == Truth::True);
                for ((condition, expr), seen) in watched.iter().zip(&mut seen) {
                    let is_exit = matches!(condition.role, Role::Exit(_));
                    let truth = truth(expr, &answers);
                    // After an exit nobody looks at papers; and only whole cases say that an official expected it.
                    if truth == Truth::Unknown || (is_whole && (is_exit || !ends)) {
                        seen.add(truth);
                    }
                }
            }
        }
        for ((condition, expr), seen) in watched.iter().zip(&seen) {
            let mut missing = Vec::new();
            missing.extend((!seen.is_true).then_some("true"));
            missing.extend((!seen.is_false).then_some("false"));
            let is_fee = matches!(condition.role, Role::Fee(_));
            let text = crate::condition::describe(expr);
            if !missing.is_empty() && !is_fee {
                mistakes.push(Mistake {
                    spot: condition.spot.clone(),
                    key: condition.key.clone(),
                    text: format!(
                        "expected cases in cases/{}.toml that see this condition true and false, found none that sees it {} ({text})",
                        procedure.procedure.id,
                        missing.join(" or ")
                    ),
                });
                continue;
            }
            missing.extend((!seen.is_unknown).then_some("undecided"));
            if !missing.is_empty() {
                remarks.push(format!(
                    "{}: {}: no case sees this condition {} ({text})",
                    condition.spot,
                    condition.key,
                    missing.join(" or ")
                ));
            }
        }
    }
}

fn watched<'a>(
    edition: &'a Edition,
    authored: &'a AuthoredEdition,
) -> Vec<(&'a crate::procedure::Condition, &'a Expr)> {
    if edition.papers.is_empty() && edition.exits.is_empty() {
        return Vec::new();
    }
    let is_watched = |role: &Role| matches!(role, Role::Paper(_) | Role::Exit(_) | Role::Fee(_));
    authored
        .conditions
        .iter()
        .filter(|condition| !condition.inherited && is_watched(&condition.role))
        .map(|condition| (condition, &condition.expr))
        .collect()
}
