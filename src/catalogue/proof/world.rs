//! The answers an edition can be given, reduced to the ones its conditions can tell apart.
//!
//! Not here: what is proven with them.
//!
//! Invariant: "Two answers of one class meet every comparison of the edition alike."

use domain::catalogue::{Choice, Edition, FormFieldKind, NumberLimits, QuestionKind};
use domain::condition::{Answer, Answers};
use domain::condition::{Expr, Truth, truth};
use domain::date::Date;
use domain::ids::FieldId;
use domain::operation::FieldKey;
use domain::value::{Number, Value};
use std::collections::BTreeMap;

/// Walks of more combinations than this are sampled.
const MAX_WALKED: u64 = 200_000;
/// So many samples instead.
const N_SAMPLES: u32 = 20_000;
/// The class of a question that is not asked.
const HIDDEN: u8 = u8::MAX;

/// The class of every var, [`HIDDEN`] where it is not asked.
pub(crate) type State = Vec<u8>;

/// A condition over classes.
pub(crate) enum Node {
    Atom(usize, Vec<bool>),
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
}

impl Node {
    pub(crate) fn holds(&self, state: &State) -> bool {
        match self {
            Node::Atom(var, met) => met.get(usize::from(state[*var])).copied().unwrap_or(false),
            Node::Not(inner) => !inner.holds(state),
            Node::And(all) => all.iter().all(|node| node.holds(state)),
            Node::Or(any) => any.iter().any(|node| node.holds(state)),
        }
    }
}

/// SplitMix64 from a fixed seed: the same catalogue is judged the same way every time.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }
    pub(crate) fn below(&mut self, n: u8) -> u8 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % u64::from(n.max(1))) as u8
    }
}

struct Var {
    field: FieldId,
    /// One value a class.
    values: Vec<Value>,
    show_if: Option<Expr>,
    /// Compiled [`Var::show_if`], and the vars it names.
    gate: Option<Node>,
    behind: Vec<usize>,
}

/// All questions and comparable form fields, each after those that decide whether it is asked.
pub(crate) struct World {
    vars: Vec<Var>,
    by_field: BTreeMap<FieldId, usize>,
}

impl World {
    /// The world of an edition, or the fields that go round in a circle of `show_if`.
    pub(crate) fn of(edition: &Edition) -> Result<Self, Vec<FieldId>> {
        let mut waiting = Vec::new();
        let literals = literals(edition);
        for question in &edition.questions {
            let field = FieldKey::Answer(question.id.clone()).to_id();
            let named = literals.get(&field).map_or(&[][..], Vec::as_slice);
            let values = match &question.kind {
                QuestionKind::YesNo => vec![Value::Bool(true), Value::Bool(false)],
                QuestionKind::Choice(choices) => choice_values(choices),
                QuestionKind::Number(limits) => number_values(limits, named),
                QuestionKind::Date => date_values(named),
                QuestionKind::Place => place_values(named),
            };
            waiting.push(var(field, values, question.show_if.clone(), named));
        }
        for section in &edition.form {
            for form_field in &section.fields {
                let field = FieldKey::Form(form_field.id.clone()).to_id();
                let named = literals.get(&field).map_or(&[][..], Vec::as_slice);
                let values = match &form_field.kind {
                    FormFieldKind::Choice(choices) => choice_values(choices),
                    FormFieldKind::Number(limits) => number_values(limits, named),
                    FormFieldKind::Date => date_values(named),
                    FormFieldKind::Declaration => vec![Value::Bool(true), Value::Bool(false)],
                    _ => continue,
                };
                let gates: Vec<Expr> =
                    section.show_if.iter().chain(&form_field.show_if).cloned().collect();
                let show_if = (!gates.is_empty()).then_some(Expr::And(gates));
                waiting.push(var(field, values, show_if, named));
            }
        }
        let mut world = Self { vars: Vec::new(), by_field: BTreeMap::new() };
        while !waiting.is_empty() {
            let is_ready = |var: &Var| {
                let named = var.show_if.as_ref().map(domain::condition::fields);
                named.is_none_or(|named| named.iter().all(|f| world.by_field.contains_key(f)))
            };
            let Some(ready) = waiting.iter().position(is_ready) else {
                return Err(waiting.into_iter().map(|var| var.field).collect());
            };
            let mut var = waiting.remove(ready);
            if let Some(show_if) = &var.show_if {
                var.gate = Some(world.node(show_if));
                var.behind = world.named(show_if);
            }
            world.by_field.insert(var.field.clone(), world.vars.len());
            world.vars.push(var);
        }
        Ok(world)
    }

