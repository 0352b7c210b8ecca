//! Every word a person reads, in Vietnamese and English, as functions.
//!
//! Not here: texts of the catalogue; those come with both languages from [`domain::catalogue::Text`].
//!
//! Invariant: "A word exists in both languages or the page does not compile."

use domain::catalogue::{Language, Text};

/// The words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    /// The language.
    pub(crate) language: Language,
}

impl Words {
    /// The words of this language.
    pub(crate) const fn new(language: Language) -> Self {
        Self { language }
    }
    /// A text of the catalogue in this language.
    pub(crate) fn text(self, text: &Text) -> String {
        text.get(self.language).to_owned()
    }
}

/// One line a word: `name(arguments) = "Vietnamese", "English";`. Arguments are named in braces.
macro_rules! words {
    ($($name:ident $(($($arg:ident: $kind:ty),+))? = $vi:literal, $en:literal;)*) => {
        impl $crate::i18n::Words {
            $($crate::i18n::words!(@word $name $(($($arg: $kind),+))? = $vi, $en);)*
        }
    };
    (@word $name:ident = $vi:literal, $en:literal) => {
        pub(crate) const fn $name(self) -> &'static str {
            match self.language {
                domain::catalogue::Language::Vietnamese => $vi,
                domain::catalogue::Language::English => $en,
            }
        }
    };
    (@word $name:ident ($($arg:ident: $kind:ty),+) = $vi:literal, $en:literal) => {
        pub(crate) fn $name(self, $($arg: $kind),+) -> String {
            // Never run: the compiler checks that every name in braces is an argument.
            if false {
                let _ = (format!($vi), format!($en));
            }
            let sentence = match self.language {
                domain::catalogue::Language::Vietnamese => $vi,
                domain::catalogue::Language::English => $en,
            };
            $crate::i18n::fill(sentence, &[$((stringify!($arg), $arg)),+])
        }
    };
}
pub(crate) use words;

/// Puts arguments into a sentence. One function for all words: a `format!` each weighed ten times as much.
fn fill(sentence: &str, arguments: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    for (n, piece) in sentence.split(['{', '}']).enumerate() {
        // Every second piece stood in braces.
        let argument = arguments.iter().find(|(name, _)| n % 2 == 1 && *name == piece);
        filled.push_str(argument.map_or(piece, |(_, value)| value));
    }
    filled
}

mod format;
mod deadline;
mod shell;
mod home;
mod procedure;
mod questions;
mod checklist;
mod changes;
mod share;
mod form;
mod photos;
mod check;
mod receipt;
mod tracking;
mod dossiers;
mod devices;
mod trouble;
