//! Runs of Claude and the queue.

mod item;
mod request;

use std::fmt::Write as _;
use std::io::Write as _;

use claudetask_app::doctor::grouped;
use claudetask_app::run::{PauseReason, QueueState, Run, RunDetail, RunList};
use claudetask_app::task::Task;
use claudetask_core::{RunState, Timestamp};

use super::table::{Align, Cell, lines};
use super::text::{cut, isolated};
use super::{BAD, BOLD, DIM, GOOD, NAME, PLAIN, Screen, WARN, local, paint, visible, visible_lines};

pub(crate) use item::items;
pub(crate) use request::{choice, question, request, requests, requests_to_answer};

/// Says something on stderr that is no failure.
pub(crate) fn warn(text: &str) {
    let mut err = anstream::stderr().lock();
    // With stderr gone nobody can be told.
    drop(writeln!(err, "{}", paint(WARN, &visible_lines(text))));
}

/// Returns the word of a state as a person says it.
pub(crate) fn word(state: RunState) -> &'static str {
    match state {
        RunState::Waiting => "waits for you",
        other => other.as_str(),
    }
}

/// Returns how a state is shown.
pub(crate) fn style(state: RunState) -> anstyle::Style {
    match state {
        RunState::Queued => DIM,
        RunState::Starting | RunState::Running => NAME,
        RunState::Waiting | RunState::Stopping | RunState::Stopped => WARN,
        RunState::Succeeded => GOOD,
        RunState::Failed | RunState::Lost => BAD,
    }
}

/// Returns the runs, one a line.
pub(crate) fn list(list: &RunList, screen: Screen) -> String {
    if list.runs.is_empty() {
        return match list.total {
            0 => "There are no runs. `claudetask analyze ID` begins one.\n".to_owned(),
            total => format!("None of {total} runs is shown.\n"),
        };
    }
    let rows: Vec<Vec<Cell>> = list.runs.iter().map(row).collect();
    let aligns =
        [Align::Right, Align::Left, Align::Left, Align::Right, Align::Right, Align::Shrinks(16), Align::Shrinks(16)];
    let mut text = String::new();
    for line in lines(&aligns, &rows, screen) {
        let _ = writeln!(text, "{line}");
    }
    if list.runs.len() < list.total as usize {
        let _ = writeln!(text, "{}", paint(DIM, &format!("\n{} of {} runs shown.", list.runs.len(), list.total)));
    }
    text
}

fn row(run: &Run) -> Vec<Cell> {
    let (note, note_style) = match (&run.failure, &run.activity) {
        _ if run.survivor => ("goes on although nothing watches it".to_owned(), WARN),
        (Some(failure), _) => (visible(&failure.message), BAD),
        (None, Some(activity)) => (visible(activity), DIM),
        (None, None) => {
            (run.question.as_deref().map(|asked| format!("asked: {}", visible(asked))).unwrap_or_default(), DIM)
        }
    };
    vec![
        Cell::new(DIM, run.id.to_string()),
        Cell::new(style(run.state), word(run.state)),
        Cell::new(DIM, local(run.started_at.unwrap_or(run.queued_at))),
        Cell::new(DIM, took(run).unwrap_or_default()),
        Cell::new(DIM, run.cost_usd.map(cost).unwrap_or_default()),
        Cell::new(PLAIN, format!("#{} {}", run.task_id, visible(&run.task_title))),
        Cell::new(note_style, note),
    ]
}

/// Returns a run in full.
pub(crate) fn page(detail: &RunDetail, screen: Screen) -> String {
    let run = &detail.run;
    let mut page = format!(
        "{}  {}\n{}\n\n",
        paint(DIM, &format!("Run {}", run.id)),
        paint(BOLD, &title(run, screen)),
        paint(style(run.state), word(run.state)),
    );
    let mut fact = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(page, "  {}  {value}", paint(DIM, &format!("{name:<9}")));
        }
    };
    if run.survivor {
        let hint = format!("goes on although nothing watches it: claudetask runs stop {}", run.id);
        fact("Survivor", Some(paint(WARN, &hint)));
    }
    if let Some(failure) = &run.failure {
        fact("Why", Some(paint(BAD, &visible(&failure.message))));
        for line in failure.detail.iter().flat_map(|detail| detail.lines()) {
            fact("", Some(visible(line)));
        }
        fact("Do", Some(visible(&failure.hint)));
    }
    fact("Now", run.activity.as_deref().map(visible));
    fact(
        "Waiting",
        (run.open_requests > 0).then(|| format!("{} for you: claudetask runs requests", run.open_requests)),
    );
    fact("Kind", Some(run.kind.as_str().to_owned()));
    fact("Question", run.question.as_deref().map(visible));
    fact("Follows", run.follows.map(|run| format!("run {run}")));
    fact("From", Some(run.origin.as_str().to_owned()));
    fact("Model", run.model.as_deref().map(visible));
    fact("Queued", Some(local(run.queued_at)));
    fact("Started", run.started_at.map(local));
    fact("Ended", run.ended_at.map(local));
    fact("Took", took(run));
    fact("Used", Some(used(run)));
    let limits = format!("{} turns, ${:.2}, {} minutes", detail.max_turns, detail.budget_usd, detail.minutes);
    fact("Limits", Some(limits));
    fact("Trusted", Some(if detail.trusted { "yes" } else { "no" }.to_owned()));
    fact("Folder", Some(visible(&detail.folder)));
    let program = detail.program.as_deref().map(visible);
    fact("Claude", program.map(|path| format!("{path} {}", visible(detail.version.as_deref().unwrap_or_default()))));
    fact("Process", detail.pid.map(|pid| pid.to_string()));
    fact("Exit code", detail.exit_code.map(|code| code.to_string()));
    fact("Session", Some(visible(&detail.session_id)));
    fact("Entries", Some(format!("{}: claudetask runs log {}", run.items, run.id)));
    page
}

