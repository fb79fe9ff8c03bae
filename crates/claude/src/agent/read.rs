//! What Claude Code makes of an agent's file.

mod check;

use serde::Serialize;

use super::code::{AgentCode, FindingLevel};
use super::fields::{AgentFieldKind, AgentValue, FIELDS, FieldSpec};
use super::front_matter::{self, Missing, Parts};
use super::source::Source;
use super::tools;
use super::yaml::Value;

/// Whether Claude Code takes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It does, with nothing to say.
    Accepted,
    /// It does, but something is ignored or surprising.
    AcceptedWithWarnings,
    /// It does not.
    Refused,
}

/// Something to know about a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AgentFinding {
    /// What, by its stable word.
    #[cfg_attr(feature = "specta", specta(type = String))]
    pub code: AgentCode,
    /// How much it matters.
    pub level: FindingLevel,
    /// What it is, with the value.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// The key it is about.
    pub field: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
}

impl AgentFinding {
    /// Returns a finding about the whole file.
    pub fn new(code: AgentCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, level: code.level(), message: message.into(), hint: hint.into(), field: None, line: None }
    }

    fn of(self, field: &str, line: Option<u32>) -> Self {
        Self { field: Some(field.to_owned()), line, ..self }
    }

    fn at(self, line: u32) -> Self {
        Self { line: Some(line), ..self }
    }
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AgentField {
    /// As the front matter names it.
    pub key: String,
    /// How it is edited.
    pub kind: AgentFieldKind,
    /// The words to choose from, or to suggest.
    pub choices: Vec<String>,
    /// Whether another value can mean something too.
    pub open: bool,
    /// What it does; empty for an unknown key.
    pub help: String,
    /// Whether Claude Code knows it.
    pub documented: bool,
    /// Whether the file has it.
    pub present: bool,
    /// As Claude reads it; `None` where it is absent or means nothing.
    pub value: Option<AgentValue>,
    /// As written, for a raw field and an unknown key.
    pub raw: Option<String>,
    /// Its line, from 1.
    pub line: Option<u32>,
}

/// What an agent's file says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AgentReading {
    /// Whether there is a front matter that can be edited as a form.
    pub has_front_matter: bool,
    /// The known keys in a fixed order, then the others as written.
    pub fields: Vec<AgentField>,
    /// What follows the front matter.
    pub body: String,
    /// The line at which that begins, from 1.
    pub body_line: u32,
    /// Whether Claude Code takes the file.
    pub verdict: Verdict,
    /// What there is to know.
    pub findings: Vec<AgentFinding>,
    /// The name that Claude Code gives the agent.
    #[serde(skip)]
    pub name: Option<String>,
    /// The description that Claude Code has of it.
    #[serde(skip)]
    pub description: Option<String>,
}

impl AgentReading {
    /// Returns the value of a key.
    pub fn value(&self, key: &str) -> Option<&AgentValue> {
        self.fields.iter().find(|field| field.key == key)?.value.as_ref()
    }

