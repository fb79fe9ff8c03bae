//! The database schema, one file a migration
