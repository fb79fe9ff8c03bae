//! Tests of `trust` through its public door.
