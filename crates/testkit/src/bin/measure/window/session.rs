//! One run of a window's program, driven through `WebDriver`.

use std::path::PathBuf;
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::desktop::Desktop;
use crate::failure::Failure;
use crate::launch::{self, Begun};

/// A program to measure, with its data folder.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    pub(crate) data: PathBuf,
}

/// A running window.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) begun: Begun,
}

/// When a window became usable.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Usable {
    /// Milliseconds since the Unix epoch.
    pub(crate) at: f64,
    /// False where the page was usable before anybody could look: it was so at that time, or earlier.
    pub(crate) exact: bool,
}

/// Answers when the page became usable: the first card is there, one frame has passed, and the event loop has turned.
///
/// The page is watched from the first moment at which `WebDriver` lets us. Where it was usable before that, its own note is
/// believed (`performance.mark('board-usable')`); without one the answer is an upper bound.
const USABLE: &str = "
    const done = arguments[arguments.length - 1];
    const card = () => document.querySelector('[data-testid^=\"card-\"]');
    const seen = !card();
    const look = () => {
        if (!card()) return requestAnimationFrame(look);
        requestAnimationFrame(() => setTimeout(() => {
            const now = performance.now();
            const noted = performance.getEntriesByName('board-usable')[0]?.startTime;
            done({ at: performance.timeOrigin + (seen ? now : noted ?? now), exact: seen || noted !== undefined });
        }));
    };
    look();";

/// Answers the addresses of all scripts that the page has loaded.
const SCRIPTS: &str = "
    const named = [...document.querySelectorAll('script[src], link[rel=\"modulepreload\"]')].map((e) => e.src || e.href);
    const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
    return [...named, ...loaded];";

impl Session {
    /// Starts `program`; returns when the page can be asked.
    pub(crate) async fn start(desktop: &Desktop, program: &Program) -> Result<Self, Failure> {
        let own = std::env::current_exe().map_err(|source| Failure::io("find the running program", source))?;
        std::fs::create_dir_all(&program.data).map_err(|source| Failure::io("make a data folder", source))?;
        let stamp = program.data.join("begun.json");
        let arguments = [
            launch::START.into(),
            stamp.to_string_lossy(),
            program.path.to_string_lossy(),
            "--data-dir".into(),
            program.data.to_string_lossy(),
        ];
        let options = json!({ "binary": own.to_string_lossy(), "args": arguments });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(Map::from_iter([("webkitgtk:browserOptions".to_owned(), options)]))
            .connect(&desktop.driver())
            .await?;
        Ok(Self { begun: Begun::read(&stamp)?, client })
    }

    /// Waits until the window is usable and returns when that was.
    pub(crate) async fn usable(&self) -> Result<Usable, Failure> {
        self.answer(USABLE, Vec::new()).await
    }

    /// Returns the addresses of the scripts that the page has loaded so far, each at least once.
    pub(crate) async fn scripts(&self) -> Result<Vec<String>, Failure> {
        Ok(serde_json::from_value(self.client.execute(SCRIPTS, Vec::new()).await?)?)
    }

    /// Runs a script that answers through its last argument.
    pub(crate) async fn answer<T: serde::de::DeserializeOwned>(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Result<T, Failure> {
        Ok(serde_json::from_value(self.client.execute_async(script, arguments).await?)?)
    }

    /// Presses and releases a key, as the keyboard would.
    pub(crate) async fn press(&self, key: char) -> Result<(), Failure> {
        let actions = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Returns the proportional set size of the window's own process, in MB, without WebKit's processes.
    pub(crate) fn own_memory(&self) -> Result<f64, Failure> {
        let path = format!("/proc/{}/smaps_rollup", self.begun.pid);
        let text = std::fs::read_to_string(&path).map_err(|source| Failure::io(format!("read {path}"), source))?;
        let kilobytes = text
            .lines()
            .find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
        let kilobytes = kilobytes.ok_or_else(|| Failure::Meaningless(format!("{path} has no `Pss`")))?;
        Ok(kilobytes * 1_024.0 / 1_000_000.0)
    }

    /// Closes the window and waits until its process is gone, so that it slows nothing that is measured next.
    pub(crate) async fn end(self) -> Result<(), Failure> {
        self.client.close().await?;
        let process = PathBuf::from(format!("/proc/{}", self.begun.pid));
        for _ in 0..200 {
            if !process.exists() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(Failure::Meaningless(format!("the window's process {} does not end", self.begun.pid)))
    }
}
