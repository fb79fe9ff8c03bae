//! The log: files of a day each in the data folder, and standard error where `RUST_LOG` asks for it. It
//! holds what the program did, never a task's text.

use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts the log; what the guard holds back is written when it is dropped.
pub(crate) fn start(data_folder: &Path) -> Option<WorkerGuard> {
    let folder = data_folder.join("logs");
    // The appender looks for old files first, and complains on standard error where there is no folder yet.
    let made = std::fs::create_dir_all(&folder);
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("claudetask-desktop")
        .filename_suffix("log")
        .max_log_files(7)
        .build(folder);
    let (file, guard) = match made.map_err(drop).and(appender.map_err(drop)) {
        Ok(appender) => {
            let (writer, guard) = tracing_appender::non_blocking(appender);
            (Some(tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer)), Some(guard))
        }
        // Without a log the program works all the same; the window says what is wrong with the folder.
        Err(()) => (None, None),
    };
    let stderr =
        std::env::var_os("RUST_LOG").is_some().then(|| tracing_subscriber::fmt::layer().with_writer(std::io::stderr));
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::registry().with(filter).with(file).with(stderr).init();
    guard
}

/// Says on standard error why the program can't start.
#[expect(clippy::print_stderr, reason = "there is no window to say it in")]
pub(crate) fn fatal(message: &str) {
    eprintln!("error: {message}");
}
