//! Agents and instructions as use cases: what is refused before anything is written.

use std::fs;

use claudetask_app::agent::{self, NewAgent};
use claudetask_app::claude::Scope;
use claudetask_app::project::{self, patch_from_settings};
use claudetask_app::{Error, instructions};
use claudetask_testkit::Board;

async fn create(board: &Board, name: &str) -> Result<(), Error> {
    let new = NewAgent {
        scope: Scope::Project,
        name: name.to_owned(),
        description: "Use when asked.".to_owned(),
        template: None,
    };
    agent::create(&board.call, board.project, new).await.map(drop)
}

#[tokio::test]
async fn no_agent_is_made_that_claude_code_would_refuse() {
    let board = Board::new().await;
    let check = async |name: &str, expected: Option<&str>| {
        let code = create(&board, name).await.err().map(|error| error.code().as_str());
        assert_eq!(code, expected, "{name}");
    };
    check("-dash", Some("invalid_value")).await;
    check("a:b", Some("invalid_value")).await;
    check(&"x".repeat(201), Some("invalid_value")).await;
    check(&"🎉".repeat(101), Some("invalid_value")).await;
    check(&"🎉".repeat(100), None).await;
    check("../../etc/passwd", None).await;
    for row in agent::list(&board.call, board.project).await.unwrap().agents {
        assert!(row.in_force, "{}: {:?}", row.name, row.findings);
    }
}

#[tokio::test]
async fn instructions_that_cant_be_read_are_not_said_to_be_deleted() {
    let board = Board::new().await;
    let file = board.project_folder().join("CLAUDE.md");
    fs::create_dir(&file).unwrap();
    let refused = instructions::set_text(&board.call, board.project, None).await.unwrap_err();
    assert_eq!(refused.code().as_str(), "not_a_file");
    assert!(file.is_dir());
}

#[tokio::test]
async fn a_setting_that_is_refused_leaves_instructions_as_they_were() {
    let board = Board::new().await;
    for wrong in ["limit.testing=0", "branch_pattern=x y", "name="] {
        let (key, value) = wrong.split_once('=').unwrap();
        let settings = [("claude_config", "new"), (key, value)].map(|(key, value)| (key.to_owned(), value.to_owned()));
        let patch = patch_from_settings(&settings);
        let refused = match patch {
            Ok(patch) => project::update(&board.call, board.project, patch).await.is_err(),
            Err(_) => true,
        };
        assert!(refused, "{wrong}");
        assert!(!board.project_folder().join("CLAUDE.md").exists(), "{wrong}");
    }
}
