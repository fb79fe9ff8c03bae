//! Sizes for people.

/// Returns a size such as `1.5 MB`.
#[expect(clippy::cast_precision_loss, reason = "it is rounded to one digit anyway")]
pub fn bytes(count: u64) -> String {
    let units = [(1_000_000_000_u32, "GB"), (1_000_000, "MB"), (1_000, "KB")];
    match units.iter().find(|(size, _)| count >= u64::from(*size)) {
        Some((size, unit)) => format!("{:.1} {unit}", count as f64 / f64::from(*size)),
        None => format!("{count} bytes"),
    }
}

/// Returns a number such as `12,345`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_easily() {
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(1_500), "1.5 KB");
        assert_eq!(bytes(25_000_000_000), "25.0 GB");
        for (count, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(count), expected);
        }
    }
}
