//! Tidiness a compiler does not see: classes, colours, who touches the browser, long files.
//!
//! It reads text, not syntax trees, and therefore asks for plain ways of writing things.
//!
//! > "Every class used exists, and every class that exists is used."

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::colour;
use crate::project::Project;
use crate::site::files_below;

#[cfg(test)]
#[path = "tidy_tests.rs"]
mod tests;

/// Longer files have two reasons to change.
const LONG_FILE_LINES: usize = 600;

/// A file with its path as people write it.
struct Text {
    path: String,
    text: String,
}

/// Runs every tidy check and lists all that is wrong at once.
pub(crate) fn check(project: &Project) -> Result<()> {
    let rust = read(project, "src", &["rs"])?;
    let app: Vec<&Text> = rust.iter().filter(|file| file.path.starts_with("src/app/")).collect();
    let public: Vec<Text> = read(project, "public", &["html", "js"])?;
    let styles: Vec<Text> = read(project, "style", &["css"])?;
    let mut mistakes = Vec::new();
    let sheets: Vec<&Text> =
        styles.iter().filter(|file| !file.path.ends_with("/desk.css")).collect();
    mistakes.extend(class_mistakes(&sheets, &app, &public));
    for file in &rust {
        mistakes.extend(browser_mistakes(&file.path, &file.text));
    }
    match styles.iter().find(|file| file.path == "style/tokens.css") {
        Some(tokens) => mistakes.extend(
            colour::mistakes(&tokens.text)
                .into_iter()
                .map(|mistake| format!("style/tokens.css: {mistake}")),
        ),
        None => mistakes.push("style/tokens.css is missing".to_owned()),
    }
    for file in rust.iter().chain(&styles).chain(&public) {
        let n_lines = file.text.lines().count();
        if n_lines > LONG_FILE_LINES {
            println!("  warning: {} has {n_lines} lines; is it still one thing?", file.path);
        }
    }
    if !mistakes.is_empty() {
        bail!("not tidy:\n  {}", mistakes.join("\n  "));
    }
    println!("  {} Rust files, {} style sheets", rust.len(), styles.len());
    Ok(())
}

fn read(project: &Project, below: &str, extensions: &[&str]) -> Result<Vec<Text>> {
    let mut texts = Vec::new();
    for path in files_below(&project.root.join(below))? {
        let extension = path.extension().map(|extension| extension.to_string_lossy());
        if extension.is_some_and(|extension| extensions.contains(&extension.as_ref())) {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("{} cannot be read", path.display()))?;
            texts.push(Text { path: readable(&project.root, &path), text });
        }
    }
    texts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(texts)
}

fn readable(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

// ---- who touches the browser ----

/// `web_sys` outside its places, and markup that is not built by the view.
fn browser_mistakes(path: &str, text: &str) -> Vec<String> {
    let code = blank_comments(text);
    let mut mistakes = Vec::new();
    let mut forbid = |word: &str, why: &str| {
        for (index, line) in code.lines().enumerate() {
            if line.contains(word) {
                mistakes.push(format!("{path}:{}: {word} {why}", index + 1));
            }
        }
    };
    let crate_name = path.split('/').nth(1).unwrap_or_default();
    if crate_name == "app" {
        forbid("inner_html", "is never used: text is text");
    }
    let may_touch_the_browser = path.starts_with("src/app/platform")
        || path.starts_with("src/replica/") && path.contains("indexed")
        || crate_name == "xtask";
    if !may_touch_the_browser {
        forbid("web_sys", "belongs in src/app/platform or the IndexedDB store of src/replica");
    }
    mistakes
}

// ---- classes ----

/// Classes as sources write them.
#[derive(Default)]
struct Used {
    /// Class → where it was first seen.
    whole: BTreeMap<String, String>,
    /// The part before a `{…}` of a format string.
    beginnings: BTreeMap<String, String>,
    /// Any word in any string, because a class may be chosen by a function.
    mentioned: BTreeSet<String>,
}

fn class_mistakes(sheets: &[&Text], app: &[&Text], public: &[Text]) -> Vec<String> {
    let mut defined: BTreeMap<String, String> = BTreeMap::new();
    for sheet in sheets {
        for (class, line) in classes_of_css(&sheet.text) {
            defined.entry(class).or_insert_with(|| format!("{}:{line}", sheet.path));
        }
    }
    let mut used = Used::default();
    for file in app {
        uses_of_rust(file, &mut used);
    }
    for file in public {
        uses_of_public(file, &mut used);
    }
    let mut mistakes = Vec::new();
    for (class, place) in &used.whole {
        if !defined.contains_key(class) {
            mistakes.push(format!("{place}: the class {class} is in no style sheet"));
        }
    }
    for (beginning, place) in &used.beginnings {
        if !defined.keys().any(|class| class.starts_with(beginning)) {
            mistakes.push(format!("{place}: no class begins with {beginning}"));
        }
    }
    for (class, place) in &defined {
        let is_used = used.whole.contains_key(class)
            || used.mentioned.contains(class)
            || used.beginnings.keys().any(|beginning| class.starts_with(beginning));
        if !is_used {
            mistakes.push(format!("{place}: the class {class} is used nowhere"));
        }
    }
    mistakes
}

/// Every class of a style sheet with its line: `.name` in what stands before a `{`.
fn classes_of_css(css: &str) -> Vec<(String, usize)> {
    let mut blanked = String::with_capacity(css.len());
    let mut rest = css;
    // Comments become line breaks, so that lines still count.
    while let Some((before, after)) = rest.split_once("/*") {
        blanked.push_str(before);
        let (comment, after) = after.split_once("*/").unwrap_or((after, ""));
        blanked.extend(comment.chars().filter(|&character| character == '\n'));
        rest = after;
    }
    blanked.push_str(rest);
    let mut found = Vec::new();
    let (mut prelude, mut line) = (String::new(), 1);
    let mut first_line = 1;
    for character in blanked.chars() {
        match character {
            '{' => {
                if !prelude.trim_start().starts_with('@') || prelude.contains("@scope") {
                    for class in classes_of_selector(&prelude) {
                        found.push((class, first_line));
                    }
                }
                prelude.clear();
            }
            '}' | ';' => prelude.clear(),
            other => {
                if prelude.trim().is_empty() {
                    first_line = line;
                }
                prelude.push(other);
            }
        }
        if character == '\n' {
            line += 1;
        }
    }
    found
}

fn classes_of_selector(selector: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in selector.split('.').skip(1) {
        let end = part.find(|c: char| !is_class_character(c)).unwrap_or(part.len());
        if part.starts_with(|c: char| c.is_ascii_alphabetic()) {
            found.push(part[..end].to_owned());
        }
    }
    found
}

fn is_class_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '-' || character == '_'
}

