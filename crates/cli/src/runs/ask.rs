//! The user's answers to what runs ask: from the command line, or at the terminal while a run goes on.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, BufRead, IsTerminal};

use clap::{Args, ValueEnum};
use claudetask_app::Call;
use claudetask_app::run::{self, Question, RequestAnswer, RunRequest};
use claudetask_core::{Invalid, RequestId, RequestKind, quoted};
use tokio::sync::mpsc::{Receiver, channel};

use crate::failure::Failure;
use crate::output::{self, Output, write_text};
use crate::render;

/// An answer on the command line.
#[derive(Debug, Args)]
pub(crate) struct AnswerArgs {
    /// The request, as `claudetask runs requests` numbers it
    pub(super) request: RequestId,
    /// Whether a permission is given
    #[arg(value_enum, required_unless_present = "answer", conflicts_with = "answer")]
    word: Option<Word>,
    /// With `deny`: why, which Claude is told
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, requires = "word")]
    reason: Option<String>,
    /// The answer to a question, which is named by its text or its number; once for each
    #[arg(long, value_name = "QUESTION=TEXT", allow_hyphen_values = true)]
    answer: Vec<String>,
}

/// Whether a permission is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Word {
    Allow,
    AllowForRun,
    Deny,
}

/// Reads the answer that a command line gives.
pub(super) async fn answer(call: &Call, args: AnswerArgs) -> Result<RequestAnswer, Failure> {
    if args.reason.is_some() && args.word != Some(Word::Deny) {
        return Err(Failure::usage("--reason goes with deny alone", "Leave it out, or deny the request."));
    }
    match args.word {
        Some(Word::Allow) => Ok(RequestAnswer::Allow),
        Some(Word::AllowForRun) => Ok(RequestAnswer::AllowForRun),
        Some(Word::Deny) => Ok(RequestAnswer::Deny { reason: args.reason.unwrap_or_default() }),
        None => {
            let open = run::open_requests(call).await?.into_iter().find(|request| request.id == args.request);
            let request = open.ok_or(claudetask_app::Error::RequestNotOpen(args.request))?;
            Ok(answers(&request.questions, &args.answer)?)
        }
    }
}

/// Reads `QUESTION=TEXT`; the text of a question may hold `=` itself.
fn answers(questions: &[Question], given: &[String]) -> Result<RequestAnswer, Invalid> {
    let mut answers = BTreeMap::new();
    for given in given {
        let of_question = |(at, asked): (usize, &Question)| {
            let number = (at + 1).to_string();
            let named = [asked.question.as_str(), number.as_str()];
            let text = named.iter().find_map(|name| given.strip_prefix(name)?.strip_prefix('='))?;
            Some((asked.question.clone(), text.trim().to_owned()))
        };
        let Some((question, text)) = questions.iter().enumerate().find_map(of_question) else {
            let names: Vec<String> =
                questions.iter().enumerate().map(|(at, asked)| format!("{} ({})", at + 1, asked.question)).collect();
            return Err(Invalid::new(
                "answer",
                format!("{} answers none of its questions", quoted(given)),
                format!("Write NUMBER=TEXT or QUESTION=TEXT. The questions: {}.", names.join("; ")),
            ));
        };
        answers.insert(question, text);
    }
    Ok(RequestAnswer::Answers { answers })
}

/// How many typed lines wait to be read.
const LINES: usize = 16;

/// Tells what a run asks, and takes the answers where there is a terminal.
pub(super) struct Asker {
    output: Output,
    /// Whether answers can be typed.
    terminal: bool,
    lines: Option<Receiver<String>>,
    told: HashSet<RequestId>,
    asking: Option<Asking>,
}

/// A request that is answered now.
struct Asking {
    request: RunRequest,
    answers: BTreeMap<String, String>,
}

impl Asker {
    pub(super) fn new(output: Output) -> Self {
        let terminal = !output.json && output::is_terminal() && io::stdin().is_terminal();
        Self { output, terminal, lines: None, told: HashSet::new(), asking: None }
    }

    /// Tells of requests that are new and returns them; asks for the answer to the oldest at a terminal.
    pub(super) fn look(&mut self, open: &[RunRequest]) -> Result<Vec<RunRequest>, Failure> {
        let new: Vec<RunRequest> = open.iter().filter(|one| self.told.insert(one.id)).cloned().collect();
        if !self.output.json && !self.terminal {
            write_text(&render::run::requests_to_answer(&new))?;
        }
        let gone = |asking: &Asking| open.iter().all(|one| one.id != asking.request.id);
        if self.asking.as_ref().is_some_and(gone) {
            self.asking = None;
            write_text("\nIt is no longer asked.\n")?;
        }
        if self.terminal
            && self.asking.is_none()
            && let Some(request) = open.first()
        {
            // What was typed before it was asked is no answer.
            let lines = self.lines.get_or_insert_with(typed);
            while lines.try_recv().is_ok() {}
            let asking = Asking { request: request.clone(), answers: BTreeMap::new() };
            write_text(&render::run::request(&asking.request))?;
            write_text(&asking.prompt())?;
            self.asking = Some(asking);
        }
        Ok(new)
    }

    /// Waits for a line while an answer is asked for; `None` where no more come. Dropping the future loses nothing.
    pub(super) async fn line(&mut self) -> Option<String> {
        match (&self.asking, &mut self.lines) {
            (Some(_), Some(lines)) => lines.recv().await,
            _ => std::future::pending().await,
        }
    }

