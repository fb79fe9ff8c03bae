//! Tests of `process` through its public door.
