use super::*;
use crate::sample::{at_least, eq, id, is, number, text};
use proptest::prelude::*;

const T: Value = Value::Bool(true);
const F: Value = Value::Bool(false);

fn given(pairs: &[(&str, Value)]) -> Answers {
    pairs.iter().map(|(field, value)| (id(field), Answer::Given(value.clone()))).collect()
}

/// `A`, `B` as FEEL writes them: true, false or null.
fn ternary(name: &str, word: &str) -> Answers {
    match word {
        "true" => given(&[(name, T)]),
        "false" => given(&[(name, F)]),
        "null" => Answers::new(),
        other => panic!("not a truth: {other}"),
    }
}

fn feel(word: &str) -> Truth {
    match word {
        "true" => Truth::True,
        "false" => Truth::False,
        "null" => Truth::Unknown,
        other => panic!("not a truth: {other}"),
    }
}

#[test]
fn agrees_with_the_dmn_truth_tables() {
    let table = include_str!("../../../tests/fixtures/dmn-tck-ternary.tsv");
    let mut n_rows = 0;
    for row in table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let cells: Vec<&str> = row.split('\t').collect();
        let (a, b) = (is("q.a"), is("q.b"));
        let (expr, answers, result) = match cells[..] {
            ["and", left, right, result] => {
                let mut answers = ternary("q.a", left);
                answers.extend(ternary("q.b", right));
                (Expr::And(vec![a, b]), answers, result)
            }
            ["or", left, right, result] => {
                let mut answers = ternary("q.a", left);
                answers.extend(ternary("q.b", right));
                (Expr::Or(vec![a, b]), answers, result)
            }
            ["not", operand, "", result] => {
                (Expr::Not(Box::new(a)), ternary("q.a", operand), result)
            }
            _ => panic!("not a row: {row}"),
        };
        assert_eq!(truth(&expr, &answers), feel(result), "{row}");
        n_rows += 1;
    }
    assert_eq!(n_rows, 21);
}

#[test]
fn what_was_not_asked_makes_every_comparison_false() {
    let answers = Answers::from([(id("q.n"), Answer::NotAsked)]);
    let one = || number("1");
    for comparison in [
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ] {
        let expr = Expr::Compare(id("q.n"), comparison, one());
        assert_eq!(truth(&expr, &answers), Truth::False, "{comparison:?}");
        assert_eq!(truth(&expr, &Answers::new()), Truth::Unknown, "{comparison:?}");
        let unknown = Answers::from([(id("q.n"), Answer::NotKnown)]);
        assert_eq!(truth(&expr, &unknown), Truth::Unknown, "{comparison:?}");
    }
    assert_eq!(truth(&Expr::In(id("q.n"), vec![one()]), &answers), Truth::False);
}

#[test]
fn another_type_meets_no_comparison() {
    let answers = given(&[("q.n", text("1"))]);
    for comparison in [Comparison::Equal, Comparison::NotEqual, Comparison::Less] {
        let evaluation = evaluate(&Expr::Compare(id("q.n"), comparison, number("1")), &answers);
        assert_eq!(evaluation, Evaluation { truth: Truth::False, reasons: vec![] });
    }
}

/// The reasons as short texts: `q.floors=3 >= 2`.
fn reasons(expr: &Expr, answers: &Answers) -> Vec<String> {
    let word = |value: &Value| match value {
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => n.to_string(),
        Value::Text(t) => t.clone(),
    };
    let sign = |c: Comparison| serde_json::to_value(c).unwrap().as_str().unwrap().to_owned();
    evaluate(expr, answers)
        .reasons
        .iter()
        .map(|r| {
            format!("{}={} {} {}", r.field, word(&r.given), sign(r.comparison), word(&r.literal))
        })
        .collect()
}

