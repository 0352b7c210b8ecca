//! Blocks that several pages are built of; each has a style sheet of its name.
//!
//! Not here: pages, rules.

mod part;
mod page;
mod shell;
mod status_line;
mod field;
mod radios;
mod error_summary;
mod notice;
mod provenance;
mod icon;
mod code_picture;
mod dossier_card;
mod opened;
mod trouble;

pub(crate) use code_picture::CodePicture;
pub(crate) use dossier_card::DossierCard;
pub(crate) use error_summary::{ErrorSummary, Mistake};
pub(crate) use field::{Field, TextField, described_by};
pub(crate) use icon::{Icon, Shape};
pub(crate) use notice::{Notice, Tone};
pub(crate) use opened::{OpenedSignal, when_opened};
pub(crate) use page::{LoadProblem, Page};
pub(crate) use part::{Kept, act, flag, follow, keep, part, text};
pub(crate) use provenance::{Provenance, firm_or_ask, marked, office_to_ask};
pub(crate) use radios::{Choice, Radios};
pub(crate) use shell::{Places, TopBar};
pub(crate) use status_line::StatusLine;
pub(crate) use trouble::trouble;
