//! Conditions: types, ranges, proofs, and that what is printed can be read again.

use super::*;
use crate::condition::{Scope, Type, Variable, describe};
use crate::reader::Authored;
use proptest::prelude::*;

#[test]
fn conditions_are_type_checked() {
    let in_terms = |to: &str, expected: &str| {
        check_condition("floors < 3 && area < 82.5", to, expected);
    };
    in_terms(
        "floor < 3 && area < 82.5",
        "mau.toml:25:10: edition.terms.small: expected the id of a question, a form.<field> or a term, found 'floor' (did you mean 'floors'?)",
    );
    in_terms(
        "floors < 3 && area < '82'",
        "mau.toml:25:31: edition.terms.small: expected a number for 'area', found '82'",
    );
    in_terms("floors < 3 && area < true", "expected a number for 'area', found true");
    in_terms(
        "floors < 3 && has_basement < true",
        "expected == or != with 'has_basement', found an order",
    );
    in_terms(
        "floors < 3 && has_basement == 1",
        "expected true or false for 'has_basement', found 1",
    );
    in_terms(
        "floors < 3 && channel == 'mail'",
        "expected one of the choices 'online', 'paper', 'post' of 'channel', found 'mail'",
    );
    in_terms(
        "floors < 3 && channel in ['online', 'papier']",
        "found 'papier' (did you mean 'paper'?)",
    );
    in_terms("floors < 3 && channel < 'online'", "only numbers and dates have one");
    in_terms("floors < 3 && area", "expected a comparison of 'area' with a number, found it alone");
    in_terms(
        "floors < 3 && bought_on < '2025-02-30'",
        "expected a date such as '2026-07-01' for 'bought_on'",
    );
    in_terms(
        "floors < 3 && ward == 'phuong-b'",
        "expected the id of a place of 'ward', found 'phuong-b' (did you mean 'phuong-a'?)",
    );
    in_terms(
        "floors < 3 && floors < area",
        "expected an answer on one side and a literal on the other",
    );
    in_terms("floors < 3 && form.ho_ten == 'x'", "expected nothing for 'form.ho_ten'");
    in_terms("floors < 3 && small_and_simple == true", "does not lead back to itself");
    in_terms("floors < 3 && area + 1 < 9", "expected only && || ! == != < <= > >= in [..]");
    in_terms("floors < 3 && size(area) < 9", "expected only && ||");
    in_terms("floors < 3 && has(form.x)", "expected only && ||");
    in_terms("floors < 3 ? true : false", "expected only && ||");
    in_terms("floors < 3 &&", "mau.toml:25:");
    in_terms("floors < 3 & area < 4", "expected a condition such as");
    in_terms("", "expected a condition such as");
    check_condition(
        "small && !has_basement",
        "small && !has_basement && small_and_simple",
        "edition.terms.small_and_simple: expected a term that does not lead back to itself, found small_and_simple → small_and_simple",
    );
    check_condition(
        "small && !has_basement",
        "small == true && !has_basement",
        "expected an answer to compare, found the term 'small'",
    );
    check_condition(
        "form.loai_chu_dau_tu == 'to-chuc'",
        "form.loai == 'to-chuc'",
        "found 'form.loai'",
    );
}

#[test]
fn literals_out_of_range_are_refused() {
    let in_terms = |to: &str, expected: &str| {
        check_condition("floors < 3 && area < 82.5", &format!("{to} && area < 82.5"), expected);
    };
    in_terms(
        "floors < 1",
        "expected a literal that 'floors' can pass from 1 to 20 (0 decimals), found 1: never true",
    );
    in_terms("floors <= 20", "found 20: always true");
    in_terms("floors > 20", "never true");
    in_terms("floors >= 1", "always true");
    in_terms("floors != 21", "always true");
    in_terms("floors == -1", "found -1: never true");
    in_terms("floors == 2.5", "found 2.5: never true");
    in_terms("21 > floors", "found 21: always true");
}

