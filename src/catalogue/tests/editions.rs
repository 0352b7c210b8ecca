//! The real pair of editions: a house permit begun in June 2026 and opened in July 2026.

use super::*;
use domain::catalogue::Edition;
use domain::comparison::{Aspect, Change, Part, compare, known_answers};
use domain::condition::{Answer, Answers, Truth};
use domain::value::Number;

fn published(id: &str) -> Procedure {
    let is_it = |procedure: &Procedure| procedure.id.as_str() == id;
    published::procedures().into_iter().find(is_it).unwrap()
}

fn edition<'a>(procedure: &'a Procedure, day: &str) -> &'a Edition {
    procedure.find_edition_on(day.parse().unwrap()).unwrap()
}

/// Answers from words: yes, no, a number, or the id of a choice or place.
fn answers(pairs: &[(&str, &str)]) -> Answers {
    let answer = |word: &str| match word {
        "yes" => Value::Bool(true),
        "no" => Value::Bool(false),
        _ => word.parse::<Number>().map_or_else(|_| Value::Text(word.to_owned()), Value::Number),
    };
    let field = |id: &str| format!("q.{id}").parse().unwrap();
    pairs.iter().map(|(id, word)| (field(id), Answer::Given(answer(word)))).collect()
}

/// The changes of one part in short; `?` behind what is undecided.
fn told(procedure: &Procedure, given: &Answers, part: Part) -> Vec<String> {
    let (old, new) = (edition(procedure, "2026-06-30"), edition(procedure, "2026-07-01"));
    let id = |edition: &Edition, at: usize| match part {
        Part::Exit => edition.exits[at].id.clone(),
        Part::Authority => edition.authority[at].name.vi.clone(),
        Part::TimeLimit => {
            let limit = &edition.time_limits[at];
            format!("{:?} {:?}", limit.amount.unwrap(), limit.unit)
        }
        Part::Fee => format!("{} {:?}", edition.fees[at].name.vi, edition.fees[at].amount_vnd),
        Part::Question => edition.questions[at].id.to_string(),
        Part::Paper => edition.papers[at].id.to_string(),
        Part::Section => edition.form[at].id.clone(),
        Part::Field => edition.form.iter().flat_map(|s| &s.fields).nth(at).unwrap().id.to_string(),
    };
    let tell = |change: Change| match change {
        Change::Row { part: other, old: before, new: after, differs, holds } if other == part => {
            let aspects: String = differs.iter().map(|aspect| format!(" {aspect:?}")).collect();
            let open = if holds == Truth::Unknown { "?" } else { "" };
            Some(match (before, after) {
                (Some(a), Some(b)) if id(old, a) != id(new, b) => {
                    format!("{} → {}{open}:{aspects}", id(old, a), id(new, b))
                }
                (Some(_), Some(b)) => format!("{}{open}:{aspects}", id(new, b)),
                (None, Some(b)) => format!("+{}{open}", id(new, b)),
                (Some(a), None) => format!("-{}{open}{aspects}", id(old, a)),
                (None, None) => panic!("a line of neither edition"),
            })
        }
        Change::Row { .. } | Change::FeeSum { .. } | Change::Status => None,
    };
    compare(old, new, given).into_iter().filter_map(tell).collect()
}

#[test]
fn a_house_permit_begun_in_june_and_opened_in_july() {
    let procedure = &published("gpxd-nha-o-rieng-le");
    let june = answers(&[
        ("work_kind", "xay-moi"),
        ("place", "phuong-lien-chieu"),
        ("has_adjoining_building", "yes"),
        ("filer", "nguoi-khac"),
    ]);
    let check = |part: Part, expected: &[&str]| {
        assert_eq!(told(procedure, &june, part), expected, "{part:?}");
    };
    check(Part::Exit, &[]);
    check(Part::Authority, &[]);
    // Fifteen days from memory before, seven by Điều 54 Nghị định 217/2026 since; two days to complete it.
    check(Part::TimeLimit, &["15 WorkingDay → 7 WorkingDay: Amount Supplement"]);
    check(
        Part::Fee,
        &[
            "+Lệ phí cấp giấy phép xây dựng (nộp trực tuyến) Some(0)?",
            "+Lệ phí cấp giấy phép xây dựng nhà ở (nộp bản giấy) Some(50000)?",
            "-Lệ phí cấp giấy phép xây dựng None",
        ],
    );
    check(
        Part::Paper,
        &[
            "don: FormNumber",
            "dat: Name Fates",
            "+hop-dong-thue?",
            "ban-ve: Count Fates",
            "cam-ket-lien-ke: Fates",
            "+van-hoa?",
            "+pccc?",
            "+tham-tra?",
            "+nang-luc?",
            "+cccd",
            "uy-quyen: Need Fates",
        ],
    );
    let (old, new) = (edition(procedure, "2026-06-30"), edition(procedure, "2026-07-01"));
    let changes = compare(old, new, &june);
    assert!(changes.contains(&Change::FeeSum { old: (0, 0), new: (0, 50_000) }));
    // All four answers are kept: nobody is asked twice.
    assert_eq!(known_answers(new, &june), june);
    let lost = |change: &Change| matches!(change, Change::Row { differs, .. } if differs.contains(&Aspect::Answer));
    assert!(!changes.iter().any(lost));
    let questions = told(procedure, &june, Part::Question);
    let n_same = old.questions.len();
    assert!(questions.iter().all(|question| question.starts_with('+')), "{questions:?}");
    assert_eq!(questions.len(), new.questions.len() - n_same);
    let fields = told(procedure, &june, Part::Field);
    assert!(fields.contains(&"+email".to_owned()), "{fields:?}");
    assert!(!fields.iter().any(|field| field.starts_with('-')), "{fields:?}");
    assert_eq!(compare(new, new, &june), []);
}

#[test]
fn once_the_new_questions_are_answered_only_what_holds_is_left() {
    let procedure = &published("gpxd-nha-o-rieng-le");
    let july = answers(&[
        ("work_kind", "xay-moi"),
        ("place", "phuong-lien-chieu"),
        ("has_adjoining_building", "no"),
        ("filer", "chu-nha"),
        ("in_managed_zone", "no"),
        ("owner_kind", "ho-gia-dinh"),
        ("land_paper", "gcn"),
        ("floors", "2"),
        ("total_floor_area_m2", "120.5"),
        ("exemption_answer", "phai-xin"),
        ("has_basement", "no"),
        ("height_m", "8"),
        ("land_owner", "cua-chu-nha"),
        ("in_heritage_area", "no"),
        ("fire_told", "no"),
        ("channel", "online"),
    ]);
    let papers = ["don: FormNumber", "dat: Name Fates", "ban-ve: Count Fates", "+cccd"];
    assert_eq!(told(procedure, &july, Part::Paper), papers);
    let fees = [
        "+Lệ phí cấp giấy phép xây dựng (nộp trực tuyến) Some(0)",
        "-Lệ phí cấp giấy phép xây dựng None",
    ];
    assert_eq!(told(procedure, &july, Part::Fee), fees);
    let renter = july.iter().map(|(id, answer)| match id.as_str() {
        "q.land_owner" => (id.clone(), Answer::Given(Value::Text("thue".into()))),
        _ => (id.clone(), answer.clone()),
    });
    let papers = told(procedure, &renter.collect(), Part::Paper);
    assert!(papers.contains(&"+hop-dong-thue".to_owned()), "{papers:?}");
}
