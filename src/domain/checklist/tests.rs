use super::*;
use crate::catalogue::Fate;
use crate::condition::{Answer, Comparison};
use crate::sample::{RANDOM_FIELDS, answers, any_edition, any_word, edition, eq, id, is};
use crate::value::Value;
use proptest::prelude::*;

const OWNER_OF_A_HOUSE: [(&str, &str); 4] =
    [("q.owner", "yes"), ("q.kind", "house"), ("q.floors", "3"), ("q.basement", "no")];

fn of(pairs: &[(&str, &str)]) -> Checklist {
    checklist(&edition(), &answers(pairs))
}

/// The line of a paper as `true`, `false` or `unknown`.
fn needed(checklist: &Checklist, paper: &str) -> Truth {
    line_of(checklist, paper).needed
}

fn line_of<'a>(checklist: &'a Checklist, paper: &str) -> &'a Line {
    checklist.lines.iter().find(|line| line.paper.as_str() == paper).unwrap()
}

fn leave_only_papers(edition: &mut Edition) {
    edition.exits.clear();
    edition.fees.clear();
    edition.authority.clear();
    edition.time_limits.clear();
}

fn names(questions: &[QuestionId]) -> Vec<&str> {
    questions.iter().map(QuestionId::as_str).collect()
}

#[test]
fn without_answers_conditional_papers_are_undecided_not_absent() {
    let list = of(&[]);
    assert_eq!(list.lines.len(), edition().papers.len());
    assert_eq!(needed(&list, "land"), Truth::True);
    assert_eq!(needed(&list, "drawing"), Truth::Unknown);
    assert_eq!(line_of(&list, "drawing").settling, [[id("q.floors")], [id("q.basement")]]);
    assert_eq!((list.n_needed, list.n_undecided), (3, 4));
    assert_eq!((list.exit, list.time_limit, list.authority), (None, None, None));
}

#[test]
fn answers_decide_lines_with_their_reasons() {
    let list = of(&[("q.owner", "yes"), ("q.kind", "house"), ("q.floors", "3")]);
    let drawing = line_of(&list, "drawing");
    assert_eq!(drawing.needed, Truth::True);
    assert!(drawing.settling.is_empty());
    let [reason] = &drawing.reasons[..] else { panic!("{:?}", drawing.reasons) };
    assert_eq!(
        (reason.field.as_str(), reason.comparison),
        ("q.floors", Comparison::GreaterOrEqual)
    );
}

#[test]
fn what_hangs_on_a_hidden_question_is_not_needed() {
    // The answers about floors and basement stay from when it was a house.
    let list = of(&[
        ("q.owner", "yes"),
        ("q.kind", "shed"),
        ("q.floors", "3"),
        ("q.basement", "yes"),
        ("q.area", "200"),
    ]);
    assert_eq!(needed(&list, "drawing"), Truth::False);
    assert_eq!(needed(&list, "soil"), Truth::False);
    assert_eq!(list.time_limit, Some(1));
    assert_eq!(list.asked.iter().filter(|q| q.as_str() == "basement").count(), 0);
}

#[test]
fn a_skipped_question_leaves_what_hangs_on_it_open() {
    let list = of(&[
        ("q.owner", "yes"),
        ("q.kind", "?"),
        ("q.floors", "3"),
        ("q.basement", "yes"),
        ("q.area", "200"),
    ]);
    assert_eq!(needed(&list, "drawing"), Truth::Unknown);
    assert_eq!(list.time_limit, None);
}

#[test]
fn the_first_true_exit_ends_the_questions() {
    let list = of(&[("q.owner", "no")]);
    assert_eq!(list.exit, Some(0));
    assert_eq!(list.next_question, None);
    assert_eq!(names(&list.asked), ["owner"]);
    assert_eq!(needed(&list, "land"), Truth::True);
}

