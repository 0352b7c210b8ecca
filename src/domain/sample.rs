//! A small invented edition, and short ways to write conditions and dossiers in tests.
//!
//! Not here: law. Nothing in this edition is a rule of any office.
//!
//! Invariant: "Each kind of question, condition and paper occurs at least once."

use crate::catalogue::{Edition, EditionId};
use crate::condition::{Answer, Answers, Comparison, Expr};
use crate::dossier::{Dossier, Recorded};
use crate::ids::{DeviceId, DossierId, FieldId, OperationId, Salt, Sha256};
use crate::operation::{Kind, Operation, PagePayload, Payload};
use crate::value::Value;
use proptest::prelude::{BoxedStrategy, Strategy, any, prop};
use proptest::prop_oneof;
use serde_json::{Value as Json, json};

pub(crate) fn id(field: &str) -> FieldId {
    field.parse().unwrap()
}
pub(crate) fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}
pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
pub(crate) fn is(field: &str) -> Expr {
    Expr::Compare(id(field), Comparison::Equal, Value::Bool(true))
}
pub(crate) fn eq(field: &str, choice: &str) -> Expr {
    Expr::Compare(id(field), Comparison::Equal, text(choice))
}
pub(crate) fn at_least(field: &str, literal: &str) -> Expr {
    Expr::Compare(id(field), Comparison::GreaterOrEqual, number(literal))
}
fn more_than(field: &str, literal: &str) -> Expr {
    Expr::Compare(id(field), Comparison::Greater, number(literal))
}
fn before(field: &str, day: &str) -> Expr {
    Expr::Compare(id(field), Comparison::Less, text(day))
}
fn not(expr: Expr) -> Expr {
    Expr::Not(Box::new(expr))
}
fn all(exprs: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::And(exprs.into_iter().collect())
}
fn either(exprs: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::Or(exprs.into_iter().collect())
}

/// Answers from words: `yes`, `no`, `?` (skipped), a number, or a text.
pub(crate) fn answers(pairs: &[(&str, &str)]) -> Answers {
    let answer = |word: &str| match word {
        "yes" => Answer::Given(Value::Bool(true)),
        "no" => Answer::Given(Value::Bool(false)),
        "?" => Answer::NotKnown,
        _ => Answer::Given(word.parse().map_or_else(|_| text(word), Value::Number)),
    };
    pairs.iter().map(|(field, word)| (id(field), answer(word))).collect()
}

fn words(vi: &str) -> Json {
    json!({ "vi": vi })
}
fn provenance() -> Json {
    json!({ "confidence": "high", "recheck_on": "2030-01-01" })
}
fn question(id: &str, kind: Json, show_if: Option<Expr>) -> Json {
    json!({ "id": id, "kind": kind, "ask": words(id), "why": words("…"), "show_if": show_if })
}
fn choices(ids: &[&str]) -> Json {
    ids.iter().map(|id| json!({ "id": id, "label": words(id) })).collect()
}
fn fates(names: &[&str]) -> Json {
    names.iter().map(|name| json!({ "fate": name })).collect()
}
fn paper(id: &str, need: &str, when: Option<Expr>, fates: Json) -> Json {
    json!({
        "id": id, "name": words(id), "need": need, "when": when, "fates": fates,
        "provenance": provenance(),
    })
}
fn fee(name: &str, amount: Option<u32>, when: Option<Expr>) -> Json {
    json!({ "name": words(name), "amount_vnd": amount, "when": when, "provenance": provenance() })
}
fn field(id: &str, kind: Json, required: bool, show_if: Option<Expr>) -> Json {
    json!({
        "id": id, "label": words(id), "kind": kind, "required": required, "show_if": show_if,
        "provenance": provenance(),
    })
}

