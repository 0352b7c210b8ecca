//! Every edition of the published catalogue walked question by question, and editions that somebody would get stuck in.

use super::*;
use crate::procedure::AuthoredEdition;
use crate::proof::walk;
use domain::catalogue::{Edition, FateRule, Question, QuestionKind};

/// All ways up to 100,000; no edition so far has more ways except the combined dossier.
const THOROUGH: Effort = Effort { most_ways: 100_000, n_samples: 1_000, n_skipping: 60 };

#[test]
fn every_way_through_the_questions_ends_well() {
    let (_, authored) = published::read();
    let mut mistakes = Vec::new();
    let (mut n_editions, mut n_whole) = (0, 0);
    for authored in &authored {
        for (edition, spots) in authored.procedure.editions.iter().zip(&authored.editions) {
            let begun = std::time::Instant::now();
            let walked = walk(edition, spots, THOROUGH, &mut mistakes);
            println!(
                "{:<30} {}  {:>6} ways{}, {:>6} checklists, at most {:>2} of {:>2} questions, {:.2} s",
                authored.procedure.id.as_str(),
                edition.valid_from,
                walked.n_ways,
                if walked.is_whole { "" } else { " (sampled)" },
                walked.n_steps,
                walked.n_longest,
                edition.questions.len(),
                begun.elapsed().as_secs_f64()
            );
            n_editions += 1;
            n_whole += usize::from(walked.is_whole);
        }
    }
    let mistakes: Vec<String> = mistakes.iter().map(Mistake::to_string).collect();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    assert!(n_editions >= 34 && n_whole + 3 >= n_editions, "{n_whole} of {n_editions} whole");
}

fn fixture_edition() -> (Edition, AuthoredEdition) {
    let files = fixture();
    let reader = Reader::new(PROCEDURE, &files[PROCEDURE]);
    let places = ["phuong-a".to_owned(), "khu-b".to_owned()];
    let mut authored = procedure::read(&reader, "mau", &places, &[], today()).unwrap();
    (authored.procedure.editions.remove(0), authored.editions.remove(0))
}

/// Changes the edition of the fixture as no author could, and expects exactly this to be found.
#[track_caller]
fn check_stuck(change: impl FnOnce(&mut Edition), expected: &[&str]) {
    let (mut edition, spots) = fixture_edition();
    change(&mut edition);
    let mut mistakes = Vec::new();
    walk(&edition, &spots, Effort::OF_CHECK, &mut mistakes);
    let found: Vec<&str> = mistakes.iter().map(|mistake| mistake.text.as_str()).collect();
    assert!(
        found.len() == expected.len() && found.iter().zip(expected).all(|(f, e)| f.contains(e)),
        "expected {expected:?}\nfound {found:#?}"
    );
}

#[test]
fn a_walk_finds_where_people_get_stuck() {
    check_stuck(|_| {}, &[]);
    check_stuck(
        |edition| {
            let again = edition.papers[0].clone();
            edition.papers.push(again);
        },
        &["every paper once, found otherwise: don"],
    );
    check_stuck(
        |edition| edition.exits[0].instead = domain::catalogue::Text::default(),
        &["an exit that says why, and what to do instead, found otherwise: mien"],
    );
    // A way that is open only in the last case, behind an open one that never comes.
    check_stuck(
        |edition| {
            let when = edition.papers[1].when.clone().map(|e| Expr::Not(Box::new(e)));
            edition.papers[1].fates =
                vec![FateRule { fate: domain::catalogue::Fate::Photographed, when }];
        },
        &["a way to hand in every paper that is needed, found otherwise: ban-ve"],
    );
    check_stuck(
        |edition| {
            edition.time_limits.truncate(1);
            edition.authority.truncate(1);
        },
        &["a time limit in the end", "an office in the end", "'ward' is never the next one"],
    );
    // A question that decides nothing is never asked; and one that nobody can answer decides nothing.
    check_stuck(
        |edition| {
            let idle = Question {
                id: "idle".parse().unwrap(),
                kind: QuestionKind::YesNo,
                ..edition.questions[0].clone()
            };
            edition.questions.push(idle);
        },
        &["found that 'idle' is never the next one"],
    );
    check_stuck(
        |edition| {
            let field = "q.gone".parse().unwrap();
            edition.papers[0].when =
                Some(Expr::Compare(field, Comparison::Equal, Value::Bool(true)));
        },
        &[
            "every paper decided in the end, found otherwise: don",
            "that answers to the questions named decide the paper, found otherwise: don",
        ],
    );
}
