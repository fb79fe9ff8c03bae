//! The grammar of quick add: one line becomes a task.
//!
//! `Login fails on Safari !high #bug @webapp >ready ^12 // repro: open /login twice`
//!
//! A marker counts only at the start of a word, `//` only between white space, and `\` before a marker
//! takes its meaning away. What is not understood stays in the title. Of two markers of one kind the
//! later counts, except `^`, which adds up. Lines after the first belong to the description.

use serde::{Deserialize, Serialize};

use crate::{Priority, Status, TaskId, TaskType};

/// What a line says; the title is raw text, which may be empty or too long.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct QuickAdd {
    /// What is left of the line when the markers are taken out.
    pub title: String,
    /// `#bug` or `#feature`.
    #[serde(rename = "type")]
    pub task_type: Option<TaskType>,
    /// `!high`, `!medium`, `!low`, or their first letters.
    pub priority: Option<Priority>,
    /// `>ready`: the column, by the beginning of its name.
    pub status: Option<Status>,
    /// `@webapp`: the project, as it was written.
    pub project: Option<String>,
    /// `^12`: the tasks on which this one depends, each once.
    pub depends_on: Vec<TaskId>,
    /// What follows `//`.
    pub description: Option<String>,
    /// Where the markers stand in the line, for showing them.
    pub marks: Vec<Mark>,
}

/// A part of the line that was understood as a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Mark {
    /// Where it begins, in UTF-16 code units from the line's start, as a text field counts.
    pub start: u32,
    /// Where it ends (exclusive), in the same unit.
    pub end: u32,
    /// What it says.
    pub kind: MarkKind,
}

/// What a marker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// `#bug`
    Type,
    /// `!high`
    Priority,
    /// `>ready`
    Status,
    /// `@webapp`
    Project,
    /// `^12`
    DependsOn,
    /// `//` and all that follows.
    Description,
}

/// Reads a line; `is_project` says whether the name after an `@` is a project's.
pub fn parse(input: &str, is_project: impl Fn(&str) -> bool) -> QuickAdd {
    let (line, more) = input.split_once(['\n', '\r']).unwrap_or((input, ""));
    let mut parsed = QuickAdd::default();
    let mut title: Vec<&str> = Vec::new();
    let mut description = String::new();
    for (start, word) in words(line) {
        let end = start + word.len();
        if word == "//" && start > 0 && end < line.len() {
            line[end..].trim().clone_into(&mut description);
            parsed.mark(line, start, line.len(), MarkKind::Description);
            break;
        }
        if let Some(kind) = parsed.take(word, &is_project) {
            parsed.mark(line, start, end, kind);
        } else {
            title.push(unescaped(word));
        }
    }
    let more = more.trim();
    if !more.is_empty() {
        if !description.is_empty() {
            description.push('\n');
        }
        description.push_str(more);
    }
    parsed.title = title.join(" ");
    parsed.description = Some(description).filter(|text| !text.is_empty());
    parsed
}

impl QuickAdd {
    /// Takes `word` in if it is a marker, and says of which kind.
    fn take(&mut self, word: &str, is_project: &impl Fn(&str) -> bool) -> Option<MarkKind> {
        let marker = word.chars().next()?;
        let rest = &word[marker.len_utf8()..];
        match marker {
            '!' => {
                self.priority = Some(match rest.to_lowercase().as_str() {
                    "high" | "h" => Priority::High,
                    "medium" | "m" => Priority::Medium,
                    "low" | "l" => Priority::Low,
                    _ => return None,
                });
                Some(MarkKind::Priority)
            }
            '#' => {
                self.task_type = Some(match rest.to_lowercase().as_str() {
                    "bug" => TaskType::Bug,
                    "feature" => TaskType::Feature,
                    _ => return None,
                });
                Some(MarkKind::Type)
            }
            '>' => {
                self.status = Some(Status::from_prefix(rest)?);
                Some(MarkKind::Status)
            }
            '@' if is_project(rest) => {
                self.project = Some(rest.to_owned());
                Some(MarkKind::Project)
            }
            '^' if rest.starts_with(|c: char| c.is_ascii_digit()) => {
                let id = rest.parse().ok()?;
                if !self.depends_on.contains(&id) {
                    self.depends_on.push(id);
                }
                Some(MarkKind::DependsOn)
            }
            _ => None,
        }
    }

    fn mark(&mut self, line: &str, start: usize, end: usize, kind: MarkKind) {
        let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        let from = units(&line[..start]);
        self.marks.push(Mark { start: from, end: from.saturating_add(units(&line[start..end])), kind });
    }
}

/// Returns the words of a line with the byte at which each begins.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    line.split(char::is_whitespace)
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr().addr() - line.as_ptr().addr(), word))
}

