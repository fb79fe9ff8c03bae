//! The checks of one file, each with what Claude Code says or does.

use super::super::code::AgentCode;
use super::super::fields::{self, AgentValue, BUILTIN, COLORS, EFFORTS, MODELS};
use super::super::front_matter::{Parts, is_blank};
use super::super::hooks::{self, HookProblem};
use super::super::source::Source;
use super::super::tools::{self, Known};
use super::super::yaml::{Document, Fault, Value};
use super::{AgentFinding, Lines, effective, line_at};

/// The longest name, in UTF-16 units.
const NAME: usize = 256;

/// How many findings of one kind are worth showing.
const MOST: usize = 50;

/// How much of a value a message shows.
const SHOWN: usize = 60;

fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).map(|char| if char.is_control() { ' ' } else { char }).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    format!("“{shown}”")
}

/// What the checks of the front matter share.
struct Checks<'a> {
    source: &'a Source,
    lines: &'a Lines,
    findings: &'a mut Vec<AgentFinding>,
}

impl Checks<'_> {
    fn line(&self, key: &str) -> Option<u32> {
        self.source.entry(key).map(|entry| self.lines.at(entry.whole.start))
    }

    fn add(&mut self, code: AgentCode, key: &str, message: impl Into<String>, hint: impl Into<String>) {
        let line = self.line(key);
        self.findings.push(AgentFinding::new(code, message, hint).of(key, line));
    }

    fn document(&self) -> &Document {
        &self.source.document
    }

    /// Returns a value as a message shows it.
    fn shown(&self, value: Value) -> String {
        shown(&self.document().key(value))
    }
}

/// Checks the file's own name.
pub(super) fn file_name(name: &str, findings: &mut Vec<AgentFinding>) {
    let name = name.strip_suffix(super::super::DISABLED).unwrap_or(name);
    if !name.is_empty() && !super::super::is_agent_name(name) {
        findings.push(AgentFinding::new(
            AgentCode::WrongExtension,
            format!("{} does not end in .md", shown(name)),
            "Claude Code reads only files whose names end in .md, in small letters: rename it.",
        ));
    }
}

/// Checks the closing fence.
pub(super) fn fence(bytes: &[u8], parts: &Parts, findings: &mut Vec<AgentFinding>) {
    let alone_before = parts.yaml.is_empty() || bytes[..parts.yaml.end].ends_with(b"\n");
    let alone_behind = bytes[parts.close.clone()].ends_with(b"\n") || parts.body.is_empty();
    if !alone_before || !alone_behind {
        findings.push(
            AgentFinding::new(
                AgentCode::FenceInLine,
                "the next --- after the first line closes the front matter, and here it stands within a line",
                "Put the closing --- alone in its line, and write other --- in the front matter differently.",
            )
            .at(line_at(bytes, parts.close.start)),
        );
    }
}

/// Checks the front matter; returns the agent's name and description as Claude Code has them.
pub(super) fn all(
    source: &Source,
    yaml: &str,
    lines: &Lines,
    file_name: &str,
    findings: &mut Vec<AgentFinding>,
) -> (Option<String>, Option<String>) {
    let mut checks = Checks { source, lines, findings };
    let name = checks.name(file_name);
    let description = checks.description();
    checks.tools("tools");
    checks.tools("disallowedTools");
    checks.model();
    checks.color();
    checks.words();
    checks.numbers();
    checks.hooks();
    checks.servers();
    checks.keys();
    checks.second_reading(yaml);
    (name, description)
}

