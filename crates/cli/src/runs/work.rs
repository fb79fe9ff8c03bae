//! Watching a run apart from the terminal that asked for it.

use std::ffi::OsString;
use std::time::Duration;

use claudetask_app::Error;
use claudetask_app::run::{self, RunFeed, Runner, RunnerOptions, Takes};
use claudetask_core::{RunId, RunState};

use crate::apart;
use crate::door::Door;
use crate::end::End;
use crate::failure::Failure;

/// How often in a row a run is seen at another program before it is left to that.
const SURE: u32 = 3;

/// Starts this program again, apart from the terminal, to watch a run. Where that fails the run is taken back.
pub(super) async fn detach(door: &Door, run: RunId) -> Result<(), Failure> {
    let started = std::env::current_exe().and_then(|program| {
        let folder = door.call.data_folder();
        let id = run.to_string();
        let arguments: [OsString; 5] = ["--data-dir".into(), folder.into(), "runs".into(), "work".into(), id.into()];
        apart::start(&program, &arguments, folder)
    });
    match started {
        Ok(_) => Ok(()),
        Err(error) => {
            match run::stop(&door.call, run).await {
                Ok(_) | Err(Error::RunEnded { .. }) => {}
                Err(error) => return Err(error.into()),
            }
            Err(Failure::Start(error))
        }
    }
}

/// Takes a run when its turn comes and watches it to its end.
pub(super) async fn work(door: &Door, id: RunId) -> Result<(), Failure> {
    let mut end = End::listen_beyond_the_terminal()?;
    let mut feed = RunFeed::follow(&door.call).await?;
    run::get(&door.call, id).await?;
    let runner = Runner::start(&door.call, RunnerOptions::new(Takes::Only(id)))?;
    let mut elsewhere = 0;
    loop {
        let state = match run::get(&door.call, id).await {
            Ok(run) => run.run.state,
            // The run goes on; what can't be read now is read later.
            Err(error) => {
                tracing::warn!(%error, run = %id, "the run can't be read; it is tried again");
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
        };
        if !state.is_live() {
            break;
        }
        let is_elsewhere = state != RunState::Queued && !runner.watched().contains(&id);
        elsewhere = if is_elsewhere { elsewhere + 1 } else { 0 };
        if elsewhere >= SURE {
            break;
        }
        tokio::select! {
            changed = feed.next() => if let Err(error) = changed {
                tracing::warn!(%error, run = %id, "the runs can't be followed; it is tried again");
                tokio::time::sleep(Duration::from_secs(1)).await;
            },
            _ = end.asked() => break,
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
    runner.close().await;
    Ok(())
}
