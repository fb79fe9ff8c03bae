//! Texts of a task, each with its limit. Lengths count characters (Unicode scalar values), not bytes.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::invalid::{Invalid, quoted};

macro_rules! text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "specta", specta(type = String))]
        pub struct $name(String);

        impl $name {
            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                Self::parse(&text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

text!(
    /// A task's title: 1 to 200 characters after trimming, one line, no control characters.
    Title
);
text!(
    /// A task's description in Markdown: up to 200,000 characters, may be empty.
    Description
);
text!(
    /// A task's analysis in Markdown: up to 1,000,000 characters.
    Analysis
);
text!(
    /// Why a task can't go on: 1 to 500 characters after trimming.
    BlockedReason
);

impl Title {
    /// The most characters that a title may have.
    pub const MAX: usize = 200;

    /// Returns the trimmed title, or why it is none.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        one_line("title", text, Self::MAX).map(Self)
    }
}

impl BlockedReason {
    /// The most characters that a reason may have.
    pub const MAX: usize = 500;

    /// Returns the trimmed reason, or why it is none.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Invalid::new(
                "blocked_reason",
                "the reason is empty",
                "Say what blocks the task, or clear blocked_reason.",
            ));
        }
        bounded("blocked_reason", text, Self::MAX).map(Self)
    }
}

impl Description {
    /// The most characters that a description may have.
    pub const MAX: usize = 200_000;

    /// Returns the description, or why it is none.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        bounded("description", text, Self::MAX).map(Self)
    }
}

impl Analysis {
    /// The most characters that an analysis may have.
    pub const MAX: usize = 1_000_000;

    /// Returns the analysis, or why it is none.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        bounded("analysis", text, Self::MAX).map(Self)
    }
}

/// Returns true for characters that break a line or change how the rest of a line is laid out:
/// controls, line and paragraph separators. Bidirectional marks are legitimate and stay.
fn breaks_a_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Checks a trimmed text of one line with 1 to `max` characters.
pub(crate) fn one_line(field: &'static str, text: &str, max: usize) -> Result<String, Invalid> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::new(field, format!("the {field} is empty"), format!("Give 1 to {max} characters.")));
    }
    if let Some(c) = text.chars().find(|c| breaks_a_line(*c)) {
        return Err(Invalid::new(
            field,
            format!("{} holds the control character U+{:04X}", quoted(text), u32::from(c)),
            format!("Write the {field} on one line, without tabs or control characters."),
        ));
    }
    bounded(field, text, max)
}

/// Checks a text of up to `max` characters that may have several lines. NUL is refused: SQLite's own
/// text functions, C programs and Markdown all end or replace it, so it could not be shown truly.
fn bounded(field: &'static str, text: &str, max: usize) -> Result<String, Invalid> {
    // A character has at least one byte, so a short text needs no count.
    let length = if text.len() <= max { 0 } else { text.chars().count() };
    if length > max {
        return Err(Invalid::new(
            field,
            format!("{} has {length} characters; the limit is {max}", quoted(text)),
            format!("Shorten the {field} by {} characters.", length - max),
        ));
    }
    if text.contains('\0') {
        return Err(Invalid::new(
            field,
            format!("{} holds a NUL character", quoted(text)),
            "Remove the NUL character.",
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_trimmed_and_has_1_to_200_characters_on_one_line() {
        fn check(text: &str, expected: Result<&str, &str>) {
            let found = Title::parse(text);
            match expected {
                Ok(title) => assert_eq!(found.unwrap().as_str(), title),
                Err(part) => {
                    let error = found.unwrap_err();
                    assert_eq!(error.field, "title");
                    assert!(error.problem.contains(part), "{error}");
                }
            }
        }
        check("  Login fails \n", Ok("Login fails"));
        check("مرحبا", Ok("مرحبا"));
        check("👩‍👩‍👧 family", Ok("👩‍👩‍👧 family"));
        check(&"é".repeat(200), Ok(&"é".repeat(200)));
        check(&"é".repeat(201), Err("201 characters"));
        check(" \t\n", Err("empty"));
        check("a\nb", Err("U+000A"));
        check("a\0b", Err("U+0000"));
        check("a\u{2028}b", Err("U+2028"));
        check("a\u{7f}b", Err("U+007F"));
    }

    #[test]
    fn long_texts_keep_their_white_space_and_have_a_limit() {
        assert_eq!(Description::parse(" a\n\n").unwrap().as_str(), " a\n\n");
        assert!(Description::parse(&"x".repeat(200_001)).unwrap_err().problem.contains("200001"));
        assert!(Description::parse(&"ü".repeat(200_000)).is_ok());
        assert!(Analysis::parse(&"x".repeat(1_000_001)).is_err());
        assert!(Analysis::parse("a\0").unwrap_err().problem.contains("NUL"));
        assert!(BlockedReason::parse("  ").is_err());
        assert!(BlockedReason::parse(&"x".repeat(501)).is_err());
    }

    #[test]
    fn a_message_never_carries_the_whole_value() {
        let error = Description::parse(&"x".repeat(300_000)).unwrap_err();
        assert!(error.problem.len() < 200, "{}", error.problem.len());
    }
}
