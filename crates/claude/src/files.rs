//! Reading and replacing the user's files: whole or not at all, and never outside the folder that they belong to.
//!
//! A file is replaced by a new one beside it that is on the disk before it takes the name. A link is followed where it
//! leads to a place inside the same root; one that leads out is shown and never followed.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{DocPath, Problem, Roots, Scope};

/// The largest file that is read or written, in bytes.
pub const MAX_BYTES: usize = 10_000_000;

/// What a file's name begins with while it is being written; it ends in no way that Claude Code reads.
const TEMPORARY: &str = ".claudetask-";

/// What the name of such a file ends with.
const ENDING: &str = ".tmp";

/// After this time a file that was being written belongs to a program that died.
const LEFT_OVER: Duration = Duration::from_mins(10);

/// A file as it is on the disk.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
    /// When it was changed last.
    pub modified: Option<SystemTime>,
    /// Whether neither it nor its folder is read-only.
    pub writable: bool,
    /// Where the name leads, when it is a link or lies behind one.
    pub linked_to: Option<PathBuf>,
}

/// Why a file can't be read or changed.
#[derive(Debug, Error)]
pub enum FileError {
    /// The name is a folder's or a device's.
    #[error("{} is {what}", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// A link leads out of the folder that the file belongs to.
    #[error("{} is a link to {}, which is outside {}", path.display(), target.display(), root.display())]
    LeavesRoot {
        /// The path.
        path: PathBuf,
        /// Where it leads.
        target: PathBuf,
        /// The folder that it leaves.
        root: PathBuf,
    },
    /// It is larger than [`MAX_BYTES`].
    #[error("{} has {bytes} bytes; the limit is {MAX_BYTES}", path.display())]
    TooLarge {
        /// The path.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// The folder that it belongs to is gone.
    #[error("the folder {} is not there", path.display())]
    NoRoot {
        /// The project's folder.
        path: PathBuf,
    },
    /// It may not be read.
    #[error("{} can't be read: {source}", path.display())]
    NotReadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It or its folder may not be written.
    #[error("{} is read-only", path.display())]
    ReadOnly {
        /// The file or folder.
        path: PathBuf,
    },
    /// There is one already.
    #[error("{} is there already", path.display())]
    Exists {
        /// The path.
        path: PathBuf,
    },
    /// There is no room left.
    #[error("there is no room left on the disk of {}", path.display())]
    DiskFull {
        /// The path.
        path: PathBuf,
    },
    /// Anything else that the system said.
    #[error("can't {action} {}: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl FileError {
    fn from_io(action: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            io::ErrorKind::PermissionDenied if action == "read" => Self::NotReadable { path, source },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            io::ErrorKind::AlreadyExists => Self::Exists { path },
            _ => Self::Io { action, path, source },
        }
    }

    /// Returns the stable word of the failure.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAFile { .. } => "not_a_file",
            Self::LeavesRoot { .. } => "link_leaves_folder",
            Self::TooLarge { .. } => "file_too_large",
            Self::NoRoot { .. } => "folder_not_found",
            Self::NotReadable { .. } => "file_not_readable",
            Self::ReadOnly { .. } => "file_read_only",
            Self::Exists { .. } => "file_exists",
            Self::DiskFull { .. } => "disk_full",
            Self::Io { .. } => "file_failed",
        }
    }

    /// Returns what to do now.
    pub fn hint(&self) -> String {
        match self {
            Self::NotAFile { path, .. } => format!("Move {} away, or give it another name.", path.display()),
            Self::LeavesRoot { target, .. } => {
                format!("Edit {} itself, or put a file in the link's place.", target.display())
            }
            Self::TooLarge { .. } => {
                "Claude Code reads such a file whole each time; split it into smaller ones.".into()
            }
            Self::NoRoot { .. } => "Put the folder back, or set the project's path to where it is now.".into(),
            Self::NotReadable { path, .. } => format!("Look at the rights of {}.", path.display()),
            Self::ReadOnly { path } => {
                format!("Make {} writable, then save again; nothing was changed.", path.display())
            }
            Self::Exists { .. } => "Choose another name; that file was not touched.".into(),
            Self::DiskFull { .. } => "Nothing was changed. Free some room, then save again.".into(),
            Self::Io { path, .. } => format!("Look at {} and at the rights of its folder.", path.display()),
        }
    }

    /// Returns the failure as it is shown beside a file.
    pub fn problem(&self) -> Problem {
        Problem::new(self.code(), self.to_string(), self.hint())
    }
}

