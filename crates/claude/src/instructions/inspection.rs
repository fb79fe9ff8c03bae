//! One text, saved or not: its size, its headings and its imports.

use serde::Serialize;

use super::frontmatter::split;
use super::import::{Follow, Import, Node, Sent};
use super::outline::{Heading, outline};
use super::place::{Lines, Places, Surroundings};
use crate::{DocPath, Roots, Scope};

/// A file of more characters makes Claude Code warn that it is large: in `/status`, with a model whose context is the usual
/// 200,000 tokens. With one of a million tokens it does not warn, and which model runs is not known here.
pub const LARGE: u32 = 40_000;

/// What there is to know about a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Inspection {
    /// Of the text as it is written.
    pub characters: u32,
    /// Of the text in UTF-8.
    pub bytes: u32,
    /// Estimated, of this text alone as it is sent.
    pub tokens: u32,
    /// Estimated, with all that it imports.
    pub tokens_with_imports: u32,
    /// Its headings.
    pub outline: Vec<Heading>,
    /// What it imports.
    pub imports: Vec<Import>,
    /// The number of characters above which Claude Code warns; `None` when the text is below.
    pub large: Option<u32>,
}

/// Returns what there is to know about a text at a path; the files that it imports are read from the disk.
pub fn inspect(roots: &Roots, surroundings: &Surroundings, path: &DocPath, text: &str) -> Inspection {
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let places = Places::new(roots, surroundings);
    let nodes = Follow::new(&places).imports(text, &roots.file(path), path.scope() == Scope::User);
    let body = split(text).body;
    let sent = Sent::of(body);
    let characters = small(text.chars().count());
    Inspection {
        characters,
        bytes: small(text.len()),
        tokens: sent.tokens,
        tokens_with_imports: sent.tokens.saturating_add(loaded(&nodes)),
        outline: outline(body, text.len() - body.len(), &Lines::new(text)),
        imports: nodes.into_iter().map(Node::into_import).collect(),
        large: (sent.characters > LARGE).then_some(LARGE),
    }
}

/// Returns the tokens of what is loaded because of imports, each file once.
fn loaded(nodes: &[Node]) -> u32 {
    nodes.iter().fold(0, |sum: u32, node| {
        let own = if node.first { node.import.tokens } else { 0 };
        sum.saturating_add(own).saturating_add(loaded(&node.nodes))
    })
}
