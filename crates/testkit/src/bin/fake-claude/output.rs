//! What the program prints.

use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

/// The output, which the player and the answers to requests share.
#[derive(Debug, Clone)]
pub(crate) struct Output(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    session: String,
    folder: String,
    uuids: AtomicU64,
    turn: Mutex<()>,
}

impl Output {
    pub(crate) fn new(session: String, folder: String) -> Self {
        Self(Arc::new(Inner { session, folder, uuids: AtomicU64::new(0), turn: Mutex::new(()) }))
    }

    /// Prints an event on a line of its own.
    pub(crate) fn event(&self, event: &Value) {
        let mut line = self.filled(&event.to_string());
        line.push('\n');
        self.bytes(line.as_bytes());
    }

    /// Prints bytes as they are. Where nobody reads them any more, the program lives on, as the real one does.
    pub(crate) fn bytes(&self, bytes: &[u8]) {
        let _turn = self.0.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut output = std::io::stdout().lock();
        let _ = output.write_all(bytes).and_then(|()| output.flush());
    }

    /// Fills in the names that a script can use.
    pub(crate) fn filled(&self, text: &str) -> String {
        if !text.contains('$') {
            return text.to_owned();
        }
        // As it stands inside the quotes of JSON.
        let folder = Value::from(self.0.folder.as_str()).to_string();
        let mut filled = text.replace("$SESSION", &self.0.session).replace("$FOLDER", folder.trim_matches('"'));
        if filled.contains("$UUID") {
            let number = self.0.uuids.fetch_add(1, Ordering::Relaxed);
            let uuid = format!("{:08x}-0000-4000-8000-{number:012x}", std::process::id());
            filled = filled.replace("$UUID", &uuid);
        }
        filled
    }
}
