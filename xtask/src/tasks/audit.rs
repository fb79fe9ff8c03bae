//! `cargo xtask audit`: what the dependencies are, by the rules of `deny.toml`.

use crate::failure::Failure;
use crate::steps::Steps;
use crate::tools::Tool;
use crate::workspace::Workspace;

const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2", purpose: "checks licences, sources and advisories" };

/// Checks licences, bans and sources, then, where their database can be fetched, the known advisories.
pub(crate) fn dependencies(workspace: &Workspace) -> Result<(), Failure> {
    let deny = DENY.call(workspace)?;
    let mut steps = Steps::begin(2);
    steps.step("licences, bans and sources", || {
        workspace.run(&deny.clone().args(["--workspace", "--all-features", "check", "licenses", "bans", "sources"]))
    })?;
    steps.step("advisories", || {
        let fetched = workspace.run(&deny.clone().args(["fetch", "db"]));
        if let Err(failure) = fetched {
            println!("Skipped, not passed: the advisory database could not be fetched. {}", failure.in_full());
            return Ok(());
        }
        workspace.run(&deny.clone().args(["--workspace", "--all-features", "check", "--disable-fetch", "advisories"]))
    })
}
