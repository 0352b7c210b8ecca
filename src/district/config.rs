//! What the district is told at its start.
//!
//! Not here: secrets. Keys are made by the district itself and stay in its data directory.
//!
//! Invariant: "A setting that cannot work is refused at the start, in one sentence."

use clap::{Args, ValueEnum};
use core::fmt;
use core::str::FromStr;
use domain::date::Date;
use domain::ids::AuthorityId;
use protocol::envelope::Meaning;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

/// `district serve`: every setting, also read from the environment.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// The port to listen on; 0 takes a free one
    #[arg(long, env = "HO_SO_PORT", default_value_t = 8080)]
    pub port: u16,
    /// The address to listen on
    #[arg(long, env = "HO_SO_BIND", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub bind: IpAddr,
    /// Where the database, the pages and the keys are kept
    #[arg(long, env = "HO_SO_DATA", value_name = "DIR", default_value = "var")]
    pub data: PathBuf,
    /// The built site with the catalogue; without it, the one this program carries or target/site
    #[arg(long, env = "HO_SO_SITE", value_name = "DIR")]
    pub site: Option<PathBuf>,
    /// The authority that receives here
    #[arg(long, env = "HO_SO_AUTHORITY", default_value = "ubnd-phuong-lien-chieu")]
    pub authority: AuthorityId,
    /// What a submission means here
    #[arg(long, env = "HO_SO_MEANING", value_enum, default_value_t = MeaningOption::PreCheck)]
    pub meaning: MeaningOption,
    /// How receipts are numbered: {yymmdd} or {yyyymmdd} is the day, {seq} or {seq:04} counts within it
    #[arg(long, env = "HO_SO_RECEIPT_NUMBER", default_value = "HS-{yymmdd}-{seq:04}")]
    pub receipt_number: NumberTemplate,
}

/// [`Meaning`] on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum MeaningOption {
    /// The one-stop desk looks at it beforehand; filing is done on the official channel
    PreCheck,
    /// It is the filing
    Official,
}

impl From<MeaningOption> for Meaning {
    fn from(option: MeaningOption) -> Self {
        match option {
            MeaningOption::PreCheck => Meaning::PreCheck,
            MeaningOption::Official => Meaning::Official,
        }
    }
}

/// How receipts are numbered: literal text around a day and a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberTemplate {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    ShortDay,
    LongDay,
    Count { width: usize },
}

/// Longest receipt number: it travels in a code of 200 bytes.
const MAX_NUMBER_CHARS: usize = 24;

/// Why a text is not a template of receipt numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotATemplate(&'static str);

impl fmt::Display for NotATemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
impl std::error::Error for NotATemplate {}

impl FromStr for NumberTemplate {
    type Err = NotATemplate;
    fn from_str(text: &str) -> Result<Self, NotATemplate> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((literal, after)) = rest.split_once('{') {
            push_literal(&mut parts, literal)?;
            let (name, after) =
                after.split_once('}').ok_or(NotATemplate("expected '}' after every '{'"))?;
            parts.push(match name {
                "yymmdd" => Part::ShortDay,
                "yyyymmdd" => Part::LongDay,
                "seq" => Part::Count { width: 0 },
                _ => match name.strip_prefix("seq:0").and_then(|width| width.parse().ok()) {
                    Some(width @ 1..=9) => Part::Count { width },
                    _ => {
                        return Err(NotATemplate(
                            "expected {yymmdd}, {yyyymmdd}, {seq} or {seq:04}",
                        ));
                    }
                },
            });
            rest = after;
        }
        push_literal(&mut parts, rest)?;
        if parts.iter().filter(|part| matches!(part, Part::Count { .. })).count() != 1 {
            return Err(NotATemplate("expected {seq} exactly once, or numbers would repeat"));
        }
        let template = Self { parts };
        if template.number(Date::in_vietnam(0), 999_999).len() > MAX_NUMBER_CHARS {
            return Err(NotATemplate("expected numbers of at most 24 characters"));
        }
        Ok(template)
    }
}

fn push_literal(parts: &mut Vec<Part>, literal: &str) -> Result<(), NotATemplate> {
    if !literal.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)) {
        return Err(NotATemplate("expected letters, digits, '-', '.' and '_' between the braces"));
    }
    if !literal.is_empty() {
        parts.push(Part::Literal(literal.to_owned()));
    }
    Ok(())
}

impl NumberTemplate {
    /// The receipt number with this count on this day.
    pub fn number(&self, day: Date, count: u32) -> String {
        self.render(day, |width| format!("{count:0width$}"))
    }
    /// Names what is counted: everything but the count. Two days with the same name share their count.
    pub fn series(&self, day: Date) -> String {
        self.render(day, |_| "#".to_owned())
    }
    fn render(&self, day: Date, count: impl Fn(usize) -> String) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Literal(text) => text.clone(),
            Part::ShortDay => {
                format!("{:02}{:02}{:02}", day.year().rem_euclid(100), day.month(), day.day())
            }
            Part::LongDay => format!("{:04}{:02}{:02}", day.year(), day.month(), day.day()),
            Part::Count { width } => count(*width),
        });
        parts.collect()
    }
}

#[cfg(test)]
mod tests;
