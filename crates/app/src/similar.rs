//! Tasks whose titles share words with a text; plain matching, no index.

use std::collections::HashSet;

use claudetask_core::{Status, TaskId};
use claudetask_store::TaskRecord;
use serde::Serialize;

/// An existing task that resembles what is being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SimilarTask {
    /// Its id.
    pub id: TaskId,
    /// Its title.
    pub title: String,
    /// Its column.
    pub status: Status,
}

/// Words too common to tell tasks apart.
const STOP_WORDS: [&str; 24] = [
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "of", "on", "or", "that", "the",
    "to", "when", "with", "add", "fix", "not",
];

/// Returns up to `limit` tasks that share at least half of the text's words, the most alike first.
pub(crate) fn similar(text: &str, tasks: &[TaskRecord], limit: usize) -> Vec<SimilarTask> {
    let wanted = words(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut scored: Vec<(usize, usize, &TaskRecord)> = tasks
        .iter()
        .filter_map(|task| {
            let found = words(&task.title);
            let shared = wanted.intersection(&found).count();
            (shared > 0 && shared * 2 >= wanted.len()).then(|| (shared, wanted.union(&found).count(), task))
        })
        .collect();
    // Most shared words first, then the shortest title, then the newest.
    scored.sort_by_key(|(shared, union, task)| (std::cmp::Reverse(*shared), *union, std::cmp::Reverse(task.id)));
    scored.truncate(limit);
    scored
        .into_iter()
        .map(|(_, _, task)| SimilarTask { id: task.id, title: task.title.clone(), status: task.status })
        .collect()
}

fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .filter(|word| !STOP_WORDS.contains(&word.as_str()))
        .collect()
}
