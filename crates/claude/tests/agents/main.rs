//! Agents' files of every kind: the verdict on each as a table, edits that leave every byte that was not meant, and lists
//! of folders.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod edits;
mod lists;
mod verdicts;

use std::fs;
use std::path::PathBuf;

/// Returns the folder of the files.
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/agents/fixtures")
}

/// Returns the files by name, with their bytes.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    assert!(files.len() >= 60, "files are missing: {}", files.len());
    files
}
