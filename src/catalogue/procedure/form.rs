//! Sections and fields of the form.
//!
//! Not here: checks of what a person types (`domain`).
//!
//! Invariant: "A field's id is used once in the edition."

use super::edition::{Conditions, unique};
use super::question::{choices, number_limits};
use super::{ProcedureFile, Role};
use crate::facts::Defaults;
use crate::reader::{Mixed, Table, one_of};
use domain::catalogue::{FormField, FormFieldKind, Question, Section, Text};
use domain::ids::{FormFieldId, PaperId};
use std::collections::BTreeSet;

/// Meanings of form fields that are shared between procedures.
const SAME_AS: [(&str, ()); 6] = [
    ("ho-ten", ()),
    ("so-dinh-danh", ()),
    ("dien-thoai", ()),
    ("email", ()),
    ("ngay-sinh", ()),
    ("dia-chi", ()),
];

impl ProcedureFile<'_> {
    pub(super) fn form_field<'t>(
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

pub(super) fn sections(
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
