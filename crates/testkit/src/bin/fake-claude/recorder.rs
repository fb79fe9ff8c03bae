//! Writes down what happens to the program.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use claudetask_testkit::claude::{RECORD, Record};

/// The record's file, where one is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Recorder(Option<Arc<File>>);

impl Recorder {
    /// Opens the record beside the script.
    pub(crate) fn new(script: &Path, records: bool) -> Self {
        let file = std::env::var_os(RECORD).map_or_else(|| script.with_file_name("record.jsonl"), PathBuf::from);
        let open = || OpenOptions::new().create(true).append(true).open(file).ok();
        Self(records.then(open).flatten().map(Arc::new))
    }

    /// Adds a line in one write, so that several processes can share the file.
    pub(crate) fn write(&self, record: &Record) {
        let Some(mut file) = self.0.as_deref() else { return };
        let Ok(mut line) = serde_json::to_vec(record) else { return };
        line.push(b'\n');
        // A record that can't be written is missed by the test that wants it.
        let _ = file.write_all(&line);
    }
}
