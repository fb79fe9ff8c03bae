//! The entries of a transcript.

use std::fmt::Write as _;

use claudetask_app::run::TranscriptItem;
use claudetask_core::ItemKind;

use super::super::text::cut;
use super::super::{BAD, DIM, NAME, Screen, WARN, paint, visible, visible_lines};
use super::first_line;

/// How many columns a line of a thought or of a result has where the screen has no end.
const LINE: usize = 120;

/// How many lines of a failure's own words are shown.
const WORDS: usize = 20;

/// Returns entries as they are shown one after another: what Claude wrote in full, the rest in a line.
pub(crate) fn items(items: &[TranscriptItem], screen: Screen) -> String {
    let mut text = String::new();
    for item in items {
        let indent = if item.parent.is_some() { "  " } else { "" };
        for line in one(item, screen).lines() {
            if line.is_empty() {
                text.push('\n');
            } else {
                let _ = writeln!(text, "{indent}{line}");
            }
        }
    }
    text
}

fn one(item: &TranscriptItem, screen: Screen) -> String {
    let width = screen.width.unwrap_or(LINE).saturating_sub(4).max(20);
    let line = |sign: &str, words: &str| format!("{sign} {}", cut(words, width));
    let title = visible(&item.title);
    match item.kind {
        ItemKind::Prompt => paint(DIM, &line("▸ Prompt:", &first_line(&item.text, width.saturating_sub(9)))),
        ItemKind::Text => format!("\n{}\n\n", visible_lines(item.text.trim())),
        ItemKind::Thinking => paint(DIM, &line("✻", &first_line(&item.text, width))),
        ItemKind::ToolCall => format!("{} {}", paint(NAME, "●"), cut(&title, width)),
        ItemKind::ToolResult if item.failed => with_words(BAD, &line("  ✗", &title), &item.text),
        ItemKind::ToolResult => match first_line(&item.text, width.saturating_sub(4)) {
            empty if empty.is_empty() => String::new(),
            words => paint(DIM, &format!("  ⎿ {words}")),
        },
        ItemKind::Permission if item.failed => with_words(BAD, &line("?", &title), &item.text),
        ItemKind::Permission => with_words(WARN, &line("?", &title), &item.text),
        ItemKind::Retry => paint(WARN, &line("…", &title)),
        ItemKind::Notice if item.failed => paint(WARN, &line("!", &title)),
        ItemKind::Notice | ItemKind::Result | ItemKind::Unknown => paint(DIM, &line("·", &title)),
        // A short one is its own title.
        ItemKind::Error if item.text.trim() == item.title => paint(BAD, &line("✗", &title)),
        ItemKind::Error => with_words(BAD, &line("✗", &title), &item.text),
    }
}

/// Returns a line with the first lines of the words that go with it.
fn with_words(style: anstyle::Style, head: &str, words: &str) -> String {
    let mut text = paint(style, head);
    let words = visible_lines(words.trim());
    for line in words.lines().take(WORDS) {
        let _ = write!(text, "\n    {line}");
    }
    if words.lines().nth(WORDS).is_some() {
        text.push_str("\n    …");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(kind: ItemKind, title: &str, text: &str) -> TranscriptItem {
        TranscriptItem {
            seq: 1,
            at: claudetask_core::Timestamp::from_millis(0),
            kind,
            title: title.to_owned(),
            text: text.to_owned(),
            characters: 0,
            tool: None,
            call: None,
            parent: None,
            failed: false,
        }
    }

    #[test]
    fn entries_are_lines_and_what_claude_wrote_is_whole() {
        let screen = Screen { width: Some(44), isolate: false };
        let long = "word ".repeat(60);
        for (item, expected) in [
            (item(ItemKind::ToolCall, "Read src/main.rs", "{}"), "● Read src/main.rs\n"),
            (item(ItemKind::Text, "", "# Hi\n\n\x1b[2Jthere\n"), "\n# Hi\n\n\\x1b[2Jthere\n\n"),
            (item(ItemKind::ToolResult, "Read a", "one\ntwo"), "  ⎿ one two\n"),
            (item(ItemKind::ToolResult, "Read a", ""), ""),
            (item(ItemKind::Thinking, "", "a\nb"), "✻ a b\n"),
            (item(ItemKind::Error, "It broke", "It broke\n"), "✗ It broke\n"),
            (item(ItemKind::Error, "It broke", "why\nso"), "✗ It broke\n    why\n    so\n"),
        ] {
            let shown = anstream::adapter::strip_str(&items(std::slice::from_ref(&item), screen)).to_string();
            assert_eq!(shown, expected, "{item:?}");
        }
        let thought = anstream::adapter::strip_str(&items(&[item(ItemKind::Thinking, "", &long)], screen)).to_string();
        assert!(thought.lines().count() == 1 && thought.chars().count() <= 45, "{thought}");
        let mut failed = item(ItemKind::ToolResult, "Read /x", "no\n such file");
        failed.failed = true;
        failed.parent = Some("call".to_owned());
        let shown = items(&[failed], screen);
        assert!(shown.contains(&format!("{BAD}  ✗ Read /x")), "{shown:?}");
        assert!(shown.starts_with("  "), "a subagent's entries stand further in");
    }
}
