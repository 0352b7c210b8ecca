use super::*;
use crate::catalogue::{Edition, Fate, Status};
use crate::sample::{RANDOM_FIELDS, answers, any_edition, any_word, edition, text};
use proptest::prelude::*;

/// What changed, in short: `Paper drawing: Need Count`, `+Paper map`, `-Fee ask`, `?` behind what is undecided.
fn told(old: &Edition, new: &Edition, changes: &[Change]) -> Vec<String> {
    let id = |edition: &Edition, part: Part, at: usize| match part {
        Part::Exit => edition.exits[at].id.clone(),
        Part::Authority => edition.authority[at].name.vi.clone(),
        Part::TimeLimit => format!("{:?}", edition.time_limits[at].amount),
        Part::Fee => edition.fees[at].name.vi.clone(),
        Part::Question => edition.questions[at].id.to_string(),
        Part::Paper => edition.papers[at].id.to_string(),
        Part::Section => edition.form[at].id.clone(),
        Part::Field => edition.form.iter().flat_map(|s| &s.fields).nth(at).unwrap().id.to_string(),
    };
    let tell = |change: &Change| match change {
        Change::Status => "Status".to_owned(),
        Change::FeeSum { old, new } => format!("FeeSum {old:?} {new:?}"),
        Change::Row { part, old: a, new: b, differs, holds } => {
            let name = match (a, b) {
                (Some(a), Some(b)) if *part == Part::TimeLimit => {
                    format!(" {part:?} {}→{}", id(old, *part, *a), id(new, *part, *b))
                }
                (_, Some(b)) => {
                    let sign = if a.is_some() { ' ' } else { '+' };
                    format!("{sign}{part:?} {}", id(new, *part, *b))
                }
                (Some(a), None) => format!("-{part:?} {}", id(old, *part, *a)),
                (None, None) => panic!("a line of neither edition"),
            };
            let aspects: String = differs.iter().map(|aspect| format!(" {aspect:?}")).collect();
            let open = if *holds == Truth::Unknown { "?" } else { "" };
            format!("{}{open}{aspects}", name.trim_start())
        }
    };
    changes.iter().map(tell).collect()
}

fn check(change: impl Fn(&mut Edition), given: &[(&str, &str)], expected: &[&str]) {
    let old = edition();
    let mut new = edition();
    new.valid_from = "2027-01-01".parse().unwrap();
    change(&mut new);
    let changes = compare(&old, &new, &answers(given));
    assert_eq!(told(&old, &new, &changes), expected);
}

const HOUSE: &[(&str, &str)] = &[
    ("q.owner", "yes"),
    ("q.kind", "house"),
    ("q.floors", "3"),
    ("q.basement", "no"),
    ("q.area", "90"),
    ("q.channel", "online"),
    ("f.name", "An"),
];

#[test]
fn equal_editions_differ_in_nothing() {
    check(|_| {}, &[], &[]);
    check(|_| {}, HOUSE, &[]);
}

#[test]
fn papers_that_come_go_and_change_are_named() {
    check(
        |new| {
            new.papers.remove(1);
            let mut extra = new.papers[0].clone();
            extra.id = "extra".parse().unwrap();
            new.papers.push(extra);
            new.papers[1].copies = 2;
            new.papers[1].form_number = "Mẫu 2".into();
            new.papers[1].need = crate::catalogue::Need::Maybe;
            new.papers[1].fates.remove(0);
        },
        HOUSE,
        &["Paper drawing Need Count Fates FormNumber", "+Paper extra", "-Paper land"],
    );
    check(|new| new.papers[2].name.vi = "Bản vẽ".into(), HOUSE, &["Paper drawing Name"]);
    check(|new| new.papers[2].when = None, &[], &["Paper drawing Certainty"]);
    check(|new| new.papers[2].when = None, HOUSE, &[]);
    // A paper nobody needs under these answers may change as it likes.
    check(|new| new.papers[3].copies = 9, HOUSE, &[]);
    let none = |new: &mut Edition| new.papers[2].when = Some(crate::sample::is("q.basement"));
    check(none, HOUSE, &["-Paper drawing"]);
    check(none, &HOUSE[..3], &["Paper drawing? Certainty"]);
}

