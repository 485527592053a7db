//! What a hub does now and then: keep the retention periods.

use drehscheibe_processor::{Ports, enforce_retention};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Time between two runs.
const PAUSE: Duration = Duration::from_secs(3_600);

/// The thread that does it. Dropped, it ends after the run in hand.
#[derive(Debug)]
pub struct Upkeep {
    stop: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Upkeep {
    /// Starts with a run at once.
    pub fn start(ports: Ports) -> std::io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let thread = std::thread::Builder::new().name("upkeep".into()).spawn(move || {
            loop {
                run(&ports);
                if !matches!(stopped.recv_timeout(PAUSE), Err(RecvTimeoutError::Timeout)) {
                    return;
                }
            }
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

fn run(ports: &Ports) {
    let retention = match ports.store.newest_revision() {
        Ok(Some(revision)) => revision.configuration.retention,
        _ => return,
    };
    match enforce_retention(ports, &retention) {
        Ok(report) => tracing::info!(
            wiped = report.wiped,
            dropped = report.dropped,
            swept = report.swept,
            "retention periods kept"
        ),
        Err(error) => tracing::error!(%error, "retention periods could not be kept; the next run goes on"),
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
