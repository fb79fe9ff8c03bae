//! Projects: open, list, settings, forget; and which project holds a folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use claudetask_claude::Problem;
use claudetask_core::{
    AnalysisPatch, AnalysisSettings, BranchName, BranchPattern, ColumnLimits, EventKind, FieldValue, Fields, Invalid,
    ProjectId, ProjectName, RepositoryName, Status, Timestamp, quoted,
};
use claudetask_git as git;
use claudetask_store::{NewProject, ProjectRecord, TaskCounts, Tx, WriteTx};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::context::blocking;
use crate::path_report::{self, canonical_folder};
use crate::run::prompt;
use crate::task::difference;
use crate::{Call, Error, instructions};

/// A project with its settings.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its name; at first the folder's.
    pub name: String,
    /// The canonical path of its folder.
    pub path: String,
    /// `owner/name` on a forge.
    pub repository: Option<String>,
    /// The branch that tasks start from; null asks the repository.
    pub default_branch: Option<String>,
    /// The pattern of task branches, with `{id}`, `{slug}`, `{type}`.
    pub branch_pattern: String,
    /// Grows by one with each change.
    pub revision: u32,
    /// When it was opened first.
    pub created_at: Timestamp,
    /// When it was opened last.
    pub opened_at: Timestamp,
    /// Whether the folder is there now.
    pub folder_exists: bool,
    /// How many tasks are not in Done.
    pub open_tasks: u32,
    /// How many tasks there are.
    pub tasks: u32,
    /// How many tasks are in In Progress.
    pub in_progress: u32,
    /// How many tasks are in Code Review.
    pub code_review: u32,
    /// How many tasks a column should hold at the most, 1 to 999; a column without an entry has no limit.
    #[cfg_attr(feature = "specta", specta(type = BTreeMap<Status, u32>))]
    pub column_limits: ColumnLimits,
    /// Whether the folder's own settings, hooks and MCP servers may run; null is "not asked yet".
    pub trusted: Option<bool>,
    /// How its tasks are analysed.
    pub analysis: AnalysisSettings,
}

/// A project with the settings that are too long for a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ProjectSettings {
    /// The project.
    #[serde(flatten)]
    pub project: Project,
    /// The text of its CLAUDE.md; null where there is none or it can't be read.
    pub claude_config: Option<String>,
    /// Why CLAUDE.md can't be read, else null.
    pub claude_config_problem: Option<Problem>,
}

/// A partial update of a project's settings; `null` clears.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default, deny_unknown_fields)]
pub struct ProjectPatch {
    /// 1 to 100 characters on one line.
    #[serde(deserialize_with = "read::name")]
    #[cfg_attr(feature = "specta", specta(optional, type = String))]
    pub name: Option<String>,
    /// Where the folder is now; the tasks go with it.
    #[serde(deserialize_with = "read::path")]
    #[cfg_attr(feature = "specta", specta(optional, type = String))]
    pub path: Option<String>,
    /// `owner/name`; null clears.
    #[serde(deserialize_with = "read::repository")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub repository: Option<Option<String>>,
    /// A branch name; null asks the repository.
    #[serde(deserialize_with = "read::default_branch")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub default_branch: Option<Option<String>>,
    /// With `{id}`, and if wanted `{slug}` and `{type}`.
    #[serde(deserialize_with = "read::branch_pattern")]
    #[cfg_attr(feature = "specta", specta(optional, type = String))]
    pub branch_pattern: Option<String>,
    /// How many tasks a column should hold at the most; replaces all limits.
    #[serde(deserialize_with = "read::column_limits")]
    #[cfg_attr(feature = "specta", specta(optional, type = BTreeMap<Status, u32>))]
    pub column_limits: Option<BTreeMap<Status, u32>>,
    /// The text of its CLAUDE.md, over whatever is there, which its versions keep; null deletes the file.
    #[serde(deserialize_with = "read::claude_config")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub claude_config: Option<Option<String>>,
    /// Whether the folder's own settings, hooks and MCP servers may run; null asks again.
    #[serde(deserialize_with = "read::trusted")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<bool>))]
    pub trusted: Option<Option<bool>>,
    /// How its tasks are analysed; what is not named stays as it is.
    #[serde(deserialize_with = "read::analysis")]
    #[cfg_attr(feature = "specta", specta(optional, type = AnalysisPatch))]
    pub analysis: Option<AnalysisPatch>,
    /// Limits of single columns, as the command line sets them; `None` takes one away.
    #[serde(skip)]
    #[cfg_attr(feature = "specta", specta(skip))]
    pub column_limit: Vec<(Status, Option<u32>)>,
}

