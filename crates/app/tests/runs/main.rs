//! Runs of Claude: with the real, pinned `claude` against a stand-in for its API, and with a program that plays
//! `claude` for the faults that the real one can't be made to show.

#![expect(clippy::unwrap_used, reason = "a test ends where what it needs is missing")]

mod analysis;
mod bench;
mod clock;
mod disk;
mod faults;
mod life;
mod played;
mod queue;
mod survive;
mod tasks;
