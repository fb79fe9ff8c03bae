//! The stand-in for the Messages API as a program, for a look at the app by hand:
//! `messages-stand-in SCENARIO.json [PORT]` prints its address and answers until it is ended.

use std::path::Path;
use std::process::ExitCode;

use claudetask_testkit::claude::messages::{Messages, Scenario};

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a program of the terminal")]
fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (scenario, port) = (arguments.next(), arguments.next());
    let (Some(scenario), Ok(port)) = (scenario, port.as_deref().unwrap_or("0").parse()) else {
        eprintln!("usage: messages-stand-in SCENARIO.json [PORT]");
        return ExitCode::from(2);
    };
    let started = Scenario::read(Path::new(&scenario)).and_then(|scenario| Messages::start_at(port, scenario));
    match started {
        Ok(messages) => {
            println!("{}", messages.url());
            loop {
                std::thread::park();
            }
        }
        Err(error) => {
            eprintln!("{scenario}: {error}");
            ExitCode::FAILURE
        }
    }
}
