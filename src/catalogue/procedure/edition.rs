//! An edition: its state, its rules and the names its conditions may use.
//!
//! Not here: questions, papers and the form (each in its own file).
//!
//! Invariant: "What conditions may name is read before the first condition."

use super::form::sections;
use super::question::{choice_type, number_type};
use super::{AuthoredEdition, Condition, Link, ProcedureFile, Role, Target};
use crate::composition::{Composed, Part, compose};
use crate::condition::{Scope, Type, Variable};
use crate::facts::Defaults;
use crate::reader::{Authored, Table};
use domain::catalogue::{
    Advice, AuthorityRule, Channel, ChannelKind, Edition, Exit, Fee, FormField, FormFieldKind,
    Question, QuestionKind, ResultPaper, Status, Step, TimeLimit, TimeUnit,
};
use domain::condition::{Answer, Expr};
use domain::date::Date;
use domain::ids::{AuthorityId, FieldId, PaperId, ProcedureId};
use domain::operation::FieldKey;
use std::collections::BTreeSet;

const STATUS: [(&str, Status); 5] = [
    ("in_force", Status::InForce),
    ("suspended", Status::Suspended),
    ("abolished", Status::Abolished),
    ("guide_only", Status::GuideOnly),
    ("constructed", Status::Constructed),
];
const CHANNEL: [(&str, ChannelKind); 3] =
    [("online", ChannelKind::Online), ("paper", ChannelKind::Paper), ("post", ChannelKind::Post)];
const TIME_UNIT: [(&str, TimeUnit); 3] = [
    ("working_day", TimeUnit::WorkingDay),
    ("calendar_day", TimeUnit::CalendarDay),
    ("working_hour", TimeUnit::WorkingHour),
];

/// The conditions of an edition while it is read.
pub(super) struct Conditions {
    pub(super) scope: Scope,
    pub(super) list: Vec<Condition>,
}

impl Conditions {
    pub(super) fn read(
        &mut self,
        table: &Table<'_>,
        key: &'static str,
        role: Role,
    ) -> Option<Expr> {
        let authored = table.authored(key)?;
        let expr = self.scope.compile(table.reader, &authored)?;
        self.list.push(Condition {
            role,
            spot: table.reader.spot(authored.at),
            key: authored.key,
            expr: expr.clone(),
            inherited: false,
        });
        Some(expr)
    }
}

