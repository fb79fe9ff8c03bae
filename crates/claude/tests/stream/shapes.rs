//! Lines that no recording has, and what becomes of values of other types than expected.

use claudetask_claude::stream::{Block, Event, Skip};
use serde_json::{Value, json};

use crate::read;

/// The events of one line.
fn line(value: &Value) -> Vec<Event> {
    read(value.to_string().as_bytes())
}

/// The one event of a line.
fn one(value: &Value) -> Event {
    let mut events = line(value);
    assert_eq!(events.len(), 1, "{events:?}");
    events.remove(0)
}

#[test]
fn a_line_with_several_blocks_gives_several_events() {
    let content = json!([
        {"type": "text", "text": "a"}, {"type": "thinking", "thinking": "b"},
        {"type": "tool_use", "id": "t", "name": "Read", "input": {"file_path": "x"}}, {"type": "diagram"}]);
    let events = line(&json!({"type": "assistant", "parent_tool_use_id": "p", "message": {"content": content}}));
    assert!(matches!(&events[0], Event::Text(text) if text.text == "a" && text.parent.as_deref() == Some("p")));
    assert!(matches!(&events[1], Event::Thinking { text, parent } if text == "b" && parent.as_deref() == Some("p")));
    assert!(matches!(&events[2], Event::ToolCall { id, name, input, .. }
        if id == "t" && name == "Read" && input == &json!({"file_path": "x"})));
    assert!(matches!(&events[3], Event::Unknown { kind, .. } if kind == "assistant/diagram"));
    assert_eq!(events.len(), 4);
}

#[test]
fn a_tools_answer_is_text_whatever_it_consists_of() {
    let check = |content: Value, expected: &str| {
        let piece = json!({"type": "tool_result", "tool_use_id": "t", "is_error": true, "content": content});
        let event = one(&json!({"type": "user", "message": {"role": "user", "content": [piece]}}));
        let expected = Event::ToolResult { id: "t".into(), text: expected.into(), failed: true, parent: None };
        assert_eq!(event, expected);
    };
    check(json!("as is"), "as is");
    check(json!(null), "");
    check(json!({"strange": true}), "");
    check(json!([]), "");
    check(
        json!([{"type": "text", "text": "a"}, {"type": "image", "source": {}}, {"type": "text", "text": "b"}]),
        "a\n[image]\nb",
    );
    check(json!([{"type": "tool_reference", "tool_name": "x"}]), "[tool_reference]");
}

#[test]
fn the_order_of_keys_does_not_matter() {
    let text = br#"{"uuid":{"a":[1]},"parent_tool_use_id":"p","event":{"delta":{"text":"x","type":"text_delta"},"index":0,"type":"content_block_delta"},"type":"stream_event"}"#;
    assert_eq!(read(text), [Event::Delta { block: Block::Text, text: "x".into(), parent: Some("p".into()) }]);
    let result = br#"{"total_cost_usd":2,"result":"r","is_error":true,"subtype":"success","type":"result"}"#;
    assert!(matches!(&read(result)[..], [Event::Result(end)]
        if end.is_error && end.result.as_deref() == Some("r") && (end.cost_usd - 2.0).abs() < f64::EPSILON));
}

