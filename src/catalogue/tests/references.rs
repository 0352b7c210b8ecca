//! References of every procedure in this repository.

use super::*;
use domain::catalogue::{Edition, QuestionKind};
use domain::condition::{Answer, Answers};
use domain::reference::{MAX_BYTES, decode, encode, find_edition};
use domain::value::Number;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::sync::LazyLock;

static INDEX: LazyLock<CatalogueIndex> = LazyLock::new(published::index);

fn any_value(kind: &QuestionKind) -> BoxedStrategy<Value> {
    match kind {
        QuestionKind::YesNo => any::<bool>().prop_map(Value::Bool).boxed(),
        QuestionKind::Choice(choices) => {
            let ids: Vec<String> = choices.iter().map(|choice| choice.id.clone()).collect();
            prop::sample::select(ids).prop_map(Value::Text).boxed()
        }
        QuestionKind::Number(limits) => {
            let step = 10_i64.pow(3 - u32::from(limits.decimals));
            let (min, max) = (limits.min.thousandths, limits.max.thousandths);
            (0..=(max - min) / step)
                .prop_map(move |n| Value::Number(Number { thousandths: min + n * step }))
                .boxed()
        }
        QuestionKind::Date => (0..50_000_i64)
            .prop_map(|n| Date::from_ymd(1900, 1, 1).unwrap().plus_days(n))
            .prop_map(|day| Value::Text(day.to_string()))
            .boxed(),
        QuestionKind::Place => {
            let places = INDEX.authorities.iter().flat_map(|authority| &authority.places);
            let ids: Vec<String> = places.map(|place| place.id.clone()).collect();
            prop::sample::select(ids).prop_map(Value::Text).boxed()
        }
    }
}

/// Answers to a share of the questions of an edition, in percent; some of them "I don't know yet".
fn any_answers(edition: &Edition, percent: u8) -> BoxedStrategy<Answers> {
    let answered = (f64::from(percent) / 100.0).min(0.999);
    edition
        .questions
        .iter()
        .map(|question| {
            let field: domain::ids::FieldId = format!("q.{}", question.id).parse().unwrap();
            let given = any_value(&question.kind).prop_map(Answer::Given);
            let answer = prop_oneof![9 => given, 1 => Just(Answer::NotKnown)];
            prop::option::weighted(answered, answer)
                .prop_map(move |answer| answer.map(|answer| (field.clone(), answer)))
        })
        .collect::<Vec<_>>()
        .prop_map(|all| all.into_iter().flatten().collect())
        .boxed()
}

#[test]
fn a_reference_of_every_procedure_is_short_and_reads_back() {
    let procedures = published::procedures();
    let mut longest = (0, String::new());
    for procedure in &procedures {
        for edition in &procedure.editions {
            for percent in [50, 100] {
                let mut runner = TestRunner::new(Config {
                    cases: 40,
                    failure_persistence: None,
                    ..Config::default()
                });
                let check = |given: Answers| {
                    let text = encode(procedure, edition, &given);
                    prop_assert!(text.len() <= MAX_BYTES, "{}: {} bytes", procedure.id, text.len());
                    let id = procedure.edition_id(edition);
                    prop_assert_eq!(find_edition(&text, &INDEX), Ok(id.clone()));
                    prop_assert_eq!(decode(&text, procedure, &INDEX), Ok((id, given)));
                    Ok(())
                };
                runner.run(&any_answers(edition, percent), check).unwrap();
            }
            let last = |kind: &QuestionKind| match kind {
                QuestionKind::YesNo => Value::Bool(true),
                QuestionKind::Choice(choices) => Value::Text(choices.last().unwrap().id.clone()),
                QuestionKind::Number(limits) => Value::Number(limits.max),
                QuestionKind::Date => Value::Text("2099-12-31".to_owned()),
                QuestionKind::Place => Value::Text(INDEX.authorities[0].places[0].id.clone()),
            };
            let of_question = |q: &domain::catalogue::Question| {
                (format!("q.{}", q.id).parse().unwrap(), Answer::Given(last(&q.kind)))
            };
            let all: Answers = edition.questions.iter().map(of_question).collect();
            let text = encode(procedure, edition, &all);
            longest = longest.max((text.len(), text));
        }
    }
    assert!(procedures.len() >= 3 && longest.0 <= MAX_BYTES, "{longest:?}");
    println!("longest reference of {} procedures: {} bytes", procedures.len(), longest.0);
}
