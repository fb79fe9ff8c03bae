//! One line for what a tool is about to do.

use std::path::Path;

use serde_json::Value;

/// The fields that say best what a tool is about, the best first.
const TELLING: [&str; 10] =
    ["file_path", "path", "pattern", "command", "query", "url", "description", "prompt", "skill", "notebook_path"];

/// The most characters of a line.
const LONGEST: usize = 160;

/// Returns a line such as `Read src/main.rs`, with paths from the run's folder.
pub(super) fn of_call(tool: &str, input: &Value, folder: &str) -> String {
    let about = if tool == "StructuredOutput" {
        None
    } else if tool == "AskUserQuestion" {
        input["questions"][0]["question"].as_str()
    } else {
        // A search says what is searched for before where.
        let first = if tool == "Grep" || tool == "Glob" { Some("pattern") } else { None };
        first.into_iter().chain(TELLING).find_map(|field| input[field].as_str())
    };
    let name = match tool {
        "StructuredOutput" => "Gives the analysis",
        "AskUserQuestion" => "Asks",
        other => other,
    };
    match about.map(|about| shortened(about, folder)).filter(|about| !about.is_empty()) {
        Some(about) => one_line(&format!("{name} {about}")),
        None => one_line(name),
    }
}

fn shortened(about: &str, folder: &str) -> String {
    match Path::new(about).strip_prefix(folder) {
        Ok(inner) if inner.as_os_str().is_empty() => ".".to_owned(),
        Ok(inner) => inner.display().to_string(),
        Err(_) => about.to_owned(),
    }
}

/// Returns a text as one line of at most 160 characters.
pub(super) fn one_line(text: &str) -> String {
    // A huge text is not walked through for the sake of its beginning.
    let beginning: String = text.chars().take(LONGEST * 4).collect();
    let line = beginning.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        None => line,
        Some((end, _)) => format!("{}…", &line[..end]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_says_what_a_tool_is_about() {
        for (tool, input, expected) in [
            ("Read", json!({ "file_path": "/home/ada/app/src/a.rs" }), "Read src/a.rs"),
            ("Read", json!({ "file_path": "/etc/hostname" }), "Read /etc/hostname"),
            ("Grep", json!({ "path": "/home/ada/app", "pattern": "fn\n main" }), "Grep fn main"),
            ("Glob", json!({ "path": "/home/ada/app" }), "Glob ."),
            ("mcp__x__y", json!({ "n": 1 }), "mcp__x__y"),
            ("Bash", json!({ "command": 7 }), "Bash"),
            ("AskUserQuestion", json!({ "questions": [{ "question": "Which?" }] }), "Asks Which?"),
            ("StructuredOutput", json!({ "description": "x" }), "Gives the analysis"),
        ] {
            assert_eq!(of_call(tool, &input, "/home/ada/app"), expected);
        }
        assert_eq!(one_line(&"ü ".repeat(200)).chars().count(), 161);
    }
}
