//! A changed condition of the published catalogue breaks a case.

use super::cases::mutants;
use super::*;
use crate::cases::{Case, differences};
use crate::procedure::{AuthoredEdition, Role};
use crate::proof::can_tell_apart;
use crate::{cases, condition};
use domain::catalogue::{Edition, QuestionKind};
use domain::operation::FieldKey;
use domain::value::Number;

/// The condition of a role, to be changed in place; `None` where no case of an official looks.
fn condition_of<'e>(edition: &'e mut Edition, role: &Role) -> Option<&'e mut Expr> {
    match role {
        Role::Paper(at) => edition.papers.get_mut(*at)?.when.as_mut(),
        Role::Exit(at) => Some(&mut edition.exits.get_mut(*at)?.when),
        // A fee of nothing, or one to ask the desk for, is in no sum that a case could expect.
        Role::Fee(at) => {
            let fee = edition.fees.get_mut(*at)?;
            fee.amount_vnd.filter(|amount| *amount > 0)?;
            fee.when.as_mut()
        }
        Role::TimeLimit(at) => edition.time_limits.get_mut(*at)?.when.as_mut(),
        Role::Authority(at) => edition.authority.get_mut(*at)?.when.as_mut(),
        _ => None,
    }
}

/// The same with every literal moved by one step.
fn moved(expr: &Expr, edition: &Edition) -> Vec<Expr> {
    match expr {
        Expr::Compare(field, comparison, Value::Number(number)) => {
            let question = edition
                .questions
                .iter()
                .find(|question| FieldKey::Answer(question.id.clone()).to_id() == *field);
            let Some(QuestionKind::Number(limits)) = question.map(|question| &question.kind) else {
                return Vec::new();
            };
            let step = 10_i64.pow(3 - u32::from(limits.decimals.min(3)));
            let other = |thousandths| {
                let value = Value::Number(Number { thousandths });
                Expr::Compare(field.clone(), *comparison, value)
            };
            vec![other(number.thousandths - step), other(number.thousandths + step)]
        }
        Expr::Compare(..) | Expr::In(..) => Vec::new(),
        Expr::Not(inner) => {
            moved(inner, edition).into_iter().map(|e| Expr::Not(Box::new(e))).collect()
        }
        Expr::And(children) | Expr::Or(children) => {
            let mut all = Vec::new();
            for (at, child) in children.iter().enumerate() {
                for other in moved(child, edition) {
                    let mut children = children.clone();
                    children[at] = other;
                    let is_and = matches!(expr, Expr::And(_));
                    all.push(if is_and { Expr::And(children) } else { Expr::Or(children) });
                }
            }
            all
        }
    }
}

/// What no case notices, a line each; and how many changes were tried.
fn unnoticed(
    edition: &Edition,
    authored: &AuthoredEdition,
    cases: &[&Case],
) -> (Vec<String>, usize) {
    let (mut lines, mut n_mutants) = (Vec::new(), 0);
    for condition in authored.conditions.iter().filter(|condition| !condition.inherited) {
        if condition_of(&mut edition.clone(), &condition.role).is_none() {
            continue;
        }
        let mut others = mutants(&condition.expr);
        others.extend(moved(&condition.expr, edition));
        for mutant in others {
            if !can_tell_apart(edition, &condition.role, &condition.expr, &mutant) {
                continue;
            }
            n_mutants += 1;
            let mut changed = edition.clone();
            if let Some(expr) = condition_of(&mut changed, &condition.role) {
                *expr = mutant.clone();
            }
            if cases.iter().all(|case| differences(&changed, case).is_empty()) {
                lines.push(format!(
                    "{}: {}: {} instead of {}",
                    condition.spot,
                    condition.key,
                    condition::describe(&mutant),
                    condition::describe(&condition.expr)
                ));
            }
        }
    }
    (lines, n_mutants)
}

#[test]
fn a_changed_condition_of_the_catalogue_breaks_a_case() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/catalogue");
    let (offices, authored) = published::read();
    let places = offices.authorities.iter().flat_map(|authority| &authority.places);
    let places: Vec<String> = places.map(|place| place.id.clone()).collect();
    let (mut lines, mut n_mutants) = (Vec::new(), 0);
    for authored in &authored {
        let name = format!("cases/{}.toml", authored.procedure.id);
        let (mut files, mut mistakes) = (Files::new(), Vec::new());
        load(&dir, &name, &mut files, &mut mistakes);
        let cases = with_file(&files, &name, &mut mistakes, |reader| {
            cases::read(reader, authored, &places)
        });
        let cases = cases.unwrap_or_default().0;
        for (edition, spots) in authored.procedure.editions.iter().zip(&authored.editions) {
            let of_edition: Vec<&Case> = cases
                .iter()
                .filter(|case| {
                    let found = authored.procedure.find_edition_on(case.on);
                    found.is_some_and(|found| found.valid_from == edition.valid_from)
                })
                .collect();
            let (unnoticed, n) = unnoticed(edition, spots, &of_edition);
            println!(
                "{:<30} {}  {n:>4} changes, {:>3} unnoticed",
                authored.procedure.id.as_str(),
                edition.valid_from,
                unnoticed.len()
            );
            lines.extend(unnoticed);
            n_mutants += n;
        }
    }
    assert!(n_mutants > 500, "{n_mutants}");
    assert!(
        lines.is_empty(),
        "{} of {n_mutants} changes are noticed by no case:\n{}",
        lines.len(),
        lines.join("\n")
    );
}
