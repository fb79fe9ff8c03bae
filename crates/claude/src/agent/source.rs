//! A front matter's keys and values with their places, read once as YAML and, where that fails, a second time with
//! values taken as texts, as Claude Code does.

use std::ops::Range;

use super::yaml::{self, Document, Error, Value};

/// A front matter that was read.
#[derive(Debug)]
pub struct Source {
    /// The values.
    pub document: Document,
    /// The keys in their order; one can stand there twice.
    pub entries: Vec<SourceEntry>,
    /// The error of the first reading, where it took a second.
    pub retried: Option<Error>,
}

/// A key with its value, and where both stand in the front matter as written.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceEntry {
    /// The key.
    pub key: String,
    /// The value.
    pub value: Value,
    /// From the key to the end of the value.
    pub whole: Range<usize>,
    /// The byte after the `:`.
    pub colon: usize,
    /// The value; empty where there is none.
    pub written: Range<usize>,
    /// Whether the second reading took the value as a text.
    pub as_text: bool,
}

impl Source {
    /// Reads a front matter.
    pub fn read(text: &str) -> Result<Self, Error> {
        let first = match yaml::parse(text) {
            Ok(document) => return Ok(Self::new(document, None, None)),
            Err(error) => error,
        };
        let second = Relaxed::new(text);
        match yaml::parse(&second.text) {
            Ok(document) => Ok(Self::new(document, Some(first), Some(&second))),
            Err(_) => Err(first),
        }
    }

    fn new(document: Document, retried: Option<Error>, relaxed: Option<&Relaxed>) -> Self {
        let entries = if document.map(document.root()).is_some() { document.entries() } else { &[] };
        let entries = entries
            .iter()
            .map(|entry| {
                let place = |at: usize| relaxed.map_or(at, |relaxed| relaxed.original(at));
                let as_text = relaxed.is_some_and(|relaxed| relaxed.is_quoted(entry.start));
                SourceEntry {
                    key: document.key(entry.key),
                    value: entry.value,
                    whole: place(entry.start)..place(entry.end),
                    colon: place(entry.colon),
                    written: place(entry.value_start)..place(entry.end),
                    as_text,
                }
            })
            .collect();
        Self { document, entries, retried }
    }

    /// Returns what the front matter says of a key.
    pub fn get(&self, key: &str) -> Option<Value> {
        self.document.get(self.document.root(), key)
    }

    /// Returns the entry that counts for a key: the last.
    pub fn entry(&self, key: &str) -> Option<&SourceEntry> {
        self.entries.iter().rfind(|entry| entry.key == key)
    }

    /// Returns whether the front matter is keys with values.
    pub fn is_mapping(&self) -> bool {
        matches!(self.document.root(), Value::Map(_))
    }

    /// Returns whether every key stands in a line of its own, so that it can be changed alone.
    pub fn is_editable(&self) -> bool {
        self.is_mapping() && !self.entries.is_empty() || self.document.root() == Value::Null
    }
}

/// The text of the second reading: tabs that begin a line are two blanks each, and values that could be trouble stand in
/// quotes.
#[derive(Debug)]
struct Relaxed {
    text: String,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    /// Where it begins, in the new text and as written.
    new: usize,
    old: usize,
    /// How many tabs became blanks.
    tabs: usize,
    /// The value in quotes: its first byte from the line's start, and its length as written.
    quoted: Option<(usize, usize)>,
}

impl Relaxed {
    fn new(text: &str) -> Self {
        let mut relaxed = Self { text: String::with_capacity(text.len() + 64), lines: Vec::new() };
        let mut old = 0;
        for line in text.split('\n') {
            if old > 0 {
                relaxed.text.push('\n');
            }
            let tabs = line.bytes().take_while(|&byte| byte == b'\t').count();
            let value = quotable(line);
            relaxed.lines.push(Line {
                new: relaxed.text.len(),
                old,
                tabs,
                quoted: value.map(|value| (line.len() - value.len(), value.len())),
            });
            match value {
                Some(value) => {
                    let (key, _) = line.split_once(':').unwrap_or((line, ""));
                    relaxed.text.push_str(key);
                    relaxed.text.push_str(": \"");
                    for char in value.chars() {
                        if matches!(char, '\\' | '"') {
                            relaxed.text.push('\\');
                        }
                        relaxed.text.push(char);
                    }
                    relaxed.text.push('"');
                }
                None => {
                    relaxed.text.extend(std::iter::repeat_n(' ', 2 * tabs));
                    relaxed.text.push_str(&line[tabs..]);
                }
            }
            old += line.len() + 1;
        }
        relaxed
    }

    fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|line| line.new <= at).saturating_sub(1)
    }

    fn is_quoted(&self, at: usize) -> bool {
        self.lines[self.line(at)].quoted.is_some()
    }

    /// Returns where a byte of the new text stands as written; in a text in quotes only its ends are known.
    fn original(&self, at: usize) -> usize {
        let index = self.line(at);
        let line = &self.lines[index];
        let along = at - line.new;
        match line.quoted {
            // The key and its colon are as they were; after `: "` everything is the value or its end.
            Some((value, length)) => {
                let end = self.lines.get(index + 1).map_or(self.text.len(), |next| next.new - 1);
                let colon = self.text[line.new..end].find(':').unwrap_or(0);
                if along <= colon + 1 {
                    line.old + along
                } else if along <= colon + 2 {
                    line.old + value
                } else {
                    line.old + value + length
                }
            }
            None => line.old + if along < 2 * line.tabs { along / 2 } else { along - line.tabs },
        }
    }
}

/// Returns the value of a line that is put in quotes for the second reading. Lines that end in `\r` have none.
fn quotable(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-')) {
        return None;
    }
    let value = rest.trim_start_matches(super::front_matter::is_blank);
    if value.len() == rest.len() {
        return None;
    }
    // Where nothing but blanks follows, one of them is the value.
    let value = if value.is_empty() { &rest[rest.char_indices().next_back()?.0..] } else { value };
    if value.len() == rest.len() || value.contains(['\r', '\u{2028}', '\u{2029}']) {
        return None;
    }
    let wrapped = |quote: char| value.starts_with(quote) && value.ends_with(quote);
    if wrapped('"') || wrapped('\'') {
        return None;
    }
    let trouble =
        |char: char| matches!(char, '{' | '}' | '[' | ']' | '*' | '&' | '#' | '!' | '|' | '>' | '%' | '@' | '`');
    if !value.contains(trouble) && !value.contains(": ") {
        return None;
    }
    let is_list = || yaml::parse(value).is_ok_and(|document| document.list(document.root()).is_some());
    if value.starts_with('[') && value.ends_with(']') && is_list() {
        return None;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, key: &str, value: &str, written: &str) {
        let source = Source::read(text).unwrap();
        assert!(source.retried.is_some());
        let entry = source.entry(key).unwrap();
        assert_eq!(source.document.text(entry.value), Some(value));
        assert_eq!(&text[entry.written.clone()], written);
        assert!(text[entry.whole.clone()].starts_with(key));
    }

    #[test]
    fn broken_values_are_read_as_texts_at_their_places() {
        check("name: a\ndescription: Use when: x\n", "description", "Use when: x", "Use when: x");
        check("name: a\ndescription:   @x \"y\" # z  \nmodel: b\n", "description", "@x \"y\" # z  ", "@x \"y\" # z  ");
        check("description: \"kept\"\nx: a: b\n", "description", "kept", "\"kept\"");
        check("x:\n\ty: z\ndescription: tab\n", "description", "tab", "tab");
        check("description: {a}\nx: a: b", "x", "a: b", "a: b");
    }

    #[test]
    fn what_stays_broken_is_an_error() {
        for text in [
            "description: Use when: x\r\n",
            "x:\n  y: a: b\n",
            "d1: a: b\n",
            "description: |\n  a\nx: a: b\n",
            "a: 'it's'\n",
        ] {
            assert!(Source::read(text).is_err(), "{text:?}");
        }
    }
}
