//! Reading a transcript: by pages, by words, and as Markdown.

use std::fmt::Write as _;

use claudetask_core::{ItemKind, RunId, Timestamp};
use claudetask_store::{Item, ItemQuery, RunRecord, Tx};
use serde::Serialize;

use crate::{Call, Error};

/// An entry of a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TranscriptItem {
    /// Its number, from 1 without a gap.
    pub seq: u32,
    /// When it came.
    pub at: Timestamp,
    /// What it is.
    pub kind: ItemKind,
    /// One line; of a tool's call or result the tool with what it is about: `Read src/main.rs`.
    pub title: String,
    /// Markdown of what Claude wrote, JSON of what a tool is given, else plain text; its first 4,000 characters.
    pub text: String,
    /// How many characters the whole text has.
    pub characters: u32,
    /// The tool.
    pub tool: Option<String>,
    /// Joins a tool's result with its call; results may come in another order.
    pub call: Option<String>,
    /// The call of the subagent that it belongs to.
    pub parent: Option<String>,
    /// Whether it tells of a failure.
    pub failed: bool,
}

/// A part of a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TranscriptPage {
    /// In their order.
    pub items: Vec<TranscriptItem>,
    /// The length of the transcript.
    pub total: u32,
}

/// How many characters of a text a page carries.
const CUT: u32 = 4_000;
/// The most entries of a page.
const PAGE: u32 = 500;
/// The most entries that a search finds.
const FOUND: u32 = 10_000;
/// More characters than any text has.
const WHOLE: u32 = u32::MAX >> 1;

/// Returns up to `limit` entries (at most 500) from the one numbered `from`, with the beginnings of their texts.
pub async fn transcript(call: &Call, run: RunId, from: u32, limit: u32) -> Result<TranscriptPage, Error> {
    let tx = call.store.read().await?;
    let record = find(&tx, run).await?;
    let query = ItemQuery { from: from.max(1), limit: limit.clamp(1, PAGE), cut: CUT };
    let items = tx.items(run, query).await?;
    Ok(TranscriptPage { items: items.into_iter().map(shown).collect(), total: record.items })
}

/// Returns an entry with its whole text.
pub async fn item(call: &Call, run: RunId, seq: u32) -> Result<TranscriptItem, Error> {
    let tx = call.store.read().await?;
    find(&tx, run).await?;
    let found = tx.items(run, ItemQuery { from: seq, limit: 1, cut: WHOLE }).await?;
    let item = found.into_iter().find(|item| item.seq == seq);
    item.map(shown).ok_or_else(|| {
        claudetask_core::Invalid::new("seq", format!("run {run} has no entry {seq}"), "Name an entry that it has.")
            .into()
    })
}

/// Returns the numbers of the entries that hold a text, whatever the case of its letters from A to Z; at most 10,000,
/// and none for a blank text.
pub async fn search(call: &Call, run: RunId, text: &str) -> Result<Vec<u32>, Error> {
    let tx = call.store.read().await?;
    find(&tx, run).await?;
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    Ok(tx.items_holding(run, text, FOUND).await?)
}

/// Returns the whole transcript as Markdown.
pub async fn export(call: &Call, run: RunId) -> Result<String, Error> {
    let tx = call.store.read().await?;
    let record = find(&tx, run).await?;
    let title = tx.task(record.task_id).await?.map(|task| task.title).unwrap_or_default();
    let mut text = String::new();
    let _ = write!(text, "# Run {run}: {} of #{} {title}\n\n", record.kind.as_str(), record.task_id);
    let _ = write!(text, "{}", head(&record));
    let mut from = 1;
    loop {
        let items = tx.items(run, ItemQuery { from, limit: PAGE, cut: WHOLE }).await?;
        let Some(last) = items.last() else { return Ok(text) };
        from = last.seq + 1;
        for item in &items {
            write_item(&mut text, item);
        }
    }
}

async fn find(tx: &Tx, run: RunId) -> Result<RunRecord, Error> {
    tx.run(run).await?.ok_or(Error::RunNotFound(run))
}

fn shown(item: Item) -> TranscriptItem {
    TranscriptItem {
        seq: item.seq,
        at: item.at,
        kind: item.kind,
        title: item.title,
        text: item.text,
        characters: item.characters,
        tool: item.tool,
        call: item.call,
        parent: item.parent,
        failed: item.failed,
    }
}

fn head(record: &RunRecord) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(text, "- {name}: {value}");
        }
    };
    line("State", Some(record.state.as_str().to_owned()));
    line("Model", record.model.clone());
    line("Started", record.started_at.map(|at| at.to_string()));
    line("Ended", record.ended_at.map(|at| at.to_string()));
    line("Turns", Some(record.turns.to_string()));
    line("Tokens", Some(format!("{} read, {} written", record.input_tokens, record.output_tokens)));
    line("Cost", record.cost_usd.map(|cost| format!("${cost:.4}")));
    line("Session", Some(record.session_id.clone()));
    text.push('\n');
    text
}

fn write_item(text: &mut String, item: &Item) {
    let _ = match item.kind {
        ItemKind::Text => write!(text, "{}\n\n", item.text.trim()),
        ItemKind::Prompt => write!(text, "## Prompt\n\n{}\n\n", quoted(&item.text)),
        ItemKind::Thinking => write!(text, "### Thinking\n\n{}\n\n", quoted(&item.text)),
        ItemKind::ToolCall => write!(text, "### {}\n\n{}\n\n", item.title, fenced("json", &item.text)),
        ItemKind::ToolResult => {
            let what = if item.failed { "Failed" } else { "Result" };
            write!(text, "#### {what}: {}\n\n{}\n\n", item.title, fenced("", &item.text))
        }
        ItemKind::Permission
        | ItemKind::Retry
        | ItemKind::Notice
        | ItemKind::Result
        | ItemKind::Error
        | ItemKind::Unknown => {
            let kind = item.kind.as_str();
            if item.text.trim().is_empty() {
                write!(text, "- **{kind}** {}\n\n", item.title)
            } else {
                write!(text, "- **{kind}** {}\n\n{}\n\n", item.title, fenced("", &item.text))
            }
        }
    };
}

fn quoted(text: &str) -> String {
    text.trim().lines().map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// Returns a block of code whose fence is longer than any in the text.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end())
}
