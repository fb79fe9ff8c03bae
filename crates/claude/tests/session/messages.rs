//! What Claude Code is told, word for word.

use claudetask_claude::session::message::{
    allow, answer_questions, control, deny, initialize, interrupt, refuse_request, user_text,
};
use serde_json::{Value, json};

/// An answer to a request.
fn answer(response: &Value) -> Value {
    json!({"type": "control_response", "response": {"subtype": "success", "request_id": "r", "response": response}})
}

#[test]
fn messages_are_what_claude_code_expects() {
    let text = json!({"type": "user", "message": {"role": "user", "content": [{"type": "text", "text": "a\nb"}]}});
    assert_eq!(user_text("a\nb"), text);
    let request = |subtype| json!({"type": "control_request", "request_id": "i", "request": {"subtype": subtype}});
    assert_eq!(initialize("i"), request("initialize"));
    assert_eq!(interrupt("i"), request("interrupt"));
    assert_eq!(control("i", "mcp_status"), request("mcp_status"));
    let input = json!({"command": "ls"});
    assert_eq!(allow("r", input.clone(), vec![]), answer(&json!({"behavior": "allow", "updatedInput": input})));
    let rule = json!({"type": "addRules"});
    let both = json!({"behavior": "allow", "updatedInput": input, "updatedPermissions": [rule]});
    assert_eq!(allow("r", input, vec![rule]), answer(&both));
    assert_eq!(deny("r", "no"), answer(&json!({"behavior": "deny", "message": "no"})));
    let answered = answer_questions("r", json!({"questions": [1]}), [("Which?".to_owned(), "a, b".to_owned())].into());
    let input = json!({"questions": [1], "answers": {"Which?": "a, b"}});
    assert_eq!(answered, answer(&json!({"behavior": "allow", "updatedInput": input})));
    let refused = json!({"type": "control_response",
        "response": {"subtype": "error", "request_id": "r", "error": "unknown"}});
    assert_eq!(refuse_request("r", "unknown"), refused);
}
