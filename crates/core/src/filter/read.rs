//! Reads a filter's text.

use super::words::{Word, unquoted, words};
use super::{Filter, FilterMark, FilterPart, FilterTerm, FilterTest};
use crate::task::folded;
use crate::{Priority, Status, TaskType, fold, quoted, slug};

/// A key of the language, whatever the alias by which it was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Type,
    Priority,
    Status,
    Is,
    Has,
    Id,
    Project,
    Branch,
    Older,
    Idle,
}

impl Key {
    fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "type" | "t" | "kind" => Self::Type,
            "priority" | "prio" | "p" => Self::Priority,
            "status" | "s" | "state" | "column" | "in" => Self::Status,
            "is" => Self::Is,
            "has" => Self::Has,
            "id" => Self::Id,
            "project" | "proj" => Self::Project,
            "branch" => Self::Branch,
            "older" | "age" => Self::Older,
            "idle" => Self::Idle,
            _ => return None,
        })
    }
}

/// What a word turned out to be.
enum Meaning {
    /// A condition with a form of its own.
    Term(FilterTest),
    /// A known key with a value that it does not know.
    Problem(String),
    /// Plain text.
    Text(String),
}

/// Reads a filter's text.
pub fn parse(text: &str) -> Filter {
    let mut filter = Filter::default();
    for word in words(text) {
        let (negated, bare) = match word.text.strip_prefix('-') {
            Some(bare) if !bare.is_empty() => (true, bare),
            _ => (false, word.text),
        };
        match meaning(bare) {
            Meaning::Term(test) => {
                filter.mark(word, None);
                filter.terms.push(FilterTerm { negated, test });
            }
            Meaning::Problem(problem) => filter.mark(word, Some(problem)),
            Meaning::Text(text) => {
                if !text.is_empty() {
                    filter.terms.push(FilterTerm { negated, test: FilterTest::Text { text: fold(&text) } });
                }
            }
        }
    }
    filter
}

impl Filter {
    fn mark(&mut self, word: Word<'_>, problem: Option<String>) {
        self.marks.push(FilterMark { start: word.start, end: word.end, problem });
    }
}

fn meaning(word: &str) -> Meaning {
    if let Some(text) = unquoted(word) {
        return Meaning::Text(text);
    }
    if let Some(escaped) = word.strip_prefix('\\') {
        // `\\server\share` has no meaning to take away.
        let bare = escaped.trim_start_matches('\\');
        let means_something = bare.starts_with(['-', '"']) || !matches!(meaning(bare), Meaning::Text(_));
        return Meaning::Text(if means_something { escaped } else { word }.to_owned());
    }
    if word.eq_ignore_ascii_case("blocked") {
        return Meaning::Term(FilterTest::Blocked);
    }
    if word.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return match ids(word) {
            Ok(test) => Meaning::Term(test),
            // `#1-priority` and the like are words of titles.
            Err(_) => Meaning::Text(word.to_owned()),
        };
    }
    let known = word.split_once(':').and_then(|(name, value)| Some((Key::named(name)?, name, value)));
    let Some((key, name, value)) = known else { return Meaning::Text(word.to_owned()) };
    match test(key, name, value) {
        Ok(test) => Meaning::Term(test),
        Err(problem) => Meaning::Problem(problem),
    }
}

fn test(key: Key, name: &str, value: &str) -> Result<FilterTest, String> {
    match key {
        Key::Type => any(name, value, "a type", "bug, feature", task_type).map(|any| FilterTest::Type { any }),
        Key::Priority => {
            any(name, value, "a priority", "high, medium, low", priority).map(|any| FilterTest::Priority { any })
        }
        Key::Status => any(name, value, "a column", COLUMNS, status).map(|any| FilterTest::Status { any }),
        Key::Is => one(name, value, "a state", "blocked, stale, open, done, bug, feature", is),
        Key::Has => one(name, value, "a part of a task", "branch, analysis, dependencies, run", part)
            .map(|what| FilterTest::Has { what }),
        Key::Id => ids(value),
        Key::Project => {
            let word = |text: &str| text.contains(char::is_alphanumeric).then(|| slug(&fold(text)));
            any(name, value, "a project's name", "letters of the name", word).map(|any| FilterTest::Project { any })
        }
        Key::Branch => {
            let text = |text: &str| Some(fold(text));
            one(name, value, "a branch's name", "letters of the name", text).map(|text| FilterTest::Branch { text })
        }
        Key::Older => one(name, value, TIME, TIMES, seconds).map(|seconds| FilterTest::Older { seconds }),
        Key::Idle => one(name, value, TIME, TIMES, seconds).map(|seconds| FilterTest::Idle { seconds }),
    }
}

