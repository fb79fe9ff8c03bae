//! What is left of a file when Claude Code sends it: no front matter, no comments.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::mention::{is_space, outside_comments};

/// Returns a body without the comments that stand as blocks of their own; those inside a list's item, a quote or a line
/// of text are sent.
pub(super) fn without_comments(body: &str) -> Cow<'_, str> {
    if !body.contains("<!--") {
        return Cow::Borrowed(body);
    }
    let mut kept = String::with_capacity(body.len());
    let mut from = 0;
    let mut depth = 0_u32;
    for (event, range) in Parser::new_ext(body, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::HtmlBlock) if depth == 0 => {
                let source = &body[range.clone()];
                if !source.trim_start().starts_with("<!--") || !source.contains("-->") {
                    continue;
                }
                kept.push_str(&body[from..range.start]);
                from = range.end;
                let rest: String = outside_comments(source).into_iter().map(|piece| &source[piece]).collect();
                if rest.trim_matches(is_space).is_empty() {
                    // The block is taken out with the empty lines below it.
                    from = body.len() - body[from..].trim_start_matches(['\n', '\r']).len();
                } else {
                    kept.push_str(&rest);
                }
            }
            Event::Start(Tag::Item | Tag::BlockQuote(_)) => depth += 1,
            Event::End(TagEnd::Item | TagEnd::BlockQuote(_)) => depth -= 1,
            _ => {}
        }
    }
    if from == 0 {
        return Cow::Borrowed(body);
    }
    kept.push_str(&body[from..]);
    Cow::Owned(kept)
}

/// Tells whether there is nothing to send: Claude Code leaves such a file out.
pub(super) fn is_blank(sent: &str) -> bool {
    sent.trim_matches(is_space).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_taken_out_only_where_they_are_blocks_of_their_own() {
        for (body, expected) in [
            ("x\n<!-- c -->\n", "x\n"),
            ("<!-- c -->\n\nx", "x"),
            ("<!-- c --> x", " x"),
            ("<!-- c --><!-- d -->\nx", "x"),
            ("<!--\nc\n\nd\n-->\nx", "x"),
            ("- x\n<!-- c -->\n- y", "- x\n- y"),
            ("x <!-- c --> y", "x <!-- c --> y"),
            ("```\n<!-- c -->\n```", "```\n<!-- c -->\n```"),
            ("- x\n\n  <!-- c -->\n", "- x\n\n  <!-- c -->\n"),
            ("x\n\n<!-- c", "x\n\n<!-- c"),
            ("<div><!-- c --></div>", "<div><!-- c --></div>"),
        ] {
            assert_eq!(without_comments(body), expected, "{body:?}");
        }
    }
}