/// Reads the fields of a patch.
mod read {
    crate::patch::readers! {
        may_be_left_out {
            name = "name", path = "path", branch_pattern = "branch_pattern", column_limits = "column_limits",
            analysis = "analysis",
        }
        may_be_cleared {
            repository = "repository", default_branch = "default_branch", claude_config = "claude_config",
            trusted = "trusted",
        }
    }
}

/// Opens a folder as a project; a folder that is one already, or was, is that project again.
pub async fn open(call: &Call, path: &Path) -> Result<Project, Error> {
    let folder = canonical_folder(path)?;
    let text = utf8(&folder)?;
    let facts = {
        let folder = folder.clone();
        blocking(move || git::inspect(&folder).ok()).await
    };
    let tx = call.store.write().await?;
    let at = call.now();
    // Two projects opened within a millisecond, or a clock that went back, still have an order.
    let last = tx.projects().await?.first().map(|first| first.opened_at);
    let opened_at = last.map_or(at, |last| at.max(Timestamp::from_millis(last.millis().saturating_add(1))));
    let record = match tx.project_at(&text).await? {
        Some(mut record) => {
            let was_forgotten = record.forgotten_at.take().is_some();
            record.opened_at = opened_at;
            tx.update_project(&record).await?;
            if was_forgotten {
                write_event(call, &tx, &record, EventKind::ProjectOpened, None, at).await?;
            }
            record
        }
        None => {
            let name = folder.file_name().map_or_else(|| text.clone(), |name| name.to_string_lossy().into_owned());
            let name = ProjectName::parse(&name).map_or_else(|_| "Project".to_owned(), |name| name.as_str().to_owned());
            let repository = facts.and_then(|facts| facts.suggested_repository);
            let repository = repository.filter(|name| RepositoryName::parse(name).is_ok());
            let branch_pattern = BranchPattern::DEFAULT.to_owned();
            let new = NewProject { path: text, name, repository, branch_pattern, at, opened_at };
            let record = tx.insert_project(new).await?;
            write_event(call, &tx, &record, EventKind::ProjectOpened, Some(fields(&record)), at).await?;
            record
        }
    };
    let project = full(&tx, record).await?;
    tx.commit().await?;
    Ok(project)
}

async fn write_event(
    call: &Call,
    tx: &WriteTx,
    record: &ProjectRecord,
    kind: EventKind,
    after: Option<Fields>,
    at: Timestamp,
) -> Result<(), Error> {
    let event = call.event(record.id, None, kind, at, (None, after));
    tx.record(event).await?;
    Ok(())
}

/// Returns the projects that are not forgotten, the last opened first.
pub async fn list(call: &Call) -> Result<Vec<Project>, Error> {
    let tx = call.store.read().await?;
    let mut counts = tx.all_task_counts().await?;
    let records = tx.projects().await?.into_iter();
    Ok(records.map(|record| shown(counts.remove(&record.id).unwrap_or_default(), record)).collect())
}

/// Returns a project.
pub async fn get(call: &Call, id: ProjectId) -> Result<Project, Error> {
    let tx = call.store.read().await?;
    let record = find(&tx, id).await?;
    full(&tx, record).await
}

/// Returns a project with all its settings. CLAUDE.md is read from the file, which is the only place where it is kept.
pub async fn settings(call: &Call, id: ProjectId) -> Result<ProjectSettings, Error> {
    let project = get(call, id).await?;
    let (claude_config, claude_config_problem) = match instructions::text(call, id).await {
        Ok(text) => (text, None),
        Err(Error::Document(problem)) => (None, Some(problem)),
        Err(error) => return Err(error),
    };
    Ok(ProjectSettings { project, claude_config, claude_config_problem })
}