impl ProcedureFile<'_> {
    pub(super) fn edition(
        &mut self,
        table: Table<'_>,
        file: &Defaults,
    ) -> Option<(Edition, AuthoredEdition)> {
        let valid_from = table.date("valid_from");
        let valid_until = table.date_opt("valid_until");
        if let (Some(from), Some(until)) = (valid_from, valid_until)
            && until <= from
        {
            table.note("valid_until", format!("expected a day after {from}, found {until}"));
        }
        let status = table.one_of("status", &STATUS);
        let status_text = table.text_or_empty("status_text", "status_text_en");
        let instead = table.text_or_empty("instead", "instead_en");
        let alternatives = self.linked_procedures(&table, "alternatives");
        if status.is_some_and(|s| !matches!(s, Status::InForce | Status::Constructed))
            && status_text.is_empty()
        {
            table.note("status_text", "expected a sentence that explains the status, found none");
        }
        let provenance = self.facts.read(&table, file);
        let defaults = file.recheck_of(&table);

        // First what conditions may name, then the conditions.
        let questions: Vec<(Question, Table<'_>)> =
            table.tables("question").into_iter().filter_map(super::question::read).collect();
        let mut form = Vec::new();
        for section in table.tables("form") {
            let defaults = defaults.within(&section);
            let fields: Vec<(FormField, Table<'_>)> = section
                .tables("field")
                .into_iter()
                .filter_map(|t| self.form_field(t, &defaults))
                .collect();
            form.push((section, fields));
        }
        let (parts, composed) = self.parts(&table, valid_from, valid_until);
        let scope = self.scope(&table, &questions, &form, &composed);
        let mut conditions = Conditions { scope, list: Vec::new() };

        let mut asked = questions.iter().map(|(q, _)| q).chain(&composed.questions);
        let has_place = asked.any(|question| question.kind == QuestionKind::Place);
        let authority = self.authority(&table, &defaults, &mut conditions, has_place);
        let channels = self.channels(&table, &defaults);
        let steps = self.steps(&table, &defaults);
        let results = self.results(&table, &defaults);
        let time_limits = self.time_limits(&table, &defaults, &mut conditions);
        let fees = self.fees(&table, &defaults, &mut conditions);
        let mut spots = Vec::new();
        let questions: Vec<Question> = questions
            .into_iter()
            .map(|(mut question, table)| {
                let role = Role::Question(question.id.clone());
                question.show_if = conditions.read(&table, "show_if", role);
                spots.push(table.spot());
                table.finish();
                question
            })
            .collect();
        let exits = self.exits(&table, &defaults, &mut conditions);
        let papers = self.papers(&table, &defaults, &mut conditions);
        let form = sections(form, &questions, &mut conditions);
        let advice = self.advice(&table, &defaults, &mut conditions);
        let spot = table.spot();
        if status.is_some_and(Status::takes_submissions) {
            if authority.is_empty() {
                table.note(
                    "authority",
                    "expected who receives the dossier, found no [[edition.authority]]",
                );
            }
            if channels.is_empty() {
                table.note("channel", "expected how to file, found no [[edition.channel]]");
            }
        }
        table.finish();
        let mut edition = Edition {
            valid_from: valid_from?,
            valid_until,
            status: status?,
            status_text,
            instead,
            alternatives,
            parts,
            provenance,
            authority,
            channels,
            steps,
            results,
            time_limits,
            fees,
            questions,
            exits,
            papers,
            form,
            advice,
        };
        let mut authored = AuthoredEdition { spot, conditions: conditions.list, questions: spots };
        if !edition.parts.is_empty() {
            self.composed_sources.extend(composed.sources.iter().cloned());
            composed.put_into(&mut edition, &mut authored);
        }
        Some((edition, authored))
    }

    /// The parts of a combined dossier and what they make together; nothing for an ordinary edition.
    fn parts(
        &mut self,
        table: &Table<'_>,
        valid_from: Option<Date>,
        valid_until: Option<Date>,
    ) -> (Vec<ProcedureId>, Composed) {
        let tables = table.tables("part");
        if tables.is_empty() {
            return Default::default();
        }
        for key in ["question", "exit", "paper", "form", "fee", "time_limit"] {
            if table.has(key) {
                table.note(key, "expected none beside [[edition.part]]: it comes from the parts");
            }
        }
        let n_written = tables.len();
        let mut parts = Vec::new();
        for table in tables {
            parts.extend(self.part(&table, valid_from, valid_until));
            table.finish();
        }
        let [one, other] = parts.as_slice() else {
            if n_written != 2 {
                table.note("part", format!("expected two parts, found {n_written}"));
            }
            return Default::default();
        };
        match compose([one, other]) {
            Ok(composed) => {
                let ids = parts.iter().map(|part| part.procedure.id.clone()).collect();
                (ids, composed)
            }
            Err(found) => {
                table.note("part", format!("expected parts that go together, found {found}"));
                Default::default()
            }
        }
    }

    fn part<'k>(
        &self,
        table: &Table<'_>,
        valid_from: Option<Date>,
        valid_until: Option<Date>,
    ) -> Option<Part<'k>>
    where
        Self: 'k,
    {
        let id: Option<ProcedureId> = table.id("procedure", "the id of a procedure");
        let prefix = table.string("prefix");
        let fixed = table.table_opt("fixed");
        let id = id?;
        let known = self.known.iter().find(|known| known.procedure.id == id);
        let Some(known) = known else {
            table.note(
                "procedure",
                format!(
                    "expected a procedure with no parts of its own and no mistakes, found '{id}'"
                ),
            );
            return None;
        };
        let procedure = &known.procedure;
        let edition = valid_from.and_then(|day| procedure.find_edition_on(day));
        let Some(edition) = edition.filter(|edition| {
            edition.valid_until.is_none_or(|end| valid_until.is_some_and(|until| until <= end))
        }) else {
            table.note(
                "procedure",
                format!(
                    "expected one edition of '{id}' for the whole time of this one, found none"
                ),
            );
            return None;
        };
        let fixed = match fixed {
            Some(fixed) => crate::cases::read_answers(&fixed, edition, self.places),
            None => Vec::new(),
        };
        let fixed = fixed.into_iter().map(|(field, value)| (field, Answer::Given(value))).collect();
        Some(Part { procedure, edition, prefix, fixed })
    }

    fn scope(
        &self,
        table: &Table<'_>,
        questions: &[(Question, Table<'_>)],
        form: &[(Table<'_>, Vec<(FormField, Table<'_>)>)],
        composed: &Composed,
    ) -> Scope {
        let mut scope = Scope::default();
        for (question, table) in questions
            .iter()
            .map(|(q, t)| (q, t))
            .chain(composed.questions.iter().map(|q| (q, table)))
        {
            let kind = match &question.kind {
                QuestionKind::YesNo => Type::YesNo,
                QuestionKind::Choice(choices) => choice_type(choices),
                QuestionKind::Number(limits) => number_type(limits),
                QuestionKind::Date => Type::Date,
                QuestionKind::Place => Type::Place(self.places.to_vec()),
            };
            let field = FieldKey::Answer(question.id.clone()).to_id();
            add(&mut scope, table, question.id.to_string(), field, kind);
        }
        for (field, table) in form.iter().flat_map(|(_, fields)| fields) {
            let kind = match &field.kind {
                FormFieldKind::Choice(choices) => choice_type(choices),
                FormFieldKind::Number(limits) => number_type(limits),
                FormFieldKind::Date => Type::Date,
                FormFieldKind::Declaration => Type::YesNo,
                _ => Type::Opaque,
            };
            let name = format!("form.{}", field.id.as_str().replace('-', "_"));
            let id = FieldKey::Form(field.id.clone()).to_id();
            add(&mut scope, table, name, id, kind);
        }
        if let Some(terms) = table.table_opt("terms") {
            for (name, at, value) in terms.open_entries() {
                let key = terms.path(name);
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                if !name.chars().all(plain) {
                    let text = format!("expected a name of a-z, 0-9 and _, found '{name}'");
                    table.reader.note(at, &key, text);
                }
                match value.get_ref().as_str() {
                    Some(text) => {
                        let at = terms.content_start(value, text);
                        let authored = Authored { text: text.to_owned(), at, key };
                        scope.terms.insert(name.to_owned(), authored);
                    }
                    None => {
                        let found = crate::reader::describe(value.get_ref());
                        let text = format!("expected a condition in quotes, found {found}");
                        table.reader.note(at, &key, text);
                    }
                }
            }
        }
        scope.compile_terms(table.reader);
        scope
    }

    fn authority(
        &mut self,
        table: &Table<'_>,
        defaults: &Defaults,
        conditions: &mut Conditions,
        has_place: bool,
    ) -> Vec<AuthorityRule> {
        let mut rules = Vec::new();
        for table in table.tables("authority") {
            let when = conditions.read(&table, "when", Role::Authority(rules.len()));
            let name = table.text("name", "name_en");
            let authority: Option<AuthorityId> = table.id_opt("authority");
            let by_place = table.bool_or_false("place");
            let elsewhere = table.bool_or_false("elsewhere");
            let n_said = [by_place, authority.is_some(), elsewhere].iter().filter(|s| **s).count();
            if n_said != 1 {
                let found = if n_said == 0 { "none" } else { "several" };
                let ways = "authority = \"…\", place = true and elsewhere = true";
                table.note("place", format!("expected one of {ways}, found {found}"));
            }
            if by_place && !has_place {
                table.note(
                    "place",
                    "expected a question of kind 'place' in the edition, found none",
                );
            }
            if let Some(id) = &authority {
                self.links.push(Link {
                    spot: table.reader.spot(table.at_key("authority")),
                    key: table.path("authority"),
                    target: Target::Authority(id.clone()),
                });
            }
            let provenance = self.facts.read(&table, defaults);
            rules.push(AuthorityRule { when, name, authority, elsewhere, provenance });
            table.finish();
        }
        rules
    }

    fn channels(&mut self, table: &Table<'_>, defaults: &Defaults) -> Vec<Channel> {
        let mut channels = Vec::new();
        for table in table.tables("channel") {
            let kind = table.one_of("kind", &CHANNEL);
            let text = table.text("text", "text_en");
            let address = table.string_or_empty("address");
            let provenance = self.facts.read(&table, defaults);
            channels.extend(kind.map(|kind| Channel { kind, text, address, provenance }));
            table.finish();
        }
        channels
    }

    fn steps(&mut self, table: &Table<'_>, defaults: &Defaults) -> Vec<Step> {
        let mut steps = Vec::new();
        for table in table.tables("step") {
            let text = table.text("text", "text_en");
            steps.push(Step { text, provenance: self.facts.read(&table, defaults) });
            table.finish();
        }
        steps
    }

    fn results(&mut self, table: &Table<'_>, defaults: &Defaults) -> Vec<ResultPaper> {
        let mut results = Vec::new();
        for table in table.tables("result") {
            let name = table.text("name", "name_en");
            let validity = table.text_or_empty("validity", "validity_en");
            let provenance = self.facts.read(&table, defaults);
            results.push(ResultPaper { name, validity, provenance });
            table.finish();
        }
        results
    }

    fn time_limits(
        &mut self,
        table: &Table<'_>,
        defaults: &Defaults,
        conditions: &mut Conditions,
    ) -> Vec<TimeLimit> {
        let mut limits = Vec::new();
        for table in table.tables("time_limit") {
            let when = conditions.read(&table, "when", Role::TimeLimit(limits.len()));
            let amount = table.whole_opt("amount");
            let unit = table.one_of("unit", &TIME_UNIT);
            let note = table.text_or_empty("note", "note_en");
            let supplement_within = table.whole_opt("supplement_within");
            let supplement_unit = table.one_of_opt("supplement_unit", &TIME_UNIT);
            if supplement_unit.is_some() && supplement_within.is_none() {
                table.note("supplement_unit", "expected supplement_within beside it, found none");
            }
            let provenance = self.facts.read(&table, defaults);
            limits.push(TimeLimit {
                when,
                amount,
                unit: unit.unwrap_or(TimeUnit::WorkingDay),
                note,
                supplement_within,
                supplement_unit,
                provenance,
            });
            table.finish();
        }
        limits
    }

    fn fees(
        &mut self,
        table: &Table<'_>,
        defaults: &Defaults,
        conditions: &mut Conditions,
    ) -> Vec<Fee> {
        let mut fees = Vec::new();
        for table in table.tables("fee") {
            let when = conditions.read(&table, "when", Role::Fee(fees.len()));
            let name = table.text("name", "name_en");
            let amount_vnd = table.whole_opt("amount_vnd");
            let per = table.text_or_empty("per", "per_en");
            let provenance = self.facts.read(&table, defaults);
            fees.push(Fee { when, name, amount_vnd, per, due_for: None, provenance });
            table.finish();
        }
        fees
    }

    fn exits(
        &mut self,
        table: &Table<'_>,
        defaults: &Defaults,
        conditions: &mut Conditions,
    ) -> Vec<Exit> {
        let mut exits = Vec::new();
        let mut ids = BTreeSet::new();
        for table in table.tables("exit") {
            let id: Option<PaperId> = table.id("id", "an id of a-z, 0-9 and -");
            unique(&table, &mut ids, id.as_ref().map(PaperId::as_str));
            if !table.has("when") {
                table.note("when", "expected the condition of this exit, found none");
            }
            let when = conditions.read(&table, "when", Role::Exit(exits.len()));
            let reason = table.text("reason", "reason_en");
            let instead = table.text("instead", "instead_en");
            let alternative = table
                .authored("alternative")
                .and_then(|authored| self.linked_procedure(table.reader, &authored));
            let provenance = self.facts.read(&table, defaults);
            if let (Some(id), Some(when)) = (id, when) {
                let id = id.to_string();
                exits.push(Exit { id, when, reason, instead, alternative, provenance });
            }
            table.finish();
        }
        exits
    }

    fn advice(
        &mut self,
        table: &Table<'_>,
        defaults: &Defaults,
        conditions: &mut Conditions,
    ) -> Vec<Advice> {
        let mut advice = Vec::new();
        for table in table.tables("advice") {
            let when = conditions.read(&table, "when", Role::Advice(advice.len()));
            let text = table.text("text", "text_en");
            advice.push(Advice { when, text, provenance: self.facts.read(&table, defaults) });
            table.finish();
        }
        advice
    }
}

fn add(scope: &mut Scope, table: &Table<'_>, name: String, field: FieldId, kind: Type) {
    if scope.variables.insert(name.clone(), Variable { field, kind }).is_some() {
        table.note("id", format!("expected an id used once in the edition, found '{name}' again"));
    }
}

pub(super) fn unique(table: &Table<'_>, ids: &mut BTreeSet<String>, id: Option<&str>) {
    if let Some(id) = id {
        if id.contains(['_', '.']) {
            table.note("id", format!("expected an id of a-z, 0-9 and -, found '{id}'"));
        }
        if !ids.insert(id.to_owned()) {
            table
                .note("id", format!("expected an id used once in the edition, found '{id}' again"));
        }
    }
}
