//! Drives the real `claudetask` program as a process, on real databases and real repositories; each
//! test has a data folder of its own.

#![expect(clippy::unwrap_used, reason = "a test says by failing that something is not there")]

mod add;
mod agents;
mod branch;
mod doctor;
#[cfg(unix)]
mod doctor_claude;
mod documents;
mod edit;
mod followed;
mod hostile;
mod instructions;
mod journal;
mod killed;
mod killed_save;
mod list;
mod maintenance;
#[cfg(unix)]
mod open;
mod parallel;
mod place;
mod project;
#[cfg(unix)]
mod running;
#[cfg(unix)]
mod runs;
#[cfg(unix)]
mod runs_answered;
#[cfg(unix)]
mod runs_real;
mod support;
mod usage;
