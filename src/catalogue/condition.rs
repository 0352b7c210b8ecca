//! Authored conditions (a subset of CEL) to [`Expr`]: parsed, type-checked, named terms inlined.
//!
//! Not here: whether a condition can ever be true (see [`crate::proof`]), and evaluation.
//!
//! Invariant: "A condition that compiles compares things that can be compared."

use crate::mistake::did_you_mean;
use crate::reader::{Authored, Reader};
use cel::common::ast::{Expr as Cel, LiteralValue, operators};
use cel::parser::pratt_parser::{Lexer, TokenKind};
use cel::parser::{Expression, PrattParser};
use domain::condition::{Comparison, Expr};
use domain::date::Date;
use domain::ids::FieldId;
use domain::value::{Number, Value};
use std::collections::BTreeMap;

/// Named terms may name terms, but not deeper than this.
const MAX_TERM_DEPTH: usize = 16;

/// What a variable holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    YesNo,
    Choice(Vec<String>),
    Number {
        min: Number,
        max: Number,
        decimals: u8,
    },
    Date,
    /// The ids of all known places.
    Place(Vec<String>),
    /// A form field whose content no rule may look at.
    Opaque,
}

impl Type {
    fn expected(&self) -> String {
        match self {
            Type::YesNo => "true or false".to_owned(),
            Type::Choice(ids) => {
                let ids: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
                format!("one of the choices {}", ids.join(", "))
            }
            Type::Number { .. } => "a number".to_owned(),
            Type::Date => "a date such as '2026-07-01'".to_owned(),
            Type::Place(_) => "the id of a place".to_owned(),
            Type::Opaque => "nothing".to_owned(),
        }
    }
}

/// A variable as conditions name it.
#[derive(Debug, Clone)]
pub(crate) struct Variable {
    pub(crate) field: FieldId,
    pub(crate) kind: Type,
}

/// The names an edition's conditions may use.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// Answers by id; form fields as `form.<id with _ for ->`.
    pub(crate) variables: BTreeMap<String, Variable>,
    /// Terms as authored.
    pub(crate) terms: BTreeMap<String, Authored>,
    compiled: BTreeMap<String, Option<Expr>>,
}

impl Scope {
    /// Compiles all terms, so that a mistake in one is told once, where it stands.
    pub(crate) fn compile_terms(&mut self, reader: &Reader<'_>) {
        let names: Vec<String> = self.terms.keys().cloned().collect();
        for name in &names {
            let term = &self.terms[name];
            if self.variables.contains_key(name) {
                let text =
                    format!("expected a name of its own, found the id of a question '{name}'");
                reader.note(term.at, &term.key, text);
            }
        }
        for name in names {
            self.compile_term(reader, &name, &mut Vec::new());
        }
    }

    fn compile_term(&mut self, reader: &Reader<'_>, name: &str, within: &mut Vec<String>) {
        if self.compiled.contains_key(name) {
            return;
        }
        let Some(term) = self.terms.get(name).cloned() else { return };
        within.push(name.to_owned());
        for inner in identifiers(&term.text) {
            if within.contains(&inner) {
                let text = format!(
                    "expected a term that does not lead back to itself, found {} → {inner}",
                    within.join(" → ")
                );
                reader.note(term.at, &term.key, text);
                for name in within.iter() {
                    self.compiled.insert(name.clone(), None);
                }
            } else if within.len() >= MAX_TERM_DEPTH && self.terms.contains_key(&inner) {
                let text = format!("expected at most {MAX_TERM_DEPTH} terms inside each other");
                reader.note(term.at, &term.key, text);
                self.compiled.insert(inner, None);
            } else {
                self.compile_term(reader, &inner, within);
            }
        }
        within.pop();
        if !self.compiled.contains_key(name) {
            let expr = self.compile(reader, &term);
            self.compiled.insert(name.to_owned(), expr);
        }
    }

