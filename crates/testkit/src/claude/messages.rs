//! A stand-in for the Messages API on 127.0.0.1: it answers by a scenario and keeps what it was asked.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use serde_json::{Value, json};

/// A part of an answer.
#[derive(Debug, Clone)]
pub enum Block {
    /// Text.
    Text(String),
    /// The call of a tool.
    ToolUse {
        /// Its name.
        name: String,
        /// What it is given.
        input: Value,
    },
}

/// What is answered.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A message.
    Message(Vec<Block>),
    /// An error of the API.
    Error {
        /// The HTTP status.
        status: u16,
        /// The API's word for it, such as `overloaded_error`.
        kind: String,
        /// What it says.
        message: String,
    },
}

impl Reply {
    /// Returns a message of one text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Message(vec![Block::Text(text.into())])
    }
}

/// Which requests a step answers: those for which every condition that is given holds.
#[derive(Debug, Clone, Default)]
pub struct When {
    /// The last message of the user holds this.
    pub last_user: Option<String>,
    /// The system prompt holds this.
    pub system: Option<String>,
    /// Tools are offered, or not.
    pub tools: Option<bool>,
}

/// A step of a scenario.
#[derive(Debug, Clone)]
pub struct Step {
    /// Which requests it answers.
    pub when: When,
    /// What it answers.
    pub reply: Reply,
    /// How many requests it answers; `None` is all.
    pub times: Option<u32>,
}

/// What is answered to which request: the first step that matches and is not used up, else `otherwise`.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The steps.
    pub steps: Vec<Step>,
    /// The answer where no step matches.
    pub otherwise: Reply,
}

impl Default for Scenario {
    fn default() -> Self {
        Self { steps: Vec::new(), otherwise: Reply::text("ok") }
    }
}

/// A request for a message.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its body.
    pub body: Value,
    /// The index of the step that answered it.
    pub step: Option<usize>,
}

#[derive(Debug)]
struct State {
    scenario: Scenario,
    used: Vec<u32>,
    requests: Vec<Request>,
    stopped: bool,
}

/// The stand-in; it ends when it is dropped.
#[derive(Debug)]
pub struct Messages {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

fn locked(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Messages {
    /// Starts it on a free port.
    pub fn start(scenario: Scenario) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let used = vec![0; scenario.steps.len()];
        let state = Arc::new(Mutex::new(State { scenario, used, requests: Vec::new(), stopped: false }));
        let shared = Arc::clone(&state);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if locked(&shared).stopped {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let shared = Arc::clone(&shared);
                // A connection ends with its answer; one that breaks is the client's matter.
                std::thread::spawn(move || drop(answer(&stream, &shared)));
            }
        });
        Ok(Self { address, state, thread: Some(thread) })
    }

    /// Returns the address for `ANTHROPIC_BASE_URL`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests for messages so far.
    pub fn requests(&self) -> Vec<Request> {
        locked(&self.state).requests.clone()
    }
}

impl Drop for Messages {
    fn drop(&mut self) {
        locked(&self.state).stopped = true;
        // Wakes the thread that waits for a connection; where that fails it has ended by itself.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The longest body that is read.
const LONGEST: u64 = 64 * 1024 * 1024;

fn answer(stream: &TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse::<u64>().unwrap_or(0).min(LONGEST);
        }
    }
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;
    let path = first.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default();
    let posted = first.starts_with("POST ");
    if posted && path.ends_with("/count_tokens") {
        return json_reply(stream, 200, &json!({ "input_tokens": body.len() / 4 + 1 }));
    }
    if posted && path.ends_with("/v1/messages") {
        let request: Value = serde_json::from_slice(&body).unwrap_or_default();
        let (number, reply) = choose(&request, state);
        return message_reply(stream, &request, number, reply);
    }
    if first.starts_with("HEAD ") {
        return write_head(stream, 200, "application/json", Some(0));
    }
    let error = json!({ "type": "error", "error": { "type": "not_found_error", "message": path } });
    json_reply(stream, 404, &error)
}

/// Returns the reply to a request, with the number of it.
fn choose(request: &Value, state: &Mutex<State>) -> (usize, Reply) {
    let mut state = locked(state);
    let matches = |(index, step): (usize, &Step)| {
        let free = step.times.is_none_or(|times| state.used[index] < times);
        free && fits(&step.when, request)
    };
    let step = state.scenario.steps.iter().enumerate().position(matches);
    if let Some(step) = step {
        state.used[step] += 1;
    }
    let reply = step.map_or_else(|| state.scenario.otherwise.clone(), |step| state.scenario.steps[step].reply.clone());
    state.requests.push(Request { body: request.clone(), step });
    (state.requests.len(), reply)
}

