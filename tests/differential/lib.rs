//! Everything the rules say to one random set of answers, as text: compiled for the phone and for the desk.
//!
//! Not here: the rules (`domain`), and the comparison of the two texts (`main.rs`).
//!
//! Invariant: "The same compiled rule decides on the phone and at the desk."

mod random;
mod answers;
#[cfg(target_arch = "wasm32")]
mod exports;

use answers::{Answered, any_answers, any_condition, any_payload};
use core::fmt::{Debug, Write};
use domain::calendar::due_date;
use domain::catalogue::{CatalogueIndex, Edition, Procedure, TimeUnit, Unit};
use domain::checklist::checklist;
use domain::comparison::{compare, known_answers};
use domain::condition::{evaluate, settling};
use domain::date::Date;
use domain::dossier::Dossier;
use domain::form::{parse_answer, parse_field, parse_typed_date, parse_typed_number};
use domain::reference::{decode, encode, find_edition};
use domain::relevance::relevant;
use domain::submission::{office_of, prepare_submission};
use domain::text::{fold, search};
use domain::units::{find_authorities, find_former, replace, successors_on};
use random::Random;
use serde::{Deserialize, Serialize};

/// The catalogue that is judged by.
#[derive(Serialize, Deserialize)]
pub struct Catalogue {
    /// Index, authorities, calendar, units.
    pub index: CatalogueIndex,
    /// All procedures.
    pub procedures: Vec<Procedure>,
}

impl Catalogue {
    /// From the JSON of this type.
    pub fn from_json(json: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(json)
    }

    fn editions(&self) -> Vec<(&Procedure, &Edition)> {
        self.procedures.iter().flat_map(|p| p.editions.iter().map(move |e| (p, e))).collect()
    }

    /// What is said to the answer set with this number. The editions take turns, so that each gets as many as another.
    pub fn say(&self, seed: u32, number: u32) -> String {
        let editions = self.editions();
        let Some((procedure, edition)) = editions.get(number as usize % editions.len().max(1))
        else {
            return String::new();
        };
        let mut random = Random::new(u64::from(seed) << 32 | u64::from(number));
        let mut said = Said(String::new());
        said.is("edition", &procedure.edition_id(edition));
        let answered = any_answers(edition, &self.index, &mut random);
        said.is("given", &answered.given);
        let list = checklist(edition, &answered.given);
        said.is("checklist", &list);
        // The language of conditions has more words than the catalogue of today uses.
        let condition = any_condition(edition, &mut random);
        said.is("condition", &condition);
        said.is("evaluated", &evaluate(&condition, &answered.given));
        said.is("settling", &settling(&condition, &answered.given));
        self.say_changes(procedure, edition, &answered, &mut random, &mut said);
        self.say_reference(procedure, edition, &answered, &mut random, &mut said);
        self.say_dossier(edition, &answered.dossier(procedure.edition_id(edition)), &mut said);
        self.say_typed(edition, &mut random, &mut said);
        self.say_found(&mut random, &mut said);
        self.say_days(edition, &mut random, &mut said);
        said.0
    }

    /// What changed between this edition and another one of the procedure, or of any where it has only one.
    fn say_changes(
        &self,
        procedure: &Procedure,
        edition: &Edition,
        answered: &Answered,
        random: &mut Random,
        said: &mut Said,
    ) {
        let others: Vec<&Edition> =
            procedure.editions.iter().filter(|e| e.valid_from != edition.valid_from).collect();
        let other = match random.one(&others) {
            Some(other) => *other,
            None => match random.one(&self.editions()) {
                Some((_, other)) => *other,
                None => return,
            },
        };
        said.is("changes", &compare(edition, other, &answered.given));
        said.is("known", &known_answers(other, &answered.given));
    }

    fn say_reference(
        &self,
        procedure: &Procedure,
        edition: &Edition,
        answered: &Answered,
        random: &mut Random,
        said: &mut Said,
    ) {
        let text = encode(procedure, edition, &answered.given);
        said.is("reference", &text);
        said.is("decoded", &decode(&text, procedure, &self.index));
        said.is("edition of it", &find_edition(&text, &self.index));
        let mut wrong: Vec<char> = text.chars().collect();
        let at = random.below(wrong.len());
        if let Some(letter) = wrong.get_mut(at) {
            *letter = *random.one(&['0', 'O', 'l', 'Z', '7', '-', 'é']).unwrap_or(&'0');
        }
        let wrong: String = wrong.into_iter().collect();
        said.is("mistyped", &decode(&wrong, procedure, &self.index));
    }

