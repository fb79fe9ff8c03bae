//! Finding tasks by words: all that hold a text, and the few that a beginning may mean.

use std::cmp::Reverse;

use claudetask_core::{ProjectId, Status, TaskId, TaskType, fold};
use claudetask_store::{TaskQuery, TitleRecord};
use serde::Serialize;

use crate::{Call, Error, project};

/// A task that a few typed letters may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SuggestedTask {
    /// Its id.
    pub id: TaskId,
    /// Its project.
    pub project_id: ProjectId,
    /// Its title.
    pub title: String,
    /// Its type.
    #[serde(rename = "type")]
    pub task_type: TaskType,
    /// Its column.
    pub status: Status,
}

/// How many tasks are suggested.
const SUGGESTIONS: usize = 8;

/// Returns the tasks whose title or long texts hold `text`, of a project or of all; of a blank text all.
pub async fn search(call: &Call, project: Option<ProjectId>, text: &str) -> Result<Vec<TaskId>, Error> {
    let tx = call.store.read().await?;
    if let Some(project) = project {
        project::find(&tx, project).await?;
    }
    let text = Some(text.to_owned()).filter(|text| !text.trim().is_empty());
    let records = tx.tasks(project, &TaskQuery { text, ..TaskQuery::default() }).await?;
    Ok(records.into_iter().map(|record| record.id).collect())
}

/// Returns up to 8 tasks of a project, or of all, that `text` may mean.
///
/// Digits are first of all the beginning of an id. Else each word must occur in the title; where all of them
/// begin words of it comes first, then the newest. No text means the open tasks that changed last.
pub async fn suggest(call: &Call, project: Option<ProjectId>, text: &str) -> Result<Vec<SuggestedTask>, Error> {
    let tx = call.store.read().await?;
    if let Some(project) = project {
        project::find(&tx, project).await?;
    }
    let mut tasks = tx.titles(project).await?;
    let text = fold(text.trim());
    if text.is_empty() {
        tasks.retain(|task| task.status != Status::Done);
        tasks.sort_by_key(|task| (Reverse(task.updated_at), Reverse(task.id)));
    } else {
        let digits = text.strip_prefix('#').unwrap_or(&text);
        let digits = (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits);
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut found: Vec<_> =
            tasks.into_iter().filter_map(|task| Some((nearness(&task, digits, &words)?, task))).collect();
        found.sort_by_key(|(near, task)| (*near, Reverse(task.id)));
        tasks = found.into_iter().map(|(_, task)| task).collect();
    }
    tasks.truncate(SUGGESTIONS);
    let shown = |task: TitleRecord| SuggestedTask {
        id: task.id,
        project_id: task.project_id,
        title: task.title,
        task_type: task.task_type,
        status: task.status,
    };
    Ok(tasks.into_iter().map(shown).collect())
}

/// How near a task is to what was typed; the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// It has that id.
    Id,
    /// Its id begins so.
    IdPrefix,
    /// Words of its title begin so.
    Words,
    /// Its title holds all of it.
    Within,
}

fn nearness(task: &TitleRecord, digits: Option<&str>, words: &[&str]) -> Option<Nearness> {
    if let Some(digits) = digits {
        let id = task.id.to_string();
        if id == digits {
            return Some(Nearness::Id);
        }
        if id.starts_with(digits) {
            return Some(Nearness::IdPrefix);
        }
    }
    let title = fold(&task.title);
    if !words.iter().all(|word| title.contains(word)) {
        return None;
    }
    let begins = |word: &&str| title.match_indices(*word).any(|(at, _)| !title[..at].ends_with(char::is_alphanumeric));
    Some(if words.iter().all(begins) { Nearness::Words } else { Nearness::Within })
}
