//! The authorities with their places, the units behind those, and the calendar of days off.
//!
//! Not here: which authority decides a dossier (rules of an edition, see [`domain`]).
//!
//! Invariant: "A place belongs to one authority at a time."
//! Invariant: "Every unit that ended says what became of it."

use crate::facts::{CONFIDENCE, Defaults, Facts};
use crate::mistake::did_you_mean;
use crate::reader::{Reader, Table};
use domain::catalogue::{
    Authority, Calendar, CalendarDay, CalendarDayKind, Place, Successor, Unit, UnitLevel,
};
use domain::date::Date;
use domain::ids::{AuthorityId, PaperId};

/// What `authorities.toml` says.
pub(crate) struct Offices {
    pub(crate) authorities: Vec<Authority>,
    pub(crate) units: Vec<Unit>,
}

/// Reads `authorities.toml`.
pub(crate) fn read_authorities(reader: &Reader<'_>, today: Date) -> Option<(Offices, Facts)> {
    let document = reader.parse()?;
    let root = reader.root(&document);
    let mut facts = Facts::new(&root, today);
    let defaults = Defaults::of_file(&root);
    let units = units(&root, &mut facts, &defaults);
    let mut authorities: Vec<Authority> = Vec::new();
    for table in root.tables("authority") {
        let id: Option<AuthorityId> = table.id("id", "an id such as 'ubnd-phuong-lien-chieu'");
        let name = table.text("name", "name_en");
        let valid_from = table.date("valid_from");
        let valid_until = table.date_opt("valid_until");
        let places = places(&table, &units);
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
    Some((Offices { authorities, units }, facts))
}

fn places(table: &Table<'_>, units: &[Unit]) -> Vec<Place> {
    let mut places = Vec::new();
    for table in table.tables("place") {
        let id: Option<PaperId> = table.id("id", "an id such as 'phuong-lien-chieu'");
        let name = table.text("name", "name_en");
        places.extend(id.map(|id| Place {
            former: former_names(units, id.as_str()),
            id: id.to_string(),
            name,
        }));
        table.finish();
    }
    places
}

/// What people still call a ward or commune: the names of those it came from.
fn former_names(units: &[Unit], id: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for unit in units.iter().filter(|u| matches!(u.level, UnitLevel::Ward | UnitLevel::Commune)) {
        for successor in unit.successors.iter().filter(|successor| successor.unit == id) {
            let whole = unit.name.vi.clone();
            let mut letters = whole.chars();
            let name = match letters.next() {
                Some(first) if successor.part => {
                    format!("Một phần {}{}", first.to_lowercase(), letters.as_str())
                }
                _ => whole.clone(),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

const LEVELS: [(&str, UnitLevel); 4] = [
    ("ward", UnitLevel::Ward),
    ("commune", UnitLevel::Commune),
    ("district", UnitLevel::District),
    ("city", UnitLevel::City),
];

fn units(root: &Table<'_>, facts: &mut Facts, defaults: &Defaults) -> Vec<Unit> {
    let (mut units, mut tables): (Vec<Unit>, Vec<Table<'_>>) = (Vec::new(), Vec::new());
    for table in root.tables("unit") {
        let id: Option<PaperId> = table.id("id", "an id such as 'phuong-hoa-minh'");
        let name = table.text("name", "name_en");
        let level = table.one_of("level", &LEVELS);
        let part_of: Option<PaperId> = table.id_opt("part_of");
        let (valid_from, valid_until) =
            (table.date_opt("valid_from"), table.date_opt("valid_until"));
        let successors = successors(&table);
        let provenance = facts.read(&table, defaults);
        if let (Some(id), Some(level)) = (id, level) {
            let part_of = part_of.map(|unit| unit.to_string());
            let id = id.to_string();
            units.push(Unit {
                id,
                name,
                level,
                part_of,
                valid_from,
                valid_until,
                successors,
                provenance,
            });
            tables.push(table);
        } else {
            table.finish();
        }
    }
    for (at, table) in tables.into_iter().enumerate() {
        check_unit(&table, &units, at);
        table.finish();
    }
    units
}

fn successors(table: &Table<'_>) -> Vec<Successor> {
    let mut successors = Vec::new();
    for table in table.tables("successors") {
        let unit: Option<PaperId> = table.id("unit", "the id of a [[unit]]");
        let part = table.bool_or_false("part");
        successors.extend(unit.map(|unit| Successor { unit: unit.to_string(), part }));
        table.finish();
    }
    successors
}

/// Checks one unit against all, and what became of it.
fn check_unit(table: &Table<'_>, units: &[Unit], at: usize) {
    let unit = &units[at];
    let find = |key: &str, id: &str| {
        let found = units.iter().find(|unit| unit.id == id);
        if found.is_none() {
            let hint = did_you_mean(id, units.iter().map(|unit| unit.id.as_str()));
            let text = format!("expected the id of a [[unit]] of this file, found '{id}'{hint}");
            table.note(key, text);
        }
        found
    };
    let mut before = units[..at].iter();
    if before.any(|other| other.id == unit.id) {
        table.note("id", format!("expected a unit named once, found '{}' again", unit.id));
        return;
    }
    let is_same = |other: &&Unit| other.level == unit.level && other.name.vi == unit.name.vi;
    if let Some(other) = units[..at].iter().filter(is_same).find(|other| overlap(unit, other)) {
        let (name, other) = (&unit.name.vi, &other.id);
        table.note(
            "valid_from",
            format!("expected one '{name}' at a time, found '{other}' valid on the same days"),
        );
    }
    if let Some(part_of) = &unit.part_of {
        find("part_of", part_of);
    }
    match (unit.valid_until, unit.successors.as_slice()) {
        (None, []) => {}
        (None, _) => table.note(
            "successors",
            format!(
                "expected 'valid_until' on a unit with successors, found none on '{}'",
                unit.id
            ),
        ),
        (Some(until), []) => table.note(
            "successors",
            format!(
                "expected what '{}' went into, found none although it ended on {until}",
                unit.id
            ),
        ),
        (Some(until), successors) => {
            if unit.valid_from.is_some_and(|from| until <= from) {
                let text = format!("expected a day after valid_from, found {until}");
                table.note("valid_until", text);
            }
            for successor in successors {
                let Some(next) = find("successors", &successor.unit) else { continue };
                let is_there = next.valid_from.is_none_or(|from| from <= until)
                    && next.valid_until.is_none_or(|end| until < end);
                if !is_there {
                    let next = &next.id;
                    let text = format!(
                        "expected a unit that exists on {until}, found '{next}', which does not"
                    );
                    table.note("successors", text);
                }
                if successor.part != (successors.len() > 1) {
                    let text = if successor.part {
                        format!(
                            "expected the whole of '{}' in its one successor, found part = true",
                            unit.id
                        )
                    } else {
                        format!(
                            "expected part = true where a unit was split, found none for '{}'",
                            successor.unit
                        )
                    };
                    table.note("successors", text);
                }
            }
            if comes_back(units, unit) {
                let text = format!(
                    "expected units that go into others, found that '{}' becomes itself again",
                    unit.id
                );
                table.note("successors", text);
            }
        }
    }
}

fn overlap(a: &Unit, b: &Unit) -> bool {
    let starts_before = |a: &Unit, b: &Unit| match (a.valid_from, b.valid_until) {
        (Some(from), Some(until)) => from < until,
        _ => true,
    };
    starts_before(a, b) && starts_before(b, a)
}

/// Whether a unit is among what became of it.
fn comes_back(units: &[Unit], unit: &Unit) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut waiting: Vec<&str> = unit.successors.iter().map(|s| s.unit.as_str()).collect();
    while let Some(id) = waiting.pop() {
        if id == unit.id {
            return true;
        }
        if !seen.contains(&id) {
            seen.push(id);
            let next = units.iter().filter(|unit| unit.id == id).flat_map(|unit| &unit.successors);
            waiting.extend(next.map(|successor| successor.unit.as_str()));
        }
    }
    false
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
