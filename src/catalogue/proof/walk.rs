//! Walks an edition as a person does: the next question, an answer, the next question, until nothing is left to ask.
//!
//! Not here: conditions looked at one by one (see [`super`]), and cases an official expects (see [`crate::cases`]).
//!
//! Invariant: "Whoever answers what is asked reaches a checklist, or an end that says what to do instead."

use super::World;
use super::world::{Node, Random, State};
use crate::cases::asked;
use crate::mistake::{Mistake, Spot};
use crate::procedure::AuthoredEdition;
use domain::catalogue::Edition;
use domain::checklist::{Checklist, Line, checklist};
use domain::condition::{Answer, Answers, Expr, Truth, truth};
use domain::ids::{FieldId, QuestionId};
use domain::operation::FieldKey;
use domain::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How thoroughly an edition is walked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// Up to so many ways through the questions all of them are walked.
    pub(crate) most_ways: u64,
    /// Beyond, so many with seeded answers.
    pub(crate) n_samples: u32,
    /// In any case, so many on which questions are skipped.
    pub(crate) n_skipping: u32,
}

impl Effort {
    /// What an author waits for.
    pub(crate) const OF_CHECK: Self = Self { most_ways: 400, n_samples: 60, n_skipping: 20 };
}

/// What was walked of an edition.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Walked {
    /// Ways from nothing to the end.
    pub(crate) n_ways: u64,
    /// Checklists looked at.
    pub(crate) n_steps: u64,
    /// Most questions on one way.
    pub(crate) n_longest: usize,
    /// Every way was walked, not a sample.
    pub(crate) is_whole: bool,
}

/// Probes that estimate how many ways there are.
const N_PROBES: u32 = 40;
/// Ways tried to come to a question that no sample came to.
const N_DIRECTED: usize = 40;
/// Combinations drawn for them.
const N_DRAWN: u32 = 4_000;

/// Walks one edition and notes what a person would stumble over.
pub(crate) fn walk(
    edition: &Edition,
    authored: &AuthoredEdition,
    effort: Effort,
    mistakes: &mut Vec<Mistake>,
) -> Walked {
    let Ok(world) = World::of(edition) else { return Walked::default() };
    let mut walk = Walk {
        edition,
        world: &world,
        found: BTreeMap::new(),
        reached: BTreeSet::new(),
        walked: Walked::default(),
    };
    walk.once();
    let mut random = Random::new(0x2026_1124);
    walk.walked.is_whole =
        walk.seems_within(effort.most_ways, &mut random) && walk.everything(effort.most_ways);
    if !walk.walked.is_whole {
        for _ in 0..effort.n_samples {
            walk.follow(&mut |world, var| Some(random.below(world.n_classes(var))));
        }
    }
    for _ in 0..effort.n_skipping {
        walk.follow(&mut |world, var| {
            (random.below(4) > 0).then(|| random.below(world.n_classes(var)))
        });
    }
    let mut unreached = Vec::new();
    for (at, question) in edition.questions.iter().enumerate() {
        let is_reached = walk.reached.contains(&question.id);
        if !is_reached && (walk.walked.is_whole || !walk.comes_to(at, &mut random)) {
            unreached.push(at);
        }
    }
    let Walk { found, walked, .. } = walk;
    let mut note = |spot: &Spot, key: &str, text: String| {
        mistakes.push(Mistake { spot: spot.clone(), key: key.to_owned(), text });
    };
    for (expected, example) in found {
        note(&authored.spot, "edition", format!("expected {expected}, found otherwise: {example}"));
    }
    for at in unreached {
        let question = &edition.questions[at].id;
        let spot = authored.questions.get(at).unwrap_or(&authored.spot);
        note(
            spot,
            "edition.question",
            format!(
                "expected a question that somebody is asked, found that '{question}' is never the next one"
            ),
        );
    }
    walked
}

struct Walk<'w> {
    edition: &'w Edition,
    world: &'w World,
    /// What was expected, with the first answers that did not meet it.
    found: BTreeMap<&'static str, String>,
    reached: BTreeSet<QuestionId>,
    walked: Walked,
}

/// What a person answers to a question: a class, or `None` for "I don't know yet".
type Answering<'a> = dyn FnMut(&World, usize) -> Option<u8> + 'a;

