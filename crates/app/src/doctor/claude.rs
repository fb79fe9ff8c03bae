//! Claude Code: whether there is one, and what it says of itself in the project's folder.

use std::path::{Path, PathBuf};

use claudetask_claude::probe::{self, Account, Ask, Billing, Login, Probe};
use claudetask_claude::program::{self, Found, ProgramError, Surroundings};
use serde::Serialize;

use super::size::grouped;
use super::{CheckState, DoctorCheck, data};
use crate::Call;
use crate::context::blocking;
use crate::project::Project;
use crate::run::claude::find;

/// What Claude Code says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ClaudeFacts {
    /// Where the program is.
    pub path: String,
    /// Its version.
    pub version: String,
    /// With what it would pay for a run: `Claude Max subscription, ada@example.com`; null where it has nothing, or was
    /// not asked.
    pub account: Option<String>,
    /// The models that it offers, its default first.
    pub models: Vec<ClaudeModel>,
    /// The names of the agents that it loaded.
    pub agents: Vec<String>,
    /// The MCP servers that it loaded.
    pub mcp_servers: Vec<ClaudeServer>,
    /// What a session's context begins with, by category.
    pub context: Vec<ContextShare>,
    /// How many tokens the context holds.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub context_window: Option<u64>,
}

/// A model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ClaudeModel {
    /// What the settings of the analysis take: `opus`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// One line on it.
    pub description: String,
}

/// An MCP server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ClaudeServer {
    /// Its name.
    pub name: String,
    /// Claude Code's word: `connected`, `failed`, `pending`, `needs-auth`, `disabled`.
    pub status: String,
    /// Why it failed.
    pub error: Option<String>,
}

/// A part of the context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ContextShare {
    /// The category: `System tools`, `Memory files`.
    pub name: String,
    /// Claude Code's own estimate.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub tokens: u64,
}

/// The largest part of the context that may be full before a word is said, in percent.
const FULL: u64 = 50;

/// Looks for Claude Code and asks it about itself.
pub(super) async fn look(
    call: Option<&Call>,
    data_folder: &Path,
    project: Option<&Project>,
    quick: bool,
) -> (Vec<DoctorCheck>, Option<ClaudeFacts>) {
    let surroundings = Surroundings::of_this_machine();
    let found = match call {
        Some(call) => match find(call, surroundings).await {
            Ok(found) => found,
            Err(error) => return (vec![DoctorCheck::failed("claude", &error)], None),
        },
        None => blocking(move || program::find(None, &surroundings)).await,
    };
    let found = match found {
        Ok(found) => found,
        Err(error) => return (vec![missing(&error)], None),
    };
    let mut checks =
        vec![DoctorCheck::ok("claude", format!("Claude Code {} at {}", found.version, found.path.display()))];
    let mut facts = ClaudeFacts {
        path: found.path.display().to_string(),
        version: found.version.to_string(),
        account: None,
        models: Vec::new(),
        agents: Vec::new(),
        mcp_servers: Vec::new(),
        context: Vec::new(),
        context_window: None,
    };
    if quick {
        checks.extend(key_pays(probe::billing_warning(std::env::vars_os()), None));
        return (checks, Some(facts));
    }
    match ask(&found, data_folder, project).await {
        Ok(probe) => {
            checks.extend(said(&probe));
            fill(&mut facts, probe);
        }
        Err(error) => {
            let message = error.to_string();
            let hint = "Run `claude` in a terminal to see what it says.";
            checks.push(DoctorCheck::new("login", CheckState::Unknown, message, hint));
            checks.extend(key_pays(probe::billing_warning(std::env::vars_os()), None));
        }
    }
    (checks, Some(facts))
}

/// The board works without it, so it is no problem.
fn missing(error: &ProgramError) -> DoctorCheck {
    let hint = format!("{} The board works without; analyses need it.", error.hint());
    let mut check = DoctorCheck::new("claude", CheckState::Warning, error.to_string(), hint);
    let code = match error {
        ProgramError::NotFound { .. } => run_code(crate::run::FailureCode::ClaudeNotFound),
        _ => run_code(crate::run::FailureCode::ClaudeUnusable),
    };
    check.code = Some(code);
    check
}

fn run_code(code: crate::run::FailureCode) -> String {
    code.as_str().to_owned()
}

/// Asks in the project's folder, with its own settings only where the user trusts them.
async fn ask(found: &Found, data_folder: &Path, project: Option<&Project>) -> Result<Probe, probe::ProbeError> {
    let project = project.filter(|project| project.folder_exists);
    let trusted = project.is_some_and(|project| project.trusted == Some(true));
    let folder = match project {
        Some(project) => PathBuf::from(&project.path),
        // The data folder may not be there yet.
        None => data::existing(data_folder).filter(|folder| folder.is_dir()).unwrap_or(Path::new("/")).to_path_buf(),
    };
    let ask = Ask::new(found, &folder, trusted);
    blocking(move || probe::probe(&ask)).await
}