/// Changes settings of a project. A new path is where its folder is now.
pub async fn update(call: &Call, id: ProjectId, patch: ProjectPatch) -> Result<Project, Error> {
    let name = patch.name.as_deref().map(ProjectName::parse).transpose()?;
    let repository = patch.repository.map(|text| text.as_deref().map(RepositoryName::parse).transpose()).transpose()?;
    let branch = |text: &str| BranchName::parse_field("default_branch", text);
    let default_branch = patch.default_branch.map(|text| text.as_deref().map(branch).transpose()).transpose()?;
    let pattern = patch.branch_pattern.as_deref().map(BranchPattern::parse).transpose()?;
    let limits = patch.column_limits.map(ColumnLimits::try_from).transpose()?;
    // All is looked at before CLAUDE.md is written, which no transaction takes back.
    for (status, limit) in &patch.column_limit {
        ColumnLimits::default().set(*status, *limit)?;
    }
    let path = match &patch.path {
        Some(path) => Some(utf8(&canonical_folder(Path::new(path))?)?),
        None => None,
    };
    if let Some(Some(template)) = patch.analysis.as_ref().and_then(|analysis| analysis.template.as_ref()) {
        prompt::check(template)?;
    }
    if let Some(analysis) = &patch.analysis {
        AnalysisSettings::default().with(analysis.clone())?;
    }
    if let Some(text) = patch.claude_config {
        if path.is_some() {
            return Err(Invalid::new(
                "claude_config",
                "path and claude_config can't be set in one call: it would not be clear in which folder",
                "Set the path first, then claude_config.",
            )
            .into());
        }
        instructions::set_text(call, id, text).await?;
    }
    let tx = call.store.write().await?;
    let old = find(&tx, id).await?;
    let mut record = old.clone();
    if let Some(name) = name {
        name.as_str().clone_into(&mut record.name);
    }
    if let Some(repository) = repository {
        record.repository = repository.map(|name| name.as_str().to_owned());
    }
    if let Some(branch) = default_branch {
        record.default_branch = branch.map(|name| name.as_str().to_owned());
    }
    if let Some(pattern) = pattern {
        pattern.as_str().clone_into(&mut record.branch_pattern);
    }
    if let Some(limits) = limits {
        record.column_limits = limits;
    }
    for (status, limit) in patch.column_limit {
        record.column_limits.set(status, limit)?;
    }
    if let Some(trusted) = patch.trusted {
        record.trusted = trusted;
    }
    if let Some(analysis) = patch.analysis {
        record.analysis = record.analysis.with(analysis)?;
    }
    if let Some(path) = path {
        if let Some(other) = tx.project_at(&path).await?.filter(|other| other.id != id) {
            return Err(Error::FolderTaken { path, id: other.id, name: other.name });
        }
        // Another folder is another program's: what it would run has to be looked at again.
        if record.path != path {
            record.trusted = None;
        }
        record.path = path;
    }
    let (before, after) = difference(&fields(&old), &fields(&record));
    if after.is_empty() {
        return full(&tx, old).await;
    }
    change(call, &tx, &mut record, EventKind::ProjectUpdated, before, after).await?;
    let project = full(&tx, record).await?;
    tx.commit().await?;
    Ok(project)
}

/// Takes a project off the list. Its tasks and history are kept and come back when the folder is opened
/// again or this is undone; nothing in the folder is touched.
pub async fn forget(call: &Call, id: ProjectId) -> Result<(), Error> {
    let tx = call.store.write().await?;
    let mut record = find(&tx, id).await?;
    record.forgotten_at = Some(call.now());
    let flag = |forgotten| Fields::from([("forgotten".to_owned(), FieldValue::Flag(forgotten))]);
    change(call, &tx, &mut record, EventKind::ProjectForgotten, flag(false), flag(true)).await?;
    tx.commit().await?;
    Ok(())
}

async fn change(
    call: &Call,
    tx: &WriteTx,
    record: &mut ProjectRecord,
    kind: EventKind,
    before: Fields,
    after: Fields,
) -> Result<(), Error> {
    record.revision = record.revision.saturating_add(1);
    tx.update_project(record).await?;
    let event = call.event(record.id, None, kind, call.now(), (Some(before), Some(after)));
    tx.record(event).await?;
    Ok(())
}

/// Returns the project that holds `folder`: the innermost one whose folder it is or lies in. A worktree
/// belongs to the project of the repository that it was made from.
pub async fn holding(call: &Call, folder: &Path) -> Result<Project, Error> {
    let folder = canonical_folder(folder)?;
    let tx = call.store.read().await?;
    let projects = tx.projects().await?;
    let innermost = |folder: &Path| {
        projects
            .iter()
            .filter(|project| folder.starts_with(&project.path))
            .max_by_key(|project| project.path.len())
            .cloned()
    };
    let mut found = innermost(&folder);
    if found.is_none() {
        let within = folder.clone();
        let within_main = blocking(move || {
            let facts = git::inspect(&within).ok()?;
            // A project can be a folder of its repository, which the worktree has too.
            let below = facts.root.and_then(|root| within.strip_prefix(root).map(Path::to_path_buf).ok());
            Some(facts.main_root?.join(below.unwrap_or_default()))
        })
        .await;
        found = within_main.as_deref().and_then(innermost);
    }
    full(&tx, found.ok_or(Error::NoProject(folder))?).await
}

