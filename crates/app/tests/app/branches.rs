use claudetask_app::project::{self, ProjectPatch};
use claudetask_app::{branch, task, undo};
use claudetask_core::{Origin, TaskId};
use claudetask_testkit::{Board, Repository};

use crate::code;

#[tokio::test]
async fn a_branch_is_made_from_the_default_branch_and_nothing_else_changes() {
    let (board, repository) = Board::with_repository().await;
    repository.git(&["switch", "-q", "-c", "elsewhere"]);
    repository.commit("not on main");
    std::fs::write(repository.folder().join("first"), "an edit").unwrap();
    std::fs::write(repository.folder().join("untracked"), "x").unwrap();
    let before = repository.work_tree();
    let id = board.add("Login fails!").await.id;
    let task = branch::create(&board.call, board.project, id).await.unwrap();
    let name = format!("task/{id}-login-fails");
    assert_eq!(task.git_branch.as_deref(), Some(name.as_str()));
    assert_eq!(repository.git(&["rev-parse", &name]), repository.git(&["rev-parse", "main"]));
    assert_eq!(repository.work_tree(), before);
    assert_eq!(code(branch::create(&board.call, board.project, id).await), "has_branch");
    let list = branch::list(&board.call, board.project).await.unwrap();
    assert!(list.branches.iter().any(|branch| branch.branch.name == name && branch.task_ids == [id]));
    let report = branch::of_task(&board.call, board.project, id).await.unwrap();
    assert!(report.can_delete && !report.missing && report.branch.is_some(), "{report:?}");
    // An undo detaches; the branch stays, and a redo attaches it.
    undo::undo(&board.call, board.project, None).await.unwrap();
    assert_eq!(task::get(&board.call, board.project, id).await.unwrap().git_branch, None);
    repository.git(&["rev-parse", &name]);
    assert_eq!(code(branch::create(&board.call, board.project, id).await), "branch_exists");
    let report = undo::redo(&board.call, board.project, None).await.unwrap();
    assert_eq!(report.task.unwrap().git_branch.as_deref(), Some(name.as_str()));
}

#[tokio::test]
async fn any_title_and_pattern_give_a_branch() {
    let (board, repository) = Board::with_repository().await;
    let patch = ProjectPatch { branch_pattern: Some("{type}/{id}.{slug}".into()), ..ProjectPatch::default() };
    project::update(&board.call, board.project, patch).await.unwrap();
    for (title, end) in [("🎉🎉", ".task"), ("Lock", ".loc"), ("..-- ~^:", ".task"), ("größe 項目", ".größe-項目")]
    {
        let id = board.add(title).await.id;
        let task = branch::create(&board.call, board.project, id).await.unwrap();
        let name = task.git_branch.unwrap();
        assert_eq!(name, format!("feature/{id}{end}"));
        repository.git(&["rev-parse", "--verify", &format!("refs/heads/{name}")]);
    }
}

#[tokio::test]
async fn attaching_and_detaching_leave_the_repository_alone() {
    let (board, repository) = Board::with_repository().await;
    repository.git(&["branch", "wip"]);
    let id = board.add("one").await.id;
    for name in ["-x", "a..b", "refs/heads/wip", "", "a b"] {
        let error = branch::attach(&board.call, board.project, id, name).await.unwrap_err().report();
        assert_eq!(error.field.as_deref(), Some("branch"), "{name:?}");
    }
    assert_eq!(code(branch::attach(&board.call, board.project, id, "nope").await), "branch_not_found");
    assert_eq!(code(branch::detach(&board.call, board.project, id).await), "no_branch");
    assert_eq!(code(branch::delete(&board.call, board.project, id).await), "no_branch");
    assert_eq!(code(branch::attach(&board.call, board.project, TaskId(99), "wip").await), "task_not_found");
    let refs = repository.git(&["for-each-ref"]);
    branch::attach(&board.call, board.project, id, "wip").await.unwrap();
    assert_eq!(code(branch::attach(&board.call, board.project, id, "main").await), "has_branch");
    assert_eq!(branch::detach(&board.call, board.project, id).await.unwrap().git_branch, None);
    undo::undo(&board.call, board.project, None).await.unwrap();
    assert_eq!(task::get(&board.call, board.project, id).await.unwrap().git_branch.as_deref(), Some("wip"));
    assert_eq!(repository.git(&["for-each-ref"]), refs);
}

#[tokio::test]
async fn a_deleted_branch_comes_back_at_its_commit() {
    let (board, repository) = Board::with_repository().await;
    let id = board.add("one").await.id;
    let name = branch::create(&board.call, board.project, id).await.unwrap().git_branch.unwrap();
    let commit = repository.git(&["rev-parse", &name]);
    repository.commit("main goes on");
    branch::delete(&board.call, board.project, id).await.unwrap();
    assert!(!repository.git(&["branch", "--list"]).contains(&name));
    // In another process.
    let other = board.another_process(Origin::User).await;
    let report = undo::undo(&other, board.project, None).await.unwrap();
    assert_eq!(report.task.unwrap().git_branch, Some(name.clone()));
    assert_eq!(repository.git(&["rev-parse", &name]), commit);
    assert_eq!(code(undo::redo(&board.call, board.project, None).await), "not_revertible");
    branch::delete(&board.call, board.project, id).await.expect("a new check allows it again");
}

