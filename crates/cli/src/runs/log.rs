//! A run's transcript.

use clap::Args;
use claudetask_app::run::{self, TranscriptItem, TranscriptPage};
use claudetask_core::RunId;
use serde::Serialize;

use super::follow;
use crate::door::Door;
use crate::failure::Failure;
use crate::output::{write_json, write_text};
use crate::render::{self, Screen};

/// How many entries are shown where nothing else is asked for.
const SHOWN: u32 = 1_000;

/// How many entries are read at a time.
const PAGE: u32 = 500;

/// Which entries to show, and how.
#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    /// The run
    run: RunId,
    /// Go on with what comes until the run has ended
    #[arg(long)]
    follow: bool,
    /// The whole transcript as Markdown
    #[arg(long, conflicts_with_all = ["follow", "search", "limit"])]
    markdown: bool,
    /// Only entries that hold this text, in any case
    #[arg(long, value_name = "TEXT", conflicts_with = "follow", allow_hyphen_values = true)]
    search: Option<String>,
    /// The last so many [default: 1000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Markdown {
    markdown: String,
}

/// Shows a transcript.
pub(super) async fn show(door: &Door, args: LogArgs) -> Result<(), Failure> {
    let call = &door.call;
    if args.markdown {
        let text = Markdown { markdown: run::export(call, args.run).await? };
        return door.output.show(&text, |_| render::visible_lines(&text.markdown));
    }
    run::refresh(call).await?;
    let total = run::get(call, args.run).await?.run.items;
    let limit = args.limit.unwrap_or(SHOWN);
    let first = total.saturating_sub(limit) + 1;
    if args.follow {
        return follow::listen(door, args.run, first).await;
    }
    if let Some(text) = &args.search {
        let found = run::search(call, args.run, text).await?;
        let skipped = found.len().saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX));
        let mut items = Vec::new();
        for seq in &found[skipped..] {
            items.extend(run::transcript(call, args.run, *seq, 1).await?.items);
        }
        let page = TranscriptPage { items, total };
        return door.output.show(&page, |screen| render::run::items(&page.items, screen));
    }
    let mut all: Vec<TranscriptItem> = Vec::new();
    let mut from = first;
    loop {
        let page = run::transcript(call, args.run, from, PAGE).await?;
        let Some(last) = page.items.last() else { break };
        from = last.seq + 1;
        if door.output.json {
            all.extend(page.items);
        } else {
            let items = follow::whole_texts(call, args.run, page.items).await?;
            write_text(&render::run::items(&items, Screen::of_stdout()))?;
        }
    }
    if door.output.json { write_json(&TranscriptPage { items: all, total }) } else { Ok(()) }
}
