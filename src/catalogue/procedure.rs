//! One authored procedure file to a [`Procedure`], with the place of every condition and weak fact.
//!
//! Not here: what needs the other files (see [`crate::links`]), proofs and cases.
//!
//! Invariant: "Every fact has a source or says that it has none."

use crate::condition::{Scope, Type, Variable};
use crate::facts::{Defaults, Facts};
use crate::mistake::Spot;
use crate::reader::{Authored, Mixed, Reader, Table, one_of};
use domain::catalogue::{
    Advice, AuthorityRule, Channel, ChannelKind, Choice, CopyKind, Edition, Exit, FORMAT, Fate,
    FateRule, Fee, FormField, FormFieldKind, Need, NumberLimits, Paper, Procedure, Question,
    QuestionKind, ResultPaper, Section, Status, Step, Text, TimeLimit, TimeUnit,
};
use domain::condition::Expr;
use domain::date::Date;
use domain::ids::{AuthorityId, FieldId, FormFieldId, PaperId, ProcedureId, QuestionId};
use domain::operation::FieldKey;
use domain::value::Number;
use std::collections::BTreeSet;

/// Sentences of a question stay under this many words.
const MAX_WORDS: usize = 20;

/// A procedure as read from its file.
pub(crate) struct AuthoredProcedure {
    pub(crate) procedure: Procedure,
    pub(crate) words: Vec<String>,
    pub(crate) field: String,
    pub(crate) events: Vec<String>,
    /// Beside each edition of the procedure, in the same order.
    pub(crate) editions: Vec<AuthoredEdition>,
    pub(crate) facts: Facts,
    pub(crate) links: Vec<Link>,
    pub(crate) n_untranslated: usize,
}

/// What the proofs need to know of an edition beyond its content.
pub(crate) struct AuthoredEdition {
    pub(crate) spot: Spot,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) questions: Vec<Spot>,
}

/// A condition with its place and its job.
pub(crate) struct Condition {
    pub(crate) role: Role,
    pub(crate) spot: Spot,
    pub(crate) key: String,
    pub(crate) expr: Expr,
}

/// What a condition decides; numbers are indexes into the edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    Authority(usize),
    TimeLimit(usize),
    Fee(usize),
    Question(QuestionId),
    Exit(usize),
    Paper(usize),
    Fate(usize, usize),
    Section(usize),
    Field(usize, usize),
    Advice(usize),
}

/// The name of something in another file.
pub(crate) struct Link {
    pub(crate) spot: Spot,
    pub(crate) key: String,
    pub(crate) target: Target,
}

/// What a link points at.
pub(crate) enum Target {
    Procedure(ProcedureId),
    Authority(AuthorityId),
}

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
const NEED: [(&str, Need); 4] = [
    ("always", Need::Always),
    ("in_practice", Need::InPractice),
    ("maybe", Need::Maybe),
    ("optional", Need::Optional),
];
const COPY_KIND: [(&str, CopyKind); 3] = [
    ("plain", CopyKind::Plain),
    ("certified", CopyKind::Certified),
    ("compared", CopyKind::Compared),
];
/// The life events residents browse by.
const EVENTS: [(&str, ()); 7] = [
    ("xay-sua-nha", ()),
    ("mo-quan-kinh-doanh", ()),
    ("con-di-hoc", ()),
    ("nha-dat", ()),
    ("khai-sinh-ket-hon", ()),
    ("giay-to-tuy-than", ()),
    ("hoi-nhom", ()),
];
/// Meanings of form fields that are shared between procedures.
const SAME_AS: [(&str, ()); 6] = [
    ("ho-ten", ()),
    ("so-dinh-danh", ()),
    ("dien-thoai", ()),
    ("email", ()),
    ("ngay-sinh", ()),
    ("dia-chi", ()),
];

