//! Tests of `probe` through its public door.
