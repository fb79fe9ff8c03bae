//! The tasks themselves, one a file: each reads as the list of what it does.

pub(crate) mod audit;
pub(crate) mod bench;
pub(crate) mod bundle;
pub(crate) mod check;
pub(crate) mod coverage;
pub(crate) mod regenerate;
pub(crate) mod run;
pub(crate) mod test;

use crate::failure::Failure;
use crate::system::{self, Need};
use crate::ui;
use crate::workspace::Workspace;

/// The package of the window's program, and that program's name.
const DESKTOP: &str = "claudetask-desktop";

/// What turns the tests in a real window on. Every check of the whole workspace names it, so that all of them agree on
/// the features of every dependency and nothing is compiled twice.
const WINDOW_TESTS: &str = "claudetask-desktop/window-tests";

/// Makes the machine ready for building the app.
fn set_up_for_build(workspace: &Workspace) -> Result<(), Failure> {
    system::ensure(workspace, &[Need::Build])?;
    ui::ensure_page(workspace)
}

/// Makes the machine ready for building the app and for every test.
pub(crate) fn set_up_for_tests(workspace: &Workspace) -> Result<(), Failure> {
    system::ensure(workspace, &[Need::Build, Need::Test])?;
    ui::ensure_page(workspace)
}
