//! One line: what kind it is, and what becomes of one that is not understood.

use std::borrow::Cow;

use serde_json::Value;

use super::event::{Denial, Event, Init, McpServer, Outcome, Permission, Skip, Text, Usage};
use super::fields::Fields;
use super::{repair, talk};

/// Characters of a line that a sample of it holds.
pub(super) const SAMPLE: usize = 200;

/// Tells `each` what a whole line says. An empty one says nothing.
pub(super) fn read(line: &[u8], each: &mut impl FnMut(Event)) {
    read_as(line, Skip::NotJson, each);
}

/// Like [`read`], with the reason for a line that is no JSON.
pub(super) fn read_as(line: &[u8], unreadable: Skip, each: &mut impl FnMut(Event)) {
    let skipped = |reason| Event::Skipped { reason, bytes: line.len() as u64, sample: sample(line) };
    let trimmed = line.trim_ascii();
    if trimmed.is_empty() {
        return;
    }
    let Ok(text) = std::str::from_utf8(trimmed) else {
        return each(skipped(if unreadable == Skip::CutOff { unreadable } else { Skip::NotUtf8 }));
    };
    if talk::read(text, each) {
        return;
    }
    let text = repair::surrogates(text).map_or(Cow::Borrowed(text), Cow::Owned);
    if matches!(text, Cow::Owned(_)) && talk::read(&text, each) {
        return;
    }
    match Fields::of(&text) {
        None => each(skipped(unreadable)),
        Some(fields) => each(seldom(&fields).unwrap_or_else(|| unknown(&fields, &text))),
    }
}

/// The first characters of a line.
pub(super) fn sample(line: &[u8]) -> String {
    let head = &line[..line.len().min(4 * SAMPLE)];
    String::from_utf8_lossy(head).chars().take(SAMPLE).collect()
}

fn unknown(fields: &Fields<'_>, line: &str) -> Event {
    let kind = fields.text("type").unwrap_or_default();
    let kind = match fields.text("subtype") {
        Some(subtype) => format!("{kind}/{subtype}"),
        None => kind,
    };
    Event::Unknown { kind, raw: line.to_owned() }
}

/// The lines of which a run has a few. `None` when this is none of them, or lacks what it can't do without.
fn seldom(fields: &Fields<'_>) -> Option<Event> {
    let subtype = || fields.text("subtype");
    match fields.text("type")?.as_str() {
        "system" => system(&subtype()?, fields),
        "result" => Some(Event::Result(Box::new(outcome(fields)))),
        "rate_limit_event" => {
            let info = fields.object("rate_limit_info")?;
            Some(Event::RateLimit {
                status: info.text("status")?,
                resets_at: info.whole("resetsAt"),
                kind: info.text("rateLimitType"),
            })
        }
        "control_request" => request(fields),
        "control_cancel_request" => Some(Event::Withdrawn { request_id: fields.text("request_id")? }),
        "control_response" => {
            let response = fields.object("response")?;
            let request_id = response.text("request_id")?;
            let result = match response.text("subtype")?.as_str() {
                "success" => Ok(response.value("response").unwrap_or(Value::Null)),
                _ => Err(response.text("error").unwrap_or_default()),
            };
            Some(Event::Response { request_id, result })
        }
        _ => None,
    }
}

fn system(subtype: &str, fields: &Fields<'_>) -> Option<Event> {
    match subtype {
        "init" => Some(Event::Init(Box::new(init(fields)))),
        // A subagent's steps come as messages with a parent, its report as the tool's result.
        "task_started" | "task_progress" | "task_updated" | "task_notification" | "background_tasks_changed" => {
            Some(Event::Beat)
        }
        "hook_started" | "hook_progress" | "hook_response" | "files_persisted" => Some(Event::Beat),
        // Claude Code says the same in its own words as well.
        "model_refusal_no_fallback" => Some(Event::Beat),
        "informational" => {
            let text = fields.text("content")?;
            Some(Event::Text(Text { text, synthetic: true, ..Text::default() }))
        }
        "compact_boundary" => Some(Event::Compacted),
        "api_retry" => Some(Event::Retry {
            attempt: fields.whole("attempt")?,
            max: fields.whole("max_retries").unwrap_or_default(),
            delay_ms: fields.whole("retry_delay_ms").unwrap_or_default(),
            status: fields.whole("error_status"),
            error: fields.text("error").or_else(|| fields.object("error")?.text("message")),
        }),
        _ => None,
    }
}

fn init(fields: &Fields<'_>) -> Init {
    let text = |key| fields.text(key).unwrap_or_default();
    let server = |server: Fields<'_>| {
        let name = server.text("name")?;
        Some(McpServer { name, status: server.text("status").unwrap_or_default() })
    };
    Init {
        session_id: text("session_id"),
        model: text("model"),
        tools: fields.texts("tools"),
        mcp_servers: fields.objects("mcp_servers").into_iter().filter_map(server).collect(),
        version: text("claude_code_version"),
        permission_mode: text("permissionMode"),
        cwd: text("cwd"),
        api_key_source: fields.text("apiKeySource"),
    }
}

fn request(fields: &Fields<'_>) -> Option<Event> {
    let request_id = fields.text("request_id")?;
    let request = fields.object("request")?;
    let subtype = request.text("subtype")?;
    if subtype != "can_use_tool" {
        return Some(Event::OtherRequest { request_id, subtype });
    }
    Some(Event::Permission(Box::new(Permission {
        request_id,
        tool: request.text("tool_name")?,
        // An answer hands the arguments back, so a wrong guess would run the tool with others.
        input: request.value("input")?,
        tool_use_id: request.text("tool_use_id"),
        description: request.text("description"),
        reason: request.text("decision_reason"),
        blocked_path: request.text("blocked_path"),
        suggestions: request.values("permission_suggestions"),
    })))
}

fn outcome(fields: &Fields<'_>) -> Outcome {
    let usage = fields.object("usage");
    let tokens = |key| usage.as_ref().and_then(|usage| usage.whole(key)).unwrap_or_default();
    let denial = |denial: Fields<'_>| Denial {
        tool: denial.text("tool_name").unwrap_or_default(),
        tool_use_id: denial.text("tool_use_id").unwrap_or_default(),
        input: denial.value("tool_input").unwrap_or_default(),
    };
    let subtype = fields.text("subtype").unwrap_or_default();
    Outcome {
        // Without a word about it, only what calls itself a success is one.
        is_error: fields.flag("is_error").unwrap_or(subtype != "success"),
        subtype,
        result: fields.text("result"),
        structured: fields.value("structured_output"),
        errors: fields.texts("errors"),
        api_error_status: fields.whole("api_error_status"),
        terminal_reason: fields.text("terminal_reason"),
        cost_usd: fields.decimal("total_cost_usd").unwrap_or_default(),
        usage: Usage {
            input: tokens("input_tokens"),
            output: tokens("output_tokens"),
            cache_read: tokens("cache_read_input_tokens"),
            cache_write: tokens("cache_creation_input_tokens"),
        },
        num_turns: fields.whole("num_turns").unwrap_or_default(),
        duration_ms: fields.whole("duration_ms").unwrap_or_default(),
        denials: fields.objects("permission_denials").into_iter().map(denial).collect(),
        session_id: fields.text("session_id"),
    }
}
