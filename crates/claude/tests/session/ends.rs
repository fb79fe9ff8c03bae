//! The many ways to end.

use std::time::{Duration, Instant};

use claudetask_claude::session::Heard;
use claudetask_claude::stream::{Event, Skip};
use serde_json::json;

use crate::{BEAT, End, LONGEST, Script, end, event, next, rest, told_pid, until};

/// Longer than a process that ended may go unnoticed, on a machine that has much else to do.
const NOTICED: Duration = Duration::from_secs(3);

#[tokio::test]
async fn a_half_line_at_the_end_is_told() {
    let script = Script::new(&format!("{BEAT}\nprintf '%s' '{{\"type\":\"keep_al'\necho broken >&2\nexit 3"));
    let (heard, end) = rest(&mut script.start()).await;
    assert_eq!(heard[0], Heard::Event(Event::Beat));
    assert!(matches!(&heard[1], Heard::Event(Event::Skipped { reason: Skip::CutOff, bytes: 16, .. })), "{heard:?}");
    assert_eq!(heard.len(), 2);
    assert_eq!(end, End { exit_code: Some(3), signal: None, stderr: "broken\n".into() });
}

#[tokio::test]
async fn what_ended_at_once_is_heard_all_the_same() {
    for _ in 0..20 {
        let script = Script::new(&format!("{BEAT}\n{BEAT}\nprintf '%s' '{{\"type\":\"keep_alive\"}}'"));
        let (heard, end) = rest(&mut script.start()).await;
        assert_eq!(heard, vec![Heard::Event(Event::Beat); 3]);
        assert_eq!(end, End::code(0));
    }
}

#[tokio::test]
async fn signals_are_told() {
    let script = Script::new(&format!("{BEAT}\nexec sleep 100"));
    let mut session = script.start();
    assert_eq!(event(&mut session).await, Event::Beat);
    session.terminate();
    assert_eq!(rest(&mut session).await, (Vec::new(), End::signal(15)));
    let mut session = script.start();
    assert_eq!(event(&mut session).await, Event::Beat);
    session.process().kill();
    assert_eq!(rest(&mut session).await, (Vec::new(), End::signal(9)));
    // Nobody of that number is hit any more.
    session.kill();
    session.terminate();
}

#[tokio::test]
async fn one_that_ignores_the_request_to_end_can_be_killed() {
    let script = Script::new(&format!("trap '' TERM\n{BEAT}\nwhile read -r line; do {BEAT}; done"));
    let mut session = script.start();
    assert_eq!(event(&mut session).await, Event::Beat);
    session.terminate();
    assert!(session.sender().send(&json!({})));
    assert_eq!(event(&mut session).await, Event::Beat);
    session.kill();
    assert_eq!(rest(&mut session).await, (Vec::new(), End::signal(9)));
}

#[tokio::test]
async fn output_that_is_closed_early_is_told_and_the_end_later() {
    let script = Script::new(&format!("{BEAT}\nexec >&-\nread -r line\nexit 4"));
    let mut session = script.start();
    assert_eq!(event(&mut session).await, Event::Beat);
    assert_eq!(next(&mut session).await, Heard::OutputClosed);
    assert!(session.sender().send(&json!({})));
    assert_eq!(rest(&mut session).await, (Vec::new(), End::code(4)));
}

#[tokio::test]
async fn the_end_is_told_though_another_process_keeps_the_output() {
    let script = Script::new(
        "sleep 100 &\necho \"{\\\"type\\\":\\\"pid\\\",\\\"subtype\\\":\\\"$!\\\"}\"\nprintf '%s' half\necho why >&2\nexit 5",
    );
    let mut session = script.start();
    let left = told_pid(&mut session).await;
    let start = Instant::now();
    let (heard, ended) = rest(&mut session).await;
    let took = start.elapsed();
    end(left);
    assert!(took < NOTICED, "{took:?}");
    assert!(matches!(&heard[..], [Heard::Event(Event::Skipped { reason: Skip::CutOff, bytes: 4, .. })]), "{heard:?}");
    assert_eq!(ended, End { exit_code: Some(5), signal: None, stderr: "why\n".into() });
}

#[tokio::test]
async fn another_process_that_writes_on_does_not_hold_up_the_end() {
    let script = Script::new(
        "yes '{\"type\":\"keep_alive\"}' &\necho \"{\\\"type\\\":\\\"pid\\\",\\\"subtype\\\":\\\"$!\\\"}\"\nread -r line\nexit 6",
    );
    let mut session = script.start();
    let left = loop {
        if let Event::Unknown { kind, .. } = event(&mut session).await {
            break kind.strip_prefix("pid/").unwrap().parse().unwrap();
        }
    };
    assert!(session.sender().send(&json!({})));
    let start = Instant::now();
    let (_, ended) = rest(&mut session).await;
    let took = start.elapsed();
    // The output's other end is closed with the reader, which ends it as well.
    until(|| !crate::lives(left)).await;
    assert!(took < LONGEST, "{took:?}");
    assert_eq!(ended.exit_code, Some(6));
}

#[tokio::test]
async fn closed_input_ends_what_reads_to_the_end() {
    let script = Script::new(&format!("while read -r line; do {BEAT}; done\nexit 7"));
    let mut session = script.start();
    let sender = session.sender();
    assert!(sender.send(&json!({"a": 1})));
    assert!(sender.send(&json!({"b": "two\nlines"})));
    sender.close_input();
    let (heard, end) = rest(&mut session).await;
    assert_eq!(heard, vec![Heard::Event(Event::Beat); 2]);
    assert_eq!(end, End::code(7));
    until(|| !sender.send(&json!({}))).await;
}
