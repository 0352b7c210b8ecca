//! Every address of the page as a type.
//!
//! Not here: the history API (see [`crate::platform::history`]), what a page shows.
//!
//! Invariant: "`Route::parse(&route.path()) == route`, for every route."

use core::fmt;
use domain::ids::{DossierId, PaperId, ProcedureId, QuestionId};

/// A place of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// Search, life events, my dossiers.
    Home,
    /// One procedure, read only.
    Procedure(ProcedureId),
    /// All dossiers of this device.
    Dossiers,
    /// The papers of a dossier, with why.
    Checklist { dossier: DossierId },
    /// What changed since the dossier was begun.
    Changes { dossier: DossierId },
    /// One question a page; without a question, the next one worth asking.
    Questions { dossier: DossierId, question: Option<QuestionId> },
    /// One answer again, from the checklist and back to it.
    ChangeAnswer { dossier: DossierId, question: QuestionId },
    /// The checklist as codes and a link.
    Share { dossier: DossierId },
    /// A checklist somebody shared; what it is stands in the fragment of the address.
    Shared,
    /// The form as a list of sections, or one section.
    Form { dossier: DossierId, section: Option<SectionName> },
    /// The pages of one paper.
    Photos { dossier: DossierId, paper: PaperId },
    /// Everything on one page before sending.
    Check { dossier: DossierId },
    /// The receipt.
    Receipt { dossier: DossierId },
    /// What happened since.
    Tracking { dossier: DossierId },
    /// Devices, what exists only here, what waits.
    Devices,
    /// Language, text size, about.
    Settings,
    /// An address this version does not know.
    NotFound,
}

/// The id of a form section, as it stands in an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SectionName(String);

impl SectionName {
    /// The name, when it is plain enough to stand in an address.
    pub(crate) fn find(text: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        (!text.is_empty() && text.bytes().all(plain)).then(|| Self(text.to_owned()))
    }
    /// The id as the edition writes it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

const PROCEDURE: &str = "thu-tuc";
const DOSSIER: &str = "ho-so";
const QUESTIONS: &str = "cau-hoi";
const CHANGE: &str = "sua";
const CHANGES: &str = "thay-doi";
const SHARE: &str = "chia-se";
const SHARED: &str = "m";
const FORM: &str = "to-khai";
const PHOTOS: &str = "giay-to";
const CHECK: &str = "kiem-tra";
const RECEIPT: &str = "bien-nhan";
const TRACKING: &str = "theo-doi";
const DEVICES: &str = "thiet-bi";
const SETTINGS: &str = "khac";
const NOT_FOUND: &str = "khong-co-trang";

impl Route {
    /// Reads the path of an address; query and fragment are not part of it.
    pub(crate) fn parse(path: &str) -> Self {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let parts = [(); 5].map(|()| parts.next());
        Self::find(parts).unwrap_or(Route::NotFound)
    }

    fn find(parts: [Option<&str>; 5]) -> Option<Self> {
        Some(match parts {
            [None, ..] => Route::Home,
            [Some(PROCEDURE), Some(id), None, ..] => Route::Procedure(id.parse().ok()?),
            [Some(DEVICES), None, ..] => Route::Devices,
            [Some(SETTINGS), None, ..] => Route::Settings,
            [Some(SHARED), None, ..] => Route::Shared,
            [Some(DOSSIER), None, ..] => Route::Dossiers,
            [Some(DOSSIER), Some(id), Some(QUESTIONS), Some(question), Some(CHANGE)] => {
                let (dossier, question) = (id.parse().ok()?, question.parse().ok()?);
                Route::ChangeAnswer { dossier, question }
            }
            [Some(DOSSIER), Some(id), page, item, None] => {
                let dossier = id.parse().ok()?;
                match (page, item) {
                    (None, _) => Route::Checklist { dossier },
                    (Some(QUESTIONS), None) => Route::Questions { dossier, question: None },
                    (Some(QUESTIONS), Some(id)) => {
                        Route::Questions { dossier, question: Some(id.parse().ok()?) }
                    }
                    (Some(CHANGES), None) => Route::Changes { dossier },
                    (Some(SHARE), None) => Route::Share { dossier },
                    (Some(FORM), None) => Route::Form { dossier, section: None },
                    (Some(FORM), Some(name)) => {
                        Route::Form { dossier, section: Some(SectionName::find(name)?) }
                    }
                    (Some(PHOTOS), Some(id)) => Route::Photos { dossier, paper: id.parse().ok()? },
                    (Some(CHECK), None) => Route::Check { dossier },
                    (Some(RECEIPT), None) => Route::Receipt { dossier },
                    (Some(TRACKING), None) => Route::Tracking { dossier },
                    _ => return None,
                }
            }
            _ => return None,
        })
    }

    /// The path of this place.
    pub(crate) fn path(&self) -> String {
        let page = |dossier: &DossierId, page: &str| format!("/{DOSSIER}/{dossier}/{page}");
        let item = |dossier: &DossierId, page: &str, item: &dyn fmt::Display| {
            format!("/{DOSSIER}/{dossier}/{page}/{item}")
        };
        match self {
            Route::Home => "/".to_owned(),
            Route::Procedure(id) => format!("/{PROCEDURE}/{id}"),
            Route::Dossiers => format!("/{DOSSIER}"),
            Route::Checklist { dossier } => format!("/{DOSSIER}/{dossier}"),
            Route::Changes { dossier } => page(dossier, CHANGES),
            Route::Share { dossier } => page(dossier, SHARE),
            Route::Shared => format!("/{SHARED}"),
            Route::Questions { dossier, question: None } => page(dossier, QUESTIONS),
            Route::Questions { dossier, question: Some(id) } => item(dossier, QUESTIONS, id),
            Route::ChangeAnswer { dossier, question } => {
                format!("/{DOSSIER}/{dossier}/{QUESTIONS}/{question}/{CHANGE}")
            }
            Route::Form { dossier, section: None } => page(dossier, FORM),
            Route::Form { dossier, section: Some(name) } => item(dossier, FORM, &name.as_str()),
            Route::Photos { dossier, paper } => item(dossier, PHOTOS, paper),
            Route::Check { dossier } => page(dossier, CHECK),
            Route::Receipt { dossier } => page(dossier, RECEIPT),
            Route::Tracking { dossier } => page(dossier, TRACKING),
            Route::Devices => format!("/{DEVICES}"),
            Route::Settings => format!("/{SETTINGS}"),
            Route::NotFound => format!("/{NOT_FOUND}"),
        }
    }

    /// Which of the three places at the edge of the screen it belongs to.
    pub(crate) fn place(&self) -> Place {
        match self {
            Route::Home | Route::Procedure(_) | Route::Shared | Route::NotFound => Place::Find,
            Route::Devices | Route::Settings => Place::More,
            _ => Place::Dossiers,
        }
    }
}

/// The three places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Find a procedure.
    Find,
    /// My dossiers.
    Dossiers,
    /// Everything else.
    More,
}

#[cfg(test)]
mod tests;
