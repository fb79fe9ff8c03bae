//! The words of runs: one execution of the `claude` program for a task.

use serde::{Deserialize, Serialize};

words!(
    /// What a run is for.
    RunKind {
        /// It reads the project and writes an analysis into the task.
        Analysis = "analysis",
        /// It works on the task in a branch.
        Implementation = "implementation",
    }
);

words!(
    /// How far a run is.
    RunState {
        /// It waits for its turn.
        Queued = "queued",
        /// Its process is being started.
        Starting = "starting",
        /// It works.
        Running = "running",
        /// It waits for an answer of the user's.
        Waiting = "waiting",
        /// It was asked to stop and is not gone yet.
        Stopping = "stopping",
        /// It ended with what was asked for.
        Succeeded = "succeeded",
        /// It ended without; the failure says why.
        Failed = "failed",
        /// The user stopped it.
        Stopped = "stopped",
        /// The program that watched it is gone, and so is its process.
        Lost = "lost",
    }
);

impl RunState {
    /// The states of a run that has not ended.
    pub const LIVE: [Self; 5] = [Self::Queued, Self::Starting, Self::Running, Self::Waiting, Self::Stopping];

    /// The states in which a run has a process, or is about to.
    pub const ACTIVE: [Self; 4] = [Self::Starting, Self::Running, Self::Waiting, Self::Stopping];

    /// Returns whether the run has not ended.
    pub fn is_live(self) -> bool {
        Self::LIVE.contains(&self)
    }

    /// Returns whether the run has a process, or is about to.
    pub fn is_active(self) -> bool {
        Self::ACTIVE.contains(&self)
    }
}

words!(
    /// What an entry of a transcript is.
    ItemKind {
        /// What was sent to Claude.
        Prompt = "prompt",
        /// What Claude wrote.
        Text = "text",
        /// What Claude thought.
        Thinking = "thinking",
        /// The call of a tool.
        ToolCall = "tool_call",
        /// What a tool answered.
        ToolResult = "tool_result",
        /// A permission or a question, and how it was answered.
        Permission = "permission",
        /// Claude waits before it tries again.
        Retry = "retry",
        /// What is worth knowing of the run itself.
        Notice = "notice",
        /// How a turn ended.
        Result = "result",
        /// What went wrong.
        Error = "error",
        /// What this version does not know.
        Unknown = "unknown",
    }
);

words!(
    /// What a run asks of the user.
    RequestKind {
        /// To use a tool.
        Permission = "permission",
        /// To answer questions.
        Question = "question",
    }
);

words!(
    /// How far a request is.
    RequestState {
        /// It waits for the user.
        Open = "open",
        /// The user has answered; the run is being told.
        Answered = "answered",
        /// The run was told.
        Sent = "sent",
        /// The run no longer asks.
        Withdrawn = "withdrawn",
    }
);
