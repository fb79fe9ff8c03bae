//! The stream of events, from recordings of the real program and from lines that no program should write.

mod hostile;
mod recordings;
mod shapes;
mod splitting;

use claudetask_claude::stream::{Decoder, Event, MAX_LINE};

/// Reads all of `bytes` at once.
fn read(bytes: &[u8]) -> Vec<Event> {
    read_in(&[bytes], MAX_LINE)
}

/// Reads `pieces` one after the other.
fn read_in(pieces: &[&[u8]], limit: usize) -> Vec<Event> {
    let mut events = Vec::new();
    let mut decoder = Decoder::new(limit);
    for piece in pieces {
        decoder.push(piece, &mut |event| events.push(event));
    }
    decoder.finish(&mut |event| events.push(event));
    events
}
