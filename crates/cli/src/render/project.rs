//! Projects and reports on folders.

use std::fmt::Write as _;

use claudetask_app::git::RepositoryKind;
use claudetask_app::path_report::{PathReport, PathWarning};
use claudetask_app::project::{Project, ProjectSettings};
use claudetask_core::AnalysisSettings;

use super::table::{Align, Cell, lines};
use super::{BAD, BOLD, DIM, NAME, PLAIN, Screen, WARN, local, paint, tasks, visible};

/// Returns the list of projects.
pub(crate) fn list(projects: &[Project], screen: Screen) -> String {
    if projects.is_empty() {
        return "No project is open yet. Open one: claudetask project open FOLDER\n".to_owned();
    }
    let row = |project: &Project| {
        let missing = if project.folder_exists { "" } else { "folder missing" };
        vec![
            Cell::new(DIM, project.id.to_string()),
            Cell::new(BOLD, visible(&project.name)),
            Cell::new(PLAIN, format!("{} open of {}", project.open_tasks, tasks(project.tasks as usize))),
            Cell::new(BAD, missing),
            Cell::new(DIM, visible(&project.path)),
        ]
    };
    let rows: Vec<_> = projects.iter().map(row).collect();
    let aligns = [Align::Right, Align::Shrinks(12), Align::Left, Align::Left, Align::Shrinks(16)];
    joined(lines(&aligns, &rows, screen))
}

fn joined(lines: Vec<String>) -> String {
    lines.into_iter().fold(String::new(), |text, line| text + &line + "\n")
}

/// Returns a project with its settings.
pub(crate) fn page(settings: &ProjectSettings, screen: Screen) -> String {
    let mut page = facts(&settings.project, screen);
    let text = match (&settings.claude_config, &settings.claude_config_problem) {
        (_, Some(problem)) => paint(WARN, &visible(&problem.message)),
        (Some(text), None) => format!("{} characters in CLAUDE.md", text.chars().count()),
        (None, None) => paint(DIM, "none; `claudetask instructions set --template` makes CLAUDE.md"),
    };
    let _ = writeln!(page, "  {}  {text}", paint(DIM, &format!("{:<14}", "claude_config")));
    page
}

fn facts(project: &Project, _: Screen) -> String {
    let mut page =
        format!("{}  {}\n\n", paint(BOLD, &visible(&project.name)), paint(DIM, &format!("project {}", project.id)));
    let mut fact = |name: &str, value: String| {
        let _ = writeln!(page, "  {}  {value}", paint(DIM, &format!("{name:<14}")));
    };
    let or =
        |value: Option<&String>, otherwise: &str| value.map_or_else(|| paint(DIM, otherwise), |text| visible(text));
    let missing = if project.folder_exists { String::new() } else { paint(BAD, "  (the folder is missing)") };
    fact("path", visible(&project.path) + &missing);
    fact("repository", or(project.repository.as_ref(), "none"));
    fact("default_branch", or(project.default_branch.as_ref(), "as the repository says"));
    fact("branch_pattern", visible(&project.branch_pattern));
    let limits: Vec<_> = project.column_limits.iter().map(|(status, limit)| format!("{status} {limit}")).collect();
    fact("limits", if limits.is_empty() { paint(DIM, "none") } else { limits.join(", ") });
    fact(
        "trusted",
        match project.trusted {
            Some(true) => "yes".to_owned(),
            Some(false) => "no".to_owned(),
            None => paint(DIM, "not decided; `claudetask doctor` says what that means"),
        },
    );
    fact("analysis", analysis(&project.analysis));
    fact("tasks", format!("{} open of {}", project.open_tasks, project.tasks));
    fact("opened", local(project.opened_at));
    page
}

fn analysis(settings: &AnalysisSettings) -> String {
    let model = settings.model.as_deref().map_or_else(|| "the usual model".to_owned(), visible);
    let mut parts = vec![
        model,
        format!("{} turns", settings.max_turns),
        format!("${:.2}", settings.budget_usd),
        format!("{} minutes", settings.minutes),
    ];
    parts.extend(settings.mcp.then(|| "with MCP servers".to_owned()));
    parts.extend((!settings.moves_task).then(|| "the task stays in its column".to_owned()));
    parts.extend(settings.template.is_some().then(|| "own template".to_owned()));
    parts.join(", ")
}

/// Says that a project is open, and what is unusual about its folder.
pub(crate) fn opened(project: &Project, warnings: &[PathWarning], screen: Screen) -> String {
    let mut text = format!("Project {} is open.\n\n", project.id) + &facts(project, screen);
    if !warnings.is_empty() {
        text.push('\n');
        write_warnings(&mut text, warnings);
    }
    text
}

/// Says that a project was taken off the list.
pub(crate) fn forgotten(project: &Project, _: Screen) -> String {
    format!(
        "{} is off the list; its {} are kept. `claudetask --project {} undo` or opening the folder again brings it back.\n",
        visible(&project.name),
        tasks(project.tasks as usize),
        project.id
    )
}

fn write_warnings(text: &mut String, warnings: &[PathWarning]) {
    for warning in warnings {
        let _ = writeln!(text, "{} {}", paint(WARN, "warning:"), visible(&warning.message));
        let _ = writeln!(text, "         {}", visible(&warning.hint));
    }
}

/// Returns what was found out about a folder.
pub(crate) fn report(report: &PathReport, _: Screen) -> String {
    let mut text = paint(BOLD, &visible(report.path.as_deref().unwrap_or(&report.given))) + "\n\n";
    let mut fact = |name: &str, value: String| {
        let _ = writeln!(text, "  {}  {value}", paint(DIM, &format!("{name:<14}")));
    };
    let yes = |flag| if flag { "yes".to_owned() } else { "no".to_owned() };
    fact("can be opened", yes(report.can_open));
    if report.can_open {
        let kind = match report.git {
            RepositoryKind::None => "none",
            RepositoryKind::Repository => "repository",
            RepositoryKind::Worktree => "worktree",
            RepositoryKind::Bare => "bare repository",
            RepositoryKind::Submodule => "submodule",
        };
        fact("writable", yes(report.writable));
        fact("git", kind.to_owned());
        for (name, value) in [
            ("git root", &report.git_root),
            ("default branch", &report.default_branch),
            ("remote", &report.remote_url),
            ("repository", &report.suggested_repository),
        ] {
            if let Some(value) = value {
                fact(name, visible(value));
            }
        }
        fact("CLAUDE.md", yes(report.has_claude_md));
        fact("agents", report.agents.to_string());
        if let Some(id) = report.project_id {
            fact("open as", paint(NAME, &format!("project {id}")));
        }
    }
    text.push('\n');
    if let Some(error) = &report.error {
        let _ = writeln!(text, "{} {}", paint(BAD, "problem:"), visible(&error.message));
        let _ = writeln!(text, "         {}", visible(&error.hint));
    }
    write_warnings(&mut text, &report.warnings);
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