/// `class="a b"`, `class=(…)`, `class=move || …`, `class:a=…`, and all strings as mentions.
fn uses_of_rust(file: &Text, used: &mut Used) {
    let code = blank_comments(&file.text);
    for literal in strings(&code) {
        used.mentioned.extend(words(literal.content).map(str::to_owned));
    }
    for (start, _) in code.match_indices("class") {
        let before = code[..start].chars().next_back();
        if before.is_some_and(|c| is_class_character(c) || matches!(c, '"' | '.' | ':')) {
            continue;
        }
        let line = code[..start].matches('\n').count() + 1;
        let place = format!("{}:{line}", file.path);
        let rest = &code[start + "class".len()..];
        if let Some(name) = rest.strip_prefix(':') {
            let end = name.find(|c: char| !is_class_character(c)).unwrap_or(name.len());
            if name[end..].starts_with('=') {
                used.whole.entry(name[..end].to_owned()).or_insert(place);
            }
        } else if let Some(value) = rest.strip_prefix('=').filter(|rest| !rest.starts_with('=')) {
            let value = &value[..end_of_value(value)];
            for literal in strings(value).iter().filter(|literal| !literal.is_compared) {
                note_classes(literal.content, &place, used);
            }
        }
    }
}

fn note_classes(content: &str, place: &str, used: &mut Used) {
    for word in content.split_whitespace() {
        match word.split_once('{') {
            Some(("", _)) => {}
            Some((beginning, _)) => {
                used.beginnings.entry(beginning.to_owned()).or_insert_with(|| place.to_owned());
            }
            None if word.chars().all(is_class_character) => {
                used.whole.entry(word.to_owned()).or_insert_with(|| place.to_owned());
            }
            None => {}
        }
    }
}

fn uses_of_public(file: &Text, used: &mut Used) {
    for (index, line) in file.text.lines().enumerate() {
        for rest in line.split("class=\"").skip(1) {
            let classes = rest.split('"').next().unwrap_or_default();
            note_classes(classes, &format!("{}:{}", file.path, index + 1), used);
        }
        if line.contains("classList") || line.contains("className") {
            used.mentioned.extend(words(line).map(str::to_owned));
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_class_character(c)).filter(|word| !word.is_empty())
}

/// Where the value of an attribute ends: after its string, or at depth zero before `>`, or a line's end.
fn end_of_value(value: &str) -> usize {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut previous = ' ';
    for (index, character) in value.char_indices() {
        match character {
            '"' if previous != '\\' => {
                in_string = !in_string;
                if !in_string && depth == 0 {
                    return index + 1;
                }
            }
            _ if in_string => {}
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' if depth == 0 => return index,
            ')' | '}' | ']' => {
                depth -= 1;
                // `move || { … }`, `{ … }` and `( … )` are whole; `format!( … )` is, too.
                if depth == 0 {
                    return index + 1;
                }
            }
            '>' if depth == 0 && !matches!(previous, '=' | '-') => return index,
            '\n' if depth == 0 => return index,
            _ => {}
        }
        previous = character;
    }
    value.len()
}

/// A string of Rust source.
struct Literal<'a> {
    content: &'a str,
    /// It is compared with, or matched against, and therefore no class.
    is_compared: bool,
}

fn strings(code: &str) -> Vec<Literal<'_>> {
    let mut found = Vec::new();
    let bytes = code.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        // A quote as a character, '"', opens no string.
        if bytes[index..].starts_with(b"'\"'") {
            index += 3;
            continue;
        }
        if bytes[index] != b'"' {
            index += 1;
            continue;
        }
        let start = index + 1;
        let mut end = start;
        while end < bytes.len() && bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let end = end.min(bytes.len());
        let before = code[..index].trim_end();
        let after = code[(end + 1).min(code.len())..].trim_start();
        let is_compared = before.ends_with("==")
            || before.ends_with("!=")
            || after.starts_with("=>")
            || after.starts_with("==");
        found.push(Literal { content: &code[start..end], is_compared });
        index = end + 1;
    }
    found
}

/// Line comments become nothing; a `//` inside a string stays.
fn blank_comments(code: &str) -> String {
    let mut blanked = String::with_capacity(code.len());
    for line in code.lines() {
        let comment = line
            .match_indices("//")
            .map(|(index, _)| index)
            .find(|&index| line[..index].matches('"').count().is_multiple_of(2));
        blanked.push_str(comment.map_or(line, |index| &line[..index]));
        blanked.push('\n');
    }
    blanked
}
