//! Lines that nobody should write.

use std::time::{Duration, Instant};

use claudetask_claude::stream::{Decoder, Event, MAX_LINE, Skip};

use crate::{read, read_in};

const BEAT: &[u8] = b"{\"type\":\"keep_alive\"}\n";

fn skipped(event: &Event) -> (Skip, u64) {
    let Event::Skipped { reason, bytes, sample } = event else { panic!("{event:?}") };
    assert!(sample.chars().count() <= 200);
    (*reason, *bytes)
}

#[test]
fn a_line_of_100_megabytes_is_told_once_and_the_next_is_read() {
    let mut events = Vec::new();
    let mut decoder = Decoder::new(MAX_LINE);
    let chunk = vec![b'x'; 1_000_000];
    decoder.push(BEAT, &mut |event| events.push(event));
    decoder.push(b"{\"type\":\"", &mut |event| events.push(event));
    for _ in 0..100 {
        decoder.push(&chunk, &mut |event| events.push(event));
    }
    decoder.push(b"\"}\n", &mut |event| events.push(event));
    decoder.push(BEAT, &mut |event| events.push(event));
    decoder.finish(&mut |event| events.push(event));
    assert_eq!(events.len(), 3);
    assert_eq!((&events[0], &events[2]), (&Event::Beat, &Event::Beat));
    assert_eq!(skipped(&events[1]), (Skip::TooLong, 100_000_011));
    let Event::Skipped { sample, .. } = &events[1] else { unreachable!() };
    assert!(sample.starts_with("{\"type\":\"xxx") && sample.chars().count() == 200);
}

#[test]
fn the_limit_is_the_longest_line_that_is_read() {
    let line = &BEAT[..BEAT.len() - 1];
    for pieces in [vec![BEAT], vec![line, b"\n"], vec![&line[..3], &line[3..], b"\n"], vec![line]] {
        assert_eq!(read_in(&pieces, line.len()), [Event::Beat]);
        let events = read_in(&pieces, line.len() - 1);
        assert_eq!(events.len(), 1);
        assert_eq!(skipped(&events[0]), (Skip::TooLong, line.len() as u64));
    }
}

#[test]
fn what_is_no_object_is_skipped_with_its_reason() {
    let check = |line: &[u8], reason: Skip| {
        let events = read(&[line, b"\n", BEAT].concat());
        assert_eq!(events.len(), 2, "{events:?}");
        assert_eq!(skipped(&events[0]), (reason, line.len() as u64));
        assert_eq!(events[1], Event::Beat);
    };
    check(b"Warning: something", Skip::NotJson);
    check(b"[1,2]", Skip::NotJson);
    check(b"null", Skip::NotJson);
    check(b"{\"type\":\"keep_alive\"} and more", Skip::NotJson);
    check(b"{\"type\":\"keep_alive\"", Skip::NotJson);
    check(b"{\"type\":\"keep_\xFFalive\"}", Skip::NotUtf8);
    check(b"\x00\x01", Skip::NotJson);
    check("😀".repeat(500).as_bytes(), Skip::NotJson);
    check(b"\xEF\xBB\xBF{}", Skip::NotJson);
}

#[test]
fn empty_lines_and_carriage_returns_say_nothing() {
    assert_eq!(read(b"\n\r\n   \n\t\n"), []);
    assert_eq!(read(b"{\"type\":\"keep_alive\"}\r\n\r\n"), [Event::Beat]);
}

#[test]
fn deep_nesting_ends_and_loses_no_line() {
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let check = |line: String, expected: &str| {
        let start = Instant::now();
        let events = read(line.as_bytes());
        assert!(start.elapsed() < Duration::from_secs(2));
        assert!(
            matches!(&events[..], [Event::Unknown { kind, raw }] if kind == expected && *raw == line),
            "{events:.200?}"
        );
    };
    check(format!(r#"{{"type":"new","x":{deep}}}"#), "new");
    let piece = format!(r#"{{"type":"tool_use","id":"a","name":"b","input":{deep}}}"#);
    check(format!(r#"{{"type":"assistant","message":{{"content":[{piece}]}}}}"#), "assistant");
    check(format!(r#"{{"type":"assistant","message":{{"content":{deep}}}}}"#), "assistant");
    let nested = r#"{"type":"tool_result","content":["#.repeat(5_000) + &"]}".repeat(5_000);
    check(format!(r#"{{"type":"user","message":{{"content":[{nested}]}}}}"#), "user");
    // Where it is not needed, it does no harm.
    let line = format!(r#"{{"type":"keep_alive","x":{deep}}}"#);
    assert_eq!(read(line.as_bytes()), [Event::Beat]);
    let events =
        read(format!(r#"{{"type":"result","subtype":"success","structured_output":{deep},"result":"r"}}"#).as_bytes());
    assert!(
        matches!(&events[..], [Event::Result(end)] if end.result.as_deref() == Some("r") && end.structured.is_none())
    );
}

#[test]
fn huge_numbers_cost_only_themselves() {
    let line =
        format!(r#"{{"type":"result","subtype":"success","total_cost_usd":1e999,"num_turns":{}}}"#, "9".repeat(5_000));
    assert!(matches!(&read(line.as_bytes())[..], [Event::Result(end)] if end.cost_usd == 0.0));
    let retry =
        br#"{"type":"system","subtype":"api_retry","attempt":99999999999,"retry_delay_ms":1e300,"error_status":70000}"#;
    assert!(matches!(&read(retry)[..], [Event::Unknown { kind, .. }] if kind == "system/api_retry"));
}

#[test]
fn of_a_key_that_stands_twice_the_last_counts_or_the_line_is_kept() {
    let twice = br#"{"type":"result","subtype":"a","result":"x","result":"y"}"#;
    assert!(matches!(&read(twice)[..], [Event::Result(end)] if end.result.as_deref() == Some("y")));
    let twice = br#"{"type":"assistant","type":"assistant","message":{"content":[]}}"#;
    assert!(matches!(&read(twice)[..], [Event::Unknown { kind, .. }] if kind == "assistant"));
}