#[tokio::test]
async fn what_is_not_merged_is_not_deleted() {
    let (board, repository) = Board::with_repository().await;
    let id = board.add("one").await.id;
    let name = branch::create(&board.call, board.project, id).await.unwrap().git_branch.unwrap();
    repository.git(&["switch", "-q", &name]);
    assert_eq!(code(branch::delete(&board.call, board.project, id).await), "branch_checked_out");
    repository.commit("work");
    repository.git(&["switch", "-q", "main"]);
    let report = branch::of_task(&board.call, board.project, id).await.unwrap();
    assert!(!report.can_delete && report.delete_refused.is_some());
    assert_eq!((report.unmerged_total, report.unmerged[0].summary.as_str()), (1, "work"));
    assert_eq!(code(branch::delete(&board.call, board.project, id).await), "branch_not_merged");
    assert_eq!(task::get(&board.call, board.project, id).await.unwrap().git_branch, Some(name.clone()));
    repository.git(&["merge", "-q", "--no-ff", &name]);
    branch::delete(&board.call, board.project, id).await.unwrap();
}

#[tokio::test]
async fn a_branch_that_was_renamed_or_deleted_outside_is_noticed() {
    let (board, repository) = Board::with_repository().await;
    let id = board.add("one").await.id;
    let name = branch::create(&board.call, board.project, id).await.unwrap().git_branch.unwrap();
    repository.git(&["branch", "-m", &name, "renamed"]);
    let report = branch::of_task(&board.call, board.project, id).await.unwrap();
    assert!(report.missing && report.branch.is_none());
    assert_eq!(report.renamed_to.as_deref(), Some("renamed"));
    branch::attach(&board.call, board.project, id, "renamed").await.expect("a branch that is gone can be replaced");
    repository.git(&["branch", "-D", "renamed"]);
    let report = branch::of_task(&board.call, board.project, id).await.unwrap();
    assert!(report.missing && report.renamed_to.is_none() && !report.can_delete);
    assert_eq!(code(branch::delete(&board.call, board.project, id).await), "branch_not_found");
    branch::detach(&board.call, board.project, id).await.unwrap();
}

#[tokio::test]
async fn no_repository_an_empty_one_and_a_detached_head_are_normal() {
    let board = Board::new().await;
    let id = board.add("one").await.id;
    assert!(branch::list(&board.call, board.project).await.unwrap().branches.is_empty());
    assert!(branch::of_task(&board.call, board.project, id).await.unwrap().branch.is_none());
    assert_eq!(code(branch::create(&board.call, board.project, id).await), "not_a_repository");
    let repository = Repository::init(&board.project_folder());
    assert!(branch::list(&board.call, board.project).await.unwrap().repository.empty);
    assert_eq!(code(branch::create(&board.call, board.project, id).await), "repository_empty");
    repository.commit("first");
    repository.git(&["switch", "-q", "--detach"]);
    assert!(branch::list(&board.call, board.project).await.unwrap().repository.detached);
    branch::create(&board.call, board.project, id).await.unwrap();
    std::fs::rename(board.project_folder(), board.root().join("moved")).unwrap();
    assert_eq!(code(branch::list(&board.call, board.project).await), "folder_not_found");
    assert_eq!(code(branch::of_task(&board.call, board.project, id).await), "folder_not_found");
    branch::detach(&board.call, board.project, id).await.expect("this needs no folder");
}

#[tokio::test]
async fn a_default_branch_that_only_a_remote_has_is_no_error() {
    let (board, origin) = Board::with_repository().await;
    origin.git(&["branch", "feature"]);
    let clone = board.root().join("clone");
    origin.git(&["clone", "-q", ".", clone.to_str().unwrap()]);
    let repository = Repository::at(&clone);
    repository.git(&["switch", "-q", "feature"]);
    repository.git(&["branch", "-q", "-D", "main"]);
    let project = project::open(&board.call, &clone).await.unwrap().id;
    let new = task::NewTask { title: "one".into(), ..task::NewTask::default() };
    let id = task::create(&board.call, project, new).await.unwrap().id;
    branch::create(&board.call, project, id).await.unwrap();
    let report = branch::of_task(&board.call, project, id).await.unwrap();
    assert!(report.branch.is_some() && !report.can_delete && report.delete_refused.is_some(), "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_branches_attached_at_once_one_wins() {
    let (board, repository) = Board::with_repository().await;
    repository.git(&["branch", "a"]);
    repository.git(&["branch", "b"]);
    let other = board.another_process(Origin::User).await;
    for n in 0..5 {
        let id = board.add(&n.to_string()).await.id;
        let (a, b) = tokio::join!(
            branch::attach(&board.call, board.project, id, "a"),
            branch::attach(&other, board.project, id, "b"),
        );
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        assert_eq!(code(if a.is_ok() { b } else { a }), "has_branch");
    }
}
