//! YAML as Claude Code reads it: the rules of the parser that its runtime brings, which is near YAML 1.2 with the core
//! schema, but differs from every library of ours in what it lets pass and what it refuses.
//!
//! The rules were measured file by file against the real program (see `docs/agents-check.md`). Work and memory are
//! bounded by the length of the text: an alias is a number, not a copy, and nesting has a limit.
//!
//! It refuses to guess: what it can't read is an error with the byte at which reading stopped.

mod block;
mod node;
mod number;
mod scan;
mod text;

use std::collections::HashMap;

/// A value, by its place in the document that holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A number; YAML's `.inf` and `.nan` too.
    Number(f64),
    /// A text.
    Text(usize),
    /// A list.
    List(usize),
    /// A mapping.
    Map(usize),
}

/// What stopped the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A word or sign stands where it can't.
    Token,
    /// A character stands where it can't.
    Character,
    /// The text ends in the middle of a value.
    End,
    /// A tab indents a line.
    Tab,
    /// An alias names no anchor before it.
    Alias,
    /// A key goes over more than one line.
    MultilineKey,
    /// A tag's handle was not declared.
    TagHandle,
    /// A node has two anchors or two tags.
    Twice,
    /// A `%` line says nothing that YAML knows.
    Directive,
    /// Values are nested too deeply.
    Deep,
}

impl Fault {
    /// Returns what is wrong, as the end of a sentence.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Token => "a word or sign stands where YAML does not allow it",
            Self::Character => "a character stands where YAML does not allow it",
            Self::End => "it ends in the middle of a value",
            Self::Tab => "a tab indents a line",
            Self::Alias => "an alias (`*`) names an anchor that does not exist",
            Self::MultilineKey => "a key is not followed by `: ` on its own line",
            Self::TagHandle => "a tag (`!`) uses a handle that was not declared",
            Self::Twice => "a value has two anchors or two tags",
            Self::Directive => "a `%` line is no directive of YAML",
            Self::Deep => "values are nested too deeply",
        }
    }
}

/// Why a text is no YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error {
    /// What is wrong.
    pub fault: Fault,
    /// The byte at which reading stopped.
    pub at: usize,
}

/// A text that was read.
#[derive(Debug, Default)]
pub struct Document {
    texts: Vec<String>,
    lists: Vec<Vec<Value>>,
    maps: Vec<Vec<(Value, Value)>>,
    entries: Vec<Entry>,
    root: Option<Value>,
}

/// A key of the outermost mapping with its value, where they stand in the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Value,
    /// The value.
    pub value: Value,
    /// The byte at which the key begins.
    pub start: usize,
    /// The byte after the `:`.
    pub colon: usize,
    /// The byte at which the value begins, with its tag and anchor; after the `:` where there is none.
    pub value_start: usize,
    /// The byte after the value, without comments and line breaks that follow it.
    pub end: usize,
}

impl Document {
    /// Returns the value of the whole; a text of several documents is a list of theirs.
    pub fn root(&self) -> Value {
        self.root.unwrap_or(Value::Null)
    }

    /// Returns a text.
    pub fn text(&self, value: Value) -> Option<&str> {
        match value {
            Value::Text(at) => Some(&self.texts[at]),
            _ => None,
        }
    }

    /// Returns the values of a list.
    pub fn list(&self, value: Value) -> Option<&[Value]> {
        match value {
            Value::List(at) => Some(&self.lists[at]),
            _ => None,
        }
    }

    /// Returns the keys and values of a mapping in their order; a key can stand in it twice.
    pub fn map(&self, value: Value) -> Option<&[(Value, Value)]> {
        match value {
            Value::Map(at) => Some(&self.maps[at]),
            _ => None,
        }
    }

    /// Returns the keys of the outermost mapping as they stand in the text; none where that is written as `{…}`.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns what a mapping says of a key: the last value wins.
    pub fn get(&self, map: Value, key: &str) -> Option<Value> {
        self.map(map)?.iter().rev().find(|(name, _)| self.key(*name) == key).map(|(_, value)| *value)
    }

