//! A text's headings.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde::Serialize;

use super::place::Lines;

/// A heading of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Heading {
    /// From 1 to 6.
    pub level: u8,
    /// Without its marks.
    pub text: String,
    /// The 1-based line.
    pub line: u32,
}

/// Returns the headings outside code, lists and quotes included; `body` begins at byte `offset` of the text of `lines`.
pub(super) fn outline(body: &str, offset: usize, lines: &Lines<'_>) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut open: Option<Heading> = None;
    for (event, range) in Parser::new_ext(body, Options::empty()).into_offset_iter() {
        match (event, &mut open) {
            (Event::Start(Tag::Heading { level, .. }), _) => {
                let line = lines.position(offset + range.start).line;
                open = Some(Heading { level: level as u8, text: String::new(), line });
            }
            (Event::End(TagEnd::Heading(_)), _) => found.extend(open.take()),
            (Event::Text(text) | Event::Code(text), Some(heading)) => heading.text.push_str(&text),
            (Event::SoftBreak | Event::HardBreak, Some(heading)) => heading.text.push(' '),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_found_in_both_forms_and_not_in_code() {
        let text =
            "# One `x` *y*\n\nTwo\n===\n\n```\n# no\n```\n\n    # no\n\n- ### Three ###\n#no\n\nFour\nlines\n---\n";
        let found = outline(text, 0, &Lines::new(text));
        let found: Vec<(u8, &str, u32)> = found.iter().map(|h| (h.level, h.text.as_str(), h.line)).collect();
        assert_eq!(found, [(1, "One x y", 1), (1, "Two", 3), (3, "Three", 12), (2, "Four lines", 15)]);
    }
}
