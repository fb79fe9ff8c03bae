//! CLAUDE.md as projects have it: sections with prose, lists and examples.

use super::{Dice, PLACES, SENTENCES, THINGS};

/// Returns Markdown of `bytes` bytes, and at most one paragraph more: the same each time.
pub fn instructions(bytes: usize) -> String {
    let mut dice = Dice(0x00C1_A0DE_3D0C_5EED);
    let mut text = String::with_capacity(bytes + 1_000);
    text.push_str("# Project\n\n@docs/style.md holds for all that is written here.\n");
    while text.len() < bytes {
        let level = if dice.one_in(4) { "##" } else { "###" };
        for part in ["\n", level, " About ", dice.pick(&THINGS), dice.pick(&PLACES), "\n\n"] {
            text.push_str(part);
        }
        for _ in 0..2 + dice.below(5) {
            text.push_str(dice.pick(&SENTENCES));
        }
        text.push('\n');
    }
    text
}
