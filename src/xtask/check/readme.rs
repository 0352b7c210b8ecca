//! The first commands a newcomer reads must exist.
//!
//! It does not run them; `cargo xtask test` and the people who follow the README do.
//!
//! > "Every `cargo xtask …` in the documents names a command of this program, and every link within the
//! > project leads to a file."

use anyhow::{Context, Result, bail};

use crate::project::Project;

const DOCUMENTS: [&str; 2] = ["README.md", "ARCHITECTURE.md"];

/// Made by the browser tests, and therefore looked for only after them.
const PICTURES: &str = "docs/pictures/";

/// Which links are followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    Files,
    Pictures,
}

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
        check_links(project, document, &text, Links::Files)?;
        if document == "README.md" && !text.contains("cargo xtask start") {
            bail!("README.md does not say `cargo xtask start`, the first thing a newcomer needs");
        }
    }
    Ok(())
}

/// Checks that the pictures the documents show were made.
pub(crate) fn check_pictures(project: &Project) -> Result<()> {
    for document in DOCUMENTS {
        let text = std::fs::read_to_string(project.root.join(document))
            .with_context(|| format!("{document} is missing"))?;
        check_links(project, document, &text, Links::Pictures)?;
    }
    Ok(())
}

fn check_links(project: &Project, document: &str, text: &str, followed: Links) -> Result<()> {
    for (line, link) in links(text) {
        let is_picture = link.starts_with(PICTURES);
        if is_picture == (followed == Links::Pictures) && !project.root.join(&link).exists() {
            bail!("{document}:{line}: the link leads to {link}, which does not exist");
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

/// The targets of Markdown links that stay within the project, without their anchors.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for rest in line.split("](").skip(1) {
            let target = rest.split([')', ' ', '#']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains(':') {
                found.push((index + 1, target.to_owned()));
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

    #[test]
    fn links_within_the_project_are_found() {
        let check = |text: &str, expected: &[(usize, &str)]| {
            let expected: Vec<_> = expected.iter().map(|&(n, c)| (n, c.to_owned())).collect();
            assert_eq!(links(text), expected, "{text}");
        };
        check("a\n[b](docs/c.md#d) ![e](f.png)", &[(2, "docs/c.md"), (2, "f.png")]);
        check("[a](https://example.org/b) [c](#d) f[i](x)", &[(1, "x")]);
    }
}
