//! Measures whole programs and use cases, and sets each figure beside its target.
//!
//! What is compared runs in turns (A, B, A, B …) in the same process run, so that a machine that gets slower in the
//! middle slows both. Figures are medians unless they say otherwise. A target that is not met is shown and does not fail
//! the program; a measurement that can't run does.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a terminal is the one reader of this program")]

mod agents;
mod failure;
mod figure;
mod launch;
mod list;
mod machine;
mod payload;
mod places;
mod runs;
mod script;
mod window;
mod writes;

use std::process::ExitCode;

use crate::failure::Failure;
use crate::figure::{Report, Scale};
use crate::places::Places;

const USAGE: &str = "\
Measures speed and memory on optimised programs and prints one table.

Usage: measure [--quick] [--only PART]... [--programs DIR]

  --quick          few samples: shows that everything runs, the figures mean little
  --only PART      payload, writes, list, agents, runs or window; may be given more than once
  --programs DIR   where claudetask, claudetask-desktop and examples/empty-window are
                   (default: the folder of this program)";

/// The parts, in the order in which they run.
const PARTS: [&str; 6] = ["payload", "writes", "list", "agents", "runs", "window"];

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    // This program also starts others, as a small process of its own: see `launch`.
    match arguments.next() {
        Some(first) if first == launch::START => return launch::start(arguments),
        Some(first) if first == launch::WEIGH => return launch::weigh(arguments),
        Some(first) if first == agents::FRESH => return agents::fresh(arguments),
        _ => {}
    }
    let asked = match Asked::read(std::env::args().skip(1)) {
        Ok(Some(asked)) => asked,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(Failure::Usage { argument }) => {
            eprintln!("`{argument}` is not understood here.\n\n{USAGE}");
            return ExitCode::from(2);
        }
        Err(failure) => {
            eprintln!("{failure}");
            return ExitCode::FAILURE;
        }
    };
    measure(&asked)
}

/// What the arguments ask for.
struct Asked {
    scale: Scale,
    parts: Vec<String>,
    places: Places,
}

impl Asked {
    /// Reads the arguments; `None` asks for the usage.
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, Failure> {
        let (mut scale, mut parts, mut programs) = (Scale::Full, Vec::new(), None);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| Failure::Usage { argument: argument.clone() });
            match argument.as_str() {
                "--quick" => scale = Scale::Quick,
                "--only" => {
                    let part = value()?;
                    if !PARTS.contains(&part.as_str()) {
                        return Err(Failure::Usage { argument: part });
                    }
                    parts.push(part);
                }
                "--programs" => programs = Some(value()?.into()),
                "--help" | "-h" => return Ok(None),
                _ => return Err(Failure::Usage { argument }),
            }
        }
        Ok(Some(Self { scale, parts, places: Places::find(programs)? }))
    }

    fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|wanted| wanted == part)
    }
}

fn measure(asked: &Asked) -> ExitCode {
    let mut report = Report::default();
    for part in PARTS.into_iter().filter(|part| asked.wants(part)) {
        eprintln!("measuring: {part} …");
        let outcome = run(part, asked, &mut report);
        if let Err(failure) = outcome {
            report.failed(part, &failure);
        }
    }
    println!("{}\n\n{report}", machine::facts(asked.places.data()));
    if asked.scale == Scale::Quick {
        println!("A quick run: it shows that the measurements run; the figures mean little.");
    }
    if cfg!(debug_assertions) {
        println!("This program was built without optimisation: its figures mean nothing.");
    }
    if report.all_ran() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs one part, in a runtime like the window's.
fn run(part: &str, asked: &Asked, report: &mut Report) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(|source| Failure::io("start the async runtime", source))?;
    let (places, scale) = (&asked.places, asked.scale);
    runtime.block_on(async {
        match part {
            "payload" => payload::measure(places, scale, report).await,
            "writes" => writes::measure(places, scale, report).await,
            "list" => list::measure(places, scale, report).await,
            "agents" => agents::measure(places, scale, report).await,
            "runs" => runs::measure(places, scale, report).await,
            _ => window::measure(places, scale, report).await,
        }
    })
}
