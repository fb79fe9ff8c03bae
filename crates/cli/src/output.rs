//! Where answers go: text for people or JSON for programs.

use std::io::{self, BufWriter, IsTerminal, Write};

use serde::Serialize;

use crate::failure::Failure;
use crate::render::Screen;

/// How the answer is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// Whether it is for a program.
    pub(crate) json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Writes the answer: `value` as one JSON document on a line, or the text.
    pub(crate) fn show<T: Serialize>(self, value: &T, text: impl FnOnce(Screen) -> String) -> Result<(), Failure> {
        if self.json { write_json(value) } else { write_text(&text(Screen::of_stdout())) }
    }
}

/// Writes one line of JSON, at once.
pub(crate) fn write_json<T: Serialize>(value: &T) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    serde_json::to_writer(&mut out, value).map_err(io::Error::from).map_err(Failure::Output)?;
    out.write_all(b"\n").and_then(|()| out.flush()).map_err(Failure::Output)
}

/// Writes text to stdout; styles only where it is a terminal that wants them (`NO_COLOR`, `CLICOLOR`).
pub(crate) fn write_text(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::Output)
}

/// Writes a file's bytes to stdout: to a terminal with what it would obey made visible, else exactly.
pub(crate) fn write_bytes(bytes: &[u8]) -> Result<(), Failure> {
    if is_terminal() {
        return write_text(&crate::render::visible_lines(&String::from_utf8_lossy(bytes)));
    }
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(Failure::Output)
}

/// Returns the columns of stdout's terminal, else what `COLUMNS` says; `None` where lines have no end.
pub(crate) fn width() -> Option<usize> {
    if let Some((terminal_size::Width(columns), _)) = terminal_size::terminal_size_of(io::stdout()) {
        return Some(usize::from(columns)).filter(|columns| *columns > 0);
    }
    let columns = std::env::var("COLUMNS").ok()?.parse().ok()?;
    Some(columns).filter(|columns| *columns > 0)
}

/// Returns whether stdout is a terminal.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}
