//! THE door: one use case a function, one noun a file
