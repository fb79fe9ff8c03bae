//! The only user of sea-orm: entities, queries, write transactions, journal, back-up
