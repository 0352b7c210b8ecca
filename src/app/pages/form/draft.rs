//! Between what stands in a control and what is stored.
//!
//! Not here: limits (see [`domain::form::parse_field`]), saving.
//!
//! Invariant: "What is shown of a stored value reads back as the same value."

use crate::i18n::Words;
use domain::catalogue::FormFieldKind;
use domain::date::Date;
use domain::form::{
    FieldError, parse_field, parse_typed_date, parse_typed_number, to_typed_number,
};
use domain::operation::Payload;
use domain::value::Number;

/// The payload for a typed text in NFC; `Null` for an empty one.
///
/// # Errors
/// When the field does not take the text. It is then not stored.
pub(super) fn typed_payload(kind: &FormFieldKind, text: &str) -> Result<Payload, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Payload::Null);
    }
    let stored = match kind {
        FormFieldKind::Number(_) => parse_typed_number(text)?.to_string(),
        FormFieldKind::Date => parse_typed_date(text)?.to_string(),
        _ => text.to_owned(),
    };
    let payload = Payload::Text(stored);
    parse_field(kind, &payload).map(|_| payload)
}

/// A stored value as it stands in its control.
pub(crate) fn control_text(kind: &FormFieldKind, payload: &Payload) -> String {
    let text = match payload {
        Payload::Text(text) => text.clone(),
        Payload::Integer(n) => n.to_string(),
        Payload::Bool(true) => return "true".to_owned(),
        _ => return String::new(),
    };
    match kind {
        FormFieldKind::Number(_) => text.parse::<Number>().map_or(text, to_typed_number),
        FormFieldKind::Date => text.parse::<Date>().map_or(text, Date::to_vietnamese),
        _ => text,
    }
}

/// A stored value as a person reads it.
pub(crate) fn shown_text(words: Words, kind: &FormFieldKind, payload: &Payload) -> String {
    match (kind, payload) {
        (FormFieldKind::Choice(choices), Payload::Text(id)) => {
            let choice = choices.iter().find(|choice| &choice.id == id);
            choice.map_or_else(|| id.clone(), |choice| words.text(&choice.label))
        }
        (FormFieldKind::Declaration, Payload::Bool(true)) => words.accepted().to_owned(),
        (FormFieldKind::Number(limits), _) => {
            let unit = words.text(&limits.unit);
            [control_text(kind, payload), unit].join(" ").trim_end().to_owned()
        }
        (FormFieldKind::Table { .. }, Payload::List(rows)) => {
            let rows = rows.iter().map(|row| row_cells(row).join(" · "));
            rows.filter(|row| !row.is_empty()).collect::<Vec<_>>().join("; ")
        }
        _ => control_text(kind, payload),
    }
}

/// The cells of one stored row that hold something.
fn row_cells(row: &Payload) -> Vec<&str> {
    match row {
        Payload::List(cells) => {
            cells.iter().filter_map(Payload::as_text).filter(|cell| !cell.is_empty()).collect()
        }
        _ => Vec::new(),
    }
}

/// The rows of a stored table, each with `n_columns` cells.
pub(super) fn table_rows(payload: Option<&Payload>, n_columns: usize) -> Vec<Vec<String>> {
    let Some(Payload::List(rows)) = payload else { return Vec::new() };
    let cell = |row: &Payload, at: usize| match row {
        Payload::List(cells) => cells.get(at).and_then(Payload::as_text).unwrap_or("").to_owned(),
        _ => String::new(),
    };
    rows.iter().map(|row| (0..n_columns).map(|at| cell(row, at)).collect()).collect()
}

/// The payload for the rows of a table; `Null` when all are empty.
///
/// # Errors
/// When a cell or the table is larger than the field takes.
pub(super) fn table_payload(
    kind: &FormFieldKind,
    rows: &[Vec<String>],
) -> Result<Payload, FieldError> {
    let filled = rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    let rows: Vec<Payload> = filled
        .map(|row| row.iter().map(|cell| Payload::Text(cell.trim().to_owned())).collect())
        .map(Payload::List)
        .collect();
    if rows.is_empty() {
        return Ok(Payload::Null);
    }
    let payload = Payload::List(rows);
    parse_field(kind, &payload).map(|_| payload)
}

#[cfg(test)]
mod tests;
