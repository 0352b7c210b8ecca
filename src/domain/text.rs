//! Vietnamese text: folding for search, and the search itself.
//!
//! Not here: normalising to NFC. The page asks the browser, the district a library.
//!
//! Invariant: "Search works without the network and without diacritics."

mod letter;

use crate::catalogue::{CatalogueIndex, IndexEntry};
use core::cmp::Reverse;
use letter::{Sign, signs};

/// Words of a wish or a question, not of a procedure: they count only beside other words.
const WISHES: [&str; 31] = [
    "xin", "giay", "to", "lam", "thu", "tuc", "cho", "muon", "dang", "ky", "toi", "can", "gi",
    "co", "khong", "phai", "o", "dau", "nao", "nhu", "the", "bao", "nhieu", "lau", "tien", "thi",
    "la", "duoc", "bi", "voi", "va",
];

/// A shorter word is never taken for a mistyped one.
const MIN_LETTERS_TO_ERR: usize = 4;

/// A shorter beginning of a last word says nothing yet.
const MIN_LETTERS_TO_BEGIN: usize = 2;

/// Further words of a query are not looked at.
const MAX_WORDS: usize = 32;

/// Lower case without tone marks, hats, breves and horns; đ becomes d; runs of other signs become one space.
///
/// Composed and decomposed letters fold alike, and so do `hòa` and `hoà`. Letters of other scripts stay as they are.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// As [`fold`], into a text that is used again and again: a search folds thousands of phrases.
fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    let mut is_gap = false;
    for sign in signs(text) {
        match sign {
            Sign::Letter { base, .. } => {
                if is_gap && !folded.is_empty() {
                    folded.push(' ');
                }
                is_gap = false;
                folded.push(base);
            }
            Sign::Gap => is_gap = true,
            Sign::Mark(_) => {}
        }
    }
}

/// The words of a text, folded, with the bytes they take up.
pub(crate) fn words(text: &str) -> Vec<(core::ops::Range<usize>, String)> {
    let mut words: Vec<(core::ops::Range<usize>, String)> = Vec::new();
    let mut is_gap = true;
    for ((start, letter), sign) in text.char_indices().zip(signs(text)) {
        let end = start + letter.len_utf8();
        match (sign, words.last_mut().filter(|_| !is_gap)) {
            (Sign::Letter { base, .. }, Some((range, word))) => {
                range.end = end;
                word.push(base);
            }
            (Sign::Letter { base, .. }, None) => words.push((start..end, base.to_string())),
            (Sign::Mark(_), Some((range, _))) => range.end = end,
            (Sign::Mark(_), None) => {}
            (Sign::Gap, _) => {}
        }
        is_gap = match sign {
            Sign::Gap => true,
            Sign::Letter { .. } => false,
            Sign::Mark(_) => is_gap,
        };
    }
    words
}

/// As [`fold`] with the marks, written the same way however they were typed: a hat after its letter, the tone after the word.
fn fold_keeping_marks(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() * 2);
    let mut tone = 0;
    // Below the letters and digits of ASCII, so that no mark reads as one.
    let mark = |number: u8| char::from(b'!' + number);
    for sign in signs(text).chain([Sign::Gap]) {
        let marks = match sign {
            Sign::Letter { base, marks } => {
                folded.push(base);
                marks
            }
            Sign::Mark(marks) => marks,
            Sign::Gap => {
                if tone > 0 {
                    folded.push(mark(tone));
                    tone = 0;
                }
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
                continue;
            }
        };
        if marks.hat > 0 {
            folded.push(mark(marks.hat));
        }
        tone = tone.max(marks.tone);
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// How well an entry answers a query; the first is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A name, word or code is the query, marks included.
    ExactWithMarks,
    /// … marks aside.
    Exact,
    /// … begins with the query.
    Prefix,
    /// Every word of the query is there, in any order; words of a wish may be missing.
    Contains,
    /// … where a longer word may be one edit away.
    OneEdit,
    /// At least half of the words are there, or a whole phrase of the entry is in the query.
    Overlap,
}

/// A word of the query.
struct Wanted<'q> {
    folded: &'q str,
    letters: u32,
    with_marks: &'q str,
    /// The query has marks, so that the same marks count more.
    has_marks: bool,
    is_wish: bool,
    /// The person may still be typing it.
    is_last: bool,
}

/// How a word of the query was found in an entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    No,
    OneEdit,
    Folded,
    WithMarks,
}

