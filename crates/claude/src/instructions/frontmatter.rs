//! The block between `---` lines at a text's start, which Claude Code cuts off, and the `paths` of a rule in it.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use super::mention::is_space;

/// A text cut in two.
pub(super) struct Split<'a> {
    /// Between the markers; `None` where there is no front matter.
    pub(super) front: Option<&'a str>,
    /// What is left, as it is sent.
    pub(super) body: &'a str,
}

/// Cuts the front matter off. Claude Code ends it at the next `---` wherever that stands (`x: a---b` ends it too), and
/// takes all white space behind it away, so that what was indented code below it is none.
pub(super) fn split(text: &str) -> Split<'_> {
    let cut = || {
        let rest = text.strip_prefix('\u{feff}').unwrap_or(text).strip_prefix("---")?;
        let blank = &rest[..rest.len() - rest.trim_start_matches(is_space).len()];
        let rest = &rest[blank.rfind('\n')? + 1..];
        let (front, body) = rest.split_once("---")?;
        Some(Split { front: Some(front), body: body.trim_start_matches(is_space) })
    };
    cut().unwrap_or(Split { front: None, body: text })
}

/// Returns the patterns of a rule's `paths`; empty where the rule is for all files.
pub(super) fn paths(front: &str) -> Vec<String> {
    // Claude Code reads `x: y: z` as a text, which YAML forbids, and what it can't read it reads once more with quotes
    // around the values, such as in `paths: *.ts`. A list of such values stays unreadable, and its rule is always loaded.
    let found = scalars(front)
        .or_else(|_| scalars(&quoted(front, |value| value.contains(": "))))
        .or_else(|_| scalars(&quoted(front, |value| value.contains(": ") || value.contains(SPECIAL))))
        .unwrap_or_default();
    let patterns: Vec<String> = found
        .iter()
        .flat_map(|text| at_commas(text))
        .map(|pattern| pattern.strip_suffix("/**").unwrap_or(pattern).to_owned())
        .filter(|pattern| !pattern.is_empty())
        .collect();
    if patterns.iter().all(|pattern| pattern == "**") { Vec::new() } else { patterns }
}

/// Splits at the commas that are not inside braces.
fn at_commas(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_u32;
    text.split(move |c: char| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    })
    .map(str::trim)
}

/// Returns the texts that the key `paths` holds: its own, or those of its list and of the lists in it.
///
/// It reads events, not a document: no alias is expanded, so a text can't grow.
fn scalars(front: &str) -> Result<Vec<String>, ScanError> {
    let mut found = Vec::new();
    let mut anchors: Vec<(usize, String)> = Vec::new();
    // The open collections from the outermost: a mapping with whether a key comes next, or a list.
    let mut open: Vec<Option<bool>> = Vec::new();
    let mut wanted = false;
    for event in Parser::new_from_str(front) {
        let (event, _) = event?;
        let scalar = match &event {
            Event::Scalar(text, style, anchor, tag) => {
                let string = *style != ScalarStyle::Plain
                    || tag.as_ref().is_some_and(|tag| tag.suffix == "str")
                    || is_string(text);
                let text = string.then(|| text.to_string());
                if *anchor != 0 {
                    anchors.extend(text.clone().map(|text| (*anchor, text)));
                }
                Some(text)
            }
            Event::Alias(anchor) => Some(anchors.iter().find(|(id, _)| id == anchor).map(|(_, text)| text.clone())),
            Event::MappingStart(..) => {
                begin(&mut open);
                open.push(Some(true));
                continue;
            }
            Event::SequenceStart(..) => {
                begin(&mut open);
                open.push(None);
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                continue;
            }
            _ => continue,
        };
        let is_key = open.last().copied().flatten().unwrap_or(false);
        if open.len() == 1 && is_key {
            wanted = scalar.as_ref().and_then(Option::as_deref) == Some("paths");
            if wanted {
                found.clear();
            }
        } else if wanted && open.first().is_some_and(Option::is_some) && open.iter().skip(1).all(Option::is_none) {
            found.extend(scalar.flatten());
        }
        begin(&mut open);
    }
    Ok(found)
}

/// Notes in the innermost mapping that one of its nodes begins: after a key comes its value, and so on.
fn begin(open: &mut [Option<bool>]) {
    if let Some(Some(key)) = open.last_mut() {
        *key = !*key;
    }
}