    /// Compiles a condition; `None` after noting what is wrong with it.
    pub(crate) fn compile(&self, reader: &Reader<'_>, authored: &Authored) -> Option<Expr> {
        let text = authored.text.as_str();
        let parsed = match PrattParser::new().parse(text) {
            Ok(parsed) => parsed,
            Err(errors) => {
                let error = errors.errors.first();
                let at = error.map_or(0, |e| offset_of(text, e.pos));
                let said = error.map_or("", |e| e.msg.as_str()).replace("Syntax error: ", "");
                reader.note(
                    authored.at + at,
                    &authored.key,
                    format!("expected a condition such as \"floors < 3 && !has_basement\", found '{text}': {said}"),
                );
                return None;
            }
        };
        let mut walk = Walk { scope: self, reader, authored, leaves: leaves(text), at: 0 };
        walk.condition(&parsed)
    }
}

/// The byte offset of a line and column as the parser counts them.
fn offset_of(text: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line - 1).unwrap_or(0);
    let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    (before + usize::try_from(column - 1).unwrap_or(0)).min(text.len())
}

/// A name or literal of the text with its place. The parser keeps places to itself, but names and
/// literals stand in the tree in the order of the text, so walking both in step finds them again.
struct Leaf<'a> {
    text: &'a str,
    start: usize,
}

fn leaves(text: &str) -> Vec<Leaf<'_>> {
    let mut lexer = Lexer::new(text);
    let mut leaves = Vec::new();
    loop {
        let token = lexer.lex();
        match token.kind {
            TokenKind::TokEnd | TokenKind::TokError => return leaves,
            TokenKind::TokNull
            | TokenKind::TokFalse
            | TokenKind::TokTrue
            | TokenKind::TokReservedWord
            | TokenKind::TokInt
            | TokenKind::TokUint
            | TokenKind::TokFloat
            | TokenKind::TokString
            | TokenKind::TokBytes
            | TokenKind::TokIdent => {
                let text = text.get(token.start..token.end).unwrap_or_default();
                leaves.push(Leaf { text, start: token.start });
            }
            _ => {}
        }
    }
}

fn identifiers(text: &str) -> Vec<String> {
    leaves(text)
        .into_iter()
        .filter(|leaf| leaf.text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))
        .map(|leaf| leaf.text.to_owned())
        .collect()
}

/// One side of a comparison.
enum Side<'a> {
    Variable { name: String, variable: &'a Variable },
    Literal { literal: LiteralValue, text: String },
}

struct Walk<'a> {
    scope: &'a Scope,
    reader: &'a Reader<'a>,
    authored: &'a Authored,
    leaves: Vec<Leaf<'a>>,
    at: usize,
}

impl<'a> Walk<'a> {
    fn here(&self) -> usize {
        let leaf = self.leaves.get(self.at).or(self.leaves.last());
        self.authored.at + leaf.map_or(0, |leaf| leaf.start)
    }

    fn next(&mut self) -> (usize, &'a str) {
        let here = self.here();
        let text = self.leaves.get(self.at).map_or("", |leaf| leaf.text);
        self.at += 1;
        (here, text)
    }

    fn note<T>(&self, at: usize, text: String) -> Option<T> {
        self.reader.note(at, &self.authored.key, text);
        None
    }