fn fits(when: &When, request: &Value) -> bool {
    let empty = Vec::new();
    let messages = request["messages"].as_array().unwrap_or(&empty);
    let last = messages.iter().rfind(|message| message["role"] == "user").map(|message| text_of(&message["content"]));
    let holds =
        |wanted: &Option<String>, text: &str| wanted.as_ref().is_none_or(|wanted| text.contains(wanted.as_str()));
    let tools = request["tools"].as_array().is_some_and(|tools| !tools.is_empty());
    holds(&when.last_user, &last.unwrap_or_default())
        && holds(&when.system, &text_of(&request["system"]))
        && when.tools.is_none_or(|wanted| wanted == tools)
}

/// Returns the text of a message's content, of tool results too.
fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(blocks) => {
            let texts = blocks.iter().map(|block| match block["text"].as_str() {
                Some(text) => text.to_owned(),
                None => text_of(&block["content"]),
            });
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

fn write_head(mut stream: &TcpStream, status: u16, kind: &str, length: Option<usize>) -> io::Result<()> {
    write!(stream, "HTTP/1.1 {status} -\r\ncontent-type: {kind}\r\nconnection: close\r\n")?;
    if let Some(length) = length {
        write!(stream, "content-length: {length}\r\n")?;
    }
    stream.write_all(b"\r\n")
}

fn json_reply(mut stream: &TcpStream, status: u16, body: &Value) -> io::Result<()> {
    let body = body.to_string();
    write_head(stream, status, "application/json", Some(body.len()))?;
    stream.write_all(body.as_bytes())
}

fn message_reply(stream: &TcpStream, request: &Value, number: usize, reply: Reply) -> io::Result<()> {
    let blocks = match reply {
        Reply::Message(blocks) => blocks,
        Reply::Error { status, kind, message } => {
            let error = json!({ "type": "error", "error": { "type": kind, "message": message } });
            return json_reply(stream, status, &error);
        }
    };
    let calls = blocks.iter().any(|block| matches!(block, Block::ToolUse { .. }));
    let stop = if calls { "tool_use" } else { "end_turn" };
    let content: Vec<Value> = blocks.iter().enumerate().map(|(index, block)| content(block, number, index)).collect();
    let usage = json!({ "input_tokens": 10, "output_tokens": 5, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0 });
    let message = |content: &[Value], stop: Value| {
        json!({
            "id": format!("msg_{number:06}"), "type": "message", "role": "assistant", "model": request["model"],
            "content": content, "stop_reason": stop, "stop_sequence": null, "usage": usage,
        })
    };
    if request["stream"] != true {
        return json_reply(stream, 200, &message(&content, json!(stop)));
    }
    write_head(stream, 200, "text/event-stream", None)?;
    let mut events = vec![json!({ "type": "message_start", "message": message(&[], Value::Null) })];
    for (index, block) in content.iter().enumerate() {
        let (start, delta) = if block["type"] == "text" {
            (json!({ "type": "text", "text": "" }), json!({ "type": "text_delta", "text": block["text"] }))
        } else {
            let mut start = block.clone();
            start["input"] = json!({});
            (start, json!({ "type": "input_json_delta", "partial_json": block["input"].to_string() }))
        };
        events.push(json!({ "type": "content_block_start", "index": index, "content_block": start }));
        events.push(json!({ "type": "content_block_delta", "index": index, "delta": delta }));
        events.push(json!({ "type": "content_block_stop", "index": index }));
    }
    events.push(json!({
        "type": "message_delta", "delta": { "stop_reason": stop, "stop_sequence": null }, "usage": { "output_tokens": 5 },
    }));
    events.push(json!({ "type": "message_stop" }));
    let mut stream = stream;
    for event in events {
        let kind = event["type"].as_str().unwrap_or_default();
        stream.write_all(format!("event: {kind}\ndata: {event}\n\n").as_bytes())?;
    }
    Ok(())
}

fn content(block: &Block, number: usize, index: usize) -> Value {
    match block {
        Block::Text(text) => json!({ "type": "text", "text": text }),
        Block::ToolUse { name, input } => {
            json!({ "type": "tool_use", "id": format!("toolu_{number:06}_{index:02}"), "name": name, "input": input })
        }
    }
}
