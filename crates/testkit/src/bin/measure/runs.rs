//! Runs of Claude: reading the stream, writing it down, opening a long transcript, and from asking for a run to hearing
//! of it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use claudetask_app::claude::stream::{Decoder, MAX_LINE};
use claudetask_app::run::{self, RunFeed, Runner, RunnerOptions, Takes};
use claudetask_app::settings::{self, SettingsPatch};
use claudetask_core::{RunId, Status};
use claudetask_testkit::claude::{Act, Fake, script};

use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale};
use crate::places::{LargeBoard, Places};

/// What the real program wrote, with the pieces of what it was writing.
const TALK: &[u8] = include_bytes!("../../../../claude/tests/stream/recordings/tools_partial.jsonl");

/// How long the transcript is that is opened.
const EVENTS: usize = 50_000;

/// How long one run of the parser is.
const STREAM: usize = 64 * 1024 * 1024;

/// After this time nothing will come.
const PATIENCE: Duration = Duration::from_mins(5);

/// Measures on one board.
pub(crate) async fn measure(places: &Places, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    parser(scale, report);
    let made = places.board("runs", 1_000, Status::ALL).await?;
    let outcome = async {
        asked(&made, scale, report).await?;
        transcript(&made, scale, report).await
    };
    let outcome = outcome.await;
    made.call.close().await?;
    outcome
}

/// Reads the talk of a real run, and large answers of tools, as chunks of a pipe.
fn parser(scale: Scale, report: &mut Report) {
    let answer = "    let value = compute(\"quoted\", 'c');\\n".repeat(1_500);
    let large = format!(
        "{{\"type\":\"user\",\"message\":{{\"role\":\"user\",\"content\":[{{\"tool_use_id\":\"toolu_1\",\"type\":\"tool_result\",\
         \"content\":\"{answer}\"}}]}},\"parent_tool_use_id\":null,\"session_id\":\"s\",\"uuid\":\"u\"}}\n"
    );
    for (what, piece) in
        [("a run's talk with what is being written", TALK), ("answers of tools, 66 kB each", large.as_bytes())]
    {
        let stream = piece.repeat(STREAM / piece.len());
        let (mut megabytes, mut thousands) = (Samples::default(), Samples::default());
        for _ in 0..=scale.samples(7, 1) {
            let mut events = 0_u32;
            let mut decoder = Decoder::new(MAX_LINE);
            let start = Instant::now();
            for chunk in stream.chunks(64 * 1024) {
                decoder.push(chunk, &mut |event| {
                    black_box(event);
                    events += 1;
                });
            }
            let seconds = start.elapsed().as_secs_f64();
            #[expect(clippy::cast_precision_loss, reason = "some megabytes are exact")]
            megabytes.push(stream.len() as f64 / 1e6 / seconds);
            thousands.push(f64::from(events) / 1e3 / seconds);
        }
        megabytes.forget_first();
        thousands.forget_first();
        let (speed, events) = (megabytes.median(), thousands.median());
        report.against(&format!("stream read: {what}"), format!("{speed:.0} MB/s"), "≥ 200 MB/s", speed >= 200.0);
        if piece.len() == TALK.len() {
            let figure = format!("{events:.0} thousand a second");
            report.against("  events", figure, "≥ 200 thousand a second", events >= 200.0);
        }
    }
}

/// From asking for an analysis to its row, and until another part of the program hears of it.
async fn asked(made: &LargeBoard, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    run::pause(&made.call, true).await?;
    let mut feed = RunFeed::follow(&made.call).await?;
    let (mut answered, mut told) = (Samples::default(), Samples::default());
    for task in made.ids.iter().take(scale.samples(60, 5) + 1) {
        let start = Instant::now();
        let asked = run::analyze(&made.call, made.project, *task, false).await?;
        answered.push_time(start.elapsed());
        loop {
            let heard = tokio::time::timeout(PATIENCE, feed.next()).await;
            let heard = heard.map_err(|_| Failure::Meaningless("nobody heard of a run".to_owned()))??;
            if heard.runs.iter().any(|run| run.id == asked.id) {
                break;
            }
        }
        told.push_time(start.elapsed());
        run::stop(&made.call, asked.id).await?;
    }
    answered.forget_first();
    told.forget_first();
    report.beside(
        "an analysis asked for, use case",
        format!("{:.1} ms, p95 {:.1} (n {})", answered.median(), answered.p95(), answered.len()),
    );
    report.against(
        "  until another program hears of it",
        format!("{:.0} ms, p95 {:.0}", told.median(), told.p95()),
        "p95 ≤ 500 ms",
        told.p95() <= 500.0,
    );
    run::pause(&made.call, false).await?;
    Ok(())
}

/// Has a run write a long transcript, then opens it.
async fn transcript(made: &LargeBoard, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let events = scale.samples(EVENTS, 2_000);
    let fake = Fake::new([script::init(), Act::Flood { events }, script::result("done", None)]);
    let patch =
        SettingsPatch { claude_program: Some(Some(fake.program().display().to_string())), ..SettingsPatch::default() };
    settings::update(&made.call, patch).await?;
    let runner = Runner::start(&made.call, RunnerOptions::new(Takes::All))?;
    let start = Instant::now();
    let id = run::analyze(&made.call, made.project, made.ids[0], false).await?.id;
    runner.wake();
    let total = loop {
        let now = run::get(&made.call, id).await?;
        if now.run.ended_at.is_some() {
            break now.run.items;
        }
        if start.elapsed() > PATIENCE {
            return Err(Failure::Meaningless("the run did not end".to_owned()));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let seconds = start.elapsed().as_secs_f64();
    if usize::try_from(total).unwrap_or(0) < events {
        return Err(Failure::Meaningless(format!("the transcript has {total} entries")));
    }
    report.beside(
        &format!("a run of {total} entries, written down"),
        format!("{seconds:.1} s, {:.0} entries a second", f64::from(total) / seconds),
    );
    open(made, id, total, scale, report).await
}

async fn open(made: &LargeBoard, id: RunId, total: u32, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let (mut opened, mut searched, mut exported) = (Samples::default(), Samples::default(), Samples::default());
    for _ in 0..=scale.samples(40, 3) {
        let start = Instant::now();
        black_box(run::get(&made.call, id).await?);
        let page = run::transcript(&made.call, id, total.saturating_sub(199), 200).await?;
        black_box(serde_json::to_string(&page)?);
        opened.push_time(start.elapsed());
        let start = Instant::now();
        black_box(run::search(&made.call, id, "no such word").await?);
        searched.push_time(start.elapsed());
    }
    for _ in 0..=scale.samples(5, 1) {
        let start = Instant::now();
        black_box(run::export(&made.call, id).await?);
        exported.push_time(start.elapsed());
    }
    opened.forget_first();
    searched.forget_first();
    exported.forget_first();
    report.against(
        "  opened: its row and the last 200 entries as JSON",
        format!("{:.1} ms, p95 {:.1} (n {})", opened.median(), opened.p95(), opened.len()),
        "p95 ≤ 200 ms",
        opened.p95() <= 200.0,
    );
    report.beside("  searched through", format!("{:.0} ms, p95 {:.0}", searched.median(), searched.p95()));
    report.beside("  as Markdown", format!("{:.0} ms", exported.median()));
    Ok(())
}
