//! Arbitrary bytes as an agent's file: reading never falls and ends in time, and a change keeps all else.

#![no_main]

use std::time::{Duration, Instant};

use claudetask_claude::agent::{AgentChange, AgentReading, AgentValue, apply, front_matter, read};
use libfuzzer_sys::fuzz_target;

/// Far more than any reading of a fuzzer's input takes.
const LONGEST: Duration = Duration::from_secs(2);

fn set(key: &str, value: AgentValue) -> AgentChange {
    AgentChange { key: key.to_owned(), value: Some(value) }
}

fn others(reading: &AgentReading, key: &str) -> Vec<(String, Option<AgentValue>, Option<String>)> {
    let others = reading.fields.iter().filter(|field| field.key != key && field.present);
    others.map(|field| (field.key.clone(), field.value.clone(), field.raw.clone())).collect()
}

fuzz_target!(|bytes: &[u8]| {
    let start = Instant::now();
    let before = read(bytes, "agent.md");
    assert!(start.elapsed() < LONGEST, "reading took {:?}", start.elapsed());
    if let Ok(parts) = front_matter::split(bytes) {
        let all = [parts.bom, parts.open, parts.yaml, parts.close, parts.body];
        let whole: Vec<u8> = all.into_iter().flat_map(|part| &bytes[part]).copied().collect();
        assert_eq!(whole, bytes);
    }
    assert_eq!(apply(bytes, &[]).as_deref(), Ok(bytes));
    if !before.has_front_matter {
        return;
    }
    for field in before.fields.iter().filter(|field| field.documented) {
        let Some(value) = field.value.clone() else { continue };
        assert_eq!(apply(bytes, &[set(&field.key, value)]).as_deref(), Ok(bytes), "{}", field.key);
    }
    let list = vec!["Read".to_owned(), "Bash(a, b)".to_owned()];
    for (key, value) in [
        ("name", AgentValue::Text("it's: #new".to_owned())),
        ("description", AgentValue::Text("one: two\n\n  three\n".to_owned())),
        ("tools", AgentValue::List(list)),
        ("maxTurns", AgentValue::Number(7.0)),
    ] {
        let Ok(after) = apply(bytes, &[set(key, value.clone())]) else { continue };
        let reading = read(&after, "agent.md");
        assert_eq!(reading.value(key), Some(&value));
        assert_eq!(others(&reading, key), others(&before, key), "{key}");
        assert_eq!(reading.body, before.body);
    }
    if let Ok(after) = apply(bytes, &[AgentChange { key: "description".to_owned(), value: None }]) {
        assert_eq!(others(&read(&after, "agent.md"), "description"), others(&before, "description"));
    }
});
