//! Which hooks Claude Code takes from an agent, and what becomes of the others: one that guards permissions makes it
//! refuse the agent, any other is left out.

use std::collections::{BTreeMap, HashSet};

use super::yaml::{Document, Value};

/// How many events are looked at; there are not that many.
const MOST: usize = 1_000;

/// What is wrong with `hooks`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HookProblem {
    /// It is no mapping of events: the agent is refused.
    NotEvents(String),
    /// A hook that guards permissions is malformed: the agent is refused.
    Guard(String),
    /// A hook is left out.
    LeftOut(String),
}

/// The events that Claude Code knows.
const EVENTS: &[&str] = &[
    "PreToolUse",
    "PostToolUse",
    "PostToolUseFailure",
    "PostToolBatch",
    "Notification",
    "UserPromptSubmit",
    "UserPromptExpansion",
    "SessionStart",
    "SessionEnd",
    "Stop",
    "StopFailure",
    "SubagentStart",
    "SubagentStop",
    "PreCompact",
    "PostCompact",
    "PermissionRequest",
    "PermissionDenied",
    "Setup",
    "TeammateIdle",
    "TaskCreated",
    "TaskCompleted",
    "Elicitation",
    "ElicitationResult",
    "ConfigChange",
    "WorktreeCreate",
    "WorktreeRemove",
    "InstructionsLoaded",
    "CwdChanged",
    "FileChanged",
];

/// The events whose hooks guard permissions.
const GUARDS: &[&str] = &["PreToolUse", "PermissionRequest"];

/// Returns what is wrong with a value of `hooks`.
pub(super) fn check(document: &Document, hooks: Value) -> Vec<HookProblem> {
    // What JavaScript counts as false is as good as absent.
    let absent = match hooks {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number == 0.0 || number.is_nan(),
        Value::Text(_) => document.text(hooks) == Some(""),
        _ => false,
    };
    if absent {
        return Vec::new();
    }
    let Some(events) = document.map(hooks) else {
        return vec![HookProblem::NotEvents(format!("`hooks` is {}, not a mapping of events", kind(hooks)))];
    };
    let mut problems = Vec::new();
    for (event, matchers) in last_of(document, events).into_iter().take(MOST) {
        if !EVENTS.contains(&event.as_str()) {
            problems.push(HookProblem::LeftOut(format!("`{event}` is no event that Claude Code knows")));
            continue;
        }
        if let Err(problem) = check_matchers(document, matchers) {
            let problem = format!("{event}: {problem}");
            let guard = GUARDS.contains(&event.as_str());
            problems.push(if guard { HookProblem::Guard(problem) } else { HookProblem::LeftOut(problem) });
        }
    }
    problems
}

/// Returns the values of a mapping by their keys; of a key that stands twice the last value counts.
fn last_of(document: &Document, pairs: &[(Value, Value)]) -> BTreeMap<String, Value> {
    pairs.iter().map(|&(key, value)| (document.key(key), value)).collect()
}

/// How deep Claude Code looks for hooks where none belong.
const DEEPEST: u8 = 4;

/// The keys below which anything may stand.
const FREE: &[&str] = &["mcpServers", "metadata"];

/// A hook that stands where Claude Code would not load it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misplaced {
    /// The key of the front matter below which it stands, or itself.
    pub(super) key: String,
    /// What it is.
    pub(super) what: &'static str,
}

/// Returns a hook that could be meant to guard permissions, but stands elsewhere than `hooks` has it: Claude Code refuses
/// the agent rather than run it without the guard.
pub(super) fn misplaced(document: &Document) -> Option<Misplaced> {
    let mut search = Search { document, seen: HashSet::new() };
    for (key, value) in last_of(document, document.map(document.root())?) {
        let below = Below { event: is_event(&key), hooks: false };
        let found = match key.as_str() {
            "hooks" => search.in_hooks(value),
            free if FREE.contains(&free) => None,
            _ => guard(document, &key, value).or_else(|| search.find(value, 1, below)),
        };
        if let Some(what) = found {
            return Some(Misplaced { key, what });
        }
    }
    None
}

fn is_event(key: &str) -> bool {
    EVENTS.contains(&key)
}

