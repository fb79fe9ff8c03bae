//! Block scalars: `|` keeps its lines, `>` folds them.

use std::ops::Range;

use super::{Fault, Kind, Outcome, Parser, Token};

/// What becomes of the breaks at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chomp {
    /// `-`: none stays.
    Strip,
    /// One stays.
    Clip,
    /// `+`: all stay.
    Keep,
}

impl<'a> Parser<'a> {
    pub(super) fn block_scalar(&mut self, folded: bool) -> Outcome<Token<'a>> {
        let (start, line, indent, tabbed) = (self.at, self.line, self.indent, self.tabbed);
        self.at += 1;
        let (digit, chomp) = self.block_header()?;
        let block = self.blocks.last().copied();
        let content = match digit {
            Some(digit) => block.unwrap_or(0) + digit,
            None => self.find_indent(block)?,
        };
        let header = self.at;
        let lines = self.block_lines(content)?;
        let mut said = lines.iter().rev().filter(|line| chomp == Chomp::Keep || !line.is_empty());
        let end = match said.next() {
            Some(line) => line.end,
            None => self.text[..header].trim_end_matches(['\n', '\r']).len().max(start),
        };
        let lines: Vec<&str> = lines.into_iter().map(|line| &self.text[line]).collect();
        let value = self.document.add_text(join(&lines, folded, chomp));
        Ok(Token { kind: Kind::Scalar(value), start, end, indent, line, tabbed })
    }

    /// Reads the rest of the first line.
    fn block_header(&mut self) -> Outcome<(Option<usize>, Chomp)> {
        let mut digit = None;
        let mut chomp = None;
        loop {
            match self.peek(0) {
                Some(byte @ b'1'..=b'9') if digit.is_none() => digit = Some(usize::from(byte - b'0')),
                Some(b'-') if chomp.is_none() => chomp = Some(Chomp::Strip),
                Some(b'+') if chomp.is_none() => chomp = Some(Chomp::Keep),
                Some(b' ' | b'\t') => {
                    self.skip_blanks();
                    if self.peek(0) == Some(b'#') {
                        self.skip_comment()?;
                    }
                    continue;
                }
                _ => break,
            }
            self.at += 1;
        }
        match self.peek(0) {
            None => {}
            Some(b'\n' | b'\r') => self.line_break(),
            Some(_) => return self.fail_here(Fault::Character),
        }
        Ok((digit, chomp.unwrap_or(Chomp::Clip)))
    }

    /// Returns the indent of the first line that says something; nothing is stepped over.
    fn find_indent(&mut self, block: Option<usize>) -> Outcome<usize> {
        let least = block.map_or(0, |block| block + 1);
        let mut at = self.at;
        let mut longest = 0;
        loop {
            let spaces = self.input[at..].iter().take_while(|&&byte| byte == b' ').count();
            match self.input.get(at + spaces) {
                None => return Ok(least.max(longest).max(spaces)),
                Some(b'\n') => at += spaces + 1,
                Some(b'\r') => at += spaces + 1 + usize::from(self.input.get(at + spaces + 1) == Some(&b'\n')),
                Some(byte) => {
                    if *byte == b'\t' && spaces < least {
                        self.at = at + spaces;
                        return self.fail_here(Fault::Tab);
                    }
                    // The block is over before it began, or it begins here.
                    if spaces < least {
                        return Ok(least.max(longest));
                    }
                    if longest > spaces {
                        self.at = at + spaces;
                        return self.fail_here(Fault::Character);
                    }
                    return Ok(spaces);
                }
            }
            longest = longest.max(spaces);
        }
    }

    /// Takes the lines that are indented enough, without that indent; a line of fewer spaces alone is empty.
    fn block_lines(&mut self, content: usize) -> Outcome<Vec<Range<usize>>> {
        let mut lines = Vec::new();
        while self.at < self.input.len() {
            let spaces = self.input[self.at..].iter().take_while(|&&byte| byte == b' ').count();
            let text = self.at + spaces.min(content);
            let length = self.input[text..].iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count();
            let end = text + length;
            let ends_here = end == self.input.len();
            if spaces < content && length > 0 {
                if self.input[text] == b'\t' {
                    self.at = text;
                    return self.fail_here(Fault::Tab);
                }
                break;
            }
            if content == 0 && (self.is_marker(*b"---") || self.is_marker(*b"...")) {
                break;
            }
            if self.input[text..end].contains(&0) {
                self.at = end;
                return self.fail_here(Fault::Character);
            }
            if ends_here && length == 0 && spaces == 0 {
                break;
            }
            lines.push(text..end);
            self.at = end;
            if !ends_here {
                self.line_break();
            }
        }
        // The next token stands in a line whose indent is known.
        let from = self.at;
        while self.peek(0) == Some(b' ') {
            self.at += 1;
        }
        self.indent = self.at - from;
        Ok(lines)
    }
}

fn join(lines: &[&str], folded: bool, chomp: Chomp) -> String {
    let said = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    let mut text = String::new();
    let mut blank = 0;
    let mut previous: Option<&str> = None;
    for line in &lines[..said] {
        if line.is_empty() {
            blank += 1;
            continue;
        }
        let kept = |line: &str| line.starts_with([' ', '\t']);
        match previous {
            Some(previous) if !folded || kept(previous) || kept(line) => {
                text.extend(std::iter::repeat_n('\n', blank + 1));
            }
            Some(_) if blank == 0 => text.push(' '),
            Some(_) | None => text.extend(std::iter::repeat_n('\n', blank)),
        }
        text.push_str(line);
        previous = Some(line);
        blank = 0;
    }
    let rest = lines.len() - said;
    match chomp {
        Chomp::Clip if said > 0 => text.push('\n'),
        Chomp::Strip | Chomp::Clip => {}
        Chomp::Keep => text.extend(std::iter::repeat_n('\n', rest + usize::from(said > 0))),
    }
    text
}
