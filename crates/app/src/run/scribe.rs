//! Turns what a run's process says into the entries of its transcript and the figures of its row.

use std::collections::HashMap;
use std::fmt::Write as _;

use claudetask_claude::stream::{Block, Event, Init, Outcome, Skip, Usage};
use claudetask_core::{ItemKind, Timestamp};
use claudetask_store::{NewItem, RunRecord};

use super::ledger::entry;
use super::shape::LiveKind;
use super::titles::{of_call, one_line};

/// What is not written down yet, and what the row is to say.
#[derive(Debug, Default)]
pub(super) struct Scribe {
    folder: String,
    /// What the session had cost before this run.
    cost_before: f64,
    /// The lines of the calls, by their ids, for their results.
    calls: HashMap<String, (String, String)>,
    items: Vec<NewItem>,
    /// How many bytes the texts of the items have.
    bytes: usize,
    changed: bool,
    model: Option<String>,
    version: Option<String>,
    activity: Option<String>,
    waits_until: Option<Timestamp>,
    live: Option<(LiveKind, String)>,
    input_tokens: u64,
    output_tokens: u64,
    /// Tokens of turns that have ended; those of the present one are added up from its answers.
    ended: Usage,
    turns: u32,
    cost_usd: Option<f64>,
    session_cost_usd: Option<f64>,
}

/// How many characters of what is being written are kept.
const LIVE: usize = 2_000;

/// The longest text of an entry, in characters; what a tool answers can be of any length.
const LONGEST: usize = 2_000_000;

impl Scribe {
    pub(super) fn new(record: &RunRecord, cost_before: f64) -> Self {
        Self {
            folder: record.folder.clone(),
            cost_before,
            activity: record.activity.clone(),
            model: record.model.clone(),
            ..Self::default()
        }
    }

    /// Returns whether there is something to write down.
    pub(super) fn is_dirty(&self) -> bool {
        self.changed || !self.items.is_empty()
    }

    /// Returns how many bytes wait to be written down.
    pub(super) fn waiting(&self) -> usize {
        self.bytes
    }

    /// Puts the figures into the row, and hands the entries out.
    pub(super) fn write(&mut self, record: &mut RunRecord) -> Vec<NewItem> {
        self.changed = false;
        self.bytes = 0;
        record.model.clone_from(&self.model);
        record.version.clone_from(&self.version);
        record.activity.clone_from(&self.activity);
        record.waits_until = self.waits_until;
        record.live = self.live.as_ref().map(|(kind, text)| (kind.word().to_owned(), text.clone()));
        record.input_tokens = self.input_tokens;
        record.output_tokens = self.output_tokens;
        record.turns = self.turns;
        record.cost_usd = self.cost_usd;
        record.session_cost_usd = self.session_cost_usd;
        std::mem::take(&mut self.items)
    }

    /// Takes entries back that could not be written.
    pub(super) fn keep(&mut self, mut items: Vec<NewItem>) {
        items.append(&mut self.items);
        self.bytes = items.iter().map(|item| item.text.len()).sum();
        self.items = items;
        self.changed = true;
    }

    /// Says what the run does now.
    pub(super) fn does(&mut self, activity: impl Into<String>) {
        let activity = activity.into();
        if self.activity.as_deref() != Some(activity.as_str()) {
            self.activity = Some(activity);
            self.changed = true;
        }
        self.changed |= self.waits_until.take().is_some();
    }

    /// Adds an entry.
    pub(super) fn add(&mut self, mut item: NewItem) {
        if let Some((end, _)) = item.text.char_indices().nth(LONGEST) {
            let left_out = item.text.len() - end;
            item.text.truncate(end);
            let _ = write!(item.text, "\n[{left_out} more bytes were left out]");
        }
        self.bytes += item.text.len();
        self.items.push(item);
    }