/// Returns the SHA-256 of bytes in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Where a name leads: the real file, which may be missing, and whether a link lies on the way.
#[derive(Debug)]
struct Place {
    target: PathBuf,
    linked: bool,
}

/// Returns the folder that links of a scope may lead into. The user's own folder is often kept elsewhere in the home
/// folder and linked to, so that all beside it counts as the user's.
fn bounds(roots: &Roots, scope: Scope) -> PathBuf {
    match scope {
        Scope::Project => roots.project.clone(),
        Scope::User => roots.user.parent().unwrap_or(&roots.user).to_path_buf(),
    }
}

/// Follows links as far as they stay inside the root.
fn place(roots: &Roots, path: &DocPath) -> Result<Place, FileError> {
    let file = roots.file(path);
    // The root itself may be behind a link; what counts is where it really is.
    let real_root = |root: &Path| fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    let root = real_root(roots.of(path.scope()));
    let bounds = real_root(&bounds(roots, path.scope()));
    let expected = root.join(file.strip_prefix(roots.of(path.scope())).unwrap_or(&file));
    let target = match fs::canonicalize(&file) {
        Ok(target) => target,
        Err(error) if is_missing(&error) => missing(&file, &expected)?,
        Err(error) => return Err(FileError::from_io("read", &file, error)),
    };
    let linked = target != expected;
    if linked && !target.starts_with(&bounds) && !target.starts_with(&root) {
        return Err(FileError::LeavesRoot { path: file, target, root: bounds });
    }
    Ok(Place { target, linked })
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Returns where a file that is not there would really be: its nearest folder that exists is followed, and of a link
/// that leads to nothing the folder that it names.
fn missing(file: &Path, expected: &Path) -> Result<PathBuf, FileError> {
    let named = fs::read_link(file).ok();
    // A `..` behind a link means the folder above where that leads, so nothing is taken out by its words before.
    let file = match (&named, file.parent()) {
        (Some(target), Some(parent)) => &parent.join(target),
        _ => file,
    };
    for folder in file.ancestors().skip(1) {
        match fs::canonicalize(folder) {
            Ok(real) => {
                let below = file.strip_prefix(folder).unwrap_or(file);
                return Ok(normal(&real.join(below)));
            }
            Err(error) if is_missing(&error) => {}
            Err(error) => return Err(FileError::from_io("read", folder, error)),
        }
    }
    Ok(expected.to_path_buf())
}

/// Returns a path with `.` and `..` taken out by their words.
fn normal(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

fn kind_of(metadata: &Metadata) -> Option<&'static str> {
    match () {
        () if metadata.is_file() => None,
        () if metadata.is_dir() => Some("a folder, not a file"),
        () => Some("a device or a pipe, not a file"),
    }
}

/// Returns whether neither a file nor its folder is read-only.
fn writable(target: &Path, metadata: &Metadata) -> bool {
    let folder = target.parent().and_then(|folder| Some((folder, fs::metadata(folder).ok()?)));
    may_write(target, metadata) && folder.is_none_or(|(folder, metadata)| may_write(folder, &metadata))
}

/// Returns whether this user may write to a file or in a folder: another's file could be replaced in a folder of one's
/// own, but was not given to be. Root may write to what its mode forbids, and would be the only one to be surprised.
fn may_write(path: &Path, metadata: &Metadata) -> bool {
    !metadata.permissions().readonly() && !refused(path)
}

#[cfg(unix)]
fn refused(path: &Path) -> bool {
    use rustix::io::Errno;
    let asked = rustix::fs::access(path, rustix::fs::Access::WRITE_OK);
    matches!(asked, Err(Errno::ACCESS | Errno::PERM | Errno::ROFS))
}

#[cfg(not(unix))]
fn refused(_: &Path) -> bool {
    false
}

/// Gives a file the owner and the group of the one that it replaces, as far as the system lets this user.
#[cfg(unix)]
fn keep_owner(file: &File, replaced: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let Ok(made) = file.metadata() else { return };
    if made.gid() != replaced.gid() {
        drop(fchown(file, None, Some(replaced.gid())));
    }
    if made.uid() != replaced.uid() {
        drop(fchown(file, Some(replaced.uid()), None));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}

/// Returns a file as it is on the disk, `None` where there is none.
pub fn read(roots: &Roots, path: &DocPath) -> Result<Option<Found>, FileError> {
    let place = place(roots, path)?;
    let file = roots.file(path);
    let failed = |error| FileError::from_io("read", &file, error);
    let metadata = match fs::metadata(&place.target) {
        Ok(metadata) => metadata,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(failed(error)),
    };
    if let Some(what) = kind_of(&metadata) {
        return Err(FileError::NotAFile { path: file, what });
    }
    if metadata.len() > u64::try_from(MAX_BYTES).unwrap_or(u64::MAX) {
        return Err(FileError::TooLarge { path: file, bytes: metadata.len() });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    // It may have grown since.
    let bound = u64::try_from(MAX_BYTES + 1).unwrap_or(u64::MAX);
    File::open(&place.target).and_then(|open| open.take(bound).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() > MAX_BYTES {
        return Err(FileError::TooLarge { path: file, bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX) });
    }
    Ok(Some(Found {
        hash: hash(&bytes),
        modified: metadata.modified().ok(),
        writable: writable(&place.target, &metadata),
        linked_to: place.linked.then_some(place.target),
        bytes,
    }))
}

/// Puts bytes in a file's place, whole or not at all; where there is none it is made, with the folders above it.
///
/// `over` is the hash of what is replaced, looked at once more just before, or `None` where there must be no file.
/// Returns false where the file is another one by now; nothing is changed then.
pub fn write(roots: &Roots, path: &DocPath, bytes: &[u8], over: Option<&str>) -> Result<bool, FileError> {
    let place = place(roots, path)?;
    let file = roots.file(path);
    if bytes.len() > MAX_BYTES {
        return Err(FileError::TooLarge { path: file, bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX) });
    }
    refuse_no_root(roots, path)?;
    let folder = place.target.parent().unwrap_or(&place.target).to_path_buf();
    make_folder(&folder)?;
    refuse_read_only(&folder)?;
    let replaced = match fs::metadata(&place.target) {
        Ok(metadata) => {
            if let Some(what) = kind_of(&metadata) {
                return Err(FileError::NotAFile { path: file, what });
            }
            if !may_write(&place.target, &metadata) {
                return Err(FileError::ReadOnly { path: file });
            }
            Some(metadata)
        }
        Err(_) => None,
    };
    sweep(&folder);
    let failed = |error| FileError::from_io("write", &file, error);
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY).suffix(ENDING);
    #[cfg(unix)]
    if replaced.is_none() {
        // What an editor would make: readable as the user's mask allows.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    let mut temporary = builder.tempfile_in(&folder).map_err(failed)?;
    temporary.write_all(bytes).map_err(failed)?;
    if let Some(replaced) = replaced {
        keep_owner(temporary.as_file(), &replaced);
        temporary.as_file().set_permissions(replaced.permissions()).map_err(failed)?;
    }
    temporary.as_file().sync_all().map_err(failed)?;
    match over {
        None => match temporary.persist_noclobber(&place.target) {
            Ok(_) => {}
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
            Err(error) => return Err(failed(error.error)),
        },
        Some(expected) => {
            // The last look; between it and the rename lie some microseconds.
            let now = fs::read(&place.target).map(|bytes| hash(&bytes));
            if !now.is_ok_and(|now| now == expected) {
                return Ok(false);
            }
            temporary.persist(&place.target).map_err(|error| failed(error.error))?;
        }
    }
    sync_folder(&folder);
    Ok(true)
}

/// Takes a file away; `over` is the hash of what it must hold. Returns false where it is another one by now.
pub fn remove(roots: &Roots, path: &DocPath, over: &str) -> Result<bool, FileError> {
    let place = place(roots, path)?;
    let file = roots.file(path);
    let failed = |error| FileError::from_io("delete", &file, error);
    let folder = file.parent().unwrap_or(&file).to_path_buf();
    refuse_read_only(&folder)?;
    if !fs::read(&place.target).is_ok_and(|bytes| hash(&bytes) == over) {
        return Ok(false);
    }
    // Of a link the link goes, never what it leads to.
    fs::remove_file(&file).map_err(failed)?;
    sync_folder(&folder);
    Ok(true)
}

/// Returns whether two names lead to one file, as they do where the file system ignores upper and lower case.
pub fn same_file(roots: &Roots, one: &DocPath, other: &DocPath) -> bool {
    let real = |path| fs::canonicalize(roots.file(path)).ok();
    real(one).is_some_and(|one| real(other) == Some(one))
}

/// Gives a file another name in the same root; false where there is one of that name.
pub fn rename(roots: &Roots, from: &DocPath, to: &DocPath) -> Result<bool, FileError> {
    let (old, new) = (roots.file(from), roots.file(to));
    place(roots, to)?;
    refuse_no_root(roots, to)?;
    let folder = new.parent().unwrap_or(&new).to_path_buf();
    make_folder(&folder)?;
    refuse_read_only(&folder)?;
    refuse_read_only(old.parent().unwrap_or(&old))?;
    // A name that differs by case alone is the same file on some systems.
    let same = same_file(roots, from, to);
    if fs::symlink_metadata(&new).is_ok() && !same {
        return Ok(false);
    }
    let renamed = if same { fs::rename(&old, &new) } else { rename_to_free(&old, &new) };
    match renamed {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(FileError::from_io("rename", &old, error)),
    }
    sync_folder(&folder);
    Ok(true)
}

/// Renames to a name that nothing has, also where another program takes it in this very moment, as far as the file
/// system can tell.
fn rename_to_free(old: &Path, new: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, old, CWD, new, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            renamed => return renamed.map_err(io::Error::from),
        }
    }
    fs::rename(old, new)
}

