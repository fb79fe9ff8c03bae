//! Debian, Ubuntu and their relatives: which packages are installed, and installing those that are not.

use std::collections::HashSet;
use std::fs;

use crate::call::{Call, on_path};
use crate::failure::Failure;
use crate::system::list;
use crate::system::requirement::Requirement;
use crate::workspace::Workspace;

/// Returns whether this machine takes its packages from apt under Debian's names.
pub(super) fn is_this() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    is_related(&release) && on_path("apt-get").is_some() && on_path("dpkg-query").is_some()
}

/// Installs those of `wanted` that are missing, saying what and why.
pub(super) fn ensure(workspace: &Workspace, wanted: &[&Requirement]) -> Result<(), Failure> {
    let query = Call::new("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Abbrev}\\n"])
        .args(wanted.iter().map(|item| item.package));
    // It fails when a package was never heard of; those it knows are printed all the same.
    let answer = query.output()?;
    let text = String::from_utf8_lossy(&answer.stdout);
    let installed = installed(&text);
    let missing: Vec<&Requirement> = wanted.iter().copied().filter(|item| !installed.contains(item.package)).collect();
    if missing.is_empty() {
        return Ok(());
    }

    println!("Missing packages of the system, to be installed with apt-get:\n{}", list(&missing));
    let packages: Vec<&str> = missing.iter().map(|item| item.package).collect();
    let right = Right::of_this_user(&packages)?;
    if let Err(failure) = workspace.run(&apt_get(right, &["update"])) {
        // One broken source of many makes this fail; the install below tells whether it mattered.
        println!("Going on with the package lists as they are: {}", failure.in_full());
    }
    let install = ["install", "--yes", "--no-install-recommends"];
    workspace.run(&apt_get(right, &[&install[..], &packages].concat()))
}

/// How this user may install packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Right {
    Root,
    Sudo,
}

impl Right {
    fn of_this_user(packages: &[&str]) -> Result<Self, Failure> {
        let user = Call::new("id").arg("-u").output()?;
        if user.stdout.trim_ascii() == b"0" {
            Ok(Self::Root)
        } else if on_path("sudo").is_some() {
            Ok(Self::Sudo)
        } else {
            Err(Failure::Missing {
                what: "Installing packages needs root's rights, and there is no sudo on this machine.".into(),
                hint: format!(
                    "Run as root: apt-get install --no-install-recommends {}\nthen run this again.",
                    packages.join(" ")
                ),
            })
        }
    }
}

fn apt_get(right: Right, arguments: &[&str]) -> Call {
    // sudo clears the environment, so the variable is given behind it.
    let start = match right {
        Right::Root => Call::new("env"),
        Right::Sudo => Call::new("sudo").arg("env"),
    };
    start.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments.iter().copied())
}

/// Returns the names of installed packages from `name status` lines, where the status is dpkg's abbreviation: what is
/// wanted, what is there (`i` is installed), and an error flag.
fn installed(answer: &str) -> HashSet<&str> {
    let entries = answer.lines().filter_map(|line| line.trim_end().split_once(' '));
    entries.filter(|(_, status)| status.len() == 2 && status.ends_with('i')).map(|(name, _)| name).collect()
}

/// Returns whether an `os-release` file names Debian or Ubuntu, or a system made from them.
fn is_related(release: &str) -> bool {
    release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
        .flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace())
        .any(|id| id == "debian" || id == "ubuntu")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_installed_packages_without_an_error_count() {
        let answer = "xvfb ii \nopenbox un \nxdotool rc \nxauth hi \nbroken iU \nbad iiR\nfonts-dejavu-core ii \n\n";
        let mut names: Vec<&str> = installed(answer).into_iter().collect();
        names.sort_unstable();
        assert_eq!(names, ["fonts-dejavu-core", "xauth", "xvfb"]);
    }

    #[test]
    fn a_package_of_two_architectures_is_there_when_one_of_them_is() {
        assert!(installed("libx un \nlibx ii \n").contains("libx"));
    }

    #[test]
    fn relatives_of_debian_are_told_from_others() {
        let check = |release: &str, expected: bool| assert_eq!(is_related(release), expected, "{release:?}");
        check("PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n", true);
        check("ID=ubuntu\nID_LIKE=debian\n", true);
        check("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", true);
        check("ID=fedora\n", false);
        check("ID=arch\nHOME_URL=https://debian\nVARIANT_ID=debian\n", false);
        check("", false);
    }

    #[test]
    fn a_user_who_is_not_root_installs_through_sudo() {
        let root = apt_get(Right::Root, &["update"]).to_string();
        let sudo = apt_get(Right::Sudo, &["update"]).to_string();
        assert_eq!(root, "env DEBIAN_FRONTEND=noninteractive apt-get update");
        assert_eq!(sudo, format!("sudo {root}"));
    }
}
