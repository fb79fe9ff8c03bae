//! Text that JavaScript cut in the middle of a character: half of a pair of surrogates, which no JSON string may hold but
//! JavaScript writes.

/// Returns `json` with U+FFFD for each half of a pair that stands alone, `None` when there is none.
pub(super) fn surrogates(json: &str) -> Option<String> {
    let mut repaired = json.as_bytes().to_vec();
    let mut changed = false;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &repaired[at..]) {
        let escape = at + found;
        match unit(&repaired, escape) {
            None => at = escape + 2,
            Some(0xD800..=0xDBFF) if matches!(unit(&repaired, escape + 6), Some(0xDC00..=0xDFFF)) => at = escape + 12,
            Some(0xD800..=0xDFFF) => {
                repaired[escape..escape + 6].copy_from_slice(b"\\ufffd");
                changed = true;
                at = escape + 6;
            }
            Some(_) => at = escape + 6,
        }
        if at >= repaired.len() {
            break;
        }
    }
    if changed { String::from_utf8(repaired).ok() } else { None }
}

/// The UTF-16 unit of a `\uXXXX` that begins at `at`.
fn unit(json: &[u8], at: usize) -> Option<u16> {
    let escape = json.get(at..at + 6)?;
    let digits = escape.strip_prefix(b"\\u")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}
