//! What the real program wrote, and what is read in it.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use claudetask_claude::stream::Event;

use crate::read;

pub(crate) fn all() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stream/recordings");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut recordings: Vec<_> = files.filter(|file| file.extension().is_some_and(|kind| kind == "jsonl")).collect();
    recordings.sort();
    assert!(recordings.len() > 20, "the recordings are gone");
    recordings
}

#[test]
fn each_recording_is_read_as_its_neighbour_says() {
    let mut wrong = Vec::new();
    for recording in all() {
        let mut read_now = String::new();
        for event in read(&std::fs::read(&recording).unwrap()) {
            writeln!(read_now, "{event:?}").unwrap();
        }
        let neighbour = recording.with_extension("events");
        if std::env::var_os("EXPECT").is_some_and(|word| word == "write") {
            std::fs::write(&neighbour, &read_now).unwrap();
        }
        let expected = std::fs::read_to_string(&neighbour).unwrap_or_default();
        if let Some((index, line)) =
            read_now.lines().enumerate().find(|(i, line)| expected.lines().nth(*i) != Some(line))
        {
            wrong.push(format!("{}: event {}: {line}", recording.display(), index + 1));
        } else if expected.lines().count() != read_now.lines().count() {
            wrong.push(format!("{}: events are missing", recording.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_in_the_recordings_is_unknown() {
    for recording in all() {
        for event in read(&std::fs::read(&recording).unwrap()) {
            let known = !matches!(event, Event::Unknown { .. } | Event::Skipped { .. });
            assert!(known, "{}: {event:?}", recording.display());
        }
    }
}

#[test]
fn pieces_add_up_to_the_whole() {
    use claudetask_claude::stream::Block;
    for recording in all().iter().filter(|file| file.to_string_lossy().ends_with("tools_partial.jsonl")) {
        let (mut text, mut thinking) = (String::new(), String::new());
        let mut wholes = 0;
        for event in read(&std::fs::read(recording).unwrap()) {
            match event {
                Event::Delta { block: Block::Text, text: more, .. } => text += &more,
                Event::Delta { block: Block::Thinking, text: more, .. } => thinking += &more,
                Event::Text(whole) => {
                    assert_eq!(whole.text, std::mem::take(&mut text));
                    wholes += 1;
                }
                Event::Thinking { text: whole, .. } => {
                    assert_eq!(whole, std::mem::take(&mut thinking));
                    wholes += 1;
                }
                _ => {}
            }
        }
        assert_eq!(wholes, 3);
    }
}
