//! The block between `---` lines at a text's start, which Claude Code cuts off, and the `paths` of a rule in it.

use super::mention::is_space;
use crate::agent::Source;
use crate::agent::yaml::{Document, Value};

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
    // What is no YAML in both readings has no paths, and its rule is always loaded.
    let Ok(source) = Source::read(front) else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(value) = source.get("paths") {
        texts(&source.document, value, &mut found);
    }
    let patterns: Vec<String> = found
        .iter()
        .flat_map(|text| at_commas(text))
        .map(|pattern| pattern.strip_suffix("/**").unwrap_or(pattern).to_owned())
        .filter(|pattern| !pattern.is_empty())
        .collect();
    if patterns.iter().all(|pattern| pattern == "**") { Vec::new() } else { patterns }
}

/// How many values are looked at: aliases make much of little.
const MOST: usize = 10_000;

/// Adds a text, or the texts of a list and of the lists in it.
fn texts<'a>(document: &'a Document, value: Value, found: &mut Vec<&'a str>) {
    let mut left = vec![value];
    let mut looked = 0;
    while let Some(value) = left.pop() {
        looked += 1;
        if looked > MOST {
            return;
        }
        found.extend(document.text(value));
        left.extend(document.list(value).unwrap_or_default().iter().take(MOST).rev());
    }
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

    #[test]
    fn aliases_that_multiply_end_soon() {
        let ten = |of: usize| vec![format!("*a{of}"); 10].join(", ");
        let lists: Vec<_> = (1..=12).map(|at| format!("a{at}: &a{at} [{}]", ten(at - 1))).collect();
        assert!(paths(&format!("a0: &a0 x\n{}\npaths: *a12", lists.join("\n"))).len() <= MOST);
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
            ("paths: [a, [b, [c]], {d: e}, 1, f]", &["a", "b", "c", "f"]),
        ] {
            assert_eq!(paths(front), expected, "{front:?}");
        }
    }
}