    /// Notes what the process said.
    pub(super) fn hear(&mut self, event: Event, at: Timestamp) {
        match event {
            Event::Beat | Event::Withdrawn { .. } | Event::OtherRequest { .. } | Event::Response { .. } => {}
            Event::Init(init) => self.began(*init, at),
            Event::Text(text) => {
                self.live = None;
                self.does("Thinking");
                let kind = if text.synthetic { ItemKind::Error } else { ItemKind::Text };
                let title = if text.synthetic { one_line(&text.text) } else { String::new() };
                // What its line says already is not said twice.
                let text_below = if title == text.text.trim() { String::new() } else { text.text };
                self.add(NewItem { parent: text.parent, ..entry(kind, at, title, text_below) });
            }
            Event::Thinking { text, parent } => {
                self.live = None;
                self.changed = true;
                if !text.trim().is_empty() {
                    self.add(NewItem { parent, ..entry(ItemKind::Thinking, at, one_line(&text), text) });
                }
            }
            Event::ToolCall { id, name, input, parent } => {
                self.live = None;
                let title = of_call(&name, &input, &self.folder);
                self.does(title.clone());
                let text = serde_json::to_string_pretty(&input).unwrap_or_default();
                self.calls.insert(id.clone(), (name.clone(), title.clone()));
                let item = entry(ItemKind::ToolCall, at, title, text);
                self.add(NewItem { tool: Some(name), call: Some(id), parent, ..item });
            }
            Event::ToolResult { id, text, failed, parent } => {
                self.does("Thinking");
                let (tool, title) = self.calls.remove(&id).unwrap_or_else(|| (String::new(), String::new()));
                let item = entry(ItemKind::ToolResult, at, title, text);
                let tool = Some(tool).filter(|tool| !tool.is_empty());
                self.add(NewItem { tool, call: Some(id), parent, failed, ..item });
            }
            Event::Delta { block, text, parent } => self.writes(block, &text, parent.as_ref()),
            Event::Usage(usage) => {
                self.input_tokens = self.input_tokens.saturating_add(read(usage));
                self.output_tokens = self.output_tokens.saturating_add(usage.output);
                self.changed = true;
            }
            Event::Retry { attempt, max, delay_ms, status, error } => {
                let why = retry_reason(status, error.as_deref());
                self.does(format!("Waiting: {why}, attempt {attempt} of {max}"));
                self.waits_until = Some(Timestamp::from_millis(
                    at.millis().saturating_add(i64::try_from(delay_ms).unwrap_or(i64::MAX)),
                ));
                let seconds = delay_ms.div_ceil(1000);
                let title = format!("Waits {seconds} s: {why} (attempt {attempt} of {max})");
                self.add(entry(ItemKind::Retry, at, title, ""));
            }
            Event::RateLimit { status, kind, .. } => {
                if status != "allowed" {
                    let kind = kind.unwrap_or_default().replace('_', " ");
                    self.add(entry(
                        ItemKind::Notice,
                        at,
                        format!("Rate limit: {} {kind}", status.replace('_', " ")),
                        "",
                    ));
                }
            }
            Event::Compacted => self.add(entry(ItemKind::Notice, at, "The conversation was compacted", "")),
            Event::Permission(asked) => {
                let title = of_call(&asked.tool, &asked.input, &self.folder);
                self.does(format!("Asks: {title}"));
                let text = asked.reason.or(asked.description).unwrap_or_default();
                let item = entry(ItemKind::Permission, at, format!("Asks: {title}"), text);
                self.add(NewItem { tool: Some(asked.tool), call: asked.tool_use_id, ..item });
            }
            Event::Result(outcome) => self.ended(&outcome, at),
            Event::Unknown { kind, raw } => self.add(entry(ItemKind::Unknown, at, kind, raw)),
            Event::Skipped { reason, bytes, sample } => {
                let why = match reason {
                    Skip::TooLong => "is too long",
                    Skip::NotUtf8 => "is not UTF-8",
                    _ => "can't be read",
                };
                let title = format!("A line of {bytes} bytes {why} and was left out");
                self.add(NewItem { failed: true, ..entry(ItemKind::Notice, at, title, sample) });
            }
        }
    }

