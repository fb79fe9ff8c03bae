//! Our verdict on agents' files against the real command line, file by file.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use claudetask_claude::Roots;
use claudetask_claude::agent::{BUILTIN, Verdict, list, read};
use claudetask_testkit::claude::messages::{Messages, Scenario};
use claudetask_testkit::claude::{Cli, Seen, install, skipped};
use tempfile::TempDir;

/// A project of its own, and what the real command line sees in it.
struct World {
    folder: TempDir,
    cli: Cli,
}

impl World {
    /// Returns nothing where the command line can't be had; the terminal says so.
    fn new(test: &str) -> Option<Self> {
        match install() {
            Ok(program) => {
                let folder = tempfile::tempdir().unwrap();
                // Nothing above the temporary folder may take part.
                fs::create_dir_all(folder.path().join(".git")).unwrap();
                fs::create_dir_all(folder.path().join("project/.claude/agents")).unwrap();
                Some(Self { folder, cli: Cli::new(program).unwrap() })
            }
            Err(reason) => {
                skipped(test, &reason);
                None
            }
        }
    }

    fn project(&self) -> PathBuf {
        fs::canonicalize(self.folder.path()).unwrap().join("project")
    }

    fn agents(&self) -> PathBuf {
        self.project().join(".claude/agents")
    }

    fn agent(&self, path: &str, name: &str) {
        write(&self.agents().join(path), format!("---\nname: {name}\ndescription: {path}\n---\nBody\n"));
    }

    fn seen(&self) -> Seen {
        let messages = Messages::start(Scenario::default()).unwrap();
        let seen = self.cli.agents(&self.project(), &messages).unwrap();
        assert!(!messages.requests().is_empty(), "the prompt never reached the model");
        seen
    }
}

fn write(file: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

#[test]
fn every_file_is_judged_as_the_real_command_line_does() {
    let Some(world) = World::new("every_file_is_judged_as_the_real_command_line_does") else { return };
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../claude/tests/agents/fixtures");
    for entry in fs::read_dir(fixtures).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), world.agents().join(entry.file_name())).unwrap();
    }
    let head = b"---\nname: made\ndescription: d\n---\n";
    let longest = |name: &str, length: usize| {
        let mut text = String::from_utf8(head.to_vec()).unwrap().replace("made", name).into_bytes();
        text.resize(length, b'x');
        write(&world.agents().join(format!("{name}.md")), text);
    };
    longest("as-long-as-can-be", 1_048_576);
    longest("a-byte-too-long", 1_048_577);
    longest("five-megabytes", 5_000_000);
    let seen = world.seen();
    let active: BTreeMap<_, _> = seen.active.iter().map(|agent| (agent.file.clone(), &agent.name)).collect();
    let mut accepted = 0;
    let mut wrong = Vec::new();
    for entry in fs::read_dir(world.agents()).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap();
        let reading = read(&fs::read(&path).unwrap(), file);
        let ours = (reading.verdict != Verdict::Refused && !file.ends_with(".disabled"))
            .then(|| reading.name.clone().unwrap());
        let theirs = active.get(&path).map(|name| (*name).clone());
        if ours != theirs {
            wrong.push(format!("{file}: we say {ours:?}, it says {theirs:?}"));
            continue;
        }
        let Some(name) = ours else { continue };
        accepted += 1;
        let listed = seen.listed.iter().find(|agent| agent.name == name).unwrap();
        let model = reading.text("model").map(str::to_owned);
        if Some(&listed.description) != reading.description.as_ref() || listed.model != model {
            wrong.push(format!("{file}: we read {:?} and {model:?}, it reads {listed:?}", reading.description));
        }
        if !seen.names.contains(&name) {
            wrong.push(format!("{file}: {name:?} is not in system/init"));
        }
        let unknown =
            seen.log.iter().any(|line| line.contains(&format!("/{file} has")) && line.contains("does not recognize"));
        if unknown != reading.findings.iter().any(|finding| finding.code.as_str() == "unknown_key") {
            wrong.push(format!("{file}: unknown keys: {unknown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(accepted > 50, "only {accepted} were accepted");
}

#[cfg(unix)]
#[test]
fn of_many_files_the_same_ones_are_in_force() {
    use std::os::unix::fs::symlink;
    let Some(world) = World::new("of_many_files_the_same_ones_are_in_force") else { return };
    for path in ["a.md", "b.md", "b/a.md", "b-c.md", "B.md", "sub/x.md", "\u{e9}.md", "x-\u{ff5e}.md", "x-\u{1f600}.md"]
    {
        world.agent(path, "dup");
    }
    for (path, name) in [
        ("o/1.md", "one"),
        ("o!.md", "one"),
        ("o.md", "one"),
        ("Two.md", "two"),
        ("two.md", "Two"),
        (".hidden/.h.md", "hidden"),
        ("dir.md/in.md", "in"),
        ("UPPER.MD", "upper"),
        ("text.txt", "text"),
        ("off.md.disabled", "off"),
        ("e.md", "Explore"),
        ("hard.md", "hard"),
    ] {
        world.agent(path, name);
    }
    write(&world.agents().join("zz.md"), "---\nname: dup\n---\n");
    let agents = world.agents();
    let outside = fs::canonicalize(world.folder.path()).unwrap().join("outside");
    write(&outside.join("out.md"), "---\nname: out\ndescription: d\n---\n");
    write(&outside.join("folder/deep.md"), "---\nname: deep\ndescription: d\n---\n");
    symlink(outside.join("out.md"), agents.join("out.md")).unwrap();
    symlink(outside.join("folder"), agents.join("linked")).unwrap();
    symlink(&agents, agents.join("circle")).unwrap();
    symlink(agents.join("loop.md"), agents.join("loop.md")).unwrap();
    symlink(agents.join("missing.md"), agents.join("broken.md")).unwrap();
    fs::hard_link(agents.join("hard.md"), agents.join("hard-2.md")).unwrap();
    let user = world.cli.home().join(".claude/agents");
    for (file, name) in [("mine.md", "mine"), ("dup.md", "dup"), ("above.md", "above"), ("sub/mine.md", "mine")] {
        write(&user.join(file), format!("---\nname: {name}\ndescription: d\n---\n"));
    }
    let above = fs::canonicalize(world.folder.path()).unwrap().join(".claude/agents");
    write(&above.join("above.md"), "---\nname: above\ndescription: d\n---\n");
    write(&above.join("dup.md"), "---\nname: dup\ndescription: d\n---\n");

    let found = list(&Roots { project: world.project(), user: world.cli.home().join(".claude") });
    let rows = found.agents.iter().filter(|row| row.in_force).map(|row| (row.name.clone(), PathBuf::from(&row.file)));
    let above =
        found.outside.iter().filter(|agent| agent.in_force).map(|agent| (agent.name.clone(), agent.file.clone()));
    let mut ours: Vec<_> = rows.chain(above).collect();
    let mut theirs: Vec<_> = world.seen().active.into_iter().map(|agent| (agent.name, agent.file)).collect();
    ours.sort();
    theirs.sort();
    assert_eq!(ours, theirs);
}

#[test]
fn its_own_agents_are_those_of_our_table() {
    let Some(world) = World::new("its_own_agents_are_those_of_our_table") else { return };
    let mut names = world.seen().names;
    names.sort();
    let mut own: Vec<_> = BUILTIN.to_vec();
    own.sort_unstable();
    assert_eq!(names, own);
}