#[test]
fn conditions_that_decide_nothing_are_refused() {
    let among = |from: &str, to: &str, expected: &str| {
        check_among(PROCEDURE, &format!("\"{from}\""), &format!("\"{to}\""), expected);
    };
    among(
        "channel == 'paper'",
        "channel == 'paper' && channel == 'post'",
        "edition.fee.when: expected a condition that can be true and false, found that it is never true",
    );
    among(
        "channel == 'paper'",
        "channel == 'paper' || channel != 'paper'",
        "found that it is always true",
    );
    among(
        "channel == 'paper'",
        "channel == 'paper' || (floors < 3 && floors > 5)",
        "expected parts that can be true and false, found that 'floors < 3 && floors > 5' is never true",
    );
    among(
        "channel == 'paper'",
        "channel == 'paper' && (floors < 5 || floors > 3)",
        "found that 'floors < 5 || floors > 3' is always true",
    );
    among(
        "channel == 'paper'",
        "floors < 2 && area < 40 && !has_basement && !in_zone",
        "found that it is true only after an exit",
    );
    among(
        "channel == 'paper'",
        "basement_depth == 'deep' && !has_basement",
        "found that it is never true",
    );
    // Fates and rules that can never be reached where they stand.
    let paper =
        "copy_kind = \"certified\"\nfates = [\"photographed\", { fate = \"looked_up\", when = \"";
    check_among(
        PROCEDURE,
        &format!("{paper}channel in ['online', 'post']"),
        &format!("{paper}floors == 1 && area < 40 && !has_basement"),
        "found that it is never true while the paper is needed",
    );
    check_among(
        PROCEDURE,
        "[[edition.time_limit]]\nwhen = \"has_basement\"",
        "[[edition.time_limit]]\nwhen = \"has_basement\"\nunit = \"working_day\"\nsource = [\"s1\"]\nconfidence = \"high\"\n[[edition.time_limit]]\nwhen = \"has_basement && floors > 3\"",
        "found that an earlier rule (or an exit) always comes first",
    );
    check_among(
        PROCEDURE,
        "name = \"UBND phường nơi xây nhà\"",
        "when = \"floors > 3\"\nname = \"UBND phường nơi xây nhà\"",
        "expected a rule for every case (a last one without 'when'), found none for floors = ",
    );
    check_among(
        PROCEDURE,
        "ask = \"Nhà có tầng hầm không?\"",
        "show_if = \"basement_depth == 'deep'\"\nask = \"Nhà có tầng hầm không?\"",
        "found a circle of show_if: has_basement, basement_depth",
    );
    let exit = "[[edition.exit]]\nid = \"mien\"";
    check_among(
        PROCEDURE,
        exit,
        &format!(
            "[[edition.exit]]\nid = \"som\"\nwhen = \"floors < 2\"\nreason = \"r\"\ninstead = \"i\"\nsource = [\"s1\"]\nconfidence = \"high\"\n\n{exit}"
        ),
        "edition.exit.when: expected a condition that can be true and false, found that an earlier exit always comes first",
    );
}

#[test]
fn a_question_that_changes_nothing_is_refused() {
    let question = "[[edition.question]]\nid = \"has_garden\"\nkind = \"yes_no\"\nask = \"Có vườn không?\"\nwhy = \"Để biết.\"\n\n";
    let exit = "[[edition.exit]]\nid = \"mien\"";
    let with = |more: &str| format!("{question}{more}{exit}");
    check(
        PROCEDURE,
        exit,
        &with(""),
        "edition.question: expected a question that can change a paper",
    );
    // Deciding only whether another question is asked is no excuse when that one changes nothing either.
    let second = question
        .replace("has_garden", "big_garden")
        .replace("why", "show_if = \"has_garden\"\nwhy");
    assert_eq!(mistakes_of(PROCEDURE, exit, &with(&second)).len(), 2);
    // Deciding whether a question is asked that does change something is enough.
    let gate = "id = \"in_zone\"\nkind = \"yes_no\"";
    let mut files = fixture();
    let text = files.get_mut(PROCEDURE).unwrap();
    *text = text.replace(gate, &format!("{gate}\nshow_if = \"has_garden\""));
    *text = text.replace(exit, &with(""));
    let errors = compile_files(&files, today(), Vec::new()).err();
    let about_garden = errors.map_or(0, |e| e.to_string().matches("'has_garden'").count());
    assert_eq!(about_garden, 0);
}