    fn began(&mut self, init: Init, at: Timestamp) {
        if self.version.is_none() {
            let servers = init.mcp_servers.iter().map(|server| format!("{} ({})", server.name, server.status));
            let servers: Vec<String> = servers.collect();
            let mut text = format!("Tools: {}", init.tools.join(", "));
            if !servers.is_empty() {
                let _ = write!(text, "\nMCP servers: {}", servers.join(", "));
            }
            let title = format!("Claude Code {} with {}", init.version, init.model);
            self.add(entry(ItemKind::Notice, at, title, text));
        }
        self.version = Some(init.version);
        self.model = Some(init.model);
        self.does("Thinking");
    }

    fn writes(&mut self, block: Block, text: &str, parent: Option<&String>) {
        // A subagent's words would mix with Claude's own.
        if parent.is_some() {
            return;
        }
        let kind = match block {
            Block::Text => LiveKind::Text,
            Block::Thinking => LiveKind::Thinking,
            Block::Input => return,
        };
        self.does(if kind == LiveKind::Text { "Writing" } else { "Thinking" });
        self.changed = true;
        let live = match &mut self.live {
            Some((same, live)) if *same == kind => live,
            other => &mut other.insert((kind, String::new())).1,
        };
        live.push_str(text);
        // Cut only now and then: finding a character's beginning is not free.
        if live.len() > LIVE * 8 {
            keep_end(live);
        }
        if live.chars().count() > LIVE {
            keep_end(live);
        }
    }

    fn ended(&mut self, outcome: &Outcome, at: Timestamp) {
        self.live = None;
        self.ended.input = self.ended.input.saturating_add(read(outcome.usage));
        self.ended.output = self.ended.output.saturating_add(outcome.usage.output);
        self.input_tokens = self.ended.input.max(self.input_tokens);
        self.output_tokens = self.ended.output.max(self.output_tokens);
        self.turns = self.turns.saturating_add(u32::try_from(outcome.num_turns).unwrap_or(u32::MAX));
        // What is told is the whole session's. A session whose last process was killed begins to count anew.
        let before = if outcome.cost_usd >= self.cost_before { self.cost_before } else { 0.0 };
        self.session_cost_usd = Some(outcome.cost_usd);
        self.cost_usd = Some((outcome.cost_usd - before).max(0.0));
        self.does("Ending");
        let title = if outcome.is_error {
            match outcome.subtype.as_str() {
                "success" => "The turn failed".to_owned(),
                other => format!("The turn ended: {}", other.replace('_', " ")),
            }
        } else {
            "The turn ended".to_owned()
        };
        let mut text = outcome.errors.join("\n");
        for denial in &outcome.denials {
            let _ = write!(text, "\nDenied: {}", of_call(&denial.tool, &denial.input, &self.folder));
        }
        let item = entry(ItemKind::Result, at, title, text.trim());
        self.add(NewItem { failed: outcome.is_error, ..item });
    }
}

/// Leaves the end of what is being written.
fn keep_end(live: &mut String) {
    if let Some((start, _)) = live.char_indices().rev().nth(LIVE - 1) {
        live.drain(..start);
    }
}

fn read(usage: Usage) -> u64 {
    usage.input.saturating_add(usage.cache_read).saturating_add(usage.cache_write)
}

fn retry_reason(status: Option<u16>, error: Option<&str>) -> String {
    match (error, status) {
        (Some("rate_limit"), _) | (_, Some(429)) => "rate limit".to_owned(),
        (Some("overloaded"), _) | (_, Some(529)) => "overloaded".to_owned(),
        (Some("authentication_failed"), _) | (_, Some(401)) => "login not accepted".to_owned(),
        (_, Some(status)) => format!("the API failed ({status})"),
        (_, None) => "the API is not reached".to_owned(),
    }
}