#[test]
fn a_rule_waits_for_those_before_it() {
    let check = |pairs: &[(&str, &str)], time_limit, authority| {
        let mut all = vec![("q.owner", "yes")];
        all.extend(pairs);
        let list = of(&all);
        assert_eq!((list.time_limit, list.authority), (time_limit, authority), "{pairs:?}");
    };
    check(&[], None, None);
    check(&[("q.kind", "shed")], Some(1), None);
    check(&[("q.kind", "house"), ("q.floors", "2"), ("q.basement", "yes")], Some(0), None);
    check(&[("q.area", "500.1")], None, Some(0));
    check(&[("q.area", "500")], None, Some(1));
    check(&[("q.area", "?")], None, None);
}

#[test]
fn fees_that_exclude_each_other_are_not_added() {
    let check = |pairs: &[(&str, &str)], range, lines: &[(usize, Truth)]| {
        let list = of(pairs);
        assert_eq!(list.fee_range_vnd, range, "{pairs:?}");
        let due: Vec<(usize, Truth)> = list.fees.iter().map(|f| (f.fee, f.due)).collect();
        assert_eq!(due, lines, "{pairs:?}");
    };
    let (t, u) = (Truth::True, Truth::Unknown);
    check(&[], (50_000, 120_000), &[(0, u), (1, u), (2, u), (3, t)]);
    check(&[("q.channel", "online")], (50_000, 70_000), &[(0, t), (2, u), (3, t)]);
    check(&[("q.area", "100.5")], (50_000, 100_000), &[(0, u), (1, u), (3, t)]);
    check(
        &[("q.area", "100.6"), ("q.channel", "?")],
        (70_000, 120_000),
        &[(0, u), (1, u), (2, t), (3, t)],
    );
    check(
        &[("q.area", "100.6"), ("q.channel", "paper")],
        (120_000, 120_000),
        &[(1, t), (2, t), (3, t)],
    );
}

#[test]
fn a_fee_behind_a_hidden_question_can_be_none() {
    let mut edition = edition();
    edition.fees.truncate(1);
    edition.fees[0].when = Some(Expr::Not(Box::new(is("q.basement"))));
    // Where the basement is not asked, `!basement` holds: comparisons with it are false.
    let range = |pairs: &[(&str, &str)]| checklist(&edition, &answers(pairs)).fee_range_vnd;
    assert_eq!(range(&[]), (0, 50_000));
    assert_eq!(range(&[("q.kind", "shed")]), (50_000, 50_000));
    edition.fees[0].when =
        Some(Expr::Compare(id("q.basement"), Comparison::NotEqual, Value::Bool(true)));
    let range = |pairs: &[(&str, &str)]| checklist(&edition, &answers(pairs)).fee_range_vnd;
    assert_eq!(range(&[("q.kind", "shed")]), (0, 0));
}

#[test]
fn a_fee_due_for_every_answer_is_not_due_where_nothing_is_asked() {
    let mut edition = edition();
    edition.fees.truncate(1);
    let not = |e: Expr| Expr::Not(Box::new(e));
    let other = Expr::Compare(id("q.basement"), Comparison::NotEqual, Value::Bool(true));
    edition.fees[0].when = Some(Expr::Or(vec![is("q.basement"), other]));
    let range = |pairs: &[(&str, &str)]| checklist(&edition, &answers(pairs)).fee_range_vnd;
    assert_eq!(range(&[]), (0, 50_000));
    assert_eq!(range(&[("q.kind", "house"), ("q.floors", "2")]), (50_000, 50_000));
    edition.fees[0].when = Some(not(edition.fees[0].when.clone().unwrap()));
    let range = |pairs: &[(&str, &str)]| checklist(&edition, &answers(pairs)).fee_range_vnd;
    assert_eq!(range(&[("q.kind", "house"), ("q.floors", "2")]), (0, 0));
}

