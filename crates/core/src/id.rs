//! Newtypes of the ids, so that a task's id is never taken for a project's.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::invalid::{Invalid, quoted};

/// The largest id that every door can carry: JavaScript's largest exact integer.
const MAX_ID: i64 = (1 << 53) - 1;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $field:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(transparent)]
        pub struct $name(#[cfg_attr(feature = "specta", specta(type = u32))] pub i64);

        impl $name {
            /// The largest id that every door can carry: JavaScript's largest exact integer.
            pub const MAX: Self = Self(MAX_ID);
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            /// Reads `12` or `#12`.
            fn from_str(text: &str) -> Result<Self, Invalid> {
                let digits = text.trim();
                let digits = digits.strip_prefix('#').unwrap_or(digits);
                digits
                    .parse::<i64>()
                    .ok()
                    .filter(|id| (1..=MAX_ID).contains(id) && digits.bytes().all(|b| b.is_ascii_digit()))
                    .map(Self)
                    .ok_or_else(|| {
                        Invalid::new(
                            $field,
                            format!("{} is not an id", quoted(text)),
                            format!("Give a whole number from 1 to {MAX_ID}."),
                        )
                    })
            }
        }
    };
}

id!(
    /// The id of a task, shown as `#12`; unique over all projects.
    TaskId,
    "id"
);
id!(
    /// The id of a project.
    ProjectId,
    "project"
);
id!(
    /// The place of an event in the journal: grows by at least one with each event.
    EventSeq,
    "event"
);
id!(
    /// The id of one stored version of a text.
    VersionId,
    "version"
);
id!(
    /// The id of a run of Claude; unique over all projects.
    RunId,
    "run"
);
id!(
    /// The id of a permission or question that a run asked the user for.
    RequestId,
    "request"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_positive_whole_number_with_or_without_a_hash() {
        for (text, expected) in [
            ("1", Some(1)),
            ("#12", Some(12)),
            (" 7 ", Some(7)),
            ("9007199254740991", Some(MAX_ID)),
            ("0", None),
            ("-1", None),
            ("+1", None),
            ("1.0", None),
            ("##1", None),
            ("", None),
            ("9007199254740992", None),
            ("99999999999999999999", None),
            ("١٢", None),
        ] {
            assert_eq!(text.parse::<TaskId>().ok(), expected.map(TaskId), "{text:?}");
        }
    }
}
