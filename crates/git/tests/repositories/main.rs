//! The crate against real repositories, compared with what the `git` program says of them.

#[path = "../support/mod.rs"]
mod support;

mod branches;
mod create;
mod delete;
mod facts;
mod rename;
mod state;