#[test]
fn fees_limits_and_offices_are_compared_as_they_hold() {
    check(
        |new| new.fees[0].amount_vnd = Some(0),
        HOUSE,
        &["FeeSum (50000, 50000) (0, 0)", "Fee online Amount"],
    );
    check(|new| new.fees[1].amount_vnd = Some(0), HOUSE, &[]);
    check(
        |new| new.fees[1].amount_vnd = Some(0),
        &HOUSE[..5],
        &["FeeSum (50000, 100000) (0, 50000)", "Fee paper? Amount"],
    );
    check(|new| new.fees[3].name.vi = "lệ phí".into(), HOUSE, &["+Fee lệ phí", "-Fee ask"]);
    check(|new| new.time_limits[1].amount = Some(7), HOUSE, &["TimeLimit Some(20)→Some(7) Amount"]);
    check(|new| new.time_limits[0].amount = Some(7), HOUSE, &[]);
    check(
        |new| new.time_limits[1].supplement_within = Some(2),
        HOUSE,
        &["TimeLimit Some(20)→Some(20) Supplement"],
    );
    check(
        |new| {
            new.authority.remove(0);
            new.authority[0].authority = Some("city".parse().unwrap());
        },
        HOUSE,
        &["Authority ward Office"],
    );
    check(|new| new.status = Status::Suspended, HOUSE, &["Status"]);
    check(|new| new.exits[0].when = crate::sample::is("q.owner"), HOUSE, &["+Exit not-yours"]);
}

#[test]
fn an_answer_that_no_longer_fits_is_named() {
    let opens = [
        "+TimeLimit Some(30)?",
        "TimeLimit Some(20)→Some(20)? Certainty",
        "Question kind Kind Answer",
        "+Question floors?",
        "+Question basement?",
        "+Paper drawing?",
        "+Paper soil?",
        "+Section house?",
        "+Field n-floors?",
        "+Field depth?",
    ];
    check(
        |new| new.questions[2].kind = QuestionKind::YesNo,
        &[("q.kind", "shed"), ("q.owner", "yes")],
        &opens,
    );
    let without_house = |new: &mut Edition| {
        if let QuestionKind::Choice(choices) = &mut new.questions[2].kind {
            choices.remove(0);
        }
    };
    check(
        without_house,
        &[("q.kind", "house"), ("q.floors", "3")],
        &[
            "Question kind Choices Answer",
            "Question floors? Certainty",
            "Question basement? Certainty",
            "Paper drawing? Certainty",
            "Section house? Certainty",
            "Field n-floors? Certainty",
        ],
    );
    check(without_house, &[("q.kind", "shed")], &["Question kind Choices"]);
    check(
        |new| {
            if let QuestionKind::Number(limits) = &mut new.questions[6].kind {
                limits.max = crate::value::Number::whole(80);
            }
        },
        &[("q.area", "90"), ("q.owner", "yes"), ("q.basement", "no"), ("q.kind", "shed")],
        &[
            "+Authority city?",
            "Authority ward? Certainty",
            "+Fee large?",
            "Question area Limits Answer",
        ],
    );
    check(|new| drop(new.questions.remove(1)), &[], &["-Question useless"]);
    check(
        |new| drop(new.questions.remove(1)),
        &[("q.useless", "no")],
        &["-Question useless Answer"],
    );
    // A choice that is worded otherwise is the same choice.
    check(
        |new| {
            if let QuestionKind::Choice(choices) = &mut new.questions[2].kind {
                choices[0].label.vi = "nhà".into();
            }
        },
        HOUSE,
        &[],
    );
}

#[test]
fn the_form_is_compared_field_by_field() {
    check(|new| new.form[0].fields[1].required = true, HOUSE, &["Field phone Required"]);
    check(|new| new.form[0].title.vi = "Ai".into(), HOUSE, &["Section who Name"]);
    check(
        |new| new.form[0].fields[0].kind = FormFieldKind::Line { max_chars: 1 },
        HOUSE,
        &["Field name Limits Answer"],
    );
    check(|new| drop(new.form.remove(1)), HOUSE, &["-Section house", "-Field n-floors"]);
    check(|new| drop(new.form[0].fields.remove(0)), HOUSE, &["-Field name Answer"]);
}

