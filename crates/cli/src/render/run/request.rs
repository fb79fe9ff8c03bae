//! What runs ask of the user.

use std::fmt::Write as _;

use claudetask_app::run::{Question, RunRequest};
use claudetask_core::RequestKind;

use super::super::{BOLD, DIM, WARN, local, paint, visible, visible_lines};

/// How many lines of what a tool is given are shown.
const INPUT: usize = 20;

/// Returns the requests with how to answer them.
pub(crate) fn requests(requests: &[RunRequest]) -> String {
    if requests.is_empty() {
        return "Nothing waits for you.\n".to_owned();
    }
    let mut text = String::new();
    for request in requests {
        let _ = writeln!(
            text,
            "{}  {}",
            paint(BOLD, &format!("Request {}", request.id)),
            paint(
                DIM,
                &format!(
                    "run {} of #{} {}, asked {}",
                    request.run_id,
                    request.task_id,
                    visible(&request.task_title),
                    local(request.asked_at)
                )
            ),
        );
        text.push_str(&body(request));
        text.push_str(&how_to_answer(request));
        text.push('\n');
    }
    text.truncate(text.trim_end_matches('\n').len());
    text.push('\n');
    text
}

/// Returns requests of a run that is followed where no answers can be typed.
pub(crate) fn requests_to_answer(requests: &[RunRequest]) -> String {
    requests.iter().fold(String::new(), |text, one| text + &request(one) + &how_to_answer(one))
}

/// Returns what is asked.
pub(crate) fn request(request: &RunRequest) -> String {
    let what = match request.kind {
        RequestKind::Permission => "Claude asks for a permission",
        RequestKind::Question => "Claude asks you",
    };
    format!("\n{} {}\n{}", paint(WARN, what), paint(DIM, &format!("(request {})", request.id)), body(request))
}

fn body(request: &RunRequest) -> String {
    let mut text = String::new();
    if request.kind == RequestKind::Question {
        for (at, question) in request.questions.iter().enumerate() {
            let _ = writeln!(text, "  {}. {}", at + 1, visible(&question.question));
            for (at, option) in question.options.iter().enumerate() {
                let _ = writeln!(text, "     {}) {}", at + 1, named(&option.label, &option.description));
            }
        }
        return text;
    }
    let _ = writeln!(text, "  {}", paint(BOLD, &visible(&request.title)));
    if let Some(reason) = &request.reason {
        let _ = writeln!(text, "  {}", visible(reason));
    }
    let input = visible_lines(&request.input);
    for line in input.lines().take(INPUT) {
        let _ = writeln!(text, "    {}", paint(DIM, line));
    }
    if input.lines().nth(INPUT).is_some() {
        let _ = writeln!(text, "    {}", paint(DIM, "…"));
    }
    text
}

fn named(label: &str, description: &str) -> String {
    let label = visible(label);
    if description.is_empty() { label } else { format!("{label}: {}", paint(DIM, &visible(description))) }
}

fn how_to_answer(request: &RunRequest) -> String {
    let id = request.id;
    match request.kind {
        RequestKind::Permission => {
            let for_run = match &request.for_run {
                Some(rules) => format!(" | allow-for-run {}", paint(DIM, &format!("({})", visible(rules)))),
                None => String::new(),
            };
            format!("  Answer: claudetask runs answer {id} allow{for_run} | deny [--reason TEXT]\n")
        }
        RequestKind::Question => {
            let all: Vec<String> = (1..=request.questions.len()).map(|at| format!("--answer {at}=TEXT")).collect();
            format!("  Answer: claudetask runs answer {id} {}\n", all.join(" "))
        }
    }
}

/// Returns what can be typed for a permission.
pub(crate) fn choice(request: &RunRequest) -> String {
    let for_run = match &request.for_run {
        Some(rules) => format!("a: yes, for this run ({}) · ", visible(rules)),
        None => String::new(),
    };
    format!("  y: yes, once · {for_run}n [REASON]: no\n> ")
}

/// Returns what can be typed for a question.
pub(crate) fn question(question: &Question) -> String {
    let how = match (question.options.is_empty(), question.multi_select) {
        (true, _) => "your answer",
        (false, false) => "a number, or your own words",
        (false, true) => "numbers such as 1,3, or your own words",
    };
    format!("  {} {}\n> ", visible(&question.question), paint(DIM, &format!("({how}; /deny [REASON])")))
}
