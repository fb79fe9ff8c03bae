//! The words of a filter's text: parted by white space, kept together by quotes.

/// A word with its place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// The text as it stands there, with its quotes.
    pub(super) text: &'a str,
    /// Where it begins, in UTF-16 code units.
    pub(super) start: u32,
    /// Where it ends, in the same unit.
    pub(super) end: u32,
}

/// Returns the words of a text; a quote that is not closed reaches to the end.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut units = 0;
    let mut open: Option<(usize, u32)> = None;
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() && !quoted {
            if let Some((from, start)) = open.take() {
                words.push(Word { text: &text[from..at], start, end: units });
            }
            escaped = false;
        } else {
            open.get_or_insert((at, units));
            if c == '"' && !escaped && (quoted || opens(&text[..at])) {
                quoted = !quoted;
            }
            escaped = c == '\\' && !escaped;
        }
        units += u32::try_from(c.len_utf16()).unwrap_or(0);
    }
    if let Some((from, start)) = open {
        words.push(Word { text: &text[from..], start, end: units });
    }
    words
}

/// Returns whether a quote after `before` opens a quotation: at the start of a word, after its `-`, or after the
/// colon of a key; an inch mark (`12"`) does not.
fn opens(before: &str) -> bool {
    before.chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '-' | ':' | ','))
}

/// Returns a text without the quotes around it; `None` where it is not quoted. In it `\"` means a quote, and `\\` before
/// a quote a backslash; other backslashes mean themselves.
pub(super) fn unquoted(text: &str) -> Option<String> {
    let mut rest = text.strip_prefix('"')?;
    let mut inner = String::with_capacity(rest.len());
    while let Some(quote) = rest.find('"') {
        let (before, after) = (&rest[..quote], &rest[quote + 1..]);
        let plain = before.trim_end_matches('\\');
        let backslashes = before.len() - plain.len();
        inner.push_str(plain);
        inner.extend(std::iter::repeat_n('\\', backslashes / 2));
        // The quote that closes is the last character.
        if backslashes % 2 == 1 || !after.is_empty() {
            inner.push('"');
        }
        rest = after;
    }
    inner.push_str(rest);
    Some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_parts_words_and_quotes_keep_them_together() {
        for (text, expected) in [
            ("", &[][..]),
            ("  a\tb\u{a0}c ", &["a", "b", "c"]),
            (r#""two words" x"#, &["\"two words\"", "x"]),
            (r#"-"two words""#, &["-\"two words\""]),
            (r#"project:"my app",b x"#, &["project:\"my app\",b", "x"]),
            (r#"a 12" screen"#, &["a", "12\"", "screen"]),
            (r#""not closed here"#, &["\"not closed here"]),
            (r#""a \" b" c"#, &[r#""a \" b""#, "c"]),
            (r#"\"a b"#, &["\\\"a", "b"]),
        ] {
            let found: Vec<_> = words(text).iter().map(|word| word.text).collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn places_count_as_a_text_field_does() {
        let text = "👩‍👧 fix";
        let found = words(text);
        let units: Vec<u16> = text.encode_utf16().collect();
        let word = found[1];
        assert_eq!(String::from_utf16(&units[word.start as usize..word.end as usize]).unwrap(), "fix");
    }

    #[test]
    fn quotes_are_taken_off() {
        for (text, expected) in [
            ("a", None),
            ("\"a b\"", Some("a b")),
            ("\"a b", Some("a b")),
            ("\"", Some("")),
            ("\"\"", Some("")),
            (r#""a \" b""#, Some("a \" b")),
            (r#""a \""#, Some("a \"")),
            (r#""C:\dir\\""#, Some(r"C:\dir\")),
            (r#""\d+\\\"x""#, Some(r#"\d+\"x"#)),
        ] {
            assert_eq!(unquoted(text).as_deref(), expected, "{text:?}");
        }
    }
}
