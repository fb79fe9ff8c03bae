//! Where a text names files with `@`: what counts as an import and what is only text.
//!
//! Claude Code reads Markdown without the extensions of GitHub, and looks for ` @path` in what is text there: not in
//! code, not in HTML, not in a link's target, not in an image. Two of its ways are odd and kept: the text of a list's
//! item is searched as it is written, so that even a code span in it can import; and what stands beside a comment in a
//! block of comments counts.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A file that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// As written, without the `@`.
    pub(super) written: String,
    /// The byte of the `@`.
    pub(super) at: usize,
    /// The path meant: without `#…`, with its spaces.
    pub(super) path: String,
    /// Another path that Claude Code tries as well.
    pub(super) or: Option<String>,
}

/// Tells whether a character is white space to Claude Code, that is in JavaScript.
pub(super) fn is_space(c: char) -> bool {
    c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}')
}

/// Returns the files that a text names, in its order. The text is one without front matter.
pub(super) fn mentions(text: &str) -> Vec<Mention> {
    if !text.contains('@') {
        return Vec::new();
    }
    let mut search = Search { text, found: Vec::new(), run: None, item: None };
    // Whether the containers from the outermost are a list's items.
    let mut containers: Vec<bool> = Vec::new();
    let mut in_code = false;
    let mut images = 0_u32;
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::Item | Tag::BlockQuote(_) | Tag::Heading { .. }) => {
                search.end_block();
                containers.push(matches!(event, Event::Start(Tag::Item)));
            }
            Event::End(TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::Heading(_)) => {
                search.end_block();
                containers.pop();
            }
            Event::Start(Tag::CodeBlock(_)) => {
                search.end_block();
                in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::HtmlBlock) => {
                search.end_block();
                search.html(range);
            }
            Event::Start(Tag::Paragraph | Tag::List(_))
            | Event::End(TagEnd::Paragraph | TagEnd::List(_) | TagEnd::HtmlBlock)
            | Event::Rule => search.end_block(),
            Event::Html(_) => {}
            Event::Text(_) if in_code => {}
            inline => {
                if containers.last() == Some(&true) {
                    search.widen_item(&range);
                }
                match inline {
                    Event::Start(Tag::Image { .. }) => images += 1,
                    Event::End(TagEnd::Image) => images = images.saturating_sub(1),
                    Event::Text(_) | Event::SoftBreak if images == 0 => {
                        search.widen_run(range);
                        continue;
                    }
                    _ => {}
                }
                search.end_run();
            }
        }
    }
    search.end_block();
    let mut found = search.found;
    // A mention can be found in an item's text and in its source: `- @a.md**b**` means `a.md`, or else `a.md**b**`.
    found.sort_by(|a, b| a.at.cmp(&b.at).then(a.path.len().cmp(&b.path.len())));
    found.dedup_by(|longer, shorter| {
        let same = longer.at == shorter.at;
        if same && longer.path != shorter.path {
            shorter.or = Some(std::mem::take(&mut longer.path));
        }
        same
    });
    found
}

struct Search<'a> {
    text: &'a str,
    found: Vec<Mention>,
    /// The run of plain text that is being read, in the source.
    run: Option<Range<usize>>,
    /// The text of a list's item that is being read, in the source.
    item: Option<Range<usize>>,
}