impl Walk<'_> {
    fn expect(&mut self, holds: bool, expected: &'static str, given: &Answers, what: &str) {
        if !holds && !self.found.contains_key(expected) {
            let answers: Vec<String> = given
                .iter()
                .map(|(field, answer)| match answer {
                    Answer::Given(Value::Bool(yes)) => format!("{field} = {yes}"),
                    Answer::Given(Value::Number(n)) => format!("{field} = {n}"),
                    Answer::Given(Value::Text(text)) => format!("{field} = '{text}'"),
                    Answer::NotKnown | Answer::NotAsked => format!("{field} skipped"),
                })
                .collect();
            self.found.insert(expected, format!("{what} [{}]", answers.join(", ")));
        }
    }

    /// What does not depend on answers.
    fn once(&mut self) {
        let nothing = Answers::new();
        let mut papers = BTreeSet::new();
        for paper in &self.edition.papers {
            let is_new = papers.insert(&paper.id);
            self.expect(is_new, "every paper once", &nothing, paper.id.as_str());
        }
        for exit in &self.edition.exits {
            let says =
                !exit.reason.is_empty() && (!exit.instead.is_empty() || exit.alternative.is_some());
            self.expect(says, "an exit that says why, and what to do instead", &nothing, &exit.id);
        }
    }

    /// Whether there may be so few ways, by the branches met on some of them (Knuth 1975).
    fn seems_within(&self, most_ways: u64, random: &mut Random) -> bool {
        let questions = self.edition.questions.iter();
        let vars =
            questions.filter_map(|q| self.world.find(&FieldKey::Answer(q.id.clone()).to_id()));
        let n_at_most =
            vars.fold(1_u64, |n, var| n.saturating_mul(self.world.n_classes(var).into()));
        if n_at_most <= most_ways {
            return true;
        }
        let mut total = 0_u64;
        for _ in 0..N_PROBES {
            let (mut given, mut ways) = (Answers::new(), 1_u64);
            while let Some(next) = checklist(self.edition, &given).next_question {
                let field = FieldKey::Answer(next).to_id();
                let Some(var) = self.world.find(&field) else { break };
                ways = ways.saturating_mul(u64::from(self.world.n_classes(var)));
                let class = random.below(self.world.n_classes(var));
                if given.insert(field, self.answer(var, Some(class))).is_some() {
                    break;
                }
            }
            total = total.saturating_add(ways);
        }
        total / u64::from(N_PROBES) <= most_ways.saturating_mul(2)
    }

    fn answer(&self, var: usize, class: Option<u8>) -> Answer {
        let value = class.and_then(|class| self.world.value_of(var, class));
        value.map_or(Answer::NotKnown, |value| Answer::Given(value.clone()))
    }

    /// Every answer to every question that comes; false when there are more ways than allowed.
    fn everything(&mut self, most_ways: u64) -> bool {
        let given = Answers::new();
        let list = self.arrive(&given, None);
        self.branch(given, &list, most_ways)
    }

    fn branch(&mut self, given: Answers, list: &Checklist, most_ways: u64) -> bool {
        let Some((field, var)) = self.next(&given, list) else {
            self.end(&given, list);
            return self.walked.n_ways <= most_ways;
        };
        for class in 0..self.world.n_classes(var) {
            let mut further = given.clone();
            further.insert(field.clone(), self.answer(var, Some(class)));
            let after = self.arrive(&further, Some(list));
            if !self.branch(further, &after, most_ways) {
                return false;
            }
        }
        // Back: the last answer taken away.
        let is_same = checklist(self.edition, &given) == *list;
        self.expect(is_same, "the same checklist after going back", &given, "");
        true
    }

    /// One way.
    fn follow(&mut self, answering: &mut Answering<'_>) {
        let mut given = Answers::new();
        let mut list = self.arrive(&given, None);
        while let Some((field, var)) = self.next(&given, &list) {
            let class = answering(self.world, var);
            given.insert(field, self.answer(var, class));
            list = self.arrive(&given, Some(&list));
        }
        self.end(&given, &list);
    }

    /// The question that comes, unless it came before.
    fn next(&mut self, given: &Answers, list: &Checklist) -> Option<(FieldId, usize)> {
        let next = list.next_question.clone()?;
        let field = FieldKey::Answer(next.clone()).to_id();
        let is_new = !given.contains_key(&field);
        self.expect(is_new, "every question at most once", given, next.as_str());
        self.reached.insert(next);
        let var = self.world.find(&field)?;
        is_new.then_some((field, var))
    }

    /// Looks at the checklist after one more answer.
    fn arrive(&mut self, given: &Answers, before: Option<&Checklist>) -> Checklist {
        let list = checklist(self.edition, given);
        self.walked.n_steps += 1;
        self.walked.n_longest = self.walked.n_longest.max(given.len());
        self.expect(
            list.exit.is_none() || list.next_question.is_none(),
            "that nothing is asked after an exit",
            given,
            "",
        );
        let answered: Vec<&QuestionId> = list.asked.iter().take(given.len()).collect();
        let all_there = answered.len() == given.len()
            && answered.iter().all(|q| given.contains_key(&FieldKey::Answer((*q).clone()).to_id()));
        self.expect(all_there, "that no answer hides one given before it", given, "");
        let seen = self.seen(given);
        for (line, paper) in list.lines.iter().zip(&self.edition.papers) {
            let has_fate = line.needed == Truth::False || !line.fates.is_empty();
            let what = line.paper.as_str();
            self.expect(has_fate, "a way to hand in every paper that is needed", given, what);
            if line.needed == Truth::Unknown
                && let Some(when) = &paper.when
            {
                self.settles(line, when, &seen, given);
            }
        }
        if let Some(before) = before {
            for (line, earlier) in list.lines.iter().zip(&before.lines) {
                let kept = earlier.needed == Truth::Unknown || earlier.needed == line.needed;
                let what = line.paper.as_str();
                self.expect(kept, "that a decided paper stays decided", given, what);
            }
            let within = before.fee_range_vnd.0 <= list.fee_range_vnd.0
                && list.fee_range_vnd.1 <= before.fee_range_vnd.1;
            self.expect(within, "fees within the range told before", given, "");
        }
        list
    }

    /// Every undecided paper names questions, and answers to just those can decide it.
    fn settles(&mut self, line: &Line, when: &Expr, seen: &Answers, given: &Answers) {
        let what = line.paper.as_str();
        self.expect(
            !line.settling.is_empty(),
            "questions that decide every undecided paper",
            given,
            what,
        );
        for set in &line.settling {
            let open = set.iter().all(|field| !matches!(given.get(field), Some(Answer::Given(_))));
            self.expect(open, "only open questions to decide an undecided paper", given, what);
            let vars: Vec<usize> = set.iter().filter_map(|field| self.world.find(field)).collect();
            let mut answers = seen.clone();
            let mut decides = false;
            self.world.count(&vars, &mut |state| {
                for &var in &vars {
                    answers
                        .insert(self.world.field(var).clone(), self.answer(var, Some(state[var])));
                }
                decides = truth(when, &answers) != Truth::Unknown;
                !decides
            });
            self.expect(
                decides,
                "that answers to the questions named decide the paper",
                given,
                what,
            );
        }
    }

    /// What conditions see: what is given, and what is hidden by it.
    fn seen(&self, given: &Answers) -> Answers {
        let mut seen = given.clone();
        for (field, state) in asked(self.edition, given) {
            if state == Truth::False {
                seen.insert(field, Answer::NotAsked);
            }
        }
        seen
    }

    /// Nothing is left to ask: an exit, or a checklist without anything open that was not skipped.
    fn end(&mut self, given: &Answers, list: &Checklist) {
        self.walked.n_ways += 1;
        let is_skipped = given.values().any(|answer| *answer == Answer::NotKnown);
        if list.exit.is_none() && !is_skipped {
            let edition = self.edition;
            let open = list.lines.iter().find(|line| line.needed == Truth::Unknown);
            let what = open.map_or("", |line| line.paper.as_str());
            self.expect(open.is_none(), "every paper decided in the end", given, what);
            let decided = list.fees.iter().all(|fee| fee.due == Truth::True)
                && list.fee_range_vnd.0 == list.fee_range_vnd.1;
            self.expect(decided, "every fee decided in the end", given, "");
            let decided = edition.time_limits.is_empty() || list.time_limit.is_some();
            self.expect(decided, "a time limit in the end", given, "");
            let decided = edition.authority.is_empty() || list.authority.is_some();
            self.expect(decided, "an office in the end", given, "");
        }
        // Answers kept from another way, hidden on this one, are not looked at.
        let mut kept = given.clone();
        for (field, state) in asked(self.edition, given) {
            if state == Truth::False
                && let Some(var) = self.world.find(&field)
            {
                kept.insert(field, self.answer(var, Some(0)));
            }
        }
        let is_same = kept == *given || checklist(self.edition, &kept) == *list;
        self.expect(is_same, "that hidden answers change nothing", given, "");
    }

    /// Walks towards a question: with answers under which it is shown and no exit is reached.
    fn comes_to(&mut self, at: usize, random: &mut Random) -> bool {
        let question = &self.edition.questions[at];
        let world = self.world;
        let shown = question.show_if.as_ref().map(|expr| world.node(expr));
        let exits: Vec<Node> = self.edition.exits.iter().map(|e| world.node(&e.when)).collect();
        let vars = world.all();
        let mut n_tried = 0;
        for _ in 0..N_DRAWN {
            let raw: State = vars.iter().map(|var| random.below(world.n_classes(*var))).collect();
            let state = world.resolve(&vars, &raw);
            if !shown.as_ref().is_none_or(|shown| shown.holds(&state))
                || exits.iter().any(|exit| exit.holds(&state))
            {
                continue;
            }
            self.follow(&mut |_, var| Some(raw[var]));
            n_tried += 1;
            if self.reached.contains(&question.id) {
                return true;
            }
            if n_tried == N_DIRECTED {
                break;
            }
        }
        false
    }
}