/// Returns the project that a text names: its id, or the path of its folder or of one inside.
pub async fn named_by(call: &Call, text: &str) -> Result<Project, Error> {
    if let Ok(id) = text.parse::<ProjectId>()
        && !text.starts_with('#')
    {
        return get(call, id).await;
    }
    holding(call, Path::new(text)).await
}

/// Returns a project that is not forgotten.
pub(crate) async fn find(tx: &Tx, id: ProjectId) -> Result<ProjectRecord, Error> {
    let record = tx.project(id).await?.filter(|record| record.forgotten_at.is_none());
    record.ok_or_else(|| Error::ProjectNotFound(id.to_string()))
}

pub(crate) async fn find_even_forgotten(tx: &Tx, id: ProjectId) -> Result<ProjectRecord, Error> {
    tx.project(id).await?.ok_or_else(|| Error::ProjectNotFound(id.to_string()))
}

/// Returns the settings as the journal writes them.
pub(crate) fn fields(record: &ProjectRecord) -> Fields {
    let limits = Status::ALL.iter().map(|status| {
        let limit = record.column_limits.of(*status).map(|limit| limit.to_string());
        (limit_field(*status), limit.into())
    });
    let settings = [
        ("name".to_owned(), FieldValue::Text(record.name.clone())),
        ("path".to_owned(), FieldValue::Text(record.path.clone())),
        ("repository".to_owned(), record.repository.clone().into()),
        ("default_branch".to_owned(), record.default_branch.clone().into()),
        ("branch_pattern".to_owned(), FieldValue::Text(record.branch_pattern.clone())),
        ("forgotten".to_owned(), FieldValue::Flag(record.forgotten_at.is_some())),
    ];
    settings.into_iter().chain(limits).chain(analysis_fields(record)).collect()
}

/// What the name of a setting of the analysis begins with.
const ANALYSIS: &str = "analysis.";

/// Returns the trust and the settings of the analysis as the journal writes them.
fn analysis_fields(record: &ProjectRecord) -> impl Iterator<Item = (String, FieldValue)> {
    let trusted = record.trusted.map_or(FieldValue::Null, FieldValue::Flag);
    let values = serde_json::to_value(&record.analysis).expect("plain settings are JSON");
    let settings: Vec<_> =
        values.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())).collect();
    let shown = |value: Value| match value {
        Value::Null => FieldValue::Null,
        Value::Bool(flag) => FieldValue::Flag(flag),
        Value::String(text) => FieldValue::Text(text),
        other => FieldValue::Text(other.to_string()),
    };
    std::iter::once(("trusted".to_owned(), trusted))
        .chain(settings.into_iter().map(move |(name, value)| (format!("{ANALYSIS}{name}"), shown(value))))
}

/// Puts what the journal says of a setting of the analysis into a record; another field is not touched.
pub(crate) fn set_analysis_field(record: &mut ProjectRecord, field: &str, value: &FieldValue) {
    let Some(name) = field.strip_prefix(ANALYSIS) else { return };
    let value = match value {
        FieldValue::Flag(flag) => Value::Bool(*flag),
        FieldValue::Text(text) if name == "model" || name == "template" => Value::String(text.clone()),
        FieldValue::Text(text) => serde_json::from_str(text).unwrap_or_default(),
        FieldValue::Null | FieldValue::Tasks(_) | FieldValue::Version { .. } => Value::Null,
    };
    let mut values = serde_json::to_value(&record.analysis).expect("plain settings are JSON");
    if let Some(values) = values.as_object_mut() {
        values.insert(name.to_owned(), value);
    }
    // A value of a later version is left as it is.
    record.analysis = serde_json::from_value(values).unwrap_or_else(|_| record.analysis.clone());
}

/// Returns the name of a column's limit as the journal and the command line write it: `limit.in-progress`.
fn limit_field(status: Status) -> String {
    format!("{LIMIT}{}", status.as_str().to_lowercase().replace(' ', "-"))
}

/// Returns the column whose limit a field is.
pub(crate) fn column_of_limit(field: &str) -> Option<Status> {
    field.strip_prefix(LIMIT)?.parse().ok()
}

/// What the name of a column's limit begins with.
const LIMIT: &str = "limit.";

pub(crate) async fn full(tx: &Tx, record: ProjectRecord) -> Result<Project, Error> {
    Ok(shown(tx.task_counts(record.id).await?, record))
}

