//! Aligned columns that fit the terminal.

use anstyle::Style;

use super::text::{columns, cut, isolated};
use super::{Screen, paint};

/// A cell; its text is visible text on one line.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    pub(super) fn new(style: Style, text: impl Into<String>) -> Self {
        Self { text: text.into(), style }
    }
}

/// How a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
    /// To the left, and cut where the terminal is too narrow, but not below these columns.
    Shrinks(usize),
}

/// What stands between two columns.
const GAP: &str = "  ";

/// Returns the rows as lines with aligned columns; a column that is empty throughout is left out.
pub(super) fn lines(aligns: &[Align], rows: &[Vec<Cell>], screen: Screen) -> Vec<String> {
    let mut widths: Vec<usize> = (0..aligns.len())
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| columns(&cell.text)).max().unwrap_or(0))
        .collect();
    if let Some(most) = screen.width {
        shrink(aligns, &mut widths, most);
    }
    rows.iter().map(|row| line(aligns, &widths, row, screen)).collect()
}

/// Takes columns away from the widest that may shrink until all fit or none can give more.
fn shrink(aligns: &[Align], widths: &mut [usize], most: usize) {
    let shown = widths.iter().filter(|width| **width > 0).count();
    let gaps = GAP.len() * shown.saturating_sub(1);
    let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(most);
    while excess > 0 {
        let room = |column: usize| match aligns[column] {
            Align::Shrinks(least) => widths[column].saturating_sub(least),
            Align::Left | Align::Right => 0,
        };
        let widest = (0..aligns.len()).filter(|column| room(*column) > 0).max_by_key(|column| widths[*column]);
        let Some(widest) = widest else { break };
        widths[widest] -= 1;
        excess -= 1;
    }
}

fn line(aligns: &[Align], widths: &[usize], row: &[Cell], screen: Screen) -> String {
    let mut line = String::new();
    let shown = || (0..aligns.len()).filter(|column| widths[*column] > 0);
    let last = shown().rfind(|column| row.get(*column).is_some_and(|cell| !cell.text.is_empty()));
    for column in shown() {
        let Some(cell) = row.get(column) else { break };
        let text = cut(&cell.text, widths[column]);
        let padding = " ".repeat(widths[column].saturating_sub(columns(&text)));
        let text = if screen.isolate { isolated(&text) } else { text };
        let text = if text.is_empty() { text } else { paint(cell.style, &text) };
        if aligns[column] == Align::Right {
            line.push_str(&padding);
        }
        line.push_str(&text);
        if Some(column) == last {
            break;
        }
        if aligns[column] != Align::Right {
            line.push_str(&padding);
        }
        line.push_str(GAP);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::super::PLAIN;
    use super::*;

    fn check(rows: &[&[&str]], width: Option<usize>, expected: &[&str]) {
        let rows: Vec<Vec<Cell>> =
            rows.iter().map(|row| row.iter().map(|text| Cell::new(PLAIN, *text)).collect()).collect();
        let aligns = [Align::Right, Align::Shrinks(4), Align::Left];
        assert_eq!(lines(&aligns, &rows, Screen { width, isolate: false }), expected);
    }

    #[test]
    fn columns_are_aligned_by_what_they_take_on_screen() {
        check(&[&["#1", "abc", "x"], &["#12", "日本", "y"]], None, &[" #1  abc   x", "#12  日本  y"]);
        check(&[&["1", "a", ""], &["2", "", "b"]], None, &["1  a", "2     b"]);
        check(&[&["1", "", "b"]], None, &["1  b"]);
    }

    #[test]
    fn the_text_is_cut_where_the_terminal_is_narrow() {
        check(&[&["1", "a long title", "x"]], Some(14), &["1  a long …  x"]);
        check(&[&["1", "a long title", "x"]], Some(3), &["1  a l…  x"]);
        check(&[&["1", "short", "x"]], Some(80), &["1  short  x"]);
    }
}