fn said(probe: &Probe) -> Vec<DoctorCheck> {
    let mut checks = vec![login(probe)];
    checks.extend(key_pays(probe::billing_warning(std::env::vars_os()), probe.account.as_ref()));
    checks.push(count("models", probe.models.len(), probe.models.iter().map(|model| model.id.as_str())));
    checks.push(count("agents", probe.agents.len(), probe.agents.iter().map(String::as_str)));
    checks.push(servers(probe));
    checks.push(context(probe));
    checks
}

fn login(probe: &Probe) -> DoctorCheck {
    match (probe.login, &probe.account) {
        (Login::Yes, account) => {
            DoctorCheck::ok("login", account.as_ref().map_or_else(|| "logged in".to_owned(), in_words))
        }
        (Login::No, _) => DoctorCheck::new(
            "login",
            CheckState::Warning,
            "Claude Code is not logged in",
            "Run `claude` in a terminal and log in there; analyses need it.",
        ),
        (Login::Unknown, Some(account)) => {
            let hint = "Only that provider can tell whether its login counts.";
            DoctorCheck::new("login", CheckState::Unknown, in_words(account), hint)
        }
        (Login::Unknown, None) => {
            let message = probe.notes.first().cloned().unwrap_or_else(|| "Claude Code does not tell".to_owned());
            DoctorCheck::new("login", CheckState::Unknown, message, "Run `claude` in a terminal to see it.")
        }
    }
}

fn in_words(account: &Account) -> String {
    [Some(account.kind.clone()), account.email.clone(), account.organisation.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// Says who pays: a key in the environment wins over a login, which few want.
fn key_pays(key: bool, account: Option<&Account>) -> Option<DoctorCheck> {
    if key {
        return Some(DoctorCheck::new(
            "billing",
            CheckState::Warning,
            "ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN is set: it bills the API instead of your subscription",
            "To use the subscription: `unset ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN`, and take it out of your shell's \
             start-up files.",
        ));
    }
    account.map(|account| {
        let message = match account.billed {
            Billing::Subscription => "the subscription pays",
            Billing::Api => "each token is billed",
            Billing::Unknown => return DoctorCheck::new("billing", CheckState::Unknown, "it is not told who pays", ""),
        };
        DoctorCheck::ok("billing", message)
    })
}

fn count<'a>(name: &str, count: usize, all: impl Iterator<Item = &'a str>) -> DoctorCheck {
    if count == 0 {
        return DoctorCheck::new(name, CheckState::Unknown, format!("Claude Code tells of no {name}"), "");
    }
    let names: Vec<&str> = all.collect();
    DoctorCheck::ok(name, format!("{count}: {}", names.join(", ")))
}

fn servers(probe: &Probe) -> DoctorCheck {
    if probe.mcp_servers.is_empty() {
        return DoctorCheck::ok("mcp", "no MCP servers are loaded");
    }
    let shown = probe.mcp_servers.iter().map(|server| match &server.error {
        Some(error) => format!("{} {} ({error})", server.name, server.status),
        None => format!("{} {}", server.name, server.status),
    });
    let message = shown.collect::<Vec<_>>().join(", ");
    let failed = probe.mcp_servers.iter().any(|server| matches!(server.status.as_str(), "failed" | "needs-auth"));
    if failed {
        let hint = "Run `claude mcp list` in the project's folder; a server that needs a login is given it by `/mcp`.";
        return DoctorCheck::new("mcp", CheckState::Warning, message, hint);
    }
    DoctorCheck::ok("mcp", message)
}

fn context(probe: &Probe) -> DoctorCheck {
    if probe.context.is_empty() {
        return DoctorCheck::new(
            "context",
            CheckState::Unknown,
            "Claude Code does not tell what fills its context",
            "",
        );
    }
    let used: u64 = probe.context.iter().map(|part| part.tokens).sum();
    let parts = probe.context.iter().map(|part| format!("{} {}", part.name, grouped(part.tokens)));
    let parts = parts.collect::<Vec<_>>().join(", ");
    let Some(window) = probe.context_window.filter(|window| *window > 0) else {
        return DoctorCheck::ok("context", format!("{} tokens at the start: {parts}", grouped(used)));
    };
    let percent = used.saturating_mul(100) / window;
    let message = format!("{} of {} tokens ({percent} %) at the start: {parts}", grouped(used), grouped(window));
    if percent >= FULL {
        let hint =
            "Shorten CLAUDE.md (`claudetask instructions list` shows what is loaded), or load fewer MCP servers.";
        return DoctorCheck::new("context", CheckState::Warning, message, hint);
    }
    DoctorCheck::ok("context", message)
}

fn fill(facts: &mut ClaudeFacts, probe: Probe) {
    facts.account = probe.account.as_ref().map(in_words);
    facts.models = probe
        .models
        .into_iter()
        .map(|model| ClaudeModel { id: model.id, name: model.name, description: model.description })
        .collect();
    facts.agents = probe.agents;
    facts.mcp_servers = probe
        .mcp_servers
        .into_iter()
        .map(|server| ClaudeServer { name: server.name, status: server.status, error: server.error })
        .collect();
    facts.context =
        probe.context.into_iter().map(|part| ContextShare { name: part.name, tokens: part.tokens }).collect();
    facts.context_window = probe.context_window;
}
