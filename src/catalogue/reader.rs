//! Reads TOML with the place of every key, and notes what is missing, unknown or of the wrong kind.
//!
//! Not here: what the keys mean.
//!
//! Invariant: "A key that nobody asked for is a mistake."

use crate::mistake::{Mistake, Spot, did_you_mean};
use domain::catalogue::Text;
use domain::date::Date;
use domain::value::Number;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One authored file and the mistakes found in it.
pub(crate) struct Reader<'a> {
    name: &'a str,
    text: &'a str,
    mistakes: RefCell<Vec<Mistake>>,
    untranslated: RefCell<usize>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(name: &'a str, text: &'a str) -> Self {
        Self { name, text, mistakes: RefCell::default(), untranslated: RefCell::default() }
    }

    /// Parses the file; the first syntax error is noted and ends the reading of this file: what the parser says
    /// after it is about its own guesses.
    pub(crate) fn parse(&self) -> Option<Spanned<DeTable<'a>>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        let place = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
        let Some(first) = errors.iter().min_by_key(|error| place(error)) else {
            return Some(table);
        };
        let said = first.message().replace('\n', ", ");
        self.note(place(first), "TOML", format!("expected well-formed TOML, found: {said}"));
        None
    }

    pub(crate) fn spot(&self, at: usize) -> Spot {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &self.text[..at];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Spot {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    pub(crate) fn note(&self, at: usize, key: &str, text: impl Into<String>) {
        let mistake = Mistake { spot: self.spot(at), key: key.to_owned(), text: text.into() };
        self.mistakes.borrow_mut().push(mistake);
    }

    pub(crate) fn extend(&self, mistakes: Vec<Mistake>) {
        self.mistakes.borrow_mut().extend(mistakes);
    }

    pub(crate) fn into_mistakes(self) -> Vec<Mistake> {
        self.mistakes.into_inner()
    }

    pub(crate) fn n_untranslated(&self) -> usize {
        *self.untranslated.borrow()
    }

    pub(crate) fn root<'t>(&'t self, table: &'t Spanned<DeTable<'a>>) -> Table<'t> {
        Table::new(self, String::new(), table.get_ref(), 0)
    }

    /// Where the content of a string begins in the file: after the quotes.
    fn content_start(&self, span: &Range<usize>, content: &str) -> usize {
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
        let skipped = raw.get(quotes..).and_then(|rest| rest.find(content)).unwrap_or(0);
        span.start + quotes + skipped
    }
}

/// A string of the file with the place where its content begins.
#[derive(Debug, Clone)]
pub(crate) struct Authored {
    pub(crate) text: String,
    pub(crate) at: usize,
    pub(crate) key: String,
}