impl Checks<'_> {
    fn name(&mut self, file_name: &str) -> Option<String> {
        const HINT: &str = "Add name: with a short name, such as name: reviewer.";
        let value = self.source.get("name").unwrap_or(Value::Null);
        let Some(name) = self.document().text(value).map(str::to_owned) else {
            if value == Value::Null {
                self.add(
                    AgentCode::NameMissing,
                    "name",
                    "there is no name, so Claude Code sees no agent in the file",
                    HINT,
                );
            } else {
                let message = format!("the name {} is not a text", self.shown(value));
                self.add(AgentCode::NameNotText, "name", message, "Put the name in quotes.");
            }
            return None;
        };
        if name.is_empty() {
            self.add(
                AgentCode::NameMissing,
                "name",
                "the name is empty, so Claude Code sees no agent in the file",
                HINT,
            );
            return None;
        }
        if name.contains(':') {
            let message = format!("the name {} holds a colon", shown(&name));
            self.add(AgentCode::NameHasColon, "name", message, "Colons are kept for plugins: use a hyphen.");
        }
        if name.starts_with('-') {
            let message = format!("the name {} begins with a hyphen", shown(&name));
            self.add(AgentCode::NameBeginsWithHyphen, "name", message, "Begin the name with a letter.");
        }
        let units = name.encode_utf16().count();
        if units > NAME {
            let message = format!("the name has {units} characters; Claude Code takes at most {NAME}");
            self.add(AgentCode::NameTooLong, "name", message, "Give the agent a short name.");
        }
        if name.starts_with(is_blank) || name.ends_with(is_blank) || name.chars().any(char::is_control) {
            let message =
                format!("the name {} has blanks around it, or a line break in it, which belong to it", shown(&name));
            self.add(
                AgentCode::NameHasBlanks,
                "name",
                message,
                "Write the name in one line, without blanks around it.",
            );
        }
        if BUILTIN.contains(&name.as_str()) {
            let message = format!("{} is one of Claude Code's own agents; this file replaces it", shown(&name));
            self.add(AgentCode::ShadowsBuiltin, "name", message, "Give it another name unless that is what you want.");
        }
        let stem = file_name.strip_suffix(super::super::DISABLED).unwrap_or(file_name);
        let Some(stem) = stem.strip_suffix(".md") else { return Some(name) };
        if !stem.is_empty() && stem != name && super::super::slug_file_name(&name) != format!("{stem}.md") {
            let message = format!("the file is called {}, but the agent {}", shown(stem), shown(&name));
            self.add(
                AgentCode::NameDiffersFromFile,
                "name",
                message,
                "Claude Code goes by the name in the file. Rename one of them.",
            );
        }
        Some(name)
    }

    fn description(&mut self) -> Option<String> {
        const HINT: &str = "Add description: and say when Claude should use the agent.";
        let value = self.source.get("description").unwrap_or(Value::Null);
        let Some(text) = self.document().text(value).map(str::to_owned) else {
            if value == Value::Null {
                self.add(AgentCode::DescriptionMissing, "description", "there is no description", HINT);
            } else {
                let message = format!("the description {} is not a text", self.shown(value));
                self.add(AgentCode::DescriptionNotText, "description", message, "Put the description in quotes.");
            }
            return None;
        };
        if text.is_empty() {
            self.add(AgentCode::DescriptionMissing, "description", "the description is empty", HINT);
            return None;
        }
        if text.chars().all(is_blank) {
            self.add(AgentCode::DescriptionBlank, "description", "the description is only blanks", HINT);
        }
        if text.contains("\\n") {
            let message = "the description holds \\n as two characters, which Claude Code turns into a line break";
            self.add(
                AgentCode::EscapedBreak,
                "description",
                message,
                "Write line breaks as such, after description: |",
            );
        }
        Some(text.replace("\\n", "\n"))
    }

    fn tools(&mut self, key: &str) {
        let Some(value) = self.source.get(key) else { return };
        let (names, other) = tools::names(self.document(), value);
        if other {
            let message = format!("{key} holds something that is no text: {}", self.shown(value));
            self.add(AgentCode::ToolNotText, key, message, "Name the tools, parted by commas.");
        }
        let denies = key == "disallowedTools";
        if names.is_empty() {
            if !denies {
                let message = "tools is there but names none, so the agent has no tools at all";
                self.add(AgentCode::ToolsEmpty, key, message, "Take the key out to give it all tools, or name some.");
            }
            return;
        }
        if names.iter().any(|name| name == "*") {
            return;
        }
        let mut usable = false;
        for name in names.iter().take(MOST) {
            match tools::known(name) {
                Known::Tool | Known::Server => usable = true,
                Known::NotForAgents if denies => {}
                Known::NotForAgents => {
                    let message = format!("agents do not get the tool {}", shown(name));
                    self.add(AgentCode::ToolNotForAgents, key, message, "Take it out.");
                }
                Known::No => {
                    let message = format!("Claude Code has no tool {}", shown(name));
                    self.add(
                        AgentCode::UnknownTool,
                        key,
                        message,
                        "Tools are written exactly as listed, upper case and all.",
                    );
                }
            }
        }
        if !usable && !denies {
            let message = "none of the tools can be had, so Claude Code refuses to start the agent";
            self.add(AgentCode::NoUsableTool, key, message, "Name a tool that exists, or take the key out.");
        }
    }

    fn model(&mut self) {
        let Some(value) = self.source.get("model") else { return };
        let spec = fields::spec("model").expect("the table has the key");
        match effective(self.source, spec, value) {
            Some(AgentValue::Text(model)) => {
                let base = model.strip_suffix("[1m]").unwrap_or(&model);
                if !MODELS.contains(&base) && !base.starts_with("claude-") {
                    let message = format!("{} is no model that is known here; it is sent as it is", shown(&model));
                    self.add(
                        AgentCode::UnknownModel,
                        "model",
                        message,
                        "Use sonnet, opus, haiku, inherit or a model's full name.",
                    );
                }
            }
            _ if value == Value::Null => {}
            _ => {
                let message = format!("the model {} is not a text; Claude Code goes without", self.shown(value));
                self.add(
                    AgentCode::ModelNotText,
                    "model",
                    message,
                    "Use sonnet, opus, haiku, inherit or a model's full name.",
                );
            }
        }
    }

    fn color(&mut self) {
        let Some(value) = self.source.get("color") else { return };
        if value != Value::Null && !self.document().text(value).is_some_and(|color| COLORS.contains(&color)) {
            let message = format!("{} is no colour that Claude Code shows", self.shown(value));
            self.add(AgentCode::UnknownColor, "color", message, format!("Use one of {}.", COLORS.join(", ")));
        }
    }

    /// Checks the keys that take one of some words.
    fn words(&mut self) {
        for (key, code) in [
            ("permissionMode", AgentCode::PermissionModeInvalid),
            ("memory", AgentCode::MemoryInvalid),
            ("isolation", AgentCode::IsolationInvalid),
        ] {
            let Some(value) = self.source.get(key) else { continue };
            // An empty mode is as good as none, without a word.
            let silent = key == "permissionMode" && is_false(self.document(), value);
            let spec = fields::spec(key).expect("the table has the key");
            if !silent && effective(self.source, spec, value).is_none() {
                let message = format!("{key} {} is ignored", self.shown(value));
                self.add(code, key, message, format!("Use one of {}.", spec.choices.join(", ")));
            }
        }
        if let Some(value) = self.source.get("background") {
            let text = self.document().text(value);
            if !matches!(value, Value::Bool(_)) && !matches!(text, Some("true" | "false")) {
                let message = format!("background {} is ignored", self.shown(value));
                self.add(AgentCode::BackgroundInvalid, "background", message, "Use true or false.");
            }
        }
    }

    fn numbers(&mut self) {
        if let Some(value) = self.source.get("effort")
            && effort(self.document(), value).is_none()
        {
            let message = format!("effort {} is ignored", self.shown(value));
            self.add(
                AgentCode::EffortInvalid,
                "effort",
                message,
                format!("Use one of {}, or a whole number.", EFFORTS.join(", ")),
            );
        }
        if let Some(value) = self.source.get("maxTurns")
            && !whole(self.document(), value).is_some_and(|turns| turns > 0.0)
        {
            let message = format!("maxTurns {} is ignored", self.shown(value));
            self.add(AgentCode::MaxTurnsInvalid, "maxTurns", message, "Use a whole number above 0.");
        }
    }

    fn hooks(&mut self) {
        if let Some(hooks::Misplaced { key, what }) = hooks::misplaced(self.document()) {
            let message = format!(
                "{what} stands where Claude Code loads no hooks; it could be meant to guard permissions, so Claude Code \
                 refuses the agent"
            );
            let hint = "Move it right below hooks:, or take it out.";
            self.add(AgentCode::HookGuardMalformed, &key, message, hint);
        }
        let Some(value) = self.source.get("hooks") else { return };
        for problem in hooks::check(self.document(), value) {
            match problem {
                HookProblem::NotEvents(message) => {
                    self.add(
                        AgentCode::HooksMalformed,
                        "hooks",
                        message,
                        "Write hooks: with events below it, such as PreToolUse:.",
                    );
                }
                HookProblem::Guard(message) => {
                    let message = format!(
                        "{message}; a hook that guards permissions must load, so Claude Code refuses the agent"
                    );
                    self.add(AgentCode::HookGuardMalformed, "hooks", message, "Correct the hook or take it out.");
                }
                HookProblem::LeftOut(message) => {
                    let message = format!("{message}; Claude Code leaves that hook out");
                    self.add(AgentCode::HookIgnored, "hooks", message, "Correct the hook or take it out.");
                }
            }
        }
    }

    fn servers(&mut self) {
        let Some(value) = self.source.get("mcpServers") else { return };
        let document = self.document();
        let Some(items) = document.list(value) else { return };
        let bad: Vec<_> = items
            .iter()
            .filter(|item| {
                let servers = document.map(**item);
                document.text(**item).is_none()
                    && !servers
                        .is_some_and(|servers| servers.iter().all(|(_, settings)| is_server(document, *settings)))
            })
            .map(|item| self.shown(*item))
            .collect();
        for item in bad.into_iter().take(MOST) {
            let message = format!("the entry {item} of mcpServers is no name of a server and no settings of one");
            self.add(
                AgentCode::McpServerInvalid,
                "mcpServers",
                message,
                "Write the server's name, or name: with command: or url: below it.",
            );
        }
    }

    fn keys(&mut self) {
        let mut seen = std::collections::HashSet::new();
        let mut twice = Vec::new();
        let mut unknown = Vec::new();
        let mut brought = std::collections::BTreeSet::new();
        for entry in &self.source.entries {
            if !seen.insert(entry.key.as_str()) {
                twice.push((entry.key.clone(), self.lines.at(entry.whole.start)));
            } else if fields::spec(&entry.key).is_none() && entry.key != "<<" {
                unknown.push((entry.key.clone(), Some(self.lines.at(entry.whole.start))));
            }
        }
        // What a merge (`<<`) brings has no line of its own.
        let document = self.document();
        for &(key, _) in document.map(document.root()).unwrap_or_default() {
            let key = document.key(key);
            if fields::spec(&key).is_none() && key != "<<" && !seen.contains(key.as_str()) {
                brought.insert(key);
            }
        }
        unknown.extend(brought.into_iter().map(|key| (key, None)));
        for (key, line) in twice.into_iter().take(MOST) {
            let message = format!("{} stands twice; the last one counts", shown(&key));
            let finding = AgentFinding::new(AgentCode::DuplicateKey, message, "Take one of them out.");
            self.findings.push(finding.of(&key, Some(line)));
        }
        for (key, line) in unknown.into_iter().take(MOST) {
            let meant = fields::meant(&key);
            let hint = meant
                .map_or_else(|| "It is kept, but has no effect.".to_owned(), |meant| format!("Did you mean {meant}?"));
            let message = format!("Claude Code does not know the key {}", shown(&key));
            self.findings.push(AgentFinding::new(AgentCode::UnknownKey, message, hint).of(&key, line));
        }
    }

    fn second_reading(&mut self, yaml: &str) {
        let Some(error) = self.source.retried else { return };
        let line = self.lines.first + line_at(yaml.as_bytes(), error.at) - 1;
        // The value at which the first reading stopped is the one to put in quotes.
        let entry = self.source.entries.iter().rfind(|entry| self.lines.at(entry.whole.start) <= line);
        let message = format!(
            "this is no YAML, as {}; Claude Code reads the values as plain texts instead",
            error.fault.describe()
        );
        let hint = match error.fault {
            Fault::Tab => "Indent with blanks.",
            _ => "Put the value in quotes, so that every program reads the same.",
        };
        let finding = AgentFinding::new(AgentCode::ReadAsText, message, hint);
        self.findings.push(match entry {
            Some(entry) => finding.of(&entry.key, Some(line)),
            None => finding.at(line),
        });
    }
}