#[test]
fn too_many_combinations_give_honest_bounds() {
    let mut edition = edition();
    let mut fee = edition.fees[0].clone();
    edition.fees.clear();
    for n in 0..9 {
        let mut question = edition.questions[1].clone();
        question.id = format!("extra-{n}").parse().unwrap();
        edition.questions.push(question);
        fee.when = Some(is(&format!("q.extra-{n}")));
        edition.fees.push(fee.clone());
    }
    assert_eq!(checklist(&edition, &answers(&[])).fee_range_vnd, (0, 9 * 50_000));
}

#[test]
fn exits_are_asked_first_and_sensitive_questions_last() {
    let mut given: Vec<(&str, &str)> = Vec::new();
    let mut order = Vec::new();
    // Answers that keep everything open as long as possible.
    let words = [
        ("owner", "yes"),
        ("kind", "house"),
        ("floors", "2"),
        ("basement", "yes"),
        ("area", "100"),
        ("channel", "online"),
        ("began", "2026-02-03"),
        ("place", "phuong-mot"),
        ("married", "no"),
    ];
    while let Some(next) = of(&given).next_question {
        let (word, answer) = words.iter().find(|(q, _)| *q == next.as_str()).unwrap();
        order.push(*word);
        given.push((Box::leak(format!("q.{word}").into_boxed_str()), *answer));
        assert!(order.len() <= words.len(), "asked again: {order:?}");
    }
    assert_eq!(order[0], "owner");
    assert_eq!(order[order.len() - 1], "married");
    assert_eq!(order.len(), words.len());
    let list = of(&given);
    assert_eq!(list.n_undecided, 0);
    assert!(list.lines.iter().all(|line| line.needed != Truth::Unknown));
}

#[test]
fn a_question_that_can_change_nothing_is_not_asked() {
    assert!(!names(&of(&[]).asked).contains(&"useless"));
    // With three floors the drawing is needed anyway, but the basement still decides soil and the time limit.
    assert!(names(&of(&OWNER_OF_A_HOUSE[..3]).asked).contains(&"basement"));
    let mut edition = edition();
    edition.papers.retain(|paper| paper.id.as_str() != "soil");
    edition.time_limits.remove(0);
    edition.form.clear();
    let asked = checklist(&edition, &answers(&OWNER_OF_A_HOUSE[..3])).asked;
    assert!(!names(&asked).contains(&"basement"), "{asked:?}");
}

#[test]
fn a_gate_is_asked_for_what_lies_behind_it() {
    let mut edition = edition();
    edition.papers.retain(|paper| paper.id.as_str() == "soil");
    leave_only_papers(&mut edition);
    edition.form.clear();
    let next = |pairs: &[(&str, &str)]| {
        checklist(&edition, &answers(pairs)).next_question.map(|q| q.to_string())
    };
    assert_eq!(next(&[]).as_deref(), Some("kind"));
    assert_eq!(next(&[("q.kind", "house")]).as_deref(), Some("floors"));
    assert_eq!(next(&[("q.kind", "house"), ("q.floors", "2")]).as_deref(), Some("basement"));
    assert_eq!(next(&[("q.kind", "shed")]), None);
    assert_eq!(next(&[("q.area", "3")]), None);
    // Skipping the gate leaves nothing more to ask but what can be asked.
    assert_eq!(next(&[("q.kind", "?")]).as_deref(), Some("area"));
}

#[test]
fn skipped_questions_are_not_asked_again() {
    let list = of(&[("q.owner", "?"), ("q.kind", "?")]);
    assert_ne!(list.next_question.as_ref().map(QuestionId::as_str), Some("owner"));
    assert_eq!(names(&list.asked)[..2], ["kind", "owner"]);
    assert_eq!(list.asked[2], list.next_question.unwrap());
}

#[test]
fn answered_questions_come_first_in_the_authors_order() {
    let list = of(&[("q.area", "10"), ("q.owner", "yes"), ("q.married", "no")]);
    assert_eq!(names(&list.asked)[..3], ["married", "owner", "area"]);
    let mut once = list.asked.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), list.asked.len());
}

