//! From a form to a file: only the bytes of what was changed change.
//!
//! Every change is read back before it counts. What can't be written so that Claude Code reads just that value, with all
//! other values as they were, is refused.

mod write;

use claudetask_core::quoted;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::fields::{AgentValue, FIELDS, FieldSpec, spec};
use super::front_matter::{self, Missing, Parts};
use super::read::effective;
use super::source::{Source, SourceEntry};
use super::yaml::{Document, Value};

/// A change of one key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AgentChange {
    /// The key; `body` is what follows the front matter.
    pub key: String,
    /// The value; `None` takes the key out.
    pub value: Option<AgentValue>,
}

/// Why a change can't be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ApplyError {
    /// The front matter can't be read, or not key by key.
    #[error("the front matter can't be edited as a form")]
    NoForm,
    /// The key is one that only the source can hold.
    #[error("{0:?} can only be edited as source")]
    OnlySource(String),
    /// No way of writing gives the value back.
    #[error("{value} can't be written under {key:?} so that Claude Code reads it")]
    Unwritable {
        /// The key.
        key: String,
        /// The value, as a message shows it.
        value: String,
    },
    /// The key's value comes from elsewhere in the file, by an alias or a merge.
    #[error("{0:?} can't be changed here, as another part of the front matter brings it")]
    Entangled(String),
}

/// Makes changes, one after the other.
///
/// Where there is no front matter, one is made; the rest of the file becomes the body.
pub fn apply(bytes: &[u8], changes: &[AgentChange]) -> Result<Vec<u8>, ApplyError> {
    let mut bytes = bytes.to_vec();
    for change in changes {
        bytes = match (change.key.as_str(), &change.value) {
            ("body", Some(AgentValue::Text(text))) => set_body(&bytes, text)?,
            ("body", None) => set_body(&bytes, "")?,
            ("body", Some(value)) => return Err(unwritable("body", value)),
            (key, value) => set(&bytes, key, value.as_ref())?,
        };
    }
    Ok(bytes)
}

fn unwritable(key: &str, value: &AgentValue) -> ApplyError {
    let value = match value {
        AgentValue::Text(text) => quoted(text),
        AgentValue::List(items) => quoted(&items.join(", ")),
        AgentValue::Number(number) => number.to_string(),
        AgentValue::Flag(flag) => flag.to_string(),
    };
    ApplyError::Unwritable { key: key.to_owned(), value }
}

/// The line break of a file: that of its first line.
fn line_break(bytes: &[u8]) -> &'static str {
    match bytes.iter().position(|&byte| byte == b'\n') {
        Some(at) if at > 0 && bytes[at - 1] == b'\r' => "\r\n",
        _ => "\n",
    }
}

fn set_body(bytes: &[u8], text: &str) -> Result<Vec<u8>, ApplyError> {
    let eol = line_break(bytes);
    let body = text.replace("\r\n", "\n").replace('\n', eol);
    let Ok(parts) = front_matter::split(bytes) else {
        let bom = if bytes.starts_with(front_matter::BOM) { front_matter::BOM } else { b"" };
        return Ok([bom, body.as_bytes()].concat());
    };
    let old = String::from_utf8_lossy(&bytes[parts.body.clone()]);
    if old.replace("\r\n", "\n") == text.replace("\r\n", "\n") {
        return Ok(bytes.to_vec());
    }
    let head = &bytes[..parts.body.start];
    let gap = if body.is_empty() || head.ends_with(b"\n") { "" } else { eol };
    let new = [head, gap.as_bytes(), body.as_bytes()].concat();
    // A body that begins with hyphens could move the fence.
    match front_matter::split(&new) {
        Ok(found) if found.yaml == parts.yaml => Ok(new),
        _ => Err(unwritable("body", &AgentValue::Text(text.to_owned()))),
    }
}

fn set(bytes: &[u8], key: &str, value: Option<&AgentValue>) -> Result<Vec<u8>, ApplyError> {
    let (bytes, parts) = match front_matter::split(bytes) {
        Ok(parts) => (bytes.to_vec(), parts),
        Err(_) if value.is_none() => return Ok(bytes.to_vec()),
        Err(Missing::None) => begin(bytes)?,
        Err(Missing::Late | Missing::Opening | Missing::Unclosed) => return Err(ApplyError::NoForm),
    };
    let lossy = Lossy::new(&bytes[parts.yaml.clone()]);
    let source = Source::read(&lossy.text).map_err(|_| ApplyError::NoForm)?;
    if !source.is_editable() {
        return Err(ApplyError::NoForm);
    }
    let edit = Edit {
        bytes: &bytes,
        parts: &parts,
        lossy: &lossy,
        text: &lossy.text,
        source: &source,
        eol: line_break(&bytes),
        key,
    };
    match value {
        None => edit.remove(),
        Some(value) => edit.put(value),
    }
}

