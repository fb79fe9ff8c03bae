//! The address of a repository's remote, and the `owner/name` in it.

use claudetask_core::RepositoryName;
use git2::Repository;

/// Returns the name of `origin`, or of the only remote.
pub(crate) fn primary(repo: &Repository) -> Option<String> {
    let remotes = repo.remotes().ok()?;
    let names: Vec<&str> = remotes.iter().filter_map(|name| name.ok().flatten()).collect();
    match names.as_slice() {
        [only] => Some((*only).to_owned()),
        several => several.iter().find(|name| **name == "origin").map(|name| (*name).to_owned()),
    }
}

/// Returns the primary remote's address without credentials.
pub(crate) fn url(repo: &Repository) -> Option<String> {
    let remote = repo.find_remote(&primary(repo)?).ok()?;
    let url = String::from_utf8_lossy(remote.url_bytes()).into_owned();
    (!url.is_empty()).then(|| without_credentials(&url))
}

/// Returns an address without password, token and query. The user stays for ssh (it is part of the
/// address, mostly `git`), and goes for the others, where a token may stand in its place.
fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let authority = match authority.rsplit_once('@') {
        Some((user, host)) if scheme.ends_with("ssh") => {
            format!("{}@{host}", user.split(':').next().unwrap_or(user))
        }
        Some((_, host)) => host.to_owned(),
        None => authority.to_owned(),
    };
    format!("{scheme}://{authority}{path}")
}

/// Returns `owner/name`, or deeper with subgroups, from `https://host/owner/name.git`,
/// `ssh://git@host:22/owner/name` or `git@host:owner/name.git`; `None` for local paths and other shapes.
pub(crate) fn owner_and_name(url: &str) -> Option<String> {
    let path = match url.split_once("://") {
        Some(("http" | "https" | "ssh" | "git" | "git+ssh" | "ssh+git", rest)) => rest.split_once('/')?.1,
        Some(_) => return None,
        None => {
            // The scp-like form: a colon before any slash; one letter before it is a drive of Windows, two
            // colons are a transport helper's.
            let (host, path) = url.split_once(':')?;
            if host.len() < 2 || host.contains(['/', '\\']) || path.starts_with(':') {
                return None;
            }
            path
        }
    };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    RepositoryName::parse(path).ok().map(|name| name.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owner_and_name_come_from_every_form_of_address() {
        for (url, expected) in [
            ("https://github.com/rust-lang/cargo", Some("rust-lang/cargo")),
            ("https://github.com/rust-lang/cargo.git", Some("rust-lang/cargo")),
            ("https://github.com/rust-lang/cargo/", Some("rust-lang/cargo")),
            ("http://host:8080/a/b.git/", Some("a/b")),
            ("https://gitlab.com/group/sub/deep/name.git", Some("group/sub/deep/name")),
            ("git@github.com:rust-lang/cargo.git", Some("rust-lang/cargo")),
            ("github.com:rust-lang/cargo", Some("rust-lang/cargo")),
            ("git@host:/group/sub/name", Some("group/sub/name")),
            ("ssh://git@host:2222/a/b.git", Some("a/b")),
            ("git://host/a/my.repo", Some("a/my.repo")),
            ("/srv/git/a/b.git", None),
            ("../a/b", None),
            ("./a:b/c", None),
            ("C:\\code\\a", None),
            ("C:/code/a", None),
            ("file:///srv/a/b", None),
            ("ext::sh -c a/b", None),
            ("https://host/only", None),
            ("https://host", None),
            ("ssh://host/~me/repo", None),
            ("", None),
        ] {
            assert_eq!(owner_and_name(url).as_deref(), expected, "{url:?}");
        }
    }

    #[test]
    fn an_address_loses_its_credentials() {
        for (url, expected) in [
            ("https://me:secret@host/a/b.git", "https://host/a/b.git"),
            ("https://token@host/a/b", "https://host/a/b"),
            ("https://me:p@ss@host/a/b", "https://host/a/b"),
            ("https://host/a/b?private_token=x#y", "https://host/a/b"),
            ("https://host/a@b/c", "https://host/a@b/c"),
            ("ssh://git:secret@host:22/a/b", "ssh://git@host:22/a/b"),
            ("ssh://git@host/a/b", "ssh://git@host/a/b"),
            ("git@host:a/b.git", "git@host:a/b.git"),
            ("/srv/a b/c", "/srv/a b/c"),
        ] {
            assert_eq!(without_credentials(url), expected, "{url:?}");
        }
    }
}
