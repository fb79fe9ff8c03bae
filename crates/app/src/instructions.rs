//! Instructions: CLAUDE.md, and what else Claude Code loads when it starts in a project.

use claudetask_claude::instructions;
pub use claudetask_claude::instructions::{
    Heading, Import, ImportState, Inspection, InstructionFile, InstructionKind, InstructionsOverview,
};
use claudetask_claude::{DocPath, files};
use claudetask_core::{Invalid, ProjectId};

use crate::context::blocking;
use crate::document::{self, DocumentSaved, roots, surroundings};
use crate::{Call, Error};

/// Returns the files that Claude Code loads in a project, in its order, and those that could be made.
pub async fn list(call: &Call, project: ProjectId) -> Result<InstructionsOverview, Error> {
    let roots = roots(call, project).await?;
    Ok(blocking(move || instructions::list(&roots, &surroundings())).await)
}

/// Returns the file that is meant where none is named: CLAUDE.md, or `.claude/CLAUDE.md` where only that exists.
pub async fn main(call: &Call, project: ProjectId) -> Result<DocPath, Error> {
    Ok(list(call, project).await?.main)
}

/// Returns the imports, the outline and the sizes of a text that is or will be the file's.
pub async fn inspect(call: &Call, project: ProjectId, path: &DocPath, text: String) -> Result<Inspection, Error> {
    if text.len() > files::MAX_BYTES {
        let problem = format!("the text has {} bytes; the limit is {}", text.len(), files::MAX_BYTES);
        return Err(Invalid::new("text", problem, "Shorten the text.").into());
    }
    let roots = roots(call, project).await?;
    let path = path.clone();
    Ok(blocking(move || instructions::inspect(&roots, &surroundings(), &path, &text)).await)
}

/// Returns a text to begin a project's CLAUDE.md with, from what its folder shows.
pub async fn template(call: &Call, project: ProjectId) -> Result<String, Error> {
    let roots = roots(call, project).await?;
    let name = crate::project::get(call, project).await?.name;
    Ok(blocking(move || instructions::template(&roots.project, &name)).await)
}

/// Returns the text of a project's instructions, exactly as they are in the file; null where there is none.
///
/// This is the setting `claude_config` of the project: the file is the only place where it is kept.
pub async fn text(call: &Call, project: ProjectId) -> Result<Option<String>, Error> {
    let path = main(call, project).await?;
    let found = document::get(call, project, &path).await?;
    match found.problem {
        Some(problem) => Err(Error::Document(problem)),
        None => Ok(found.exists.then_some(found.text)),
    }
}

/// Sets the text of a project's instructions over whatever is there, which the versions keep; `None` deletes the file.
pub async fn set_text(call: &Call, project: ProjectId, text: Option<String>) -> Result<Option<DocumentSaved>, Error> {
    let path = main(call, project).await?;
    let found = document::get(call, project, &path).await?;
    if let Some(problem) = found.problem {
        return Err(Error::Document(problem));
    }
    match (text, found.hash) {
        (Some(text), base) => document::put(call, project, &path, document::PutText { text, base }).await.map(Some),
        (None, Some(base)) => document::delete(call, project, &path, &base).await.map(Some),
        (None, None) => Ok(None),
    }
}