    pub(crate) fn find(&self, field: &FieldId) -> Option<usize> {
        self.by_field.get(field).copied()
    }
    pub(crate) fn field(&self, var: usize) -> &FieldId {
        &self.vars[var].field
    }
    pub(crate) fn all(&self) -> Vec<usize> {
        (0..self.vars.len()).collect()
    }
    pub(crate) fn n_classes(&self, var: usize) -> u8 {
        self.vars[var].values.len() as u8
    }
    /// A value of this class.
    pub(crate) fn value_of(&self, var: usize, class: u8) -> Option<&Value> {
        self.vars[var].values.get(usize::from(class))
    }
    /// The value of a var; `None` where it is not asked.
    pub(crate) fn value(&self, var: usize, state: &State) -> Option<&Value> {
        self.vars[var].values.get(usize::from(state[var]))
    }

    /// Compiles a condition. A field that is no var meets nothing; the type check lets none through.
    pub(crate) fn node(&self, expr: &Expr) -> Node {
        match expr {
            Expr::Compare(field, ..) | Expr::In(field, _) => match self.find(field) {
                Some(var) => {
                    let values = &self.vars[var].values;
                    Node::Atom(var, values.iter().map(|v| meets(expr, field, v)).collect())
                }
                None => Node::Or(Vec::new()),
            },
            Expr::Not(inner) => Node::Not(Box::new(self.node(inner))),
            Expr::And(all) => Node::And(all.iter().map(|e| self.node(e)).collect()),
            Expr::Or(any) => Node::Or(any.iter().map(|e| self.node(e)).collect()),
        }
    }

    fn named(&self, expr: &Expr) -> Vec<usize> {
        domain::condition::fields(expr).iter().filter_map(|field| self.find(field)).collect()
    }

    /// The vars these conditions look at, with those that decide whether they are asked; ascending.
    pub(crate) fn closure<'e>(&self, exprs: impl IntoIterator<Item = &'e Expr>) -> Vec<usize> {
        let mut waiting: Vec<usize> = exprs.into_iter().flat_map(|e| self.named(e)).collect();
        let mut closure = std::collections::BTreeSet::new();
        while let Some(var) = waiting.pop() {
            if closure.insert(var) {
                waiting.extend(&self.vars[var].behind);
            }
        }
        closure.into_iter().collect()
    }

    /// Hides what is not asked.
    pub(crate) fn resolve(&self, vars: &[usize], raw: &State) -> State {
        let mut state = vec![HIDDEN; self.vars.len()];
        for &var in vars {
            if self.vars[var].gate.as_ref().is_none_or(|gate| gate.holds(&state)) {
                state[var] = raw[var];
            }
        }
        state
    }

    /// Shows every combination of these vars, or a seeded sample, until `look` returns false; returns how many.
    pub(crate) fn walk(&self, vars: &[usize], mut look: impl FnMut(&State) -> bool) -> u64 {
        self.walk_raw(vars, |_, state| look(state))
    }

    /// The same, with the answers beneath what is hidden.
    pub(crate) fn walk_raw(
        &self,
        vars: &[usize],
        mut look: impl FnMut(&State, &State) -> bool,
    ) -> u64 {
        let total = vars
            .iter()
            .fold(1_u64, |total, &var| total.saturating_mul(u64::from(self.n_classes(var))));
        if total > MAX_WALKED {
            return self.sample_raw(vars, N_SAMPLES, look);
        }
        self.count(vars, &mut |raw| look(raw, &self.resolve(vars, raw)))
    }

    /// Every combination of these vars as answered, hidden or not, until `look` returns false; returns how many.
    pub(crate) fn count(&self, vars: &[usize], look: &mut dyn FnMut(&State) -> bool) -> u64 {
        let total = vars
            .iter()
            .fold(1_u64, |total, &var| total.saturating_mul(u64::from(self.n_classes(var))));
        let mut raw = vec![0; self.vars.len()];
        for n in 1..=total {
            if !look(&raw) {
                return n;
            }
            for &var in vars {
                raw[var] += 1;
                if raw[var] < self.n_classes(var) {
                    break;
                }
                raw[var] = 0;
            }
        }
        total
    }

    /// Shows a seeded sample of combinations until `look` returns false; returns how many.
    pub(crate) fn sample(
        &self,
        vars: &[usize],
        n: u32,
        mut look: impl FnMut(&State) -> bool,
    ) -> u64 {
        self.sample_raw(vars, n, |_, state| look(state))
    }

    fn sample_raw(
        &self,
        vars: &[usize],
        n_samples: u32,
        mut look: impl FnMut(&State, &State) -> bool,
    ) -> u64 {
        let mut random = Random::new(0x2026_1124);
        let mut raw = vec![0; self.vars.len()];
        for n in 1..=n_samples {
            for &var in vars {
                raw[var] = random.below(self.n_classes(var));
            }
            if !look(&raw, &self.resolve(vars, &raw)) {
                return u64::from(n);
            }
        }
        u64::from(n_samples)
    }

    /// `floors = 3, has_basement = true`, for messages.
    pub(crate) fn describe(&self, vars: &[usize], state: &State) -> String {
        let mut answers = Vec::new();
        for &var in vars {
            let name = self.vars[var].field.as_str();
            let name = name.strip_prefix("q.").unwrap_or(name);
            match self.value(var, state) {
                Some(Value::Bool(yes)) => answers.push(format!("{name} = {yes}")),
                Some(Value::Number(n)) => answers.push(format!("{name} = {n}")),
                Some(Value::Text(text)) => answers.push(format!("{name} = '{text}'")),
                None => {}
            }
        }
        answers.join(", ")
    }
}

