//! The same bytes say the same, however they are cut.

use proptest::prelude::*;

use crate::{read, read_in, recordings};

/// Recordings, and between their lines some that can't be read.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let lines: Vec<Vec<u8>> = recordings::all()
        .into_iter()
        .flat_map(|file| {
            std::fs::read(file).unwrap().split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>()
        })
        .collect();
    let line = prop_oneof![
        8 => prop::sample::select(lines),
        1 => prop::collection::vec(any::<u8>(), 0..50),
        1 => "\\PC{0,30}".prop_map(String::into_bytes),
        1 => (0..9_000usize).prop_map(|length| "é".repeat(length).into_bytes()),
        1 => Just(b"{\"type\":\"keep_alive\"}\r".to_vec()),
    ];
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.join(&b'\n'))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn cutting_changes_nothing(bytes in bytes(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20)) {
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        let mut start = 0;
        for cut in cuts {
            pieces.push(&bytes[start..cut]);
            start = cut;
        }
        pieces.push(&bytes[start..]);
        prop_assert_eq!(read_in(&pieces, 4_000), read_in(&[&bytes], 4_000));
    }
}

#[test]
fn byte_for_byte_says_the_same() {
    for file in recordings::all() {
        let bytes = std::fs::read(file).unwrap();
        let pieces: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(read_in(&pieces, usize::MAX), read(&bytes));
    }
}
