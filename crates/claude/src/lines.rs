//! A file's bytes as the text that a person edits, and back without a change to any line that was not edited.
//!
//! The text that is shown has no byte order mark, ends its lines with `\n`, and shows what is not UTF-8 as U+FFFD. An
//! editor gives such a text back, so the way back has to know the bytes that it came from.

use std::borrow::Cow;

use serde::Serialize;

/// How the lines of a file end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LineEnding {
    /// There is one line that has no end.
    None,
    /// `\n`.
    Lf,
    /// `\r\n`.
    Crlf,
    /// `\r`.
    Cr,
    /// Not all the same.
    Mixed,
}

/// The UTF-8 byte order mark.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// More changed lines than this on either side are not matched with each other.
const MATCHED: usize = 20_000;

/// A text as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Without byte order mark, lines ending with `\n`.
    pub text: String,
    /// Whether the bytes begin with a byte order mark.
    pub bom: bool,
    /// Whether all bytes are UTF-8.
    pub utf8: bool,
    /// How the lines end.
    pub line_ending: LineEnding,
}

/// Returns bytes as they are shown.
pub fn show(bytes: &[u8]) -> Shown {
    let rest = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let bom = rest.len() != bytes.len();
    let (utf8, text) = match std::str::from_utf8(rest) {
        Ok(text) => (true, Cow::Borrowed(text)),
        Err(_) => (false, String::from_utf8_lossy(rest)),
    };
    Shown { text: with_lf(&text).into_owned(), bom, utf8, line_ending: ending(rest) }
}

/// Returns the bytes that an edited text means, for a file that held `old`: byte order mark, line endings and odd bytes
/// of the lines that are still there stay; new lines end as most of the others do.
pub fn weave(old: &[u8], text: &str) -> Vec<u8> {
    let rest = old.strip_prefix(BOM).unwrap_or(old);
    let mut woven = Vec::with_capacity(old.len().max(text.len()) + text.len() / 16);
    woven.extend_from_slice(&old[..old.len() - rest.len()]);
    let text = text.strip_prefix('\u{feff}').filter(|_| rest.len() != old.len()).unwrap_or(text);
    let text = with_lf(text);
    let plain = std::str::from_utf8(rest).is_ok();
    match ending(rest) {
        LineEnding::None | LineEnding::Lf if plain => woven.extend_from_slice(text.as_bytes()),
        LineEnding::Crlf if plain => woven.extend_from_slice(text.replace('\n', "\r\n").as_bytes()),
        LineEnding::Cr if plain => woven.extend_from_slice(text.replace('\n', "\r").as_bytes()),
        LineEnding::None | LineEnding::Lf | LineEnding::Crlf | LineEnding::Cr | LineEnding::Mixed => {
            weave_lines(&mut woven, rest, &text);
        }
    }
    woven
}

/// Returns the text with `\n` for every line's end.
fn with_lf(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

/// A line with what ends it.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    content: &'a [u8],
    end: &'a [u8],
}

/// Returns the lines; the last one has no end and may be empty.
fn lines(mut bytes: &[u8]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    while let Some(at) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
        let length = if bytes[at..].starts_with(b"\r\n") { 2 } else { 1 };
        lines.push(Line { content: &bytes[..at], end: &bytes[at..at + length] });
        bytes = &bytes[at + length..];
    }
    lines.push(Line { content: bytes, end: b"" });
    lines
}

/// Returns how often lines end with `\n`, `\r\n` and `\r`.
fn ends(bytes: &[u8]) -> [usize; 3] {
    let mut counts = [0; 3];
    let mut at = 0;
    while let Some(next) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'))) {
        at += next;
        if bytes[at] == b'\n' {
            counts[0] += 1;
        } else if bytes.get(at + 1) == Some(&b'\n') {
            counts[1] += 1;
            at += 1;
        } else {
            counts[2] += 1;
        }
        at += 1;
    }
    counts
}

fn ending(bytes: &[u8]) -> LineEnding {
    match ends(bytes) {
        [0, 0, 0] => LineEnding::None,
        [_, 0, 0] => LineEnding::Lf,
        [0, _, 0] => LineEnding::Crlf,
        [0, 0, _] => LineEnding::Cr,
        [..] => LineEnding::Mixed,
    }
}

/// Puts an edited text together from the old lines that are still there and the new ones.
fn weave_lines(woven: &mut Vec<u8>, old: &[u8], text: &str) {
    let counts = ends(old);
    let usual: &[u8] = match counts.iter().enumerate().max_by_key(|(place, count)| (**count, usize::MAX - place)) {
        Some((1, _)) => b"\r\n",
        Some((2, _)) => b"\r",
        Some(_) | None => b"\n",
    };
    let old = lines(old);
    let new: Vec<&str> = text.split('\n').collect();
    let matched = matches(&old, &new);
    for (place, line) in new.iter().enumerate() {
        let kept = matched[place].map(|at| old[at]);
        woven.extend_from_slice(kept.map_or(line.as_bytes(), |line| line.content));
        if place + 1 < new.len() {
            let end = kept.map_or(usual, |line| line.end);
            let end = if end.is_empty() { usual } else { end };
            // An empty line between `\r` and `\n` would make one end of the two.
            let joins = kept.map_or(line.is_empty(), |line| line.content.is_empty()) && end == b"\n";
            woven.extend_from_slice(if joins && woven.ends_with(b"\r") { b"\r" } else { end });
        }
    }
}

