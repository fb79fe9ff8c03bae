//! The prompt of an analysis: a template of the project's with the task's texts put in.

use std::fmt::Write as _;

use claudetask_core::{Invalid, ProjectId, Status, TaskId, quoted};
use claudetask_store::{ProjectRecord, TaskQuery, Tx};
use serde::Serialize;

use crate::similar::similar;
use crate::task::{Task, find, full};
use crate::{Call, Error, project};

/// The template until the project has its own.
pub const BUILT_IN: &str = "\
Analyse one task of the software project in the current folder, so that another developer can do it without asking \
back. Read as much of the code as you need. Change nothing: you can only read.

# Task #{{id}}: {{title}}

Type: {{type}}. Priority: {{priority}}.

{{description}}

{{links}}

{{similar}}

# What to find out

- What the task means for this code base, and what it does not ask for.
- Where the change belongs: name the files, functions and types that you have seen, with paths from the project's folder.
- How to make it in the simplest way that fits how the code is written.
- What can break, and how to show that it works.

Say only what you have checked. Where something has to be decided by a person, put it as a question instead of \
guessing. Write in the language of the task.
";

/// A name that a template may hold between double braces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Placeholder {
    /// As it is written in a template, with its braces.
    pub name: String,
    /// What takes its place.
    pub meaning: String,
}

/// A prompt as it would be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PromptPreview {
    /// The prompt; the template itself where no task is named.
    pub prompt: String,
    /// The template that was filled in.
    pub template: String,
    /// The template that serves until the project has its own.
    pub built_in: String,
    /// What a template may hold.
    pub placeholders: Vec<Placeholder>,
}

const PLACEHOLDERS: [(&str, &str); 9] = [
    ("id", "The task's number."),
    ("title", "Its title."),
    ("type", "Feature or Bug."),
    ("priority", "High, Medium or Low."),
    ("description", "Its description."),
    ("links", "The tasks that it depends on, with their columns; empty where there are none."),
    ("similar", "Tasks with similar titles, with their columns; empty where there are none."),
    ("analysis", "Its present analysis; empty where there is none."),
    ("branch", "Its git branch; empty where there is none."),
];

/// How many similar tasks are named.
const SIMILAR: usize = 5;

/// Looks whether a template holds the title and nothing between double braces that is not known.
pub fn check(template: &str) -> Result<(), Invalid> {
    if template.trim().is_empty() {
        return Ok(());
    }
    let mut names = Vec::new();
    fill(template, |name| {
        names.push(name.to_owned());
        Some(String::new())
    });
    let known = |name: &&String| PLACEHOLDERS.iter().any(|(known, _)| *known == name.as_str());
    let all = PLACEHOLDERS.map(|(name, _)| format!("{{{{{name}}}}}")).join(", ");
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        let problem = format!("{} is not a placeholder", quoted(&format!("{{{{{unknown}}}}}")));
        return Err(Invalid::new("analysis.template", problem, format!("Use one of: {all}.")));
    }
    if !names.iter().any(|name| name == "title" || name == "description" || name == "id") {
        return Err(Invalid::new(
            "analysis.template",
            "the template does not name the task",
            "Write {{title}} or {{description}} where the task's words belong.",
        ));
    }
    Ok(())
}

/// Returns the prompt that an analysis of a task would be started with, with a template that is not saved yet or the
/// project's.
pub async fn preview(
    call: &Call,
    project: ProjectId,
    task: Option<TaskId>,
    template: Option<&str>,
) -> Result<PromptPreview, Error> {
    if let Some(template) = template {
        check(template)?;
    }
    let tx = call.store.read().await?;
    let record = project::find(&tx, project).await?;
    let own = template.map(str::to_owned).filter(|text| !text.trim().is_empty());
    let template = own.or_else(|| record.analysis.template.clone()).unwrap_or_else(|| BUILT_IN.to_owned());
    let prompt = match task {
        Some(task) => {
            let found = find(&tx, project, task).await?;
            let task = full(&tx, found).await?;
            render(&tx, &record, &template, &task).await?
        }
        None => template.clone(),
    };
    let placeholders = PLACEHOLDERS
        .iter()
        .map(|(name, meaning)| Placeholder { name: format!("{{{{{name}}}}}"), meaning: (*meaning).to_owned() })
        .collect();
    Ok(PromptPreview { prompt, template, built_in: BUILT_IN.to_owned(), placeholders })
}

