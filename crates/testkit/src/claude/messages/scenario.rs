//! What the stand-in answers to which request; as JSON too, so that a scenario can be a file.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A part of an answer.
///
/// `{{last_tool_result}}`, `{{last_user}}`, `{{folder}}` (the folder that the command line runs in) and `{{n}}` (the
/// number of the request) in its texts stand for what the request holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// Text.
    Text {
        /// The text.
        text: String,
    },
    /// Thinking before the answer.
    Thinking {
        /// The text.
        thinking: String,
    },
    /// The call of a tool.
    ToolUse {
        /// Its name.
        name: String,
        /// What it is given.
        input: Value,
    },
}

impl Block {
    /// Returns a text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// Returns a piece of thinking.
    pub fn thinking(thinking: impl Into<String>) -> Self {
        Self::Thinking { thinking: thinking.into() }
    }

    /// Returns the call of a tool.
    pub fn tool(name: impl Into<String>, input: Value) -> Self {
        Self::ToolUse { name: name.into(), input }
    }
}

/// Why a message ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// The answer is whole.
    EndTurn,
    /// A tool is called.
    ToolUse,
    /// The answer is as long as it may be.
    MaxTokens,
    /// The model declines.
    Refusal,
}

impl Stop {
    /// Returns the API's word for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::EndTurn => "end_turn",
            Self::ToolUse => "tool_use",
            Self::MaxTokens => "max_tokens",
            Self::Refusal => "refusal",
        }
    }
}

/// What a message used, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// Read anew.
    pub input_tokens: u64,
    /// Written.
    pub output_tokens: u64,
    /// Put into the cache.
    pub cache_creation_input_tokens: u64,
    /// Read from the cache.
    pub cache_read_input_tokens: u64,
}

impl Default for Usage {
    fn default() -> Self {
        Self { input_tokens: 10, output_tokens: 5, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 }
    }
}

/// What comes back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Body {
    /// A message.
    Message {
        /// Its parts.
        content: Vec<Block>,
        /// Why it ends; by its parts where nothing is said.
        #[serde(default)]
        stop: Option<Stop>,
        /// What it used.
        #[serde(default)]
        usage: Usage,
    },
    /// An error of the API.
    Error {
        /// The HTTP status.
        status: u16,
        /// The API's word for it, such as `overloaded_error`.
        kind: String,
        /// What it says.
        message: String,
    },
    /// An error in the middle of a stream, after its beginning was fine; a request that asks for no stream gets status 529.
    StreamError {
        /// The parts before it.
        #[serde(default)]
        content: Vec<Block>,
        /// The API's word for it.
        kind: String,
        /// What it says.
        message: String,
    },
}

/// Where the connection is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drops {
    /// Before a byte of the answer.
    Before,
    /// Inside the last part of the message.
    Middle,
}

/// What is answered, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// What comes back.
    #[serde(flatten)]
    pub body: Body,
    /// The headers of the answer beside the usual ones.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The wait before the answer, in milliseconds.
    #[serde(default)]
    pub delay_ms: u64,
    /// How many characters a piece of a stream has; 0 is all at once.
    #[serde(default)]
    pub chunk: usize,
    /// The wait after each event of a stream, in milliseconds.
    #[serde(default)]
    pub chunk_delay_ms: u64,
    /// Where the connection is dropped.
    #[serde(default)]
    pub drops: Option<Drops>,
}

impl Reply {
    fn of(body: Body) -> Self {
        Self { body, headers: BTreeMap::new(), delay_ms: 0, chunk: 0, chunk_delay_ms: 0, drops: None }
    }

