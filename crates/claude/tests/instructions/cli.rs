//! The real program, without its network and with a home of the test's own: what it says it has loaded.

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Returns the pinned program, which is fetched where it is not there yet; says so where it can't be had.
pub(crate) fn installed(test: &str) -> Option<PathBuf> {
    claudetask_testkit::claude::install().map_err(|reason| claudetask_testkit::claude::skipped(test, &reason)).ok()
}

/// Returns the files that the program loads when it starts in a folder, with its estimates of their tokens.
pub(crate) fn loaded(cli: &Path, project: &Path, home: &Path) -> Vec<(PathBuf, u32)> {
    let mut child = Command::new(cli)
        .args(["-p", "--verbose", "--output-format", "stream-json", "--input-format", "stream-json"])
        .args(["--permission-prompt-tool", "stdio"])
        .current_dir(project)
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("CLAUDE_CONFIG_DIR", home.join(".claude"))
        .env("ANTHROPIC_API_KEY", "none")
        // Nothing listens there; the two questions below are answered without a model.
        .env("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
        .env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1")
        .env("DISABLE_AUTOUPDATER", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut questions = child.stdin.take().unwrap();
    for subtype in ["initialize", "get_context_usage"] {
        let question = serde_json::json!({
            "type": "control_request", "request_id": subtype, "request": { "subtype": subtype },
        });
        writeln!(questions, "{question}").unwrap();
    }
    drop(questions);
    let output = child.wait_with_output().unwrap();
    let usage = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find(|answer| answer["response"]["request_id"] == "get_context_usage")
        .expect("the program answers");
    let files = usage["response"]["response"]["memoryFiles"].as_array().expect("the answer lists the files").clone();
    files
        .iter()
        .map(|file| {
            let tokens = file["tokens"].as_u64().unwrap();
            (PathBuf::from(file["path"].as_str().unwrap()), u32::try_from(tokens).unwrap())
        })
        .collect()
}