/// Puts an empty front matter before a file that has none.
fn begin(bytes: &[u8]) -> Result<(Vec<u8>, Parts), ApplyError> {
    let (bom, rest) =
        if bytes.starts_with(front_matter::BOM) { bytes.split_at(front_matter::BOM.len()) } else { bytes.split_at(0) };
    let eol = line_break(bytes);
    let fences = format!("---{eol}---{eol}");
    let gap = if rest.is_empty() { "" } else { eol };
    let bytes = [bom, fences.as_bytes(), gap.as_bytes(), rest].concat();
    let parts = front_matter::split(&bytes).map_err(|_| ApplyError::NoForm)?;
    Ok((bytes, parts))
}

/// A text as Claude Code sees it: bytes that are not UTF-8 are U+FFFD in it, and its places lead back to the bytes.
struct Lossy {
    text: String,
    /// Where each U+FFFD of those ends, in the text and in the bytes.
    odd: Vec<(usize, usize)>,
}

impl Lossy {
    fn new(bytes: &[u8]) -> Self {
        let mut lossy = Self { text: String::with_capacity(bytes.len()), odd: Vec::new() };
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            lossy.text.push_str(chunk.valid());
            at += chunk.valid().len() + chunk.invalid().len();
            if !chunk.invalid().is_empty() {
                lossy.text.push(char::REPLACEMENT_CHARACTER);
                lossy.odd.push((lossy.text.len(), at));
            }
        }
        lossy
    }

    /// Returns the byte at a place of the text.
    fn byte(&self, at: usize) -> usize {
        match self.odd[..self.odd.partition_point(|(end, _)| *end <= at)].last() {
            Some((text, byte)) => byte + (at - text),
            None => at,
        }
    }
}

struct Edit<'a> {
    bytes: &'a [u8],
    parts: &'a Parts,
    lossy: &'a Lossy,
    text: &'a str,
    source: &'a Source,
    eol: &'static str,
    key: &'a str,
}