/// Returns the guard that a key names, when its value holds something.
fn guard(document: &Document, key: &str, value: Value) -> Option<&'static str> {
    let nothing = value == Value::Null || document.list(value).is_some_and(<[Value]>::is_empty);
    GUARDS.iter().find(|guard| **guard == key && !nothing).copied()
}

/// What a mapping with a list of `hooks` is.
const MATCHER: &str = "a matcher with hooks";

/// What a value stands below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Below {
    /// An event, whose hooks do not guard.
    event: bool,
    /// The key `hooks`.
    hooks: bool,
}

struct Search<'a> {
    document: &'a Document,
    /// What was looked at, and how: aliases can lead to one list a million times.
    seen: HashSet<(u8, Below, bool, usize)>,
}

impl Search<'_> {
    fn find(&mut self, value: Value, depth: u8, below: Below) -> Option<&'static str> {
        let (is_map, at) = match value {
            Value::List(at) => (false, at),
            Value::Map(at) => (true, at),
            _ => return None,
        };
        if depth > DEEPEST || !self.seen.insert((depth, below, is_map, at)) {
            return None;
        }
        let document = self.document;
        if let Some(items) = document.list(value) {
            return items.iter().find_map(|item| self.find(*item, depth + 1, below));
        }
        last_of(document, document.map(value)?).into_iter().find_map(|(key, value)| {
            self.itself(&key, value, below).or_else(|| {
                if !below.hooks && FREE.contains(&key.as_str()) {
                    return None;
                }
                self.find(value, depth + 1, Below { event: below.event || is_event(&key), ..below })
            })
        })
    }

    /// Returns what a key with its value is: a guard, or a matcher's list of hooks for no event.
    fn itself(&self, key: &str, value: Value, below: Below) -> Option<&'static str> {
        let matcher =
            || !below.event && key == "hooks" && self.document.list(value).is_some_and(|list| !list.is_empty());
        guard(self.document, key, value).or_else(|| matcher().then_some(MATCHER))
    }

    /// Looks below `hooks`, where each matcher is a beginning of its own, and a hook can hold anything but a guard.
    fn in_hooks(&mut self, hooks: Value) -> Option<&'static str> {
        let document = self.document;
        for (event, matchers) in last_of(document, document.map(hooks)?) {
            // `hooks` twice, one below the other: a matcher without an event.
            if event == "hooks" && document.list(matchers).is_some_and(|list| !list.is_empty()) {
                return Some(MATCHER);
            }
            let below = Below { event: is_event(&event) || document.list(matchers).is_some(), hooks: true };
            let found = document.list(matchers).unwrap_or(&[matchers]).iter().find_map(|&matcher| {
                let Some(pairs) = document.map(matcher) else { return self.find(matcher, 1, below) };
                last_of(document, pairs).into_iter().find_map(|(key, value)| {
                    self.itself(&key, value, below).or_else(|| match document.list(value) {
                        Some(hooks) if key == "hooks" => hooks.iter().find_map(|hook| {
                            let fields = last_of(document, document.map(*hook)?);
                            fields.into_iter().find_map(|(key, value)| guard(document, &key, value))
                        }),
                        _ => self.find(value, 2, Below { event: below.event || is_event(&key), ..below }),
                    })
                })
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

fn kind(value: Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::Text(_) => "a text",
        Value::List(_) => "a list",
        Value::Map(_) => "a mapping",
    }
}

fn check_matchers(document: &Document, matchers: Value) -> Result<(), String> {
    if matchers == Value::Null {
        return Ok(());
    }
    let Some(matchers) = document.list(matchers) else {
        return Err(format!("{} stands where a list of matchers is needed", kind(matchers)));
    };
    for &matcher in matchers {
        if document.map(matcher).is_none() {
            return Err(format!("{} stands where a matcher is needed", kind(matcher)));
        }
        if let Some(pattern) = document.get(matcher, "matcher")
            && document.text(pattern).is_none()
        {
            return Err("`matcher` must be a text".to_owned());
        }
        let hooks = document.get(matcher, "hooks");
        let Some(hooks) = hooks.and_then(|hooks| document.list(hooks)) else {
            return Err("a matcher needs `hooks`, a list".to_owned());
        };
        for &hook in hooks {
            check_hook(document, hook)?;
        }
    }
    Ok(())
}

/// What a field of a hook must be.
#[derive(Debug, Clone, Copy)]
enum Shape {
    Text,
    Flag,
    /// A number above zero.
    Positive,
    Texts,
    /// A mapping of texts.
    Headers,
    Mapping,
    Shell,
    Url,
}

type Fields = &'static [(&'static str, Shape)];

