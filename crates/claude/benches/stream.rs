//! How fast the stream of events is read: the recordings over and over, and large answers of tools.
//!
//! Wanted on one core: 200 MB and 200,000 events a second.

use std::hint::black_box;
use std::path::Path;

use claudetask_claude::stream::{Decoder, MAX_LINE};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::json;

/// How much comes at once from a pipe.
const CHUNK: usize = 64 * 1024;

/// At least this much is read.
const LEAST: usize = 8_000_000;

fn read(bytes: &[u8]) -> u64 {
    let mut events = 0;
    let mut count = |event| {
        black_box(event);
        events += 1;
    };
    let mut decoder = Decoder::new(MAX_LINE);
    for chunk in bytes.chunks(CHUNK) {
        decoder.push(chunk, &mut count);
    }
    decoder.finish(&mut count);
    events
}

/// The recordings whose names end so, one after the other.
fn recordings(ending: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stream/recordings");
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(folder).expect("the recordings are there") {
        let file = file.expect("the folder can be read").path();
        if file.to_string_lossy().ends_with(ending) {
            bytes.extend(std::fs::read(file).expect("a recording can be read"));
        }
    }
    bytes.repeat(LEAST.div_ceil(bytes.len()))
}

/// Source code, which is full of what JSON escapes, as `Read` answers it: twice in one line.
fn large_answers() -> Vec<u8> {
    let source = "\tlet text = \"a value\"; // some words beside it\n".repeat(3_000);
    let content = json!([{"type": "tool_result", "tool_use_id": "toolu_1", "content": source}]);
    let line = json!({"type": "user", "message": {"role": "user", "content": content}, "parent_tool_use_id": null,
        "tool_use_result": {"type": "text", "file": {"filePath": "/project/main.rs", "content": source}}});
    let line = line.to_string() + "\n";
    line.repeat(LEAST.div_ceil(line.len())).into_bytes()
}

fn stream(criterion: &mut Criterion) {
    for (name, bytes) in [
        ("all recordings", recordings(".jsonl")),
        ("a run with pieces", recordings("tools_partial.jsonl")),
        ("large answers of tools", large_answers()),
    ] {
        let mut group = criterion.benchmark_group("stream");
        group.sample_size(20);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_with_input(BenchmarkId::new("bytes", name), &bytes, |bencher, bytes| bencher.iter(|| read(bytes)));
        group.throughput(Throughput::Elements(read(&bytes)));
        group.bench_with_input(BenchmarkId::new("events", name), &bytes, |bencher, bytes| bencher.iter(|| read(bytes)));
        group.finish();
    }
}

criterion_group!(benches, stream);
criterion_main!(benches);