/// Indexes into [`CatalogueIndex::procedures`], best first: exact with marks, exact folded, prefix, contains, one edit away.
///
/// Looks at names, short names and everyday words in both languages and at the code. Entries that contain at least half
/// of the words come only where none contains them all, those with the rarer words first. Equal entries stay in the order of the list, and an empty
/// query finds everything.
pub fn search(index: &CatalogueIndex, query: &str) -> Vec<usize> {
    let folded = fold(query);
    if folded.is_empty() {
        return (0..index.procedures.len()).collect();
    }
    let with_marks = fold_keeping_marks(query);
    let wanted = wanted(&folded, &with_marks, query);
    let mut phrase = String::new();
    let matches: Vec<Matches> = index
        .procedures
        .iter()
        .map(|entry| Matches::of(entry, &folded, &with_marks, &wanted, &mut phrase))
        .collect();
    let weights: Vec<u32> = wanted
        .iter()
        .enumerate()
        .map(|(word, wanted)| {
            let n_with = matches.iter().filter(|m| m.found(word) > Found::OneEdit).count().max(1);
            // A word that every procedure has says little, a rare one much.
            if wanted.is_wish { 1 } else { 4 + 4 * (1 + matches.len() / n_with).ilog2() }
        })
        .collect();
    let mut ranked: Vec<(Rank, Reverse<u32>, usize)> = matches
        .iter()
        .enumerate()
        .filter_map(|(at, m)| Some((m.rank(&wanted)?, Reverse(m.score(&weights)), at)))
        .collect();
    // Where one procedure has every word, those that have only some would make a person doubt it.
    if ranked.iter().any(|(rank, ..)| *rank <= Rank::Contains) {
        ranked.retain(|(rank, _, at)| {
            *rank != Rank::Overlap || matches.get(*at).is_some_and(|m| m.n_held(&wanted) > 1)
        });
    }
    // Where every word is there, but here and there, a whole phrase may say more.
    ranked.sort_by_key(|(rank, score, at)| ((*rank).min(Rank::Contains), *score, *at));
    ranked.into_iter().map(|(_, _, at)| at).collect()
}

fn wanted<'q>(folded: &'q str, with_marks: &'q str, query: &str) -> Vec<Wanted<'q>> {
    let is_wish = |word: &str| WISHES.contains(&word);
    let only_wishes = folded.split(' ').all(is_wish);
    let n_words = folded.split(' ').count();
    let is_typing = query.chars().next_back().is_some_and(|c| !c.is_ascii_whitespace());
    let has_marks = folded != with_marks;
    folded
        .split(' ')
        .zip(with_marks.split(' '))
        .enumerate()
        .take(MAX_WORDS)
        .map(|(at, (folded, with_marks))| Wanted {
            folded,
            letters: letters_of(folded),
            with_marks,
            has_marks,
            is_wish: is_wish(folded) && !only_wishes,
            is_last: at + 1 == n_words && is_typing && folded.len() >= MIN_LETTERS_TO_BEGIN,
        })
        .collect()
}

/// What an entry has of a query.
struct Matches {
    whole: Option<Rank>,
    words: Vec<Found>,
    /// The words found together in one name or phrase, for the phrase that has most of them; one bit a word.
    together: u32,
    /// The words found in a name or short name; one bit a word.
    named: u32,
    /// The words that make up a whole phrase of the entry, for the phrase that has most of them; one bit a word.
    held: u32,
}

