//! A message as server-sent events, in pieces and at the pace that its reply asks for.

use std::io::{self, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Mutex;

use serde_json::{Value, json};

use super::scenario::{Drops, Reply};
use super::{State, pause};

/// Where the events of a message go.
pub(super) struct Events<'a> {
    pub(super) stream: &'a TcpStream,
    pub(super) state: &'a Mutex<State>,
    pub(super) reply: &'a Reply,
}

impl Events<'_> {
    /// Writes a message, or its beginning and a fault.
    pub(super) fn write(&self, message: &Value, fault: Option<Value>) -> io::Result<()> {
        let mut start = message.clone();
        start["content"] = json!([]);
        start["stop_reason"] = Value::Null;
        start["usage"]["output_tokens"] = json!(1);
        self.event(&json!({ "type": "message_start", "message": start }))?;
        self.event(&json!({ "type": "ping" }))?;
        let blocks = message["content"].as_array().map_or(&[][..], Vec::as_slice);
        for (index, block) in blocks.iter().enumerate() {
            self.block(index, block)?;
            if self.reply.drops == Some(Drops::Middle) && index + 1 == blocks.len() {
                return self.stream.shutdown(Shutdown::Both);
            }
            self.event(&json!({ "type": "content_block_stop", "index": index }))?;
        }
        if let Some(fault) = fault {
            self.event(&fault)?;
            return self.end();
        }
        if self.reply.drops == Some(Drops::Middle) {
            return self.stream.shutdown(Shutdown::Both);
        }
        let delta = json!({ "stop_reason": message["stop_reason"], "stop_sequence": null });
        self.event(&json!({ "type": "message_delta", "delta": delta, "usage": message["usage"] }))?;
        self.event(&json!({ "type": "message_stop" }))?;
        self.end()
    }

    /// Writes a block but for its end.
    fn block(&self, index: usize, block: &Value) -> io::Result<()> {
        let kind = block["type"].as_str().unwrap_or_default();
        let (start, delta, field, text) = match kind {
            "text" => (json!({ "type": "text", "text": "" }), "text_delta", "text", string(&block["text"])),
            "thinking" => {
                let start = json!({ "type": "thinking", "thinking": "", "signature": "" });
                (start, "thinking_delta", "thinking", string(&block["thinking"]))
            }
            _ => {
                let mut start = block.clone();
                start["input"] = json!({});
                (start, "input_json_delta", "partial_json", block["input"].to_string())
            }
        };
        self.event(&json!({ "type": "content_block_start", "index": index, "content_block": start }))?;
        for piece in pieces(&text, self.reply.chunk) {
            let delta = json!({ "type": delta, field: piece });
            self.event(&json!({ "type": "content_block_delta", "index": index, "delta": delta }))?;
        }
        if kind == "thinking" {
            let delta = json!({ "type": "signature_delta", "signature": block["signature"] });
            self.event(&json!({ "type": "content_block_delta", "index": index, "delta": delta }))?;
        }
        Ok(())
    }

    fn event(&self, event: &Value) -> io::Result<()> {
        let kind = event["type"].as_str().unwrap_or_default();
        let event = format!("event: {kind}\ndata: {event}\n\n");
        let mut stream = self.stream;
        stream.write_all(format!("{:x}\r\n{event}\r\n", event.len()).as_bytes())?;
        if pause(self.reply.chunk_delay_ms, self.state) {
            return Ok(());
        }
        stream.shutdown(Shutdown::Both)?;
        Err(io::Error::other("the stand-in has ended"))
    }

    fn end(&self) -> io::Result<()> {
        let mut stream = self.stream;
        stream.write_all(b"0\r\n\r\n")
    }
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Returns a text in pieces of so many characters; 0 is the whole.
fn pieces(text: &str, size: usize) -> Vec<String> {
    if size == 0 {
        return vec![text.to_owned()];
    }
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(size).map(|piece| piece.iter().collect()).collect()
}
