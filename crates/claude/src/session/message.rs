//! What `claude` is told with `--input-format stream-json`: one JSON object a line.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A message of the user's, which begins a turn.
pub fn user_text(text: &str) -> Value {
    json!({"type": "user", "message": {"role": "user", "content": [{"type": "text", "text": text}]}})
}

/// A request that needs no more than its name, as `mcp_status` or `get_context_usage`. Its answer is an
/// [`Event::Response`](crate::stream::Event::Response) with the same `id`.
pub fn control(id: &str, subtype: &str) -> Value {
    json!({"type": "control_request", "request_id": id, "request": {"subtype": subtype}})
}

/// Asks for commands, agents, models and the account.
pub fn initialize(id: &str) -> Value {
    control(id, "initialize")
}

/// Stops the turn; the process stays for the next one.
pub fn interrupt(id: &str) -> Value {
    control(id, "interrupt")
}

/// Lets a tool run with `updated_input`, which is what the request had where nothing is to change. `updated_permissions`
/// are some of its suggestions, which take effect as well.
pub fn allow(request_id: &str, updated_input: Value, updated_permissions: Vec<Value>) -> Value {
    let mut answer = json!({"behavior": "allow"});
    answer["updatedInput"] = updated_input;
    if !updated_permissions.is_empty() {
        answer["updatedPermissions"] = Value::Array(updated_permissions);
    }
    answered(request_id, &answer)
}

/// Lets a tool not run; `message` tells Claude why, and must not be empty.
pub fn deny(request_id: &str, message: &str) -> Value {
    answered(request_id, &json!({"behavior": "deny", "message": message}))
}

/// Answers the questions of an `AskUserQuestion`, by their text. Several labels are joined by `, `; other words are
/// allowed too.
pub fn answer_questions(request_id: &str, input: Value, answers: BTreeMap<String, String>) -> Value {
    let mut input = if input.is_object() { input } else { json!({}) };
    let answers = answers.into_iter().map(|(question, answer)| (question, Value::String(answer)));
    input["answers"] = Value::Object(answers.collect());
    allow(request_id, input, Vec::new())
}

/// Says that a request can't be met.
pub fn refuse_request(request_id: &str, error: &str) -> Value {
    json!({"type": "control_response", "response": {"subtype": "error", "request_id": request_id, "error": error}})
}

fn answered(request_id: &str, response: &Value) -> Value {
    let response = json!({"subtype": "success", "request_id": request_id, "response": response});
    json!({"type": "control_response", "response": response})
}