/// Tells whether YAML 1.2 reads a plain scalar as a text: not as null, a truth value or a number.
fn is_string(plain: &str) -> bool {
    if matches!(plain, "" | "~" | "null" | "Null" | "NULL" | "true" | "True" | "TRUE" | "false" | "False" | "FALSE") {
        return false;
    }
    let digits = |text: &str, radix| !text.is_empty() && text.chars().all(|c| c.is_digit(radix));
    let prefixed = |prefix, radix| plain.strip_prefix(prefix).is_some_and(|rest| digits(rest, radix));
    let unsigned = plain.strip_prefix(['-', '+']).unwrap_or(plain);
    let number = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') && unsigned.parse::<f64>().is_ok();
    let word = matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(plain, ".nan" | ".NaN" | ".NAN");
    !(prefixed("0x", 16) || prefixed("0o", 8) || number || word)
}

/// Characters that mean something in YAML.
const SPECIAL: [char; 13] = ['{', '}', '[', ']', '*', '&', '#', '!', '|', '>', '%', '@', '`'];

/// Puts quotes around the values of the outermost keys that need it, and one space before each.
fn quoted(front: &str, needed: impl Fn(&str) -> bool) -> String {
    let mut text = String::with_capacity(front.len() + 16);
    for line in front.lines() {
        let key = line.len() - line.trim_start_matches(|c: char| c.is_ascii_alphabetic() || "_-".contains(c)).len();
        let value = line[key..].strip_prefix(':').filter(|value| key > 0 && value.starts_with(is_space));
        match value.map(str::trim) {
            Some(value) if !value.starts_with(['"', '\'']) && needed(value) => {
                let value = value.replace('\\', "\\\\").replace('"', "\\\"");
                text.extend([&line[..key], ": \"", &value, "\""]);
            }
            Some(value) => text.extend([&line[..key], ": ", value]),
            None => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_matter_ends_at_the_next_three_dashes() {
        for (text, front, body) in [
            ("---\nx: y\n---\nz", Some("x: y\n"), "z"),
            ("---\r\nx: y\r\n---\r\nz", Some("x: y\r\n"), "z"),
            ("\u{feff}---\nx: y\n---\nz", Some("x: y\n"), "z"),
            ("--- \nx: y\n--- \n\n    z", Some("x: y\n"), "z"),
            ("---\n---\nz", Some(""), "z"),
            ("---\nx: a---b\n---\nz", Some("x: a"), "b\n---\nz"),
            ("---\nx: y\n---z", Some("x: y\n"), "z"),
            ("---\nx: y\nz", None, "---\nx: y\nz"),
            ("\n---\nx: y\n---\nz", None, "\n---\nx: y\n---\nz"),
            ("---x\ny\n---\n", None, "---x\ny\n---\n"),
            ("---\rx: y\r---\rz", None, "---\rx: y\r---\rz"),
            ("z", None, "z"),
        ] {
            let split = split(text);
            assert_eq!((split.front, split.body), (front, body), "{text:?}");
        }
    }

    /// What the real program did with a rule of each front matter: whether it was left out until a file matches.
    const CONDITIONAL: [(&str, bool); 107] = include!("../../tests/instructions/paths.in");

    #[test]
    fn a_rule_waits_for_its_paths_when_claude_code_reads_any() {
        let wrong: Vec<_> = CONDITIONAL
            .into_iter()
            .filter(|(front, expected)| {
                let found = paths(split(&format!("---\n{front}\n---\nbody")).front.unwrap_or_default());
                found.is_empty() == *expected
            })
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn the_patterns_are_told_apart() {
        for (front, expected) in [
            ("paths: src/**", &["src"][..]),
            ("paths: a.ts, b/{c,d}.ts", &["a.ts", "b/{c,d}.ts"]),
            ("paths: [\"x/*.rs\", y]", &["x/*.rs", "y"]),
            ("paths: **/*.ts", &["**/*.ts"]),
            ("paths:\n  - **/*.ts", &[]),
            ("paths:\n  - \"**/*.ts\"", &["**/*.ts"]),
            ("a: &a x\npaths: [*a, *a]", &["x", "x"]),
        ] {
            assert_eq!(paths(front), expected, "{front:?}");
        }
    }
}
