//! A desktop of a test's own: display, session bus, window manager, WebKit's driver, and folders for what programs keep.
//! Nothing of it is shared with the user's desktop or another test, and all of it ends with the test.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use futures::FutureExt;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::page::Page;
use crate::process::{PATIENCE, Process, run, wait_for};
use crate::workplace::{Workplace, claudetask_desktop};

/// The display's size, and that of a maximised window: the window manager draws no frames.
pub(crate) const SCREEN: (u32, u32) = (1440, 900);

/// How long a whole test may take.
const LONGEST: Duration = Duration::from_mins(5);

/// How long after a key that should have closed the window it counts as missed.
const KEY_MISSED: Duration = Duration::from_secs(2);

/// Frames would take from the window's size; closing by keyboard is what a user does.
const OPENBOX: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
  <mouse>
    <context name="Client"><mousebind button="Left" action="Press"><action name="Focus"/></mousebind></context>
  </mouse>
  <applications><application class="*"><decor>no</decor></application></applications>
</openbox_config>
"#;

/// A desktop, the workplace on it, and at most one open window.
pub(crate) struct Desktop {
    pub(crate) place: Workplace,
    shots: PathBuf,
    logs: PathBuf,
    environment: Vec<(&'static str, String)>,
    window: Option<(Page, Process)>,
    /// Ended in the opposite order: the display last.
    processes: Vec<Process>,
}

impl Desktop {
    /// Runs a test on a desktop of its own. When it fails, a picture and the source of the page and the logs stay in
    /// the folder of pictures.
    pub(crate) async fn run(name: &str, place: Workplace, test: impl AsyncFnOnce(&mut Desktop)) {
        let shots = shots_folder().join(name);
        // What an earlier run left of its failure would be taken for this one's; where there is nothing, all is well.
        for old in ["failure.png", "failure-display.png", "failure.html"] {
            let _ = fs::remove_file(shots.join(old));
        }
        Self::run_into(shots, place, test).await;
    }

    /// Does what [`Desktop::run`] does, with a folder for the pictures.
    pub(crate) async fn run_into(shots: PathBuf, place: Workplace, test: impl AsyncFnOnce(&mut Desktop)) {
        fs::create_dir_all(&shots).unwrap();
        let mut desktop = Self::start(place, shots);
        let whole = tokio::time::timeout(LONGEST, AssertUnwindSafe(test(&mut desktop)).catch_unwind()).await;
        let outcome = whole.unwrap_or_else(|_| Err(Box::new(format!("the test took longer than {LONGEST:?}"))));
        if let Err(panic) = outcome {
            desktop.tell_of_failure().await;
            drop(desktop);
            std::panic::resume_unwind(panic);
        }
    }

    fn start(place: Workplace, shots: PathBuf) -> Self {
        let logs = place.root().join("logs");
        fs::create_dir(&logs).unwrap();
        let (display, number) = Process::start_announced(
            "Xvfb",
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0"])
                .arg(format!("{}x{}x24", SCREEN.0, SCREEN.1)),
            &logs,
        );
        let mut desktop = Self {
            environment: environment(&place, number.trim()),
            place,
            shots,
            logs,
            window: None,
            processes: vec![display],
        };
        desktop.start_bus();
        desktop.start_window_manager();
        desktop
    }

    /// A bus that starts no services: no portal and no settings of the user's can answer a test.
    fn start_bus(&mut self) {
        let runtime = self.place.root().join("runtime");
        let config = self.place.root().join("bus.conf");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:path={}/bus</listen><auth>EXTERNAL</auth><policy \
             context='default'><allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow \
             own='*'/></policy></busconfig>",
            runtime.display()
        );
        fs::write(&config, text).unwrap();
        let mut command = self.command("dbus-daemon");
        command.arg(format!("--config-file={}", config.display())).args([
            "--nofork",
            "--nopidfile",
            "--print-address=1",
        ]);
        let (bus, address) = Process::start_announced("dbus-daemon", &mut command, &self.logs);
        self.processes.push(bus);
        self.environment.push(("DBUS_SESSION_BUS_ADDRESS", address.trim().to_owned()));
    }

    fn start_window_manager(&mut self) {
        let config = self.place.root().join("openbox.xml");
        fs::write(&config, OPENBOX).unwrap();
        let mut command = self.command("openbox");
        command.arg("--config-file").arg(config);
        let manager = Process::start("openbox", &mut command, &self.logs);
        // It says so on the root window once it manages windows.
        wait_for(
            || self.xdotool_answers(&["get_num_desktops"]),
            || format!("the window manager did not start\n{}", manager.log_text()),
        );
        self.processes.push(manager);
    }