    fn condition(&mut self, node: &Expression) -> Option<Expr> {
        match &node.expr {
            Cel::Call(call) if call.target.is_none() => {
                match (call.func_name.as_str(), call.args.as_slice()) {
                    (operators::LOGICAL_AND, args) => {
                        let parts = self.all_of(args)?;
                        Some(Expr::And(flatten(parts, |e| match e {
                            Expr::And(inner) => Ok(inner),
                            other => Err(other),
                        })))
                    }
                    (operators::LOGICAL_OR, args) => {
                        let parts = self.all_of(args)?;
                        Some(Expr::Or(flatten(parts, |e| match e {
                            Expr::Or(inner) => Ok(inner),
                            other => Err(other),
                        })))
                    }
                    (operators::LOGICAL_NOT, [inner]) => {
                        self.condition(inner).map(|e| Expr::Not(Box::new(e)))
                    }
                    (operators::IN, [variable, list]) => self.membership(variable, list),
                    (name, [left, right]) => match comparison(name) {
                        Some(comparison) => self.comparison(left, comparison, right),
                        None => self.unsupported(),
                    },
                    _ => self.unsupported(),
                }
            }
            Cel::Literal(LiteralValue::Boolean(yes)) => {
                self.next();
                Some(if *yes.inner() { Expr::And(Vec::new()) } else { Expr::Or(Vec::new()) })
            }
            Cel::Ident(name) if self.scope.terms.contains_key(name) => {
                self.next();
                // A term that did not compile was noted where it stands.
                self.scope.compiled.get(name).cloned().flatten()
            }
            Cel::Ident(_) | Cel::Select(_) => {
                let at = self.here();
                let Side::Variable { name, variable } = self.side(node)? else { return None };
                if variable.kind != Type::YesNo {
                    let expected = variable.kind.expected();
                    return self.note(
                        at,
                        format!(
                            "expected a comparison of '{name}' with {expected}, found it alone"
                        ),
                    );
                }
                Some(Expr::Compare(variable.field.clone(), Comparison::Equal, Value::Bool(true)))
            }
            Cel::Literal(_) => {
                let (at, text) = self.next();
                self.note(at, format!("expected a condition, found the literal {text} alone"))
            }
            _ => self.unsupported(),
        }
    }

    fn all_of(&mut self, nodes: &[Expression]) -> Option<Vec<Expr>> {
        // Every side is looked at before giving up, so that all mistakes are told.
        let parts: Vec<Option<Expr>> = nodes.iter().map(|n| self.condition(n)).collect();
        parts.into_iter().collect()
    }

    fn unsupported<T>(&mut self) -> Option<T> {
        let at = self.here();
        self.note(
            at,
            format!(
                "expected only && || ! == != < <= > >= in [..], ids and literals, found something else in '{}'",
                self.authored.text
            ),
        )
    }