#[test]
fn an_edition_keeps_the_answers_it_knows() {
    let given = answers(&[
        ("q.kind", "castle"),
        ("q.area", "90"),
        ("q.owner", "?"),
        ("q.moat", "yes"),
        ("f.name", "An"),
        ("f.coat", "red"),
    ]);
    let known = known_answers(&edition(), &given);
    assert_eq!(known, answers(&[("q.area", "90"), ("q.owner", "?"), ("f.name", "An")]));
}

/// What differs without saying which edition is the newer one.
fn without_direction(changes: Vec<Change>) -> Vec<String> {
    let mut all: Vec<String> = changes
        .into_iter()
        .map(|change| match change {
            Change::Row { part, old, new, mut differs, .. } => {
                differs.retain(|aspect| *aspect != Aspect::Answer);
                format!("{part:?} {:?} {:?} {differs:?}", old.min(new), old.max(new))
            }
            Change::FeeSum { old, new } => format!("FeeSum {:?} {:?}", old.min(new), old.max(new)),
            Change::Status => "Status".to_owned(),
        })
        .collect();
    all.sort();
    all
}

proptest! {
    #[test]
    fn an_edition_does_not_differ_from_itself(
        edition in any_edition(),
        words in RANDOM_FIELDS.map(any_word),
        n in 0..=RANDOM_FIELDS.len(),
    ) {
        let pairs: Vec<_> = RANDOM_FIELDS.into_iter().zip(words).take(n).collect();
        prop_assert_eq!(compare(&edition, &edition, &answers(&pairs)), []);
    }

    #[test]
    fn forwards_and_backwards_name_the_same_lines(
        (old, new) in (any_edition(), any_edition()),
        words in RANDOM_FIELDS.map(any_word),
        n in 0..=RANDOM_FIELDS.len(),
    ) {
        let pairs: Vec<_> = RANDOM_FIELDS.into_iter().zip(words).take(n).collect();
        let given = answers(&pairs);
        let forwards = compare(&old, &new, &given);
        let backwards = compare(&new, &old, &given);
        prop_assert_eq!(without_direction(forwards), without_direction(backwards));
    }

    #[test]
    fn every_paper_that_holds_in_one_edition_alone_is_named(
        (old, new) in (any_edition(), any_edition()),
        words in RANDOM_FIELDS.map(any_word),
    ) {
        let pairs: Vec<_> = RANDOM_FIELDS.into_iter().zip(words).collect();
        let given = answers(&pairs);
        let changes = compare(&old, &new, &given);
        let lines = |e: &Edition| crate::checklist::checklist(e, &given).lines;
        for (at, (before, after)) in lines(&old).iter().zip(lines(&new)).enumerate() {
            let found = changes.iter().find_map(|change| match change {
                Change::Row { part: Part::Paper, old, new, .. }
                    if old.or(*new) == Some(at) => Some((old.is_some(), new.is_some())),
                _ => None,
            });
            let holds = (before.needed != Truth::False, after.needed != Truth::False);
            let same = before.needed == after.needed;
            prop_assert_eq!(found, (!same && holds != (false, false)).then_some(holds));
        }
    }
}

#[test]
fn fates_are_compared_as_they_stand_under_the_answers() {
    let looked_up = Some(Answer::Given(text("phuong-mot")));
    let mut given = answers(HOUSE);
    given.extend(looked_up.map(|answer| ("q.place".parse().unwrap(), answer)));
    let (old, mut new) = (edition(), edition());
    new.papers[7].fates.retain(|rule| rule.fate == Fate::LookedUp);
    assert_eq!(compare(&old, &new, &given), []);
    let changes = compare(&old, &new, &answers(HOUSE));
    assert_eq!(told(&old, &new, &changes), ["Paper map Fates"]);
}
