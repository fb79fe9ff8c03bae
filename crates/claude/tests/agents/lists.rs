use std::fs;
use std::path::Path;

use claudetask_claude::agent::{AgentCode, AgentFolderList, AgentRow, Verdict, list};
use claudetask_claude::{DocPath, Roots};
use tempfile::TempDir;

struct World {
    folder: TempDir,
    roots: Roots,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let roots = Roots { project: folder.path().join("above/project"), user: folder.path().join("home/.claude") };
        fs::create_dir_all(&roots.project).unwrap();
        // Nothing above the temporary folder may take part.
        fs::create_dir_all(folder.path().join("above/.git")).unwrap();
        Self { folder, roots }
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let file = self.folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn agent(&self, path: &str, name: &str) {
        self.write(path, format!("---\nname: {name}\ndescription: d\n---\nBody\n"));
    }

    fn list(&self) -> AgentFolderList {
        list(&self.roots)
    }
}

const PROJECT: &str = "above/project/.claude/agents";

fn row<'a>(list: &'a AgentFolderList, path: &str) -> &'a AgentRow {
    let found = list.agents.iter().find(|row| row.path.as_str().ends_with(path));
    found.unwrap_or_else(|| panic!("{path} is not in {:?}", list.agents))
}

fn codes(row: &AgentRow) -> Vec<AgentCode> {
    row.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn of_one_name_the_last_path_wins_and_the_project_before_the_user() {
    let world = World::new();
    for file in ["a.md", "b.md", "sub/0.md"] {
        world.agent(&format!("{PROJECT}/{file}"), "dup");
    }
    world.agent("home/.claude/agents/u.md", "dup");
    world.agent("home/.claude/agents/own.md", "own");
    let list = world.list();
    let winner = row(&list, "sub/0.md");
    assert!(winner.in_force && winner.shadowed_by.is_none());
    let beaten: Vec<_> = winner.shadows.iter().map(DocPath::as_str).collect();
    assert_eq!(beaten, ["~/.claude/agents/u.md", ".claude/agents/a.md", ".claude/agents/b.md"]);
    for path in ["agents/a.md", "agents/b.md", "agents/u.md"] {
        let row = row(&list, path);
        assert_eq!((row.in_force, row.shadowed_by.as_ref()), (false, Some(&winner.path)));
        assert!(codes(row).contains(&AgentCode::Shadowed));
    }
    assert!(row(&list, "own.md").in_force);
}

#[test]
fn paths_are_compared_as_javascript_does() {
    let world = World::new();
    world.agent(&format!("{PROJECT}/x-\u{ff5e}.md"), "wide");
    world.agent(&format!("{PROJECT}/x-\u{1f600}.md"), "wide");
    let list = world.list();
    assert!(row(&list, "x-\u{ff5e}.md").in_force);
}

#[test]
fn a_refused_or_disabled_file_wins_nothing() {
    let world = World::new();
    world.agent(&format!("{PROJECT}/a.md"), "one");
    world.write(&format!("{PROJECT}/b.md"), "---\nname: one\n---\n");
    world.agent(&format!("{PROJECT}/c.md.disabled"), "one");
    let list = world.list();
    assert!(row(&list, "a.md").in_force);
    let disabled = row(&list, "c.md.disabled");
    assert_eq!((disabled.enabled, disabled.in_force, disabled.verdict == Verdict::Refused), (false, false, false));
    assert_eq!(row(&list, "b.md").verdict, Verdict::Refused);
}

#[test]
fn folders_above_take_part_up_to_the_repository() {
    let world = World::new();
    world.agent("above/.claude/agents/far.md", "far");
    world.agent("above/.claude/agents/both.md", "both");
    world.agent(".claude/agents/beyond.md", "beyond");
    world.agent("home/.claude/agents/far.md", "far");
    world.agent(&format!("{PROJECT}/both.md"), "both");
    let list = world.list();
    let outside: Vec<_> = list.outside.iter().map(|agent| (agent.name.as_str(), agent.in_force)).collect();
    assert_eq!(outside, [("both", false), ("far", true)]);
    assert!(row(&list, "agents/both.md").in_force);
    assert_eq!(codes(row(&list, "~/.claude/agents/far.md")).last(), Some(&AgentCode::ShadowedOutside));
}

#[test]
fn a_worktree_without_agents_takes_those_of_the_main_one() {
    let world = World::new();
    world.agent("main/.claude/agents/m.md", "main");
    world.write("main/.git/worktrees/w/commondir", "../..\n");
    let pointer = format!("gitdir: {}\n", world.folder.path().join("main/.git/worktrees/w").display());
    world.write("above/project/.git", pointer);
    assert_eq!(world.list().outside.len(), 1);
    world.agent(&format!("{PROJECT}/own.md"), "own");
    assert!(world.list().outside.is_empty());
}

#[test]
fn files_that_claude_skips_are_shown_as_refused() {
    let world = World::new();
    world.write(
        &format!("{PROJECT}/big.md"),
        "---\nname: big\ndescription: d\n---\n".to_owned() + &"x".repeat(1_048_577),
    );
    world.agent(&format!("{PROJECT}/A.MD"), "upper");
    world.agent(&format!("{PROJECT}/folder.md/in.md"), "in");
    world.agent(&format!("{PROJECT}/.hidden/.h.md"), "hidden");
    world.write(&format!("{PROJECT}/picture.png"), "");
    let list = world.list();
    assert_eq!(codes(row(&list, "big.md")), [AgentCode::FileTooLarge]);
    assert!(codes(row(&list, "A.MD")).contains(&AgentCode::WrongExtension));
    assert!(row(&list, "folder.md/in.md").in_force && row(&list, ".hidden/.h.md").in_force);
    assert_eq!(list.agents.len(), 4);
    assert_eq!(row(&list, "big.md").hash.len(), 0);
    assert_eq!(row(&list, "in.md").hash.len(), 64);
}

#[cfg(unix)]
#[test]
fn links_are_followed_once_and_told_where_they_lead_out() {
    use std::os::unix::fs::symlink;
    let world = World::new();
    let agents = world.folder.path().join(PROJECT);
    world.agent(&format!("{PROJECT}/real.md"), "real");
    world.agent("elsewhere/out.md", "out");
    world.agent("elsewhere/folder/deep.md", "deep");
    symlink(world.folder.path().join("elsewhere/out.md"), agents.join("out.md")).unwrap();
    symlink(world.folder.path().join("elsewhere/folder"), agents.join("linked")).unwrap();
    symlink(&agents, agents.join("circle")).unwrap();
    symlink(agents.join("loop.md"), agents.join("loop.md")).unwrap();
    symlink(agents.join("nothing.md"), agents.join("broken.md")).unwrap();
    fs::hard_link(agents.join("real.md"), agents.join("same.md")).unwrap();
    let list = world.list();
    assert_eq!(list.agents.len(), 6);
    assert!(codes(row(&list, "out.md")).contains(&AgentCode::LinkOutside) && row(&list, "out.md").in_force);
    assert!(row(&list, "linked/deep.md").in_force);
    assert_eq!(codes(row(&list, "loop.md")), [AgentCode::BrokenLink]);
    assert_eq!(codes(row(&list, "broken.md")), [AgentCode::BrokenLink]);
    assert!(row(&list, "real.md").in_force);
    assert!(codes(row(&list, "same.md")).contains(&AgentCode::SameFile));
}

#[test]
fn names_that_differ_by_case_are_told() {
    let world = World::new();
    world.agent(&format!("{PROJECT}/one.md"), "one");
    world.agent(&format!("{PROJECT}/two.md"), "One");
    let list = world.list();
    for path in ["one.md", "two.md"] {
        assert!(row(&list, path).in_force && codes(row(&list, path)).contains(&AgentCode::NameDiffersByCase));
    }
}

#[test]
fn a_missing_folder_lists_nothing_and_a_file_in_its_place_is_a_problem() {
    let world = World::new();
    let list = world.list();
    assert!(list.agents.is_empty() && list.folders.iter().all(|folder| !folder.exists && folder.problem.is_none()));
    world.write(PROJECT, "a file");
    let problem = world.list().folders[0].problem.clone().unwrap();
    assert_eq!(problem.code, "not_a_folder");
    assert!(Path::new(&world.list().folders[0].file).is_absolute());
}

#[cfg(unix)]
#[test]
fn a_pipe_in_a_folder_above_holds_nothing_up() {
    use std::sync::mpsc;
    use std::time::Duration;
    let world = World::new();
    world.agent("above/.claude/agents/a.md", "a");
    let pipe = world.folder.path().join("above/.claude/agents/pipe.md");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
    let (done, waiting) = mpsc::channel();
    std::thread::spawn(move || done.send(world.list().outside.len()));
    assert_eq!(waiting.recv_timeout(Duration::from_secs(20)), Ok(1));
}