#[test]
fn fates_follow_their_conditions() {
    let fates = |pairs: &[(&str, &str)]| line_of(&of(pairs), "map").fates.clone();
    assert_eq!(fates(&[("q.place", "phuong-mot")]), [Fate::LookedUp]);
    assert_eq!(fates(&[("q.place", "phuong-hai")]), [Fate::Photographed]);
    assert_eq!(fates(&[]), [Fate::LookedUp, Fate::Photographed]);
}

#[test]
fn answers_hidden_by_an_earlier_run_are_worked_out_anew() {
    let mut given = answers(&[("q.owner", "yes"), ("q.kind", "house"), ("q.floors", "4")]);
    given.insert(id("q.basement"), Answer::NotAsked);
    let list = checklist(&edition(), &given);
    assert!(names(&list.asked).contains(&"basement"));
}

#[test]
fn a_circle_of_questions_ends_with_one_result() {
    let mut edition = edition();
    edition.questions[0].show_if = Some(Expr::Not(Box::new(is("q.useless"))));
    edition.questions[1].show_if = Some(is("q.married"));
    let given = answers(&[("q.married", "yes"), ("q.useless", "yes")]);
    let first = checklist(&edition, &given);
    assert_eq!(checklist(&edition, &given), first);
}

#[test]
fn form_fields_take_answers_over_until_something_is_typed() {
    let mut edition = edition();
    let papers = &mut edition.papers;
    papers[1].when = Some(crate::sample::at_least("f.n-floors", "2"));
    let land = |pairs: &[(&str, &str)]| needed(&checklist(&edition, &answers(pairs)), "land");
    assert_eq!(land(&[]), Truth::Unknown);
    assert_eq!(land(&[("q.kind", "house"), ("q.floors", "3")]), Truth::True);
    assert_eq!(land(&[("q.kind", "house"), ("q.floors", "3"), ("f.n-floors", "1")]), Truth::False);
    assert_eq!(land(&[("q.kind", "shed"), ("q.floors", "3"), ("f.n-floors", "3")]), Truth::False);
}

#[test]
fn a_form_field_that_only_a_question_opens_makes_it_worth_asking() {
    let mut edition = edition();
    leave_only_papers(&mut edition);
    edition.papers.clear();
    let asked = |pairs: &[(&str, &str)]| {
        let list = checklist(&edition, &answers(pairs));
        list.asked.iter().map(|q| q.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(asked(&[]), ["kind"]);
    assert_eq!(asked(&[("q.kind", "house")]), ["kind", "floors"]);
    assert_eq!(asked(&[("q.kind", "house"), ("q.floors", "2")]), ["kind", "floors", "basement"]);
    let depth = &mut edition.form[1].fields[1];
    depth.show_if = Some(eq("q.kind", "house"));
    let asked = checklist(&edition, &answers(&[("q.kind", "house"), ("q.floors", "2")])).asked;
    assert_eq!(names(&asked), ["kind", "floors"]);
}

#[test]
fn advice_and_fates_make_a_question_worth_asking() {
    let mut bare = edition();
    leave_only_papers(&mut bare);
    bare.form.clear();
    bare.papers.retain(|paper| paper.id.as_str() == "map");
    let asked = |edition: &Edition| names(&checklist(edition, &answers(&[])).asked).join(" ");
    assert_eq!(asked(&bare), "place");
    // Not where the paper is not needed.
    bare.papers[0].when = Some(is("q.owner"));
    let no_owner = checklist(&bare, &answers(&[("q.owner", "no")]));
    assert_eq!(names(&no_owner.asked), ["owner"]);
    bare.papers.clear();
    assert_eq!(asked(&bare), "");
    bare.advice = serde_json::from_value(serde_json::json!([{
        "when": is("q.useless"),
        "text": { "vi": "…" },
        "provenance": { "confidence": "high", "recheck_on": "2030-01-01" },
    }]))
    .unwrap();
    assert_eq!(asked(&bare), "useless");
}

/// Every answer that could tell the conditions of [`any_edition`] apart.
fn words_for(field: &str) -> &'static [&'static str] {
    match field.as_bytes()[2] {
        b'b' => &["yes", "no"],
        b'n' => &["0.5", "1", "1.5", "2", "2.5"],
        _ => &["x", "y", "z"],
    }
}

/// One word for each of [`RANDOM_FIELDS`].
fn any_words() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    let pair = |field| any_word(field).prop_map(move |word| (field, word));
    RANDOM_FIELDS.map(pair).to_vec()
}

