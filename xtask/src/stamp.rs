//! Fingerprints of files, kept in a small file of their own, that tell whether a slow step has to be done again.
//!
//! Contents count, not times: a change of branch and back costs nothing, a copied folder is not taken for a fresh one.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::failure::Failure;

/// Returns a fingerprint of one file's contents.
///
/// It may differ between Rust releases (the standard library's hash is not pinned); then the step is done once more.
pub(crate) fn of_file(path: &Path) -> Result<String, Failure> {
    let mut hasher = DefaultHasher::new();
    read(path)?.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

/// Returns a fingerprint of the names and contents of all files below `folder`, without the folders directly in it
/// that `skipped` names. A folder that does not exist counts as an empty one.
pub(crate) fn of_folder(folder: &Path, skipped: &[&str]) -> Result<String, Failure> {
    let mut files = Vec::new();
    collect(folder, skipped, &mut files)?;
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.strip_prefix(folder).unwrap_or(&file).hash(&mut hasher);
        read(&file)?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Returns the stamp kept at `path`, or `None` when there is none that can be read.
pub(crate) fn kept(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok().map(|text| text.trim().to_owned())
}

/// Keeps `stamp` at `path`.
pub(crate) fn keep(path: &Path, stamp: &str) -> Result<(), Failure> {
    fs::write(path, format!("{stamp}\n")).map_err(|source| Failure::File {
        action: "write",
        path: path.to_owned(),
        source,
    })
}

fn collect(folder: &Path, skipped: &[&str], files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let unreadable = |source| Failure::File { action: "read the folder", path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unreadable(error)),
    };
    for entry in entries {
        let entry = entry.map_err(unreadable)?;
        if skipped.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        // Links are not followed: one that leads upwards would never end.
        let kind = entry.file_type().map_err(unreadable)?;
        if kind.is_dir() {
            collect(&entry.path(), &[], files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|source| Failure::File { action: "read", path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn stamp(files: &[(&str, &str)]) -> String {
        of_folder(folder_with(files).path(), &["dist"]).unwrap()
    }

    #[test]
    fn the_same_files_have_the_same_stamp_wherever_they_are() {
        let files = [("src/a.ts", "1"), ("index.html", "2")];
        assert_eq!(stamp(&files), stamp(&files));
    }

    #[test]
    fn a_changed_renamed_added_or_moved_file_changes_the_stamp() {
        let before = stamp(&[("src/a.ts", "1"), ("b", "2")]);
        assert_ne!(before, stamp(&[("src/a.ts", "9"), ("b", "2")]));
        assert_ne!(before, stamp(&[("src/c.ts", "1"), ("b", "2")]));
        assert_ne!(before, stamp(&[("src/a.ts", "1"), ("b", "2"), ("c", "")]));
        assert_ne!(before, stamp(&[("src/a.ts", "2"), ("b", "1")]));
    }

    #[test]
    fn only_the_topmost_skipped_folders_are_left_out() {
        let before = stamp(&[("a", "1")]);
        assert_eq!(before, stamp(&[("a", "1"), ("dist/x.js", "1")]));
        assert_ne!(before, stamp(&[("a", "1"), ("src/dist/x.js", "1")]));
    }

    #[test]
    fn a_missing_folder_counts_as_empty_and_a_missing_stamp_as_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(of_folder(&folder.path().join("no"), &[]).unwrap(), of_folder(folder.path(), &[]).unwrap());
        assert_eq!(kept(&folder.path().join("no")), None);
        keep(&folder.path().join("yes"), "abc").unwrap();
        assert_eq!(kept(&folder.path().join("yes")).as_deref(), Some("abc"));
    }
}
