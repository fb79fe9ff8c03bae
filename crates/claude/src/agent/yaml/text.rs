//! Plain and quoted scalars.

use super::number::{Plain, resolve_tagged};
use super::{Fault, Kind, Outcome, Parser, Tag, Token, Value};

impl<'a> Parser<'a> {
    /// Steps over line breaks and the blanks around them; returns how many breaks followed the first.
    fn fold(&mut self) -> Outcome<usize> {
        self.line_break();
        let mut more = 0;
        loop {
            match self.peek(0) {
                Some(b' ') => {
                    let from = self.at;
                    while self.peek(0) == Some(b' ') {
                        self.at += 1;
                    }
                    self.indent = self.at - from;
                }
                Some(b'\t') => {
                    if self.left_block() && self.tab_indents() {
                        return self.fail_here(Fault::Tab);
                    }
                    self.skip_blanks();
                }
                Some(b'\n' | b'\r') => {
                    self.line_break();
                    more += 1;
                }
                _ => return Ok(more),
            }
        }
    }

    /// Returns whether the line belongs to what surrounds the scalar.
    pub(super) fn left_block(&self) -> bool {
        self.blocks.last().is_some_and(|&block| self.indent <= block)
    }

    /// Reads an unquoted scalar, which can go over lines that are indented more than its block.
    pub(super) fn plain(&mut self, tag: Tag) -> Outcome<Token<'a>> {
        let (start, line, indent, tabbed) = (self.at, self.line, self.indent, self.tabbed);
        let flow = self.context().is_flow();
        let mut text = String::new();
        let mut from = self.at;
        let mut end = self.at;
        let mut last = self.at;
        while let Some(byte) = self.peek(0) {
            match byte {
                b':' if self.is_blank_or_end(1)
                    || flow && matches!(self.peek(1), Some(b',' | b'[' | b']' | b'{' | b'}')) =>
                {
                    break;
                }
                b',' | b'[' | b']' | b'{' | b'}' if flow => break,
                b'#' if self.at > start && matches!(self.input[self.at - 1], b' ' | b'\t' | b'\n' | b'\r') => break,
                b'-' if self.is_marker(*b"---") => break,
                b'.' if self.is_marker(*b"...") => break,
                b' ' | b'\t' => {
                    self.skip_blanks();
                }
                b'\n' | b'\r' => {
                    text.push_str(&self.text[from..end]);
                    let more = self.fold()?;
                    from = self.at;
                    end = self.at;
                    if self.left_block() || self.peek(0).is_none() || self.peek(0) == Some(b'#') {
                        break;
                    }
                    if self.is_marker(*b"---") || self.is_marker(*b"...") {
                        break;
                    }
                    if more == 0 {
                        text.push(' ');
                    } else {
                        text.extend(std::iter::repeat_n('\n', more));
                    }
                }
                0 => return self.fail_here(Fault::Character),
                _ => {
                    self.at += 1;
                    end = self.at;
                    last = end;
                }
            }
        }
        text.push_str(&self.text[from..end.max(from)]);
        // A break that led only to the end of the scalar left its blank behind.
        let kept = text.trim_end_matches([' ', '\n']).len();
        text.truncate(kept);
        let value = match resolve_tagged(&text, tag) {
            Plain::Null => Value::Null,
            Plain::Bool(yes) => Value::Bool(yes),
            Plain::Number(number) => Value::Number(number),
            Plain::Text => self.document.add_text(text),
        };
        Ok(Token { kind: Kind::Scalar(value), start, end: last, indent, line, tabbed })
    }

    /// Takes a break inside quotes.
    fn quoted_break(&mut self, text: &mut String, escaped: bool) -> Outcome<()> {
        // `\r\n` counts twice here, so that a quoted text over two such lines holds a line break.
        let pair = self.input[self.at..].starts_with(b"\r\n");
        let more = self.fold()? + usize::from(pair);
        if more > 0 {
            text.extend(std::iter::repeat_n('\n', more));
        } else if !escaped {
            text.push(' ');
        }
        if self.left_block() {
            return self.fail_here(Fault::Character);
        }
        if self.is_marker(*b"---") || self.is_marker(*b"...") {
            return self.fail_here(Fault::Token);
        }
        Ok(())
    }

    /// Takes blanks inside quotes; those before a break say nothing.
    fn quoted_blanks(&mut self, text: &mut String) {
        let from = self.at;
        self.skip_blanks();
        if !matches!(self.peek(0), Some(b'\n' | b'\r')) {
            text.push_str(&self.text[from..self.at]);
        }
    }

    /// Takes everything up to the next byte of `stops`.
    fn quoted_run(&mut self, text: &mut String, stops: &[u8]) {
        let from = self.at;
        while self.peek(0).is_some_and(|byte| byte != 0 && !stops.contains(&byte)) {
            self.at += 1;
        }
        text.push_str(&self.text[from..self.at]);
    }

    pub(super) fn single_quoted(&mut self) -> Outcome<Token<'a>> {
        let (start, line, indent, tabbed) = (self.at, self.line, self.indent, self.tabbed);
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek(0) {
                None | Some(0) => return self.fail_here(Fault::Character),
                Some(b'\'') if self.peek(1) == Some(b'\'') => {
                    text.push('\'');
                    self.at += 2;
                }
                Some(b'\'') => break,
                Some(b'\n' | b'\r') => self.quoted_break(&mut text, false)?,
                Some(b' ' | b'\t') => self.quoted_blanks(&mut text),
                Some(_) => self.quoted_run(&mut text, b"' \t\r\n"),
            }
        }
        self.at += 1;
        let value = self.document.add_text(text);
        Ok(Token { kind: Kind::Scalar(value), start, end: self.at, indent, line, tabbed })
    }

    pub(super) fn double_quoted(&mut self) -> Outcome<Token<'a>> {
        let (start, line, indent, tabbed) = (self.at, self.line, self.indent, self.tabbed);
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek(0) {
                None | Some(0) => return self.fail_here(Fault::Character),
                Some(b'"') => break,
                Some(b'\n' | b'\r') => self.quoted_break(&mut text, false)?,
                Some(b' ' | b'\t') => self.quoted_blanks(&mut text),
                Some(b'\\') => {
                    self.at += 1;
                    if let Some(b'\n' | b'\r') = self.peek(0) {
                        self.quoted_break(&mut text, true)?;
                    } else {
                        text.push(self.escape()?);
                    }
                }
                Some(_) => self.quoted_run(&mut text, b"\"\\ \t\r\n"),
            }
        }
        self.at += 1;
        let value = self.document.add_text(text);
        Ok(Token { kind: Kind::Scalar(value), start, end: self.at, indent, line, tabbed })
    }

    /// Reads what follows a `\`.
    fn escape(&mut self) -> Outcome<char> {
        let Some(byte) = self.peek(0) else { return self.fail_here(Fault::Character) };
        let plain = match byte {
            b'0' => '\0',
            b'a' => '\u{7}',
            b'b' => '\u{8}',
            b't' | b'\t' => '\t',
            b'n' => '\n',
            b'v' => '\u{b}',
            b'f' => '\u{c}',
            b'r' => '\r',
            b'e' => '\u{1b}',
            b' ' => ' ',
            b'"' => '"',
            b'/' => '/',
            b'\\' => '\\',
            b'N' => '\u{85}',
            b'_' => '\u{a0}',
            b'L' => '\u{2028}',
            b'P' => '\u{2029}',
            b'x' => return self.code_point(2),
            b'u' => return self.code_point(4),
            b'U' => return self.code_point(8),
            _ => return self.fail_here(Fault::Character),
        };
        self.at += 1;
        Ok(plain)
    }

    /// Reads the digits of `\x`, `\u` and `\U`; two halves of a pair are one character.
    fn code_point(&mut self, digits: usize) -> Outcome<char> {
        let first = self.hex(digits)?;
        let point = if digits == 4 && (0xd800..0xdc00).contains(&first) && self.input[self.at..].starts_with(b"\\u") {
            self.at += 1;
            let second = self.hex(4)?;
            if !(0xdc00..0xe000).contains(&second) {
                return self.fail_here(Fault::Character);
            }
            0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        match char::from_u32(point) {
            Some(char) => Ok(char),
            None => self.fail_here(Fault::Character),
        }
    }

    fn hex(&mut self, digits: usize) -> Outcome<u32> {
        self.at += 1;
        let mut point = 0_u32;
        for _ in 0..digits {
            let Some(digit) = self.peek(0).and_then(|byte| char::from(byte).to_digit(16)) else {
                return self.fail_here(Fault::Character);
            };
            if point > 0x0fff_ffff {
                return self.fail_here(Fault::Character);
            }
            point = point * 16 + digit;
            self.at += 1;
        }
        Ok(point)
    }
}