    /// Takes a line, and returns the answer when it is whole.
    pub(super) fn hear(&mut self, line: Option<String>) -> Result<Option<(RequestId, RequestAnswer)>, Failure> {
        let Some(mut asking) = self.asking.take() else { return Ok(None) };
        let Some(line) = line else {
            // Ctrl-D: whoever typed goes away, and the run waits.
            self.terminal = false;
            write_text("\n")?;
            write_text(&render::run::requests_to_answer(std::slice::from_ref(&asking.request)))?;
            return Ok(None);
        };
        if let Some(answer) = asking.hear(&line) {
            return Ok(Some((asking.request.id, answer)));
        }
        write_text(&asking.prompt())?;
        self.asking = Some(asking);
        Ok(None)
    }
}

impl Asking {
    /// Returns the question that is answered next.
    fn question(&self) -> Option<&Question> {
        self.request.questions.iter().find(|asked| !self.answers.contains_key(&asked.question))
    }

    fn prompt(&self) -> String {
        match (self.request.kind, self.question()) {
            (RequestKind::Question, Some(question)) => render::run::question(question),
            _ => render::run::choice(&self.request),
        }
    }

    /// Takes a line, and returns the answer when it is whole.
    fn hear(&mut self, line: &str) -> Option<RequestAnswer> {
        if self.request.kind == RequestKind::Permission {
            return permission(line, self.request.for_run.is_some());
        }
        if let Some(reason) = line.trim().strip_prefix("/deny") {
            return Some(RequestAnswer::Deny { reason: reason.trim().to_owned() });
        }
        if let Some(question) = self.question()
            && let Some(answer) = chosen(line, question)
        {
            let name = question.question.clone();
            self.answers.insert(name, answer);
        }
        match self.question() {
            Some(_) => None,
            None => Some(RequestAnswer::Answers { answers: std::mem::take(&mut self.answers) }),
        }
    }
}

/// Reads `y`, `a` where that is offered, or `n` with a reason.
fn permission(line: &str, for_run: bool) -> Option<RequestAnswer> {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    match (word.to_ascii_lowercase().as_str(), rest.trim()) {
        ("y" | "yes", "") => Some(RequestAnswer::Allow),
        ("a" | "all", "") if for_run => Some(RequestAnswer::AllowForRun),
        ("n" | "no", reason) => Some(RequestAnswer::Deny { reason: reason.to_owned() }),
        _ => None,
    }
}

/// Reads the numbers of options, or an answer in own words.
fn chosen(line: &str, question: &Question) -> Option<String> {
    let line = line.trim();
    if line.is_empty() {
        return None;
    }
    let numbers: Vec<&str> =
        line.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty()).collect();
    if question.options.is_empty() || !numbers.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
        return Some(line.to_owned());
    }
    if numbers.len() > 1 && !question.multi_select {
        return None;
    }
    let label = |number: &&str| {
        let at = number.parse::<usize>().ok()?.checked_sub(1)?;
        Some(question.options.get(at)?.label.clone())
    };
    let labels: Option<Vec<String>> = numbers.iter().map(label).collect();
    labels.filter(|labels| !labels.is_empty()).map(|labels| labels.join(", "))
}

/// Reads lines from stdin until it ends, in a thread that ends with the program.
fn typed() -> Receiver<String> {
    let (send, lines) = channel(LINES);
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            if send.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}

#[cfg(test)]
mod tests {
    use claudetask_app::run::QuestionOption;

    use super::*;

    fn question(text: &str, multi_select: bool) -> Question {
        let option = |label: &str| QuestionOption { label: label.to_owned(), description: String::new() };
        Question {
            question: text.to_owned(),
            header: String::new(),
            multi_select,
            options: vec![option("Red"), option("Blue")],
        }
    }

    #[test]
    fn a_permission_is_given_by_a_clear_word_alone() {
        let deny = |reason: &str| Some(RequestAnswer::Deny { reason: reason.to_owned() });
        for (line, for_run, expected) in [
            ("y", false, Some(RequestAnswer::Allow)),
            (" YES ", false, Some(RequestAnswer::Allow)),
            ("a", true, Some(RequestAnswer::AllowForRun)),
            ("a", false, None),
            ("n", true, deny("")),
            ("n  not there: ask me ", true, deny("not there: ask me")),
            ("", true, None),
            ("yes please", true, None),
            ("ja", true, None),
        ] {
            assert_eq!(permission(line, for_run), expected, "{line:?}");
        }
    }

    #[test]
    fn options_are_chosen_by_number_and_own_words_are_taken() {
        for (line, multi, expected) in [
            ("1", false, Some("Red")),
            ("2, 1", true, Some("Blue, Red")),
            ("1 2", true, Some("Red, Blue")),
            ("1 2", false, None),
            ("3", false, None),
            ("0", false, None),
            (",", true, None),
            ("  ", false, None),
            ("green, 2", true, Some("green, 2")),
        ] {
            assert_eq!(chosen(line, &question("Which?", multi)).as_deref(), expected, "{line:?}");
        }
    }

    #[test]
    fn questions_are_named_by_text_or_number() {
        let questions = [question("Is a=b?", false), question("Which?", false)];
        let given = ["Is a=b?=yes, a=b".to_owned(), "2=Blue".to_owned()];
        let expected =
            BTreeMap::from([("Is a=b?".to_owned(), "yes, a=b".to_owned()), ("Which?".to_owned(), "Blue".to_owned())]);
        assert_eq!(answers(&questions, &given).unwrap(), RequestAnswer::Answers { answers: expected });
        let error = answers(&questions, &["3=x".to_owned()]).unwrap_err();
        assert!(error.hint.contains("Is a=b?"), "{}", error.hint);
    }
}