fn title(run: &Run, screen: Screen) -> String {
    let title = visible(&run.task_title);
    let title = if screen.isolate { isolated(&title) } else { title };
    format!("{} of #{} {title}", run.kind.as_str(), run.task_id)
}

/// Says that a run was asked for.
pub(crate) fn begun(run: &Run, screen: Screen) -> String {
    let what = if run.question.is_some() { "question on" } else { run.kind.as_str() };
    let title = visible(&run.task_title);
    let title = if screen.isolate { isolated(&title) } else { title };
    let joined = if run.question.is_some() { "" } else { "of " };
    format!(
        "Run {0}: {what} {joined}#{1} \"{title}\" is {2}. Follow it with: claudetask runs log {0} --follow\n",
        run.id,
        run.task_id,
        run.state.as_str()
    )
}

/// Says what became of a request to stop.
pub(crate) fn stopped(run: &Run) -> String {
    match run.state {
        RunState::Stopped => format!("Run {} is stopped.\n", run.id),
        state if state.is_live() => {
            format!("Run {0} is being stopped. It is gone within seconds: claudetask runs show {0}\n", run.id)
        }
        state => format!("Run {} had ended already: {}.\n", run.id, word(state)),
    }
}

/// Says how the queue is.
pub(crate) fn queue(queue: &QueueState) -> String {
    let how = format!("{} of at most {} runs go on, {} wait.", queue.running, queue.limit, queue.queued);
    match queue.reason {
        None => format!("The queue goes on: {how}\n"),
        Some(reason) => format!("The queue is paused{}: {how}\n", pause(reason, queue.until)),
    }
}

fn pause(reason: PauseReason, until: Option<Timestamp>) -> String {
    match (reason, until) {
        (PauseReason::User, _) => String::new(),
        (PauseReason::RateLimit, Some(until)) => format!(" by the account's rate limit until {}", local(until)),
        (PauseReason::RateLimit, None) => " by the account's rate limit".to_owned(),
    }
}

/// Says what a run that is followed has come to, where its entries don't.
pub(crate) fn state(run: &Run, queue: &QueueState) -> String {
    let said = match (run.state, queue.reason) {
        (RunState::Queued, Some(reason)) => {
            let hint = "claudetask runs continue";
            format!("Waits: the queue is paused{} ({hint})", pause(reason, queue.until))
        }
        (RunState::Queued, None) if queue.running >= queue.limit => {
            format!("Waits for its turn: {} of at most {} runs go on", queue.running, queue.limit)
        }
        (RunState::Stopping, _) => "Stopping".to_owned(),
        _ if run.survivor => {
            let warning = format!("Goes on although nothing watches it: claudetask runs stop {}", run.id);
            return format!("{}\n", paint(WARN, &warning));
        }
        _ => return String::new(),
    };
    format!("{}\n", paint(DIM, &said))
}

/// Says how a run ended, with what it used; why it failed is its last entry.
pub(crate) fn summary(run: &Run) -> String {
    let head = paint(style(run.state), &format!("Run {} {}", run.id, word(run.state)));
    let took = took(run).map(|took| format!(" after {took}")).unwrap_or_default();
    format!("{head}{took}\n{}\n", paint(DIM, &used(run)))
}

/// Says where an analysis is now.
pub(crate) fn written(task: &Task) -> String {
    format!("The analysis is written to #{}, now in {}.\n", task.id, task.status)
}

/// Returns `$0.0431 · 12,345 tokens read, 1,234 written · 7 turns`.
fn used(run: &Run) -> String {
    let turns = if run.turns == 1 { "1 turn".to_owned() } else { format!("{} turns", run.turns) };
    let tokens = format!("{} tokens read, {} written", grouped(run.input_tokens), grouped(run.output_tokens));
    match run.cost_usd {
        Some(usd) => format!("{} · {tokens} · {turns}", cost(usd)),
        None => format!("{tokens} · {turns}"),
    }
}

fn cost(usd: f64) -> String {
    format!("${usd:.4}")
}

/// Returns how long a run took, or takes by now.
fn took(run: &Run) -> Option<String> {
    let started = run.started_at?;
    let ended = run.ended_at.unwrap_or_else(|| chrono::Utc::now().into());
    Some(duration(ended.millis().saturating_sub(started.millis())))
}

/// Returns a time such as `1 min 12 s`.
fn duration(millis: i64) -> String {
    let seconds = millis.max(0) / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// Returns the beginning of a text on one line.
fn first_line(text: &str, most: usize) -> String {
    let beginning: String = text.chars().take(most * 4).collect();
    cut(&visible(&beginning.split_whitespace().collect::<Vec<_>>().join(" ")), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_beginnings_are_short() {
        for (millis, expected) in
            [(-5, "0 s"), (999, "0 s"), (72_000, "1 min 12 s"), (3_600_000, "1 h 0 min"), (90_061_000, "25 h 1 min")]
        {
            assert_eq!(duration(millis), expected);
        }
        assert_eq!(first_line("a\n b\x1b[31m", 40), "a b\\x1b[31m");
        assert_eq!(first_line(&"ab ".repeat(50), 6), "ab ab…");
    }
}
