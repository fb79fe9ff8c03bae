//! What a plain scalar is: nothing, true or false, a number, or a text.

use super::Tag;

/// What a plain scalar says beside a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Plain {
    Null,
    Bool(bool),
    Number(f64),
    Text,
}

/// Returns what a plain scalar says, by the core schema of YAML 1.2: `yes`, `on`, dates and `1_000` are texts.
pub(crate) fn resolve(text: &str) -> Plain {
    match text {
        "null" | "Null" | "NULL" | "~" => Plain::Null,
        "true" | "True" | "TRUE" => Plain::Bool(true),
        "false" | "False" | "FALSE" => Plain::Bool(false),
        _ => number(text).map_or(Plain::Text, Plain::Number),
    }
}

/// Returns what a plain scalar with a tag says.
pub(super) fn resolve_tagged(text: &str, tag: Tag) -> Plain {
    let plain = resolve(text);
    match (tag, plain) {
        (Tag::None, _) | (Tag::Bool, Plain::Bool(_)) | (Tag::Number, Plain::Number(_)) | (Tag::Null, Plain::Null) => {
            plain
        }
        _ => Plain::Text,
    }
}

fn number(text: &str) -> Option<f64> {
    match text {
        ".nan" | ".NaN" | ".NAN" => return Some(f64::NAN),
        _ => {}
    }
    let (negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    let value = match digits {
        ".inf" | ".Inf" | ".INF" => Some(f64::INFINITY),
        _ => radix(digits, "0x", 16).or_else(|| radix(digits, "0o", 8)).or_else(|| decimal(digits)),
    };
    value.map(|value| if negative { -value } else { value })
}

fn radix(digits: &str, prefix: &str, radix: u32) -> Option<f64> {
    let digits = digits.strip_prefix(prefix)?;
    if digits.starts_with(['+', '-']) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a number of JavaScript's is no more exact")]
    u64::from_str_radix(digits, radix).ok().map(|value| value as f64)
}

/// `[0-9]+ ( . [0-9]* )?` or `. [0-9]+`, each with an optional exponent.
fn decimal(digits: &str) -> Option<f64> {
    let bytes = digits.as_bytes();
    let count = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = count(0);
    let mut at = whole;
    let mut fraction = 0;
    if bytes.get(at) == Some(&b'.') {
        fraction = count(at + 1);
        at += 1 + fraction;
    }
    if whole + fraction == 0 {
        return None;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        at += 1;
        if let Some(b'+' | b'-') = bytes.get(at) {
            at += 1;
        }
        let exponent = count(at);
        if exponent == 0 {
            return None;
        }
        at += exponent;
    }
    if at < bytes.len() {
        return None;
    }
    digits.parse().ok()
}

/// Returns a number as JavaScript prints it, near enough for a message.
pub(super) fn print(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity".to_owned() } else { "-Infinity".to_owned() }
    } else if number == 0.0 {
        "0".to_owned()
    } else if number.abs() >= 1e21 || number.abs() < 1e-6 {
        let text = format!("{number:e}");
        if text.contains("e-") { text } else { text.replace('e', "e+") }
    } else {
        format!("{number}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_core_schema_makes_numbers_and_words() {
        for text in [
            "yes",
            "on",
            "2020-01-01",
            "1_000",
            "0b11",
            "12:30",
            "1-2",
            "--5",
            "e5",
            ".",
            "+",
            "0x",
            "1e",
            ".Nan",
            "-.nan",
            "tRUE",
        ] {
            assert_eq!(resolve(text), Plain::Text, "{text}");
        }
        for (text, value) in [
            ("08", 8.0),
            ("0o17", 15.0),
            ("-0x10", -16.0),
            ("1.", 1.0),
            (".5", 0.5),
            ("1e-5", 0.00001),
            ("+.inf", f64::INFINITY),
        ] {
            assert_eq!(resolve(text), Plain::Number(value), "{text}");
        }
    }
}
