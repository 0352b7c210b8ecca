//! Language and text size, kept between visits where the browser lets us.

use crate::i18n::Words;
use crate::platform::{page, prefs};
use domain::catalogue::Language;
use leptos::prelude::*;

const LANGUAGE: &str = "language";
const TEXT_SIZE: &str = "text-size";

/// How large text is, on top of the browser's own setting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum TextSize {
    /// As the browser has it.
    #[default]
    Normal,
    /// An eighth more.
    Large,
    /// Half as much again.
    Larger,
}

impl TextSize {
    /// All of them, ascending.
    pub(crate) const ALL: [TextSize; 3] = [TextSize::Normal, TextSize::Large, TextSize::Larger];
    /// The name that is kept and that `tokens.css` knows.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            TextSize::Normal => "normal",
            TextSize::Large => "large",
            TextSize::Larger => "larger",
        }
    }
    /// The next larger one; after the largest the normal one.
    pub(crate) const fn next(self) -> Self {
        match self {
            TextSize::Normal => TextSize::Large,
            TextSize::Large => TextSize::Larger,
            TextSize::Larger => TextSize::Normal,
        }
    }
}

/// What a person prefers.
#[derive(Clone, Copy)]
pub(crate) struct Preferences {
    language: RwSignal<Language>,
    text_size: RwSignal<TextSize>,
}

impl Preferences {
    pub(super) fn new() -> Self {
        let language = match prefs::find(LANGUAGE).as_deref() {
            Some("en") => Language::English,
            _ => Language::Vietnamese,
        };
        let kept = prefs::find(TEXT_SIZE);
        let text_size = TextSize::ALL
            .into_iter()
            .find(|size| Some(size.as_str()) == kept.as_deref())
            .unwrap_or_default();
        page::set_language(language);
        page::set_text_size(text_size.as_str());
        Self { language: RwSignal::new(language), text_size: RwSignal::new(text_size) }
    }
    /// The language; tracked.
    pub(crate) fn language(self) -> Language {
        self.language.get()
    }
    /// The language; not tracked.
    pub(crate) fn language_now(self) -> Language {
        self.language.get_untracked()
    }
    /// The words of the language; tracked.
    pub(crate) fn words(self) -> Words {
        Words::new(self.language())
    }
    /// Speaks this language from now on.
    pub(crate) fn speak(self, language: Language) {
        let name = match language {
            Language::Vietnamese => "vi",
            Language::English => "en",
        };
        prefs::keep(LANGUAGE, name);
        page::set_language(language);
        self.language.set(language);
    }
    /// How large text is; tracked.
    pub(crate) fn text_size(self) -> TextSize {
        self.text_size.get()
    }
    /// Shows text in this size from now on.
    pub(crate) fn resize_text(self, size: TextSize) {
        prefs::keep(TEXT_SIZE, size.as_str());
        page::set_text_size(size.as_str());
        self.text_size.set(size);
    }
}

/// The preferences of this page.
pub(crate) fn use_preferences() -> Preferences {
    expect_context()
}

/// The words of the present language. A page is made anew when the language changes, so it reads them once.
pub(crate) fn use_words() -> Words {
    Words::new(use_preferences().language_now())
}
