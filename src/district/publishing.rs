//! `district catalogue`: publishes a catalogue for a running endpoint, lists what was published, and withdraws it.
//!
//! Not here: what the endpoint does with it (see [`crate::replacement`]).
//!
//! Invariant: "A mistake anywhere refuses the whole catalogue and changes nothing."

use crate::clock::{Clock as _, SystemClock};
use crate::published::{Mark, Published, Version};
use clap::{Args, Subcommand};
use domain::catalogue::CatalogueIndex;
use domain::date::Date;
use domain::ids::AuthorityId;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Replaces the catalogue of an endpoint, also of one that runs
#[derive(Debug, Clone, Subcommand)]
pub enum CatalogueCommand {
    /// Checks an authored catalogue and puts it in force; a running endpoint takes it over within seconds
    Publish(Publish),
    /// Lists what was published
    List(DataDirectory),
    /// Goes back to the catalogue the site was built with; what was published stays for the drafts that follow it
    Withdraw(DataDirectory),
}

/// What to publish, and where.
#[derive(Debug, Clone, Args)]
pub struct Publish {
    /// The directory with authorities.toml, calendar.toml, procedures/ and cases/
    pub authored: PathBuf,
    /// Of which endpoint.
    #[command(flatten)]
    pub data: DataDirectory,
}

/// Which endpoint.
#[derive(Debug, Clone, Args)]
pub struct DataDirectory {
    /// The data directory of the endpoint
    #[arg(long = "data", env = "HO_SO_DATA", value_name = "DIR", default_value = "var")]
    pub dir: PathBuf,
}

/// Runs a command; what to print when it went well.
///
/// # Errors
/// What to print when nothing was changed: every mistake with file, line and place, or a sentence.
pub fn run(command: CatalogueCommand) -> Result<String, String> {
    match command {
        CatalogueCommand::Publish(Publish { authored, data }) => {
            publish(&authored, &data.dir, Date::in_vietnam(SystemClock.now_s()))
        }
        CatalogueCommand::List(data) => Ok(list(&data.dir)),
        CatalogueCommand::Withdraw(data) => withdraw(&data.dir),
    }
}

/// Checks the catalogue authored in a directory and makes it the current one of an endpoint.
///
/// # Errors
/// As [`run`].
pub fn publish(authored: &Path, data: &Path, today: Date) -> Result<String, String> {
    let compiled = catalogue::compile(authored, today).map_err(|errors| {
        let n = errors.mistakes.len();
        let mistakes = if n == 1 { "1 mistake".to_owned() } else { format!("{n} mistakes") };
        format!("{errors}\nnothing was published: {mistakes} in {}", authored.display())
    })?;
    check_served(data, &compiled.index)?;
    let version: Version = compiled.index.version.parse().map_err(|error| format!("{error}"))?;
    let published = Published::new(data);
    let failed = |error: std::io::Error| {
        format!("{} cannot be written: {error}; nothing was published", published.dir().display())
    };
    std::fs::create_dir_all(published.dir()).map_err(failed)?;
    let _alone = lock(&published)?;
    let files = with_compressed(&compiled.files).map_err(failed)?;
    published.write(&version, &files).map_err(failed)?;
    // As the endpoint will read it, and before it is told to.
    published.read(&version).map_err(|error| format!("{error}; nothing was published"))?;
    published.make_current(&version).map_err(failed)?;
    let index = &compiled.index;
    let size_bytes: usize =
        files.iter().filter(|(name, _)| name.ends_with(".br")).map(|f| f.1.len()).sum();
    let mut told = format!(
        "published catalogue {version} of {}: {} procedures, {} KB compressed",
        index.made_on,
        index.procedures.len(),
        size_bytes.div_ceil(1024)
    );
    let n_stale = compiled.report.stale.len();
    if n_stale > 0 {
        told.push_str(&format!("\n{n_stale} facts are due to be looked at again: `cargo xtask catalogue check` lists them"));
    }
    Ok(told)
}

/// The endpoint notes the authority it serves; before its first start nobody knows.
fn check_served(data: &Path, index: &CatalogueIndex) -> Result<(), String> {
    let Some(served) = find_served(data) else { return Ok(()) };
    if index.authorities.iter().any(|authority| authority.id == served) {
        return Ok(());
    }
    let known: Vec<&str> = index.authorities.iter().map(|a| a.id.as_str()).collect();
    Err(format!(
        "authorities.toml: expected {served}, which the endpoint of {} serves, found {}; nothing was published",
        data.display(),
        known.join(", ")
    ))
}

const SERVED: &str = "authority";

/// The authority that the endpoint of this data directory served last.
fn find_served(data: &Path) -> Option<AuthorityId> {
    std::fs::read_to_string(data.join(SERVED)).ok()?.trim_end().parse().ok()
}

/// Notes the authority an endpoint serves, for those who publish.
pub(crate) fn note_served(data: &Path, authority: &AuthorityId) -> std::io::Result<()> {
    if find_served(data).as_ref() == Some(authority) {
        return Ok(());
    }
    crate::published::write_durably(data, SERVED, format!("{authority}\n").as_bytes())
}

/// Two who publish at once would write the same files.
fn lock(published: &Published) -> Result<File, String> {
    let path = published.dir().join("lock");
    let failed = |error: std::io::Error| format!("{} cannot be written: {error}", path.display());
    let file = File::options().write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

/// The files by their names in the directory of a version, each with its compressed twin.
fn with_compressed(files: &[catalogue::SiteFile]) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut all = Vec::with_capacity(files.len() * 2);
    for file in files {
        let name = file.path.strip_prefix("catalogue/").unwrap_or(&file.path);
        let mut compressed = Vec::new();
        // Quality 11 with the largest window browsers accept, as the site has it.
        let mut writer = brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 22);
        writer.write_all(&file.bytes)?;
        drop(writer);
        all.push((name.to_owned(), file.bytes.clone()));
        all.push((format!("{name}.br"), compressed));
    }
    Ok(all)
}

/// What was published, a line a version.
pub fn list(data: &Path) -> String {
    let published = Published::new(data);
    let mark = published.mark();
    let mut lines = vec!["version           made on     procedures  ".to_owned()];
    for version in published.versions() {
        let is_current = matches!(&mark, Mark::Names(current, _) if *current == version);
        let state = if is_current { "current" } else { "" };
        lines.push(match published.read(&version) {
            Ok((index, _)) => {
                format!("{version}  {}  {:>10}  {state}", index.made_on, index.procedures.len())
            }
            Err(reason) => format!("{version}  cannot be used: {reason}  {state}"),
        });
    }
    match mark {
        Mark::Absent => {
            lines.push("none is current: the endpoint uses the catalogue of its site".to_owned());
        }
        Mark::Names(..) => {}
        Mark::Broken(reason) => lines.push(format!("which is current cannot be read: {reason}")),
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n")
}

/// Makes the catalogue of the site the current one again.
///
/// # Errors
/// A sentence.
pub fn withdraw(data: &Path) -> Result<String, String> {
    let published = Published::new(data);
    if published.mark() == Mark::Absent {
        return Ok("nothing is published: the endpoint uses the catalogue of its site".to_owned());
    }
    let _alone = lock(&published)?;
    published
        .make_none_current()
        .map_err(|error| format!("{} cannot be changed: {error}", published.dir().display()))?;
    Ok("withdrawn: the endpoint goes back to the catalogue of its site within seconds".to_owned())
}
