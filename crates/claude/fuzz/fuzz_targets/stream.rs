//! Arbitrary bytes as Claude Code's output: reading never falls, ends in time, holds no more than a line, and says the
//! same however the bytes are cut.

#![no_main]

use std::time::{Duration, Instant};

use claudetask_claude::stream::{Decoder, Event, Skip};
use libfuzzer_sys::fuzz_target;

/// Far more than any reading of a fuzzer's input takes.
const LONGEST: Duration = Duration::from_secs(2);

fn read(pieces: &[&[u8]], limit: usize) -> Vec<Event> {
    let mut events = Vec::new();
    let mut decoder = Decoder::new(limit);
    for piece in pieces {
        decoder.push(piece, &mut |event| events.push(event));
    }
    decoder.finish(&mut |event| events.push(event));
    events
}

fuzz_target!(|bytes: &[u8]| {
    let start = Instant::now();
    let whole = read(&[bytes], usize::MAX);
    assert!(start.elapsed() < LONGEST, "reading took {:?}", start.elapsed());
    let cut = usize::from(bytes.first().copied().unwrap_or_default());
    let pieces: Vec<&[u8]> = bytes.chunks(1 + cut % 97).collect();
    assert_eq!(read(&pieces, usize::MAX), whole);
    assert_eq!(read(&pieces, 300), read(&[bytes], 300));

    // Every line that is not empty says something, and an object is never skipped.
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).collect();
    assert!(whole.len() >= lines.len());
    for line in lines {
        let events = read(&[line, b"\n"], usize::MAX);
        let object = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(line).is_ok();
        for event in &events {
            if let Event::Skipped { reason, bytes, sample } = event {
                assert!(!object && events.len() == 1);
                assert_eq!(*bytes, line.len() as u64);
                assert!(matches!(reason, Skip::NotJson | Skip::NotUtf8) && sample.chars().count() <= 200);
            }
        }
    }
});