/// All fates by their stored names.
pub(crate) fn fates() -> [(&'static str, Fate); 7] {
    Fate::ALL.map(|fate| (fate.as_str(), fate))
}

/// Reads a procedure file; `places` are the ids a place may have. `None` after noting the mistakes.
pub(crate) fn read(
    reader: &Reader<'_>,
    file_stem: &str,
    places: &[String],
    today: Date,
) -> Option<AuthoredProcedure> {
    let document = reader.parse()?;
    let root = reader.root(&document);
    let mut file = ProcedureFile { places, facts: Facts::new(&root, today), links: Vec::new() };
    let id = root.id::<ProcedureId>("id", "a stable id such as 'gpxd-nha-o-rieng-le'");
    if let Some(id) = &id
        && id.as_str() != file_stem
    {
        root.note("id", format!("expected the name of the file, '{file_stem}', found '{id}'"));
    }
    let defaults = Defaults::of_file(&root);
    let code = root.string_or_empty("code");
    let name = root.text("name", "name_en");
    let short = root.text("short", "short_en");
    let audience = root.text("audience", "audience_en");
    let words = root.strings("words").into_iter().map(|a| a.text).collect();
    let field = root.string("field");
    let events = listed(&root, "events", &EVENTS);
    let related = file.linked_procedures(&root, "related");
    let mut editions = Vec::new();
    let tables = root.tables("edition");
    if tables.is_empty() {
        root.note("edition", "expected at least one [[edition]], found none");
    }
    for table in tables {
        let read = file.edition(table, &defaults);
        editions.extend(read);
    }
    editions.sort_by_key(|(edition, _)| edition.valid_from);
    for pair in editions.windows(2) {
        let ((earlier, _), (later, authored)) = (&pair[0], &pair[1]);
        if earlier.valid_until.is_none_or(|until| until > later.valid_from) {
            let until = earlier.valid_until.map_or("never".to_owned(), |d| d.to_string());
            file.facts.mistake(
                &authored.spot,
                "edition.valid_from",
                format!(
                    "expected the edition from {} to end (valid_until) by {}, found that it ends {until}",
                    earlier.valid_from, later.valid_from
                ),
            );
        }
    }
    root.finish();
    let (editions, authored): (Vec<_>, Vec<_>) = editions.into_iter().unzip();
    let sources = file.facts.take_sources();
    file.facts.hand_over(reader);
    Some(AuthoredProcedure {
        procedure: Procedure {
            format: FORMAT,
            id: id?,
            code,
            name,
            short,
            audience,
            related,
            editions,
            sources,
        },
        words,
        field,
        events,
        editions: authored,
        facts: file.facts,
        links: file.links,
        n_untranslated: reader.n_untranslated(),
    })
}

fn listed(table: &Table<'_>, key: &'static str, allowed: &[(&str, ())]) -> Vec<String> {
    let mut names = Vec::new();
    for authored in table.strings(key) {
        if one_of(table.reader, &authored, allowed).is_some() {
            names.push(authored.text);
        }
    }
    names
}

struct ProcedureFile<'p> {
    places: &'p [String],
    facts: Facts,
    links: Vec<Link>,
}

/// The conditions of an edition while it is read.
struct Conditions {
    scope: Scope,
    list: Vec<Condition>,
}

impl Conditions {
    fn read(&mut self, table: &Table<'_>, key: &'static str, role: Role) -> Option<Expr> {
        let authored = table.authored(key)?;
        let expr = self.scope.compile(table.reader, &authored)?;
        self.list.push(Condition {
            role,
            spot: table.reader.spot(authored.at),
            key: authored.key,
            expr: expr.clone(),
        });
        Some(expr)
    }
}

