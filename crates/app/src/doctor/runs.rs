//! The runs: what goes on, what nothing watches any more, and whether the queue stands.

use super::{CheckState, DoctorCheck};
use crate::run::{self, PauseReason, QueueState, Run};
use crate::{Call, Error};

/// Looks at the runs.
pub(super) async fn checks(call: &Call) -> Vec<DoctorCheck> {
    let looked = async {
        run::refresh(call).await?;
        run::now(call).await
    };
    match looked.await {
        Ok(now) => {
            let mut checks = vec![queue(&now.queue)];
            checks.extend(now.runs.iter().filter(|run| run.survivor).map(survivor));
            checks
        }
        // A database that can't be written is told of by its own check; the runs are then as they were.
        Err(error @ Error::Store(_)) => {
            vec![DoctorCheck { state: CheckState::Unknown, ..DoctorCheck::failed("runs", &error) }]
        }
        Err(error) => vec![DoctorCheck::failed("runs", &error)],
    }
}

fn queue(queue: &QueueState) -> DoctorCheck {
    let how = match (queue.running, queue.queued) {
        (0, 0) => "none goes on".to_owned(),
        (running, 0) => format!("{running} of at most {} go on", queue.limit),
        (running, queued) => format!("{running} of at most {} go on, {queued} wait", queue.limit),
    };
    match (queue.reason, queue.until) {
        (None, _) => DoctorCheck::ok("runs", how),
        (Some(PauseReason::User), _) => DoctorCheck::new(
            "runs",
            CheckState::Warning,
            format!("{how}; the queue is paused"),
            "`claudetask runs continue` lets new runs begin.",
        ),
        (Some(PauseReason::RateLimit), until) => {
            let until = until.map(|until| format!(" until {until}")).unwrap_or_default();
            DoctorCheck::new(
                "runs",
                CheckState::Warning,
                format!("{how}; the account's rate limit is reached, and the queue waits{until}"),
                "It goes on by itself; `claudetask runs continue` tries at once.",
            )
        }
    }
}

fn survivor(run: &Run) -> DoctorCheck {
    DoctorCheck::new(
        "runs",
        CheckState::Warning,
        format!("run {} of #{} goes on although nothing watches it any more", run.id, run.task_id),
        format!("Stop it: `claudetask runs stop {}`.", run.id),
    )
}
