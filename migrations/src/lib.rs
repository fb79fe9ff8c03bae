//! The database schema, one file a migration. A migration that was shipped is never edited.
//!
//! Every migration runs in one transaction (see [`MigrationTrait::use_transaction`]), so that a process
//! killed in the middle leaves the schema as it was. Column types and indices are plain SQL that
//! `PostgreSQL` understands too; what only SQLite knows lives in the store.

pub use sea_orm_migration::{MigrationTrait, MigratorTrait};

mod m20261101_000001_board;
mod m20261101_000002_settings;
mod m20261101_000003_desk;
mod m20261125_000004_files;
mod m20261125_000005_runs;

/// Knows all migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261101_000001_board::Migration),
            Box::new(m20261101_000002_settings::Migration),
            Box::new(m20261101_000003_desk::Migration),
            Box::new(m20261125_000004_files::Migration),
            Box::new(m20261125_000005_runs::Migration),
        ]
    }
}
