//! Cases: read strictly, run, covering, and sharp enough to notice a changed rule.

use super::*;
use crate::{cases, condition, procedure};
use domain::catalogue::Edition;

#[test]
fn cases_are_read_strictly() {
    let c = CASES;
    check(
        c,
        "floors = 2",
        "floor = 2",
        "cases/mau.toml:4:13: case.answers.floor: expected the id of a question, found 'floor' (did you mean 'floors'?)",
    );
    check(
        c,
        "floors = 2",
        "floors = 21",
        "case.answers.floors: expected a number from 1 to 20 with at most 0 decimals, found the number 21",
    );
    check(
        c,
        "channel = \"paper\"",
        "channel = \"fax\"",
        "expected one of the choices online, paper, post, found the text 'fax'",
    );
    check(c, "in_zone = true", "in_zone = 1", "expected true or false, found the number 1");
    check(
        c,
        "ward = \"phuong-a\"",
        "ward = \"phuong-x\"",
        "expected the id of a place (phuong-a, khu-b)",
    );
    check(c, "bought_on = 2025-01-01", "bought_on = 2025", "expected a date such as 2026-07-01");
    check(
        c,
        "on = 2026-11-24",
        "on = 2026-01-01",
        "expected a day on which an edition is in force, found 2026-01-01",
    );
    check(
        c,
        "needed = [\"don\", \"so-moi\"]",
        "needed = [\"don\", \"so-moii\"]",
        "expected the id of a paper, found 'so-moii' (did you mean 'so-moi'?)",
    );
    check(
        c,
        "needed = [\"don\", \"so-moi\"]\n",
        "",
        "expected needed = [ … ] or an exit, found neither",
    );
    check(
        c,
        "exit = \"mien\"",
        "exit = \"min\"",
        "expected the id of an exit, found 'min' (did you mean 'mien'?)",
    );
    check(
        c,
        "fee_vnd = [0, 50000]",
        "fee_vnd = [50000]",
        "expected whole đồng or [least, most], found a list",
    );
    check(c, "name = \"Nhà 7 tầng\"", "name = \"Nhà 3 tầng\"", "expected a name of its own");
}

#[test]
fn cases_are_run() {
    let c = CASES;
    check(
        c,
        "needed = [\"don\", \"so-moi\"]",
        "needed = [\"don\"]",
        "cases/mau.toml:5:10: case.needed: expected [don], found [don, so-moi] (case 'Nhà 2 tầng nhỏ trong khu, nộp tại quầy')",
    );
    check(c, "exit = \"mien\"", "needed = [\"don\"]", "case.exit: expected no exit, found mien");
    check(
        c,
        "needed = [\"don\", \"so-moi\"]\nfee_vnd = 50000\ndays = 7\nauthority = \"Ban quản lý khu\"",
        "exit = \"mien\"",
        "case.exit: expected mien, found no exit",
    );
    check(c, "fee_vnd = 50000", "fee_vnd = 0", "case.fee_vnd: expected 0, found 50000");
    check(c, "fee_vnd = [0, 50000]", "fee_vnd = 0", "case.fee_vnd: expected 0, found 0–50000");
    check(c, "days = 10", "days = 7", "case.days: expected 7, found 10");
    check(
        c,
        "authority = \"Ban quản lý khu\"",
        "authority = \"UBND\"",
        "case.authority: expected UBND, found Ban quản lý khu",
    );
    check(c, "undecided = [\"so-moi\"]\n", "", "case.undecided: expected [], found [so-moi]");
    check(
        c,
        "[\"photographed\", \"looked_up\"]",
        "[\"looked_up\"]",
        "case.fates: expected ban-ve: [looked_up], found ban-ve: [photographed, looked_up]",
    );
    let mut files = fixture();
    files.insert("cases/khac.toml".into(), String::new());
    let errors = compile_files(&files, today(), Vec::new()).unwrap_err().to_string();
    assert_eq!(
        errors,
        "cases/khac.toml:1:1: file: expected the name of a procedure, found none of that name"
    );
}

#[test]
fn every_condition_of_papers_and_exits_needs_cases() {
    let mut files = fixture();
    files.remove(CASES);
    let errors = compile_files(&files, today(), Vec::new()).unwrap_err();
    // One exit and three conditional papers.
    assert_eq!(errors.mistakes.len(), 4, "{errors}");
    assert!(errors.mistakes[0].text.contains("found none that sees it true or false"), "{errors}");
    // Without the case that ends early nobody sees the exit true.
    let text = include_str!("../fixtures/cases.toml");
    let from = text.find("[[case]]\nname = \"Nhà 1 tầng nhỏ: miễn\"").unwrap();
    let to = from + text[from + 1..].find("[[case]]").unwrap() + 1;
    check(
        CASES,
        &text[from..to],
        "",
        "mau.toml:132:9: edition.exit.when: expected cases in cases/mau.toml that see this condition true and false, found none that sees it true",
    );
}

