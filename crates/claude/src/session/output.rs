//! What the process writes, and its end. What it left behind may keep its output open: then only what was there at its
//! end is read.

use std::io::{self, Read};
use std::process::{ChildStderr, ChildStdout, ExitStatus};
use std::sync::mpsc as threads;
use std::time::Duration;

use tokio::sync::mpsc;

use super::Heard;
use super::process::Ending;
use crate::stream::{Decoder, Event, MAX_LINE};

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1024;

/// Bytes of stderr that are kept.
const LAST_WORDS: usize = 64 * 1024;

/// A process that ends closes its output a little earlier: not worth a word.
const SOON: Duration = Duration::from_millis(250);

/// Begins to tell what comes from `stdout`, and after the process's end its status and the end of `stderr`.
pub(super) fn listen(
    stdout: ChildStdout,
    stderr: ChildStderr,
    [ending, other]: [Ending; 2],
    status: threads::Receiver<Option<ExitStatus>>,
    tell: mpsc::Sender<Heard>,
) -> io::Result<()> {
    let (words_to, words) = threads::sync_channel(1);
    std::thread::Builder::new().name("claude-stderr".to_owned()).spawn(move || {
        let mut last = Vec::new();
        read(stderr, &other, |bytes| {
            keep_last(&mut last, bytes);
            true
        });
        // Nobody listens any more: then nobody asks why it ended.
        let _ = words_to.send(last);
    })?;
    std::thread::Builder::new().name("claude-stdout".to_owned()).spawn(move || {
        if tell_events(stdout, &ending, &tell) && !ending.within(SOON) {
            // Whoever does not listen any more needs no more either.
            let _ = tell.blocking_send(Heard::OutputClosed);
        }
        let status = status.recv().ok().flatten();
        let stderr = words.recv().unwrap_or_default();
        let _ = tell.blocking_send(Heard::Ended {
            exit_code: status.and_then(|status| status.code()),
            signal: status.and_then(signal),
            stderr: last_words(&stderr),
        });
    })?;
    Ok(())
}

/// Returns whether the output was closed, as opposed to: nobody listens any more, or the process ended.
fn tell_events(stdout: ChildStdout, ending: &Ending, tell: &mpsc::Sender<Heard>) -> bool {
    let mut decoder = Decoder::new(MAX_LINE);
    let mut events = Vec::new();
    let closed = read(stdout, ending, |bytes| {
        decoder.push(bytes, &mut |event| collect(&mut events, event));
        events.drain(..).all(|event| tell.blocking_send(Heard::Event(event)).is_ok())
    });
    decoder.finish(&mut |event| collect(&mut events, event));
    // As above.
    let _ = events.drain(..).all(|event| tell.blocking_send(Heard::Event(event)).is_ok());
    closed
}

/// Adds an event, or to the last one when both are pieces of the same: who listens slowly gets larger pieces.
fn collect(events: &mut Vec<Event>, event: Event) {
    if let Event::Delta { block, text, parent } = &event
        && let Some(Event::Delta { block: last, text: so_far, parent: of }) = events.last_mut()
        && (block, parent) == (&*last, &*of)
    {
        so_far.push_str(text);
        return;
    }
    events.push(event);
}

/// Reads until the stream is closed, `each` returns false, or the process ended and all that it had written is read.
/// Returns whether the stream was closed.
#[cfg(unix)]
fn read(mut stream: impl Read + std::os::fd::AsFd, ending: &Ending, mut each: impl FnMut(&[u8]) -> bool) -> bool {
    let mut chunk = vec![0; CHUNK];
    let mut left = None;
    while left != Some(0) {
        if left.is_none() {
            let Ok(turn) = ending.wait_for(&stream, rustix::event::PollFlags::IN, None) else { return false };
            if turn.ended {
                left = Some(rustix::io::ioctl_fionread(&stream).unwrap_or_default());
                continue;
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) => return true,
            Ok(length) if each(&chunk[..length]) => left = left.map(|left| left.saturating_sub(length as u64)),
            Ok(_) => return false,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return true,
        }
    }
    false
}

/// Reads until the stream is closed or `each` returns false. Returns whether the stream was closed.
#[cfg(not(unix))]
fn read(mut stream: impl Read, _: &Ending, mut each: impl FnMut(&[u8]) -> bool) -> bool {
    let mut chunk = vec![0; CHUNK];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => return true,
            Ok(length) if each(&chunk[..length]) => {}
            Ok(_) => return false,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return true,
        }
    }
}

fn keep_last(last: &mut Vec<u8>, bytes: &[u8]) {
    last.extend_from_slice(bytes);
    if last.len() > 2 * LAST_WORDS {
        last.drain(..last.len() - LAST_WORDS);
    }
}

/// The end of `stderr` as text, of at most [`LAST_WORDS`] bytes.
fn last_words(stderr: &[u8]) -> String {
    let mut last = &stderr[stderr.len().saturating_sub(LAST_WORDS)..];
    if last.len() < stderr.len() {
        // The rest of a character that was cut.
        let cut = last.iter().take(3).take_while(|byte| (0x80..0xC0).contains(*byte)).count();
        last = &last[cut..];
    }
    let mut text = String::from_utf8_lossy(last).into_owned();
    // What is no UTF-8 takes three bytes a sign.
    if text.len() > LAST_WORDS {
        text.drain(..text.ceil_char_boundary(text.len() - LAST_WORDS));
    }
    text
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
