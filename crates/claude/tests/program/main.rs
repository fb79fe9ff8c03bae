//! Tests of `program` through its public door.