    fn say_dossier(&self, edition: &Edition, dossier: &Dossier, said: &mut Said) {
        said.is("relevant", &relevant(edition, dossier));
        said.is("submission", &prepare_submission(edition, dossier));
        let day = edition.valid_from.plus_days(1);
        said.is("office", &office_of(edition, dossier, &self.index, day));
    }

    fn say_typed(&self, edition: &Edition, random: &mut Random, said: &mut Said) {
        let fields: Vec<_> = edition.form.iter().flat_map(|section| &section.fields).collect();
        let payload = any_payload(random);
        if let Some(field) = random.one(&fields) {
            said.is("field", &(field.id.as_str(), &payload, parse_field(&field.kind, &payload)));
        }
        if let Some(question) = random.one(&edition.questions) {
            said.is("answer", &parse_answer(&question.kind, &payload));
        }
        if let Some(text) = payload.as_text() {
            said.is("typed", &(parse_typed_number(text), parse_typed_date(text)));
        }
    }

    /// Searches for words of the catalogue as people type them, and reads addresses.
    fn say_found(&self, random: &mut Random, said: &mut Said) {
        if let Some(entry) = random.one(&self.index.procedures) {
            let words = random.one(&entry.words).map_or(entry.name.vi.as_str(), String::as_str);
            let query = mistype(words, random);
            said.is("query", &(&query, fold(&query), search(&self.index, &query)));
        }
        let units = &self.index.units;
        let day = Date::from_ymd(2025, 1, 1).map(|day| day.plus_days(random.below(800) as i64));
        let (Some(day), Some(one), Some(other)) = (day, random.one(units), random.one(units))
        else {
            return;
        };
        let address = match random.below(3) {
            0 => format!("12 Đường số 3, {}", one.name.vi),
            1 => format!("K5/7 {}, {}, Đà Nẵng", one.name.vi.to_lowercase(), other.name.vi),
            _ => mistype(&format!("{} {}", one.name.vi, other.name.vi), random),
        };
        let mentions = find_former(&address, units, day);
        said.is("address", &(&address, &mentions));
        if let Some(mention) = mentions.first() {
            said.is("replaced", &replace(&address, mention, one));
        }
        let at = units.iter().position(|unit: &Unit| unit.id == one.id).unwrap_or(0);
        said.is("successors", &successors_on(units, at, day));
        let offices = find_authorities(&self.index, &one.id, day);
        said.is("offices", &offices.iter().map(|office| office.id.as_str()).collect::<Vec<_>>());
    }

    fn say_days(&self, edition: &Edition, random: &mut Random, said: &mut Said) {
        let limit = random.one(&edition.time_limits);
        let amount = limit.and_then(|limit| limit.amount).unwrap_or(random.below(60) as u16);
        let unit = limit.map_or(TimeUnit::WorkingHour, |limit| limit.unit);
        if let Some(day) = Date::from_ymd(2026, 1, 1) {
            let day = day.plus_days(random.below(1200) as i64);
            said.is("due", &(day, amount, unit, due_date(&self.index.calendar, day, amount, unit)));
        }
    }
}

/// Lines of what was said. `Debug` tells every field, those to come included.
struct Said(String);

impl Said {
    fn is(&mut self, subject: &str, what: &dyn Debug) {
        // Writing to a text cannot fail.
        let _ = writeln!(self.0, "{subject}: {what:?}");
    }
}

/// A word with a letter too few, two exchanged, without diacritics, or cut.
fn mistype(words: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = words.chars().collect();
    let at = random.below(letters.len().max(2) - 1);
    match random.below(5) {
        0 if letters.len() > 1 => _ = letters.remove(at),
        1 if letters.len() > 1 => letters.swap(at, at + 1),
        2 => return fold(words),
        3 => letters.truncate(at + 1),
        _ => {}
    }
    letters.into_iter().collect()
}
