//! The first commands a newcomer reads must exist.
//!
//! It does not run them; `cargo xtask test` and the people who follow the README do.
//!
//! > "Every `cargo xtask …` in the documents names a command of this program."

use anyhow::{Context, Result, bail};

use crate::project::Project;

const DOCUMENTS: [&str; 2] = ["README.md", "ARCHITECTURE.md"];

/// Checks every mention of `cargo xtask <command>`.
pub(crate) fn check(project: &Project) -> Result<()> {
    let known = crate::command_names();
    for document in DOCUMENTS {
        let text = std::fs::read_to_string(project.root.join(document))
            .with_context(|| format!("{document} is missing"))?;
        if let Some((line, command)) =
            mentioned(&text).into_iter().find(|(_, command)| !known.contains(command))
        {
            bail!("{document}:{line}: there is no command `cargo xtask {command}`");
        }
        if document == "README.md" && !text.contains("cargo xtask start") {
            bail!("README.md does not say `cargo xtask start`, the first thing a newcomer needs");
        }
    }
    Ok(())
}

/// The line and the word after each `cargo xtask `.
fn mentioned(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for rest in line.split("cargo xtask ").skip(1) {
            let end =
                rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
            if end > 0 {
                found.push((index + 1, rest[..end].to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_with_their_line() {
        let check = |text: &str, expected: &[(usize, &str)]| {
            let expected: Vec<_> = expected.iter().map(|&(n, c)| (n, c.to_owned())).collect();
            assert_eq!(mentioned(text), expected, "{text}");
        };
        check("a\n```\ncargo xtask start --port 1\n```", &[(3, "start")]);
        check("`cargo xtask build` and `cargo xtask test`.", &[(1, "build"), (1, "test")]);
        check("`cargo xtask <command>`", &[]);
    }
}
