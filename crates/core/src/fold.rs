//! How texts are compared when they are searched.

use icu_normalizer::ComposingNormalizer;

/// Returns `text` in lower case and composed (NFC), so that neither case nor the way in which an accent was
/// typed matters.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    ComposingNormalizer::new_nfc().normalize(&text.to_lowercase()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_and_the_way_an_accent_was_typed_do_not_matter() {
        for (text, folded) in [
            ("Login", "login"),
            ("GRÖSSE", "grösse"),
            ("Gro\u{308}ße", "größe"),
            ("E\u{301}", "é"),
            ("ΣΟΦΟΣ", "σοφος"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }
}