    fn side(&mut self, node: &Expression) -> Option<Side<'a>> {
        match &node.expr {
            Cel::Literal(literal) => {
                let (_, text) = self.next();
                Some(Side::Literal { literal: literal.clone(), text: text.to_owned() })
            }
            Cel::Ident(name) => {
                let (at, _) = self.next();
                self.variable(at, name.clone())
            }
            Cel::Select(select) if !select.test => match &select.operand.expr {
                Cel::Ident(root) if root == "form" => {
                    let (at, _) = self.next();
                    self.next();
                    self.variable(at, format!("form.{}", select.field))
                }
                _ => self.unsupported(),
            },
            _ => self.unsupported(),
        }
    }

    fn variable(&self, at: usize, name: String) -> Option<Side<'a>> {
        if self.scope.terms.contains_key(&name) {
            return self.note(
                at,
                format!("expected an answer to compare, found the term '{name}', which is true or false by itself"),
            );
        }
        match self.scope.variables.get(&name) {
            Some(variable) => Some(Side::Variable { name, variable }),
            None => {
                let known = self.scope.variables.keys().chain(self.scope.terms.keys());
                let hint = did_you_mean(&name, known.map(String::as_str));
                self.note(
                    at,
                    format!("expected the id of a question, a form.<field> or a term, found '{name}'{hint}"),
                )
            }
        }
    }

    fn comparison(
        &mut self,
        left: &Expression,
        comparison: Comparison,
        right: &Expression,
    ) -> Option<Expr> {
        let at = self.here();
        let left = self.side(left);
        let at_right = self.here();
        let right = self.side(right);
        match (left?, right?) {
            (Side::Variable { name, variable }, Side::Literal { literal, text }) => {
                self.compare(&name, variable, comparison, &literal, &text, at_right)
            }
            (Side::Literal { literal, text }, Side::Variable { name, variable }) => {
                self.compare(&name, variable, flip(comparison), &literal, &text, at)
            }
            _ => self.note(at, "expected an answer on one side and a literal on the other".into()),
        }
    }

    fn membership(&mut self, variable: &Expression, list: &Expression) -> Option<Expr> {
        let at = self.here();
        let side = self.side(variable);
        let Cel::List(list) = &list.expr else {
            return self.note(self.here(), "expected a list in [ ] after 'in'".into());
        };
        let mut values = Vec::new();
        let mut literals = Vec::new();
        for element in &list.elements {
            literals.push((self.here(), self.side(element)));
        }
        let Side::Variable { name, variable } = side? else {
            return self.note(at, "expected an answer before 'in'".into());
        };
        for (at, literal) in literals {
            match literal? {
                Side::Literal { literal, text } => {
                    values.push(self.value(&name, variable, &literal, &text, at)?);
                }
                Side::Variable { .. } => {
                    return self.note(at, "expected a literal in the list".into());
                }
            }
        }
        if values.is_empty() {
            return self.note(at, "expected at least one literal in the list".into());
        }
        Some(Expr::In(variable.field.clone(), values))
    }

    fn compare(
        &self,
        name: &str,
        variable: &Variable,
        comparison: Comparison,
        literal: &LiteralValue,
        text: &str,
        at: usize,
    ) -> Option<Expr> {
        let value = self.value(name, variable, literal, text, at)?;
        let is_order = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if is_order && !matches!(variable.kind, Type::Number { .. } | Type::Date) {
            return self.note(
                at,
                format!("expected == or != with '{name}', found an order: only numbers and dates have one"),
            );
        }
        if let (Type::Number { min, max, decimals }, Value::Number(n)) = (&variable.kind, &value) {
            let unit = 10_i64.pow(3 - u32::from(*decimals).min(3));
            let off_grid = !is_order && n.thousandths % unit != 0;
            let (low, high) = (holds(*min, comparison, *n), holds(*max, comparison, *n));
            let never_equal = *n < *min || *n > *max || off_grid;
            let constant = match comparison {
                Comparison::Equal => never_equal.then_some("never true"),
                Comparison::NotEqual => never_equal.then_some("always true"),
                _ if low && high => Some("always true"),
                _ if !low && !high => Some("never true"),
                _ => None,
            };
            if let Some(constant) = constant {
                return self.note(
                    at,
                    format!("expected a literal that '{name}' can pass from {min} to {max} ({decimals} decimals), found {n}: {constant}"),
                );
            }
        }
        Some(Expr::Compare(variable.field.clone(), comparison, value))
    }

    fn value(
        &self,
        name: &str,
        variable: &Variable,
        literal: &LiteralValue,
        text: &str,
        at: usize,
    ) -> Option<Value> {
        let value = match (&variable.kind, literal) {
            (Type::YesNo, LiteralValue::Boolean(yes)) => Some(Value::Bool(*yes.inner())),
            (Type::Number { .. }, LiteralValue::Int(_) | LiteralValue::Double(_)) => {
                let negative = match literal {
                    LiteralValue::Int(n) => *n.inner() < 0,
                    LiteralValue::Double(n) => *n.inner() < 0.0,
                    _ => false,
                };
                let digits = text.trim_start_matches('-');
                let signed = if negative { format!("-{digits}") } else { digits.to_owned() };
                signed.parse::<Number>().ok().map(Value::Number)
            }
            (Type::Date, LiteralValue::String(date)) => {
                date.inner().parse::<Date>().ok().map(|date| Value::Text(date.to_string()))
            }
            (Type::Choice(ids) | Type::Place(ids), LiteralValue::String(id)) => {
                let id = id.inner();
                if !ids.iter().any(|known| known == id) {
                    let hint = did_you_mean(id, ids.iter().map(String::as_str));
                    let expected = variable.kind.expected();
                    return self
                        .note(at, format!("expected {expected} of '{name}', found '{id}'{hint}"));
                }
                Some(Value::Text(id.to_owned()))
            }
            _ => None,
        };
        if value.is_none() {
            let expected = variable.kind.expected();
            return self.note(at, format!("expected {expected} for '{name}', found {text}"));
        }
        value
    }
}

