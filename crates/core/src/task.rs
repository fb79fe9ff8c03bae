//! The closed sets of values that a task has.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::invalid::{Invalid, quoted};

macro_rules! closed_set {
    (
        $(#[$doc:meta])* $name:ident, $field:literal,
        { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// All values, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the value as every door and the database write it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            /// Reads the value's name; case, spaces, `-` and `_` do not matter (`in-progress`).
            fn from_str(text: &str) -> Result<Self, Invalid> {
                // Rows of the database hold the exact names; folding allocates for each candidate.
                if let Some(exact) = Self::ALL.iter().copied().find(|value| value.as_str() == text) {
                    return Ok(exact);
                }
                let folded = folded(text);
                Self::ALL.iter().copied().find(|value| self::folded(value.as_str()) == folded).ok_or_else(|| {
                    let allowed: Vec<_> = Self::ALL.iter().map(|value| value.as_str()).collect();
                    Invalid::new(
                        $field,
                        format!("{} is not a {}", quoted(text), $field),
                        format!("Use one of: {}.", allowed.join(", ")),
                    )
                })
            }
        }
    };
}

/// Returns `text` in lower case without spaces, `-` and `_`.
pub(crate) fn folded(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
}

closed_set!(
    /// What kind of work a task is.
    TaskType, "type", {
        /// Something new.
        #[default]
        Feature = "Feature",
        /// Something broken.
        Bug = "Bug",
    }
);

closed_set!(
    /// How urgent a task is.
    Priority, "priority", {
        /// Before all else.
        High = "High",
        /// The usual.
        #[default]
        Medium = "Medium",
        /// When there is time.
        Low = "Low",
    }
);

closed_set!(
    /// The column in which a task stands; the order is the board's.
    Status, "status", {
        /// Not looked at yet.
        #[default]
        Backlog = "Backlog",
        /// Being analysed.
        Analysis = "Analysis",
        /// Analysed, can be started.
        Ready = "Ready",
        /// Being worked on.
        InProgress = "In Progress",
        /// Being tested.
        Testing = "Testing",
        /// Waits for a review.
        CodeReview = "Code Review",
        /// Finished.
        Done = "Done",
    }
);

impl Status {
    /// Returns the first status whose name begins with `text` (case, `-`, `_` do not matter).
    pub fn from_prefix(text: &str) -> Option<Self> {
        let folded = folded(text);
        if folded.is_empty() {
            return None;
        }
        Self::ALL.iter().copied().find(|status| self::folded(status.as_str()).starts_with(&folded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_reads_back_from_its_name_and_from_a_loose_spelling() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse(), Ok(*status));
            assert_eq!(status.as_str().to_uppercase().replace(' ', "-").parse(), Ok(*status));
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
    }

    #[test]
    fn an_unknown_value_is_refused_with_the_allowed_ones() {
        let error = "Urgent".parse::<Priority>().unwrap_err();
        assert_eq!(error.problem, "\"Urgent\" is not a priority");
        assert_eq!(error.hint, "Use one of: High, Medium, Low.");
    }

    #[test]
    fn a_prefix_finds_the_first_column() {
        for (text, expected) in [
            ("in", Some(Status::InProgress)),
            ("in-progress", Some(Status::InProgress)),
            ("co", Some(Status::CodeReview)),
            ("D", Some(Status::Done)),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(Status::from_prefix(text), expected, "{text:?}");
        }
    }
}
