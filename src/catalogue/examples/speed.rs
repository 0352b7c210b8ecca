//! Measures the rules on the catalogue of a directory: the search over 500 procedures, and one checklist.
//!
//! Not here: budgets and tables. It prints a name and milliseconds a line, for `cargo xtask bench`.
//!
//! Invariant: "Answers are random, the same in every run."

use domain::catalogue::{CatalogueIndex, Edition, QuestionKind};
use domain::checklist::checklist;
use domain::condition::{Answer, Answers};
use domain::date::Date;
use domain::value::{Number, Value};
use std::path::Path;
use std::time::Instant;

const N_PROCEDURES: usize = 500;
const N_ANSWERS: usize = 300;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let dir = arguments.next().expect("the directory of the authored catalogue");
    let today: Date = arguments.next().and_then(|day| day.parse().ok()).expect("a day");
    let compiled = catalogue::compile(Path::new(&dir), today);
    let compiled = compiled.unwrap_or_else(|errors| panic!("{errors}"));
    let index = many(&compiled.index);
    let mut times: Vec<f64> = Vec::new();
    for query in queries(&compiled.index) {
        times.push(least_ms(|| {
            let found = domain::text::search(&index, &query);
            assert!(!found.is_empty(), "{query}");
        }));
    }
    print("search over 500 procedures", times);

    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let mut times: Vec<f64> = Vec::new();
    let mut slowest = (0.0, String::new());
    for procedure in &compiled.procedures {
        for edition in &procedure.editions {
            let mut of_edition = 0.0;
            for _ in 0..N_ANSWERS {
                let answers = answers(edition, &compiled.index, &mut random);
                let time = least_ms(|| {
                    let lines = checklist(edition, &answers).lines.len();
                    assert_eq!(lines, edition.papers.len());
                });
                of_edition += time / N_ANSWERS as f64;
                times.push(time);
            }
            if of_edition > slowest.0 {
                slowest = (of_edition, procedure.edition_id(edition).to_string());
            }
        }
    }
    print("a checklist", times);
    println!("a checklist of {}, mean\t{:.4}", slowest.1, slowest.0);
}

/// Milliseconds of the quickest of three runs: what else the machine does is left out.
fn least_ms(measured: impl Fn()) -> f64 {
    let time = || {
        let begun = Instant::now();
        measured();
        begun.elapsed().as_secs_f64() * 1000.0
    };
    (0..3).map(|_| time()).fold(f64::MAX, f64::min)
}

fn print(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    let p99 = times[times.len() * 99 / 100];
    println!("{what}, mean\t{mean:.4}");
    println!("{what}, p99\t{p99:.4}");
}

/// The procedures again and again, until there are enough.
fn many(index: &CatalogueIndex) -> CatalogueIndex {
    let procedures = index.procedures.iter().cycle().take(N_PROCEDURES).cloned().collect();
    CatalogueIndex { procedures, ..index.clone() }
}

/// Everyday words, their beginnings as they are typed, mistyped ones, and whole questions.
fn queries(index: &CatalogueIndex) -> Vec<String> {
    let mut queries = Vec::new();
    for entry in &index.procedures {
        for word in entry.words.iter().chain([&entry.short.vi, &entry.name.vi]) {
            let letters: Vec<char> = word.chars().collect();
            queries.push(word.clone());
            queries.push(domain::text::fold(word));
            queries.push(format!("tôi muốn {word} thì cần giấy tờ gì, làm ở đâu"));
            if letters.len() > 3 {
                queries.push(letters[..letters.len() / 2 + 1].iter().collect());
                let mut mistyped = letters.clone();
                let middle = mistyped.len() / 2;
                mistyped.swap(middle, middle - 1);
                let mistyped: String = mistyped.into_iter().collect();
                queries.push(format!("{word} {mistyped}"));
            }
        }
    }
    queries
}

/// Answers to about three of four questions.
fn answers(edition: &Edition, index: &CatalogueIndex, random: &mut Random) -> Answers {
    let places = || index.authorities.iter().flat_map(|authority| &authority.places);
    let mut answers = Answers::new();
    for question in &edition.questions {
        let value = match &question.kind {
            QuestionKind::YesNo => Value::Bool(random.below(2) == 1),
            QuestionKind::Choice(choices) => {
                Value::Text(choices[random.below(choices.len())].id.clone())
            }
            QuestionKind::Number(limits) => {
                let step = 10_i64.pow(3 - u32::from(limits.decimals.min(3)));
                let n = (limits.max.thousandths - limits.min.thousandths) / step + 1;
                let above = random.below(usize::try_from(n).unwrap_or(usize::MAX)) as i64 * step;
                Value::Number(Number { thousandths: limits.min.thousandths + above })
            }
            QuestionKind::Date => {
                Value::Text(index.made_on.plus_days(-400 + random.below(800) as i64).to_string())
            }
            QuestionKind::Place => match places().nth(random.below(places().count().max(1))) {
                Some(place) => Value::Text(place.id.clone()),
                None => continue,
            },
        };
        let answer = match random.below(8) {
            0 => continue,
            1 => Answer::NotKnown,
            _ => Answer::Given(value),
        };
        let field = format!("q.{}", question.id).parse().expect("invariant: a question's field");
        answers.insert(field, answer);
    }
    answers
}

/// xorshift64*.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16;
        usize::try_from(number % n.max(1) as u64).unwrap_or(0)
    }
}
