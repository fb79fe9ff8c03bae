//! What Claude Code says of itself in a folder: who is logged in, which models, agents and MCP servers there are, and
//! what fills the context. No token is spent and no login is needed.
//!
//! The program is started in its two-way mode and asked three questions, without a prompt. To count the context exactly
//! it would send the system prompt, the tools and CLAUDE.md to the API; so that nothing leaves the machine it is given
//! a dead address in the API's place, with which it estimates. Hooks do not run.
//!
//! What this module refuses: prompts, and to leave anything running.

mod answers;
mod process;

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use thiserror::Error;

use crate::program::Found;

/// How Claude Code is asked.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The program.
    pub program: PathBuf,
    /// The folder to start it in.
    pub folder: PathBuf,
    /// Whether the folder's own settings, agents, instructions and MCP servers may be loaded; servers are started then.
    pub trusted: bool,
    /// The whole environment to start it with.
    pub environment: BTreeMap<OsString, OsString>,
    /// How long all answers may take.
    pub limit: Duration,
    /// How long of that MCP servers may take to get ready.
    pub servers_limit: Duration,
}

impl Ask {
    /// Returns how to ask a program that was found, in this process's environment, within 15 seconds.
    pub fn new(found: &Found, folder: &Path, trusted: bool) -> Self {
        let mut environment: BTreeMap<OsString, OsString> = std::env::vars_os().collect();
        if let Some(path) = &found.search_path {
            environment.insert("PATH".into(), path.clone());
        }
        Self {
            program: found.path.clone(),
            folder: folder.to_path_buf(),
            trusted,
            environment,
            limit: Duration::from_secs(15),
            servers_limit: Duration::from_secs(5),
        }
    }
}

/// What Claude Code said. What it did not say, or not as it was expected, is absent, and `notes` tells so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Probe {
    /// With what it would pay for a run; `None` where it has nothing, or did not say.
    pub account: Option<Account>,
    /// Whether it has something to log in with.
    pub login: Login,
    /// The models that it offers, its default first.
    pub models: Vec<Model>,
    /// The names of the agents that it loaded, its own among them.
    pub agents: Vec<String>,
    /// The MCP servers that it loaded.
    pub mcp_servers: Vec<McpServer>,
    /// What a session's context begins with, by category; the room that is left is no category.
    pub context: Vec<ContextPart>,
    /// How many tokens the context holds.
    pub context_window: Option<u64>,
    /// The files of instructions that it loaded.
    pub memory_files: Vec<MemoryFile>,
    /// The model that a run would use.
    pub model: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// What could not be told, one sentence each.
    pub notes: Vec<String>,
}

/// With what Claude Code would pay for a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Words for people: `Claude Max`, `API key (ANTHROPIC_API_KEY)`, `Amazon Bedrock`.
    pub kind: String,
    /// The address of the user's account.
    pub email: Option<String>,
    /// The account's organisation.
    pub organisation: Option<String>,
    /// Whether each token costs money, because a key pays and no subscription.
    pub billed: Billing,
}

/// What pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Billing {
    /// The user's subscription.
    Subscription,
    /// A key of the API: each token costs money.
    Api,
    /// It was not said.
    Unknown,
}

/// Whether Claude Code has something to log in with. Only the API knows whether it still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Login {
    /// It has a login, a token or a key.
    Yes,
    /// It says that it has none.
    No,
    /// It did not say, or leaves it to another provider's own login.
    #[default]
    Unknown,
}

/// A model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Model {
    /// What `--model` takes: `default`, `opus`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// One line on it.
    pub description: String,
}

/// An MCP server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct McpServer {
    /// Its name.
    pub name: String,
    /// Claude Code's word: `connected`, `failed`, `pending`, `needs-auth`, `disabled`.
    pub status: String,
    /// Why it failed.
    pub error: Option<String>,
}

/// A part of the context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContextPart {
    /// The category: `System tools`, `Memory files`.
    pub name: String,
    /// Claude Code's own estimate.
    pub tokens: u64,
}

/// A file of instructions that was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemoryFile {
    /// Its absolute path.
    pub path: String,
    /// Claude Code's own estimate.
    pub tokens: Option<u64>,
}

/// Why Claude Code could not be asked.
#[derive(Debug, Error)]
pub enum ProbeError {
    /// The folder is not there.
    #[error("the folder {} is not there", path.display())]
    FolderGone {
        /// The folder.
        path: PathBuf,
    },
    /// The program can't be started.
    #[error("{} can't be started: {source}", path.display())]
    NotStarted {
        /// The program.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It answered none of the questions.
    #[error("{} did not answer: {reason}", path.display())]
    NoAnswer {
        /// The program.
        path: PathBuf,
        /// How it ended, with the first line of its error output; or that it took too long.
        reason: String,
    },
}

/// Returns what Claude Code says of itself.
///
/// Takes about two seconds, blocks the thread, and leaves no process behind, whatever happens.
///
/// # Errors
///
/// When it can't be started or says nothing at all. Single questions without an answer are no errors.
pub fn probe(ask: &Ask) -> Result<Probe, ProbeError> {
    let answers = process::answers(ask)?;
    Ok(answers::read(&answers))
}

/// Returns whether an environment makes runs cost money by the token although the user may have a subscription: it holds
/// a key of the API or a token for it.
pub fn billing_warning<K: AsRef<OsStr>, V: AsRef<OsStr>>(environment: impl IntoIterator<Item = (K, V)>) -> bool {
    let paid = |(name, value): (K, V)| {
        let named = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"].iter().any(|paid| name.as_ref() == OsStr::new(paid));
        named && !value.as_ref().is_empty()
    };
    environment.into_iter().any(paid)
}
