//! Chooses the catalogue at the start, and puts another in force when one is published or withdrawn.
//!
//! Not here: publishing (see [`crate::publishing`]).
//!
//! Invariant: "A catalogue that cannot be used is refused in one sentence, and the one before stays."

use crate::config::NumberTemplate;
use crate::district::Shared;
use crate::published::{Mark, Published};
use crate::receipt::{ReceiptSigner, SignError};
use crate::rulebook::{Origin, Rulebook};
use crate::site::Site;
use domain::catalogue::Fate;
use domain::ids::{AuthorityId, DossierId, Sha256};
use protocol::envelope::Meaning;
use protocol::receipt::{ReceiptPaper, Statement};
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// How often the data directory is asked whether another catalogue was published: one small file is read.
const PERIOD: Duration = Duration::from_secs(1);

/// Reads the catalogue that a mark names.
///
/// # Errors
/// A sentence: what is missing or broken, and what to do.
pub(crate) fn read(site: &Site, published: &Published, mark: &Mark) -> Result<Rulebook, String> {
    match mark {
        Mark::Absent => {
            let (index, procedures) = catalogue::from_bytes(|path| site.find(path))
                .map_err(|error| format!("the catalogue cannot be used: {error}"))?;
            Ok(Rulebook::new(index, procedures, Origin::Site))
        }
        Mark::Names(version, _) => {
            let (index, procedures) = published.read(version).map_err(|error| {
                format!(
                    "the published catalogue {version} cannot be used: {error}; publish it again, or go back \
                     to that of the site with `district catalogue withdraw`"
                )
            })?;
            Ok(Rulebook::new(index, procedures, Origin::Published(version.clone())))
        }
        Mark::Broken(reason) => Err(format!(
            "the published catalogue cannot be used: {reason}; publish it again, or go back to that of the \
             site with `district catalogue withdraw`"
        )),
    }
}

/// The catalogue knows the authority that receives here.
///
/// # Errors
/// A sentence that names those it knows.
pub(crate) fn check_authority(rulebook: &Rulebook, authority: &AuthorityId) -> Result<(), String> {
    if rulebook.find_authority(authority).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = rulebook.index.authorities.iter().map(|a| a.id.as_str()).collect();
    Err(format!(
        "the catalogue has no authority {authority}; choose one with --authority: {}",
        known.join(", ")
    ))
}

/// A receipt of the longest procedure fits into the code of the QR.
///
/// # Errors
/// A sentence.
pub(crate) fn check_longest_receipt(
    signer: &ReceiptSigner,
    rulebook: &Rulebook,
    authority: &AuthorityId,
    numbers: &NumberTemplate,
) -> Result<(), String> {
    let (Ok(edition), Ok(paper)) = ("a@2026-07-01".parse(), "a".parse()) else { return Ok(()) };
    let paper = ReceiptPaper { paper, fate: Fate::Photographed, pages: Vec::new() };
    let statement = Statement {
        number: numbers.number(domain::date::Date::in_vietnam(0), 999_999),
        authority: authority.clone(),
        dossier: DossierId::from_bytes([0; 16]),
        edition,
        digest: Sha256::from_bytes([0; 32]),
        papers: vec![paper; rulebook.most_papers()],
        at: 0,
        meaning: Meaning::PreCheck,
        audit: Sha256::from_bytes([0; 32]),
    };
    match signer.sign(&statement) {
        Ok(_) => Ok(()),
        Err(SignError::TooLong) => Err(
            "receipts would be longer than the 200 bytes of their code; shorten --receipt-number \
             or the authority's id"
                .to_owned(),
        ),
        Err(error) => Err(error.to_string()),
    }
}

/// Looks for ever whether another catalogue was published since this mark, and puts it in force.
pub(crate) async fn watch(district: Shared, mut seen: Mark) {
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let of_looking = std::sync::Arc::clone(&district);
        let before = seen.clone();
        // Files are read and megabytes parsed: not on the threads that answer.
        let looked = tokio::task::spawn_blocking(move || look(&of_looking, before)).await;
        seen = looked.unwrap_or(seen);
    }
}

/// Looks once; tells what it saw, so that neither a success nor a refusal is repeated.
fn look(district: &Shared, seen: Mark) -> Mark {
    let mark = district.published.mark();
    if mark == seen {
        return mark;
    }
    let intake = &district.intake;
    let read = read(&district.site, &district.published, &mark).and_then(|rulebook| {
        check_authority(&rulebook, &intake.authority)?;
        check_longest_receipt(&intake.signer, &rulebook, &intake.authority, &intake.numbers)?;
        Ok(rulebook)
    });
    match read {
        Ok(rulebook) => {
            let before = intake.rulebooks.get().index.version.clone();
            tell(&rulebook, &before);
            intake.rulebooks.replace(rulebook);
        }
        Err(reason) => {
            let stays = intake.rulebooks.get().index.version.clone();
            tracing::error!(reason, stays, "another catalogue was refused, the one before stays");
        }
    }
    mark
}

/// One line for whoever keeps the district running.
fn tell(rulebook: &Rulebook, before: &str) {
    let index = &rulebook.index;
    let (version, made_on) = (&index.version, index.made_on.to_string());
    let n_procedures = index.procedures.len();
    let from = origin_name(&rulebook.origin);
    tracing::info!(version, made_on, n_procedures, from, before, "another catalogue is in force");
}

/// Where a catalogue comes from, for the log.
pub(crate) fn origin_name(origin: &Origin) -> &'static str {
    match origin {
        Origin::Site => "site",
        Origin::Published(_) => "published",
    }
}
