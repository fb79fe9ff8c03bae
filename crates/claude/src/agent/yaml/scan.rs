//! From bytes to tokens.

use super::{Fault, Kind, Outcome, Parser, Tag, Token};

/// What a scan takes from the place it begins at.
#[derive(Debug, Clone, Copy, Default)]
struct Start {
    /// Whether spaces at the very beginning indent.
    counts: bool,
    /// The indent of what stands before on the same line, in `- - a`.
    parent: usize,
    tag: Tag,
    /// After a scalar the line's indent is not looked at.
    lenient: bool,
}

impl<'a> Parser<'a> {
    /// Reads the next token.
    pub(super) fn scan(&mut self) -> Outcome<()> {
        self.scan_from(Start::default())
    }

    /// Reads the first token of the text.
    pub(super) fn scan_first(&mut self) -> Outcome<()> {
        self.scan_from(Start { counts: true, ..Start::default() })
    }

    /// Reads the token after a tag or an anchor.
    pub(super) fn scan_tagged(&mut self, tag: Tag) -> Outcome<()> {
        self.scan_from(Start { tag, ..Start::default() })
    }

    /// Reads the token after a scalar.
    pub(super) fn scan_after_scalar(&mut self, tag: Tag) -> Outcome<()> {
        self.scan_from(Start { tag, lenient: true, ..Start::default() })
    }

    /// Reads the token after a `-`.
    pub(super) fn scan_entry(&mut self, indent: usize, tag: Tag) -> Outcome<()> {
        self.scan_from(Start { counts: true, parent: indent + 1, tag, ..Start::default() })
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<u8> {
        self.input.get(self.at + ahead).copied()
    }

    pub(super) fn is_blank_or_end(&self, ahead: usize) -> bool {
        matches!(self.peek(ahead), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
    }

    fn is_flow_sign(&self, ahead: usize) -> bool {
        matches!(self.peek(ahead), Some(b',' | b'[' | b']' | b'{' | b'}'))
    }

    /// Returns whether a line break ended just before the place, or nothing stands before it.
    pub(super) fn at_line_start(&self) -> bool {
        self.at == 0 || matches!(self.input[self.at - 1], b'\n' | b'\r') || self.text[..self.at] == *"\u{feff}"
    }

    /// Returns whether `---` or `...` at the start of a line ends the document here.
    pub(super) fn is_marker(&self, marker: [u8; 3]) -> bool {
        self.at_line_start() && self.input[self.at..].starts_with(&marker) && self.is_blank_or_end(3)
    }

    /// Steps over a line break: `\n`, `\r` or both.
    pub(super) fn line_break(&mut self) {
        self.at += if self.peek(0) == Some(b'\r') && self.peek(1) == Some(b'\n') { 2 } else { 1 };
        self.line += 1;
        self.indent = 0;
        self.tabbed = false;
    }

    pub(super) fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t') = self.peek(0) {
            self.at += 1;
        }
    }

