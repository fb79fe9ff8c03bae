//! Stored text made safe and measurable for a terminal.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

/// Returns the text on one line with everything escaped that a terminal would obey instead of show:
/// control characters, line breaks, and the marks that reorder what stands around them.
pub(crate) fn visible(text: &str) -> String {
    escaped(text, |_| false)
}

/// Does what [`visible`] does, but leaves line breaks and tabs.
pub(crate) fn visible_lines(text: &str) -> String {
    escaped(&text.replace("\r\n", "\n"), |c| matches!(c, '\n' | '\t'))
}

fn escaped(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if keep(c) || !obeyed(c) {
            shown.push(c);
        } else if c.is_ascii() {
            write!(shown, "\\x{:02x}", u32::from(c)).expect("a String takes everything");
        } else {
            write!(shown, "\\u{{{:x}}}", u32::from(c)).expect("a String takes everything");
        }
    }
    shown
}

/// Returns whether a terminal acts on the character: C0 and C1 controls, line separators, and the
/// embeddings, overrides and isolates of the bidirectional algorithm (the single marks LRM and RLM are harmless).
fn obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Keeps a text that runs from right to left apart from its neighbours (first strong isolate … pop).
pub(super) fn isolated(text: &str) -> String {
    if text.chars().any(right_to_left) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

/// The blocks of right-to-left scripts.
fn right_to_left(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Returns how many columns the text takes; east-asian characters and emoji take two.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// Returns the text cut to `most` columns, with `…` at its end where something was cut off.
pub(super) fn cut(text: &str, most: usize) -> String {
    if columns(text) <= most {
        return text.to_owned();
    }
    let mut end = 0;
    let mut used = 0;
    for (at, c) in text.char_indices() {
        // Summed up one by one, which is never less than a sequence of joined emoji really takes.
        used += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if used + 1 > most {
            break;
        }
        end = at + c.len_utf8();
    }
    let kept = text[..end].trim_end_matches('\u{200d}');
    if most == 0 { String::new() } else { format!("{kept}…") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        assert_eq!(visible("a\x1b[31mb\u{9b}c\td\ne\u{202e}f\u{7f}"), "a\\x1b[31mb\\u{9b}c\\x09d\\x0ae\\u{202e}f\\x7f");
        assert_eq!(visible_lines("a\tb\r\nc\rd\x07"), "a\tb\nc\\x0dd\\x07");
        for c in (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| c.is_control()) {
            assert!(!visible(&c.to_string()).contains(c), "{c:?}");
        }
        assert_eq!(visible("مرحبا 👩‍👩‍👧 é 日本"), "مرحبا 👩‍👩‍👧 é 日本");
    }

    #[test]
    fn a_text_is_cut_by_columns() {
        assert_eq!(cut("hello", 5), "hello");
        assert_eq!(cut("hello", 4), "hel…");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(cut("hello", 1), "…");
        assert_eq!(cut("hello", 0), "");
        for text in ["👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", "e\u{301}e\u{301}e\u{301}", "日a本b語c", "مرحبا"]
        {
            for most in 0..10 {
                assert!(columns(&cut(text, most)) <= most, "{text} to {most}");
            }
        }
    }

    #[test]
    fn only_right_to_left_text_is_isolated() {
        assert_eq!(isolated("abc"), "abc");
        assert_eq!(isolated("שלום"), "\u{2068}שלום\u{2069}");
    }
}
