//! Much of everything, in both directions.

use std::time::{Duration, Instant};

use claudetask_claude::session::Heard;
use claudetask_claude::stream::{Block, Event};
use serde_json::json;

use crate::{BEAT, End, Script, event, rest, until};

#[tokio::test]
async fn all_that_a_chatty_one_says_is_heard_in_order() {
    let script = Script::new(
        r#"i=0; while [ $i -lt 20000 ]; do i=$((i+1))
        echo '{"type":"stream_event","event":{"type":"content_block_delta","delta":{"type":"text_delta","text":"'$i' "}}}'
        done"#,
    );
    let mut session = script.start();
    let mut text = String::new();
    let mut pieces = 0;
    let (heard, end) = rest(&mut session).await;
    for heard in heard {
        let Heard::Event(Event::Delta { block: Block::Text, text: more, parent: None }) = heard else {
            panic!("{heard:?}")
        };
        text += &more;
        pieces += 1;
    }
    assert!(text.split_whitespace().map(|word| word.parse::<u32>().unwrap()).eq(1..=20_000));
    assert!(pieces <= 20_000);
    assert_eq!(end, End::code(0));
}

#[tokio::test]
async fn pieces_that_come_together_are_one() {
    let delta = |kind: &str, key: &str, text: &str, parent: &str| {
        let delta = json!({"type": kind, key: text});
        json!({"type": "stream_event", "parent_tool_use_id": parent,
            "event": {"type": "content_block_delta", "delta": delta}})
        .to_string()
    };
    let lines = [
        delta("text_delta", "text", "a", "p"),
        delta("text_delta", "text", "b", "p"),
        delta("thinking_delta", "thinking", "c", "p"),
        delta("thinking_delta", "thinking", "d", "q"),
        delta("thinking_delta", "thinking", "e", "q"),
    ];
    let script = Script::new("cat lines");
    std::fs::write(script.folder.path().join("lines"), lines.join("\n") + "\n").unwrap();
    let (heard, _) = rest(&mut script.start()).await;
    let piece = |block, text: &str, parent: &str| {
        Heard::Event(Event::Delta { block, text: text.to_owned(), parent: Some(parent.to_owned()) })
    };
    assert_eq!(
        heard,
        [piece(Block::Text, "ab", "p"), piece(Block::Thinking, "c", "p"), piece(Block::Thinking, "de", "q")]
    );
}

#[tokio::test]
async fn of_a_flood_of_errors_the_end_is_kept() {
    let script =
        Script::new(&format!("head -c 50000000 /dev/zero | tr '\\0' x >&2\necho '€ the end' >&2\n{BEAT}\nexit 1"));
    let (heard, end) = rest(&mut script.start()).await;
    assert_eq!(heard, [Heard::Event(Event::Beat)]);
    assert_eq!(end.exit_code, Some(1));
    assert!(end.stderr.len() <= 64 * 1024 && end.stderr.len() > 60 * 1024, "{}", end.stderr.len());
    assert!(end.stderr.starts_with("xxx") && end.stderr.ends_with("x€ the end\n"));
}

#[tokio::test]
async fn one_that_nobody_listens_to_waits() {
    let script = Script::new(&format!("while :; do {BEAT}; echo x >> written; done"));
    let mut session = script.start();
    let written = script.folder.path().join("written");
    let count = || std::fs::metadata(&written).map_or(0, |file| file.len() / 2);
    // The queue, a chunk on its way and the pipe fill up.
    let (mut before, mut same) = (0, Instant::now());
    until(|| {
        if count() != before {
            (before, same) = (count(), Instant::now());
        }
        same.elapsed() > Duration::from_secs(1)
    })
    .await;
    assert!(before > 256, "{before}");
    assert!(before < 20_000, "{before}");
    session.kill();
    let (heard, end) = rest(&mut session).await;
    assert!(heard.len() as u64 >= before);
    assert_eq!(end, End::signal(9));
}

#[tokio::test]
async fn one_that_never_reads_keeps_nobody_waiting() {
    let script = Script::new(
        r#"exec 3<&0
        (until [ -e go ]; do sleep 0.02; done; cat <&3 > got; mv got all) &
        echo '{"type":"keep_alive"}'
        exec sleep 100"#,
    );
    let mut session = script.start();
    assert_eq!(event(&mut session).await, Event::Beat);
    let sender = session.sender();
    let message = json!({"text": "x".repeat(100_000)});
    let start = Instant::now();
    let sent = (0..1_000).take_while(|_| sender.send(&message)).count();
    assert!((256..1_000).contains(&sent), "{sent}");
    sender.close_input();
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    session.kill();
    let (heard, ended) = rest(&mut session).await;
    assert_eq!((heard, ended), (Vec::new(), End::signal(9)));
    // Who else holds the input finds in it what the pipe held, and then its end.
    std::fs::write(script.folder.path().join("go"), "").unwrap();
    let all = script.folder.path().join("all");
    until(|| all.exists()).await;
    let length = std::fs::metadata(all).unwrap().len();
    assert!((1..5_000_000).contains(&length), "{length}");
    assert!(!sender.send(&message));
}

#[tokio::test]
async fn a_long_message_arrives_whole() {
    let script = Script::new("wc -c < /dev/stdin | tr -d ' ' > size; echo '{\"type\":\"keep_alive\"}'");
    let mut session = script.start();
    let message = json!("y".repeat(5_000_000));
    assert!(session.sender().send(&message));
    session.sender().close_input();
    assert_eq!(event(&mut session).await, Event::Beat);
    let size = std::fs::read_to_string(script.folder.path().join("size")).unwrap();
    assert_eq!(size.trim(), "5000003");
}
