//! The lines that come by the thousand: what Claude and its tools say, whole and in pieces. Read in one pass with what can
//! be borrowed borrowed; a line that does not fit is left to [`super::line`].

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::event::{Block, Event, Text, Usage};
use super::fields::Str;

/// Whose words an `assistant` line holds when no model was asked.
const SYNTHETIC: &str = "<synthetic>";

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow)]
    subtype: Option<Str<'a>>,
    #[serde(borrow)]
    parent_tool_use_id: Option<Str<'a>>,
    #[serde(borrow)]
    error: Option<Str<'a>>,
    #[serde(borrow)]
    message: Option<Message<'a>>,
    #[serde(borrow)]
    event: Option<ApiEvent<'a>>,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    id: Option<Str<'a>>,
    #[serde(borrow)]
    model: Option<Str<'a>>,
    #[serde(borrow)]
    content: Content<'a>,
}

/// A message's or a tool result's.
enum Content<'a> {
    Text(Cow<'a, str>),
    Pieces(Vec<Piece<'a>>),
    Other,
}

#[derive(Deserialize)]
struct Piece<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow)]
    text: Option<Str<'a>>,
    #[serde(borrow)]
    thinking: Option<Str<'a>>,
    #[serde(borrow)]
    id: Option<Str<'a>>,
    #[serde(borrow)]
    name: Option<Str<'a>>,
    input: Option<Value>,
    #[serde(borrow)]
    tool_use_id: Option<Str<'a>>,
    #[serde(borrow)]
    content: Option<Content<'a>>,
    is_error: Option<bool>,
}

/// An event of the API's own stream.
#[derive(Deserialize)]
struct ApiEvent<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow)]
    delta: Option<Delta<'a>>,
    message: Option<Started>,
    usage: Option<ApiUsage>,
}

#[derive(Deserialize)]
struct Delta<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Str<'a>>,
    #[serde(borrow)]
    text: Option<Str<'a>>,
    #[serde(borrow)]
    thinking: Option<Str<'a>>,
    #[serde(borrow)]
    partial_json: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct Started {
    usage: Option<ApiUsage>,
}

#[derive(Deserialize)]
struct ApiUsage {
    #[serde(rename = "input_tokens")]
    input: Option<u64>,
    #[serde(rename = "output_tokens")]
    output: Option<u64>,
    #[serde(rename = "cache_read_input_tokens")]
    cache_read: Option<u64>,
    #[serde(rename = "cache_creation_input_tokens")]
    cache_write: Option<u64>,
}

/// Tells `each` what `line` says. Returns false, with nothing told, when it is none of these lines.
pub(super) fn read(line: &str, each: &mut impl FnMut(Event)) -> bool {
    let Ok(read) = serde_json::from_str::<Line<'_>>(line) else { return false };
    match (&*read.kind.0, read.subtype.as_ref().map(|subtype| &*subtype.0)) {
        ("stream_event", _) => {
            let Some(event) = read.event else { return false };
            each(piecemeal(event, read.parent_tool_use_id));
        }
        ("assistant", _) => {
            let Some(message) = read.message else { return false };
            said(line, message, read.parent_tool_use_id, read.error, each);
        }
        ("user", _) => {
            let Some(message) = read.message else { return false };
            answered(message, read.parent_tool_use_id.as_ref(), each);
        }
        ("system", Some("status" | "thinking_tokens")) | ("keep_alive" | "tool_progress", _) => each(Event::Beat),
        _ => return false,
    }
    true
}

fn piecemeal(event: ApiEvent<'_>, parent: Option<Str<'_>>) -> Event {
    match (&*event.kind.0, event.delta) {
        ("content_block_delta", Some(delta)) => {
            let (block, text) = match delta.kind.as_ref().map(|kind| &*kind.0) {
                Some("text_delta") => (Block::Text, delta.text),
                Some("thinking_delta") => (Block::Thinking, delta.thinking),
                Some("input_json_delta") => (Block::Input, delta.partial_json),
                _ => return Event::Beat,
            };
            match text {
                Some(text) if !text.0.is_empty() => Event::Delta { block, text: text.owned(), parent: owned(parent) },
                _ => Event::Beat,
            }
        }
        ("message_start" | "message_delta", _) => {
            let usage = event.message.and_then(|message| message.usage).or(event.usage);
            usage.map_or(Event::Beat, |usage| {
                Event::Usage(Usage {
                    input: usage.input.unwrap_or_default(),
                    output: usage.output.unwrap_or_default(),
                    cache_read: usage.cache_read.unwrap_or_default(),
                    cache_write: usage.cache_write.unwrap_or_default(),
                })
            })
        }
        _ => Event::Beat,
    }
}

