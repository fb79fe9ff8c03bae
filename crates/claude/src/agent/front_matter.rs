//! Where an agent's front matter and body are, byte by byte, as Claude Code finds them.
//!
//! The file begins (after one byte order mark) with `---` and nothing but blanks up to a line feed. The front matter
//! goes up to the next `---`, wherever that stands: in the middle of a line or of a quoted text too.

use std::ops::Range;

/// The parts of a file; together they are the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The byte order mark, or nothing.
    pub bom: Range<usize>,
    /// The opening `---` with its line break and the blank lines after it.
    pub open: Range<usize>,
    /// What is between the fences.
    pub yaml: Range<usize>,
    /// The closing `---`, with the rest of its line if that is blank.
    pub close: Range<usize>,
    /// The rest.
    pub body: Range<usize>,
}

/// Why a file has no front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It does not begin with `---`.
    None,
    /// It would, but for blanks, blank lines or a second byte order mark before it.
    Late,
    /// Its first line is more than `---`.
    Opening,
    /// It is never closed.
    Unclosed,
}

/// The byte order mark of UTF-8.
pub const BOM: &[u8] = "\u{feff}".as_bytes();

/// Returns the parts of a file.
pub fn split(bytes: &[u8]) -> Result<Parts, Missing> {
    let bom = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
    let rest = &bytes[bom..];
    if !rest.starts_with(b"---") {
        let blank = blanks(rest, 0);
        return Err(if rest[blank..].starts_with(b"---") { Missing::Late } else { Missing::None });
    }
    let blank = blanks(rest, 3);
    // The last line feed among the blanks ends the fence; what follows belongs to the front matter.
    let Some(feed) = rest[3..blank].iter().rposition(|&byte| byte == b'\n') else { return Err(Missing::Opening) };
    let yaml = bom + 3 + feed + 1;
    let Some(length) = bytes[yaml..].windows(3).position(|three| three == b"---") else {
        return Err(Missing::Unclosed);
    };
    let close = yaml + length;
    let mut body = close + 3;
    let line = bytes[body..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |feed| body + feed + 1);
    if blanks(bytes, body) >= line {
        body = line;
    }
    Ok(Parts { bom: 0..bom, open: bom..yaml, yaml: yaml..close, close: close..body, body: body..bytes.len() })
}

/// Returns where the blanks end that begin at a byte, by JavaScript's idea of them.
fn blanks(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b' ' | b'\t'..=b'\r' => 1,
            0x80.. => match char_at(&bytes[at..]) {
                Some(char) if is_blank(char) => char.len_utf8(),
                _ => return at,
            },
            _ => return at,
        };
        at += length;
    }
    at
}

fn char_at(bytes: &[u8]) -> Option<char> {
    let head = &bytes[..bytes.len().min(4)];
    match std::str::from_utf8(head) {
        Ok(text) => text.chars().next(),
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).ok()?.chars().next(),
    }
}

/// Returns whether JavaScript counts a character as blank (`\s`).
pub fn is_blank(char: char) -> bool {
    char != '\u{85}' && (char.is_whitespace() || char == '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<(&str, &str), Missing>) {
        let parts = split(text.as_bytes());
        let found = parts
            .as_ref()
            .map(|parts| (&text[parts.yaml.clone()], &text[parts.body.clone()]))
            .map_err(|missing| *missing);
        assert_eq!(found, expected, "{text:?}");
        if let Ok(parts) = parts {
            let ends = [parts.bom, parts.open, parts.yaml, parts.close, parts.body];
            assert_eq!(ends[0].start, 0);
            assert!(ends.windows(2).all(|two| two[0].end == two[1].start));
            assert_eq!(ends[4].end, text.len());
        }
    }

    #[test]
    fn the_next_three_hyphens_close_the_front_matter() {
        check("---\na: b\n---\nbody\n", Ok(("a: b\n", "body\n")));
        check("\u{feff}---  \n\n  a: b\n--- \t\n\nbody", Ok(("  a: b\n", "\nbody")));
        check("---\r\na: b\r\n---\r\nbody", Ok(("a: b\r\n", "body")));
        check("---\na: b---c\n---\n", Ok(("a: b", "c\n---\n")));
        check("---\n---", Ok(("", "")));
        check("---\u{a0}\u{2028}\na\n---\u{c}", Ok(("a\n", "")));
        check("---\na\n----\nb", Ok(("a\n", "-\nb")));
    }

    #[test]
    fn a_file_without_fences_has_no_front_matter() {
        check("", Err(Missing::None));
        check("# Title\n", Err(Missing::None));
        check("\n---\na: b\n---\n", Err(Missing::Late));
        check("\u{feff}\u{feff}---\na: b\n---\n", Err(Missing::Late));
        check("----\na: b\n---\n", Err(Missing::Opening));
        check("---yaml\na: b\n---\n", Err(Missing::Opening));
        check("---\ra: b\r---\r", Err(Missing::Opening));
        check("---\na: b\n", Err(Missing::Unclosed));
    }
}
