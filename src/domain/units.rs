//! Old addresses and old places: which former wards, communes and districts a text names, and what became of them.
//!
//! Not here: the units themselves (data of the catalogue), and changing anything without asking.
//!
//! Invariant: "What a person typed is changed only where it names a unit that is gone, and only as the person chose."

use crate::catalogue::{Authority, CatalogueIndex, Unit, UnitLevel};
use crate::date::Date;
use crate::text::{fold, words};
use core::ops::Range;

/// A former unit in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The bytes that name it, "phường" or "P." included. Where an abolished district stands beside a ward of today, the
    /// bytes that name this ward.
    pub at: Range<usize>,
    /// Place of the former unit, or of this ward, in the list.
    pub unit: usize,
    /// Places of the wards and communes it may be today: one, or several where it was split.
    pub successors: Vec<usize>,
    /// Bytes of the abolished district beside it, which the new address does without.
    pub dropped: Vec<Range<usize>>,
}

/// Words before a name of a ward, a commune, a district; folded.
const BEFORE_WARDS: [&str; 5] = ["phuong", "p", "xa", "x", "ward"];
const BEFORE_DISTRICTS: [&str; 5] = ["quan", "q", "huyen", "h", "district"];
/// After these a name is that of a street, a market, a school …
const BEFORE_OTHERS: [&str; 12] =
    ["duong", "pho", "hem", "kiet", "ngo", "cho", "cau", "truong", "khu", "chua", "dinh", "ktx"];

/// The former wards and communes that an address names, as typed: with or without "phường", "P." or "xã", without
/// diacritics, `hòa` or `hoà`, in any case. An abolished district counts where the text names no ward.
///
/// The longest name wins: "Hòa Khánh Bắc" is not "Hòa Khánh". A name without "phường" or "xã" counts where it ends a part
/// of the address. A name that is also one of today is taken for that of today.
pub fn find_former(text: &str, units: &[Unit], day: Date) -> Vec<Mention> {
    let address = Address::of(text, units, day);
    let mut named: Vec<Named> = Vec::new();
    let mut at = 0;
    while at < address.words.len() {
        match address.name_at(at) {
            Some(name) => {
                at = name.until;
                named.push(name);
            }
            None => at += 1,
        }
    }
    let is_district =
        |name: &&Named| units.get(name.unit).is_some_and(|u| u.level == UnitLevel::District);
    let dropped: Vec<Range<usize>> = named
        .iter()
        .filter(|name| is_district(name) && name.is_former)
        .map(|name| address.with_gap(name))
        .collect();
    let is_ward = |unit: usize| {
        let level = units.get(unit).map(|unit| unit.level);
        matches!(level, Some(UnitLevel::Ward | UnitLevel::Commune))
    };
    let (mut mentions, mut is_first) = (Vec::new(), true);
    for name in named.iter().filter(|name| is_ward(name.unit)) {
        let successors: Vec<usize> = if name.is_former {
            let of_all = name.same.iter().flat_map(|unit| successors_on(units, *unit, day));
            let mut successors = Vec::new();
            for unit in of_all.filter(|unit| is_ward(*unit)) {
                if !successors.contains(&unit) {
                    successors.push(unit);
                }
            }
            successors
        } else {
            vec![name.unit]
        };
        let dropped = if is_first { dropped.clone() } else { Vec::new() };
        if !successors.is_empty() && (name.is_former || !dropped.is_empty()) {
            mentions.push(Mention {
                at: address.bytes(name),
                unit: name.unit,
                successors,
                dropped,
            });
        }
        is_first = false;
    }
    if is_first {
        // No ward: the district alone narrows it down.
        for name in named.iter().filter(|name| name.is_former) {
            let mut successors = successors_on(units, name.unit, day);
            successors.retain(|unit| is_ward(*unit));
            if !successors.is_empty() {
                let (at, dropped) = (address.bytes(name), Vec::new());
                mentions.push(Mention { at, unit: name.unit, successors, dropped });
            }
        }
    }
    mentions
}

