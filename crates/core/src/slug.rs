//! Short names for branches and files, made from a title.

/// The most characters of a slug; longer ones are cut at a word.
const MAX: usize = 40;

/// Returns `title` as lower-case words joined by `-`, at most 40 characters, cut at a word where there is one.
///
/// Letters and digits of every script stay (git and file systems take them); everything else parts
/// words. A title without any gives `task`.
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    let mut length = 0;
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        let word = word.to_lowercase();
        let count = word.chars().count();
        if slug.is_empty() {
            slug.extend(word.chars().take(MAX));
            length = count.min(MAX);
        } else if length + 1 + count <= MAX {
            slug.push('-');
            slug.push_str(&word);
            length += 1 + count;
        } else {
            break;
        }
    }
    if slug.is_empty() { "task".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::BranchName;

    #[test]
    fn a_title_becomes_words_joined_by_hyphens() {
        for (title, expected) in [
            ("Login fails on Safari!", "login-fails-on-safari"),
            ("  --- ", "task"),
            ("🎉", "task"),
            ("Größe ändern", "größe-ändern"),
            ("a/b..c@{d}~", "a-b-c-d"),
            ("One two three four five six seven eight nine ten", "one-two-three-four-five-six-seven-eight"),
            (&"x".repeat(90), &"x".repeat(40)),
        ] {
            assert_eq!(slug(title), expected);
        }
    }

    proptest! {
        #[test]
        fn a_slug_is_always_a_branch_name(title in ".{0,120}") {
            let slug = slug(&title);
            prop_assert!(BranchName::parse(&slug).is_ok(), "{:?}", slug);
        }
    }
}
