//! Proofs over an edition: walks combinations of answers to find conditions that decide nothing.
//!
//! Not here: types and literals (see [`crate::condition`]), cases (see [`crate::cases`]).
//!
//! Invariant: "A question that can change nothing is not in the catalogue."

mod world;
mod walk;

pub(crate) use walk::{Effort, walk};

use crate::condition::describe;
use crate::mistake::{Mistake, Spot};
use crate::procedure::{AuthoredEdition, Condition, Role};
use domain::catalogue::{Edition, QuestionKind};
use domain::checklist::checklist;
use domain::condition::{Answer, Answers, Expr, Truth};
use domain::operation::FieldKey;
use std::collections::BTreeSet;
use world::{Node, State, World};

/// How many whole combinations of an edition are also given to [`checklist`]; the same every time.
const N_WHOLE: u32 = 24;

/// Walks one edition; returns how many combinations were looked at.
pub(crate) fn prove(
    edition: &Edition,
    authored: &AuthoredEdition,
    mistakes: &mut Vec<Mistake>,
) -> u64 {
    let world = match World::of(edition) {
        Ok(world) => world,
        Err(circle) => {
            let names: Vec<&str> =
                circle.iter().filter_map(|f| f.as_str().split_once('.')).map(|(_, n)| n).collect();
            mistakes.push(Mistake {
                spot: authored.spot.clone(),
                key: "edition.question.show_if".to_owned(),
                text: format!(
                    "expected questions that can be asked one after the other, found a circle of show_if: {}",
                    names.join(", ")
                ),
            });
            return 0;
        }
    };
    let mut proof = Proof { edition, authored, world, mistakes, n_walked: 0 };
    for condition in authored.conditions.iter().filter(|condition| !condition.inherited) {
        proof.condition(condition);
    }
    let authority = edition.authority.iter().map(|rule| rule.when.as_ref());
    proof.some_rule_holds(authority, "edition.authority");
    let time_limits = edition.time_limits.iter().map(|rule| rule.when.as_ref());
    proof.some_rule_holds(time_limits, "edition.time_limit");
    for (question, spot) in edition.questions.iter().zip(&authored.questions) {
        let var = proof.world.find(&FieldKey::Answer(question.id.clone()).to_id());
        if !proof.feeds_something(&question.id, &question.kind)
            && !var.is_some_and(|var| proof.changes_something(var))
        {
            proof.note(spot, "edition.question", format!(
                "expected a question that can change a paper, fate, exit, fee, time limit, authority, form field or advice, found that no answer to '{}' changes anything",
                question.id
            ));
        }
    }
    proof.whole_combinations();
    proof.n_walked
}

/// Whether some answers, before any exit, meet two conditions of the same job differently.
#[cfg(test)]
pub(crate) fn can_tell_apart(edition: &Edition, role: &Role, one: &Expr, other: &Expr) -> bool {
    // Advice on both makes their literals part of the world.
    let mut with_both = edition.clone();
    let provenance = edition.provenance.clone();
    with_both.advice.extend([one, other].map(|expr| domain::catalogue::Advice {
        when: Some(expr.clone()),
        text: domain::catalogue::Text::default(),
        provenance: provenance.clone(),
    }));
    let Ok(world) = World::of(&with_both) else { return true };
    let exits: Vec<&Expr> = edition.exits.iter().map(|exit| &exit.when).collect();
    let earlier: Vec<Expr> = match role {
        Role::Exit(n) => exits.iter().take(*n).map(|expr| (*expr).clone()).collect(),
        Role::TimeLimit(n) => {
            let limits = edition.time_limits.iter().take(*n).filter_map(|limit| limit.when.clone());
            limits.chain(exits.into_iter().cloned()).collect()
        }
        Role::Authority(n) => {
            let rules = edition.authority.iter().take(*n).filter_map(|rule| rule.when.clone());
            rules.chain(exits.into_iter().cloned()).collect()
        }
        _ => exits.into_iter().cloned().collect(),
    };
    let vars = world.closure([one, other].into_iter().chain(&earlier));
    let before: Vec<Node> = earlier.iter().map(|expr| world.node(expr)).collect();
    let (one, other) = (world.node(one), world.node(other));
    let mut differs = false;
    world.walk(&vars, |state| {
        differs = one.holds(state) != other.holds(state) && !before.iter().any(|e| e.holds(state));
        !differs
    });
    differs
}

struct Proof<'p> {
    edition: &'p Edition,
    authored: &'p AuthoredEdition,
    world: World,
    mistakes: &'p mut Vec<Mistake>,
    n_walked: u64,
}

