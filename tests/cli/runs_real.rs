//! Whole runs of the real `claude`, against a stand-in for its API.

use std::fs;
use std::process::Command;

use claudetask_testkit::claude::messages::{Messages, Scenario};
use claudetask_testkit::claude::{environment, install, scenarios, skipped};

use crate::running::answer;
use crate::support::{Ran, Sandbox, ran};

/// A board and what the real program needs; `None` where that can't be had.
struct Real {
    board: Sandbox,
    messages: Messages,
    folder: std::path::PathBuf,
}

impl Real {
    fn new(test: &str, scenario: Scenario) -> Option<Self> {
        let program = match install() {
            Ok(program) => program,
            Err(reason) => {
                skipped(test, &reason);
                return None;
            }
        };
        let board = Sandbox::with_tasks(["Log in again"]);
        for folder in [".claude", "tmp"] {
            fs::create_dir_all(board.path("home").join(folder)).unwrap();
        }
        fs::write(board.project().join("README.md"), "# Login\n\nTODO: renew the session.\n").unwrap();
        let folder = program.parent().unwrap().to_path_buf();
        Some(Self { board, messages: Messages::start(scenario).unwrap(), folder })
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.board.command(args);
        command.envs(environment(&self.board.path("home"), &self.messages.url())).env_remove("SHELL");
        command.env("PATH", format!("{}:/usr/bin:/bin", self.folder.display()));
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        ran(self.command(args).output().unwrap())
    }
}

#[test]
fn the_real_claude_analyses_a_task_to_ready() {
    let test = "the_real_claude_analyses_a_task_to_ready";
    let Some(real) = Real::new(test, scenarios::analysis(answer())) else { return };
    let ran = real.run(&["analyze", "1", "--follow"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    for part in ["● Read README.md", "● Grep TODO", "● Gives the analysis", "Run 1 succeeded", "now in Ready."] {
        assert!(ran.stdout.contains(part), "{part} is not in\n{}", ran.stdout);
    }
    let task = real.board.json(["show", "1"]);
    assert!(task["analysis"].as_str().unwrap().starts_with("## Summary\n\nThe session ends too early."), "{task}");
    let run = real.board.json(["runs", "show", "1"]);
    assert!(run["cost_usd"].as_f64().unwrap() > 0.0, "{run}");
    let asked = real.run(&["runs", "ask", "1", "Why?", "--follow"]);
    assert_eq!(asked.code, 0, "{}{}", asked.stdout, asked.stderr);
    assert!(asked.stdout.contains("Done."), "{}", asked.stdout);
}

#[test]
fn the_real_claude_tells_the_doctor_of_itself_without_a_token() {
    let test = "the_real_claude_tells_the_doctor_of_itself_without_a_token";
    let Some(real) = Real::new(test, Scenario::default()) else { return };
    let report = real.run(&["doctor", "--json"]).json();
    let claude = &report["claude"];
    assert_eq!(claude["account"], "API key (ANTHROPIC_API_KEY)", "{report}");
    for list in ["models", "agents", "context"] {
        assert!(!claude[list].as_array().unwrap().is_empty(), "{list}: {claude}");
    }
    assert!(real.messages.requests().is_empty(), "a token was spent");
    let checks = report["checks"].as_array().unwrap();
    let billing = checks.iter().find(|check| check["name"] == "billing").unwrap();
    assert_eq!(billing["state"], "warning", "{billing}");
}
