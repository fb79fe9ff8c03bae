//! Quick add: one line becomes a task.

use claudetask_core::{
    Description, Mark, Priority, ProjectId, QuickAdd, Status, TaskId, TaskType, Title, parse_quick_add, slug,
};
use claudetask_store::{ProjectRecord, TaskQuery};
use serde::Serialize;

use crate::similar::{SimilarTask, similar};
use crate::task::{self, NewTask, Task};
use crate::{Call, Error, ErrorReport};

/// What a line would become, for showing it while it is typed.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct QuickAddPreview {
    /// What is left for the title.
    pub title: String,
    /// Said by `#`.
    #[serde(rename = "type")]
    pub task_type: Option<TaskType>,
    /// Said by `!`.
    pub priority: Option<Priority>,
    /// Said by `>`.
    pub status: Option<Status>,
    /// The name of the project said by `@`.
    pub project: Option<String>,
    /// Said by `^`.
    pub depends_on: Vec<TaskId>,
    /// Said after `//`.
    pub description: Option<String>,
    /// Where the markers stand in the line.
    pub marks: Vec<Mark>,
    /// Why the line could not be saved as it is, else null; an empty line has no problem yet.
    pub problem: Option<ErrorReport>,
    /// Existing tasks that look like it.
    pub similar: Vec<SimilarTask>,
}

/// Adds the task that a line says; `column` counts where the line names none.
///
/// `@name` puts it into another project, which is then the one in the answer.
pub async fn add(call: &Call, project: ProjectId, line: &str, column: Option<Status>) -> Result<Task, Error> {
    let projects = call.store.read().await?.projects().await?;
    let parsed = parse(line, &projects);
    let project = target(&parsed, &projects).map_or(project, |named| named.id);
    let new = NewTask {
        title: parsed.title,
        description: parsed.description.unwrap_or_default(),
        task_type: parsed.task_type.unwrap_or_default(),
        priority: parsed.priority.unwrap_or_default(),
        status: parsed.status.or(column).unwrap_or_default(),
        depends_on: parsed.depends_on,
    };
    task::create(call, project, new).await
}

/// Says what a line would become, without saving anything.
pub async fn preview(call: &Call, project: ProjectId, line: &str) -> Result<QuickAddPreview, Error> {
    let tx = call.store.read().await?;
    let projects = tx.projects().await?;
    let parsed = parse(line, &projects);
    let named = target(&parsed, &projects);
    let project = named.map_or(project, |named| named.id);
    let problem = if line.trim().is_empty() {
        None
    } else {
        let description = parsed.description.as_deref().unwrap_or_default();
        let texts = Title::parse(&parsed.title).and_then(|_| Description::parse(description));
        let known = match texts {
            Ok(_) => task::find_all(&tx, project, &parsed.depends_on).await.map(drop),
            Err(error) => Err(error.into()),
        };
        known.err().map(|error| error.report())
    };
    let tasks = tx.tasks(project, &TaskQuery::default()).await?;
    Ok(QuickAddPreview {
        similar: similar(&parsed.title, &tasks, 3),
        project: named.map(|named| named.name.clone()),
        title: parsed.title,
        task_type: parsed.task_type,
        priority: parsed.priority,
        status: parsed.status,
        depends_on: parsed.depends_on,
        description: parsed.description,
        marks: parsed.marks,
        problem,
    })
}

fn parse(line: &str, projects: &[ProjectRecord]) -> QuickAdd {
    parse_quick_add(line, |name| find(name, projects).is_some())
}

fn target<'a>(parsed: &QuickAdd, projects: &'a [ProjectRecord]) -> Option<&'a ProjectRecord> {
    parsed.project.as_deref().and_then(|name| find(name, projects))
}

/// Finds a project by its name as one word: `@my-app` is the project "My app".
fn find<'a>(name: &str, projects: &'a [ProjectRecord]) -> Option<&'a ProjectRecord> {
    if !name.contains(char::is_alphanumeric) {
        return None;
    }
    let wanted = slug(name);
    projects.iter().find(|project| project.name == name || slug(&project.name) == wanted)
}