    /// Starts the app and waits until its page shows something: the board, the welcome or an error.
    pub(crate) async fn open(&mut self) {
        assert!(self.window.is_none(), "the window is open already");
        let port = free_port();
        let mut command = self.command("WebKitWebDriver");
        command.args([format!("--port={port}"), "--host=127.0.0.1".into()]);
        let driver = Process::start("window", &mut command, &self.logs);
        wait_for(
            || (driver.has_ended() || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()).then_some(()),
            || "WebKitWebDriver does not listen".into(),
        );
        assert!(!driver.has_ended(), "WebKitWebDriver ended\n{}", driver.log_text());
        let client = tokio::time::timeout(PATIENCE * 2, connect(port))
            .await
            .unwrap_or_else(|_| panic!("the window did not open in time\n{}", driver.log_text()))
            .unwrap_or_else(|error| panic!("the window did not open: {error}\n{}", driver.log_text()));
        self.window = Some((Page::new(client, self.shots.clone()), driver));
        let page = self.page();
        page.wait("document.querySelector('main') !== null").await;
    }

    /// Starts the app on its project and waits until the board is there; fills the display.
    pub(crate) async fn open_board(&mut self) {
        self.open().await;
        let page = self.page();
        // Menus close when the window loses the focus or changes its size: both are settled first.
        self.xdotool(&["windowfocus", "--sync", &self.window_id()]);
        page.client().set_window_rect(0, 0, SCREEN.0, SCREEN.1).await.unwrap();
        let settled = "innerWidth === arguments[0] && innerHeight === arguments[1] && document.hasFocus()";
        page.wait_with(settled, json!([SCREEN.0, SCREEN.1])).await;
        page.next_frame().await;
        let there = "[data-testid=board], .welcome ul button";
        page.find(there).await;
        // A project that only the command line has opened so far stands among the recent ones.
        if page.value("document.querySelector('[data-testid=board]') === null").await == Value::Bool(true) {
            page.click(".welcome ul button").await;
        }
        page.find("[data-testid=board]").await;
        self.page().wait("document.querySelectorAll('[data-testid^=column-]').length === 7").await;
    }

    /// Returns the page in the open window.
    pub(crate) fn page(&self) -> &Page {
        &self.window.as_ref().expect("the window is open").0
    }

    /// Waits until both the window and the command line show a column with exactly these cards in this order.
    pub(crate) async fn column_is(&self, status: &str, cards: &[i64]) {
        self.page().column_shows(status, cards).await;
        // The window shows a change before it is written.
        self.page().wait_until(&cards.to_vec(), async |_| self.place.listed(status)).await;
    }

    /// Closes the window as a user does, by the keyboard, and waits until the app has ended.
    pub(crate) async fn close(&mut self) {
        let window = self.window_id();
        let mut again = Instant::now();
        wait_for(
            || {
                let there = self.xdotool_answers(&["search", "--onlyvisible", "--name", "ClaudeTask"]);
                if there.is_some() && Instant::now() >= again {
                    // The window manager may be still busy with the window's new size; then it misses the key.
                    self.xdotool_answers(&["windowactivate", "--sync", &window]);
                    self.xdotool_answers(&["key", "alt+F4"]);
                    again = Instant::now() + KEY_MISSED;
                }
                there.is_none().then_some(())
            },
            || "the window did not close".into(),
        );
        let (page, driver) = self.window.take().unwrap();
        // The app's end is the end of the session; the driver says so by refusing the next command.
        let ended = tokio::time::timeout(PATIENCE, async { while page.client().title().await.is_ok() {} }).await;
        assert!(ended.is_ok(), "the app is still there after its window closed\n{}", driver.log_text());
    }

    /// Asks the window to close, and waits until it is out of sight while the app goes on.
    pub(crate) fn press_close(&self) {
        self.xdotool(&["windowactivate", "--sync", &self.window_id()]);
        self.xdotool(&["key", "alt+F4"]);
        self.window_is_hidden();
    }

    /// Waits until the app's window is in sight.
    pub(crate) fn window_is_shown(&self) {
        wait_for(|| self.visible("ClaudeTask"), || "the window did not come".into());
    }