#[test]
fn a_decision_names_only_what_made_it() {
    let answers = given(&[
        ("q.a", T),
        ("q.b", F),
        ("q.floors", number("3")),
        ("q.kind", text("shed")),
        ("q.c", T),
    ]);
    let floors = || at_least("q.floors", "2");
    let check = |expr: Expr, expected: &[&str]| {
        assert_eq!(reasons(&expr, &answers), expected, "{expr:?}");
    };
    check(Expr::Or(vec![is("q.b"), floors(), is("q.a")]), &["q.floors=3 >= 2"]);
    check(Expr::And(vec![is("q.a"), is("q.b"), at_least("q.floors", "9")]), &["q.b=false != true"]);
    check(Expr::And(vec![is("q.a"), floors()]), &["q.a=true == true", "q.floors=3 >= 2"]);
    check(at_least("q.floors", "9"), &["q.floors=3 < 9"]);
    check(Expr::Not(Box::new(at_least("q.floors", "9"))), &["q.floors=3 < 9"]);
    check(Expr::In(id("q.kind"), vec![text("house"), text("shed")]), &["q.kind=shed == shed"]);
    check(Expr::In(id("q.kind"), vec![text("house"), text("fence")]), &["q.kind=shed != house"]);
    check(
        Expr::And(vec![is("q.a"), floors(), eq("q.kind", "shed"), is("q.c")]),
        &["q.a=true == true", "q.floors=3 >= 2", "q.kind=shed == shed"],
    );
    check(Expr::And(vec![is("q.a"), is("q.open")]), &[]);
}

fn sets(expr: &Expr, answers: &Answers) -> Vec<Vec<String>> {
    let word = |set: Vec<FieldId>| set.iter().map(|f| f.to_string()).collect();
    settling(expr, answers).into_iter().map(word).collect()
}

#[test]
fn settling_sets_are_the_smallest_that_can_decide() {
    let check = |expr: Expr, answers: &[(&str, Value)], expected: &[&[&str]]| {
        assert_eq!(sets(&expr, &given(answers)), expected, "{expr:?}");
    };
    let (a, b, c, d) = (|| is("q.a"), || is("q.b"), || is("q.c"), || is("q.d"));
    check(a(), &[("q.a", T)], &[]);
    check(a(), &[], &[&["q.a"]]);
    check(Expr::And(vec![a(), b()]), &[], &[&["q.a"], &["q.b"]]);
    check(Expr::And(vec![a(), b()]), &[("q.a", T)], &[&["q.b"]]);
    let pairs = Expr::Or(vec![Expr::And(vec![a(), b()]), Expr::And(vec![c(), d()])]);
    check(
        pairs.clone(),
        &[],
        &[&["q.a", "q.b"], &["q.a", "q.c"], &["q.a", "q.d"], &["q.b", "q.c"]],
    );
    check(pairs, &[("q.a", F)], &[&["q.c"], &["q.d"]]);
    // One comparison alone cannot make this true or false; the other can do both.
    let both = Expr::And(vec![
        Expr::Or(vec![a(), at_least("q.n", "5")]),
        Expr::Or(vec![Expr::Not(Box::new(a())), at_least("q.n", "5")]),
    ]);
    check(both, &[], &[&["q.n"]]);
    // A number between two literals needs its own value.
    let between = Expr::And(vec![
        Expr::Compare(id("q.n"), Comparison::Greater, number("2")),
        Expr::Compare(id("q.n"), Comparison::Less, number("3")),
        a(),
    ]);
    check(between, &[("q.a", T)], &[&["q.n"]]);
}

#[test]
fn an_undecided_condition_always_names_a_question() {
    // Seven fields that decide only together are more than a set may hold.
    let names = ["q.a", "q.b", "q.c", "q.d", "q.e", "q.g", "q.h"];
    let mut parity = is(names[0]);
    for name in &names[1..] {
        let (left, right) = (parity.clone(), is(name));
        let not = |e: Expr| Expr::Not(Box::new(e));
        parity = Expr::Or(vec![
            Expr::And(vec![left.clone(), not(right.clone())]),
            Expr::And(vec![not(left), right]),
        ]);
    }
    assert_eq!(sets(&parity, &Answers::new()), [["q.a", "q.b", "q.c", "q.d"]]);
}

#[test]
fn names_its_fields() {
    let expr = Expr::And(vec![is("q.b"), Expr::Not(Box::new(at_least("f.n", "1"))), is("q.b")]);
    assert_eq!(fields(&expr), BTreeSet::from([id("f.n"), id("q.b")]));
}

use crate::sample::RANDOM_FIELDS as FIELDS;

/// Every value that could tell conditions of [`any_expr`] apart.
fn domain(field: &str) -> Vec<Value> {
    match field.as_bytes()[2] {
        b'b' => vec![T, F],
        b'n' => ["0.5", "1", "1.5", "2", "2.5"].map(number).to_vec(),
        _ => ["x", "y", "z"].map(text).to_vec(),
    }
}

