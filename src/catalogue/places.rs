//! The authorities with their places, and the calendar of days off.
//!
//! Not here: which authority decides a dossier (rules of an edition, see [`domain`]).
//!
//! Invariant: "A place belongs to one authority at a time."

use crate::facts::{CONFIDENCE, Defaults, Facts};
use crate::reader::{Reader, Table};
use domain::catalogue::{Authority, Calendar, CalendarDay, CalendarDayKind, Place};
use domain::date::Date;
use domain::ids::{AuthorityId, PaperId};

/// Reads `authorities.toml`.
pub(crate) fn read_authorities(
    reader: &Reader<'_>,
    today: Date,
) -> Option<(Vec<Authority>, Facts)> {
    let document = reader.parse()?;
    let root = reader.root(&document);
    let mut facts = Facts::new(&root, today);
    let defaults = Defaults::of_file(&root);
    let mut authorities: Vec<Authority> = Vec::new();
    for table in root.tables("authority") {
        let id: Option<AuthorityId> = table.id("id", "an id such as 'ubnd-phuong-lien-chieu'");
        let name = table.text("name", "name_en");
        let valid_from = table.date("valid_from");
        let valid_until = table.date_opt("valid_until");
        let places = places(&table);
        let provenance = facts.read(&table, &defaults);
        if let (Some(id), Some(valid_from)) = (id, valid_from) {
            let authority = Authority { id, name, places, valid_from, valid_until, provenance };
            check_authority(&table, &authorities, &authority);
            authorities.push(authority);
        }
        table.finish();
    }
    root.finish();
    facts.take_sources();
    facts.hand_over(reader);
    Some((authorities, facts))
}

fn places(table: &Table<'_>) -> Vec<Place> {
    let mut places = Vec::new();
    for table in table.tables("place") {
        let id: Option<PaperId> = table.id("id", "an id such as 'phuong-lien-chieu'");
        let name = table.text("name", "name_en");
        let former = table.strings("former").into_iter().map(|a| a.text).collect();
        places.extend(id.map(|id| Place { id: id.to_string(), name, former }));
        table.finish();
    }
    places
}

fn check_authority(table: &Table<'_>, known: &[Authority], new: &Authority) {
    if known.iter().any(|authority| authority.id == new.id) {
        table.note("id", format!("expected an authority named once, found '{}' again", new.id));
    }
    let overlaps = |other: &Authority| {
        let starts_before =
            |a: &Authority, b: &Authority| b.valid_until.is_none_or(|until| a.valid_from < until);
        starts_before(new, other) && starts_before(other, new)
    };
    for other in known.iter().filter(|other| overlaps(other)) {
        for place in &new.places {
            if other.places.iter().any(|p| p.id == place.id) {
                table.note(
                    "place",
                    format!(
                        "expected a place of one authority at a time, found '{}' also at '{}'",
                        place.id, other.id
                    ),
                );
            }
        }
    }
}

/// Reads `calendar.toml`.
pub(crate) fn read_calendar(reader: &Reader<'_>, today: Date) -> Option<(Calendar, Facts)> {
    let document = reader.parse()?;
    let root = reader.root(&document);
    let mut facts = Facts::new(&root, today);
    let defaults = Defaults::of_file(&root);
    let kinds = [("closed", CalendarDayKind::Closed), ("worked", CalendarDayKind::Worked)];
    let mut days: Vec<CalendarDay> = Vec::new();
    for table in root.tables("day") {
        let on = table.date("on");
        let kind = table.one_of("kind", &kinds);
        let name = table.text("name", "name_en");
        // A day of the calendar carries its confidence; sources are welcome and checked.
        let confidence = if table.has("source") {
            Some(facts.read(&table, &defaults).confidence)
        } else {
            table.one_of("confidence", &CONFIDENCE)
        };
        if let (Some(on), Some(kind), Some(confidence)) = (on, kind, confidence) {
            if days.iter().any(|day| day.on == on) {
                table.note("on", format!("expected every day once, found {on} again"));
            }
            let is_weekend = on.weekday().number_from_monday() > 5;
            if kind == CalendarDayKind::Worked && !is_weekend {
                let text = format!("expected a Saturday or Sunday, found {on}: worked anyway");
                table.note("on", text);
            }
            days.push(CalendarDay { on, kind, name, confidence });
        }
        table.finish();
    }
    root.finish();
    facts.take_sources();
    facts.hand_over(reader);
    days.sort_by_key(|day| day.on);
    Some((Calendar { days }, facts))
}