/// One table, remembering which keys were asked for.
pub(crate) struct Table<'t> {
    pub(crate) reader: &'t Reader<'t>,
    path: String,
    entries: &'t DeTable<'t>,
    at: usize,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'t> Table<'t> {
    fn new(reader: &'t Reader<'_>, path: String, entries: &'t DeTable<'_>, at: usize) -> Self {
        Self { reader, path, entries, at, asked: RefCell::default() }
    }

    pub(crate) fn spot(&self) -> Spot {
        self.reader.spot(self.at)
    }

    pub(crate) fn path(&self, key: &str) -> String {
        match (self.path.is_empty(), key.is_empty()) {
            (true, _) => key.to_owned(),
            (_, true) => self.path.clone(),
            _ => format!("{}.{key}", self.path),
        }
    }

    /// The place of a key's value, or of the table when the key is not there.
    pub(crate) fn at_key(&self, key: &str) -> usize {
        self.entries.get(key).map_or(self.at, |value| value.span().start)
    }

    pub(crate) fn note(&self, key: &str, text: impl Into<String>) {
        self.reader.note(self.at_key(key), &self.path(key), text);
    }

    fn find(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.borrow_mut().insert(key);
        self.entries.get(key)
    }

    fn found(&self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) {
        let at = value.span().start;
        let found = describe(value.get_ref());
        self.reader.note(at, &self.path(key), format!("expected {expected}, found {found}"));
    }

    fn missing(&self, key: &str, expected: &str) {
        let path = self.path(key);
        self.reader.note(self.at, &path, format!("expected {expected}, found no such key"));
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The table with what tells it from its neighbours: `edition.paper 'ban-ve'`.
    pub(crate) fn label(&self) -> String {
        let told = ["id", "valid_from", "kind", "name", "text"].iter().find_map(|key| {
            Some(match self.entries.get(*key)?.get_ref() {
                DeValue::String(text) => text.chars().take(40).collect(),
                DeValue::Datetime(date) => date.to_string(),
                _ => return None,
            })
        });
        match told {
            Some(told) => format!("{} '{told}'", self.path),
            None => self.path.clone(),
        }
    }

    /// Notes every key nobody asked for.
    pub(crate) fn finish(self) {
        let asked = self.asked.borrow();
        for (key, _) in self.entries {
            let name = key.get_ref().as_ref();
            if !asked.contains(name) {
                let hint = did_you_mean(name, asked.iter().copied());
                let known: Vec<&str> = asked.iter().copied().collect();
                self.reader.note(
                    key.span().start,
                    &self.path(name),
                    format!(
                        "expected one of the known keys ({}), found '{name}'{hint}",
                        known.join(", ")
                    ),
                );
            }
        }
    }

    // -- texts

    pub(crate) fn authored(&self, key: &'static str) -> Option<Authored> {
        let value = self.find(key)?;
        let Some(text) = value.get_ref().as_str() else {
            self.found(key, value, "a text in quotes");
            return None;
        };
        let at = self.reader.content_start(&value.span(), text);
        Some(Authored { text: text.to_owned(), at, key: self.path(key) })
    }

    pub(crate) fn string_or_empty(&self, key: &'static str) -> String {
        self.authored(key).map_or(String::new(), |a| a.text.trim().to_owned())
    }

    pub(crate) fn string(&self, key: &'static str) -> String {
        let text = self.string_or_empty(key);
        if !self.has(key) {
            self.missing(key, "a text in quotes");
        } else if text.is_empty() && self.entries.get(key).is_some_and(|v| v.get_ref().is_str()) {
            self.note(key, "expected a text, found an empty one");
        }
        text
    }

    /// `key` in Vietnamese with its translation in `key_en`; the Vietnamese must be there.
    pub(crate) fn text(&self, key: &'static str, key_en: &'static str) -> Text {
        let vi = self.string(key);
        self.translated(vi, key_en)
    }

    /// The same, where both may be missing.
    pub(crate) fn text_or_empty(&self, key: &'static str, key_en: &'static str) -> Text {
        let vi = self.string_or_empty(key);
        self.translated(vi, key_en)
    }

    fn translated(&self, vi: String, key_en: &'static str) -> Text {
        let en = self.string_or_empty(key_en);
        if !vi.is_empty() && en.is_empty() {
            *self.reader.untranslated.borrow_mut() += 1;
        }
        if vi.is_empty() && !en.is_empty() {
            self.note(key_en, "expected the Vietnamese text beside the translation, found only it");
        }
        Text { vi, en }
    }

    pub(crate) fn strings(&self, key: &'static str) -> Vec<Authored> {
        self.find(key).map_or(Vec::new(), |value| self.strings_of(key, value))
    }

    /// The texts of a list under a key the author chose.
    pub(crate) fn strings_of(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Authored> {
        let Some(items) = value.get_ref().as_array() else {
            self.found(key, value, "a list of texts in [ ]");
            return Vec::new();
        };
        let mut strings = Vec::new();
        for item in items {
            match item.get_ref().as_str() {
                Some(text) => strings.push(Authored {
                    text: text.to_owned(),
                    at: self.reader.content_start(&item.span(), text),
                    key: self.path(key),
                }),
                None => self.found(key, item, "a text in quotes"),
            }
        }
        strings
    }

    // -- names and enumerations

    /// Reads an id; a missing one is a mistake.
    pub(crate) fn id<T: FromStr>(&self, key: &'static str, expected: &str) -> Option<T>
    where
        T::Err: Display,
    {
        if !self.has(key) {
            self.asked.borrow_mut().insert(key);
            self.missing(key, expected);
            return None;
        }
        self.id_opt(key)
    }

    pub(crate) fn id_opt<T: FromStr>(&self, key: &'static str) -> Option<T>
    where
        T::Err: Display,
    {
        parse_id(self.reader, &self.authored(key)?)
    }

    pub(crate) fn ids<T: FromStr>(&self, key: &'static str) -> Vec<T>
    where
        T::Err: Display,
    {
        self.strings(key).iter().filter_map(|a| parse_id(self.reader, a)).collect()
    }

    pub(crate) fn one_of<T: Copy>(&self, key: &'static str, allowed: &[(&str, T)]) -> Option<T> {
        if !self.has(key) {
            self.asked.borrow_mut().insert(key);
            self.missing(key, &list_allowed(allowed));
            return None;
        }
        self.one_of_opt(key, allowed)
    }

    pub(crate) fn one_of_opt<T: Copy>(
        &self,
        key: &'static str,
        allowed: &[(&str, T)],
    ) -> Option<T> {
        let authored = self.authored(key)?;
        one_of(self.reader, &authored, allowed)
    }

    // -- numbers, dates, switches

    pub(crate) fn date_opt(&self, key: &'static str) -> Option<Date> {
        let value = self.find(key)?;
        let date = read_date(value.get_ref());
        if date.is_none() {
            self.found(key, value, "a date without quotes such as 2026-07-01");
        }
        date
    }

    pub(crate) fn date(&self, key: &'static str) -> Option<Date> {
        if !self.has(key) {
            self.asked.borrow_mut().insert(key);
            self.missing(key, "a date such as 2026-07-01");
        }
        self.date_opt(key)
    }

    pub(crate) fn bool_or_false(&self, key: &'static str) -> bool {
        let Some(value) = self.find(key) else { return false };
        if let Some(yes) = value.get_ref().as_bool() {
            return yes;
        }
        self.found(key, value, "true or false");
        false
    }

    pub(crate) fn whole_opt<T: FromStr>(&self, key: &'static str) -> Option<T> {
        let value = self.find(key)?;
        let number = value
            .get_ref()
            .as_integer()
            .filter(|i| i.radix() == 10)
            .and_then(|i| i.as_str().parse().ok());
        if number.is_none() {
            let max = match size_of::<T>() {
                1 => u64::from(u8::MAX),
                2 => u64::from(u16::MAX),
                _ => u64::from(u32::MAX),
            };
            self.found(key, value, &format!("a whole number from 0 to {max}"));
        }
        number
    }

    pub(crate) fn whole<T: FromStr>(&self, key: &'static str) -> Option<T> {
        if !self.has(key) {
            self.asked.borrow_mut().insert(key);
            self.missing(key, "a whole number");
        }
        self.whole_opt(key)
    }

    /// A decimal number, written as a number or as a text.
    pub(crate) fn number(&self, key: &'static str) -> Option<Number> {
        let Some(value) = self.find(key) else {
            self.missing(key, "a number such as \"82.5\"");
            return None;
        };
        let number = read_number(value.get_ref());
        if number.is_none() {
            self.found(key, value, "a number such as \"82.5\" with at most three decimals");
        }
        number
    }

    // -- tables

    pub(crate) fn table_opt(&self, key: &'static str) -> Option<Table<'t>> {
        let value = self.find(key)?;
        match value.get_ref().as_table() {
            Some(entries) => {
                Some(Table::new(self.reader, self.path(key), entries, value.span().start))
            }
            None => {
                self.found(key, value, "a table");
                None
            }
        }
    }

    pub(crate) fn tables(&self, key: &'static str) -> Vec<Table<'t>> {
        let Some(value) = self.find(key) else { return Vec::new() };
        let path = self.path(key);
        let Some(items) = value.get_ref().as_array() else {
            self.found(key, value, &format!("[[{path}]] with two brackets, one for each"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            match item.get_ref().as_table() {
                Some(entries) => {
                    tables.push(Table::new(self.reader, path.clone(), entries, item.span().start))
                }
                None => self.found(key, item, "a table"),
            }
        }
        tables
    }

    /// The items of a list that mixes texts and tables.
    pub(crate) fn mixed(&self, key: &'static str) -> Vec<Mixed<'t>> {
        let Some(value) = self.find(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.found(key, value, "a list in [ ]");
            return Vec::new();
        };
        let mut mixed = Vec::new();
        for item in items {
            let path = self.path(key);
            match item.get_ref() {
                DeValue::String(text) => mixed.push(Mixed::Text(Authored {
                    text: text.to_string(),
                    at: self.reader.content_start(&item.span(), text),
                    key: path,
                })),
                DeValue::Table(entries) => mixed.push(Mixed::Table(Table::new(
                    self.reader,
                    path,
                    entries,
                    item.span().start,
                ))),
                _ => self.found(key, item, "a text or a table { … }"),
            }
        }
        mixed
    }

    /// All entries of a table whose keys the author chooses, in the order of the file.
    pub(crate) fn open_entries(&self) -> Vec<(&'t str, usize, &'t Spanned<DeValue<'t>>)> {
        let mut entries: Vec<_> = self
            .entries
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value))
            .collect();
        entries.sort_by_key(|(_, at, _)| *at);
        entries
    }

    /// The value of a key, for those who look at its kind themselves.
    pub(crate) fn value_opt(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.find(key)
    }

    /// Where a value's text begins.
    pub(crate) fn content_start(&self, value: &Spanned<DeValue<'_>>, text: &str) -> usize {
        self.reader.content_start(&value.span(), text)
    }
}

/// An item of a list that mixes texts and tables.
pub(crate) enum Mixed<'t> {
    Text(Authored),
    Table(Table<'t>),
}

pub(crate) fn parse_id<T: FromStr>(reader: &Reader<'_>, authored: &Authored) -> Option<T>
where
    T::Err: Display,
{
    match authored.text.parse() {
        Ok(id) => Some(id),
        Err(error) => {
            let text = format!("{error}, found '{}'", authored.text);
            reader.note(authored.at, &authored.key, text);
            None
        }
    }
}

pub(crate) fn one_of<T: Copy>(
    reader: &Reader<'_>,
    authored: &Authored,
    allowed: &[(&str, T)],
) -> Option<T> {
    let found = allowed.iter().find(|(name, _)| *name == authored.text).map(|(_, value)| *value);
    if found.is_none() {
        let hint = did_you_mean(&authored.text, allowed.iter().map(|(name, _)| *name));
        let expected = list_allowed(allowed);
        reader.note(
            authored.at,
            &authored.key,
            format!("expected {expected}, found '{}'{hint}", authored.text),
        );
    }
    found
}

fn list_allowed<T>(allowed: &[(&str, T)]) -> String {
    let names: Vec<String> = allowed.iter().map(|(name, _)| format!("'{name}'")).collect();
    format!("one of {}", names.join(", "))
}

pub(crate) fn read_date(value: &DeValue<'_>) -> Option<Date> {
    let datetime = value.as_datetime()?;
    let date = datetime.date.filter(|_| datetime.time.is_none() && datetime.offset.is_none())?;
    Date::from_ymd(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

pub(crate) fn read_number(value: &DeValue<'_>) -> Option<Number> {
    match value {
        DeValue::String(text) => text.parse().ok(),
        DeValue::Integer(i) if i.radix() == 10 => i.as_str().trim_start_matches('+').parse().ok(),
        DeValue::Float(f) => f.as_str().trim_start_matches('+').parse().ok(),
        _ => None,
    }
}

pub(crate) fn describe(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text '{text}'"),
        DeValue::Integer(i) => format!("the number {i}"),
        DeValue::Float(f) => format!("the number {f}"),
        DeValue::Boolean(b) => format!("{b}"),
        DeValue::Datetime(d) => format!("the date {d}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
