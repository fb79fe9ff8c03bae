//! Puts what the journal says of a field into a record.

use claudetask_core::{FieldValue, Rank, TaskId, Timestamp};
use claudetask_store::{ProjectRecord, TaskRecord};

use crate::{Error, project};

/// Puts a field's value into a task's record and links.
pub(super) fn set(
    record: &mut TaskRecord,
    links: &mut Vec<TaskId>,
    name: &str,
    value: &FieldValue,
    at: Timestamp,
) -> Result<(), Error> {
    let optional = || match value {
        FieldValue::Text(text) => Some(text.clone()),
        FieldValue::Null | FieldValue::Flag(_) | FieldValue::Tasks(_) | FieldValue::Version { .. } => None,
    };
    let text = || optional().unwrap_or_default();
    let version = || match value {
        FieldValue::Version { version } => Some(*version),
        FieldValue::Null | FieldValue::Flag(_) | FieldValue::Tasks(_) | FieldValue::Text(_) => None,
    };
    match name {
        "title" => record.title = text(),
        "description" => record.description = version(),
        "analysis" => record.analysis = version(),
        "type" => record.task_type = text().parse()?,
        "priority" => record.priority = text().parse()?,
        "status" => record.status = text().parse()?,
        "rank" => record.rank = Rank::parse(&text())?,
        "git_branch" => record.git_branch = optional(),
        "blocked_reason" => record.blocked_reason = optional(),
        "completed_at" => record.completed_at = optional().and_then(|text| Timestamp::parse(&text)),
        "depends_on" => {
            if let FieldValue::Tasks(ids) = value {
                links.clone_from(ids);
            }
        }
        "deleted" => record.deleted_at = (*value == FieldValue::Flag(true)).then_some(at),
        // What only informs, such as the commit of a deleted branch.
        _ => {}
    }
    Ok(())
}

/// Puts a field's value into a project's record.
pub(super) fn set_project(
    record: &mut ProjectRecord,
    name: &str,
    value: &FieldValue,
    at: Timestamp,
) -> Result<(), Error> {
    let optional = match value {
        FieldValue::Text(text) => Some(text.clone()),
        FieldValue::Null | FieldValue::Flag(_) | FieldValue::Tasks(_) | FieldValue::Version { .. } => None,
    };
    match name {
        "name" => record.name = optional.unwrap_or_default(),
        "path" => record.path = optional.unwrap_or_default(),
        "repository" => record.repository = optional,
        "default_branch" => record.default_branch = optional,
        "branch_pattern" => record.branch_pattern = optional.unwrap_or_default(),
        "trusted" => {
            record.trusted = match value {
                FieldValue::Flag(flag) => Some(*flag),
                FieldValue::Null | FieldValue::Text(_) | FieldValue::Tasks(_) | FieldValue::Version { .. } => None,
            }
        }
        "forgotten" => record.forgotten_at = (*value == FieldValue::Flag(true)).then_some(at),
        _ => {
            if let Some(column) = project::column_of_limit(name) {
                record.column_limits.set(column, optional.and_then(|limit| limit.parse().ok()))?;
            }
            project::set_analysis_field(record, name, value);
        }
    }
    Ok(())
}