/// The address with the unit of today in place of the former one, everything else as it was typed.
pub fn replace(text: &str, mention: &Mention, unit: &Unit) -> String {
    let slice = |range: Range<usize>| text.get(range).unwrap_or("");
    let typed = slice(mention.at.clone());
    let mut name = unit.name.vi.clone();
    // As "phường", unless it was begun with a capital.
    let has_title = words(typed).first().is_some_and(|(_, word)| is_title(word));
    if !(has_title && typed.starts_with(char::is_uppercase)) {
        let mut letters = name.chars();
        if let Some(first) = letters.next() {
            name = first.to_lowercase().chain(letters).collect();
        }
    }
    let mut edits: Vec<(Range<usize>, &str)> = vec![(mention.at.clone(), &name)];
    edits.extend(mention.dropped.iter().map(|range| (range.clone(), "")));
    edits.sort_by_key(|(range, _)| range.start);
    let (mut out, mut from) = (String::with_capacity(text.len() + name.len()), 0);
    for (range, new) in edits {
        out.push_str(slice(from..range.start));
        out.push_str(new);
        from = range.end.max(from);
    }
    out.push_str(slice(from..text.len()));
    out
}

/// The units of a day that a unit is or went into, in the order of the data. A unit that is not in the list, or went
/// nowhere, gives none.
pub fn successors_on(units: &[Unit], unit: usize, day: Date) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut seen, mut waiting) = (vec![unit], vec![unit]);
    while let Some(at) = waiting.pop() {
        let Some(unit) = units.get(at) else { continue };
        if is_over(unit, day) {
            for successor in unit.successors.iter().rev() {
                let next = units.iter().position(|unit| unit.id == successor.unit);
                if let Some(next) = next.filter(|next| !seen.contains(next)) {
                    seen.push(next);
                    waiting.push(next);
                }
            }
        } else {
            found.push(at);
        }
    }
    found
}

/// The authorities that answer for a place on a day: several where the place was split. A place that ended counts as what
/// it went into.
pub fn find_authorities<'a>(
    index: &'a CatalogueIndex,
    place: &str,
    day: Date,
) -> Vec<&'a Authority> {
    let of_place = |place: &str| {
        index.authorities.iter().find(|authority| {
            authority.valid_from <= day
                && authority.valid_until.is_none_or(|until| day < until)
                && authority.places.iter().any(|p| p.id == place)
        })
    };
    if let Some(authority) = of_place(place) {
        return vec![authority];
    }
    let mut found: Vec<&Authority> = Vec::new();
    let Some(unit) = index.units.iter().position(|unit| unit.id == place) else { return found };
    for unit in successors_on(&index.units, unit, day) {
        let authority = index.units.get(unit).and_then(|unit| of_place(&unit.id));
        found.extend(authority.filter(|a| found.iter().all(|known| known.id != a.id)));
    }
    found
}

fn is_over(unit: &Unit, day: Date) -> bool {
    unit.valid_until.is_some_and(|until| until <= day)
}

fn is_title(word: &str) -> bool {
    BEFORE_WARDS.contains(&word) || BEFORE_DISTRICTS.contains(&word)
}

/// An address cut into words, with the names to look for.
struct Address<'a> {
    text: &'a str,
    words: Vec<(Range<usize>, String)>,
    units: &'a [Unit],
    /// The names without "phường", "quận" …, folded.
    names: Vec<Vec<String>>,
    day: Date,
}

/// A unit named in the address.
struct Named {
    /// First word, the title included, and the first word after.
    from: usize,
    until: usize,
    unit: usize,
    /// All units of that name: a ward may have become another one of the same name.
    same: Vec<usize>,
    is_former: bool,
}

impl<'a> Address<'a> {
    fn of(text: &'a str, units: &'a [Unit], day: Date) -> Self {
        let name = |unit: &Unit| -> Vec<String> {
            let folded = fold(&unit.name.vi);
            let mut words: Vec<String> = folded.split(' ').map(str::to_owned).collect();
            let n_title = if folded.starts_with("thanh pho ") {
                2
            } else {
                usize::from(words.first().is_some_and(|word| is_title(word)))
            };
            words.drain(..n_title);
            words
        };
        Self { text, words: words(text), units, names: units.iter().map(name).collect(), day }
    }