fn shown(counts: TaskCounts, record: ProjectRecord) -> Project {
    Project {
        folder_exists: Path::new(&record.path).is_dir(),
        id: record.id,
        name: record.name,
        path: record.path,
        repository: record.repository,
        default_branch: record.default_branch,
        branch_pattern: record.branch_pattern,
        revision: record.revision,
        created_at: record.created_at,
        opened_at: record.opened_at,
        open_tasks: counts.open,
        tasks: counts.all,
        in_progress: counts.in_progress,
        code_review: counts.code_review,
        column_limits: record.column_limits,
        trusted: record.trusted,
        analysis: record.analysis,
    }
}

fn utf8(path: &Path) -> Result<String, Error> {
    path.to_str().map(str::to_owned).ok_or_else(|| path_report::not_utf8(path))
}

/// A setting as the command line names it: `KEY=VALUE`; an empty value clears where that is possible.
pub fn patch_from_settings(settings: &[(String, String)]) -> Result<ProjectPatch, Error> {
    let mut patch = ProjectPatch::default();
    for (key, value) in settings {
        let optional = Some(value.clone()).filter(|value| !value.is_empty());
        match key.as_str() {
            "name" => patch.name = Some(value.clone()),
            "path" => patch.path = Some(value.clone()),
            "repository" => patch.repository = Some(optional),
            "default_branch" => patch.default_branch = Some(optional),
            "branch_pattern" => patch.branch_pattern = Some(value.clone()),
            "claude_config" => patch.claude_config = Some(optional),
            "trusted" => patch.trusted = Some(optional.as_deref().map(|value| flag("trusted", value)).transpose()?),
            key if key.starts_with(ANALYSIS) => set_analysis(patch.analysis.get_or_insert_default(), key, value)?,
            key if key.starts_with(LIMIT) => patch.column_limit.push(limit(key, value)?),
            _ => {
                return Err(Invalid::new(
                    "key",
                    format!("{key:?} is not a setting of a project"),
                    "Use one of: name, path, repository, default_branch, branch_pattern, claude_config, limit.COLUMN, trusted, \
                     analysis.model, analysis.max_turns, analysis.budget_usd, analysis.minutes, analysis.mcp, \
                     analysis.moves_task, analysis.template.",
                )
                .into());
            }
        }
    }
    Ok(patch)
}

fn flag(field: &'static str, value: &str) -> Result<bool, Invalid> {
    match value {
        "true" | "yes" | "on" => Ok(true),
        "false" | "no" | "off" => Ok(false),
        _ => Err(Invalid::new(field, format!("{} is neither true nor false", quoted(value)), "Give true or false.")),
    }
}

/// Sets one setting of the analysis as the command line writes it.
fn set_analysis(patch: &mut AnalysisPatch, key: &str, value: &str) -> Result<(), Invalid> {
    fn number<T: std::str::FromStr>(field: &'static str, value: &str) -> Result<T, Invalid> {
        let refused = || Invalid::new(field, format!("{} is not a number", quoted(value)), "Give a number.");
        value.trim().parse().map_err(|_| refused())
    }
    let optional = Some(value.to_owned()).filter(|value| !value.is_empty());
    match key {
        "analysis.model" => patch.model = Some(optional),
        "analysis.template" => patch.template = Some(optional),
        "analysis.max_turns" => patch.max_turns = Some(number("analysis.max_turns", value)?),
        "analysis.minutes" => patch.minutes = Some(number("analysis.minutes", value)?),
        "analysis.budget_usd" => patch.budget_usd = Some(number("analysis.budget_usd", value)?),
        "analysis.mcp" => patch.mcp = Some(flag("analysis.mcp", value)?),
        "analysis.moves_task" => patch.moves_task = Some(flag("analysis.moves_task", value)?),
        _ => {
            return Err(Invalid::new(
                "key",
                format!("{key:?} is not a setting of the analysis"),
                "Use one of: analysis.model, .max_turns, .budget_usd, .minutes, .mcp, .moves_task, .template.",
            ));
        }
    }
    Ok(())
}

fn limit(key: &str, value: &str) -> Result<(Status, Option<u32>), Invalid> {
    let column = key.strip_prefix(LIMIT).unwrap_or(key).parse()?;
    let limit = match value.trim() {
        "" => None,
        number => Some(number.parse().map_err(|_| {
            Invalid::new(
                "column_limits",
                format!("{} is not a limit for {column}", quoted(value)),
                format!("Give a whole number from 1 to {}, or nothing for no limit.", ColumnLimits::MAX),
            )
        })?),
    };
    Ok((column, limit))
}

/// Returns the folder of a project as a path.
pub(crate) fn folder(record: &ProjectRecord) -> PathBuf {
    PathBuf::from(&record.path)
}