impl Edit<'_> {
    /// Replaces bytes of the front matter.
    fn replace(&self, from: usize, to: usize, with: &str) -> Vec<u8> {
        let start = self.parts.yaml.start;
        let (from, to) = (start + self.lossy.byte(from), start + self.lossy.byte(to));
        [&self.bytes[..from], with.as_bytes(), &self.bytes[to..]].concat()
    }

    /// Returns the byte after the line that a byte stands in, with its break, and whether it has one.
    fn line_end(&self, at: usize) -> (usize, bool) {
        let rest = &self.text.as_bytes()[at..];
        match rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            Some(end) if rest[end..].starts_with(b"\r\n") => (at + end + 2, true),
            Some(end) => (at + end + 1, true),
            None => (self.text.len(), false),
        }
    }

    fn line_start(&self, at: usize) -> usize {
        self.text.as_bytes()[..at].iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).map_or(0, |end| end + 1)
    }

    fn remove(&self) -> Result<Vec<u8>, ApplyError> {
        let entries: Vec<&SourceEntry> = self.source.entries.iter().filter(|entry| entry.key == self.key).collect();
        if entries.is_empty() && self.source.get(self.key).is_none() {
            return Ok(self.bytes.to_vec());
        }
        let mut bytes = self.bytes.to_vec();
        for entry in entries.iter().rev() {
            let from = self.line_start(entry.whole.start);
            let (to, _) = self.line_end(entry.whole.end);
            let start = self.parts.yaml.start;
            bytes.drain(start + self.lossy.byte(from)..start + self.lossy.byte(to));
        }
        if self.holds(&bytes, None) { Ok(bytes) } else { Err(ApplyError::Entangled(self.key.to_owned())) }
    }

    fn put(&self, value: &AgentValue) -> Result<Vec<u8>, ApplyError> {
        let Some(spec) = spec(self.key) else { return Err(ApplyError::OnlySource(self.key.to_owned())) };
        if spec.kind == super::fields::AgentFieldKind::Raw {
            return Err(ApplyError::OnlySource(self.key.to_owned()));
        }
        if self.present(spec).as_ref() == Some(value) {
            return Ok(self.bytes.to_vec());
        }
        let entry = self.source.entry(self.key);
        let indent = self.indent();
        let old = entry.map(|entry| &self.text[entry.written.clone()]);
        for written in write::ways(spec, value, old, indent, self.eol) {
            let bytes = match entry {
                Some(entry) => self.over(entry, &written),
                None => self.insert(&written, indent),
            };
            if self.holds(&bytes, Some(value)) {
                return Ok(bytes);
            }
        }
        Err(unwritable(self.key, value))
    }

    /// Returns the value that the form shows.
    fn present(&self, spec: &FieldSpec) -> Option<AgentValue> {
        effective(self.source, spec, self.source.get(self.key)?)
    }

    /// Returns the indent of the keys.
    fn indent(&self) -> usize {
        self.source.entries.first().map_or(0, |entry| entry.whole.start - self.line_start(entry.whole.start))
    }

    /// Writes over a value.
    fn over(&self, entry: &SourceEntry, written: &str) -> Vec<u8> {
        // A block begins in the next line, so nothing may stay between it and the colon but a comment.
        let from = if written.starts_with(['\n', '\r']) && !self.text[entry.colon..entry.written.start].contains('#') {
            entry.colon
        } else {
            entry.written.start
        };
        let between = &self.text[entry.colon..from];
        let gap =
            if written.starts_with(['\n', '\r']) || between.ends_with([' ', '\t', '\n', '\r']) { "" } else { " " };
        // A comment behind a value stays in its line, before a block.
        if written.starts_with(['\n', '\r']) || written.starts_with(['|', '>']) {
            let (end, broken) = self.line_end(entry.written.end);
            let line = &self.text[entry.written.end..end];
            let comment = line.trim_end_matches(['\n', '\r']);
            if self.line_end(from).0 == end && !comment.trim().is_empty() {
                let (first, rest) = written.split_at(written.find(['\n', '\r']).unwrap_or(written.len()));
                let end = if broken { entry.written.end + comment.len() } else { end };
                return self.replace(from, end, &format!("{gap}{first}{comment}{rest}"));
            }
        }
        self.replace(from, entry.written.end, &format!("{gap}{written}"))
    }

    /// Adds a key behind the last one that the table has before it, or at the very beginning.
    fn insert(&self, written: &str, indent: usize) -> Vec<u8> {
        let order = |key: &str| FIELDS.iter().position(|field| field.key == key);
        let own = order(self.key);
        let before = self.source.entries.iter().rfind(|entry| order(&entry.key) < own && order(&entry.key).is_some());
        let gap = if written.starts_with(['\n', '\r']) { "" } else { " " };
        let line = format!("{}{}:{gap}{written}", " ".repeat(indent), self.key);
        let Some(before) = before else {
            let first = self.source.entries.first().map_or(0, |entry| self.line_start(entry.whole.start));
            let eol = self.eol;
            return self.replace(first, first, &format!("{line}{eol}"));
        };
        let (end, broken) = self.line_end(before.whole.end);
        let eol = self.eol;
        if broken {
            let own = if self.text[..end].ends_with("\r\n") {
                "\r\n"
            } else if self.text[..end].ends_with('\r') {
                "\r"
            } else {
                "\n"
            };
            self.replace(end, end, &format!("{}{own}", line.replace(eol, own)))
        } else {
            self.replace(end, end, &format!("{eol}{line}{eol}"))
        }
    }

    /// Returns whether a file holds the value under the key, and all else as it was.
    fn holds(&self, bytes: &[u8], value: Option<&AgentValue>) -> bool {
        let Ok(parts) = front_matter::split(bytes) else { return false };
        if bytes[parts.body.clone()] != self.bytes[self.parts.body.clone()] {
            return false;
        }
        let Ok(source) = Source::read(&String::from_utf8_lossy(&bytes[parts.yaml])) else { return false };
        let found = source.get(self.key);
        let right = match (value, spec(self.key)) {
            (None, _) => found.is_none(),
            (Some(value), Some(spec)) => {
                found.and_then(|found| effective(&source, spec, found)).as_ref() == Some(value)
            }
            (Some(_), None) => false,
        };
        right && self.others(&self.source.document) == self.others(&source.document)
    }

    /// Returns all other keys with their values, in their order; of a key that stands twice the last.
    fn others(&self, document: &Document) -> Vec<(String, u64)> {
        let pairs = document.map(document.root()).unwrap_or_default();
        let mut others: Vec<(String, u64)> = Vec::with_capacity(pairs.len());
        let mut outline = Outline { document, known: HashMap::new() };
        let mut places = HashMap::new();
        for &(key, value) in pairs {
            let name = document.key(key);
            if name == self.key {
                continue;
            }
            let value = outline.of(value, 0);
            match places.get(&name) {
                Some(&at) => others[at] = (name, value),
                None => {
                    places.insert(name.clone(), others.len());
                    others.push((name, value));
                }
            }
        }
        others
    }
}

/// How deep values are compared; deeper ones are rare, and their bytes are kept anyway.
const DEEP: usize = 40;

/// Tells values apart by a number. A value that aliases name many times is looked at once, so that a few lines which stand
/// for millions of values take no longer than they are.
struct Outline<'a> {
    document: &'a Document,
    known: HashMap<(bool, usize), u64>,
}

impl Outline<'_> {
    fn of(&mut self, value: Value, deep: usize) -> u64 {
        let (is_map, place) = match value {
            Value::List(place) => (false, place),
            Value::Map(place) => (true, place),
            Value::Null | Value::Bool(_) | Value::Number(_) => return number(&format!("{value:?}")),
            Value::Text(_) => return number(&self.document.text(value)),
        };
        if deep == DEEP {
            return 0;
        }
        if let Some(known) = self.known.get(&(is_map, place)) {
            return *known;
        }
        // One that holds itself ends here.
        self.known.insert((is_map, place), 0);
        let parts: Vec<u64> = if is_map {
            let pairs = self.document.map(value).unwrap_or_default().iter();
            pairs.flat_map(|&(key, value)| [self.of(key, deep + 1), self.of(value, deep + 1)]).collect()
        } else {
            let items = self.document.list(value).unwrap_or_default().iter();
            items.map(|item| self.of(*item, deep + 1)).collect()
        };
        let outline = number(&(is_map, parts));
        self.known.insert((is_map, place), outline);
        outline
    }
}

fn number(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
