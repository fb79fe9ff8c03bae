//! A save of CLAUDE.md (versions, the file's replacement, the journal) beside what the disk takes for its parts.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use claudetask_app::claude::DocPath;
use claudetask_app::document::{self, PutText};
use claudetask_testkit::bare::BareFile;
use claudetask_testkit::seed;

use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale};
use crate::places::LargeBoard;

const BYTES: usize = 5_000;

/// Measures saves in turns with a bare replacement of a file and a bare commit.
pub(super) async fn measure(made: &LargeBoard, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let path = DocPath::parse("CLAUDE.md").map_err(|error| Failure::Meaningless(error.to_string()))?;
    let bare = BareFile::open(made.call.database()).await?;
    let text = seed::instructions(BYTES);
    let mut base = None;
    let (mut saves, mut replacements, mut commits) = (Samples::default(), Samples::default(), Samples::default());
    let warm_up = scale.samples(10, 2);
    for round in 0..scale.samples(200, 10) + warm_up {
        let text = format!("{text}\nRound {round}.\n");
        let start = Instant::now();
        replace(&made.folder.join("bare.md"), text.as_bytes())
            .map_err(|source| Failure::io("replace a file", source))?;
        let replacement = start.elapsed();
        let start = Instant::now();
        let saved = document::put(&made.call, made.project, &path, PutText { text, base }).await?;
        let save = start.elapsed();
        if saved.seq.is_none() {
            return Err(Failure::Meaningless("a measured save changed nothing".to_owned()));
        }
        base = saved.document.hash;
        let start = Instant::now();
        bare.commit().await?;
        let commit = start.elapsed();
        if round >= warm_up {
            saves.push_time(save);
            replacements.push_time(replacement);
            commits.push_time(commit);
        }
    }
    bare.close().await;
    let figure =
        |samples: &Samples| format!("{:.2} ms (p95 {:.2}, n {})", samples.median(), samples.p95(), samples.len());
    report.beside("CLAUDE.md of 5 kB saved: versions, file, journal", figure(&saves));
    report.beside("  bare write, fsync, rename", figure(&replacements));
    report.beside("  bare commit with fsync, of which a save has two", figure(&commits));
    let floor = replacements.median() + 2.0 * commits.median();
    report.beside("  ratio to one replacement and two commits", format!("{:.2} ×", saves.median() / floor));
    Ok(())
}

/// Replaces a file as carefully as has to be, and no more.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)
}