#[test]
fn a_result_is_read_as_far_as_it_can_be() {
    let event = one(&json!({
        "type": "result", "subtype": "error_during_execution", "is_error": "yes", "result": 5, "errors": ["a", 1, "b"],
        "api_error_status": "529", "total_cost_usd": "much", "num_turns": 3.0, "duration_ms": -1, "usage": {"input_tokens": 7},
        "permission_denials": [{"tool_name": "Bash", "tool_input": {"command": "ls"}}, 4], "session_id": "s"}));
    let Event::Result(end) = event else { panic!("{event:?}") };
    assert!(end.is_error);
    assert_eq!((end.result, end.errors), (None, vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!((end.api_error_status, end.num_turns, end.duration_ms, end.usage.input), (None, 3, 0, 7));
    assert_eq!((end.denials.len(), end.denials[0].tool.as_str()), (1, "Bash"));
    assert_eq!(end.session_id.as_deref(), Some("s"));
}

#[test]
fn values_of_other_types_make_a_line_unknown_and_keep_it() {
    for value in [
        json!({"type": "assistant", "message": 5}),
        json!({"type": "assistant"}),
        json!({"type": "assistant", "message": {"content": [{"type": 3}]}}),
        json!({"type": "assistant", "message": {"content": [{"type": "text", "text": {}}]}}),
        json!({"type": "user", "message": {"content": [7]}}),
        json!({"type": "stream_event", "event": []}),
        json!({"type": "stream_event", "event": {"type": "content_block_delta", "delta": {"type": "text_delta", "text": 1}}}),
        json!({"type": "control_request", "request_id": "r", "request": {"subtype": "can_use_tool", "tool_name": "Bash"}}),
        json!({"type": "control_request", "request": {"subtype": "can_use_tool", "tool_name": "Bash", "input": {}}}),
        json!({"type": "control_response", "response": "r"}),
        json!({"type": "rate_limit_event", "rate_limit_info": null}),
        json!({"type": "system", "subtype": "api_retry"}),
        json!({"type": "system", "subtype": ["a"]}),
        json!({"type": 8}),
        json!({}),
    ] {
        let Event::Unknown { kind, raw } = one(&value) else { panic!("{value} is known") };
        assert_eq!(serde_json::from_str::<Value>(&raw).unwrap(), value);
        assert_eq!(kind.split('/').next(), Some(value["type"].as_str().unwrap_or_default()));
    }
    let Event::Unknown { kind, .. } = one(&json!({"type": "system", "subtype": "new_thing"})) else { panic!() };
    assert_eq!(kind, "system/new_thing");
}

#[test]
fn what_other_programs_wait_for_is_told() {
    let ask =
        json!({"type": "control_request", "request_id": "r", "request": {"subtype": "hook_callback", "input": 1}});
    assert_eq!(one(&ask), Event::OtherRequest { request_id: "r".into(), subtype: "hook_callback".into() });
    let failed =
        json!({"type": "control_response", "response": {"subtype": "error", "request_id": "r", "error": "no"}});
    assert_eq!(one(&failed), Event::Response { request_id: "r".into(), result: Err("no".into()) });
    let mute = json!({"type": "control_response", "response": {"subtype": "success", "request_id": "r"}});
    assert_eq!(one(&mute), Event::Response { request_id: "r".into(), result: Ok(Value::Null) });
    let limit = json!({"type": "rate_limit_event", "rate_limit_info": {"status": "rejected", "resetsAt": 1.8e9}});
    assert_eq!(one(&limit), Event::RateLimit { status: "rejected".into(), resets_at: Some(1_800_000_000), kind: None });
}

#[test]
fn halves_of_characters_do_not_cost_the_line() {
    let cut = br#"{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t","content":"\\ud83d \ud83d\ude00 \uD83d"}]}}"#;
    assert!(matches!(&read(cut)[..], [Event::ToolResult { text, .. }] if text == "\\ud83d \u{1F600} \u{FFFD}"));
    let cut = br#"{"type":"result","subtype":"success","is_error":false,"result":"\ude00\ud83dx"}"#;
    assert!(matches!(&read(cut)[..], [Event::Result(end)] if end.result.as_deref() == Some("\u{FFFD}\u{FFFD}x")));
    let cut = br#"{"type":"assistant","message":{"content":[{"type":"tool_use","id":"t","name":"Bash","input":{"command":"\ud83d"}}]}}"#;
    assert!(matches!(&read(cut)[..], [Event::ToolCall { input, .. }] if input["command"] == "\u{FFFD}"));
}

#[test]
fn a_last_line_without_an_end_counts_when_it_is_whole() {
    assert_eq!(read(br#"{"type":"keep_alive"}"#), [Event::Beat]);
    let half = br#"{"type":"keep_alive"}
{"type":"result","subtype":"succ"#;
    let expected =
        Event::Skipped { reason: Skip::CutOff, bytes: 32, sample: r#"{"type":"result","subtype":"succ"#.into() };
    assert_eq!(read(half), [Event::Beat, expected]);
}
