//! What a request is about, as far as a scenario asks.

use serde_json::Value;

use super::scenario::{Block, Body, Reply, When};

/// What a scenario can ask of a request.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) last_user: String,
    last_tool_result: Option<String>,
    system: String,
    folder: String,
    tools: Vec<String>,
    stream: bool,
}

/// What stands before the folder where the command line tells the model of it.
const FOLDER: &str = "Primary working directory: ";

impl Facts {
    pub(super) fn of(request: &Value) -> Self {
        let messages = request["messages"].as_array().map_or(&[][..], Vec::as_slice);
        let last = messages.iter().rfind(|message| message["role"] == "user").map(|message| &message["content"]);
        let blocks = last.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let result = blocks.iter().rfind(|block| block["type"] == "tool_result");
        let system = text_of(&request["system"]);
        let spoken = messages.iter().map(|message| text_of(&message["content"]));
        let folder = std::iter::once(system.clone())
            .chain(spoken)
            .find_map(|text| Some(text.split_once(FOLDER)?.1.lines().next()?.trim().to_owned()));
        let tools = request["tools"].as_array().map_or(&[][..], Vec::as_slice);
        Self {
            last_user: last.map(text_of).unwrap_or_default(),
            last_tool_result: result.map(|block| text_of(&block["content"])),
            system,
            folder: folder.unwrap_or_default(),
            tools: tools.iter().map(|tool| tool["name"].as_str().unwrap_or_default().to_owned()).collect(),
            stream: request["stream"] == true,
        }
    }

    pub(super) fn fit(&self, when: &When) -> bool {
        let holds = |wanted: &Option<String>, text: &str| wanted.as_ref().is_none_or(|wanted| text.contains(wanted));
        holds(&when.last_user, &self.last_user)
            && holds(&when.system, &self.system)
            && when.last_is_tool_result.is_none_or(|wanted| wanted == self.last_tool_result.is_some())
            && when.tools.is_none_or(|wanted| wanted != self.tools.is_empty())
            && when.offers.as_ref().is_none_or(|wanted| self.tools.contains(wanted))
            && when.stream.is_none_or(|wanted| wanted == self.stream)
    }

    /// Puts what the request holds into a reply.
    pub(super) fn fill(&self, reply: &mut Reply, number: usize) {
        let (Body::Message { content, .. } | Body::StreamError { content, .. }) = &mut reply.body else { return };
        for block in content {
            match block {
                Block::Text { text } | Block::Thinking { thinking: text } => *text = self.filled(text, number),
                Block::ToolUse { input, .. } => self.fill_value(input, number),
            }
        }
    }

    fn fill_value(&self, value: &mut Value, number: usize) {
        match value {
            Value::String(text) => *text = self.filled(text, number),
            Value::Array(values) => values.iter_mut().for_each(|value| self.fill_value(value, number)),
            Value::Object(values) => values.values_mut().for_each(|value| self.fill_value(value, number)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn filled(&self, text: &str, number: usize) -> String {
        if !text.contains("{{") {
            return text.to_owned();
        }
        text.replace("{{folder}}", &self.folder)
            .replace("{{n}}", &number.to_string())
            .replace("{{last_tool_result}}", self.last_tool_result.as_deref().unwrap_or_default())
            .replace("{{last_user}}", &self.last_user)
    }
}

/// Returns the text of a message's content, of tool results too.
fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(blocks) => {
            let texts = blocks.iter().map(|block| match block["text"].as_str() {
                Some(text) => text.to_owned(),
                None => text_of(&block["content"]),
            });
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}
