//! A table of short texts, one block of boxes a row.
//!
//! Invariant: "Adding or removing a row loses nothing that was typed."

use super::draft::{table_payload, table_rows};
use super::field::FieldContext;
use crate::components::{act, flag, text};
use crate::platform::page;
use domain::catalogue::FormFieldKind;
use leptos::prelude::*;

/// Rows as they stand on the screen, each with a key of its own.
#[derive(Clone, Copy)]
struct Rows {
    keys: RwSignal<Vec<u32>>,
    cells: StoredValue<Vec<(u32, Vec<String>)>>,
    next_key: StoredValue<u32>,
    n_columns: usize,
}

impl Rows {
    fn new(rows: Vec<Vec<String>>, n_columns: usize) -> Self {
        let new = Self {
            keys: RwSignal::default(),
            cells: StoredValue::default(),
            next_key: StoredValue::new(0),
            n_columns,
        };
        for row in rows {
            new.push(row);
        }
        if new.keys.with_untracked(Vec::is_empty) {
            new.push_empty();
        }
        new
    }
    fn push(self, row: Vec<String>) -> u32 {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        self.cells.update_value(|cells| cells.push((key, row)));
        self.keys.update(|keys| keys.push(key));
        key
    }
    fn push_empty(self) -> u32 {
        self.push(vec![String::new(); self.n_columns])
    }
    fn remove(self, key: u32) {
        self.cells.update_value(|cells| cells.retain(|(of, _)| *of != key));
        self.keys.update(|keys| keys.retain(|of| *of != key));
    }
    fn cell(self, key: u32, column: usize) -> String {
        self.cells.with_value(|cells| {
            let row = cells.iter().find(|(of, _)| *of == key);
            row.and_then(|(_, row)| row.get(column)).cloned().unwrap_or_default()
        })
    }
    fn type_cell(self, key: u32, column: usize, text: &str) {
        let text = page::normalize(text);
        self.cells.update_value(|cells| {
            let row = cells.iter_mut().find(|(of, _)| *of == key);
            if let Some(cell) = row.and_then(|(_, row)| row.get_mut(column)) {
                *cell = text;
            }
        });
    }
    fn texts(self) -> Vec<Vec<String>> {
        self.cells.with_value(|cells| cells.iter().map(|(_, row)| row.clone()).collect())
    }
}

fn cell_id(context: &FieldContext, key: u32, column: usize) -> String {
    match (key, column) {
        // The error summary links to the first box.
        (0, 0) => context.id(),
        _ => format!("{}-{key}-{column}", context.id()),
    }
}

/// The table.
#[component]
pub(super) fn TableControl(context: FieldContext) -> impl IntoView {
    let FormFieldKind::Table { columns, max_rows } = &context.field.kind else {
        return ().into_any();
    };
    let max_rows = usize::from(*max_rows);
    let stored = context.stored().get_untracked();
    let rows = Rows::new(table_rows(stored.as_ref(), columns.len()), columns.len());
    let (error, words) = (context.error(), context.words);
    let (focus, label, hint) = (context.clone(), context.full_label(), context.hint());
    let is_full = move || rows.keys.with(Vec::len) >= max_rows;
    let add = move |_| {
        let key = rows.push_empty();
        let id = cell_id(&focus, key, 0);
        // The row is on the page after this turn.
        request_animation_frame(move || page::focus_id(&id));
    };
    view! {
        <fieldset class="field form__table" class:field--wrong=flag(move || error.get().is_some())>
            <legend class="field__label">{label}</legend>
            <p class="field__hint">{hint}</p>
            <p class="field__error">{error}</p>
            <For each=move || rows.keys.get() key=|key: &u32| *key let:key>
                <Row context=context.clone() rows=rows key=key/>
            </For>
            <button
                class="button button--small button--quiet"
                type="button"
                disabled=flag(is_full)
                on:click=act(add)
            >
                {words.add_row()}
            </button>
        </fieldset>
    }
    .into_any()
}

#[component]
fn Row(context: FieldContext, rows: Rows, key: u32) -> impl IntoView {
    let FormFieldKind::Table { columns, .. } = &context.field.kind else { return ().into_any() };
    let words = context.words;
    let number = move || {
        let at = rows.keys.with(|keys| keys.iter().position(|of| *of == key)).unwrap_or(0);
        (at + 1).to_string()
    };
    let save = {
        let context = context.clone();
        move || context.take(table_payload(&context.field.kind, &rows.texts()))
    };
    let cells = columns.iter().enumerate().map(|(column, heading)| {
        let (id, save, leave) = (cell_id(&context, key, column), save.clone(), context.clone());
        let on_input = move |event| {
            rows.type_cell(key, column, &event_target_value(&event));
            save();
        };
        view! {
            <label class="form__cell-label" for=id.clone()>{words.text(heading)}</label>
            <input
                class="field__input"
                id=id
                type="text"
                autocomplete="off"
                value=rows.cell(key, column)
                on:input=act(on_input)
                on:blur=act(move |_| leave.leave())
            />
        }
        .into_any()
    });
    let cells = cells.collect::<Vec<_>>();
    let remove = move |_| {
        rows.remove(key);
        if rows.keys.with_untracked(Vec::is_empty) {
            rows.push_empty();
        }
        save();
    };
    view! {
        <div class="form__row" role="group" aria-label=text(move || words.row_of(&number()))>
            {cells}
            <button class="button button--small button--quiet" type="button" on:click=act(remove)>
                {text(move || words.remove_row(&number()))}
            </button>
        </div>
    }
    .into_any()
}
