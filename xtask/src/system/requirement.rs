//! The table of what the machine must have, by Debian's package names.

/// What a requirement serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Building and running the app.
    Build,
    /// Running the tests in a real window.
    Test,
    /// Packing the app for others.
    Bundle,
}

/// How presence shows on a system whose packages are not known by name.
#[derive(Clone, Copy, Debug)]
pub(super) enum Probe {
    /// A program on the `PATH`.
    Program(&'static str),
    /// A library that `pkg-config` knows.
    Library(&'static str),
    /// Nothing that could be looked for.
    Nothing,
}

/// One thing that the machine must have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Requirement {
    pub(super) need: Need,
    /// Debian's and Ubuntu's name of the package.
    pub(super) package: &'static str,
    pub(super) probe: Probe,
    /// What it is for, to follow its name.
    pub(super) purpose: &'static str,
}

const fn new(need: Need, package: &'static str, probe: Probe, purpose: &'static str) -> Requirement {
    Requirement { need, package, probe, purpose }
}

pub(super) const REQUIREMENTS: &[Requirement] = &[
    new(Need::Build, "pkg-config", Probe::Program("pkg-config"), "finds the system's libraries for the build"),
    new(Need::Build, "libwebkit2gtk-4.1-dev", Probe::Library("webkit2gtk-4.1"), "the web view that draws the window"),
    new(
        Need::Build,
        "libayatana-appindicator3-dev",
        Probe::Library("ayatana-appindicator3-0.1"),
        "puts the icon into the desktop's tray",
    ),
    new(Need::Test, "webkit2gtk-driver", Probe::Program("WebKitWebDriver"), "lets a test act in the real window"),
    new(Need::Test, "xvfb", Probe::Program("Xvfb"), "the display that tests draw on, apart from yours"),
    new(Need::Test, "xauth", Probe::Program("xauth"), "keeps that display to the tests"),
    new(Need::Test, "openbox", Probe::Program("openbox"), "the window manager there, which dialogs need"),
    new(Need::Test, "dbus-x11", Probe::Program("dbus-launch"), "a session bus of the tests' own"),
    new(Need::Test, "xdotool", Probe::Program("xdotool"), "presses keys and moves the mouse there"),
    new(Need::Test, "x11-utils", Probe::Program("xwininfo"), "finds windows there"),
    new(Need::Test, "imagemagick", Probe::Program("import"), "takes pictures of the window"),
    new(Need::Test, "fonts-dejavu-core", Probe::Nothing, "a font, so that pictures show text"),
    new(Need::Bundle, "file", Probe::Program("file"), "tells programs from libraries while an AppImage is packed"),
    new(Need::Bundle, "patchelf", Probe::Program("patchelf"), "makes libraries find each other in an AppImage"),
    new(Need::Bundle, "librsvg2-dev", Probe::Library("librsvg-2.0"), "the icons' library, which an AppImage holds"),
];
