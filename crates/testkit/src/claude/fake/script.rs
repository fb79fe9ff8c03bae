//! What the fake does, as it stands in its file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What the program says and does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, named in a file")]
pub struct Script {
    /// What `--version` prints.
    pub version: String,
    /// What `--version` does instead, where it is to go wrong.
    pub version_acts: Option<Vec<Act>>,
    /// What it answers to the requests of the two-way protocol, by subtype; any other is refused as unsupported.
    pub controls: BTreeMap<String, Value>,
    /// Whether `interrupt` ends the run with a result; else it is not even answered.
    pub heeds_interrupt: bool,
    /// Whether it ends, with code 0, when its input does.
    pub ends_with_input: bool,
    /// Whether SIGTERM and SIGINT do nothing.
    pub ignores_signals: bool,
    /// Whether it records what it got, for [`super::Fake::recorded`].
    pub records: bool,
    /// What it does, in this order; then it ends with code 0.
    pub acts: Vec<Act>,
}

impl Default for Script {
    fn default() -> Self {
        let initialize = json!({
            "commands": [], "agents": [], "output_style": "default", "available_output_styles": ["default"], "account": {},
            "models": [{ "value": "default", "displayName": "Default", "description": "The usual model" }],
        });
        let controls = [("initialize", initialize), ("mcp_status", json!({ "mcpServers": [] }))];
        Self {
            version: format!("{} (Claude Code)", crate::claude::VERSION),
            version_acts: None,
            controls: controls.map(|(subtype, answer)| (subtype.to_owned(), answer)).into(),
            heeds_interrupt: false,
            ends_with_input: false,
            ignores_signals: false,
            records: true,
            acts: Vec::new(),
        }
    }
}

/// A thing that it does. In its texts `$SESSION` stands for the session's id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Act {
    /// Prints an event on a line.
    Event {
        /// The event.
        event: Value,
    },
    /// Prints bytes as they are, without the end of a line.
    Raw {
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Waits for a message of the user.
    AwaitUser,
    /// Waits for a request of the two-way protocol; it is answered as any other.
    AwaitControl {
        /// Its subtype.
        subtype: String,
    },
    /// Waits for the answer to a request of its own.
    AwaitAnswer {
        /// The request's id.
        request: String,
    },
    /// Waits for the end of its input.
    AwaitEnd,
    /// Waits.
    Sleep {
        /// Milliseconds.
        milliseconds: u64,
    },
    /// Waits for ever, whatever happens to its input.
    Hang,
    /// Closes its output and lives on.
    CloseOutput,
    /// Prints an event with a text of so many megabytes.
    LongLine {
        /// Megabytes of 1,000,000 bytes.
        megabytes: usize,
        /// Whether the line is whole and ends; else it breaks off inside the text.
        ends: bool,
    },
    /// Prints so many events of a short text, as fast as it can.
    Flood {
        /// How many.
        events: usize,
    },
    /// Prints so many megabytes of lines on its error output.
    ErrorFlood {
        /// Megabytes of 1,000,000 bytes.
        megabytes: usize,
    },
    /// Prints a line on its error output.
    Error {
        /// The line.
        line: String,
    },
    /// Starts `sleep` in a session of its own, as it starts the commands of its Bash tool, and prints an event
    /// `{"type":"system","subtype":"child","pid":N}`.
    Child {
        /// How long it sleeps.
        seconds: u64,
        /// Whether it holds the program's output and error output open.
        holds_output: bool,
    },
    /// Writes to a file again and again, from now until the program ends: a run that goes on working.
    Touch {
        /// The file; relative to the folder that it runs in.
        file: String,
        /// The wait between, in milliseconds.
        milliseconds: u64,
    },
    /// Ends with a code.
    Exit {
        /// The code.
        code: u8,
    },
    /// Ends by a signal.
    Die {
        /// Its number, such as 9.
        signal: i32,
    },
}

/// The `system/init` event.
pub fn init() -> Act {
    event(json!({
        "type": "system", "subtype": "init", "session_id": "$SESSION", "cwd": "$FOLDER", "model": "claude-fake",
        "tools": ["Read", "Grep", "Glob"], "mcp_servers": [], "permissionMode": "default", "slash_commands": [],
        "agents": [], "apiKeySource": "none", "claude_code_version": crate::claude::VERSION, "uuid": "$UUID",
    }))
}

/// An event on a line of its own. `$SESSION`, `$FOLDER` and `$UUID` (a new one each time) in it are filled in.
pub fn event(event: Value) -> Act {
    Act::Event { event }
}

/// A message of the model with one block.
fn block(block: &Value) -> Act {
    event(json!({
        "type": "assistant", "session_id": "$SESSION", "uuid": "$UUID", "parent_tool_use_id": null,
        "message": {
            "id": "msg_$UUID", "type": "message", "role": "assistant", "model": "claude-fake", "content": [block],
            "stop_reason": null, "stop_sequence": null, "usage": { "input_tokens": 10, "output_tokens": 5 },
        },
    }))
}

/// A text of the model.
pub fn text(text: &str) -> Act {
    block(&json!({ "type": "text", "text": text }))
}

