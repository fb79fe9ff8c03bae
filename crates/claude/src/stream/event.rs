//! What Claude Code says while it works, in the words of this crate.

use serde_json::Value;

/// One thing that Claude Code said. Every line gives at least one; a line with several content blocks gives several.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A session began; again at the beginning of each later turn.
    Init(Box<Init>),
    /// A whole piece of Claude's answer, in Markdown.
    Text(Text),
    /// A whole piece of Claude's thinking.
    Thinking {
        /// In Markdown; may be empty where the API keeps the thinking to itself.
        text: String,
        /// The call of the subagent that thinks; `None` for Claude itself.
        parent: Option<String>,
    },
    /// Claude calls a tool.
    ToolCall {
        /// Joins the call with its [`Event::ToolResult`] and its [`Event::Permission`].
        id: String,
        /// As in `Read`, `Bash` or `mcp__server__tool`.
        name: String,
        /// The tool's arguments, an object; empty where they could not be read.
        input: Value,
        /// The call of the subagent that calls; `None` for Claude itself.
        parent: Option<String>,
    },
    /// A tool's answer. Answers of parallel calls come in any order.
    ToolResult {
        /// The call's.
        id: String,
        /// Text blocks joined by newlines; an image is `[image]`, anything else its kind in brackets.
        text: String,
        /// Whether the tool failed, or was not allowed.
        failed: bool,
        /// The call of the subagent that called; `None` for Claude itself.
        parent: Option<String>,
    },
    /// A few more characters of a block that comes whole later. Only with `--include-partial-messages`.
    Delta {
        /// What grows.
        block: Block,
        /// The characters to append.
        text: String,
        /// The call of the subagent that writes; `None` for Claude itself.
        parent: Option<String>,
    },
    /// What one request to the API took so far. Only with `--include-partial-messages`.
    Usage(Usage),
    /// A sign of life with nothing to show.
    Beat,
    /// A request to the API failed and will be sent again.
    Retry {
        /// From 1.
        attempt: u32,
        /// How many attempts there are at most; 0 when it was not said.
        max: u32,
        /// Milliseconds from now.
        delay_ms: u64,
        /// The HTTP status; `None` for a broken connection.
        status: Option<u16>,
        /// A word, as in `rate_limit`, or the API's message.
        error: Option<String>,
    },
    /// How much of the account's limit is left.
    RateLimit {
        /// `allowed`, `allowed_warning` or `rejected`.
        status: String,
        /// When the limit begins anew, in seconds since 1970.
        resets_at: Option<i64>,
        /// Which limit, as in `five_hour`.
        kind: Option<String>,
    },
    /// The conversation outgrew the context and was summarised.
    Compacted,
    /// Claude Code asks whether a tool may run, and waits for the answer. `AskUserQuestion` comes this way as well.
    Permission(Box<Permission>),
    /// An earlier request needs no answer any more, and must not get one.
    Withdrawn {
        /// The earlier request's.
        request_id: String,
    },
    /// Claude Code asks for something that this program does not know, and waits for an answer.
    OtherRequest {
        /// What the answer names.
        request_id: String,
        /// What it asks for.
        subtype: String,
    },
    /// The answer to a request of ours.
    Response {
        /// Our request's.
        request_id: String,
        /// What it answered (`null` when there is nothing to say), or why it could not.
        result: Result<Value, String>,
    },
    /// A turn is over.
    Result(Box<Outcome>),
    /// A line that is no sign of anything known here: of a later version, or with values of other types than expected.
    Unknown {
        /// `type`, or `type/subtype`; empty when the line has none.
        kind: String,
        /// The whole line.
        raw: String,
    },
    /// A line that could not be read at all.
    Skipped {
        /// Why.
        reason: Skip,
        /// The line's length.
        bytes: u64,
        /// Its first 200 characters, with U+FFFD for what is no UTF-8.
        sample: String,
    },
}

/// The beginning of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Init {
    /// What `--resume` takes.
    pub session_id: String,
    /// The model's full name.
    pub model: String,
    /// Names of the tools that Claude may call.
    pub tools: Vec<String>,
    /// The MCP servers that were to be started.
    pub mcp_servers: Vec<McpServer>,
    /// Claude Code's version; empty when it was not said.
    pub version: String,
    /// As in `default` or `plan`.
    pub permission_mode: String,
    /// The folder it works in.
    pub cwd: String,
    /// Where the API key came from, `none` for a login.
    pub api_key_source: Option<String>,
}

/// One MCP server at the beginning of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct McpServer {
    /// The configured name.
    pub name: String,
    /// As in `connected`, `pending`, `failed` or `needs-auth`.
    pub status: String,
}

/// A whole piece of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// In Markdown.
    pub text: String,
    /// The call of the subagent that speaks; `None` for Claude itself.
    pub parent: Option<String>,
    /// The API's message that it is a part of.
    pub message: Option<String>,
    /// Claude Code's own words, as for an error of the API, and not a model's.
    pub synthetic: bool,
    /// A word for what failed, as in `authentication_failed`.
    pub error: Option<String>,
}

/// What a [`Event::Delta`] adds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// An answer.
    Text,
    /// Thinking.
    Thinking,
    /// A tool's arguments, in JSON.
    Input,
}

/// Tokens of one request, or of a whole turn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Read anew.
    pub input: u64,
    /// Written by the model.
    pub output: u64,
    /// Read from the API's cache.
    pub cache_read: u64,
    /// Put into the API's cache.
    pub cache_write: u64,
}

/// A question whether a tool may run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Permission {
    /// What the answer names.
    pub request_id: String,
    /// As in `Read`, or `AskUserQuestion` for a question to the user.
    pub tool: String,
    /// The tool's arguments.
    pub input: Value,
    /// The call that waits.
    pub tool_use_id: Option<String>,
    /// One line about the call.
    pub description: Option<String>,
    /// Why it is asked.
    pub reason: Option<String>,
    /// The path that is not allowed.
    pub blocked_path: Option<String>,
    /// Rules that would allow the like; an answer may hand some of them back.
    pub suggestions: Vec<Value>,
}

/// The end of a turn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// `success`, `error_max_turns`, `error_max_budget_usd`, `error_during_execution` …; `success` alone means little, see
    /// [`Self::is_error`].
    pub subtype: String,
    /// Whether it failed, whatever `subtype` says.
    pub is_error: bool,
    /// The last words.
    pub result: Option<String>,
    /// The answer by the schema that was asked for.
    pub structured: Option<Value>,
    /// What went wrong, in English.
    pub errors: Vec<String>,
    /// The HTTP status of the API's error.
    pub api_error_status: Option<u16>,
    /// As in `completed`, `api_error` or `max_turns`.
    pub terminal_reason: Option<String>,
    /// US dollars, of the session so far.
    pub cost_usd: f64,
    /// Tokens.
    pub usage: Usage,
    /// How many turns the model took.
    pub num_turns: u64,
    /// Milliseconds.
    pub duration_ms: u64,
    /// Calls that were not allowed.
    pub denials: Vec<Denial>,
    /// What `--resume` takes.
    pub session_id: Option<String>,
}

/// A call that was not allowed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Denial {
    /// As in `Bash`.
    pub tool: String,
    /// The call.
    pub tool_use_id: String,
    /// The tool's arguments.
    pub input: Value,
}

/// Why a line could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// Longer than the decoder's limit.
    TooLong,
    /// Not UTF-8.
    NotUtf8,
    /// Not JSON, or not an object.
    NotJson,
    /// The output ended in the middle of it.
    CutOff,
}