impl Search<'_> {
    fn widen_run(&mut self, range: Range<usize>) {
        match &mut self.run {
            Some(run) if run.end == range.start => run.end = range.end,
            _ => {
                self.end_run();
                // An escaped character is a run of its own: `\@a.md` is no mention, and `\*@a.md` is one.
                let skip = match self.text[range.clone()].chars().next() {
                    Some(c) if self.text[..range.start].ends_with('\\') => c.len_utf8(),
                    _ => 0,
                };
                self.run = Some(range.start + skip..range.end);
            }
        }
    }

    fn widen_item(&mut self, range: &Range<usize>) {
        let start = range.start - usize::from(self.text[..range.start].ends_with('\\'));
        let item = self.item.get_or_insert(start..range.end);
        item.end = item.end.max(range.end);
    }

    fn end_run(&mut self) {
        if let Some(run) = self.run.take() {
            self.scan(run, true);
        }
    }

    fn end_block(&mut self) {
        self.end_run();
        if let Some(item) = self.item.take() {
            self.scan(item, true);
        }
    }

    /// Searches a block of HTML: only beside comments where it begins with one, and only behind the end of a
    /// declaration or an instruction (`<?php … ?>`), which Claude Code takes for the block's end.
    fn html(&mut self, block: Range<usize>) {
        let source = self.text[block.clone()].trim_start();
        let start = block.end - source.len();
        if source.starts_with("<!--") {
            if source.contains("-->") {
                let mut after_space = true;
                for piece in outside_comments(source) {
                    let last = source[piece.clone()].chars().next_back();
                    self.scan(start + piece.start..start + piece.end, after_space);
                    after_space = last.map_or(after_space, is_space);
                }
            }
        } else if let Some((_, end)) =
            [("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")].into_iter().find(|(begin, _)| source.starts_with(begin))
            && let Some(at) = source.find(end)
        {
            let rest = start + at + end.len();
            let found = mentions(&self.text[rest..block.end]);
            self.found.extend(found.into_iter().map(|mention| Mention { at: rest + mention.at, ..mention }));
        }
    }

    /// Finds the mentions in a range of the source, each at its start or behind white space.
    fn scan(&mut self, range: Range<usize>, starts_free: bool) {
        let text = &self.text[range.clone()];
        let mut free_from = 0;
        for (at, _) in text.match_indices('@') {
            // What a mention took is not searched again: `@a\ @b` names one file.
            if at < free_from || !text[..at].chars().next_back().map_or(starts_free, is_space) {
                continue;
            }
            let written = path_at_start(&text[at + 1..]);
            free_from = at + 1 + written.len();
            let path = written.split('#').next().unwrap_or_default().replace("\\ ", " ");
            if is_path(&path) {
                self.found.push(Mention { written: written.to_owned(), at: range.start + at, path, or: None });
            }
        }
    }
}

/// Returns the parts of a block of HTML that are outside its comments.
pub(super) fn outside_comments(source: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    while let Some(start) = source[from..].find("<!--").map(|at| from + at) {
        let Some(end) = source[start + 4..].find("-->").map(|at| start + at + 7) else { break };
        pieces.push(from..start);
        from = end;
    }
    pieces.push(from..source.len());
    pieces
}

/// Returns the longest path at a text's start: up to white space, or a backslash that escapes no space.
fn path_at_start(text: &str) -> &str {
    let mut end = 0;
    while let Some(c) = text[end..].chars().next() {
        if c == '\\' && text[end..].starts_with("\\ ") {
            end += 2;
        } else if c == '\\' || is_space(c) {
            break;
        } else {
            end += c.len_utf8();
        }
    }
    &text[..end]
}

/// Tells whether a text is taken for a path: `./…`, `~/…`, `/…`, or one that begins with an ASCII letter, a digit or
/// one of `.`, `_`, `-`. So `@ü.md` imports nothing, and `@./ü.md` does.
fn is_path(text: &str) -> bool {
    text.starts_with("~/")
        || (text.starts_with('/') && text.len() > 1)
        || text.starts_with(|c: char| c.is_ascii_alphanumeric() || "._-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_tells_where_it_is_and_what_it_means() {
        let text = "é @docs/a\\ b.md#part\n- ` @x.md `\n";
        assert_eq!(
            mentions(text),
            [
                Mention { written: "docs/a\\ b.md#part".into(), at: 3, path: "docs/a b.md".into(), or: None },
                Mention { written: "x.md".into(), at: 26, path: "x.md".into(), or: None },
            ]
        );
    }
}