/// Returns the prompt for a task with the project's template.
pub(super) async fn of(tx: &Tx, project: &ProjectRecord, task: &Task) -> Result<String, Error> {
    let template = project.analysis.template.as_deref().unwrap_or(BUILT_IN);
    render(tx, project, template, task).await
}

async fn render(tx: &Tx, project: &ProjectRecord, template: &str, task: &Task) -> Result<String, Error> {
    let links = tx.tasks_by_id(&task.depends_on).await?;
    let links: Vec<(TaskId, String, Status)> =
        links.into_iter().map(|task| (task.id, task.title, task.status)).collect();
    let mut others = tx.tasks(project.id, &TaskQuery::default()).await?;
    others.retain(|other| other.id != task.id);
    let alike: Vec<(TaskId, String, Status)> =
        similar(&task.title, &others, SIMILAR).into_iter().map(|task| (task.id, task.title, task.status)).collect();
    let text = fill(template, |name| {
        Some(match name {
            "id" => task.id.to_string(),
            "title" => task.title.clone(),
            "type" => task.task_type.to_string(),
            "priority" => task.priority.to_string(),
            "description" => task.description.trim().to_owned(),
            "links" => listed("Tasks that come first:", &links),
            "similar" => listed("Tasks with similar titles, which may show how such a change was made:", &alike),
            "analysis" => task.analysis.clone().unwrap_or_default().trim().to_owned(),
            "branch" => task.git_branch.clone().unwrap_or_default(),
            _ => return None,
        })
    });
    Ok(without_gaps(&text))
}

fn listed(title: &str, tasks: &[(TaskId, String, Status)]) -> String {
    if tasks.is_empty() {
        return String::new();
    }
    let mut text = title.to_owned();
    for (id, title, status) in tasks {
        let _ = write!(text, "\n- #{id} {title} ({status})");
    }
    text
}

/// Puts values in the places of names between double braces; what is put in is not looked at again, and a name without
/// a value stays as it is.
fn fill(template: &str, mut value: impl FnMut(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find("{{") {
        let (before, after) = rest.split_at(start);
        text.push_str(before);
        let name = after[2..].split_once("}}").map(|(name, _)| name);
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        match name.filter(|name| is_name(name.trim())) {
            Some(name) => {
                match value(name.trim()) {
                    Some(value) => text.push_str(&value),
                    None => text.push_str(&after[..name.len() + 4]),
                }
                rest = &after[name.len() + 4..];
            }
            None => {
                text.push_str("{{");
                rest = &after[2..];
            }
        }
    }
    text.push_str(rest);
    text
}

/// Leaves at most one empty line between paragraphs, as where a placeholder had nothing to say.
fn without_gaps(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.trim().lines() {
        if !(line.trim().is_empty() && lines.last().is_some_and(|last: &&str| last.trim().is_empty())) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in_once() {
        let value = |name: &str| match name {
            "title" => Some("{{id}} {{title}}".to_owned()),
            "id" => Some("7".to_owned()),
            _ => None,
        };
        for (template, expected) in [
            ("#{{id}}: {{ title }}.", "#7: {{id}} {{title}}."),
            ("{{other}} {{id", "{{other}} {{id"),
            ("{{{{id}}}}", "{{7}}"),
            ("{ {id} } {{Id}} {{}}", "{ {id} } {{Id}} {{}}"),
            ("ü{{id}}ü", "ü7ü"),
            ("", ""),
        ] {
            assert_eq!(fill(template, value), expected, "{template:?}");
        }
    }

    #[test]
    fn a_template_names_the_task_and_only_what_is_known() {
        assert!(check(BUILT_IN).is_ok());
        assert!(check("").is_ok());
        assert!(check("{{titel}}").unwrap_err().problem.contains("titel"));
        assert!(check("Look around.").unwrap_err().problem.contains("does not name"));
        assert!(check("{{title}} fn a() { {{ }} }").is_ok());
    }
}