impl ProcedureFile<'_> {
    fn linked_procedures(&mut self, table: &Table<'_>, key: &'static str) -> Vec<ProcedureId> {
        let mut ids = Vec::new();
        for authored in table.strings(key) {
            ids.extend(self.linked_procedure(table.reader, &authored));
        }
        ids
    }

    fn linked_procedure(
        &mut self,
        reader: &Reader<'_>,
        authored: &Authored,
    ) -> Option<ProcedureId> {
        let id: ProcedureId = crate::reader::parse_id(reader, authored)?;
        self.links.push(Link {
            spot: reader.spot(authored.at),
            key: authored.key.clone(),
            target: Target::Procedure(id.clone()),
        });
        Some(id)
    }

    fn edition(&mut self, table: Table<'_>, file: &Defaults) -> Option<(Edition, AuthoredEdition)> {
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
            table.tables("question").into_iter().filter_map(|t| self.question(t)).collect();
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
        let mut conditions =
            Conditions { scope: self.scope(&table, &questions, &form), list: Vec::new() };

        let has_place = questions.iter().any(|(q, _)| q.kind == QuestionKind::Place);
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
        let edition = Edition {
            valid_from: valid_from?,
            valid_until,
            status: status?,
            status_text,
            instead,
            alternatives,
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
        Some((edition, AuthoredEdition { spot, conditions: conditions.list, questions: spots }))
    }

    fn scope(
        &self,
        table: &Table<'_>,
        questions: &[(Question, Table<'_>)],
        form: &[(Table<'_>, Vec<(FormField, Table<'_>)>)],
    ) -> Scope {
        let mut scope = Scope::default();
        for (question, table) in questions {
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
            if by_place == authority.is_some() {
                let found = if by_place { "both" } else { "neither" };
                table.note(
                    "place",
                    format!("expected either authority = \"…\" or place = true, found {found}"),
                );
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
            rules.push(AuthorityRule { when, name, authority, provenance });
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
            let provenance = self.facts.read(&table, defaults);
            limits.push(TimeLimit {
                when,
                amount,
                unit: unit.unwrap_or(TimeUnit::WorkingDay),
                note,
                supplement_within,
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
            fees.push(Fee { when, name, amount_vnd, per, provenance });
            table.finish();
        }
        fees
    }

    fn question<'t>(&mut self, table: Table<'t>) -> Option<(Question, Table<'t>)> {
        let id: Option<QuestionId> = table.id("id", "an id of a-z, 0-9 and _");
        if let Some(id) = &id
            && id.as_str().contains(['-', '.'])
        {
            table.note("id", format!("expected an id of a-z, 0-9 and _, found '{id}'"));
        }
        let kind = match table.one_of(
            "kind",
            &[("yes_no", 0), ("choice", 1), ("number", 2), ("date", 3), ("place", 4)],
        ) {
            Some(0) => Some(QuestionKind::YesNo),
            Some(1) => Some(QuestionKind::Choice(choices(&table))),
            Some(2) => number_limits(&table).map(QuestionKind::Number),
            Some(3) => Some(QuestionKind::Date),
            Some(4) => Some(QuestionKind::Place),
            _ => None,
        };
        let ask = table.text("ask", "ask_en");
        check_sentences(&table, "ask", &ask.vi);
        check_sentences(&table, "ask_en", &ask.en);
        let why = table.text("why", "why_en");
        let help = table.text_or_empty("help", "help_en");
        let sensitive = table.bool_or_false("sensitive");
        let (id, kind) = (id?, kind?);
        Some((Question { id, kind, ask, why, help, show_if: None, sensitive }, table))
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

    fn papers(
        &mut self,
        table: &Table<'_>,
        defaults: &Defaults,
        conditions: &mut Conditions,
    ) -> Vec<Paper> {
        let mut papers = Vec::new();
        let mut ids = BTreeSet::new();
        for table in table.tables("paper") {
            let id: Option<PaperId> = table.id("id", "an id of a-z, 0-9 and -");
            unique(&table, &mut ids, id.as_ref().map(PaperId::as_str));
            let name = table.text("name", "name_en");
            let plain = table.text_or_empty("plain", "plain_en");
            let need = table.one_of("need", &NEED);
            let when = conditions.read(&table, "when", Role::Paper(papers.len()));
            let because = table.text_or_empty("because", "because_en");
            if when.is_none() && !because.is_empty() && !table.has("when") {
                table.note("because", "expected a 'when' beside it, found none");
            }
            let originals = table.whole_opt("originals").unwrap_or(0);
            let copies = table.whole_opt("copies").unwrap_or(0);
            let copy_kind = table.one_of_opt("copy_kind", &COPY_KIND).unwrap_or_default();
            let form_number = table.string_or_empty("form_number");
            let fates = fate_rules(&table, papers.len(), conditions);
            let obtain = table.text_or_empty("obtain", "obtain_en");
            let max_age = table.text_or_empty("max_age", "max_age_en");
            let good_example = table.text_or_empty("good_example", "good_example_en");
            let provenance = self.facts.read(&table, defaults);
            if let (Some(id), Some(need)) = (id, need) {
                papers.push(Paper {
                    id,
                    name,
                    plain,
                    need,
                    when,
                    because,
                    originals,
                    copies,
                    copy_kind,
                    form_number,
                    fates,
                    obtain,
                    max_age,
                    good_example,
                    provenance,
                });
            }
            table.finish();
        }
        papers
    }

    fn form_field<'t>(
        &mut self,
        table: Table<'t>,
        defaults: &Defaults,
    ) -> Option<(FormField, Table<'t>)> {
        let id: Option<FormFieldId> = table.id("id", "an id of a-z, 0-9 and -");
        if let Some(id) = &id
            && id.as_str().contains(['_', '.'])
        {
            table.note("id", format!("expected an id of a-z, 0-9 and -, found '{id}'"));
        }
        let label = table.text("label", "label_en");
        let kind = form_field_kind(&table);
        let required = table.bool_or_false("required");
        let hint = table.text_or_empty("hint", "hint_en");
        let default = table.string_or_empty("default");
        let from_answer = table.id_opt("from_answer");
        let same_as = table.authored("same_as");
        let same_as = same_as
            .filter(|a| one_of(table.reader, a, &SAME_AS).is_some())
            .map_or(String::new(), |a| a.text);
        let provenance = self.facts.read_or_inherit(&table, defaults);
        let (id, kind) = (id?, kind?);
        let field = FormField {
            id,
            label,
            kind,
            required,
            show_if: None,
            hint,
            default,
            from_answer,
            same_as,
            provenance,
        };
        Some((field, table))
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

fn unique(table: &Table<'_>, ids: &mut BTreeSet<String>, id: Option<&str>) {
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

fn choice_type(choices: &[Choice]) -> Type {
    Type::Choice(choices.iter().map(|choice| choice.id.clone()).collect())
}

fn number_type(limits: &NumberLimits) -> Type {
    Type::Number { min: limits.min, max: limits.max, decimals: limits.decimals }
}

fn choices(table: &Table<'_>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for choice in table.tables("choices") {
        let id = choice.id::<PaperId>("id", "an id of a-z, 0-9, - and _");
        let label = choice.text("label", "label_en");
        if let Some(id) = id {
            let id = id.to_string();
            if choices.iter().any(|known| known.id == id) {
                choice.note("id", format!("expected a choice named once, found '{id}' again"));
            }
            choices.push(Choice { id, label });
        }
        choice.finish();
    }
    if choices.len() < 2 {
        table.note("choices", "expected at least two choices { id = \"…\", label = \"…\" }");
    }
    choices
}

fn number_limits(table: &Table<'_>) -> Option<NumberLimits> {
    let unit = table.text_or_empty("unit", "unit_en");
    let min = table.number("min");
    let max = table.number("max");
    let decimals: u8 = table.whole_opt("decimals").unwrap_or(0);
    if decimals > 3 {
        table.note("decimals", format!("expected at most 3, found {decimals}"));
    }
    let (min, max): (Number, Number) = (min?, max?);
    if min >= max {
        table.note("max", format!("expected more than min = {min}, found {max}"));
    }
    Some(NumberLimits { unit, min, max, decimals: decimals.min(3) })
}

fn form_field_kind(table: &Table<'_>) -> Option<FormFieldKind> {
    #[derive(Clone, Copy)]
    enum Kind {
        Line,
        Lines,
        Number,
        Date,
        Phone,
        Email,
        PersonalNumber,
        BusinessNumber,
        Choice,
        Declaration,
        Table,
    }
    Some(
        match table.one_of(
            "kind",
            &[
                ("line", Kind::Line),
                ("lines", Kind::Lines),
                ("number", Kind::Number),
                ("date", Kind::Date),
                ("phone", Kind::Phone),
                ("email", Kind::Email),
                ("personal_number", Kind::PersonalNumber),
                ("business_number", Kind::BusinessNumber),
                ("choice", Kind::Choice),
                ("declaration", Kind::Declaration),
                ("table", Kind::Table),
            ],
        )? {
            Kind::Line => FormFieldKind::Line { max_chars: table.whole("max_chars")? },
            Kind::Lines => FormFieldKind::Lines { max_chars: table.whole("max_chars")? },
            Kind::Number => FormFieldKind::Number(number_limits(table)?),
            Kind::Date => FormFieldKind::Date,
            Kind::Phone => FormFieldKind::Phone,
            Kind::Email => FormFieldKind::Email,
            Kind::PersonalNumber => FormFieldKind::PersonalNumber,
            Kind::BusinessNumber => FormFieldKind::BusinessNumber,
            Kind::Choice => FormFieldKind::Choice(choices(table)),
            Kind::Declaration => FormFieldKind::Declaration,
            Kind::Table => {
                FormFieldKind::Table { columns: columns(table), max_rows: table.whole("max_rows")? }
            }
        },
    )
}

/// Headings as texts, or as `{ name = "…", name_en = "…" }`.
fn columns(table: &Table<'_>) -> Vec<Text> {
    let mut columns = Vec::new();
    for item in table.mixed("columns") {
        columns.push(match item {
            Mixed::Text(text) => Text { vi: text.text, en: String::new() },
            Mixed::Table(column) => {
                let text = column.text("name", "name_en");
                column.finish();
                text
            }
        });
    }
    let translations = table.strings("columns_en");
    if !translations.is_empty() && translations.len() != columns.len() {
        let (expected, found) = (columns.len(), translations.len());
        table.note("columns_en", format!("expected {expected} headings, found {found}"));
    }
    for (column, translation) in columns.iter_mut().zip(translations) {
        column.en = translation.text;
    }
    if columns.is_empty() {
        table.note("columns", "expected at least one heading");
    }
    columns
}

fn fate_rules(table: &Table<'_>, paper: usize, conditions: &mut Conditions) -> Vec<FateRule> {
    let allowed = fates();
    let mut rules: Vec<FateRule> = Vec::new();
    let items = table.mixed("fates");
    let is_empty = items.is_empty();
    for item in items {
        let rule = match item {
            Mixed::Text(text) => {
                one_of(table.reader, &text, &allowed).map(|fate| FateRule { fate, when: None })
            }
            Mixed::Table(item) => {
                let fate = item.one_of("fate", &allowed);
                let when = conditions.read(&item, "when", Role::Fate(paper, rules.len()));
                item.finish();
                fate.map(|fate| FateRule { fate, when })
            }
        };
        rules.extend(rule);
    }
    if is_empty {
        let names: Vec<&str> = allowed.iter().map(|(name, _)| *name).collect();
        let text = format!("expected at least one way to hand the paper in: {}", names.join(", "));
        table.note("fates", text);
    }
    rules
}

fn sections(
    form: Vec<(Table<'_>, Vec<(FormField, Table<'_>)>)>,
    questions: &[Question],
    conditions: &mut Conditions,
) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut ids = BTreeSet::new();
    for (table, fields) in form {
        let index = sections.len();
        let id: Option<PaperId> = table.id("id", "an id of a-z, 0-9 and -");
        unique(&table, &mut ids, id.as_ref().map(PaperId::as_str));
        let title = table.text("title", "title_en");
        let show_if = conditions.read(&table, "show_if", Role::Section(index));
        let mut read = Vec::new();
        for (mut field, table) in fields {
            let role = Role::Field(index, read.len());
            field.show_if = conditions.read(&table, "show_if", role);
            if let Some(answer) = &field.from_answer
                && !questions.iter().any(|question| &question.id == answer)
            {
                let known = questions.iter().map(|question| question.id.as_str());
                let hint = crate::mistake::did_you_mean(answer.as_str(), known);
                table.note(
                    "from_answer",
                    format!("expected the id of a question, found '{answer}'{hint}"),
                );
            }
            table.finish();
            read.push(field);
        }
        let id = id.map_or(String::new(), |id| id.to_string());
        sections.push(Section { id, title, show_if, fields: read });
        table.finish();
    }
    sections
}

fn check_sentences(table: &Table<'_>, key: &str, text: &str) {
    for sentence in text.split(['.', '?', '!', '…', ';', ':']) {
        let n_words = sentence.split_whitespace().count();
        if n_words >= MAX_WORDS {
            table.note(
                key,
                format!("expected sentences under {MAX_WORDS} words, found one of {n_words}"),
            );
        }
    }
}
