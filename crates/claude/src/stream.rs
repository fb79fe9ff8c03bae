//! What `claude` writes with `--output-format stream-json`: one JSON object a line, read as it comes.
//!
//! Owns the shapes of Claude Code 2.1 and what becomes of everything else: a line that is not understood is kept as
//! [`Event::Unknown`], one that can't be read is told as [`Event::Skipped`]. Refuses to fail, to hold more than one line
//! in memory, and to know of processes.

mod event;
mod fields;
mod line;
mod repair;
mod talk;

pub use event::{Block, Denial, Event, Init, McpServer, Outcome, Permission, Skip, Text, Usage};

use self::line::sample;

/// The longest line that Claude Code may write: a tool's answer with images in it takes some megabytes.
pub const MAX_LINE: usize = 16 * 1024 * 1024;

/// A buffer that grew beyond this is given back after its line.
const KEPT: usize = 256 * 1024;

/// Bytes of a line that are enough for a sample of it.
const HEAD: usize = 4 * line::SAMPLE;

/// Turns bytes into events, however they are cut.
#[derive(Debug)]
pub struct Decoder {
    limit: usize,
    /// The beginning of a line whose end has not come yet; of one that is too long, only its head.
    partial: Vec<u8>,
    /// Length so far of a line that is too long.
    skipping: Option<u64>,
}

impl Decoder {
    /// Begins with nothing read. Lines longer than `limit` bytes are skipped.
    pub fn new(limit: usize) -> Self {
        Self { limit, partial: Vec::new(), skipping: None }
    }

    /// Reads some more bytes and tells `each` about the lines that they end.
    pub fn push(&mut self, bytes: &[u8], each: &mut impl FnMut(Event)) {
        let mut rest = bytes;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            let (piece, after) = (&rest[..end], &rest[end + 1..]);
            if self.partial.is_empty() && self.skipping.is_none() && piece.len() <= self.limit {
                line::read(piece, each);
            } else {
                self.hold(piece);
                self.end_line(Skip::NotJson, each);
            }
            rest = after;
        }
        self.hold(rest);
    }

    /// Tells `each` about a last line that no newline ended. The decoder begins anew.
    pub fn finish(&mut self, each: &mut impl FnMut(Event)) {
        self.end_line(Skip::CutOff, each);
    }

    fn hold(&mut self, piece: &[u8]) {
        if let Some(length) = &mut self.skipping {
            *length += piece.len() as u64;
        } else if self.partial.len() + piece.len() > self.limit {
            self.skipping = Some((self.partial.len() + piece.len()) as u64);
            let missing = HEAD.saturating_sub(self.partial.len()).min(piece.len());
            self.partial.extend_from_slice(&piece[..missing]);
            self.partial.truncate(HEAD);
            self.partial.shrink_to(KEPT);
        } else {
            self.partial.extend_from_slice(piece);
        }
    }

    fn end_line(&mut self, unreadable: Skip, each: &mut impl FnMut(Event)) {
        if let Some(bytes) = self.skipping.take() {
            each(Event::Skipped { reason: Skip::TooLong, bytes, sample: sample(&self.partial) });
        } else {
            line::read_as(&self.partial, unreadable, each);
        }
        self.partial.clear();
        self.partial.shrink_to(KEPT);
    }
}