/// Takes one backslash away where it stands before a marker (`\!high`, `\//`); others are text
/// (`\\server\share`).
fn unescaped(word: &str) -> &str {
    let Some(without) = word.strip_prefix('\\') else { return word };
    let bare = without.trim_start_matches('\\');
    if bare == "//" || bare.starts_with(['!', '#', '@', '>', '^']) { without } else { word }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(line: &str) -> QuickAdd {
        parse(line, |name| name == "webapp")
    }

    #[test]
    fn the_example_of_the_manual_is_understood() {
        let line = "Login fails on Safari !high #bug @webapp >ready ^12 // repro: open /login twice";
        let parsed = read(line);
        assert_eq!(parsed.title, "Login fails on Safari");
        assert_eq!(parsed.priority, Some(Priority::High));
        assert_eq!(parsed.task_type, Some(TaskType::Bug));
        assert_eq!(parsed.project.as_deref(), Some("webapp"));
        assert_eq!(parsed.status, Some(Status::Ready));
        assert_eq!(parsed.depends_on, [TaskId(12)]);
        assert_eq!(parsed.description.as_deref(), Some("repro: open /login twice"));
        let marked: Vec<_> = parsed.marks.iter().map(|mark| &line[mark.start as usize..mark.end as usize]).collect();
        assert_eq!(marked, ["!high", "#bug", "@webapp", ">ready", "^12", "// repro: open /login twice"]);
    }

    #[test]
    fn what_is_not_understood_stays_in_the_title() {
        for line in [
            "wow!high",
            "a#bug",
            "!urgent thing",
            "#1 priority",
            "mail @nobody",
            "x > y",
            "2 ^ 3",
            "^x",
            "see http://a/b",
            "a//b",
            "// at the start",
            "ends with //",
            "@webapp, later",
            r"C:\temp",
            r"\\server\share",
            "^0",
            "^-1",
        ] {
            let parsed = read(line);
            assert_eq!(parsed.title, line);
            assert_eq!(parsed.marks, [], "{line:?}");
        }
    }

    #[test]
    fn a_backslash_takes_a_marker_s_meaning_away() {
        for (line, title) in [
            (r"\!high", "!high"),
            (r"about \#bug \@webapp \>done \^12", "about #bug @webapp >done ^12"),
            (r"a \// b", "a // b"),
            (r"\\!high", r"\!high"),
        ] {
            assert_eq!(read(line), QuickAdd { title: title.to_owned(), ..QuickAdd::default() });
        }
    }

    #[test]
    fn markers_can_stand_anywhere_and_the_later_wins() {
        let parsed = read("!h fix !LOW the #Bug #feature thing >in ^3 ^4 ^3");
        assert_eq!(parsed.title, "fix the thing");
        assert_eq!(parsed.priority, Some(Priority::Low));
        assert_eq!(parsed.task_type, Some(TaskType::Feature));
        assert_eq!(parsed.status, Some(Status::InProgress));
        assert_eq!(parsed.depends_on, [TaskId(3), TaskId(4)]);
    }

    #[test]
    fn more_lines_become_the_description() {
        let parsed = read("Fix it // first\nsecond !high\n\nthird\n");
        assert_eq!(parsed.title, "Fix it");
        assert_eq!(parsed.description.as_deref(), Some("first\nsecond !high\n\nthird"));
        assert_eq!(parsed.priority, None);
    }

    #[test]
    fn a_line_of_markers_has_no_title() {
        assert_eq!(read("!high #bug").title, "");
        assert_eq!(read("").title, "");
        assert_eq!(read("  // only a description").title, "");
    }

    #[test]
    fn marks_count_as_a_text_field_does() {
        let parsed = read("👩‍👧 fix !high");
        let units: Vec<u16> = "👩‍👧 fix !high".encode_utf16().collect();
        let mark = parsed.marks[0];
        assert_eq!(String::from_utf16(&units[mark.start as usize..mark.end as usize]).unwrap(), "!high");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]
        #[test]
        fn any_line_is_read_without_a_panic_and_without_losing_a_word(line in r"([ \t\\!#@>^/\n\PC]|!high|#bug|>done|\^12| // ){0,40}") {
            let parsed = read(&line);
            let length = u32::try_from(line.encode_utf16().count()).unwrap();
            prop_assert!(parsed.marks.iter().all(|mark| mark.start < mark.end && mark.end <= length));
            let kept = format!("{} {}", parsed.title, parsed.description.clone().unwrap_or_default());
            for word in line.split_whitespace() {
                let marker = word.starts_with(['!', '#', '@', '>', '^']) || word == "//";
                prop_assert!(marker || kept.contains(unescaped(word)) || kept.contains(word), "{:?} lost {:?}", line, word);
            }
        }

        #[test]
        fn an_escaped_title_reads_back_as_it_was(words in prop::collection::vec(r"[!#@>^/\\a-z]{1,8}", 1..6)) {
            let line: Vec<_> = words.iter().map(|word| {
                let bare = word.trim_start_matches('\\');
                if bare == "//" || bare.starts_with(['!', '#', '@', '>', '^']) { format!("\\{word}") } else { word.clone() }
            }).collect();
            prop_assert_eq!(read(&line.join(" ")).title, words.join(" "));
        }
    }
}
