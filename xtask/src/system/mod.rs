//! What a task needs of the machine beyond Rust, Node and git: libraries, a display for tests, packing programs.
//!
//! On Debian and its relatives what is missing is installed through apt; elsewhere it is named, with where to get it.
//! When all is there nothing is said, and the look takes some hundredths of a second.

mod debian;
mod requirement;

use crate::call::{Call, on_path};
use crate::failure::Failure;
use crate::system::requirement::{Probe, REQUIREMENTS, Requirement};
use crate::workspace::Workspace;

pub(crate) use crate::system::requirement::Need;

/// Makes sure that the machine has what `needs` name.
pub(crate) fn ensure(workspace: &Workspace, needs: &[Need]) -> Result<(), Failure> {
    match std::env::consts::OS {
        "linux" => {
            let wanted: Vec<&Requirement> = REQUIREMENTS.iter().filter(|item| needs.contains(&item.need)).collect();
            if debian::is_this() { debian::ensure(workspace, &wanted) } else { name_missing(&wanted) }
        }
        "macos" => ensure_on_macos(),
        "windows" => ensure_on_windows(),
        other => {
            println!("This system ({other}) is not one the app is built on; going on without a look at its libraries.");
            Ok(())
        }
    }
}

/// Reports what is missing on a Linux whose packages this program does not know.
fn name_missing(wanted: &[&Requirement]) -> Result<(), Failure> {
    let missing: Vec<&Requirement> = wanted.iter().copied().filter(|item| !is_present(item.probe)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::Missing {
        what: format!("This machine lacks:\n{}", lacking(&missing)),
        hint: "Install the packages of your system that hold these, then run this again; \
               https://tauri.app/start/prerequisites/ lists the libraries for other systems."
            .into(),
    })
}

fn is_present(probe: Probe) -> bool {
    match probe {
        Probe::Program(name) => on_path(name).is_some(),
        Probe::Library(name) => {
            Call::new("pkg-config").args(["--exists", name]).output().is_ok_and(|output| output.status.success())
        }
        Probe::Nothing => true,
    }
}

/// Returns one line for each requirement where Debian's name of its package is but a pointer.
fn lacking(requirements: &[&Requirement]) -> String {
    let line = |item: &&Requirement| {
        let sought = match item.probe {
            Probe::Program(name) => format!("the program {name}"),
            Probe::Library(name) => format!("the library {name} with its headers"),
            Probe::Nothing => item.package.to_owned(),
        };
        format!("  {sought} (Debian's package {}): {}", item.package, item.purpose)
    };
    requirements.iter().map(line).collect::<Vec<String>>().join("\n")
}

/// Returns one line for each requirement: its package and what it is for.
fn list(requirements: &[&Requirement]) -> String {
    let width = requirements.iter().map(|item| item.package.len()).max().unwrap_or(0);
    let lines: Vec<String> =
        requirements.iter().map(|item| format!("  {:width$}  {}", item.package, item.purpose)).collect();
    lines.join("\n")
}

fn ensure_on_macos() -> Result<(), Failure> {
    if Call::new("xcode-select").arg("-p").output().is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    Err(Failure::Missing {
        what: "Apple's command line developer tools are missing.".into(),
        hint: "Install them with `xcode-select --install`, then run this again.".into(),
    })
}

fn ensure_on_windows() -> Result<(), Failure> {
    // Where Microsoft's page on WebView2 distribution says that an installed runtime is registered.
    const CLIENT: &str = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    let keys = [r"HKLM\SOFTWARE\WOW6432Node\", r"HKLM\SOFTWARE\", r"HKCU\Software\"];
    let registered = |key: &str| {
        let query = Call::new("reg").args(["query", &format!("{key}{CLIENT}"), "/v", "pv"]).output();
        query.is_ok_and(|output| output.status.success())
    };
    if keys.iter().any(|key| registered(key)) {
        return Ok(());
    }
    Err(Failure::Missing {
        what: "Microsoft's WebView2 runtime, which draws the window, is missing.".into(),
        hint: "Install the Evergreen runtime from https://developer.microsoft.com/microsoft-edge/webview2/, \
               then run this again."
            .into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_stands_once_in_the_table() {
        let mut names: Vec<&str> = REQUIREMENTS.iter().map(|item| item.package).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn a_missing_program_is_named_with_its_purpose() {
        let item = Requirement {
            need: Need::Test,
            package: "thing",
            probe: Probe::Program("no-such-program-here"),
            purpose: "does things",
        };
        let failure = name_missing(&[&item]).unwrap_err();
        assert!(
            failure.to_string().contains("the program no-such-program-here (Debian's package thing): does things"),
            "{failure}"
        );
    }

    #[test]
    fn a_machine_with_everything_is_not_complained_about() {
        let item = Requirement { need: Need::Build, package: "x", probe: Probe::Nothing, purpose: "is here" };
        assert!(name_missing(&[&item]).is_ok());
    }
}
