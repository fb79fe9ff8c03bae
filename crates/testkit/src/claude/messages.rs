//! A stand-in for the Messages API on 127.0.0.1: it answers by a scenario and keeps what it was asked.

mod connection;
mod facts;
mod scenario;
mod stream;

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, UNIX_EPOCH};

use serde_json::Value;
use socket2::{Domain, Socket, Type};

pub use scenario::{Block, Body, Drops, Reply, Scenario, Step, Stop, Usage, When};

/// A request for a message.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its body.
    pub body: Value,
    /// Its headers, the names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The index of the step that answered it.
    pub step: Option<usize>,
}

impl Request {
    /// Returns the text of the user's last message, of the results of tools too.
    pub fn last_user(&self) -> String {
        facts::Facts::of(&self.body).last_user
    }
}

#[derive(Debug)]
struct State {
    /// Makes the ids of messages and calls differ from those of any other stand-in: a session that goes on at another
    /// one would have ids twice, and the command line then leaves the results of such tools out.
    id: String,
    scenario: Scenario,
    used: Vec<u32>,
    requests: Vec<Request>,
    stopped: bool,
}

/// The stand-in; it ends when it is dropped, and so do its connections.
#[derive(Debug)]
pub struct Messages {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

fn locked(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits, but no longer than the stand-in lives; says whether it still does.
fn pause(milliseconds: u64, state: &Mutex<State>) -> bool {
    let until = Instant::now() + Duration::from_millis(milliseconds);
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if locked(state).stopped {
            return false;
        }
        if left.is_zero() {
            return true;
        }
        std::thread::sleep(left.min(Duration::from_millis(20)));
    }
}

impl Messages {
    /// Starts it on a free port.
    pub fn start(scenario: Scenario) -> io::Result<Self> {
        Self::start_at(0, scenario)
    }

    /// Starts it on a port; 0 is a free one.
    pub fn start_at(port: u16, scenario: Scenario) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let used = vec![0; scenario.steps.len()];
        let id = format!("{:x}", UNIX_EPOCH.elapsed().map_err(io::Error::other)?.as_nanos());
        let state = Arc::new(Mutex::new(State { id, scenario, used, requests: Vec::new(), stopped: false }));
        let shared = Arc::clone(&state);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if locked(&shared).stopped {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let shared = Arc::clone(&shared);
                // A connection ends with its answer; one that breaks is the client's matter.
                std::thread::spawn(move || drop(connection::answer(&stream, &shared)));
            }
        });
        Ok(Self { address, state, thread: Some(thread) })
    }

    /// Returns the address for `ANTHROPIC_BASE_URL`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests for messages so far.
    pub fn requests(&self) -> Vec<Request> {
        locked(&self.state).requests.clone()
    }

    /// Goes on with another scenario, from its first step.
    pub fn play(&self, scenario: Scenario) {
        let mut state = locked(&self.state);
        state.used = vec![0; scenario.steps.len()];
        state.scenario = scenario;
    }
}

impl Drop for Messages {
    fn drop(&mut self) {
        locked(&self.state).stopped = true;
        // Wakes the thread that waits for a connection; where that fails it has ended by itself.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A port that refuses connections for as long as this lives: it is taken, but nobody listens on it.
#[derive(Debug)]
pub struct Nobody {
    address: SocketAddr,
    _socket: Socket,
}

impl Nobody {
    /// Takes a free port.
    pub fn new() -> io::Result<Self> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
        let address = socket.local_addr()?.as_socket().ok_or_else(|| io::Error::other("the port has no address"))?;
        Ok(Self { address, _socket: socket })
    }

    /// Returns the address for `ANTHROPIC_BASE_URL`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}
