//! The ways in which a value can be written, the best first.

use super::super::fields::{AgentFieldKind, AgentValue, FieldSpec};
use super::super::yaml::{Document, Value, parse};

/// How a value is written in the file so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    Double,
    Block,
    /// `[a, b]`
    Brackets,
    /// Items below each other, indented by so much more than the key.
    Items(usize),
}

/// Returns texts to put behind `key:`; one that begins with a line break is a block.
pub(super) fn ways(spec: &FieldSpec, value: &AgentValue, old: Option<&str>, indent: usize, eol: &str) -> Vec<String> {
    let style = old.map(|old| style(old, indent));
    match value {
        AgentValue::Flag(yes) => vec![yes.to_string()],
        AgentValue::Number(number) if number.is_finite() => vec![number.to_string()],
        AgentValue::Number(_) => Vec::new(),
        AgentValue::Text(text) => texts(text, style, indent, eol),
        AgentValue::List(items) => lists(spec, items, style, indent, eol),
    }
}

fn style(old: &str, indent: usize) -> Style {
    match old.as_bytes().first() {
        Some(b'\'') => Style::Single,
        Some(b'"') => Style::Double,
        Some(b'|' | b'>') => Style::Block,
        Some(b'[') => Style::Brackets,
        Some(b'-') if old.starts_with("- ") || old.starts_with("-\n") => {
            // The first item's own indent is not part of the text; that of the second tells.
            let second = old.split(['\n', '\r']).skip(1).find(|line| line.trim_start().starts_with('-'));
            let spaces = second.map_or(indent + 2, |line| line.len() - line.trim_start().len());
            Style::Items(spaces.saturating_sub(indent))
        }
        _ => Style::Plain,
    }
}

fn texts(text: &str, style: Option<Style>, indent: usize, eol: &str) -> Vec<String> {
    let mut ways = Vec::new();
    let plain = is_plain(text).then(|| text.to_owned());
    let single = (!text.contains(['\n', '\r'])).then(|| format!("'{}'", text.replace('\'', "''")));
    let double = double(text);
    let block = block(text, indent, eol);
    match style {
        Some(Style::Single) => ways.extend(single.clone()),
        Some(Style::Double) => ways.push(double.clone()),
        Some(Style::Block) => ways.extend(block.clone()),
        _ => {}
    }
    if text.contains('\n') {
        ways.extend(block);
    }
    ways.extend(plain);
    // Quotes of the kind that needs no escapes.
    if text.contains('"') || text.contains('\\') {
        ways.extend(single);
        ways.push(double);
    } else {
        ways.push(double);
        ways.extend(single);
    }
    ways
}

/// Returns whether a text says the same without quotes, to this reader and to stricter ones.
fn is_plain(text: &str) -> bool {
    let odd = |char: char| char.is_control() || char == '\u{feff}';
    if text.is_empty() || text.trim() != text || text.chars().any(odd) {
        return false;
    }
    if text.starts_with([
        '-', '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', '=',
    ]) {
        return false;
    }
    if text.contains(": ") || text.contains(" #") || text.ends_with(':') || text.contains("---") {
        return false;
    }
    // Words that YAML 1.1 takes for something else.
    let word = text.to_ascii_lowercase();
    if matches!(word.as_str(), "yes" | "no" | "on" | "off" | "y" | "n" | "true" | "false" | "null" | "~") {
        return false;
    }
    matches!(parse(text), Ok(document) if is_text(&document, document.root(), text))
}

fn is_text(document: &Document, value: Value, text: &str) -> bool {
    document.text(value) == Some(text)
}

fn double(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for (at, char) in text.char_indices() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // Three hyphens would close the front matter.
            '-' if text[..at].ends_with("--") => quoted.push_str("\\x2d"),
            '\u{2028}' => quoted.push_str("\\L"),
            '\u{2029}' => quoted.push_str("\\P"),
            '\u{feff}' => quoted.push_str("\\ufeff"),
            char if char.is_control() => {
                let _ = std::fmt::Write::write_fmt(&mut quoted, format_args!("\\x{:02x}", u32::from(char)));
            }
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns a text as a block scalar; `None` where its lines can't be kept.
fn block(text: &str, indent: usize, eol: &str) -> Option<String> {
    let odd = |char: char| char != '\n' && char != '\t' && char.is_control();
    if text.trim_matches('\n').is_empty() || text.chars().any(odd) || text.contains("---") {
        return None;
    }
    let body = text.trim_end_matches('\n');
    let breaks = text.len() - body.len();
    // An indent that the first line would make wrong has to be said.
    let digit = if body.trim_start_matches('\n').starts_with([' ', '\t']) { "2" } else { "" };
    let chomp = match breaks {
        0 => "-",
        1 => "",
        _ => "+",
    };
    let mut block = format!("|{digit}{chomp}");
    let spaces = " ".repeat(indent + 2);
    for line in body.split('\n') {
        block.push_str(eol);
        if !line.is_empty() {
            block.push_str(&spaces);
            block.push_str(line);
        }
    }
    for _ in 1..breaks {
        block.push_str(eol);
    }
    Some(block)
}

fn lists(spec: &FieldSpec, items: &[String], style: Option<Style>, indent: usize, eol: &str) -> Vec<String> {
    let mut ways = Vec::new();
    if items.is_empty() {
        return vec!["[]".to_owned()];
    }
    let scalar = |item: &String| {
        let safe = is_plain(item) && !item.contains([',', '[', ']', '{', '}']);
        if safe { item.clone() } else { double(item) }
    };
    let brackets = || format!("[{}]", items.iter().map(scalar).collect::<Vec<_>>().join(", "));
    let below = |extra: usize| {
        let spaces = " ".repeat(indent + extra);
        items.iter().fold(String::new(), |mut list, item| {
            list.push_str(eol);
            list.push_str(&spaces);
            list.push_str("- ");
            list.push_str(&if is_plain(item) { item.clone() } else { double(item) });
            list
        })
    };
    let commas = items.join(", ");
    let commas_in = |style| texts(&commas, style, indent, eol);
    match style {
        Some(Style::Items(extra)) => ways.push(below(extra)),
        Some(Style::Brackets) => ways.push(brackets()),
        Some(style) => ways.extend(commas_in(Some(style))),
        None if spec.kind == AgentFieldKind::Tools => ways.extend(commas_in(None)),
        None => {}
    }
    ways.push(below(2));
    ways.push(brackets());
    ways.extend(commas_in(None));
    ways
}
