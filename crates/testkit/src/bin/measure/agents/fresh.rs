//! A use case in a process that has done nothing before: no memory is warm, no table is built. The system's cache of the
//! files is as it is, which after the files were written means full.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use claudetask_app::claude::files;
use claudetask_app::{Call, Use, agent};
use claudetask_core::{Origin, ProjectId};
use serde::{Deserialize, Serialize};

use super::FOLDER;
use crate::failure::Failure;
use crate::launch;
use crate::places::LargeBoard;

/// The first argument that makes this program a [`fresh`] one.
pub(crate) const FRESH: &str = "internal-fresh";

/// What the process does with the agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    List,
    Check,
    /// Reads and hashes the same files, and no more: less can't be had.
    Floor,
}

impl Deed {
    fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Check => "check",
            Self::Floor => "floor",
        }
    }
}

/// What the process saw.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Taken {
    /// Milliseconds of the first time.
    pub(super) first: f64,
    /// Milliseconds of the second.
    pub(super) again: f64,
    /// How many agents there were.
    pub(super) agents: usize,
    /// How large the answer is as JSON.
    pub(super) bytes: usize,
}

/// Does it in a process of its own.
pub(super) fn taken(deed: Deed, made: &LargeBoard) -> Result<Taken, Failure> {
    let own = std::env::current_exe().map_err(|source| Failure::io("find the running program", source))?;
    let mut command = Command::new(own);
    command.args([OsStr::new(FRESH), deed.word().as_ref(), made.data.as_os_str(), made.claude.as_os_str()]);
    command.arg(&made.folder).arg(made.project.0.to_string());
    let (_, output) = launch::timed(&mut command)?;
    Ok(serde_json::from_slice(&output)?)
}

/// Does what the first argument names twice, and prints what it [`Taken`] as JSON.
pub(crate) fn fresh(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let deed = arguments.next();
    let deed =
        [Deed::List, Deed::Check, Deed::Floor].into_iter().find(|one| deed.as_deref() == Some(one.word().as_ref()));
    let mut path = || arguments.next().map(PathBuf::from);
    let (Some(deed), Some(data), Some(claude), Some(folder)) = (deed, path(), path(), path()) else {
        return ExitCode::from(2);
    };
    let Some(project) = arguments.next().and_then(|id| id.to_str()?.parse().ok()).map(ProjectId) else {
        return ExitCode::from(2);
    };
    match run(deed, &data, &claude, &folder, project) {
        Ok(json) => {
            println!("{json}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(deed: Deed, data: &Path, claude: &Path, folder: &Path, project: ProjectId) -> Result<String, Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(|source| Failure::io("start the async runtime", source))?;
    runtime.block_on(async {
        let call = Call::open(data, Use::Command, Origin::User).await?.with_claude_folder(claude);
        let mut taken = Taken { first: 0.0, again: 0.0, agents: 0, bytes: 0 };
        for place in [&mut taken.first, &mut taken.again] {
            let start = Instant::now();
            (taken.agents, taken.bytes) = match deed {
                Deed::List => {
                    let list = agent::list(&call, project).await?;
                    (list.agents.len(), serde_json::to_vec(&list)?.len())
                }
                Deed::Check => {
                    let checks = agent::check(&call, project).await?;
                    (checks.len(), serde_json::to_vec(&checks)?.len())
                }
                Deed::Floor => floor(&folder.join(FOLDER))?,
            };
            *place = start.elapsed().as_secs_f64() * 1_000.0;
        }
        call.close().await?;
        Ok(serde_json::to_string(&taken)?)
    })
}

/// Reads and hashes all files below a folder; returns how many there are, and how long their hashes.
fn floor(folder: &Path) -> Result<(usize, usize), Failure> {
    let failed = |source| Failure::io("read the agents", source);
    let (mut count, mut hashes) = (0, 0);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (more, longer) = if entry.file_type().map_err(failed)?.is_dir() {
            floor(&entry.path())?
        } else {
            (1, files::hash(&std::fs::read(entry.path()).map_err(failed)?).len())
        };
        count += more;
        hashes += longer;
    }
    Ok((count, hashes))
}
