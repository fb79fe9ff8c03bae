//! Whole conversations of the model, ready for use.
//!
//! Their tools are those of an analysis: Read, Grep, Glob, `AskUserQuestion`, and `StructuredOutput`, which the command
//! line offers when it is given `--json-schema`.

use serde_json::{Value, json};

use super::messages::{Block, Drops, Reply, Scenario, Step, Usage};

/// The tool by which the model gives a structured answer.
pub const ANSWER: &str = "StructuredOutput";

/// The file outside any project that [`analysis_with_permission`] reads.
pub const OUTSIDE: &str = "/etc/hostname";

/// What [`analysis_with_question`] asks, with its options.
pub const QUESTION: (&str, [&str; 2]) = ("Which database?", ["SQLite", "PostgreSQL"]);

/// Thinks, says something, reads `README.md` and searches for `TODO` at once.
fn looks() -> Reply {
    Reply::message(vec![
        Block::thinking("Let me look at the project first."),
        Block::text("I will read the files that matter."),
        Block::tool("Read", json!({ "file_path": "{{folder}}/README.md" })),
        Block::tool("Grep", json!({ "pattern": "TODO" })),
    ])
    .using(Usage {
        input_tokens: 1200,
        output_tokens: 80,
        cache_creation_input_tokens: 400,
        cache_read_input_tokens: 0,
    })
}

fn answers(answer: Value) -> Scenario {
    let used =
        Usage { input_tokens: 300, output_tokens: 400, cache_creation_input_tokens: 0, cache_read_input_tokens: 1600 };
    Scenario::default().then(Reply::tool(ANSWER, answer).using(used)).ever_after(Reply::text("Done."))
}

fn with(first: impl IntoIterator<Item = Reply>, mut rest: Scenario) -> Scenario {
    rest.steps.splice(0..0, first.into_iter().map(Step::once));
    rest
}

/// Thinks, reads and searches, then gives the answer.
pub fn analysis(answer: Value) -> Scenario {
    with([looks()], answers(answer))
}

/// An analysis that reads [`OUTSIDE`] too, which has to be allowed.
pub fn analysis_with_permission(answer: Value) -> Scenario {
    with([looks(), Reply::tool("Read", json!({ "file_path": OUTSIDE }))], answers(answer))
}

/// An analysis that asks the user [`QUESTION`].
pub fn analysis_with_question(answer: Value) -> Scenario {
    let (question, options) = QUESTION;
    let options = options.map(|label| json!({ "label": label, "description": format!("Use {label}") }));
    let asked = json!({
        "questions": [{ "question": question, "header": "Database", "multiSelect": false, "options": options }],
    });
    with([looks(), Reply::tool("AskUserQuestion", asked)], answers(answer))
}

/// Ends in a text and never in the structured answer that was asked for.
pub fn without_answer() -> Scenario {
    with([looks()], Scenario::default().ever_after(Reply::text("It is all rather complicated.")))
}

/// Gives a structured answer that has not the shape that was asked for, again and again.
pub fn invalid_answer() -> Scenario {
    with([looks()], Scenario::default().ever_after(Reply::tool(ANSWER, json!({ "nothing_of_the_kind": true }))))
}

/// Writes a text of `words` words, with a wait of so many milliseconds after each.
pub fn slow(words: usize, milliseconds: u64) -> Scenario {
    Scenario::always(Reply::text("word ".repeat(words)).in_chunks(5, milliseconds))
}

/// Begins to answer, again and again, and is cut off in the second paragraph each time.
///
/// It has a pace: of what comes together with its end the command line sees nothing.
pub fn cut() -> Scenario {
    let answer = Reply::message(vec![Block::text("It begins."), Block::text("And it goes on.")]);
    Scenario::always(answer.in_chunks(8, 40).dropped(Drops::Middle))
}

/// Searches in so many turns before it says that it is done.
pub fn long(turns: u32) -> Scenario {
    let search =
        Reply::message(vec![Block::text("Turn {{n}}."), Block::tool("Grep", json!({ "pattern": "turn-{{n}}" }))]);
    Scenario::default().step(Step::always(search).times(turns)).ever_after(Reply::text("Done."))
}

/// Answers in one text.
pub fn follow_up(text: impl Into<String>) -> Scenario {
    Scenario::always(Reply::text(text))
}

/// The command of [`bash_sleep`]: the command line refuses a `sleep` that stands alone, and lets one that follows `echo`
/// run without asking.
pub const SLEEP: &str = "sh -c 'sleep 300'";

/// Runs [`SLEEP`] with the Bash tool, which has to be offered and allowed; then it says that it is done.
pub fn bash_sleep() -> Scenario {
    let input = json!({ "command": SLEEP, "description": "Sleep for five minutes" });
    Scenario::default().then(Reply::tool("Bash", input)).ever_after(Reply::text("Done."))
}

/// Thinks and says so many words in each of so many turns, in small pieces and as fast as it can.
pub fn chatty(turns: u32, words: usize) -> Scenario {
    let said = vec![
        Block::thinking("hm ".repeat(words)),
        Block::text("word ".repeat(words)),
        Block::tool("Grep", json!({ "pattern": "turn-{{n}}" })),
    ];
    let turn = Reply::message(said).in_chunks(5, 0);
    Scenario::default().step(Step::always(turn).times(turns)).ever_after(Reply::text("Done."))
}
