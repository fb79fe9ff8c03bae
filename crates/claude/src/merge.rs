//! Bringing two edits of one text together, and showing what one changed.

use serde::Serialize;

/// Two edits in one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Merged {
    /// The text; where both changed the same lines it has both, between the marks that git writes.
    pub text: String,
    /// In how many places both changed the same lines.
    pub conflicts: u32,
}

/// How many `<` a mark has at least, as git writes it.
const MARK: usize = 7;

/// Returns both edits of `base` in one text. Lines count; edits of neighbouring lines are a conflict.
pub fn merge(base: &str, yours: &str, theirs: &str) -> Merged {
    if yours == theirs || base == theirs {
        return Merged { text: yours.to_owned(), conflicts: 0 };
    }
    if base == yours {
        return Merged { text: theirs.to_owned(), conflicts: 0 };
    }
    // A text that has such marks itself (one about git) gets longer ones, so that none is taken for another.
    let longest = [base, yours, theirs].into_iter().flat_map(str::lines).map(mark_of).max().unwrap_or(0);
    let length = MARK.max(longest + 1);
    let result = diffy::MergeOptions::new()
        .set_conflict_marker_length(length)
        .set_conflict_style(diffy::ConflictStyle::Diff3)
        .set_incomplete_hunk_style(diffy::IncompleteHunkStyle::Git)
        .merge(base, yours, theirs);
    match result {
        Ok(text) => Merged { text, conflicts: 0 },
        Err(text) => named(&text, length),
    }
}

/// Returns how long a mark at a line's start is.
fn mark_of(line: &str) -> usize {
    let Some(first) = line.chars().next().filter(|first| "<>=|".contains(*first)) else { return 0 };
    line.chars().take_while(|c| *c == first).count()
}

/// Gives the marks the words of the window, and counts the conflicts.
fn named(text: &str, length: usize) -> Merged {
    let mark = |sign: &str, word: &str| format!("{}{word}", sign.repeat(length));
    let marks = [
        (mark("<", " ours"), mark("<", " yours")),
        (mark("|", " original"), mark("|", " before")),
        (mark(">", " theirs"), mark(">", " theirs")),
        (mark("=", ""), mark("=", "")),
    ];
    let mut merged = Merged { text: String::with_capacity(text.len()), conflicts: 0 };
    for line in text.split_inclusive('\n') {
        let found = marks.iter().position(|(old, _)| line.trim_end_matches('\n') == old);
        let Some(found) = found else {
            merged.text.push_str(line);
            continue;
        };
        merged.conflicts += u32::from(found == 0);
        merged.text.push_str(&marks[found].1);
        merged.text.push('\n');
    }
    merged
}

/// Returns what changed from one text to the other as a unified diff; empty where nothing did.
pub fn unified(before: (&str, &str), after: (&str, &str)) -> String {
    let ((old_name, old), (new_name, new)) = (before, after);
    if old == new {
        return String::new();
    }
    diffy::DiffOptions::new()
        .set_original_filename(old_name.to_owned())
        .set_modified_filename(new_name.to_owned())
        .create_patch(old, new)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_of_different_lines_come_together() {
        let merged = merge("a\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n");
        assert_eq!(merged, Merged { text: "A\nb\nc\nd\nE\n".into(), conflicts: 0 });
    }

    #[test]
    fn one_edit_alone_is_the_merge() {
        for (yours, theirs, expected) in [("x\n", "a\n", "x\n"), ("a\n", "y\n", "y\n"), ("z\n", "z\n", "z\n")] {
            assert_eq!(merge("a\n", yours, theirs), Merged { text: expected.into(), conflicts: 0 });
        }
    }

    #[test]
    fn where_both_changed_a_line_both_are_shown() {
        let merged = merge("top\na\nend\n", "top\nmine\nend\n", "top\nother\nend\n");
        assert_eq!(merged.conflicts, 1);
        assert_eq!(merged.text, "top\n<<<<<<< yours\nmine\n||||||| before\na\n=======\nother\n>>>>>>> theirs\nend\n");
    }

    #[test]
    fn a_last_line_without_an_end_keeps_the_marks_on_lines_of_their_own() {
        let merged = merge("a", "mine", "other");
        assert_eq!(merged.conflicts, 1, "{}", merged.text);
    }

    #[test]
    fn marks_of_the_text_itself_are_no_conflicts() {
        let base = "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n\n\nx\n";
        let merged = merge(base, &base.replace('x', "y"), &base.replace('x', "z"));
        assert_eq!(merged.conflicts, 1);
        assert!(merged.text.contains("<<<<<<<< yours\ny\n"), "{}", merged.text);
    }

    #[test]
    fn a_difference_is_a_unified_diff() {
        assert_eq!(unified(("a", "x\n"), ("b", "x\n")), "");
        assert_eq!(unified(("a", "x\n"), ("b", "y\n")), "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n");
    }
}