#[test]
fn an_exit_on_the_way_shows_no_paper() {
    // The only case left without drawings ends in an exit, where nobody looks at papers.
    let kept: Vec<String> = include_str!("../fixtures/cases.toml")
        .split("[[case]]")
        .filter(|case| case.contains("ban-ve") || case.contains("exit = "))
        .map(|case| format!("[[case]]{case}"))
        .collect();
    let mut files = fixture();
    files.insert(CASES.to_owned(), kept.concat());
    let errors = compile_files(&files, today(), Vec::new()).unwrap_err().to_string();
    let expected = "found none that sees it false (!(floors < 3 && area < 82.5 && !has_basement))";
    assert!(errors.contains(expected), "{errors}");
}

/// Every other comparison that fits the literal.
pub(super) fn mutants(expr: &Expr) -> Vec<Expr> {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    match expr {
        Expr::Compare(field, comparison, value) => {
            let is_ordered = !matches!(comparison, Equal | NotEqual);
            let others: &[Comparison] = if is_ordered {
                &[Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual]
            } else {
                &[Equal, NotEqual]
            };
            let others = others.iter().filter(|other| *other != comparison);
            others.map(|other| Expr::Compare(field.clone(), *other, value.clone())).collect()
        }
        Expr::In(field, values) => (0..values.len())
            .map(|left_out| {
                let mut values = values.clone();
                values.remove(left_out);
                Expr::In(field.clone(), values)
            })
            .collect(),
        Expr::Not(inner) => mutants(inner).into_iter().map(|e| Expr::Not(Box::new(e))).collect(),
        Expr::And(children) | Expr::Or(children) => {
            let mut all = Vec::new();
            for (at, child) in children.iter().enumerate() {
                for mutant in mutants(child) {
                    let mut children = children.clone();
                    children[at] = mutant;
                    all.push(match expr {
                        Expr::And(_) => Expr::And(children),
                        _ => Expr::Or(children),
                    });
                }
            }
            all
        }
    }
}

/// The conditions that cases can see, to be changed in place.
fn conditions(edition: &mut Edition) -> Vec<&mut Expr> {
    let fates = edition.papers.iter_mut().flat_map(|paper| {
        paper.fates.iter_mut().filter_map(|rule| rule.when.as_mut()).chain(paper.when.as_mut())
    });
    let questions = edition.questions.iter_mut().filter_map(|q| q.show_if.as_mut());
    fates
        .chain(questions)
        .chain(edition.exits.iter_mut().map(|exit| &mut exit.when))
        .chain(edition.fees.iter_mut().filter_map(|fee| fee.when.as_mut()))
        .chain(edition.authority.iter_mut().filter_map(|rule| rule.when.as_mut()))
        .chain(edition.time_limits.iter_mut().filter_map(|limit| limit.when.as_mut()))
        .collect()
}

#[test]
fn a_changed_comparison_breaks_a_case() {
    let files = fixture();
    let reader = Reader::new(PROCEDURE, &files[PROCEDURE]);
    let places = ["phuong-a".to_owned(), "khu-b".to_owned()];
    let authored = procedure::read(&reader, "mau", &places, &[], today()).unwrap();
    let reader = Reader::new(CASES, &files[CASES]);
    let (cases, _) = cases::read(&reader, &authored, &places).unwrap();
    let original = &authored.procedure.editions[0];
    let breaks =
        |edition: &Edition| cases.iter().any(|c| !cases::differences(edition, c).is_empty());
    assert!(!breaks(original));
    let mut n_mutants = 0;
    for at in 0..conditions(&mut original.clone()).len() {
        let condition = conditions(&mut original.clone())[at].clone();
        for mutant in mutants(&condition) {
            let mut edition = original.clone();
            *conditions(&mut edition)[at] = mutant.clone();
            let text = condition::describe(&mutant);
            assert!(
                breaks(&edition),
                "no case notices {text} instead of {}",
                condition::describe(&condition)
            );
            n_mutants += 1;
        }
    }
    assert!(n_mutants > 30, "{n_mutants}");
}

#[test]
fn a_query_finds_its_procedure() {
    let with = |query: &str| format!("searches = [\"{query}\"]\n\n[[case]]");
    assert_eq!(mistakes_of(CASES, "[[case]]", &with("lam mau")), Vec::<String>::new());
    check(
        CASES,
        "[[case]]",
        &with("bay lên trăng"),
        "searches: expected this procedure first or second for 'bay lên trăng', found []",
    );
}
