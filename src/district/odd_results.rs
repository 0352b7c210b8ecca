//! Odd results: whether one makes sense, and `district odd-results`, which prints them for whoever maintains the catalogue.
//!
//! Not here: how often they are taken (see [`crate::rate`]), the table (see [`crate::storage::odd_results`]).
//!
//! Invariant: "Only answers the edition knows are kept, and nothing that is printed commands the terminal or the sheet."

use crate::published::Version;
use crate::resident::Rejection;
use crate::rulebook::Rulebook;
use crate::storage::odd_results::{KeptOddResult, PutOddResult, forget, get_all};
use crate::storage::{StorageError, open_beside};
use clap::Args;
use domain::catalogue::{FormFieldKind, QuestionKind};
use domain::date::Date;
use domain::form::{parse_answer, parse_field};
use domain::operation::Payload;
use protocol::canonical::canonical_text;
use protocol::envelope::OddResult;
use protocol::limits::MAX_SAID_CHARS;
use protocol::problem::Code;
use std::path::PathBuf;

/// Checks an odd result against the catalogue; what is to be kept of it.
pub(crate) fn check(
    rulebook: &Rulebook,
    result: OddResult,
    day: Date,
) -> Result<PutOddResult, Rejection> {
    let OddResult { edition: id, catalogue, answers, said } = result;
    let edition = rulebook
        .find_edition(&id)
        .ok_or_else(|| Rejection::new(Code::EditionUnknown, "edition"))?;
    let catalogue: Version =
        catalogue.parse().map_err(|_| Rejection::new(Code::ValueUnknown, "catalogue"))?;
    for (question_id, payload) in &answers {
        let place = || format!("answers.{question_id}");
        let question = edition
            .find_question(question_id)
            .ok_or_else(|| Rejection::new(Code::FieldUnknown, place()))?;
        let is_known_place = || {
            let all = rulebook.index.authorities.iter().flat_map(|authority| &authority.places);
            all.into_iter().any(|known| payload.as_text() == Some(&known.id))
        };
        let is_known = parse_answer(&question.kind, payload).is_ok()
            // The id of a place is a word; only those of the catalogue are surely nobody's.
            && (question.kind != QuestionKind::Place || *payload == Payload::Null || is_known_place());
        if !is_known {
            return Err(Rejection::new(Code::ValueUnknown, place()));
        }
    }
    let said = said.trim();
    // As in a field of several lines: nothing that moves a cursor or turns the direction of reading.
    let kind = FormFieldKind::Lines { max_chars: MAX_SAID_CHARS };
    parse_field(&kind, &Payload::Text(said.to_owned()))
        .map_err(|_| Rejection::new(Code::ValueUnknown, "said"))?;
    let answers = answers.into_iter().map(|(id, answer)| (id.to_string(), answer)).collect();
    Ok(PutOddResult {
        day: day.to_string(),
        edition: id.to_string(),
        catalogue: catalogue.to_string(),
        answers: canonical_text(&Payload::Map(answers)),
        said: said.to_owned(),
    })
}

/// Which to print, and how.
#[derive(Debug, Clone, Args)]
pub struct OddResultsArguments {
    /// The data directory of the endpoint
    #[arg(long, env = "HO_SO_DATA", value_name = "DIR", default_value = "var")]
    pub data: PathBuf,
    /// As CSV, for a spreadsheet
    #[arg(long)]
    pub csv: bool,
    /// Forgets those up to this number, once they were looked at
    #[arg(long, value_name = "NUMBER", conflicts_with = "csv")]
    pub forget: Option<u32>,
}

/// Reads the database, also of an endpoint that runs; what to print.
///
/// # Errors
/// A sentence.
pub async fn run(arguments: OddResultsArguments) -> Result<String, String> {
    let failed = |error: StorageError| {
        let reason = match error {
            StorageError::Full => "the disk is full".to_owned(),
            StorageError::Busy => "another program uses it".to_owned(),
            StorageError::Fault(reason) => reason,
        };
        format!("the database in {} cannot be read: {reason}", arguments.data.display())
    };
    let mut connection = open_beside(&arguments.data).await.map_err(failed)?;
    if let Some(up_to) = arguments.forget {
        let n = forget(&mut connection, i64::from(up_to)).await.map_err(failed)?;
        return Ok(format!("{n} forgotten\n"));
    }
    let kept = get_all(&mut connection).await.map_err(failed)?;
    Ok(if arguments.csv { as_csv(&kept) } else { as_table(&kept) })
}

/// A block each: a line of facts, the answers, what was said.
fn as_table(kept: &[KeptOddResult]) -> String {
    if kept.is_empty() {
        return "no odd results\n".to_owned();
    }
    let mut table = String::from("number  day         catalogue         edition\n");
    for KeptOddResult { n, result } in kept {
        let PutOddResult { day, edition, catalogue, answers, said } = result;
        table.push_str(&format!("{n:>6}  {day}  {catalogue}  {edition}\n        {answers}\n"));
        for line in said.lines() {
            table.push_str(&format!("        “{line}”\n"));
        }
    }
    table
}

fn as_csv(kept: &[KeptOddResult]) -> String {
    let mut csv = String::from("number,day,edition,catalogue,answers,said\r\n");
    for KeptOddResult { n, result } in kept {
        let PutOddResult { day, edition, catalogue, answers, said } = result;
        let cells = [n.to_string(), day.clone(), edition.clone(), catalogue.clone()];
        let cells = cells.into_iter().chain([answers.clone(), as_text(said)]);
        let cells: Vec<String> = cells.map(|cell| quoted(&cell)).collect();
        csv.push_str(&cells.join(","));
        csv.push_str("\r\n");
    }
    csv
}

/// A sheet takes what begins so for a formula.
fn as_text(said: &str) -> String {
    match said.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{said}"),
        false => said.to_owned(),
    }
}

fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(said: &str) -> [KeptOddResult; 1] {
        [KeptOddResult {
            n: 7,
            result: PutOddResult {
                day: "2026-07-20".into(),
                edition: "a@2026-07-01".into(),
                catalogue: "0123456789abcdef".into(),
                answers: r#"{"b":true,"c":"3"}"#.into(),
                said: said.into(),
            },
        }]
    }

    #[test]
    fn a_sheet_reads_cells_as_they_were_said() {
        let check = |said: &str, expected: &str| {
            let csv = as_csv(&kept(said));
            let row = csv.split_once("\r\n").unwrap().1;
            let rest = r#"7,2026-07-20,a@2026-07-01,0123456789abcdef,"{""b"":true,""c"":""3""}","#;
            assert_eq!(row, format!("{rest}{expected}\r\n"));
        };
        check("thiếu giấy", "thiếu giấy");
        check("hai, \"ba\"\nbốn", "\"hai, \"\"ba\"\"\nbốn\"");
        check("=1+1", "'=1+1");
        check("@x,y", "\"'@x,y\"");
        check("", "");
    }

    #[test]
    fn a_table_says_everything_on_lines() {
        let table = as_table(&kept("một\nhai"));
        assert_eq!(
            table,
            "number  day         catalogue         edition\n     7  2026-07-20  0123456789abcdef  \
             a@2026-07-01\n        {\"b\":true,\"c\":\"3\"}\n        “một”\n        “hai”\n"
        );
        assert_eq!(as_table(&[]), "no odd results\n");
    }
}