/// The invented edition: building something in a garden.
pub(crate) fn edition() -> Edition {
    let photo = || fates(&["photographed", "original_brought"]);
    let mut sensitive = question("q-married", json!("yes_no"), None);
    sensitive["id"] = json!("married");
    sensitive["sensitive"] = json!(true);
    let mut n_floors =
        field("n-floors", json!({ "number": { "min": "1", "max": "20" } }), true, None);
    n_floors["from_answer"] = json!("floors");
    let limits = |min: &str, max: &str, decimals: u8| json!({ "number": { "min": min, "max": max, "decimals": decimals } });
    let edition = json!({
        "valid_from": "2026-07-01",
        "status": "in_force",
        "provenance": provenance(),
        "authority": [
            { "when": more_than("q.area", "500"), "name": words("city"), "authority": "city", "provenance": provenance() },
            { "name": words("ward"), "authority": "ward", "provenance": provenance() },
        ],
        "channels": [],
        "time_limits": [
            { "when": is("q.basement"), "amount": 30, "unit": "working_day", "provenance": provenance() },
            { "amount": 20, "unit": "working_day", "provenance": provenance() },
        ],
        "fees": [
            fee("online", Some(50_000), Some(eq("q.channel", "online"))),
            fee("paper", Some(100_000), Some(eq("q.channel", "paper"))),
            fee("large", Some(20_000), Some(more_than("q.area", "100.5"))),
            fee("ask", None, None),
        ],
        "questions": [
            sensitive,
            question("useless", json!("yes_no"), None),
            question("kind", json!({ "choice": choices(&["house", "shed", "fence"]) }), None),
            question("owner", json!("yes_no"), None),
            question("floors", limits("1", "20", 0), Some(eq("q.kind", "house"))),
            question("basement", json!("yes_no"), Some(at_least("q.floors", "2"))),
            question("area", limits("1", "1000", 1), None),
            question("channel", json!({ "choice": choices(&["online", "paper"]) }), None),
            question("began", json!("date"), None),
            question("place", json!("place"), None),
        ],
        "exits": [
            { "id": "not-yours", "when": not(is("q.owner")), "reason": words("…"), "instead": words("…"), "provenance": provenance() },
        ],
        "papers": [
            paper("application", "always", None, fates(&["filled_in"])),
            paper("land", "always", None, fates(&["photographed", "original_brought", "delivered_earlier"])),
            paper("drawing", "always", Some(either([at_least("q.floors", "3"), is("q.basement")])), photo()),
            paper("soil", "always", Some(all([is("q.basement"), more_than("q.area", "100.5")])), photo()),
            paper("spouse", "always", Some(is("q.married")), photo()),
            paper("old-permit", "maybe", Some(before("q.began", "2026-01-01")), photo()),
            paper("letter", "optional", None, photo()),
            paper("map", "in_practice", None, json!([
                { "fate": "looked_up", "when": eq("q.place", "phuong-mot") },
                { "fate": "photographed", "when": not(eq("q.place", "phuong-mot")) },
            ])),
        ],
        "form": [
            { "id": "who", "title": words("who"), "fields": [
                field("name", json!({ "line": { "max_chars": 40 } }), true, None),
                field("phone", json!("phone"), false, None),
                field("company", json!("declaration"), false, None),
                field("company-number", json!("business_number"), true, Some(is("f.company"))),
            ] },
            { "id": "house", "title": words("house"), "show_if": eq("q.kind", "house"), "fields": [
                n_floors,
                field("depth", limits("0.5", "9", 2), true, Some(is("q.basement"))),
            ] },
        ],
    });
    serde_json::from_value(edition).unwrap()
}

/// A log of one device that sees everything it wrote.
#[derive(Debug)]
pub(crate) struct Log {
    pub(crate) records: Vec<Recorded>,
}

pub(crate) const DOSSIER: DossierId = DossierId::from_bytes([7; 16]);

pub(crate) fn operation_id(n: u8) -> OperationId {
    OperationId::from_bytes([n; 16])
}

pub(crate) fn edition_id() -> EditionId {
    "garden@2026-07-01".parse().unwrap()
}