/// What a person sees of a checklist besides the questions.
fn outcome(list: &Checklist) -> (Option<usize>, Vec<Truth>, Vec<FeeLine>, Option<usize>) {
    let needed = list.lines.iter().map(|line| line.needed).collect();
    (list.exit, needed, list.fees.clone(), list.time_limit)
}

proptest! {
    #[test]
    fn answering_what_is_asked_decides_everything(edition in any_edition(), words in any_words()) {
        let mut given: Vec<(&str, &str)> = Vec::new();
        let mut list = checklist(&edition, &answers(&given));
        while let Some(next) = list.next_question {
            let field = format!("q.{next}");
            prop_assert!(!given.iter().any(|(f, _)| **f == field), "{} twice", field);
            let word = words.iter().find(|(f, _)| **f == field).unwrap();
            // Skipping is tried elsewhere.
            given.push((word.0, if word.1 == "?" { words_for(word.0)[0] } else { word.1 }));
            list = checklist(&edition, &answers(&given));
        }
        if list.exit.is_none() {
            prop_assert!(list.lines.iter().all(|line| line.needed != Truth::Unknown));
            prop_assert!(list.fees.iter().all(|fee| fee.due == Truth::True));
            prop_assert!(list.time_limit.is_some());
            prop_assert_eq!(list.fee_range_vnd.0, list.fee_range_vnd.1);
            prop_assert_eq!(list.asked.len(), given.len());
        }
    }

    #[test]
    fn a_question_that_is_not_asked_changes_nothing(
        edition in any_edition(), words in any_words(), n in 0..5_usize,
    ) {
        let given = &words[..n];
        let list = checklist(&edition, &answers(given));
        for field in &RANDOM_FIELDS[n..] {
            if list.exit.is_some() || list.asked.iter().any(|q| q.as_str() == &field[2..]) {
                continue;
            }
            for word in words_for(field) {
                let mut more = given.to_vec();
                more.push((field, word));
                let later = checklist(&edition, &answers(&more));
                prop_assert_eq!(outcome(&later), outcome(&list), "{} {}", field, word);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_fee_range_is_what_the_open_answers_leave(
        edition in any_edition(), words in any_words(), n in 0..5_usize,
    ) {
        let given: Vec<_> = words[..n].iter().filter(|(_, word)| *word != "?").copied().collect();
        prop_assume!(given.len() == n);
        let mut complete = vec![given.clone()];
        for field in &RANDOM_FIELDS[n..] {
            let longer = |so_far: Vec<(&'static str, &'static str)>| {
                words_for(field).iter().map(move |word| {
                    let mut more = so_far.clone();
                    more.push((field, word));
                    more
                })
            };
            complete = complete.into_iter().flat_map(longer).collect();
        }
        let mut sums: Vec<u64> = Vec::new();
        for words in complete {
            let list = checklist(&edition, &answers(&words));
            prop_assert_eq!(list.fee_range_vnd.0, list.fee_range_vnd.1);
            sums.push(list.fee_range_vnd.0);
        }
        sums.sort_unstable();
        let exact = (sums[0], sums[sums.len() - 1]);
        let (least, most) = checklist(&edition, &answers(&given)).fee_range_vnd;
        prop_assert!(least <= exact.0 && exact.1 <= most);
        // With nothing answered there may be more combinations than are tried.
        if n > 0 {
            prop_assert_eq!((least, most), exact);
        }
    }
}