    /// Returns the text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.value(key)? {
            AgentValue::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The longest file that Claude Code reads, in bytes.
pub const LONGEST: usize = 1_048_576;

/// Reads a file.
pub fn read(bytes: &[u8], file_name: &str) -> AgentReading {
    let mut findings = Vec::new();
    if bytes.len() > LONGEST {
        findings.push(AgentFinding::new(
            AgentCode::FileTooLarge,
            format!("the file has {} bytes; Claude Code skips files of more than {LONGEST}", bytes.len()),
            "Move what the agent needs only sometimes into files that it can read.",
        ));
    }
    if let Err(error) = std::str::from_utf8(bytes) {
        findings.push(
            AgentFinding::new(
                AgentCode::InvalidUtf8,
                "some bytes are not UTF-8; Claude Code sees U+FFFD in their place",
                "Save the file as UTF-8.",
            )
            .at(line_at(bytes, error.valid_up_to())),
        );
    }
    check::file_name(file_name, &mut findings);
    let mut reading = match front_matter::split(bytes) {
        Ok(parts) => with_front_matter(bytes, &parts, file_name, findings),
        Err(missing) => without_front_matter(bytes, missing, findings),
    };
    reading.verdict = verdict(&reading.findings);
    reading
}

/// Returns whether Claude Code takes a file of which that is known.
pub(super) fn verdict(findings: &[AgentFinding]) -> Verdict {
    if findings.iter().any(|finding| finding.level == FindingLevel::Refused) {
        Verdict::Refused
    } else if findings.is_empty() {
        Verdict::Accepted
    } else {
        Verdict::AcceptedWithWarnings
    }
}

fn without_front_matter(bytes: &[u8], missing: Missing, mut findings: Vec<AgentFinding>) -> AgentReading {
    const FENCE: &str = "Begin the file with a line that is only ---, then name: and description:, then a second ---.";
    let (code, message) = match missing {
        Missing::None => {
            (AgentCode::NoFrontMatter, "the file does not begin with ---, so Claude Code sees no agent in it")
        }
        Missing::Late => (AgentCode::TextBeforeFrontMatter, "blanks or a blank line stand before the first ---"),
        Missing::Opening => (AgentCode::BadOpeningFence, "the first line is more than --- with a line feed"),
        Missing::Unclosed => (AgentCode::UnclosedFrontMatter, "no second --- closes the front matter"),
    };
    findings.push(AgentFinding::new(code, message, FENCE).at(1));
    let body = if bytes.starts_with(front_matter::BOM) { &bytes[front_matter::BOM.len()..] } else { bytes };
    AgentReading {
        has_front_matter: false,
        fields: FIELDS.iter().map(absent).collect(),
        body: String::from_utf8_lossy(body).into_owned(),
        body_line: 1,
        verdict: Verdict::Refused,
        findings,
        name: None,
        description: None,
    }
}

fn with_front_matter(bytes: &[u8], parts: &Parts, file_name: &str, mut findings: Vec<AgentFinding>) -> AgentReading {
    let yaml = String::from_utf8_lossy(&bytes[parts.yaml.clone()]);
    let first_line = line_at(bytes, parts.yaml.start);
    let body = String::from_utf8_lossy(&bytes[parts.body.clone()]).into_owned();
    let body_line = line_at(bytes, parts.body.start);
    check::fence(bytes, parts, &mut findings);
    let empty = |findings| AgentReading {
        has_front_matter: false,
        fields: FIELDS.iter().map(absent).collect(),
        body: body.clone(),
        body_line,
        verdict: Verdict::Refused,
        findings,
        name: None,
        description: None,
    };
    let source = match Source::read(&yaml) {
        Ok(source) => source,
        Err(error) => {
            let line = first_line + line_at(yaml.as_bytes(), error.at) - 1;
            findings.push(
                AgentFinding::new(
                    AgentCode::InvalidYaml,
                    format!("the front matter is no YAML: {}", error.fault.describe()),
                    "Put values with colons or other signs in quotes, and indent with blanks.",
                )
                .at(line),
            );
            return empty(findings);
        }
    };
    let lines = Lines::new(&yaml, first_line);
    if !source.is_mapping() && source.document.root() != Value::Null {
        findings.push(
            AgentFinding::new(
                AgentCode::NotAMapping,
                "the front matter is not keys with values",
                "Write one key: value a line, such as name: reviewer.",
            )
            .at(first_line),
        );
        return empty(findings);
    }
    let fields = fields(&source, &yaml, &lines);
    let (name, description) = check::all(&source, &yaml, &lines, file_name, &mut findings);
    AgentReading {
        has_front_matter: source.is_editable(),
        fields,
        body,
        body_line,
        verdict: Verdict::Refused,
        findings,
        name,
        description,
    }
}

/// Finds lines by bytes.
#[derive(Debug)]
struct Lines {
    starts: Vec<usize>,
    first: u32,
}

impl Lines {
    fn new(text: &str, first: u32) -> Self {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1).collect();
        Self { starts, first }
    }

    fn at(&self, byte: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= byte);
        self.first.saturating_add(u32::try_from(line).unwrap_or(u32::MAX))
    }
}