#[test]
fn an_answer_that_cancels_out_changes_nothing() {
    let exit = "[[edition.exit]]\nid = \"mien\"";
    let question = "[[edition.question]]\nid = \"has_garden\"\nkind = \"yes_no\"\nask = \"Có vườn không?\"\nwhy = \"Để biết.\"\n\n";
    let mut files = fixture();
    let text = files.get_mut(PROCEDURE).unwrap();
    *text = text.replace(exit, &format!("{question}{exit}")).replace(
        "\"channel == 'paper'\"",
        "\"channel == 'paper' && has_garden || channel == 'paper' && !has_garden\"",
    );
    let errors = compile_files(&files, today(), Vec::new()).unwrap_err().to_string();
    assert!(errors.contains("that no answer to 'has_garden' changes anything"), "{errors}");
}

#[test]
fn numbers_between_two_literals_are_walked() {
    let condition = |to: &str| {
        let mistakes = mistakes_of(PROCEDURE, "\"channel == 'paper'\"", &format!("\"{to}\""));
        let refused = mistakes.iter().any(|mistake| mistake.contains("that can be true and false"));
        assert!(!refused, "{to}: {mistakes:#?}");
    };
    condition("floors > 3 && floors < 5");
    condition("area > 100 && area < 100.2");
    condition("floors == 5 || floors < 5 || floors > 6");
    condition("bought_on > '2025-03-01' && bought_on < '2025-03-03'");
    condition("bought_on > '2025-03-01'");
    condition("bought_on < '2025-03-01'");
}

#[test]
fn a_place_inside_a_text_of_several_lines_is_found() {
    let multiline = "\"\"\"\n  floors < 3\n  && aera < 82.5\"\"\"";
    check(
        PROCEDURE,
        "\"floors < 3 && area < 82.5\"",
        multiline,
        "mau.toml:27:6: edition.terms.small: expected the id of a question, a form.<field> or a term, found 'aera'",
    );
    // Vietnamese before it on the line: columns count letters, not bytes.
    check(
        PROCEDURE,
        "\"floors < 3 && area < 82.5\"",
        "\"channel != 'điện' && area < 82.5\"",
        "mau.toml:25:21: edition.terms.small: expected one of the choices",
    );
    check_among(
        PROCEDURE,
        "\"floors < 3 && area < 82.5\"",
        "\"channel in ['điện'] && aera < 82.5\"",
        "mau.toml:25:33: edition.terms.small: expected the id of a question",
    );
}

#[test]
fn terms_do_not_nest_without_end() {
    let chain = |n: usize| -> String {
        let terms: Vec<String> = (1..n).map(|i| format!("t{i} = \"t{}\"", i + 1)).collect();
        format!("{}\nt{n} = \"floors < 3 && area < 82.5\"\nsmall = \"t1\"", terms.join("\n"))
    };
    let from = "small = \"floors < 3 && area < 82.5\"";
    assert_eq!(mistakes_of(PROCEDURE, from, &chain(14)), Vec::<String>::new());
    check(PROCEDURE, from, &chain(17), "expected at most 16 terms inside each other");
}

fn scope() -> Scope {
    let number = |min: &str, max: &str, decimals| Type::Number {
        min: min.parse().unwrap(),
        max: max.parse().unwrap(),
        decimals,
    };
    let ids = |ids: &str| ids.split(' ').map(str::to_owned).collect();
    let mut scope = Scope::default();
    for (name, field, kind) in [
        ("floors", "q.floors", number("1", "20", 0)),
        ("area", "q.area", number("-5", "5000", 1)),
        ("has_basement", "q.has_basement", Type::YesNo),
        ("channel", "q.channel", Type::Choice(ids("online paper post"))),
        ("bought_on", "q.bought_on", Type::Date),
        ("form.chu_dau_tu", "f.chu-dau-tu", Type::Choice(ids("ca-nhan to-chuc"))),
    ] {
        scope.variables.insert(name.to_owned(), Variable { field: field.parse().unwrap(), kind });
    }
    scope
}

