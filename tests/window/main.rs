//! The app in a real window: a display, a session bus, a window manager and WebKit's driver of its own for each test,
//! and the real `claudetask` program on the same data. Whatever a test sees, it leaves a picture of.

#![allow(clippy::unwrap_used, reason = "a test that meets what it did not expect ends there")]
#![allow(clippy::print_stderr, reason = "a failure says where its pictures and logs are")]

mod accessibility;
mod agents;
mod content_policy;
mod create;
mod desktop;
mod drag;
mod feed;
mod filter;
mod first_run;
mod instance;
mod instructions;
mod journey;
mod keyboard;
mod long_board;
mod notifications;
mod page;
mod panel;
mod process;
mod quick_add_window;
mod readme;
mod restart;
mod runs;
mod session_bus;
mod shortcut;
mod tray;
mod trouble;
mod workplace;