impl Proof<'_> {
    fn note(&mut self, spot: &Spot, key: &str, text: String) {
        self.mistakes.push(Mistake { spot: spot.clone(), key: key.to_owned(), text });
    }

    /// Vars of these conditions and of all exits, with everything that decides whether they are asked.
    fn vars_with_exits<'e>(&'e self, exprs: impl IntoIterator<Item = &'e Expr>) -> Vec<usize> {
        let exits = self.edition.exits.iter().map(|exit| &exit.when);
        self.world.closure(exprs.into_iter().chain(exits))
    }

    /// Where else a condition must look: it only matters while these hold, and those do not.
    fn context(&self, role: &Role) -> (Vec<Expr>, Vec<Expr>) {
        let earlier = |whens: Vec<Option<&Expr>>, n: usize| -> Vec<Expr> {
            whens.into_iter().take(n).flatten().cloned().collect()
        };
        match role {
            Role::Fate(paper, _) => {
                (self.edition.papers[*paper].when.iter().cloned().collect(), Vec::new())
            }
            Role::Field(section, _) => {
                (self.edition.form[*section].show_if.iter().cloned().collect(), Vec::new())
            }
            Role::Authority(n) => {
                let whens = self.edition.authority.iter().map(|r| r.when.as_ref()).collect();
                (Vec::new(), earlier(whens, *n))
            }
            Role::TimeLimit(n) => {
                let whens = self.edition.time_limits.iter().map(|r| r.when.as_ref()).collect();
                (Vec::new(), earlier(whens, *n))
            }
            Role::Exit(n) => {
                let whens = self.edition.exits.iter().map(|e| Some(&e.when)).collect();
                (Vec::new(), earlier(whens, *n))
            }
            _ => (Vec::new(), Vec::new()),
        }
    }

    /// A condition is true somewhere it matters, false somewhere, and so is each of its parts.
    fn condition(&mut self, condition: &Condition) {
        let is_exit = matches!(condition.role, Role::Exit(_));
        let (holding, earlier) = self.context(&condition.role);
        let all = std::iter::once(&condition.expr).chain(&holding).chain(&earlier);
        let vars = if is_exit { self.world.closure(all) } else { self.vars_with_exits(all) };
        let node = self.world.node(&condition.expr);
        let parts: Vec<(Node, &Expr)> =
            parts(&condition.expr).into_iter().map(|e| (self.world.node(e), e)).collect();
        let holding: Vec<Node> = holding.iter().map(|e| self.world.node(e)).collect();
        let mut earlier: Vec<Node> = earlier.iter().map(|e| self.world.node(e)).collect();
        if !is_exit {
            earlier.extend(self.edition.exits.iter().map(|exit| self.world.node(&exit.when)));
        }
        let (mut seen_true, mut seen_false, mut matters) = (false, false, false);
        let mut parts_seen = vec![(false, false); parts.len()];
        self.n_walked += self.world.walk(&vars, |state| {
            let holds = node.holds(state);
            seen_true |= holds;
            seen_false |= !holds;
            matters = matters
                || holds
                    && holding.iter().all(|node| node.holds(state))
                    && !earlier.iter().any(|node| node.holds(state));
            for ((part, _), seen) in parts.iter().zip(&mut parts_seen) {
                let holds = part.holds(state);
                seen.0 |= holds;
                seen.1 |= !holds;
            }
            !(seen_false && matters && parts_seen.iter().all(|seen| seen.0 && seen.1))
        });
        let text = describe(&condition.expr);
        let found = match (seen_true, seen_false, matters) {
            (false, _, _) => "that it is never true, whatever is answered",
            (_, false, _) => "that it is always true: leave it out, or correct it",
            (_, _, false) => match condition.role {
                Role::Fate(..) => "that it is never true while the paper is needed",
                Role::Field(..) => "that it is never true while the section is shown",
                Role::Authority(_) | Role::TimeLimit(_) => {
                    "that an earlier rule (or an exit) always comes first"
                }
                Role::Exit(_) => "that an earlier exit always comes first",
                _ => "that it is true only after an exit",
            },
            _ => {
                let constant = parts_seen.iter().zip(&parts).find(|(seen, _)| !(seen.0 && seen.1));
                if let Some((seen, (_, part))) = constant {
                    let how = if seen.0 { "always" } else { "never" };
                    let text = format!(
                        "expected parts that can be true and false, found that '{}' is {how} true",
                        describe(part)
                    );
                    self.note(&condition.spot, &condition.key, text);
                }
                return;
            }
        };
        let text =
            format!("expected a condition that can be true and false, found {found} ({text})");
        self.note(&condition.spot, &condition.key, text);
    }

    /// Of rules of which the first true one counts, one is true whatever is answered.
    fn some_rule_holds<'e>(&mut self, rules: impl Iterator<Item = Option<&'e Expr>>, key: &str) {
        let rules: Vec<Option<&Expr>> = rules.collect();
        if rules.is_empty() || rules.iter().any(Option::is_none) {
            return;
        }
        let vars = self.vars_with_exits(rules.iter().copied().flatten());
        let mut nodes: Vec<Node> =
            rules.iter().copied().flatten().map(|e| self.world.node(e)).collect();
        nodes.extend(self.edition.exits.iter().map(|exit| self.world.node(&exit.when)));
        let mut gap = None;
        self.n_walked += self.world.walk(&vars, |state| {
            if !nodes.iter().any(|node| node.holds(state)) {
                gap = Some(state.clone());
            }
            gap.is_none()
        });
        if let Some(state) = gap {
            let case = self.world.describe(&vars, &state);
            let spot = self.authored.spot.clone();
            self.note(&spot, key, format!(
                "expected a rule for every case (a last one without 'when'), found none for {case}"
            ));
        }
    }

    /// Whether the answer is put into the form, or names the place that decides.
    fn feeds_something(&self, id: &domain::ids::QuestionId, kind: &QuestionKind) -> bool {
        let fills_field =
            |field: &domain::catalogue::FormField| field.from_answer.as_ref() == Some(id);
        self.edition.form.iter().flat_map(|section| &section.fields).any(fills_field)
            || *kind == QuestionKind::Place
                && self.edition.authority.iter().any(|rule| rule.authority.is_none())
    }

    /// Whether two answers to a question, all else equal, can make a difference.
    fn changes_something(&mut self, var: usize) -> bool {
        let exits: Vec<Node> =
            self.edition.exits.iter().map(|exit| self.world.node(&exit.when)).collect();
        let effects: Vec<&Expr> = self
            .authored
            .conditions
            .iter()
            .filter(|condition| !matches!(condition.role, Role::Question(_)))
            .map(|condition| &condition.expr)
            .filter(|expr| self.world.closure([*expr]).contains(&var))
            .collect();
        for effect in effects {
            let node = self.world.node(effect);
            let vars = self.vars_with_exits([effect]);
            let outcome = |state: &State| {
                (exits.iter().position(|exit| exit.holds(state)), node.holds(state))
            };
            let mut differs = false;
            let world = &self.world;
            self.n_walked += world.walk_raw(&vars, |raw, state| {
                let before = outcome(state);
                for class in 0..world.n_classes(var) {
                    let mut other = raw.clone();
                    other[var] = class;
                    let after = outcome(&world.resolve(&vars, &other));
                    differs |= match (before.0, after.0) {
                        (None, None) => before.1 != after.1,
                        (a, b) => a != b,
                    };
                }
                !differs
            });
            if differs {
                return true;
            }
        }
        false
    }

    /// With everything answered nothing stays open, and the checklist decides as the proof did.
    fn whole_combinations(&mut self) {
        let vars: Vec<usize> = self.world.all();
        let mut failures: BTreeSet<&str> = BTreeSet::new();
        let edition = self.edition;
        let world = &self.world;
        let papers: Vec<Option<Node>> =
            edition.papers.iter().map(|p| p.when.as_ref().map(|e| world.node(e))).collect();
        let exits: Vec<Node> = edition.exits.iter().map(|e| world.node(&e.when)).collect();
        self.n_walked += world.sample(&vars, N_WHOLE, |state| {
            let list = checklist(edition, &answers(world, state));
            if list.lines.iter().any(|line| line.needed == Truth::Unknown)
                || list.fees.iter().any(|fee| fee.due == Truth::Unknown)
            {
                failures
                    .insert("expected that all answers decide every line, found one still open");
            }
            if list.exit.is_none() && list.next_question.is_some() {
                failures.insert("expected that nothing is left to ask, found a next question");
            }
            let same_lines = list.lines.iter().zip(&papers).all(|(line, paper)| {
                Truth::from(paper.as_ref().is_none_or(|node| node.holds(state))) == line.needed
            });
            if !same_lines || list.exit != exits.iter().position(|exit| exit.holds(state)) {
                failures
                    .insert("expected the checklist the proof found, found another: report this");
            }
            failures.is_empty()
        });
        let spot = self.authored.spot.clone();
        for text in failures {
            self.note(&spot, "edition", text.to_owned());
        }
    }
}

fn answers(world: &World, state: &State) -> Answers {
    let mut answers = Answers::new();
    for var in world.all() {
        let answer = match world.value(var, state) {
            Some(value) => Answer::Given(value.clone()),
            None => Answer::NotAsked,
        };
        answers.insert(world.field(var).clone(), answer);
    }
    answers
}

/// Children of conjunctions and disjunctions, at every depth.
fn parts(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::And(children) | Expr::Or(children) => {
            children.iter().flat_map(|child| std::iter::once(child).chain(parts(child))).collect()
        }
        Expr::Not(inner) => parts(inner),
        Expr::Compare(..) | Expr::In(..) => Vec::new(),
    }
}