/// Returns whether JavaScript counts a value as false.
fn is_false(document: &Document, value: Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number == 0.0 || number.is_nan(),
        Value::Text(_) => document.text(value) == Some(""),
        Value::Bool(true) | Value::List(_) | Value::Map(_) => false,
    }
}

/// Returns whether a mapping can be the settings of a server: a command to run, or where to reach it.
fn is_server(document: &Document, settings: Value) -> bool {
    if document.map(settings).is_none() {
        return false;
    }
    let is_text = |key: &str| document.get(settings, key).is_some_and(|value| document.text(value).is_some());
    let kind = document.get(settings, "type");
    match kind.map(|kind| document.text(kind)) {
        None | Some(Some("stdio")) => is_text("command"),
        Some(Some("http" | "sse" | "ws" | "sse-ide" | "ws-ide")) => is_text("url"),
        Some(Some("sdk")) => is_text("name"),
        Some(_) => false,
    }
}

/// Returns the effort that a value means: a level in any case, or a number.
pub(super) fn effort(document: &Document, value: Value) -> Option<AgentValue> {
    if let Value::Number(number) = value {
        return number.is_finite().then_some(AgentValue::Number(number));
    }
    let text = document.key(value).to_lowercase();
    if EFFORTS.contains(&text.as_str()) {
        return Some(AgentValue::Text(text));
    }
    parse_int(&text).map(AgentValue::Number)
}

/// Returns the whole number that a value means; a text may go on after its digits.
pub(super) fn whole(document: &Document, value: Value) -> Option<f64> {
    match value {
        Value::Number(number) => (number.is_finite() && number.fract() == 0.0).then_some(number),
        _ => parse_int(&document.key(value)),
    }
}

/// Returns the whole number at the beginning of a text, after blanks.
fn parse_int(text: &str) -> Option<f64> {
    let text = text.trim_start_matches(is_blank);
    let signed = usize::from(text.starts_with(['+', '-']));
    let digits = text[signed..].bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 { None } else { text[..signed + digits].parse().ok() }
}