    /// Returns a key as the name that it gets: everything is written as a text.
    pub fn key(&self, key: Value) -> String {
        let mut name = String::new();
        self.write(key, 0, &mut name);
        name
    }

    /// Writes a value in the way of JavaScript's `String(value)`, within bounds.
    fn write(&self, value: Value, depth: usize, out: &mut String) {
        const DEPTH: usize = 20;
        const LENGTH: usize = 10_000;
        match value {
            Value::Null if depth > 0 => {}
            Value::Null => out.push_str("null"),
            Value::Bool(yes) => out.push_str(if yes { "true" } else { "false" }),
            Value::Number(number) => out.push_str(&number::print(number)),
            Value::Text(at) => out.push_str(&self.texts[at]),
            Value::Map(_) => out.push_str("[object Object]"),
            Value::List(at) => {
                for (index, item) in self.lists[at].iter().enumerate() {
                    if depth == DEPTH || out.len() > LENGTH {
                        return;
                    }
                    if index > 0 {
                        out.push(',');
                    }
                    self.write(*item, depth + 1, out);
                }
            }
        }
    }

    fn add_text(&mut self, text: String) -> Value {
        self.texts.push(text);
        Value::Text(self.texts.len() - 1)
    }

    fn add_list(&mut self, list: Vec<Value>) -> Value {
        self.lists.push(list);
        Value::List(self.lists.len() - 1)
    }

    fn add_map(&mut self, map: Vec<(Value, Value)>) -> Value {
        self.maps.push(map);
        Value::Map(self.maps.len() - 1)
    }
}

/// How deep values can be nested on the caller's stack; deeper ones are read on a stack of their own.
const SHALLOW: usize = 48;
/// How deep values can be nested. Claude Code gives up at about 3,000.
const DEEP: usize = 2_500;
/// How many keys all merges (`<<`) of a text can look at: far more than a hand writes.
const MERGES: usize = 200_000;
/// The stack for deeply nested values.
const STACK: usize = 32 * 1024 * 1024;

/// Reads a text.
pub fn parse(text: &str) -> Result<Document, Error> {
    match Parser::new(text, SHALLOW).stream() {
        Err(Error { fault: Fault::Deep, at }) => {
            // Rare, and only worth it where a text really nests so deep.
            let reader = std::thread::Builder::new().stack_size(STACK);
            std::thread::scope(|scope| match reader.spawn_scoped(scope, || Parser::new(text, DEEP).stream()) {
                Ok(thread) => thread.join().unwrap_or(Err(Error { fault: Fault::Deep, at })),
                Err(_) => Err(Error { fault: Fault::Deep, at }),
            })
        }
        done => done,
    }
}

/// What surrounds the place that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Context {
    /// Outside of all mappings.
    Outside,
    /// In a block mapping.
    Block,
    /// In `[…]`, or a value in `{…}`.
    Flow,
    /// A key in `{…}`.
    FlowKey,
}

impl Context {
    fn is_flow(self) -> bool {
        matches!(self, Self::Flow | Self::FlowKey)
    }
}

/// A tag, as far as it changes what a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Tag {
    #[default]
    None,
    Bool,
    Number,
    Null,
    /// `!` and `!!str`: nothing becomes an empty text.
    Text,
    /// Any other: a scalar is a text, nothing stays nothing.
    Other,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind<'a> {
    End,
    /// `-`
    Entry,
    /// `?`
    Question,
    /// `:`
    Colon,
    /// `,`
    Comma,
    ListOpen,
    ListClose,
    MapOpen,
    MapClose,
    Anchor(&'a str),
    Alias(&'a str),
    Tag(Tag),
    /// `%`
    Directive,
    /// `---`
    DocumentStart,
    /// `...`
    DocumentEnd,
    Scalar(Value),
}

/// A token with its place: `indent` is that of the line it stands in.
#[derive(Debug, Clone)]
struct Token<'a> {
    kind: Kind<'a>,
    start: usize,
    /// Without the blanks and breaks after it.
    end: usize,
    indent: usize,
    line: usize,
    /// Whether a tab stands in its line's indent.
    tabbed: bool,
}