    /// Waits until the app's window is out of sight.
    pub(crate) fn window_is_hidden(&self) {
        wait_for(|| self.visible("ClaudeTask").is_none().then_some(()), || "the window did not go".into());
    }

    /// Waits until the quick-add window is in sight and has the keyboard.
    pub(crate) fn quick_add_is_up(&self) {
        let focused = || {
            let window = self.visible("^Quick add$")?;
            (self.xdotool_answers(&["getwindowfocus"])? == window).then_some(())
        };
        wait_for(focused, || format!("the quick-add window has no focus: {:?}", self.visible("^Quick add$")));
    }

    /// Waits until the quick-add window is out of sight.
    pub(crate) fn quick_add_is_gone(&self) {
        wait_for(|| self.visible("^Quick add$").is_none().then_some(()), || "the quick-add window did not go".into());
    }

    /// Returns left, top, width and height of the quick-add window.
    pub(crate) fn quick_add_place(&self) -> (i64, i64, i64, i64) {
        self.place_of(&self.visible("^Quick add$").expect("the quick-add window is in sight"))
    }

    /// Waits until the quick-add window is at least so high.
    pub(crate) async fn quick_add_grows_to(&self, height: i64) {
        self.page().wait_until(&true, async |_| self.quick_add_place().3 >= height).await;
    }

    /// Returns left, top, width and height of a window.
    pub(crate) fn place_of(&self, window: &str) -> (i64, i64, i64, i64) {
        let text = self.xdotool(&["getwindowgeometry", "--shell", window]);
        let number = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.unwrap_or_else(|| panic!("no {name} in {text}")).parse().unwrap()
        };
        (number("X"), number("Y"), number("WIDTH"), number("HEIGHT"))
    }

    fn visible(&self, name: &str) -> Option<String> {
        let found = self.xdotool_answers(&["search", "--onlyvisible", "--name", name])?;
        Some(found.lines().next()?.to_owned())
    }

    /// Waits until the app that the window belongs to has ended.
    pub(crate) async fn has_ended(&mut self) {
        let (page, driver) = self.window.take().expect("the window is open");
        let ended = tokio::time::timeout(PATIENCE, async { while page.client().title().await.is_ok() {} }).await;
        assert!(ended.is_ok(), "the app is still there\n{}", driver.log_text());
    }

    /// Returns the program with arguments, ready to be started on this desktop without a driver.
    pub(crate) fn app(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(claudetask_desktop().to_str().expect("the build folder's path is UTF-8"));
        command.args(arguments).env_remove("TAURI_WEBVIEW_AUTOMATION").stdin(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Starts the program while it runs, and waits until the second start has ended well.
    pub(crate) fn start_again(&self, arguments: &[&str]) {
        run(&mut self.app(&[]), arguments);
    }

    /// Calls a command of the shell's from the page; a refusal is its report.
    pub(crate) async fn invoke(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let call = "const done = arguments[arguments.length - 1]; window.__TAURI_INTERNALS__\
                    .invoke(arguments[0], arguments[1]).then((ok) => done({ ok }), (error) => done({ error }));";
        let answer = self.page().client().execute_async(call, vec![json!(command), arguments]).await;
        // An app that ended at once could not answer.
        let answer = answer.map_err(|error| json!(error.to_string()))?;
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["ok"].clone()),
        }
    }

    /// Changes settings as the page does.
    pub(crate) async fn set(&self, patch: Value) {
        self.invoke("settings_update", json!({"patch": patch})).await.unwrap();
    }

    /// Waits until the desktop's state says this.
    pub(crate) async fn desktop_says(&self, field: &str, expected: &str) {
        let said = async |_: &Page| self.invoke("desktop_state", json!({})).await.unwrap()[field].clone();
        self.page().wait_until(&json!(expected), said).await;
    }

    /// Returns the address of the session bus.
    pub(crate) fn bus(&self) -> &str {
        self.told("DBUS_SESSION_BUS_ADDRESS")
    }

    /// Returns the name of the display.
    pub(crate) fn display(&self) -> String {
        self.told("DISPLAY").to_owned()
    }

    fn told(&self, name: &str) -> &str {
        let found = self.environment.iter().find(|(known, _)| *known == name);
        &found.expect("the programs on the desktop are told so").1
    }

    /// Ends the app without any warning, as a crash or a power cut does.
    pub(crate) fn kill(&mut self) {
        let (_, driver) = self.window.take().expect("the window is open");
        driver.kill();
    }

    /// Returns the number under which the display knows the app's window.
    pub(crate) fn window_id(&self) -> String {
        let found = self.xdotool(&["search", "--onlyvisible", "--name", "ClaudeTask"]);
        found.lines().next().expect("the app has a window").to_owned()
    }

    /// Presses keys, moves the mouse or looks for windows, as the display sees them.
    pub(crate) fn xdotool(&self, arguments: &[&str]) -> String {
        run(&mut self.command("xdotool"), arguments)
    }

    /// Returns what xdotool found, or nothing when it failed.
    pub(crate) fn xdotool_answers(&self, arguments: &[&str]) -> Option<String> {
        let output = self.command("xdotool").args(arguments).stderr(Stdio::null()).output().unwrap();
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Takes a picture of the whole display, with dialogs that are not part of the page.
    pub(crate) fn shot_of_display(&self, name: &str) {
        run(
            &mut self.command("import"),
            ["-window".as_ref(), "root".as_ref(), self.shots.join(name).with_extension("png").as_os_str()],
        );
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.place.root()).envs(self.environment.iter().map(|(name, value)| (name, value)));
        for name in ["WAYLAND_DISPLAY", "XAUTHORITY", "RUST_LOG"] {
            command.env_remove(name);
        }
        command
    }

    async fn tell_of_failure(&mut self) {
        self.shot_of_display("failure-display");
        if let Some((page, _)) = &self.window {
            let told = async {
                page.try_shot("failure").await;
                if let Ok(source) = page.client().source().await {
                    let _ = fs::write(self.shots.join("failure.html"), source);
                }
            };
            let _ = tokio::time::timeout(Duration::from_secs(10), told).await;
        }
        for folder in [self.logs.clone(), self.place.data().join("logs")] {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let _ = fs::copy(entry.path(), self.shots.join(entry.file_name()));
            }
        }
        eprintln!("pictures and logs of the failure: {}", self.shots.display());
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.window = None;
        while let Some(process) = self.processes.pop() {
            drop(process);
        }
    }
}