/// What Claude said.
fn said(
    line: &str,
    message: Message<'_>,
    parent: Option<Str<'_>>,
    error: Option<Str<'_>>,
    each: &mut impl FnMut(Event),
) {
    let (parent, error, id) = (owned(parent), owned(error), owned(message.id));
    let synthetic = message.model.is_some_and(|model| model.0 == SYNTHETIC);
    let text = |text: String| {
        Event::Text(Text { text, parent: parent.clone(), message: id.clone(), synthetic, error: error.clone() })
    };
    let pieces = match message.content {
        Content::Text(whole) => return each(text(whole.into_owned())),
        Content::Pieces(pieces) => pieces,
        Content::Other => Vec::new(),
    };
    if pieces.is_empty() {
        // An error without words is still one.
        return each(if error.is_some() { text(String::new()) } else { Event::Beat });
    }
    for piece in pieces {
        each(match &*piece.kind.0 {
            "text" => text(text_of(piece.text)),
            "thinking" => Event::Thinking { text: text_of(piece.thinking), parent: parent.clone() },
            "redacted_thinking" => Event::Thinking { text: String::new(), parent: parent.clone() },
            "tool_use" | "server_tool_use" | "mcp_tool_use" => Event::ToolCall {
                id: text_of(piece.id),
                name: text_of(piece.name),
                input: piece.input.unwrap_or_else(|| Value::Object(serde_json::Map::new())),
                parent: parent.clone(),
            },
            kind if kind.ends_with("tool_result") => result(piece, parent.clone()),
            kind => Event::Unknown { kind: format!("assistant/{kind}"), raw: line.to_owned() },
        });
    }
}

/// What the tools answered. Words of the user's are no news: this program wrote them.
fn answered(message: Message<'_>, parent: Option<&Str<'_>>, each: &mut impl FnMut(Event)) {
    let mut told = false;
    if let Content::Pieces(pieces) = message.content {
        for piece in pieces.into_iter().filter(|piece| piece.kind.0 == "tool_result") {
            told = true;
            each(result(piece, parent.map(|parent| parent.0.to_string())));
        }
    }
    if !told {
        each(Event::Beat);
    }
}

fn result(piece: Piece<'_>, parent: Option<String>) -> Event {
    let text = match piece.content {
        Some(Content::Text(text)) => text.into_owned(),
        Some(Content::Pieces(pieces)) => {
            let mut texts = Vec::with_capacity(pieces.len());
            for piece in pieces {
                texts.push(match piece.text {
                    Some(text) if piece.kind.0 == "text" => text.0,
                    _ => Cow::Owned(format!("[{}]", piece.kind.0)),
                });
            }
            texts.join("\n")
        }
        Some(Content::Other) | None => String::new(),
    };
    Event::ToolResult { id: text_of(piece.tool_use_id), text, failed: piece.is_error.unwrap_or_default(), parent }
}

fn owned(text: Option<Str<'_>>) -> Option<String> {
    text.map(Str::owned)
}

fn text_of(text: Option<Str<'_>>) -> String {
    owned(text).unwrap_or_default()
}

impl<'de: 'a, 'a> Deserialize<'de> for Content<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Content<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string or a list of blocks")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Content<'de>, E> {
                Ok(Content::Text(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Content<'de>, E> {
                Ok(Content::Text(Cow::Owned(text.to_owned())))
            }
            fn visit_unit<E: Error>(self) -> Result<Content<'de>, E> {
                Ok(Content::Other)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Content<'de>, A::Error> {
                let mut pieces = Vec::new();
                while let Some(piece) = list.next_element()? {
                    pieces.push(piece);
                }
                Ok(Content::Pieces(pieces))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Content<'de>, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Content::Other)
            }
        }
        from.deserialize_any(Either)
    }
}