fn any_expr() -> impl Strategy<Value = Expr> {
    crate::sample::any_expr_over(&FIELDS)
}

fn any_answers() -> impl Strategy<Value = Answers> {
    let states = FIELDS.map(|field| {
        let given = prop::sample::select(domain(field)).prop_map(Answer::Given);
        prop_oneof![
            2 => Just(None),
            1 => Just(Some(Answer::NotKnown)),
            1 => Just(Some(Answer::NotAsked)),
            2 => given.prop_map(Some),
        ]
    });
    states.to_vec().prop_map(|states| {
        let named = FIELDS.iter().zip(states);
        named.filter_map(|(field, state)| Some((id(field), state?))).collect()
    })
}

/// Every completion of the named fields, each with all values of its domain.
fn completions(answers: &Answers, fields: &[FieldId]) -> Vec<Answers> {
    let mut all = vec![answers.clone()];
    for field in fields {
        let values = domain(field.as_str());
        all = all
            .into_iter()
            .flat_map(|answers| {
                values.iter().map(move |value| {
                    let mut more = answers.clone();
                    more.insert(field.clone(), Answer::Given(value.clone()));
                    more
                })
            })
            .collect();
    }
    all
}

fn is_open(answers: &Answers, field: &FieldId) -> bool {
    matches!(answers.get(field), None | Some(Answer::NotKnown))
}

proptest! {
    #[test]
    fn a_decision_stands_whatever_is_answered_later(expr in any_expr(), answers in any_answers()) {
        let now = truth(&expr, &answers);
        if now != Truth::Unknown {
            let open: Vec<FieldId> =
                FIELDS.iter().map(|f| id(f)).filter(|f| is_open(&answers, f)).collect();
            for later in completions(&answers, &open) {
                prop_assert_eq!(truth(&expr, &later), now);
            }
        }
    }

    #[test]
    fn reasons_hold_and_suffice(expr in any_expr(), answers in any_answers()) {
        let evaluation = evaluate(&expr, &answers);
        prop_assert_eq!(evaluation.truth, truth(&expr, &answers));
        let mut named: Answers = answers.clone();
        // What was not asked explains nothing to a person, but it stays what it is.
        named.retain(|_, answer| *answer == Answer::NotAsked);
        for reason in &evaluation.reasons {
            prop_assert_eq!(reason.comparison.holds(&reason.given, &reason.literal), Some(true));
            named.insert(reason.field.clone(), Answer::Given(reason.given.clone()));
        }
        if evaluation.truth == Truth::Unknown {
            prop_assert!(evaluation.reasons.is_empty());
        } else if evaluation.reasons.len() < MAX_REASONS {
            prop_assert_eq!(truth(&expr, &named), evaluation.truth);
        }
    }

    #[test]
    fn settling_sets_decide_and_none_smaller_does(expr in any_expr(), answers in any_answers()) {
        let found = settling(&expr, &answers);
        prop_assert_eq!(found.is_empty(), truth(&expr, &answers) != Truth::Unknown);
        let decides = |set: &[FieldId]| {
            completions(&answers, set).iter().any(|later| truth(&expr, later) != Truth::Unknown)
        };
        for set in &found {
            prop_assert!(set.iter().all(|field| is_open(&answers, field)));
            if set.len() <= 2 || found.len() > 1 {
                prop_assert!(decides(set), "{:?}", set);
            }
            for left_out in set {
                let smaller: Vec<FieldId> = set.iter().filter(|f| *f != left_out).cloned().collect();
                prop_assert!(!decides(&smaller), "{:?} without {}", set, left_out);
            }
        }
        // Every single field or pair that decides is listed, or contains a listed set, unless the list is full.
        if found.len() < MAX_SETS && truth(&expr, &answers) == Truth::Unknown {
            let open: Vec<FieldId> =
                FIELDS.iter().map(|f| id(f)).filter(|f| is_open(&answers, f)).collect();
            for a in &open {
                for b in &open {
                    let pair = [a.clone(), b.clone()];
                    if decides(&pair) {
                        let covers = |set: &Vec<FieldId>| set.iter().all(|f| pair.contains(f));
                        prop_assert!(found.iter().any(covers), "{:?} is missing", pair);
                    }
                }
            }
        }
    }
}
