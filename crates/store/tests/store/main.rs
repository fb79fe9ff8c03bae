//! The store on real files: opening, refusing, migrating, backing up, restoring, and its statements.

mod backup;
mod concurrency;
mod fixture;
mod library;
mod open;
mod plans;
mod refusal;