    fn skip_line(&mut self) {
        while !matches!(self.peek(0), None | Some(b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Steps over a comment up to the end of its line.
    pub(super) fn skip_comment(&mut self) -> Outcome<()> {
        let from = self.at;
        self.skip_line();
        if let Some(nul) = self.input[from..self.at].iter().position(|&byte| byte == 0) {
            self.at = from + nul;
            return self.fail_here(Fault::Character);
        }
        Ok(())
    }

    fn here(&self, kind: Kind<'a>, start: usize) -> Token<'a> {
        Token { kind, start, end: self.at, indent: self.indent, line: self.line, tabbed: self.tabbed }
    }

    fn scan_from(&mut self, start: Start) -> Outcome<()> {
        let before = self.token.line;
        self.previous_end = self.token.end;
        self.skip_space(start)?;
        self.token = self.next_token(start.tag)?;
        if let Some(&block) = self.blocks.last()
            && self.context().is_flow()
            && !start.lenient
            && self.token.line != before
            && self.token.indent <= block
            && !matches!(self.token.kind, Kind::ListClose | Kind::MapClose)
        {
            return self.fail(Fault::Token);
        }
        Ok(())
    }

    /// Steps over blanks, line breaks and comments.
    fn skip_space(&mut self, start: Start) -> Outcome<()> {
        let mut counts = start.counts;
        let mut parent = start.parent;
        loop {
            match self.peek(0) {
                Some(b' ') => {
                    let from = self.at;
                    while self.peek(0) == Some(b' ') {
                        self.at += 1;
                    }
                    if counts {
                        self.indent = self.at - from + parent;
                        counts = self.peek(0) == Some(b'\t');
                    }
                }
                Some(b'\t') => {
                    if counts && self.tab_indents() {
                        if self.left_block() && parent == 0 {
                            return self.fail_here(Fault::Tab);
                        }
                        self.tabbed = true;
                    }
                    counts = false;
                    self.skip_blanks();
                }
                Some(b'\n' | b'\r') => {
                    self.line_break();
                    counts = true;
                    parent = 0;
                }
                Some(b'#') => {
                    if self.at > 0
                        && !matches!(self.input[self.at - 1], b' ' | b'\t' | b'\n' | b'\r')
                        && self.text[..self.at] != *"\u{feff}"
                    {
                        return self.fail_here(Fault::Character);
                    }
                    self.skip_comment()?;
                }
                _ => return Ok(()),
            }
        }
    }

    /// Returns whether the tab at the place stands where an indent would matter.
    pub(super) fn tab_indents(&self) -> bool {
        if self.context().is_flow() {
            return false;
        }
        // A line of blanks or a comment has no indent.
        let rest = self.input[self.at..].iter().find(|byte| !matches!(byte, b' ' | b'\t'));
        !matches!(rest, None | Some(b'\n' | b'\r' | b'#'))
    }

    fn next_token(&mut self, tag: Tag) -> Outcome<Token<'a>> {
        let start = self.at;
        let flow = self.context().is_flow();
        let Some(byte) = self.peek(0) else { return Ok(self.here(Kind::End, start)) };
        let kind = match byte {
            b'-' if self.is_marker(*b"---") => {
                self.at += 3;
                return Ok(self.here(Kind::DocumentStart, start));
            }
            b'.' if self.is_marker(*b"...") => {
                self.at += 3;
                return Ok(self.here(Kind::DocumentEnd, start));
            }
            b'-' if self.is_blank_or_end(1) || flow && self.is_flow_sign(1) => {
                if flow {
                    return self.fail_here(Fault::Token);
                }
                Kind::Entry
            }
            b'?' if self.is_blank_or_end(1) || flow && self.is_flow_sign(1) => Kind::Question,
            b':' if self.is_blank_or_end(1) || flow && (self.is_flow_sign(1) || self.colon_after_json_key()) => {
                Kind::Colon
            }
            b',' if flow => Kind::Comma,
            b'[' => Kind::ListOpen,
            b']' => Kind::ListClose,
            b'{' => Kind::MapOpen,
            b'}' => Kind::MapClose,
            b'%' => Kind::Directive,
            b'&' => return self.reference(Kind::Anchor),
            b'*' => return self.reference(Kind::Alias),
            b'!' => return self.tag(),
            b'|' | b'>' if !flow => return self.block_scalar(byte == b'>'),
            b'|' | b'>' | b'@' | b'`' => return self.fail_here(Fault::Token),
            b'\'' => return self.single_quoted(),
            b'"' => return self.double_quoted(),
            _ => return self.plain(tag),
        };
        self.at += 1;
        Ok(self.here(kind, start))
    }

    /// Returns whether the `:` at the place follows a quoted or bracketed key without a blank, as in JSON.
    fn colon_after_json_key(&self) -> bool {
        self.at > 0 && matches!(self.input[self.at - 1], b'"' | b'\'' | b']' | b'}')
    }

    /// Reads `&name` or `*name`.
    fn reference(&mut self, kind: fn(&'a str) -> Kind<'a>) -> Outcome<Token<'a>> {
        let start = self.at;
        self.at += 1;
        let name = self.at;
        while !self.is_blank_or_end(0)
            && !self.is_flow_sign(0)
            && self.peek(0).is_some_and(|byte| byte > b' ' && byte != 0x7f)
        {
            self.at += 1;
        }
        if self.at == name {
            return self.fail_here(Fault::Character);
        }
        if self.is_blank_or_end(0) || self.context().is_flow() && self.is_flow_sign(0) {
            return Ok(self.here(kind(&self.text[name..self.at]), start));
        }
        self.fail_here(Fault::Character)
    }

    fn skip_tag_chars(&mut self) {
        while let Some(byte) = self.peek(0) {
            match byte {
                b'%' if self.peek(1).is_some_and(|b| b.is_ascii_hexdigit())
                    && self.peek(2).is_some_and(|b| b.is_ascii_hexdigit()) =>
                {
                    self.at += 3;
                }
                b'#' | b';' | b'/' | b'?' | b':' | b'@' | b'&' | b'=' | b'+' | b'$' | b'_' | b'.' | b'~' | b'*'
                | b'\'' | b'(' | b')' | b'-' => {
                    self.at += 1;
                }
                byte if byte.is_ascii_alphanumeric() => self.at += 1,
                _ => return,
            }
        }
    }

    fn skip_uri_chars(&mut self) {
        loop {
            self.skip_tag_chars();
            match self.peek(0) {
                Some(b',' | b'!' | b'[' | b']') => self.at += 1,
                _ => return,
            }
        }
    }

    fn skip_word(&mut self) {
        while self.peek(0).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            self.at += 1;
        }
    }

    fn tag(&mut self) -> Outcome<Token<'a>> {
        let start = self.at;
        self.at += 1;
        let tag = match self.peek(0) {
            _ if self.is_blank_or_end(0) => Tag::Text,
            Some(b'<') => {
                self.at += 1;
                let from = self.at;
                self.skip_uri_chars();
                if self.at == from || self.peek(0) != Some(b'>') {
                    return self.fail_here(Fault::Character);
                }
                let name = &self.text[from..self.at];
                self.at += 1;
                name.strip_prefix("tag:yaml.org,2002:").map_or(Tag::Other, known)
            }
            Some(b'!') => {
                self.at += 1;
                let from = self.at;
                self.skip_tag_chars();
                if self.at == from {
                    return self.fail_here(Fault::Character);
                }
                let name = &self.text[from..self.at];
                let ends = self.is_blank_or_end(0) || self.context().is_flow() && self.is_flow_sign(0);
                if !ends {
                    return self.fail_here(Fault::Character);
                }
                known(name)
            }
            _ => {
                let from = self.at;
                self.skip_word();
                if self.at > from && self.peek(0) == Some(b'!') {
                    let handle = &self.text[from..self.at];
                    if !self.handles.contains(&handle) {
                        return self.fail_here(Fault::TagHandle);
                    }
                    self.at += 1;
                    let from = self.at;
                    self.skip_tag_chars();
                    if self.at == from {
                        return self.fail_here(Fault::Character);
                    }
                    Tag::Other
                } else {
                    let word = self.at;
                    self.skip_tag_chars();
                    if word == from {
                        return self.fail_here(Fault::Character);
                    }
                    known(&self.text[from..self.at])
                }
            }
        };
        Ok(self.here(Kind::Tag(tag), start))
    }

    /// Reads a `%` line; tells whether it was `%YAML`.
    pub(super) fn directive(&mut self) -> Outcome<bool> {
        if self.token.indent != 0 {
            return self.fail(Fault::Directive);
        }
        let from = self.at;
        self.skip_line();
        let line = self.text[from..self.at].trim_end_matches([' ', '\t']);
        let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
        match words.next() {
            Some("YAML") => {
                let version = words.next().and_then(|version| version.split_once('.'));
                let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                match version {
                    Some((major, minor)) if digits(major) && digits(minor) => {}
                    _ => return self.fail(Fault::Directive),
                }
                if words.next().is_some_and(|word| !word.starts_with('#')) {
                    return self.fail(Fault::Directive);
                }
                Ok(true)
            }
            Some("TAG") => {
                let Some(handle) = words.next().and_then(|word| word.strip_prefix('!')) else {
                    return self.fail(Fault::Directive);
                };
                if words.next().is_none() {
                    return self.fail(Fault::Directive);
                }
                if let Some(name) = handle.strip_suffix('!')
                    && !name.is_empty()
                {
                    self.handles.push(name);
                }
                Ok(false)
            }
            Some(_) if !line.starts_with([' ', '\t']) => Ok(false),
            _ => self.fail(Fault::Directive),
        }
    }
}

fn known(name: &str) -> Tag {
    match name {
        "bool" => Tag::Bool,
        "int" | "float" => Tag::Number,
        "null" => Tag::Null,
        "str" => Tag::Text,
        _ => Tag::Other,
    }
}
