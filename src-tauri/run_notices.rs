//! Tells the user by a notification of the desktop's that a run waits for an answer or has ended, unless they look at
//! the window.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use claudetask_app::run::{Run, RunsNow};
use claudetask_core::{RunId, RunState, TaskId};
use tauri::{AppHandle, Manager};

use crate::attention::{self, Message};
use crate::desktop::Desktop;
use crate::window;

/// How many runs a summary names.
const NAMED: usize = 4;

/// How long news is gathered, so that many runs that end at once are one notification.
const GATHER: Duration = Duration::from_millis(500);

/// The news that is told next.
#[derive(Debug, Default)]
pub(crate) struct Gathered(Mutex<Vec<Line>>);

impl Gathered {
    fn lines(&self) -> MutexGuard<'_, Vec<Line>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds news; answers whether it is the first, so that someone has to tell it.
    fn add(&self, new: Vec<Line>) -> bool {
        let mut lines = self.lines();
        let first = lines.is_empty();
        lines.extend(new);
        first
    }

    fn take(&self) -> Vec<Line> {
        std::mem::take(&mut *self.lines())
    }
}

/// Tells what is new in a change, with the runs as they were before it. Does not wait: a desktop that is slow to show
/// it must not keep the windows from hearing of the runs.
pub(crate) fn follow(app: &AppHandle, before: &BTreeMap<RunId, Run>, changed: &RunsNow) {
    let new = news(before, changed);
    let wanted = app.state::<Desktop>().settings().notifications.runs;
    if new.is_empty() || !wanted || window::is_looked_at(app) || !app.state::<Gathered>().add(new) {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(GATHER).await;
        if let Some(message) = message(&app.state::<Gathered>().take()) {
            attention::show(&app, message).await;
        }
    });
}

/// Something that is told once.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    task: TaskId,
    summary: String,
    title: String,
}

/// Returns what the user has not heard of: runs that were live and ended, and those that begin to wait.
fn news(before: &BTreeMap<RunId, Run>, changed: &RunsNow) -> Vec<Line> {
    let line = |run: &Run, summary: String| Line { task: run.task_id, summary, title: run.task_title.clone() };
    let mut lines = Vec::new();
    for run in &changed.runs {
        let Some(old) = before.get(&run.id) else { continue };
        let what = if run.question.is_some() { "The question on" } else { "The analysis of" };
        let task = run.task_id;
        match run.state {
            RunState::Succeeded => lines.push(line(run, format!("{what} #{task} is done"))),
            RunState::Failed | RunState::Lost => {
                let reason = run.failure.as_ref().map(|failure| failure.message.as_str()).unwrap_or_default();
                lines.push(line(
                    run,
                    format!("{what} #{task} failed: {reason}").trim_end_matches([':', ' ']).to_owned(),
                ));
            }
            RunState::Waiting if old.state != RunState::Waiting => {
                let asked = changed.requests.iter().rev().find(|request| request.run_id == run.id);
                let asked = asked.map_or("waits for your answer", |request| request.title.as_str());
                lines.push(line(run, format!("#{task} asks: {asked}")));
            }
            _ => {}
        }
    }
    lines
}

fn message(lines: &[Line]) -> Option<Message> {
    match lines {
        [] => None,
        [one] => Some(Message { summary: one.summary.clone(), body: one.title.clone(), task: Some(one.task) }),
        many => {
            let mut body: Vec<&str> = many.iter().take(NAMED).map(|line| line.summary.as_str()).collect();
            let more = format!("and {} more", many.len().saturating_sub(NAMED));
            if many.len() > NAMED {
                body.push(&more);
            }
            Some(Message { summary: format!("News of {} runs", many.len()), body: body.join("\n"), task: None })
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use claudetask_app::run::{QueueState, RunFailure};
    use claudetask_core::{Origin, RunKind, Timestamp};

    use super::*;

    /// Returns run `id` of the task whose number is ten more.
    pub(crate) fn run(id: i64, state: RunState) -> Run {
        let at = Timestamp::from_millis(0);
        Run {
            id: RunId(id),
            project_id: "1".parse().unwrap(),
            task_id: TaskId(id + 10),
            task_title: "Log in".into(),
            kind: RunKind::Analysis,
            state,
            follows: None,
            question: None,
            origin: Origin::User,
            model: None,
            queued_at: at,
            started_at: None,
            ended_at: None,
            activity: None,
            waits_until: None,
            live: None,
            open_requests: 0,
            items: 0,
            change: id,
            cost_usd: None,
            input_tokens: 0,
            output_tokens: 0,
            turns: 0,
            failure: None,
            survivor: false,
            resumable: false,
        }
    }

    fn told(before: &[Run], after: Vec<Run>) -> Vec<String> {
        let before = before.iter().map(|run| (run.id, run.clone())).collect();
        let queue = QueueState { paused: false, reason: None, until: None, limit: 2, running: 0, queued: 0 };
        let changed = RunsNow { runs: after, requests: Vec::new(), queue };
        news(&before, &changed).into_iter().map(|line| line.summary).collect()
    }

    #[test]
    fn ends_and_questions_are_told_once() {
        use RunState::{Failed, Running, Stopped, Succeeded, Waiting};
        let mut failed = run(3, Failed);
        failed.failure = Some(RunFailure {
            code: "billing".into(),
            message: "No credit.".into(),
            hint: String::new(),
            detail: None,
        });
        for (before, after, expected) in [
            (run(1, Running), run(1, Succeeded), vec!["The analysis of #11 is done"]),
            (run(3, Running), failed, vec!["The analysis of #13 failed: No credit."]),
            (run(1, Running), run(1, Stopped), vec![]),
            (run(1, Running), run(1, Waiting), vec!["#11 asks: waits for your answer"]),
            (run(1, Waiting), run(1, Waiting), vec![]),
        ] {
            assert_eq!(told(&[before], vec![after]), expected);
        }
        assert!(told(&[], vec![run(1, Succeeded)]).is_empty(), "one that was never seen alive is old news");
    }

    #[test]
    fn many_are_gathered() {
        let line = |id| Line { task: TaskId(id), summary: format!("#{id}"), title: String::new() };
        let gathered = Gathered::default();
        assert!(gathered.add(vec![line(1)]) && !gathered.add(vec![line(2)]), "the first alone has someone tell it");
        assert_eq!(gathered.take(), [1, 2].map(line));
        assert!(gathered.add(vec![line(3)]), "what comes after that is the next");
        let all = [1, 2, 3, 4, 5].map(line);
        assert_eq!(message(&all).unwrap().body, "#1\n#2\n#3\n#4\nand 1 more");
        assert_eq!(message(&all[..1]).unwrap().task, Some(TaskId(1)));
        assert!(message(&[]).is_none());
    }
}
