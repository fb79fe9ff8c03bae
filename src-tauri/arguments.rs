//! What the program is asked on its command line, by its user or by another start of it.

use std::ffi::OsString;
use std::str::FromStr;

use claudetask_core::{ProjectId, TaskId};
use thiserror::Error;

/// How the program is called.
const USAGE: &str = "usage: claudetask-desktop [--data-dir FOLDER] [--quick-add | --open TASK | --project PROJECT]";

/// What is to come to the front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Wanted {
    /// The board's window as it is.
    #[default]
    Window,
    /// The quick-add window.
    QuickAdd,
    /// A task, in the board's window.
    Task(TaskId),
    /// A project's board.
    Project(ProjectId),
}

/// What the command line says.
#[derive(Debug, PartialEq, Eq, Default)]
pub(crate) struct Arguments {
    /// The folder for all data, where one is named.
    pub(crate) data_dir: Option<OsString>,
    /// What is to come to the front.
    pub(crate) wanted: Wanted,
}

/// An argument that can't be understood.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("{0}\n{USAGE}")]
pub(crate) struct WrongArgument(String);

impl Arguments {
    /// Reads the arguments after the program's name. What does not begin with two dashes belongs to the toolkit.
    pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, WrongArgument> {
        let mut read = Self::default();
        let mut named = None;
        let mut rest = arguments.into_iter();
        while let Some(argument) = rest.next() {
            let Some(text) = argument.to_str().filter(|text| text.starts_with("--")) else {
                // A folder may have a name that is not UTF-8.
                if let Some(folder) = after_equals(&argument, "--data-dir=") {
                    read.data_dir = Some(folder);
                }
                continue;
            };
            let (name, joined) = match text.split_once('=') {
                Some((name, value)) => (name, Some(OsString::from(value))),
                None => (text, None),
            };
            // Another argument is no value; a folder that is called so can be given behind `=`.
            let mut value = || {
                let next = || rest.next().filter(|next| !next.as_encoded_bytes().starts_with(b"--"));
                joined.clone().or_else(next).ok_or_else(|| WrongArgument(format!("{name} needs a value")))
            };
            let wanted = match name {
                "--data-dir" => {
                    read.data_dir = Some(value()?);
                    continue;
                }
                "--quick-add" => Wanted::QuickAdd,
                "--open" => Wanted::Task(id(name, &value()?)?),
                "--project" => Wanted::Project(id(name, &value()?)?),
                _ => return Err(WrongArgument(format!("there is no argument {name}"))),
            };
            if named.is_some_and(|before| before != wanted) {
                return Err(WrongArgument("--quick-add, --open and --project can't go together".into()));
            }
            named = Some(wanted);
        }
        read.wanted = named.unwrap_or_default();
        Ok(read)
    }
}

fn id<T: FromStr>(name: &str, value: &OsString) -> Result<T, WrongArgument> {
    let text = value.to_string_lossy();
    let digits = text.strip_prefix('#').unwrap_or(&text);
    digits
        .parse()
        .map_err(|_| WrongArgument(format!("{name} takes a number such as 12, not {}", claudetask_core::quoted(&text))))
}

fn after_equals(argument: &OsString, prefix: &str) -> Option<OsString> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::{OsStrExt, OsStringExt};
        let folder = argument.as_bytes().strip_prefix(prefix.as_bytes())?;
        Some(OsString::from_vec(folder.to_vec()))
    }
    #[cfg(not(unix))]
    {
        let _ = (argument, prefix);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Arguments, WrongArgument> {
        Arguments::read(arguments.iter().map(OsString::from))
    }

    #[test]
    fn the_data_folder_is_named_in_either_form() {
        for (arguments, expected) in [
            (&["--data-dir", "/a b"][..], Some("/a b")),
            (&["-x", "--data-dir=/a"], Some("/a")),
            (&["--data-dir=/a=b"], Some("/a=b")),
            (&["/a"], None),
        ] {
            assert_eq!(read(arguments).unwrap().data_dir, expected.map(OsString::from), "{arguments:?}");
        }
    }

    #[test]
    fn what_is_to_come_to_the_front_is_said_once() {
        for (arguments, expected) in [
            (&[][..], Wanted::Window),
            (&["--quick-add"], Wanted::QuickAdd),
            (&["--open", "12"], Wanted::Task("12".parse().unwrap())),
            (&["--open=#12"], Wanted::Task("12".parse().unwrap())),
            (&["--data-dir", "/a", "--project", "3"], Wanted::Project("3".parse().unwrap())),
            (&["--quick-add", "--quick-add"], Wanted::QuickAdd),
        ] {
            assert_eq!(read(arguments).unwrap().wanted, expected, "{arguments:?}");
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (arguments, named) in [
            (&["--open", "abc"][..], "\"abc\""),
            (&["--open", "0"], "\"0\""),
            (&["--open", "-1"], "\"-1\""),
            (&["--open"], "--open needs a value"),
            (&["--data-dir"], "--data-dir needs a value"),
            (&["--data-dir", "--quick-add"], "--data-dir needs a value"),
            (&["--open", "--project", "1"], "--open needs a value"),
            (&["--project", "99999999999999999999"], "99999999999999999999"),
            (&["--quick-add", "--open", "1"], "can't go together"),
            (&["--opne", "1"], "--opne"),
        ] {
            let refused = read(arguments).unwrap_err().to_string();
            assert!(refused.contains(named) && refused.contains("usage"), "{arguments:?}: {refused}");
        }
    }
}
