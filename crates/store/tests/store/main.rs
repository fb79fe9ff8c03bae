//! The store on real files: opening, refusing, migrating, backing up, restoring, and its statements.

#![expect(clippy::unwrap_used, reason = "a test ends where what it needs is missing")]

mod backup;
mod concurrency;
mod fixture;
mod library;
mod open;
mod plans;
mod refusal;
