//! Claude Code's files: 500 agents listed and checked, CLAUDE.md saved, what other programs change noticed.

mod fresh;
mod read;
mod save;
mod watch;

use claudetask_core::Status;
use claudetask_testkit::{Repository, seed};

use crate::failure::Failure;
use crate::figure::{Report, Scale};
use crate::places::Places;

pub(crate) use fresh::{FRESH, fresh};

/// How many agents a large folder has.
const AGENTS: usize = 500;

/// Where a project's agents are.
const FOLDER: &str = ".claude/agents";

/// Measures on one board with 500 agents.
pub(crate) async fn measure(places: &Places, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let made = places.board("agents", 1_000, Status::ALL).await?;
    // A repository's root is where the search for agents in the folders above ends.
    Repository::init(&made.folder);
    seed::agents(&made.folder.join(FOLDER), AGENTS)
        .map_err(|source| Failure::io("write the agents to measure", source))?;
    let outcome = async {
        read::measure(places, &made, scale, report)?;
        save::measure(&made, scale, report).await?;
        watch::measure(&made, scale, report).await
    };
    let outcome = outcome.await;
    made.call.close().await?;
    outcome
}