    /// The unit named at a word; the word may be its title.
    fn name_at(&self, from: usize) -> Option<Named> {
        let word = |at: usize| self.words.get(at).map_or("", |(_, word)| word.as_str());
        let title = word(from);
        let has_title = is_title(title) && self.is_joined(from);
        let start = from + usize::from(has_title);
        let of_level = |unit: &Unit| match unit.level {
            UnitLevel::Ward | UnitLevel::Commune => !has_title || BEFORE_WARDS.contains(&title),
            UnitLevel::District => !has_title || BEFORE_DISTRICTS.contains(&title),
            UnitLevel::City => false,
        };
        let n_matching = |name: &[String]| {
            let all = name.iter().enumerate().all(|(n, part)| {
                word(start + n) == part && (n == 0 || self.is_joined(start + n - 1))
            });
            if all { name.len() } else { 0 }
        };
        // Also names of another level count for the length: "quận Hòa Khánh Bắc" is nothing, not "Hòa Khánh".
        let longest = self.names.iter().map(|name| n_matching(name)).max().filter(|n| *n > 0)?;
        let same: Vec<usize> = self
            .units
            .iter()
            .zip(&self.names)
            .enumerate()
            .filter(|(_, (unit, name))| of_level(unit) && n_matching(name) == longest)
            .map(|(at, _)| at)
            .collect();
        let until = start + longest;
        if !has_title {
            let is_street = from > 0 && self.is_joined(from - 1) && {
                let before = word(from - 1);
                // "12 Hòa Minh" is a street, "tổ 12 Hòa Minh" is not.
                let is_group = from > 1 && ["to", "thon"].contains(&word(from - 2));
                let is_number = before.bytes().all(|b| b.is_ascii_digit());
                BEFORE_OTHERS.contains(&before) || is_title(before) || (is_number && !is_group)
            };
            if is_street || self.is_joined(until - 1) {
                return None;
            }
        }
        let unit = |at: &usize| self.units.get(*at);
        let is_current = |at: &usize| unit(at).is_some_and(|unit| !is_over(unit, self.day));
        let is_district = |at: &usize| unit(at).is_some_and(|u| u.level == UnitLevel::District);
        if let Some(current) = same.iter().copied().find(|at| is_current(at)) {
            // Without a title, behind a ward that was part of it, it is the district.
            let of_district = same.iter().copied().find(|at| is_district(at));
            let is_behind = |district: usize| self.is_behind_its_ward(from, district);
            return Some(match of_district.filter(|at| is_behind(*at)) {
                Some(unit) => Named { from, until, unit, same: vec![unit], is_former: true },
                None => Named { from, until, unit: current, same: vec![current], is_former: false },
            });
        }
        let end = |at: &usize| unit(at).and_then(|unit| unit.valid_until);
        let is_ward = |at: &&usize| !is_district(at);
        let latest = same.iter().filter(is_ward).max_by_key(|at| end(at)).or(same.first())?;
        let unit = *latest;
        Some(Named { from, until, unit, same, is_former: true })
    }

    /// Whether the words before a word end with the name of a former ward of this district.
    fn is_behind_its_ward(&self, from: usize, district: usize) -> bool {
        let id = self.units.get(district).map(|unit| unit.id.as_str());
        self.units.iter().zip(&self.names).any(|(unit, name)| {
            unit.part_of.as_deref() == id
                && from >= name.len()
                && self
                    .words
                    .iter()
                    .skip(from - name.len())
                    .map(|(_, w)| w)
                    .zip(name)
                    .all(|(a, b)| a == b)
        })
    }

    /// Whether a word and the next one belong to one part of the address.
    fn is_joined(&self, at: usize) -> bool {
        match (self.words.get(at), self.words.get(at + 1)) {
            (Some((before, word)), Some((after, _))) => {
                let gap = self.text.get(before.end..after.start).unwrap_or("");
                let may_dot = word.len() == 1;
                gap.chars().all(|c| c == ' ' || c == '\u{A0}' || c == '\t' || (c == '.' && may_dot))
            }
            _ => false,
        }
    }

    fn bytes(&self, name: &Named) -> Range<usize> {
        let first = self.words.get(name.from).map_or(0, |(range, _)| range.start);
        let last =
            self.words.get(name.until.saturating_sub(1)).map_or(first, |(range, _)| range.end);
        first..last
    }

    /// The bytes of a name with what parts it from the word before, or behind it where it comes first.
    fn with_gap(&self, name: &Named) -> Range<usize> {
        let own = self.bytes(name);
        match name.from.checked_sub(1).and_then(|before| self.words.get(before)) {
            Some((before, _)) => before.end..own.end,
            None => {
                let next = self.words.get(name.until).map_or(own.end, |(range, _)| range.start);
                own.start..next
            }
        }
    }
}

#[cfg(test)]
mod tests;
