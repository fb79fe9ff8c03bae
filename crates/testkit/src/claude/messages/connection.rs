//! One connection: reads a request, chooses the answer and writes it.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Mutex;

use serde_json::{Value, json};

use super::facts::Facts;
use super::scenario::{Block, Body, Drops, Reply, Stop, Usage};
use super::stream::Events;
use super::{Request, State, locked, pause};

/// The longest body that is read.
const LONGEST: u64 = 64 * 1024 * 1024;

pub(super) fn answer(stream: &TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = Vec::new();
    reader.take(LONGEST.min(length)).read_to_end(&mut body)?;
    let path = first.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default();
    let posted = first.starts_with("POST ");
    let none = BTreeMap::new();
    if posted && path.ends_with("/count_tokens") {
        return json_reply(stream, 200, &none, &json!({ "input_tokens": body.len() / 4 + 1 }));
    }
    if posted && path.ends_with("/v1/messages") {
        let request: Value = serde_json::from_slice(&body).unwrap_or_default();
        let (number, reply) = choose(&request, headers, state);
        return message_reply(stream, &request, number, &reply, state);
    }
    if first.starts_with("HEAD ") {
        return write_head(stream, 200, "application/json", &none, Some(0));
    }
    if path.ends_with("/v1/models") {
        let models = json!({ "data": [], "has_more": false, "first_id": null, "last_id": null });
        return json_reply(stream, 200, &none, &models);
    }
    let error = json!({ "type": "error", "error": { "type": "not_found_error", "message": path } });
    json_reply(stream, 404, &none, &error)
}

/// Returns the reply to a request, with the number of it.
fn choose(request: &Value, headers: BTreeMap<String, String>, state: &Mutex<State>) -> (usize, Reply) {
    let facts = Facts::of(request);
    let mut state = locked(state);
    let State { scenario, used, requests, .. } = &mut *state;
    let step = scenario.steps.iter().enumerate().position(|(index, step)| {
        let free = step.times.is_none_or(|times| used[index] < times);
        free && facts.fit(&step.when)
    });
    if let Some(step) = step {
        used[step] += 1;
    }
    let mut reply = step.map_or(&scenario.otherwise, |step| &scenario.steps[step].reply).clone();
    requests.push(Request { body: request.clone(), headers, step });
    facts.fill(&mut reply, requests.len());
    (requests.len(), reply)
}

fn write_head(
    mut stream: &TcpStream,
    status: u16,
    kind: &str,
    headers: &BTreeMap<String, String>,
    length: Option<usize>,
) -> io::Result<()> {
    let mut lines = vec![
        format!("HTTP/1.1 {status} -"),
        format!("content-type: {kind}"),
        "connection: close".to_owned(),
        // A stream without a length must be chunked: else its break looks like its end.
        length.map_or("transfer-encoding: chunked".to_owned(), |length| format!("content-length: {length}")),
    ];
    lines.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
    let head = lines.join("\r\n") + "\r\n\r\n";
    stream.write_all(head.as_bytes())
}

fn json_reply(mut stream: &TcpStream, status: u16, headers: &BTreeMap<String, String>, body: &Value) -> io::Result<()> {
    let body = body.to_string();
    write_head(stream, status, "application/json", headers, Some(body.len()))?;
    stream.write_all(body.as_bytes())
}

fn error_body(number: usize, kind: &str, message: &str) -> Value {
    json!({ "type": "error", "error": { "type": kind, "message": message }, "request_id": format!("req_{number:06}") })
}

fn message_reply(
    stream: &TcpStream,
    request: &Value,
    number: usize,
    reply: &Reply,
    state: &Mutex<State>,
) -> io::Result<()> {
    if !pause(reply.delay_ms, state) || reply.drops == Some(Drops::Before) {
        return stream.shutdown(Shutdown::Both);
    }
    let mut headers = reply.headers.clone();
    headers.insert("request-id".to_owned(), format!("req_{number:06}"));
    let streamed = request["stream"] == true;
    let (blocks, stop, usage, fault) = match &reply.body {
        Body::Error { status, kind, message } => {
            return json_reply(stream, *status, &headers, &error_body(number, kind, message));
        }
        Body::StreamError { kind, message, .. } if !streamed => {
            return json_reply(stream, 529, &headers, &error_body(number, kind, message));
        }
        Body::StreamError { content, kind, message } => {
            (content, None, Usage::default(), Some(error_body(number, kind, message)))
        }
        Body::Message { content, stop, usage } => (content, *stop, *usage, None),
    };
    let calls = blocks.iter().any(|block| matches!(block, Block::ToolUse { .. }));
    let stop = stop.unwrap_or(if calls { Stop::ToolUse } else { Stop::EndTurn });
    let id = format!("{}_{number:06}", locked(state).id);
    let content: Vec<Value> = blocks.iter().enumerate().map(|(index, block)| content(block, &id, index)).collect();
    let message = json!({
        "id": format!("msg_{id}"), "type": "message", "role": "assistant", "model": request["model"],
        "content": content, "stop_reason": stop.word(), "stop_sequence": null, "usage": usage,
    });
    if !streamed {
        // Where a stream breaks, the command line asks once more without one.
        if reply.drops.is_some() {
            return stream.shutdown(Shutdown::Both);
        }
        return json_reply(stream, 200, &headers, &message);
    }
    write_head(stream, 200, "text/event-stream", &headers, None)?;
    Events { stream, state, reply }.write(&message, fault)
}

fn content(block: &Block, id: &str, index: usize) -> Value {
    match block {
        Block::Text { text } => json!({ "type": "text", "text": text }),
        // The signature means nothing to the command line, which hands it back as it is.
        Block::Thinking { thinking } => json!({ "type": "thinking", "thinking": thinking, "signature": "c2lnbmVk" }),
        Block::ToolUse { name, input } => {
            json!({ "type": "tool_use", "id": format!("toolu_{id}_{index:02}"), "name": name, "input": input })
        }
    }
}
