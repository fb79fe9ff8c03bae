//! A display, a message bus, a window manager and a `WebDriver` of our own: nothing of the user's desktop is touched.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// What the windows are shown on. Dropping it ends what it started, and nothing else.
#[derive(Debug)]
pub(crate) struct Desktop {
    port: u16,
    /// The display's name, such as `:99`.
    display: String,
    /// In the order in which they were started.
    programs: Vec<Child>,
}

impl Desktop {
    /// Starts a desktop whose programs keep their files below `folder`.
    pub(crate) fn start(folder: &Path) -> Result<Self, Failure> {
        let mut desktop = Self { port: free_port()?, display: String::new(), programs: Vec::new() };
        let display = desktop.first_line(Command::new("Xvfb").args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1600x1000x24",
            "-nolisten",
            "tcp",
        ]))?;
        let display = format!(":{display}");
        desktop.display.clone_from(&display);
        let bus =
            desktop.first_line(Command::new("dbus-daemon").args(["--session", "--nofork", "--print-address=1"]))?;

        let mut openbox = Command::new("openbox");
        openbox.env("DISPLAY", &display).stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
        match openbox.spawn() {
            Ok(child) => desktop.programs.push(child),
            // A window without a manager is placed by itself; nothing measured depends on the frame.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(Failure::io("run openbox", source)),
        }

        let mut driver = Command::new("WebKitWebDriver");
        driver
            .arg(format!("--port={}", desktop.port))
            .env("DISPLAY", &display)
            .env("DBUS_SESSION_BUS_ADDRESS", bus)
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("GDK_BACKEND", "x11")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("NO_AT_BRIDGE", "1")
            .env("GSETTINGS_BACKEND", "memory")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        for (name, part) in [
            ("XDG_RUNTIME_DIR", "runtime"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CACHE_HOME", "cache"),
            ("CLAUDE_CONFIG_DIR", "claude"),
        ] {
            let part = folder.join(part);
            std::fs::create_dir_all(&part).map_err(|source| Failure::io("make the desktop's folders", source))?;
            only_ours(&part)?;
            driver.env(name, part);
        }
        desktop.programs.push(spawn(&mut driver)?);
        desktop.wait_for_driver()?;
        Ok(desktop)
    }

    /// Returns the address of the `WebDriver`.
    pub(crate) fn driver(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Presses a combination of keys on the display's keyboard.
    pub(crate) fn press(&self, keys: &str) -> Result<(), Failure> {
        let mut xdotool = Command::new("xdotool");
        xdotool.args(["key", "--delay", "0", keys]).env("DISPLAY", &self.display);
        let status = xdotool.status().map_err(|source| Failure::io("run xdotool (package xdotool)", source))?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::Program { program: "xdotool".to_owned(), detail: format!("it ended with {status}") })
    }

    /// Starts a program that says on its first line that it is ready, and returns that line.
    fn first_line(&mut self, command: &mut Command) -> Result<String, Failure> {
        let mut child = spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let said: Option<ChildStdout> = child.stdout.take();
        self.programs.push(child);
        let mut line = String::new();
        if let Some(said) = said {
            BufReader::new(said).read_line(&mut line).map_err(|source| Failure::io("read what it said", source))?;
        }
        let line = line.trim().to_owned();
        if line.is_empty() {
            let program = command.get_program().to_string_lossy().into_owned();
            return Err(Failure::Program { program, detail: "it ended before it was ready".to_owned() });
        }
        Ok(line)
    }

    fn wait_for_driver(&self) -> Result<(), Failure> {
        let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, self.port);
        let end = Instant::now() + Duration::from_secs(15);
        loop {
            match TcpStream::connect(address) {
                Ok(_) => return Ok(()),
                Err(_) if Instant::now() < end => std::thread::sleep(Duration::from_millis(20)),
                Err(source) => return Err(Failure::io("reach WebKitWebDriver", source)),
            }
        }
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        for program in self.programs.iter_mut().rev() {
            // One that ended already is what we want; there is nobody to tell of anything else.
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

fn spawn(command: &mut Command) -> Result<Child, Failure> {
    command.spawn().map_err(|source| {
        let program = command.get_program().to_string_lossy();
        Failure::io(format!("run {program} (packages xvfb, dbus, webkit2gtk-driver)"), source)
    })
}

/// Returns a port that nobody listens on.
fn free_port() -> Result<u16, Failure> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    Ok(listener.map_err(|source| Failure::io("find a free port", source))?.port())
}

/// Makes a folder private, as programs demand of `XDG_RUNTIME_DIR`.
#[cfg(unix)]
fn only_ours(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
        .map_err(|source| Failure::io("make a folder private", source))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape on every system")]
fn only_ours(_: &Path) -> Result<(), Failure> {
    Ok(())
}