/// A var with one value of each class.
fn var(field: FieldId, values: Vec<Value>, show_if: Option<Expr>, named: &[Expr]) -> Var {
    let mut classes: Vec<(Vec<bool>, Value)> = Vec::new();
    for value in values {
        let class: Vec<bool> = named.iter().map(|atom| meets(atom, &field, &value)).collect();
        if classes.iter().all(|(known, _)| *known != class) && classes.len() < usize::from(HIDDEN) {
            classes.push((class, value));
        }
    }
    let values = classes.into_iter().map(|(_, value)| value).collect();
    Var { field, values, show_if, gate: None, behind: Vec::new() }
}

/// Whether a value meets a comparison, as the checklist sees it.
fn meets(atom: &Expr, field: &FieldId, value: &Value) -> bool {
    let answers = Answers::from([(field.clone(), Answer::Given(value.clone()))]);
    truth(atom, &answers) == Truth::True
}

/// Every comparison of an edition by its field.
fn literals(edition: &Edition) -> BTreeMap<FieldId, Vec<Expr>> {
    fn collect(expr: &Expr, atoms: &mut BTreeMap<FieldId, Vec<Expr>>) {
        match expr {
            Expr::Compare(field, ..) | Expr::In(field, _) => {
                let known = atoms.entry(field.clone()).or_default();
                if !known.contains(expr) {
                    known.push(expr.clone());
                }
            }
            Expr::Not(inner) => collect(inner, atoms),
            Expr::And(children) | Expr::Or(children) => {
                children.iter().for_each(|child| collect(child, atoms));
            }
        }
    }
    let mut atoms = BTreeMap::new();
    let fates = edition.papers.iter().flat_map(|p| p.fates.iter().map(|f| &f.when));
    let sections = edition.form.iter().map(|s| &s.show_if);
    let fields = edition.form.iter().flat_map(|s| s.fields.iter().map(|f| &f.show_if));
    edition
        .authority
        .iter()
        .map(|r| &r.when)
        .chain(edition.time_limits.iter().map(|l| &l.when))
        .chain(edition.fees.iter().map(|f| &f.when))
        .chain(edition.questions.iter().map(|q| &q.show_if))
        .chain(edition.papers.iter().map(|p| &p.when))
        .chain(fates)
        .chain(sections)
        .chain(fields)
        .chain(edition.advice.iter().map(|a| &a.when))
        .flatten()
        .chain(edition.exits.iter().map(|e| &e.when))
        .for_each(|expr| collect(expr, &mut atoms));
    atoms
}

fn named_values(named: &[Expr]) -> impl Iterator<Item = &Value> {
    named.iter().flat_map(|atom| match atom {
        Expr::Compare(_, _, value) => std::slice::from_ref(value),
        Expr::In(_, values) => values.as_slice(),
        _ => &[],
    })
}

fn choice_values(choices: &[Choice]) -> Vec<Value> {
    choices.iter().map(|choice| Value::Text(choice.id.clone())).collect()
}

/// The limits, and every literal with its neighbours.
fn number_values(limits: &NumberLimits, named: &[Expr]) -> Vec<Value> {
    let step = 10_i64.pow(3 - u32::from(limits.decimals.min(3)));
    let mut values = vec![limits.min, limits.max];
    for value in named_values(named) {
        if let Value::Number(n) = value {
            // The nearest number the question can take: at or below the literal, and around it.
            let at = n.thousandths - n.thousandths.rem_euclid(step);
            values.extend([at - step, at, at + step].map(|thousandths| Number { thousandths }));
        }
    }
    values.retain(|n| limits.min <= *n && *n <= limits.max);
    values.into_iter().map(Value::Number).collect()
}

/// Every literal with the days around it; one day where none is named.
fn date_values(named: &[Expr]) -> Vec<Value> {
    let mut days: Vec<Date> = Vec::new();
    for value in named_values(named) {
        if let Value::Text(text) = value
            && let Ok(day) = text.parse::<Date>()
        {
            days.extend([day.plus_days(-1), day, day.plus_days(1)]);
        }
    }
    if days.is_empty() {
        days.extend(Date::from_ymd(2000, 1, 1));
    }
    days.into_iter().map(|day| Value::Text(day.to_string())).collect()
}

/// Every place that is named, and one that is not.
fn place_values(named: &[Expr]) -> Vec<Value> {
    let elsewhere = std::iter::once(Value::Text("elsewhere".to_owned()));
    named_values(named).cloned().chain(elsewhere).collect()
}
