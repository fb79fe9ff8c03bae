//! Permissions and questions of runs, answered from the command line.

use claudetask_testkit::claude::Act;
use claudetask_testkit::claude::script;
use serde_json::{Value, json};

use crate::running::{Running, answer};
use crate::support::assert_shape;

fn asking(tool: &str, input: &Value) -> Running {
    Running::new([
        Act::AwaitUser,
        script::init(),
        script::ask("asked-1", tool, input),
        Act::AwaitAnswer { request: "asked-1".to_owned() },
        script::result("Done.", Some(&answer())),
        Act::AwaitEnd,
    ])
}

/// Returns what the run was told.
fn told(running: &Running) -> Value {
    let line = running.claude.lines().into_iter().find(|line| line["type"] == "control_response").unwrap();
    line["response"]["response"].clone()
}

#[test]
fn a_permission_is_given_from_another_terminal() {
    let running = asking("Read", &json!({ "file_path": "/etc/hostname" }));
    let followed = running.follow(&["analyze", "1", "--follow"]);
    followed.line("Read /etc/hostname");
    let how = followed.line("claudetask runs answer");
    assert!(how.contains("claudetask runs answer 1 allow | deny [--reason TEXT]"), "{how}");
    let open = running.json(&["runs", "requests"]);
    assert_shape(
        &open["requests"][0],
        "id:number run_id:number project_id:number task_id:number task_title:string kind:string tool:string \
         title:string reason:string input:string questions:array for_run:null asked_at:string",
    );
    assert_eq!(running.json(&["runs", "list"])["runs"][0]["state"], "waiting");
    let text = running.run(&["runs", "requests"]).stdout;
    assert!(text.contains("Request 1") && text.contains("Read /etc/hostname"), "{text}");
    let refused = running.run(&["runs", "answer", "1", "allow-for-run", "--json"]);
    refused.error(1, "invalid_value");
    assert_eq!(running.json(&["runs", "answer", "1", "allow"]), json!({ "requests": [] }));
    running.board.refused(["runs", "answer", "1", "allow"], "request_not_open");
    let ended = followed.end();
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("Allowed once: Read /etc/hostname"), "{}", ended.stdout);
    assert_eq!(told(&running)["behavior"], "allow");
}

#[test]
fn a_denial_tells_claude_why() {
    let running = asking("Read", &json!({ "file_path": "/etc/hostname" }));
    let followed = running.follow(&["analyze", "1", "--follow", "--json"]);
    let request: Value = serde_json::from_str(&followed.line("\"request\":")).unwrap();
    let id = request["request"]["id"].to_string();
    running.json(&["runs", "answer", &id, "deny", "--reason", "-not yours"]);
    assert_eq!(followed.end().code, 0);
    assert_eq!(told(&running)["message"], "-not yours");
}

#[test]
fn questions_are_answered_by_number_or_text() {
    let question = "Which database?";
    let option = |label: &str| json!({ "label": label, "description": "" });
    let input = json!({ "questions": [{
        "question": question, "header": "Database", "multiSelect": false, "options": [option("SQLite"), option("PostgreSQL")],
    }] });
    for named in ["1", question] {
        let running = asking("AskUserQuestion", &input);
        let followed = running.follow(&["analyze", "1", "--follow"]);
        followed.line("2) PostgreSQL");
        let how = followed.line("claudetask runs answer");
        assert!(how.contains("claudetask runs answer 1 --answer 1=TEXT"), "{how}");
        running.run(&["runs", "answer", "1", "--answer", "2=x", "--json"]).error(1, "invalid_value");
        running.run(&["runs", "answer", "1", "--answer", "1=", "--json"]).error(1, "invalid_value");
        running.json(&["runs", "answer", "1", "--answer", &format!("{named}=SQLite")]);
        assert_eq!(followed.end().code, 0);
        assert_eq!(told(&running)["updatedInput"]["answers"][question], "SQLite");
    }
}

/// Runs a followed analysis at a terminal that `script` makes, with these lines typed when the prompt has come.
///
/// Returns `None` where there is no such program.
#[cfg(target_os = "linux")]
fn at_a_terminal(running: &Running, typed: &[&str]) -> Option<(i32, String)> {
    use std::io::{Read, Write};
    use std::process::Stdio;

    let mut command = running.command(&[]);
    let program = command.get_program().to_string_lossy().into_owned();
    let envs: Vec<_> =
        command.get_envs().map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned))).collect();
    command = std::process::Command::new("script");
    command.args(["-qec", &format!("{program} analyze 1 --follow"), "/dev/null"]).current_dir(running.board.project());
    for (name, value) in envs {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env("NO_COLOR", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        // Past the capture of the test's output.
        drop(writeln!(std::io::stderr().lock(), "skipped: there is no `script` to make a terminal"));
        return None;
    };
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut shown = String::new();
    let mut bytes = [0; 4096];
    let mut lines = typed.iter();
    let mut prompts = 0;
    loop {
        let count = stdout.read(&mut bytes).unwrap_or(0);
        if count == 0 {
            break;
        }
        shown.push_str(&String::from_utf8_lossy(&bytes[..count]));
        while shown.matches("\n> ").count() > prompts {
            prompts += 1;
            if let Some(line) = lines.next() {
                stdin.write_all(format!("{line}\n").as_bytes()).unwrap();
            }
        }
    }
    Some((child.wait().unwrap().code().unwrap_or(-1), shown))
}

#[test]
#[cfg(target_os = "linux")]
fn a_permission_is_given_by_typing_at_a_terminal() {
    let running = asking("Read", &json!({ "file_path": "/etc/hostname" }));
    // What is no clear answer is asked again.
    let Some((code, shown)) = at_a_terminal(&running, &["perhaps", "n not that one"]) else { return };
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("y: yes, once · n [REASON]: no"), "{shown}");
    assert!(!shown.contains("claudetask runs answer"), "{shown}");
    let told = told(&running);
    assert_eq!((&told["behavior"], &told["message"]), (&"deny".into(), &"not that one".into()), "{shown}");
}

#[test]
#[cfg(target_os = "linux")]
fn questions_are_answered_by_typing_at_a_terminal() {
    let option = |label: &str| json!({ "label": label, "description": format!("Use {label}") });
    let question = |question: &str, multi: bool| {
        json!({
            "question": question, "header": "H", "multiSelect": multi, "options": [option("SQLite"), option("PostgreSQL")],
        })
    };
    let input =
        json!({ "questions": [question("Which?", false), question("Which else?", true), question("Why?", false)] });
    let running = asking("AskUserQuestion", &input);
    let Some((code, shown)) = at_a_terminal(&running, &["2", "1, 2", "It is small."]) else { return };
    assert_eq!(code, 0, "{shown}");
    let answers = &told(&running)["updatedInput"]["answers"];
    let expected = json!({ "Which?": "PostgreSQL", "Which else?": "SQLite, PostgreSQL", "Why?": "It is small." });
    assert_eq!(*answers, expected, "{shown}");
}
