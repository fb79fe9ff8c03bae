//! Ctrl-C, and polite requests to end.

use crate::failure::Failure;

/// What asked the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The user pressed Ctrl-C.
    Interrupt,
    /// The system or another program wants it, or the terminal was closed.
    Terminate,
}

/// Listens for requests to end.
#[derive(Debug)]
pub(crate) struct End {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    hangup: tokio::signal::unix::Signal,
    #[cfg(unix)]
    heeds_hangup: bool,
}

impl End {
    /// Listens from now on, so that a request is noticed also while something is written.
    pub(crate) fn listen() -> Result<Self, Failure> {
        Self::of(true)
    }

    /// Listens too, but goes on when the terminal is closed.
    pub(crate) fn listen_beyond_the_terminal() -> Result<Self, Failure> {
        Self::of(false)
    }

    #[cfg(unix)]
    fn of(heeds_hangup: bool) -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind| signal(kind).map_err(Failure::Start);
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
            // Heard in any case: unheard it would end the program on the spot.
            hangup: listen(SignalKind::hangup())?,
            heeds_hangup,
        })
    }

    #[cfg(not(unix))]
    fn of(_: bool) -> Result<Self, Failure> {
        Ok(Self {})
    }

    /// Waits for the next request; dropping the future loses none.
    pub(crate) async fn asked(&mut self) -> Asked {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => Asked::Interrupt,
            _ = self.terminate.recv() => Asked::Terminate,
            _ = self.hangup.recv(), if self.heeds_hangup => Asked::Terminate,
        }
        #[cfg(not(unix))]
        {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
            Asked::Interrupt
        }
    }
}