fn make_folder(folder: &Path) -> Result<(), FileError> {
    fs::create_dir_all(folder).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            FileError::NotAFile { path: folder.to_path_buf(), what: "a file, where a folder has to be" }
        }
        _ => FileError::from_io("make the folder", folder, error),
    })
}

/// Refuses to make a project's folder, which was moved or is on a disk that is not there; the user's own is made.
fn refuse_no_root(roots: &Roots, path: &DocPath) -> Result<(), FileError> {
    match path.scope() {
        Scope::Project if !roots.project.is_dir() => Err(FileError::NoRoot { path: roots.project.clone() }),
        Scope::Project | Scope::User => Ok(()),
    }
}

fn refuse_read_only(folder: &Path) -> Result<(), FileError> {
    match fs::metadata(folder) {
        Ok(metadata) if !may_write(folder, &metadata) => Err(FileError::ReadOnly { path: folder.to_path_buf() }),
        Ok(_) => Ok(()),
        Err(error) => Err(FileError::from_io("read", folder, error)),
    }
}

/// Removes what a program that was killed in the middle of a write left beside the file.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let middle = name.to_str().and_then(|name| name.strip_prefix(TEMPORARY)?.strip_suffix(ENDING));
        let old = || entry.metadata().ok()?.modified().ok()?.elapsed().ok().filter(|age| *age > LEFT_OVER);
        if middle.is_some() && old().is_some() {
            // One that can't be removed is in nobody's way.
            drop(fs::remove_file(entry.path()));
        }
    }
}

