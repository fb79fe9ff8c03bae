//! Branches that went elsewhere.

use claudetask_git::renamed_to;

use crate::support::Fixture;

fn found(fixture: &Fixture, name: &str, tip: Option<&str>) -> Option<String> {
    renamed_to(&fixture.path, name, tip, None).expect("the reflogs can be read")
}

#[test]
fn the_reflog_tells_a_rename_even_after_new_commits() {
    let fixture = Fixture::new();
    fixture.branch("task/1", &["a"]);
    assert_eq!(found(&fixture, "task/1", None), None, "it is there");
    fixture.git(&["branch", "-m", "task/1", "größe"]);
    assert_eq!(found(&fixture, "task/1", None).as_deref(), Some("größe"));
    fixture.git(&["switch", "-q", "größe"]);
    fixture.commit("b");
    fixture.git(&["branch", "-m", "final"]);
    assert_eq!(found(&fixture, "task/1", None).as_deref(), Some("final"), "a chain");
    assert_eq!(found(&fixture, "größe", None).as_deref(), Some("final"));
    fixture.git(&["branch", "-c", "final", "copy"]);
    assert_eq!(found(&fixture, "task/1", None).as_deref(), Some("final"), "a copy has the log too");
    assert_eq!(found(&fixture, "task", None), None);
    assert_eq!(found(&fixture, "never", None), None);
}

#[test]
fn a_rename_there_and_back_ends_where_it_is() {
    let fixture = Fixture::new();
    fixture.branch("a", &["x"]);
    for (from, to) in [("a", "b"), ("b", "a"), ("a", "c")] {
        fixture.git(&["branch", "-m", from, to]);
    }
    assert_eq!(found(&fixture, "a", None).as_deref(), Some("c"));
    assert_eq!(found(&fixture, "b", None).as_deref(), Some("c"));
}

#[test]
fn without_a_reflog_the_same_tip_tells() {
    let fixture = Fixture::new();
    fixture.git(&["config", "core.logAllRefUpdates", "false"]);
    fixture.branch("task/1", &["a"]);
    let tip = fixture.git(&["rev-parse", "task/1"]);
    fixture.git(&["branch", "-m", "task/1", "moved"]);
    std::fs::remove_dir_all(fixture.path.join(".git/logs/refs")).ok();
    assert_eq!(found(&fixture, "task/1", Some(&tip)).as_deref(), Some("moved"));
    assert_eq!(found(&fixture, "task/1", None), None);
    assert_eq!(found(&fixture, "task/1", Some("rubbish")), None);
    assert_eq!(found(&fixture, "task/1", Some("1111111111111111111111111111111111111111")), None);
    fixture.git(&["branch", "also", "moved"]);
    assert_eq!(found(&fixture, "task/1", Some(&tip)), None, "two stand there");
}

#[test]
fn a_deleted_branch_without_own_commits_went_nowhere() {
    let fixture = Fixture::new();
    let tip = fixture.git(&["rev-parse", "main"]);
    fixture.branch("task/2", &[]);
    assert_eq!(found(&fixture, "task/1", Some(&tip)), None);
}

#[test]
fn a_merged_and_deleted_branch_went_nowhere() {
    let fixture = Fixture::new();
    fixture.branch("task/1", &["a"]);
    let tip = fixture.git(&["rev-parse", "task/1"]);
    fixture.git(&["merge", "-q", "--ff-only", "task/1"]);
    fixture.git(&["branch", "-q", "-d", "task/1"]);
    fixture.branch("task/2", &[]);
    assert_eq!(found(&fixture, "task/1", Some(&tip)), None);
}