/// Thinking of the model.
pub fn thinking(text: &str) -> Act {
    block(&json!({ "type": "thinking", "thinking": text, "signature": "c2lnbmVk" }))
}

/// The call of a tool.
pub fn call(id: &str, tool: &str, input: &Value) -> Act {
    block(&json!({ "type": "tool_use", "id": id, "name": tool, "input": input }))
}

/// The result of a tool.
pub fn tool_result(id: &str, content: &str) -> Act {
    event(json!({
        "type": "user", "session_id": "$SESSION", "uuid": "$UUID", "parent_tool_use_id": null,
        "message": { "role": "user", "content": [{ "type": "tool_result", "tool_use_id": id, "content": content }] },
        "tool_use_result": content,
    }))
}

/// A result that is a success, with the structured answer where there is one.
pub fn result(text: &str, answer: Option<&Value>) -> Act {
    let mut result = json!({
        "type": "result", "subtype": "success", "is_error": false, "result": text, "session_id": "$SESSION",
        "uuid": "$UUID", "num_turns": 2, "duration_ms": 1200, "duration_api_ms": 900, "total_cost_usd": 0.0125,
        "usage": { "input_tokens": 100, "output_tokens": 20, "cache_creation_input_tokens": 30,
                   "cache_read_input_tokens": 40 },
        "permission_denials": [], "terminal_reason": "completed", "stop_reason": "end_turn",
    });
    if let Some(answer) = answer {
        result["structured_output"] = answer.clone();
    }
    event(result)
}

/// A result that is an error, such as `error_during_execution`.
pub fn failed(subtype: &str, errors: &[&str]) -> Act {
    event(json!({
        "type": "result", "subtype": subtype, "is_error": true, "errors": errors, "session_id": "$SESSION",
        "uuid": "$UUID", "num_turns": 1, "duration_ms": 1200, "duration_api_ms": 900, "total_cost_usd": 0.005,
        "usage": { "input_tokens": 10, "output_tokens": 5 }, "permission_denials": [],
    }))
}

/// A whole run that is well formed: `init`, a text, a call of Read with its result, and the result.
pub fn run(answer: Option<&Value>) -> Vec<Act> {
    vec![
        init(),
        text("I will read the files that matter."),
        call("toolu_1", "Read", &json!({ "file_path": "$FOLDER/README.md" })),
        tool_result("toolu_1", "     1\tHello"),
        result("Done.", answer),
    ]
}

/// Asks whether a tool may run; wait for the answer with [`Act::AwaitAnswer`].
pub fn ask(request: &str, tool: &str, input: &Value) -> Act {
    event(json!({
        "type": "control_request", "request_id": request,
        "request": {
            "subtype": "can_use_tool", "tool_name": tool, "display_name": tool, "input": input, "tool_use_id": "toolu_asked",
            "permission_suggestions": [], "decision_reason": "Path is outside allowed working directories",
            "decision_reason_type": "workingDir",
        },
    }))
}

/// Withdraws what it asked.
pub fn withdraw(request: &str) -> Act {
    event(json!({ "type": "control_cancel_request", "request_id": request }))
}

/// Prints bytes as they are.
pub fn raw(bytes: impl AsRef<[u8]>) -> Act {
    Act::Raw { bytes: bytes.as_ref().to_vec() }
}

/// Prints a line that is no UTF-8.
pub fn invalid_utf8() -> Act {
    raw(b"{\"type\":\"assistant\",\"text\":\"\xff\xfe\xc3\x28\"}\n")
}

/// Prints the first half of an event, without the end of its line.
pub fn half_line() -> Act {
    raw(r#"{"type":"assistant","session_id":"00000000","message":{"role":"assistant","content":[{"type":"te"#)
}

/// Waits so many milliseconds.
pub fn sleep(milliseconds: u64) -> Act {
    Act::Sleep { milliseconds }
}

/// Ends with a code.
pub fn exit(code: u8) -> Act {
    Act::Exit { code }
}

/// An error of the API as the command line tells it: a message that is not the model's, and a result that says
/// `success` with `is_error`; then it ends with code 1.
///
/// `error` is the command line's word, such as `billing_error`; the status is none where nobody answered.
pub fn api_failure(status: Option<u16>, error: &str, message: &str) -> Vec<Act> {
    let said = event(json!({
        "type": "assistant", "session_id": "$SESSION", "uuid": "$UUID", "parent_tool_use_id": null, "error": error,
        "is_api_error_message": true, "api_error_status": status,
        "message": {
            "id": "$UUID", "type": "message", "role": "assistant", "model": "<synthetic>",
            "content": [{ "type": "text", "text": message }], "stop_reason": "stop_sequence",
        },
    }));
    let result = event(json!({
        "type": "result", "subtype": "success", "is_error": true, "api_error_status": status, "result": message,
        "session_id": "$SESSION", "uuid": "$UUID", "num_turns": 1, "duration_ms": 300, "duration_api_ms": 0,
        "total_cost_usd": 0, "usage": { "input_tokens": 0, "output_tokens": 0 }, "permission_denials": [],
        "terminal_reason": "api_error", "stop_reason": "stop_sequence",
    }));
    vec![said, result, exit(1)]
}