impl Matches {
    fn of(
        entry: &IndexEntry,
        query: &str,
        with_marks: &str,
        wanted: &[Wanted<'_>],
        folded: &mut String,
    ) -> Self {
        let words = vec![Found::No; wanted.len()];
        let mut matches = Self { whole: None, words, together: 0, named: 0, held: 0 };
        let names = [&entry.name.vi, &entry.short.vi, &entry.name.en, &entry.short.en];
        let n_names = names.len();
        let phrases = names.into_iter().chain(&entry.words).chain([&entry.code]);
        for (at, phrase) in phrases.enumerate() {
            fold_into(phrase, folded);
            let whole = if folded == query {
                let same_marks = fold_keeping_marks(phrase) == with_marks;
                Some(if same_marks { Rank::ExactWithMarks } else { Rank::Exact })
            } else {
                folded.starts_with(query).then_some(Rank::Prefix)
            };
            matches.whole = [matches.whole, whole].into_iter().flatten().min();
            let here = matches.look_into(phrase, folded, wanted);
            if at < n_names {
                matches.named |= here;
            }
        }
        matches
    }

    /// Notes which words stand in a phrase; returns them, one bit a word.
    fn look_into(&mut self, phrase: &str, folded: &str, wanted: &[Wanted<'_>]) -> u32 {
        let mut marked: Option<String> = None;
        // The words that stand here, and those of the phrase that the query has; whether it lacks one that tells.
        let (mut here, mut held, mut lacks) = (0_u32, 0_u32, false);
        for (at, word) in folded.split(' ').enumerate() {
            let (mut is_held, letters) = (false, letters_of(word));
            for (bit, (wanted, found)) in wanted.iter().zip(&mut self.words).enumerate() {
                // Most words are told apart by their letters alone.
                let n_apart = (letters ^ wanted.letters).count_ones();
                if n_apart > 2 && !wanted.is_last {
                    continue;
                }
                let is_it = n_apart == 0 && word == wanted.folded;
                let is_whole = is_it || is_one_edit_away(word, wanted.folded);
                let new = if is_it {
                    if !wanted.has_marks {
                        Found::Folded
                    } else if *found < Found::WithMarks {
                        let marked = marked.get_or_insert_with(|| fold_keeping_marks(phrase));
                        let same = marked.split(' ').nth(at) == Some(wanted.with_marks);
                        if same { Found::WithMarks } else { Found::Folded }
                    } else {
                        Found::WithMarks
                    }
                } else if wanted.is_last && word.starts_with(wanted.folded) {
                    Found::Folded
                } else if is_whole {
                    Found::OneEdit
                } else {
                    continue;
                };
                here |= 1 << bit;
                if is_whole {
                    is_held = true;
                    held |= 1 << bit;
                }
                *found = new.max(*found);
            }
            lacks = lacks || (!is_held && !WISHES.contains(&word));
        }
        let most = |kept: &mut u32, new: u32| {
            if new.count_ones() > kept.count_ones() {
                *kept = new;
            }
        };
        most(&mut self.together, here);
        if !lacks {
            most(&mut self.held, held);
        }
        here
    }

    fn found(&self, word: usize) -> Found {
        self.words.get(word).copied().unwrap_or(Found::No)
    }

    fn rank(&self, wanted: &[Wanted<'_>]) -> Option<Rank> {
        if self.whole.is_some() {
            return self.whole;
        }
        let telling = || self.words.iter().zip(wanted).filter(|(_, wanted)| !wanted.is_wish);
        let n_with = |least: Found| telling().filter(|(found, _)| **found >= least).count();
        let n_telling = telling().count();
        if n_with(Found::Folded) == n_telling {
            Some(Rank::Contains)
        } else if n_with(Found::OneEdit) == n_telling {
            Some(Rank::OneEdit)
        } else {
            let has_half = n_with(Found::Folded) * 2 >= n_telling;
            (has_half || self.n_held(wanted) > 0).then_some(Rank::Overlap)
        }
    }

    /// How many words of the matter the phrase has that the query holds.
    fn n_held(&self, wanted: &[Wanted<'_>]) -> usize {
        let bits = wanted
            .iter()
            .enumerate()
            .filter(|(bit, word)| !word.is_wish && self.held >> bit & 1 == 1);
        bits.count()
    }

    /// Words count by their weight, more with the same marks, again where they stand together in one phrase or make up a
    /// whole one, and a little more in a name.
    fn score(&self, weights: &[u32]) -> u32 {
        let words = self.words.iter().zip(weights).enumerate();
        words
            .map(|(bit, (found, weight))| {
                let how = match found {
                    Found::No => 0,
                    Found::OneEdit => 1,
                    Found::Folded => 2,
                    Found::WithMarks => 3,
                };
                let has = |bits: u32| bits >> bit & 1;
                (how + 2 * has(self.together) + has(self.named) + has(self.held)) * weight
            })
            .sum()
    }
}

/// The letters of a word as bits. One edit changes at most two of them.
fn letters_of(word: &str) -> u32 {
    word.bytes().fold(0, |letters, byte| letters | 1 << (byte & 31))
}

/// Whether one letter inserted, left out, replaced or exchanged with its neighbour makes one word the other.
fn is_one_edit_away(a: &str, b: &str) -> bool {
    let (longer, shorter) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    if shorter.len() < MIN_LETTERS_TO_ERR || longer.len() - shorter.len() > 1 {
        return false;
    }
    let (l, s) = (longer.as_bytes(), shorter.as_bytes());
    let same = l.iter().zip(s).take_while(|(x, y)| x == y).count();
    if l.len() > s.len() {
        return l.get(same + 1..) == s.get(same..);
    }
    let swapped = l.get(same) == s.get(same + 1) && l.get(same + 1) == s.get(same);
    l.get(same + 1..) == s.get(same + 1..) || (swapped && l.get(same + 2..) == s.get(same + 2..))
}

#[cfg(test)]
mod tests;