/// Returns the line of a byte, from 1.
fn line_at(bytes: &[u8], at: usize) -> u32 {
    let feeds = bytes[..at.min(bytes.len())].split(|&byte| byte == b'\n').count() - 1;
    u32::try_from(feeds).unwrap_or(u32::MAX).saturating_add(1)
}

fn absent(spec: &FieldSpec) -> AgentField {
    AgentField {
        key: spec.key.to_owned(),
        kind: spec.kind,
        choices: spec.choices.iter().map(|choice| (*choice).to_owned()).collect(),
        open: spec.open,
        help: spec.help.to_owned(),
        documented: true,
        present: false,
        value: None,
        raw: None,
        line: None,
    }
}

fn fields(source: &Source, yaml: &str, lines: &Lines) -> Vec<AgentField> {
    let written = |key: &str| {
        let entry = source.entry(key)?;
        yaml.get(entry.written.clone()).map(str::to_owned)
    };
    let line = |key: &str| source.entry(key).map(|entry| lines.at(entry.whole.start));
    let mut fields: Vec<_> = FIELDS
        .iter()
        .map(|spec| {
            let Some(value) = source.get(spec.key) else { return absent(spec) };
            AgentField {
                present: true,
                value: effective(source, spec, value),
                raw: if spec.kind == AgentFieldKind::Raw { written(spec.key) } else { None },
                line: line(spec.key),
                ..absent(spec)
            }
        })
        .collect();
    // Of a key that stands twice the last entry counts, in the place of the first.
    let mut last: std::collections::HashMap<&str, &super::source::SourceEntry> = std::collections::HashMap::new();
    for entry in &source.entries {
        last.insert(&entry.key, entry);
    }
    for entry in &source.entries {
        if super::fields::spec(&entry.key).is_some() {
            continue;
        }
        let Some(entry) = last.remove(entry.key.as_str()) else { continue };
        fields.push(AgentField {
            key: entry.key.clone(),
            kind: AgentFieldKind::Raw,
            choices: Vec::new(),
            open: true,
            help: String::new(),
            documented: false,
            present: true,
            value: None,
            raw: yaml.get(entry.written.clone()).map(str::to_owned),
            line: Some(lines.at(entry.whole.start)),
        });
    }
    fields
}

/// Returns a value as Claude Code takes it.
pub(super) fn effective(source: &Source, spec: &FieldSpec, value: Value) -> Option<AgentValue> {
    let document = &source.document;
    let text = document.text(value);
    match (spec.key, spec.kind) {
        ("name", _) => text.filter(|name| !name.is_empty()).map(|name| AgentValue::Text(name.to_owned())),
        ("description", _) => {
            text.filter(|text| !text.is_empty()).map(|text| AgentValue::Text(text.replace("\\n", "\n")))
        }
        ("model", _) => {
            let model = text?.trim_matches(front_matter::is_blank);
            let model = if model.eq_ignore_ascii_case("inherit") { "inherit" } else { model };
            (!model.is_empty()).then(|| AgentValue::Text(model.to_owned()))
        }
        ("effort", _) => check::effort(document, value),
        ("permissionMode" | "memory" | "isolation", _) => {
            text.filter(|word| spec.choices.contains(word)).map(|word| AgentValue::Text(word.to_owned()))
        }
        ("color", _) => text.filter(|color| !color.is_empty()).map(|color| AgentValue::Text(color.to_owned())),
        (_, AgentFieldKind::Tools | AgentFieldKind::List) => Some(AgentValue::List(tools::names(document, value).0)),
        (_, AgentFieldKind::Number) => {
            check::whole(document, value).filter(|turns| *turns > 0.0).map(AgentValue::Number)
        }
        (_, AgentFieldKind::Flag) => match (value, text) {
            (Value::Bool(yes), _) => Some(AgentValue::Flag(yes)),
            (_, Some("true")) => Some(AgentValue::Flag(true)),
            (_, Some("false")) => Some(AgentValue::Flag(false)),
            _ => None,
        },
        (_, AgentFieldKind::Raw) => None,
        (_, AgentFieldKind::Line | AgentFieldKind::Text | AgentFieldKind::Choice) => {
            text.map(|text| AgentValue::Text(text.to_owned()))
        }
    }
}