/// Returns for each new line the old one that it is.
fn matches(old: &[Line<'_>], new: &[&str]) -> Vec<Option<usize>> {
    let shown: Vec<Cow<'_, str>> = old.iter().map(|line| String::from_utf8_lossy(line.content)).collect();
    let mut matched = vec![None; new.len()];
    let mut start = 0;
    while start < old.len().min(new.len()) && shown[start] == new[start] {
        matched[start] = Some(start);
        start += 1;
    }
    let mut tail = 0;
    while tail < old.len().min(new.len()) - start && shown[old.len() - 1 - tail] == new[new.len() - 1 - tail] {
        matched[new.len() - 1 - tail] = Some(old.len() - 1 - tail);
        tail += 1;
    }
    let (from, to) = (&shown[start..old.len() - tail], &new[start..new.len() - tail]);
    if from.is_empty() || to.is_empty() || from.len().max(to.len()) > MATCHED {
        return matched;
    }
    let joined = |lines: &mut dyn Iterator<Item = &str>| lines.flat_map(|line| [line, "\n"]).collect::<String>();
    let (from, to) = (joined(&mut from.iter().map(AsRef::as_ref)), joined(&mut to.iter().copied()));
    let patch = diffy::DiffOptions::new().set_context_len(0).create_patch(&from, &to);
    let (mut of_old, mut of_new) = (start, start);
    let mut same = |from: &mut usize, to: &mut usize, until: usize| {
        while *to < until {
            matched[*to] = Some(*from);
            *from += 1;
            *to += 1;
        }
    };
    for hunk in patch.hunks() {
        // A hunk's lines are counted from 1, and an empty side names the line before it.
        let range = hunk.new_range();
        let begins = start + if range.is_empty() { range.start() } else { range.start().saturating_sub(1) };
        same(&mut of_old, &mut of_new, begins);
        for line in hunk.lines() {
            match line {
                diffy::Line::Context(_) => {
                    let until = of_new + 1;
                    same(&mut of_old, &mut of_new, until);
                }
                diffy::Line::Delete(_) => of_old += 1,
                diffy::Line::Insert(_) => of_new += 1,
            }
        }
    }
    let until = new.len() - tail;
    same(&mut of_old, &mut of_new, until);
    matched
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_shown_without_what_only_bytes_know() {
        let check = |bytes: &[u8], text: &str, facts: (bool, bool, LineEnding)| {
            let shown = show(bytes);
            assert_eq!((shown.text.as_str(), (shown.bom, shown.utf8, shown.line_ending)), (text, facts), "{bytes:?}");
        };
        check(b"", "", (false, true, LineEnding::None));
        check(b"a\r\nb\r\n", "a\nb\n", (false, true, LineEnding::Crlf));
        check(b"\xef\xbb\xbfa\n", "a\n", (true, true, LineEnding::Lf));
        check(b"a\rb", "a\nb", (false, true, LineEnding::Cr));
        check(b"a\n\rb\r\n", "a\n\nb\n", (false, true, LineEnding::Mixed));
        check(b"a\xff\n", "a\u{fffd}\n", (false, false, LineEnding::Lf));
    }

    #[test]
    fn lines_that_are_not_edited_keep_their_bytes() {
        let check = |old: &[u8], text: &str, expected: &[u8]| {
            let woven = weave(old, text);
            assert_eq!(String::from_utf8_lossy(&woven), String::from_utf8_lossy(expected));
            assert_eq!(woven, expected);
        };
        check(b"a\r\nb\r\n", "a\nx\nb\n", b"a\r\nx\r\nb\r\n");
        check(b"\xef\xbb\xbfa\n", "b\n", b"\xef\xbb\xbfb\n");
        check(b"a\r\nb\nc\r\n", "a\nb\nnew\nc\n", b"a\r\nb\nnew\r\nc\r\n");
        check(b"one\xff\ntwo\n", "one\u{fffd}\nTWO\n", b"one\xff\nTWO\n");
        check(b"one\xff\ntwo\xfe\nthree\n", "zero\none\u{fffd}\n2\nthree\nfour", b"zero\none\xff\n2\nthree\nfour");
        // The last line had no end, and gets one when it is no longer the last.
        check(b"a\r\nb", "a\nb\nc", b"a\r\nb\r\nc");
        check(b"", "a\nb\n", b"a\nb\n");
        check(b"a\r\n", "", b"");
    }

    proptest! {
        #[test]
        fn what_was_not_edited_comes_back_byte_for_byte(bytes in proptest::collection::vec(
            prop_oneof![Just(b'a'), Just(b'b'), Just(b'\n'), Just(b'\r'), Just(0xff), Just(0xef), Just(0xbb), Just(0xbf)],
            0..60,
        )) {
            prop_assert_eq!(weave(&bytes, &show(&bytes).text), bytes);
        }

        #[test]
        fn an_edited_text_is_shown_as_it_was_typed(
            old in "[ab\r\n\u{feff}ü]{0,40}", odd in any::<bool>(), text in "[abc\nü]{0,40}",
        ) {
            let mut bytes = old.into_bytes();
            if odd { bytes.extend_from_slice(b"\xff\nz"); }
            prop_assert_eq!(show(&weave(&bytes, &text)).text, text);
        }
    }
}