fn any_comparison() -> impl Strategy<Value = Expr> {
    let compare = |field: &'static str, comparison, value| {
        Expr::Compare(field.parse().unwrap(), comparison, value)
    };
    let order = prop::sample::select(vec![
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
        Comparison::Equal,
        Comparison::NotEqual,
    ]);
    let equality = prop::sample::select(vec![Comparison::Equal, Comparison::NotEqual]);
    let text = |text: &str| Value::Text(text.to_owned());
    let thousandths = |n: i64| Value::Number(domain::value::Number { thousandths: n });
    prop_oneof![
        (order.clone(), 2_i64..20).prop_map(move |(c, n)| compare(
            "q.floors",
            c,
            thousandths(n * 1000)
        )),
        (order.clone(), -49_i64..49_999).prop_map(move |(c, n)| compare(
            "q.area",
            c,
            thousandths(n * 100)
        )),
        (equality.clone(), any::<bool>()).prop_map(move |(c, yes)| compare(
            "q.has_basement",
            c,
            Value::Bool(yes)
        )),
        (equality.clone(), prop::sample::select(vec!["online", "paper", "post"]))
            .prop_map(move |(c, id)| compare("q.channel", c, text(id))),
        (equality, prop::sample::select(vec!["ca-nhan", "to-chuc"]))
            .prop_map(move |(c, id)| compare("f.chu-dau-tu", c, text(id))),
        (order, 1_i64..9999).prop_map(move |(c, n)| {
            let day = today().plus_days(-n).to_string();
            compare("q.bought_on", c, Value::Text(day))
        }),
        prop::sample::subsequence(vec!["online", "paper", "post"], 1..=3).prop_map(move |ids| {
            Expr::In("q.channel".parse().unwrap(), ids.into_iter().map(text).collect())
        }),
    ]
}

/// Conditions as the compiler makes them: flat, and never negated twice.
fn any_condition() -> impl Strategy<Value = Expr> {
    any_comparison().prop_recursive(4, 40, 4, |inner| {
        let inside = |list: Vec<Expr>, is_and: bool| -> Vec<Expr> {
            list.into_iter()
                .flat_map(|e| match e {
                    Expr::And(children) if is_and => children,
                    Expr::Or(children) if !is_and => children,
                    other => vec![other],
                })
                .collect()
        };
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(move |l| Expr::And(inside(l, true))),
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(move |l| Expr::Or(inside(l, false))),
            inner.prop_map(|e| match e {
                Expr::Not(twice) => *twice,
                other => Expr::Not(Box::new(other)),
            }),
        ]
    })
}

fn read_condition(text: &str) -> Result<Expr, String> {
    let reader = Reader::new("condition", text);
    let authored = Authored { text: text.to_owned(), at: 0, key: "when".to_owned() };
    let expr = scope().compile(&reader, &authored);
    expr.ok_or_else(|| format!("{:?}", reader.into_mistakes()))
}

proptest! {
    #[test]
    fn a_printed_condition_reads_as_itself(expr in any_condition()) {
        let text = describe(&expr);
        prop_assert_eq!(read_condition(&text), Ok(expr), "{}", text);
    }

    #[test]
    fn any_text_is_a_condition_or_a_mistake(text in "[a-z_0-9 '.()\\[\\],!&|<>=+-]{0,40}") {
        let reader = Reader::new("condition", &text);
        let authored = Authored { text: text.clone(), at: 0, key: "when".to_owned() };
        let expr = scope().compile(&reader, &authored);
        prop_assert_eq!(expr.is_none(), !reader.into_mistakes().is_empty(), "{}", text);
    }
}