/// Pulls nested conjunctions (or disjunctions) up into one list; the parser builds a balanced tree.
/// An empty one is the literal `true` (or `false`) and stays.
fn flatten(parts: Vec<Expr>, open: impl Fn(Expr) -> Result<Vec<Expr>, Expr>) -> Vec<Expr> {
    let is_literal = |e: &Expr| matches!(e, Expr::And(p) | Expr::Or(p) if p.is_empty());
    let mut flat = Vec::new();
    for part in parts {
        if is_literal(&part) {
            flat.push(part);
            continue;
        }
        match open(part) {
            Ok(inner) => flat.extend(inner),
            Err(other) => flat.push(other),
        }
    }
    flat
}

fn comparison(name: &str) -> Option<Comparison> {
    Some(match name {
        operators::EQUALS => Comparison::Equal,
        operators::NOT_EQUALS => Comparison::NotEqual,
        operators::LESS => Comparison::Less,
        operators::LESS_EQUALS => Comparison::LessOrEqual,
        operators::GREATER => Comparison::Greater,
        operators::GREATER_EQUALS => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

/// The comparison with its sides exchanged.
fn flip(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

/// Whether `left comparison right` holds.
pub(crate) fn holds<T: Ord>(left: T, comparison: Comparison, right: T) -> bool {
    match comparison {
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
        Comparison::Less => left < right,
        Comparison::LessOrEqual => left <= right,
        Comparison::Greater => left > right,
        Comparison::GreaterOrEqual => left >= right,
    }
}

/// The condition as an official writes it, for messages.
pub(crate) fn describe(expr: &Expr) -> String {
    let name = |field: &FieldId| match field.as_str().split_once('.') {
        Some(("f", id)) => format!("form.{}", id.replace('-', "_")),
        Some((_, id)) => id.to_owned(),
        None => field.to_string(),
    };
    let literal = |value: &Value| match value {
        Value::Bool(yes) => yes.to_string(),
        Value::Number(n) => n.to_string(),
        Value::Text(text) => format!("'{text}'"),
    };
    let join = |parts: &[Expr], sign: &str| {
        let parts: Vec<String> = parts
            .iter()
            .map(|part| match part {
                Expr::And(_) | Expr::Or(_) => format!("({})", describe(part)),
                _ => describe(part),
            })
            .collect();
        parts.join(sign)
    };
    match expr {
        Expr::Compare(field, Comparison::Equal, Value::Bool(true)) => name(field),
        Expr::Compare(field, comparison, value) => {
            let sign = match comparison {
                Comparison::Equal => "==",
                Comparison::NotEqual => "!=",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
                Comparison::Greater => ">",
                Comparison::GreaterOrEqual => ">=",
            };
            format!("{} {sign} {}", name(field), literal(value))
        }
        Expr::In(field, values) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!("{} in [{}]", name(field), values.join(", "))
        }
        Expr::Not(inner) => match inner.as_ref() {
            Expr::And(parts) | Expr::Or(parts) if !parts.is_empty() => {
                format!("!({})", describe(inner))
            }
            Expr::Compare(_, comparison, value)
                if (*comparison, value) != (Comparison::Equal, &Value::Bool(true)) =>
            {
                format!("!({})", describe(inner))
            }
            Expr::In(..) => format!("!({})", describe(inner)),
            _ => format!("!{}", describe(inner)),
        },
        Expr::And(parts) if parts.is_empty() => "true".to_owned(),
        Expr::Or(parts) if parts.is_empty() => "false".to_owned(),
        Expr::And(parts) => join(parts, " && "),
        Expr::Or(parts) => join(parts, " || "),
    }
}