/// Makes a new name lasting. Where a folder can't be opened for that (Windows), the system does it by itself.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        drop(folder.sync_all());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Project {
        folder: tempfile::TempDir,
        roots: Roots,
    }

    impl Project {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let roots = Roots { project: folder.path().join("web"), user: folder.path().join("home/.claude") };
            fs::create_dir_all(&roots.project).unwrap();
            Self { folder, roots }
        }

        fn write(&self, path: &str, bytes: &[u8], over: Option<&str>) -> Result<bool, FileError> {
            write(&self.roots, &DocPath::parse(path).unwrap(), bytes, over)
        }

        fn read(&self, path: &str) -> Result<Option<Found>, FileError> {
            read(&self.roots, &DocPath::parse(path).unwrap())
        }

        fn names(&self, folder: &str) -> Vec<String> {
            let entries = fs::read_dir(self.roots.project.join(folder)).unwrap();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        }
    }

    #[test]
    fn a_file_is_replaced_only_over_what_was_seen() {
        let project = Project::new();
        assert!(project.read("CLAUDE.md").unwrap().is_none());
        assert!(project.write("CLAUDE.md", b"one\n", None).unwrap());
        let one = project.read("CLAUDE.md").unwrap().unwrap();
        assert_eq!((one.bytes.as_slice(), one.writable), (&b"one\n"[..], true));
        assert!(!project.write("CLAUDE.md", b"two\n", None).unwrap(), "there is one");
        assert!(!project.write("CLAUDE.md", b"two\n", Some(&hash(b"other"))).unwrap());
        assert_eq!(project.read("CLAUDE.md").unwrap().unwrap().bytes, b"one\n");
        assert!(project.write("CLAUDE.md", b"two\n", Some(&one.hash)).unwrap());
        assert_eq!(project.read("CLAUDE.md").unwrap().unwrap().bytes, b"two\n");
        assert_eq!(project.names(""), ["CLAUDE.md"], "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn rights_stay_as_they_are() {
        use std::os::unix::fs::PermissionsExt;
        let project = Project::new();
        project.write("CLAUDE.md", b"one", None).unwrap();
        let file = project.roots.project.join("CLAUDE.md");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(project.write("CLAUDE.md", b"two", Some(&hash(b"one"))).unwrap());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_read_only_is_not_written_and_says_so() {
        use std::os::unix::fs::PermissionsExt;
        let project = Project::new();
        project.write("CLAUDE.md", b"one", None).unwrap();
        let file = project.roots.project.join("CLAUDE.md");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
        assert!(!project.read("CLAUDE.md").unwrap().unwrap().writable);
        let refused = project.write("CLAUDE.md", b"two", Some(&hash(b"one"))).unwrap_err();
        assert_eq!(refused.code(), "file_read_only");
        let folder = project.roots.project.join(".claude/agents");
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
        let refused = project.write(".claude/agents/a.md", b"two", None).unwrap_err();
        assert_eq!(refused.code(), "file_read_only");
        assert!(project.names(".claude/agents").is_empty());
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_permissions_and_its_group() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
        let project = Project::new();
        project.write("a.md", b"a", None).unwrap();
        let file = project.roots.project.join("a.md");
        // Only root has a choice of groups on every machine.
        let given = chown(&file, Some(4321), Some(1234)).is_ok();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).unwrap();
        let before = fs::metadata(&file).unwrap();
        assert!(project.write("a.md", b"b", Some(&hash(b"a"))).unwrap());
        let after = fs::metadata(&file).unwrap();
        assert_eq!((after.mode(), after.uid(), after.gid()), (before.mode(), before.uid(), before.gid()), "{given}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_inside_the_project_and_never_out_of_it() {
        use std::os::unix::fs::symlink;
        let project = Project::new();
        let root = &project.roots.project;
        fs::create_dir(root.join("docs")).unwrap();
        fs::write(root.join("docs/real.md"), "real").unwrap();
        symlink("docs/real.md", root.join("CLAUDE.md")).unwrap();
        let found = project.read("CLAUDE.md").unwrap().unwrap();
        assert_eq!(found.linked_to, Some(fs::canonicalize(root.join("docs/real.md")).unwrap()));
        assert!(project.write("CLAUDE.md", b"new", Some(&found.hash)).unwrap());
        assert_eq!(fs::read(root.join("docs/real.md")).unwrap(), b"new");
        assert!(fs::symlink_metadata(root.join("CLAUDE.md")).unwrap().is_symlink(), "the link stays");

        let outside = project.folder.path().join("secret.md");
        fs::write(&outside, "secret").unwrap();
        symlink(&outside, root.join("AGENTS.md")).unwrap();
        fs::create_dir(project.folder.path().join("elsewhere")).unwrap();
        symlink(project.folder.path().join("elsewhere"), root.join(".claude")).unwrap();
        symlink(project.folder.path().join("not-there.md"), root.join("CLAUDE.local.md")).unwrap();
        for path in ["AGENTS.md", ".claude/agents/a.md", "CLAUDE.local.md"] {
            assert_eq!(project.read(path).unwrap_err().code(), "link_leaves_folder", "{path}");
            assert_eq!(project.write(path, b"x", None).unwrap_err().code(), "link_leaves_folder", "{path}");
        }
        assert_eq!(fs::read(&outside).unwrap(), b"secret");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_nothing_makes_no_file_outside_of_the_project() {
        use std::os::unix::fs::symlink;
        let project = Project::new();
        let root = &project.roots.project;
        let outside = project.folder.path().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::create_dir_all(root.join(".claude/agents")).unwrap();
        symlink(&outside, root.join(".claude/linked")).unwrap();
        for (name, target) in [
            ("a.md", "../linked/new.md"),
            ("b.md", "../linked/deep/new.md"),
            ("c.md", "../missing/../../../outside/new.md"),
        ] {
            symlink(target, root.join(".claude/agents").join(name)).unwrap();
            let path = format!(".claude/agents/{name}");
            assert_eq!(project.write(&path, b"x", None).unwrap_err().code(), "link_leaves_folder", "{path}");
        }
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
        symlink("../made.md", root.join(".claude/agents/d.md")).unwrap();
        assert!(project.write(".claude/agents/d.md", b"x", None).unwrap());
        assert_eq!(fs::read(root.join(".claude/made.md")).unwrap(), b"x");
    }

    #[test]
    fn a_project_that_was_moved_away_is_not_made_anew() {
        let project = Project::new();
        fs::remove_dir(&project.roots.project).unwrap();
        for path in ["CLAUDE.md", ".claude/agents/a.md"] {
            assert_eq!(project.write(path, b"x", None).unwrap_err().code(), "folder_not_found");
        }
        assert!(!project.roots.project.exists());
        assert!(project.write("~/.claude/agents/a.md", b"x", None).unwrap(), "the user's own folder is");
    }

    #[cfg(unix)]
    #[test]
    fn the_users_own_folder_may_be_a_link_into_their_home() {
        use std::os::unix::fs::symlink;
        let project = Project::new();
        let home = project.folder.path().join("home");
        fs::create_dir_all(home.join("dotfiles/claude")).unwrap();
        symlink(home.join("dotfiles/claude"), home.join(".claude")).unwrap();
        assert!(project.write("~/.claude/agents/a.md", b"x", None).unwrap());
        assert_eq!(fs::read(home.join("dotfiles/claude/agents/a.md")).unwrap(), b"x");
        symlink("/etc/passwd", home.join(".claude/CLAUDE.md")).unwrap();
        assert_eq!(project.read("~/.claude/CLAUDE.md").unwrap_err().code(), "link_leaves_folder");
    }

    #[test]
    fn a_folder_and_what_is_too_large_are_named() {
        let project = Project::new();
        fs::create_dir(project.roots.project.join("CLAUDE.md")).unwrap();
        assert_eq!(project.read("CLAUDE.md").unwrap_err().code(), "not_a_file");
        assert_eq!(project.write("CLAUDE.md", b"x", None).unwrap_err().code(), "not_a_file");
        let large = File::create(project.roots.project.join("AGENTS.md")).unwrap();
        large.set_len(u64::try_from(MAX_BYTES + 1).unwrap()).unwrap();
        assert_eq!(project.read("AGENTS.md").unwrap_err().code(), "file_too_large");
        fs::write(project.roots.project.join(".claude"), "a file").unwrap();
        assert!(project.read(".claude/agents/a.md").unwrap().is_none());
        assert_eq!(project.write(".claude/agents/a.md", b"x", None).unwrap_err().code(), "not_a_file");
    }

    #[test]
    fn a_name_that_is_taken_at_the_last_moment_is_left_alone() {
        let project = Project::new();
        project.write("a.md", b"a", None).unwrap();
        project.write("b.md", b"b", None).unwrap();
        let file = |name: &str| project.roots.project.join(name);
        let renamed = rename_to_free(&file("a.md"), &file("b.md"));
        if cfg!(any(target_os = "linux", target_os = "macos")) {
            assert_eq!(renamed.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
            assert_eq!(project.read("b.md").unwrap().unwrap().bytes, b"b");
        }
        rename_to_free(&file("a.md"), &file("c.md")).unwrap();
    }

    #[test]
    fn a_rename_never_takes_anothers_name() {
        let project = Project::new();
        project.write("a.md", b"a", None).unwrap();
        project.write("b.md", b"b", None).unwrap();
        let path = |text: &str| DocPath::parse(text).unwrap();
        assert!(!rename(&project.roots, &path("a.md"), &path("b.md")).unwrap());
        assert!(rename(&project.roots, &path("a.md"), &path("sub/c.md")).unwrap());
        assert!(!remove(&project.roots, &path("sub/c.md"), &hash(b"b")).unwrap());
        assert!(remove(&project.roots, &path("sub/c.md"), &hash(b"a")).unwrap());
        assert_eq!(project.read("b.md").unwrap().unwrap().bytes, b"b");
    }
}
