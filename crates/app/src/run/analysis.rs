//! The structured answer of an analysis: the schema that Claude is given, and the Markdown that the task gets.

use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::{Value, json};

/// What Claude answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Answer {
    summary: String,
    approach: String,
    files: Vec<FileToTouch>,
    risks: Vec<String>,
    questions: Vec<String>,
    size: Size,
    test_plan: String,
}

/// A file that the change touches.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct FileToTouch {
    path: String,
    reason: String,
}

/// How large the change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Size {
    S,
    M,
    L,
    #[serde(rename = "XL")]
    Xl,
}

/// Returns the JSON schema of the answer, for `--json-schema`.
pub(super) fn schema() -> Value {
    let text = |what: &str| json!({ "type": "string", "description": what });
    let list = |what: &str| json!({ "type": "array", "items": { "type": "string" }, "description": what });
    json!({
        "type": "object",
        "properties": {
            "summary": text("What has to change and why, in two to four sentences. Markdown."),
            "approach": text("How to make the change, step by step, with the names of functions and types. Markdown."),
            "files": {
                "type": "array",
                "description": "Each file that has to be changed, created or deleted.",
                "items": {
                    "type": "object",
                    "properties": {
                        "path": text("The path from the project's folder."),
                        "reason": text("What changes in it and why, in a sentence."),
                    },
                    "required": ["path", "reason"],
                    "additionalProperties": false,
                },
            },
            "risks": list("What can go wrong or break, one sentence each; empty where there is nothing."),
            "questions": list("What has to be decided by a person before work begins; empty where nothing is open."),
            "size": { "type": "string", "enum": ["S", "M", "L", "XL"], "description": "S: under an hour; M: half a day; L: one to three days; XL: more, better split." },
            "test_plan": text("How to show that the change works: tests to add and things to try. Markdown."),
        },
        "required": ["summary", "approach", "files", "risks", "questions", "size", "test_plan"],
        "additionalProperties": false,
    })
}

impl Answer {
    /// Reads what Claude answered, or says what is wrong with it.
    pub(super) fn read(value: &Value) -> Result<Self, String> {
        let answer = Self::deserialize(value).map_err(|error| error.to_string())?;
        if answer.summary.trim().is_empty() && answer.approach.trim().is_empty() {
            return Err("summary and approach are empty".to_owned());
        }
        Ok(answer)
    }

    /// Returns the answer as the Markdown of a task's analysis.
    pub(super) fn markdown(&self) -> String {
        let mut text = String::new();
        section(&mut text, "Summary", &self.summary);
        section(&mut text, "Approach", &self.approach);
        let files: Vec<String> =
            self.files.iter().map(|file| format!("{} — {}", code(&file.path), one_line(&file.reason))).collect();
        list(&mut text, "Files to touch", &files);
        list(&mut text, "Risks", &self.risks);
        list(&mut text, "Open questions", &self.questions);
        section(&mut text, "Test plan", &self.test_plan);
        let size = match self.size {
            Size::S => "S, under an hour",
            Size::M => "M, about half a day",
            Size::L => "L, one to three days",
            Size::Xl => "XL, more than three days: better split",
        };
        section(&mut text, "Size", size);
        text.truncate(text.trim_end().len());
        text.push('\n');
        // JSON can hold what no text of a task can.
        text.replace('\0', "\u{fffd}")
    }
}

fn section(text: &mut String, title: &str, content: &str) {
    let content = content.trim();
    if !content.is_empty() {
        let _ = write!(text, "## {title}\n\n{content}\n\n");
    }
}

fn list(text: &mut String, title: &str, points: &[String]) {
    let points: Vec<String> = points.iter().map(|point| one_line(point)).filter(|point| !point.is_empty()).collect();
    if points.is_empty() {
        return;
    }
    let _ = write!(text, "## {title}\n\n");
    for point in points {
        let _ = writeln!(text, "- {point}");
    }
    text.push('\n');
}

/// Returns a text as one line, so that it stays one point of a list.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a path as code, with as many backticks around it as it needs.
fn code(path: &str) -> String {
    let path = one_line(path);
    let longest = path.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("{fence}{path}{fence}") } else { format!("{fence} {path} {fence}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_becomes_the_sections_that_have_something_to_say() {
        let answer = json!({
            "summary": " Log in\nagain. ", "approach": "1. Do it", "risks": [], "questions": ["Which\n  key?"], "size": "M",
            "files": [{ "path": "src/`odd`.rs", "reason": "a\nb" }, { "path": "src/a.rs", "reason": "c" }], "test_plan": "",
        });
        let expected = "## Summary\n\nLog in\nagain.\n\n## Approach\n\n1. Do it\n\n## Files to touch\n\n\
                        - `` src/`odd`.rs `` — a b\n- `src/a.rs` — c\n\n## Open questions\n\n- Which key?\n\n\
                        ## Size\n\nM, about half a day\n";
        assert_eq!(Answer::read(&answer).unwrap().markdown(), expected);
    }

    #[test]
    fn what_is_no_answer_is_said() {
        let whole = json!({
            "summary": "s", "approach": "a", "files": [], "risks": [], "questions": [], "size": "S", "test_plan": "t",
        });
        assert!(Answer::read(&whole).is_ok());
        for (field, value) in [("size", json!("small")), ("files", json!("none")), ("summary", json!(null))] {
            let mut broken = whole.clone();
            broken[field] = value;
            assert!(Answer::read(&broken).is_err(), "{field}");
        }
        let mut empty = whole;
        empty["summary"] = json!(" ");
        empty["approach"] = json!("");
        assert!(Answer::read(&empty).unwrap_err().contains("empty"));
    }
}
