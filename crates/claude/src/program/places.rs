//! Where installers put the program.

use std::path::{Path, PathBuf};

use super::Surroundings;

/// The program's name in a folder. On Windows only the real program: what npm puts beside it is a script.
pub(super) const NAME: &str = if cfg!(windows) { "claude.exe" } else { "claude" };

/// Returns the files that the program could be, the native installer's first.
pub(super) fn usual(surroundings: &Surroundings) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    if let Some(home) = &surroundings.home {
        let below = [
            ".local/bin",
            ".claude/local",
            ".claude/bin",
            ".npm-global/bin",
            ".npm/bin",
            ".bun/bin",
            ".volta/bin",
            ".asdf/shims",
            ".local/share/mise/shims",
            ".local/share/pnpm",
            "Library/pnpm",
            ".yarn/bin",
            "node_modules/.bin",
            ".claude/local/node_modules/.bin",
        ];
        folders.extend(below.iter().map(|folder| home.join(folder)));
        if cfg!(windows) {
            folders.push(home.join("AppData/Local/Microsoft/WinGet/Links"));
        }
        folders.extend(versions(&home.join(".nvm/versions/node"), "bin"));
        folders.extend(versions(&home.join(".local/share/fnm/node-versions"), "installation/bin"));
    }
    folders.extend(surroundings.shared.iter().cloned());
    folders.into_iter().map(|folder| folder.join(NAME)).collect()
}

/// Returns a folder of every version of Node that a version manager keeps, the newest first.
fn versions(folder: &Path, inside: &str) -> Vec<PathBuf> {
    let Ok(entries) = folder.read_dir() else { return Vec::new() };
    let mut found: Vec<(Vec<u32>, PathBuf)> = entries
        .flatten()
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let numbers = name.trim_start_matches('v').split('.').map(|part| part.parse().unwrap_or(0));
            (numbers.collect(), entry.path().join(inside))
        })
        .collect();
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// Returns whether this user may run a file.
pub(super) fn runs(file: &Path) -> bool {
    if !file.is_file() {
        return false;
    }
    #[cfg(unix)]
    return rustix::fs::access(file, rustix::fs::Access::EXEC_OK).is_ok();
    #[cfg(not(unix))]
    return true;
}