const COMMON: Fields =
    &[("if", Shape::Text), ("timeout", Shape::Positive), ("statusMessage", Shape::Text), ("once", Shape::Flag)];

/// The kinds of hooks, with what each needs and what each can have.
const KINDS: &[(&str, Fields, Fields)] = &[
    (
        "command",
        &[("command", Shape::Text)],
        &[
            ("shell", Shape::Shell),
            ("args", Shape::Texts),
            ("async", Shape::Flag),
            ("asyncRewake", Shape::Flag),
            ("rewakeMessage", Shape::Text),
            ("rewakeSummary", Shape::Text),
        ],
    ),
    ("prompt", &[("prompt", Shape::Text)], &[("model", Shape::Text), ("continueOnBlock", Shape::Flag)]),
    ("agent", &[("prompt", Shape::Text)], &[("model", Shape::Text)]),
    ("http", &[("url", Shape::Url)], &[("headers", Shape::Headers), ("allowedEnvVars", Shape::Texts)]),
    ("mcp_tool", &[("server", Shape::Text), ("tool", Shape::Text)], &[("input", Shape::Mapping)]),
];

fn check_hook(document: &Document, hook: Value) -> Result<(), String> {
    if document.map(hook).is_none() {
        return Err(format!("{} stands where a hook is needed", kind(hook)));
    }
    let Some(word) = document.get(hook, "type").and_then(|word| document.text(word)) else {
        return Err("a hook needs a `type`, a text".to_owned());
    };
    let Some((_, needed, possible)) = KINDS.iter().find(|(kind, ..)| *kind == word) else {
        return Err(format!("`{word}` is no type of hook that Claude Code knows"));
    };
    for (field, shape) in *needed {
        let fits = document.get(hook, field).is_some_and(|value| fits(document, value, *shape));
        if !fits {
            return Err(format!("a hook of type `{word}` needs `{field}`, {}", describe(*shape)));
        }
    }
    for (field, shape) in possible.iter().chain(COMMON) {
        if document.get(hook, field).is_some_and(|value| !fits(document, value, *shape)) {
            return Err(format!("`{field}` of a hook must be {}", describe(*shape)));
        }
    }
    Ok(())
}

fn describe(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "a text",
        Shape::Flag => "true or false",
        Shape::Positive => "a number above 0",
        Shape::Texts => "a list of texts",
        Shape::Headers => "a mapping of texts",
        Shape::Mapping => "a mapping",
        Shape::Shell => "`bash` or `powershell`",
        Shape::Url => "an address with its scheme",
    }
}

fn fits(document: &Document, value: Value, shape: Shape) -> bool {
    let is_text = |value: Value| document.text(value).is_some();
    match shape {
        Shape::Text => is_text(value),
        Shape::Flag => matches!(value, Value::Bool(_)),
        Shape::Positive => matches!(value, Value::Number(number) if number > 0.0 && number.is_finite()),
        Shape::Texts => document.list(value).is_some_and(|items| items.iter().all(|item| is_text(*item))),
        Shape::Headers => document.map(value).is_some_and(|pairs| pairs.iter().all(|(_, value)| is_text(*value))),
        Shape::Mapping => document.map(value).is_some(),
        Shape::Shell => matches!(document.text(value), Some("bash" | "powershell")),
        Shape::Url => document.text(value).is_some_and(is_url),
    }
}

/// Returns whether a text is an address to JavaScript's `URL`, as far as its scheme and host go.
fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.trim().split_once(':') else { return false };
    let mut letters = scheme.bytes();
    let named = letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    let needs_host = matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "ftp" | "ws" | "wss");
    let host = rest.trim_start_matches(['/', '\\']);
    let host = host.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    named && (!needs_host || !host.is_empty() && !host.contains([' ', '<', '>', '^', '|', '%']))
}