/// What the programs on the desktop are told: where their display, their folders and the data are, and nothing else
/// that could differ from one machine to the next.
fn environment(place: &Workplace, display: &str) -> Vec<(&'static str, String)> {
    // In place of the user's browser: it writes down what it is asked to open.
    let programs = place.root().join("bin");
    fs::create_dir_all(&programs).unwrap();
    let opener = programs.join("xdg-open");
    fs::write(&opener, format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", place.opened_file().display())).unwrap();
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut all = vec![
        ("DISPLAY", format!(":{display}")),
        ("PATH", format!("{}:{path}", text(&programs))),
        ("CLAUDETASK_DATA_DIR", text(&place.data())),
        ("TAURI_WEBVIEW_AUTOMATION", "true".into()),
        ("GDK_BACKEND", "x11".into()),
        ("LIBGL_ALWAYS_SOFTWARE", "1".into()),
        ("NO_AT_BRIDGE", "1".into()),
        ("GTK_A11Y", "none".into()),
        ("GSETTINGS_BACKEND", "memory".into()),
        ("GTK_THEME", "Adwaita".into()),
        ("LC_ALL", "C.UTF-8".into()),
        ("TZ", "UTC".into()),
    ];
    for (name, folder) in [
        ("HOME", "home"),
        ("XDG_RUNTIME_DIR", "runtime"),
        ("XDG_CONFIG_HOME", "home/.config"),
        ("XDG_DATA_HOME", "home/.local/share"),
        ("XDG_CACHE_HOME", "home/.cache"),
        ("XDG_STATE_HOME", "home/.local/state"),
    ] {
        let folder = place.root().join(folder);
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
        all.push((name, text(&folder)));
    }
    all
}

fn text(path: &Path) -> String {
    path.to_str().expect("the temporary folder's path is UTF-8").to_owned()
}

async fn connect(port: u16) -> Result<Client, fantoccini::error::NewSessionError> {
    let options = json!({"webkitgtk:browserOptions": {"binary": claudetask_desktop(), "args": []}});
    let Value::Object(capabilities) = options else { unreachable!() };
    let capabilities: Capabilities = capabilities;
    let address = format!("http://127.0.0.1:{port}");
    ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&address).await
}

/// Returns a port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// Returns the folder for pictures: what `CLAUDETASK_SHOTS_DIR` names, or one in the build folder.
pub(crate) fn shots_folder() -> PathBuf {
    std::env::var_os("CLAUDETASK_SHOTS_DIR")
        .map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("window"), PathBuf::from)
}