/// A record whose id and content follow from a number.
pub(crate) fn record(n: u8, kind: Kind, field: &str, parents: &[u8], value: Payload) -> Recorded {
    Recorded {
        operation: Operation {
            id: operation_id(n),
            device: DeviceId::from_bytes([1; 16]),
            dseq: u32::from(n),
            dossier: DOSSIER,
            kind,
            field: id(field),
            parents: parents.iter().map(|p| operation_id(*p)).collect(),
            value,
            salt: Salt::from_bytes([n; 16]),
            edition: edition_id(),
            said_at: i64::from(n),
        },
        content: Sha256::from_bytes([n; 32]),
        number: None,
        received_at: None,
    }
}

pub(crate) fn page(image: u8) -> Payload {
    PagePayload { sha256: Sha256::from_bytes([image; 32]), size_bytes: 9, width: 3, height: 3 }
        .to_payload()
}

/// A payload from a word, as [`answers`] reads it.
pub(crate) fn payload(word: &str) -> Payload {
    match word {
        "yes" => Payload::Bool(true),
        "no" => Payload::Bool(false),
        "?" => Payload::Null,
        _ => Payload::Text(word.to_owned()),
    }
}

impl Log {
    pub(crate) fn new() -> Self {
        Self { records: vec![record(1, Kind::Create, "dossier", &[], Payload::Null)] }
    }
    pub(crate) fn dossier(&self) -> Dossier {
        Dossier::fold(DOSSIER, &self.records)
    }
    /// Adds an operation that names all heads of its field.
    pub(crate) fn add(&mut self, kind: Kind, field: &str, value: Payload) -> &mut Self {
        let key = crate::operation::FieldKey::find(&id(field)).unwrap();
        let n = u8::try_from(self.records.len() + 1).unwrap();
        let mut new = record(n, kind, field, &[], value);
        new.operation.parents = self.dossier().head_ids(&key);
        self.records.push(new);
        self
    }
    pub(crate) fn set(&mut self, field: &str, word: &str) -> &mut Self {
        self.add(Kind::Set, field, payload(word))
    }
    /// A value of another device that had seen nothing of the field.
    pub(crate) fn set_apart(&mut self, field: &str, word: &str) -> &mut Self {
        let n = u8::try_from(self.records.len() + 1).unwrap();
        self.records.push(record(n, Kind::Set, field, &[], payload(word)));
        self
    }
    pub(crate) fn attach(&mut self, paper: &str, image: u8) -> &mut Self {
        self.add(Kind::Attach, &format!("p.{paper}"), page(image))
    }
    pub(crate) fn fate(&mut self, paper: &str, fate: &str, detail: &str) -> &mut Self {
        let text = |text: &str| Payload::Text(text.to_owned());
        let value = Payload::Map(
            [("fate".to_owned(), text(fate)), ("detail".to_owned(), text(detail))].into(),
        );
        self.add(Kind::Set, &format!("fate.{paper}"), value)
    }
}

/// Fields of random conditions: the letter after the dot says yes/no, number or choice.
pub(crate) const RANDOM_FIELDS: [&str; 5] = ["q.b0", "q.b1", "q.n0", "q.n1", "q.t0"];

/// Conditions over some of [`RANDOM_FIELDS`].
pub(crate) fn any_expr_over(fields: &[&'static str]) -> BoxedStrategy<Expr> {
    let comparison = || {
        prop::sample::select(vec![
            Comparison::Equal,
            Comparison::NotEqual,
            Comparison::Less,
            Comparison::LessOrEqual,
            Comparison::Greater,
            Comparison::GreaterOrEqual,
        ])
    };
    let atoms = fields.iter().map(|field| {
        let field = id(field);
        match field.as_str().as_bytes()[2] {
            b'b' => any::<bool>()
                .prop_map(move |b| Expr::Compare(field.clone(), Comparison::Equal, Value::Bool(b)))
                .boxed(),
            b'n' => (comparison(), 1..3_u8)
                .prop_map(move |(c, n)| Expr::Compare(field.clone(), c, number(&n.to_string())))
                .boxed(),
            _ => (0..2_usize)
                .prop_map(move |n| Expr::In(field.clone(), ["x", "y"].map(text)[n..].to_vec()))
                .boxed(),
        }
    });
    prop::strategy::Union::new(atoms)
        .prop_recursive(3, 10, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(not),
                prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::And),
                prop::collection::vec(inner, 0..4).prop_map(Expr::Or),
            ]
        })
        .boxed()
}