#[derive(Debug)]
struct Parser<'a> {
    text: &'a str,
    input: &'a [u8],
    at: usize,
    /// Of the line that is read.
    indent: usize,
    line: usize,
    tabbed: bool,
    token: Token<'a>,
    /// Where the token before ends.
    previous_end: usize,
    contexts: Vec<Context>,
    /// The indents of the block collections that surround the place.
    blocks: Vec<usize>,
    /// The line of the `---` that began the document.
    start_line: Option<usize>,
    anchors: HashMap<&'a str, Value>,
    handles: Vec<&'a str>,
    depth: usize,
    limit: usize,
    /// How many more keys merges can look at.
    merges: usize,
    document: Document,
}

type Outcome<T> = Result<T, Error>;

impl<'a> Parser<'a> {
    fn new(text: &'a str, limit: usize) -> Self {
        Self {
            text,
            input: text.as_bytes(),
            // A byte order mark at the very start says nothing.
            at: if text.starts_with('\u{feff}') { 3 } else { 0 },
            indent: 0,
            line: 1,
            tabbed: false,
            token: Token { kind: Kind::End, start: 0, end: 0, indent: 0, line: 1, tabbed: false },
            previous_end: 0,
            contexts: Vec::new(),
            blocks: Vec::new(),
            start_line: None,
            anchors: HashMap::new(),
            handles: Vec::new(),
            depth: 0,
            limit,
            merges: MERGES,
            document: Document::default(),
        }
    }

    fn stream(mut self) -> Outcome<Document> {
        self.scan_first()?;
        let mut roots = Vec::new();
        loop {
            roots.push(self.one_document()?);
            if self.token.kind == Kind::End {
                break;
            }
        }
        let root = match roots[..] {
            [only] => only,
            _ => self.document.add_list(roots),
        };
        self.document.root = Some(root);
        Ok(self.document)
    }

    fn one_document(&mut self) -> Outcome<Value> {
        self.anchors.clear();
        self.handles.clear();
        let mut directives = false;
        let mut versions = 0;
        while self.token.kind == Kind::Directive {
            versions += usize::from(self.directive()?);
            if versions > 1 {
                return self.fail(Fault::Directive);
            }
            directives = true;
            self.scan()?;
        }
        self.start_line = None;
        if self.token.kind == Kind::DocumentStart {
            self.start_line = Some(self.token.line);
            self.scan()?;
        } else if directives {
            return self.fail(Fault::Token);
        }
        let root = self.node(&Place::default())?;
        match self.token.kind {
            Kind::End | Kind::DocumentStart => {}
            Kind::DocumentEnd => {
                let line = self.token.line;
                self.scan()?;
                while self.token.kind == Kind::DocumentEnd {
                    self.scan()?;
                }
                if self.token.line == line && self.token.kind != Kind::End {
                    return self.fail(Fault::Token);
                }
            }
            _ => return self.fail(Fault::Token),
        }
        Ok(root)
    }

    fn context(&self) -> Context {
        self.contexts.last().copied().unwrap_or(Context::Outside)
    }

    fn within<T>(&mut self, context: Context, read: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        self.contexts.push(context);
        let read = read(self);
        self.contexts.pop();
        read
    }

    /// Fails at the token.
    fn fail<T>(&self, fault: Fault) -> Outcome<T> {
        Err(Error { fault, at: self.token.start })
    }

    /// Fails at the byte that is read.
    fn fail_here<T>(&self, fault: Fault) -> Outcome<T> {
        let fault = if fault == Fault::Character && self.at >= self.input.len() { Fault::End } else { fault };
        Err(Error { fault, at: self.at.min(self.input.len()) })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        if self.depth == self.limit {
            return self.fail(Fault::Deep);
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }
}

/// Where a node stands.
#[derive(Debug, Clone, Default)]
struct Place<'a> {
    /// The indent of the block mapping whose key or value it is.
    mapping: Option<usize>,
    /// After a `?` in that line.
    explicit: Option<usize>,
    /// An anchor and a tag that were read before.
    anchor: Option<Token<'a>>,
    tag: Option<Token<'a>>,
}
