//! The only user of sea-orm: the database file, its entities, queries, write transactions and journal.
//!
//! Reads and writes go through a transaction ([`Store::read`], [`Store::write`]), so that a use case sees
//! one state of the board and changes it whole or not at all. What this crate refuses: business rules.
//! It stores what it is told, and says exactly what failed.

mod attention;
mod entity;
mod error;
mod file;
mod journal;
mod project;
mod run;
mod setting;
mod sqlite;
mod task;
mod text;
mod tx;

pub use attention::Waiting;
pub use error::StoreError;
pub use file::{FileKey, FileVersion};
pub use journal::{EventFilter, EventRecord, NewEvent};
pub use project::{NewProject, ProjectRecord};
pub use run::{Item, ItemQuery, NewItem, NewRequest, NewRun, RequestRecord, RunFilter, RunRecord};
pub use sqlite::{ChangeWatch, Facts, Use};
pub use task::{NewTask, Side, TaskCounts, TaskQuery, TaskRecord, TitleRecord};
pub use text::{NewText, Text};
pub use tx::{Store, Tx, WriteTx};