/// Editions of five questions, four papers that are never required, fees of 1, 2 and 4 đồng and four form fields; later
/// parts look at earlier ones.
pub(crate) fn any_edition() -> impl Strategy<Value = Edition> {
    let maybe = |n: usize| prop::option::of(any_expr_over(&RANDOM_FIELDS[..n])).boxed();
    let show_ifs: Vec<BoxedStrategy<Option<Expr>>> = (1..RANDOM_FIELDS.len()).map(maybe).collect();
    let whens = prop::collection::vec(maybe(5), 4 + 4 + 2 + 3 + 1);
    let exit = prop::option::weighted(0.3, any_expr_over(&RANDOM_FIELDS));
    (show_ifs, whens, exit).prop_map(|(show_ifs, whens, exit)| {
        let kinds = [
            json!("yes_no"),
            json!("yes_no"),
            json!({ "number": { "min": "0", "max": "3", "decimals": 1 } }),
            json!({ "number": { "min": "0", "max": "3", "decimals": 1 } }),
            json!({ "choice": choices(&["x", "y", "z"]) }),
        ];
        let show_ifs = std::iter::once(None).chain(show_ifs);
        let questions: Vec<Json> = RANDOM_FIELDS
            .iter()
            .zip(kinds)
            .zip(show_ifs)
            .map(|((field, kind), show_if)| question(&field[2..], kind, show_if))
            .collect();
        let mut whens = whens.into_iter();
        let mut when = || whens.next().flatten();
        let papers: Vec<Json> = (0..4)
            .map(|n| {
                let fates = fates(&["photographed", "looked_up"]);
                paper(&format!("p{n}"), "in_practice", when(), fates)
            })
            .collect();
        let line = || json!({ "line": { "max_chars": 9 } });
        let form: Vec<Json> = ["s0", "s1"]
            .iter()
            .map(|section| {
                let fields: Vec<Json> = (0..2)
                    .map(|n| field(&format!("{section}-{n}"), line(), false, when()))
                    .collect();
                json!({ "id": section, "title": words("…"), "show_if": when(), "fields": fields })
            })
            .collect();
        let fees: Vec<Json> = [1, 2, 4].map(|vnd| fee("fee", Some(vnd), when())).to_vec();
        let limit = |when: Option<Expr>| {
            json!({ "when": when, "amount": 5, "unit": "working_day", "provenance": provenance() })
        };
        let time_limits = json!([limit(when()), limit(None)]);
        let exits: Vec<Json> = exit
            .iter()
            .map(|when| {
                json!({
                    "id": "exit", "when": when, "reason": words("…"), "instead": words("…"),
                    "provenance": provenance(),
                })
            })
            .collect();
        serde_json::from_value(json!({
            "valid_from": "2026-07-01", "status": "in_force", "provenance": provenance(),
            "authority": [], "channels": [], "time_limits": time_limits, "fees": fees,
            "questions": questions, "exits": exits, "papers": papers, "form": form,
        }))
        .unwrap()
    })
}

/// A word that answers one of [`RANDOM_FIELDS`].
pub(crate) fn any_word(field: &'static str) -> BoxedStrategy<&'static str> {
    prop::sample::select(match field.as_bytes()[2] {
        b'b' => vec!["yes", "no", "?"],
        b'n' => vec!["0.5", "1", "1.5", "2", "2.5", "?"],
        _ => vec!["x", "y", "z", "?"],
    })
    .boxed()
}
