//! Contrast of colour pairs by WCAG 2.2, from the tokens as they are written.
//!
//! It does not look at which pair is used where; the tokens say which belong together.
//!
//! > "Text on its ground has at least 4.5 : 1, in every theme."

use std::collections::BTreeMap;

#[cfg(test)]
#[path = "colour_tests.rs"]
mod tests;

/// The lowest ratio for text.
pub(crate) const TEXT: f64 = 4.5;
/// The lowest ratio for borders of controls, icons and focus rings.
pub(crate) const SHAPE: f64 = 3.0;

/// Two tokens that are seen together, from a comment `/* pair: --ink on --paper */`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pair {
    pub(crate) ink: String,
    pub(crate) ground: String,
    /// `shape:` instead of `pair:` asks for the lower ratio.
    pub(crate) is_text: bool,
}

/// Every pair below its ratio, and every pair that names no colour, as sentences.
pub(crate) fn mistakes(tokens: &str) -> Vec<String> {
    let pairs = pairs(tokens);
    let mut mistakes = Vec::new();
    if pairs.is_empty() {
        mistakes.push("no colour pairs are declared (`/* pair: --ink on --paper */`)".to_owned());
    }
    for (theme, colours) in themes(tokens) {
        for pair in &pairs {
            let (Some(ink), Some(ground)) =
                (find(&colours, &pair.ink), find(&colours, &pair.ground))
            else {
                mistakes.push(format!("{} on {} names no colour ({theme})", pair.ink, pair.ground));
                continue;
            };
            let ratio = contrast(ink, ground);
            let lowest = if pair.is_text { TEXT } else { SHAPE };
            if ratio < lowest {
                mistakes.push(format!(
                    "{} on {} has {ratio:.2} : 1 and needs {lowest} : 1 ({theme})",
                    pair.ink, pair.ground
                ));
            }
        }
    }
    mistakes
}

/// The pairs declared in comments.
pub(crate) fn pairs(tokens: &str) -> Vec<Pair> {
    let mut found = Vec::new();
    for comment in tokens.split("/*").skip(1) {
        let comment = comment.split("*/").next().unwrap_or_default();
        for line in comment.lines() {
            let line = line.trim().trim_start_matches("* ");
            let (rest, is_text) = match (line.strip_prefix("pair:"), line.strip_prefix("shape:")) {
                (Some(rest), _) => (rest, true),
                (_, Some(rest)) => (rest, false),
                _ => continue,
            };
            for pair in rest.split(',') {
                if let Some((ink, ground)) = pair.split_once(" on ") {
                    found.push(Pair {
                        ink: ink.trim().to_owned(),
                        ground: ground.trim().trim_end_matches('.').to_owned(),
                        is_text,
                    });
                }
            }
        }
    }
    found
}

type Colours = BTreeMap<String, String>;

/// The custom properties of each theme: the first block is the base, later blocks override it.
fn themes(tokens: &str) -> Vec<(String, Colours)> {
    let text = without_comments(tokens);
    let mut themes: Vec<(String, Colours)> = Vec::new();
    let mut context: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut declared: Vec<(String, String, String)> = Vec::new();
    for character in text.chars() {
        match character {
            '{' => {
                context.push(word.trim().to_owned());
                word.clear();
            }
            '}' | ';' => {
                if let Some((name, value)) = word.split_once(':') {
                    let name = name.trim();
                    if name.starts_with("--") {
                        let place = context.iter().filter(|part| !part.starts_with("@layer"));
                        let place = place.map(String::as_str).collect::<Vec<_>>().join(" ");
                        declared.push((place, name.to_owned(), value.trim().to_owned()));
                    }
                }
                word.clear();
                if character == '}' {
                    context.pop();
                }
            }
            other => word.push(other),
        }
    }
    for (place, name, value) in declared {
        match themes.iter_mut().find(|(theme, _)| *theme == place) {
            Some((_, colours)) => {
                colours.insert(name, value);
            }
            None => {
                let mut colours = themes.first().map(|(_, base)| base.clone()).unwrap_or_default();
                colours.insert(name, value);
                themes.push((place, colours));
            }
        }
    }
    themes
}

pub(crate) fn without_comments(css: &str) -> String {
    let mut text = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        text.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text
}

/// Follows `var(--other)` to a colour.
fn find(colours: &Colours, name: &str) -> Option<[f64; 3]> {
    let mut name = name.to_owned();
    for _ in 0..8 {
        let value = colours.get(&name)?;
        match value.strip_prefix("var(").and_then(|rest| rest.strip_suffix(')')) {
            Some(other) => name = other.split(',').next()?.trim().to_owned(),
            None => return parse(value),
        }
    }
    None
}

/// `#rgb`, `#rrggbb`, `white` and `black`; anything cleverer cannot be checked and is refused.
fn parse(value: &str) -> Option<[f64; 3]> {
    let digits = match value {
        "white" => "ffffff",
        "black" => "000000",
        other => other.strip_prefix('#')?,
    };
    let step = match digits.len() {
        3 => 1,
        6 => 2,
        _ => return None,
    };
    let mut channels = [0.0; 3];
    for (index, channel) in channels.iter_mut().enumerate() {
        let part = digits.get(index * step..(index + 1) * step)?;
        let number = u8::from_str_radix(part, 16).ok()?;
        *channel = f64::from(if step == 1 { number * 17 } else { number }) / 255.0;
    }
    Some(channels)
}

/// The ratio of WCAG 2.2, from 1 to 21.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(channels: [f64; 3]) -> f64 {
    let [red, green, blue] = channels.map(|channel| {
        if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