const COLUMNS: &str = "backlog, analysis, ready, in-progress, testing, code-review, done";
const TIME: &str = "a length of time";
const TIMES: &str = "a number with m, h, d or w, such as 14d";

/// Reads a value with commas: each part must be known. A comma at the end is one that is being typed.
fn any<T: PartialEq>(
    name: &str,
    value: &str,
    what: &str,
    allowed: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, String> {
    let mut found = Vec::new();
    for part in parts(value) {
        let item = read(&part).ok_or_else(|| unknown(&part, what, allowed))?;
        if !found.contains(&item) {
            found.push(item);
        }
    }
    if found.is_empty() { Err(missing(name, allowed)) } else { Ok(found) }
}

/// Reads a value that is one thing.
fn one<T>(name: &str, value: &str, what: &str, allowed: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, String> {
    let value = unquoted(value).unwrap_or_else(|| value.to_owned());
    if value.trim().is_empty() {
        return Err(missing(name, allowed));
    }
    read(value.trim()).ok_or_else(|| unknown(&value, what, allowed))
}

fn unknown(value: &str, what: &str, allowed: &str) -> String {
    format!("{} is not {what}; use {allowed}", quoted(value))
}

fn missing(name: &str, allowed: &str) -> String {
    format!("{name}: has no value; use {allowed}")
}

/// Returns the parts between commas without their quotes; a comma within quotes parts nothing.
fn parts(value: &str) -> Vec<String> {
    let mut in_quotes = false;
    value
        .split(|c: char| {
            in_quotes ^= c == '"';
            c == ',' && !in_quotes
        })
        .map(|part| unquoted(part).unwrap_or_else(|| part.to_owned()).trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// Returns the one of `all` whose name begins with `text`, whatever the case.
fn beginning<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str, text: &str) -> Option<T> {
    let wanted = folded(text);
    all.iter().copied().find(|value| !wanted.is_empty() && folded(name(*value)).starts_with(&wanted))
}

fn task_type(text: &str) -> Option<TaskType> {
    beginning(TaskType::ALL, TaskType::as_str, text)
}

fn priority(text: &str) -> Option<Priority> {
    beginning(Priority::ALL, Priority::as_str, text)
}

/// Reads a column by the beginning of its name, or of a word of it: `review`.
fn status(text: &str) -> Option<Status> {
    let second = |status: Status| status.as_str().split(' ').nth(1).unwrap_or_default();
    Status::from_prefix(text).or_else(|| beginning(Status::ALL, second, text))
}

fn is(text: &str) -> Option<FilterTest> {
    Some(match text.to_lowercase().as_str() {
        "blocked" => FilterTest::Blocked,
        "stale" => FilterTest::Stale,
        "open" => {
            FilterTest::Status { any: Status::ALL.iter().copied().filter(|status| *status != Status::Done).collect() }
        }
        "done" | "closed" => FilterTest::Status { any: vec![Status::Done] },
        "bug" => FilterTest::Type { any: vec![TaskType::Bug] },
        "feature" => FilterTest::Type { any: vec![TaskType::Feature] },
        _ => return None,
    })
}

fn part(text: &str) -> Option<FilterPart> {
    Some(match text.to_lowercase().as_str() {
        "branch" => FilterPart::Branch,
        "analysis" => FilterPart::Analysis,
        "dependencies" | "dependency" | "deps" => FilterPart::Dependencies,
        "run" | "runs" => FilterPart::Run,
        _ => return None,
    })
}

fn ids(value: &str) -> Result<FilterTest, String> {
    let id = |text: &str| text.parse().ok();
    any("id", value, "the id of a task", "numbers, such as 12,13", id).map(|any| FilterTest::Id { any })
}

/// Reads `90m`, `12h`, `14d` or `2w`.
fn seconds(text: &str) -> Option<u32> {
    let unit = text.chars().next_back()?;
    let each = match unit.to_ascii_lowercase() {
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        _ => return None,
    };
    let number = text.strip_suffix(unit)?;
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    number.parse::<u32>().ok()?.checked_mul(each)
}