    /// Returns a message of one text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::message(vec![Block::text(text)])
    }

    /// Returns a message that calls one tool.
    pub fn tool(name: impl Into<String>, input: Value) -> Self {
        Self::message(vec![Block::tool(name, input)])
    }

    /// Returns a message of these parts.
    pub fn message(content: Vec<Block>) -> Self {
        Self::of(Body::Message { content, stop: None, usage: Usage::default() })
    }

    /// Returns an error of the API.
    pub fn error(status: u16, kind: impl Into<String>, message: impl Into<String>) -> Self {
        Self::of(Body::Error { status, kind: kind.into(), message: message.into() })
    }

    /// Returns an error in the middle of a stream that has begun with these parts.
    pub fn stream_error(content: Vec<Block>, kind: impl Into<String>, message: impl Into<String>) -> Self {
        Self::of(Body::StreamError { content, kind: kind.into(), message: message.into() })
    }

    /// Returns silence for so many milliseconds, after which the connection is dropped.
    pub fn hang(milliseconds: u64) -> Self {
        Self::message(Vec::new()).after(milliseconds).dropped(Drops::Before)
    }

    /// Says why the message ends.
    #[must_use]
    pub fn stopped_by(mut self, reason: Stop) -> Self {
        if let Body::Message { stop, .. } = &mut self.body {
            *stop = Some(reason);
        }
        self
    }

    /// Says what the message used.
    #[must_use]
    pub fn using(mut self, used: Usage) -> Self {
        if let Body::Message { usage, .. } = &mut self.body {
            *usage = used;
        }
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// Adds the headers in which the API tells a subscriber of the five-hour limit: `allowed`, `allowed_warning` or
    /// `rejected`, how much of it is used (1 is all), and when it starts anew (seconds since the Unix epoch).
    ///
    /// The command line heeds them when it is logged in ([`crate::claude::subscriber`]), not with an API key.
    #[must_use]
    pub fn five_hour_limit(self, status: &str, used: f64, resets: i64) -> Self {
        let resets = resets.to_string();
        self.header("anthropic-ratelimit-unified-status", status)
            .header("anthropic-ratelimit-unified-reset", &resets)
            .header("anthropic-ratelimit-unified-representative-claim", "five_hour")
            .header("anthropic-ratelimit-unified-fallback", "available")
            .header("anthropic-ratelimit-unified-5h-status", status)
            .header("anthropic-ratelimit-unified-5h-utilization", used.to_string())
            .header("anthropic-ratelimit-unified-5h-reset", resets)
    }

    /// Waits so many milliseconds before the answer.
    #[must_use]
    pub fn after(mut self, milliseconds: u64) -> Self {
        self.delay_ms = milliseconds;
        self
    }

    /// Sends a stream's texts in pieces of so many characters, each event followed by a wait of so many milliseconds.
    #[must_use]
    pub fn in_chunks(mut self, characters: usize, milliseconds: u64) -> Self {
        self.chunk = characters;
        self.chunk_delay_ms = milliseconds;
        self
    }

    /// Drops the connection.
    #[must_use]
    pub fn dropped(mut self, place: Drops) -> Self {
        self.drops = Some(place);
        self
    }
}

/// Which requests a step answers: those for which every condition that is given holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct When {
    /// The last message of the user holds this.
    pub last_user: Option<String>,
    /// The last message of the user is the result of a tool, or not.
    pub last_is_tool_result: Option<bool>,
    /// The system prompt holds this.
    pub system: Option<String>,
    /// Tools are offered, or not.
    pub tools: Option<bool>,
    /// A tool of this name is offered.
    pub offers: Option<String>,
    /// A stream is asked for, or not.
    pub stream: Option<bool>,
}

/// A step of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Which requests it answers.
    #[serde(default)]
    pub when: When,
    /// What it answers.
    pub reply: Reply,
    /// How many requests it answers; `None` is all.
    #[serde(default)]
    pub times: Option<u32>,
}

impl Step {
    /// Returns a step that answers every request that offers tools, as a turn of a conversation does.
    pub fn always(reply: Reply) -> Self {
        Self { when: When { tools: Some(true), ..When::default() }, reply, times: None }
    }

    /// Returns a step that answers the next request that offers tools.
    pub fn once(reply: Reply) -> Self {
        Self::always(reply).times(1)
    }

    /// Answers so many requests.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Answers only what the user says with this in it.
    #[must_use]
    pub fn to(mut self, text: impl Into<String>) -> Self {
        self.when.last_user = Some(text.into());
        self
    }

    /// Answers only the result of a tool, or only what is none.
    #[must_use]
    pub fn to_tool_result(mut self, is: bool) -> Self {
        self.when.last_is_tool_result = Some(is);
        self
    }

    /// Answers only while a tool of this name is offered.
    #[must_use]
    pub fn offering(mut self, tool: impl Into<String>) -> Self {
        self.when.offers = Some(tool.into());
        self
    }
}

/// What is answered to which request: the first step that matches and is not used up, else `otherwise`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// The steps.
    pub steps: Vec<Step>,
    /// The answer where no step matches.
    #[serde(default = "ok")]
    pub otherwise: Reply,
}

fn ok() -> Reply {
    Reply::text("ok")
}

impl Default for Scenario {
    fn default() -> Self {
        Self { steps: Vec::new(), otherwise: ok() }
    }
}

impl Scenario {
    /// Returns a scenario of these replies, one after the other.
    pub fn of(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self { steps: replies.into_iter().map(Step::once).collect(), ..Self::default() }
    }

    /// Returns a scenario that always answers the same.
    pub fn always(reply: Reply) -> Self {
        Self { steps: vec![Step::always(reply.clone())], otherwise: reply }
    }

    /// Reads a scenario from a file of JSON.
    pub fn read(file: &Path) -> io::Result<Self> {
        serde_json::from_slice(&std::fs::read(file)?).map_err(io::Error::from)
    }

    /// Adds a step.
    #[must_use]
    pub fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Adds a reply to the next request.
    #[must_use]
    pub fn then(self, reply: Reply) -> Self {
        self.step(Step::once(reply))
    }

    /// Adds a reply to all that is left.
    #[must_use]
    pub fn ever_after(self, reply: Reply) -> Self {
        self.step(Step::always(reply))
    }

    /// Sets the answer where no step matches.
    #[must_use]
    pub fn otherwise(mut self, reply: Reply) -> Self {
        self.otherwise = reply;
        self
    }
}
