//! How `claude` is started for a run.

use std::ffi::OsString;
use std::path::PathBuf;

use claudetask_claude::process::MARKER;
use claudetask_claude::program::Found;
use claudetask_claude::session::Launch;
use claudetask_store::RunRecord;

use crate::run::analysis;
use crate::run::shape::Options;

/// The tools of an analysis: they read, and they ask.
const READING: &str = "Read,Grep,Glob,AskUserQuestion";

/// Returns how the process of a run is started.
pub(super) fn launch(
    record: &RunRecord,
    options: &Options,
    found: &Found,
    environment: &[(OsString, Option<OsString>)],
) -> Launch {
    let mut own: Vec<(OsString, Option<OsString>)> = vec![
        (MARKER.into(), Some(record.marker.clone().into())),
        // One prompt, one result.
        ("CLAUDE_CODE_DISABLE_BACKGROUND_TASKS".into(), Some("1".into())),
        // It must not take itself for a part of the session that a terminal of the user's has.
        ("CLAUDECODE".into(), None),
        ("CLAUDE_CODE_ENTRYPOINT".into(), None),
    ];
    if let Some(path) = &found.search_path {
        own.push(("PATH".into(), Some(path.clone())));
    }
    own.extend(environment.iter().cloned());
    Launch {
        program: found.path.clone(),
        arguments: arguments(record, options).into_iter().map(OsString::from).collect(),
        folder: PathBuf::from(&record.folder),
        environment: own,
        tie: true,
    }
}

fn arguments(record: &RunRecord, options: &Options) -> Vec<String> {
    let mut arguments: Vec<String> = [
        "-p",
        "--verbose",
        "--input-format=stream-json",
        "--output-format=stream-json",
        "--include-partial-messages",
        "--permission-prompt-tool=stdio",
        "--permission-mode=default",
    ]
    .map(str::to_owned)
    .into();
    let settings = &options.analysis;
    arguments.push(format!("--tools={READING}"));
    arguments.push(format!("--max-turns={}", settings.max_turns));
    arguments.push(format!("--max-budget-usd={}", settings.budget_usd));
    // The user's own settings hold the login; a folder's may run programs, so they need the user's trust.
    let sources = if record.trusted { "user,project,local" } else { "user" };
    arguments.push(format!("--setting-sources={sources}"));
    if !(record.trusted && settings.mcp) {
        arguments.push("--strict-mcp-config".to_owned());
    }
    let session = if record.follows.is_some() { "--resume" } else { "--session-id" };
    arguments.push(format!("{session}={}", record.session_id));
    if let Some(model) = &settings.model {
        arguments.push(format!("--model={model}"));
    }
    if options.answer {
        arguments.push(format!("--json-schema={}", analysis::schema()));
    }
    arguments
}
