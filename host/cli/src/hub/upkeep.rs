//! What a hub does now and then: keep the retention periods, send messages on that waited for a component
//! to be certified, switch activations on their day.

use super::activations::tick;
use super::open::Hub;
use drehscheibe_model::message::ParkReason;
use drehscheibe_model::ports::StoreError;
use drehscheibe_processor::{Ports, ResumeReport, Revisions, enforce_retention, resume_parked};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Time between two runs.
const PAUSE: Duration = Duration::from_secs(3_600);
/// Time between two looks at what waits for a certificate.
const LOOK: Duration = Duration::from_secs(2);
/// Time between two looks at activations that are due.
const TURN: Duration = Duration::from_secs(1);

/// The threads that do it. Dropped, they end after the run in hand.
#[derive(Debug)]
pub struct Upkeep(#[expect(dead_code, reason = "they end when it is dropped")] Vec<Regular>);

impl Upkeep {
    /// Starts with a run of each at once.
    pub fn start(hub: Arc<Hub>) -> std::io::Result<Self> {
        let ports = hub.ports();
        let revisions = Revisions::new(Arc::clone(&ports.store));
        let kept = ports.clone();
        Ok(Self(vec![
            Regular::start("upkeep", PAUSE, move || run(&kept))?,
            Regular::start("resume", LOOK, {
                let hub = Arc::clone(&hub);
                move || resume(&ports, &revisions, &hub)
            })?,
            Regular::start("activations", TURN, move || tick(&hub))?,
        ]))
    }
}

/// A thread that does something again and again.
#[derive(Debug)]
pub struct Regular {
    stop: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Regular {
    pub fn start(name: &str, pause: Duration, mut work: impl FnMut() + Send + 'static) -> std::io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let thread = std::thread::Builder::new().name(name.into()).spawn(move || {
            loop {
                work();
                if !matches!(stopped.recv_timeout(pause), Err(RecvTimeoutError::Timeout)) {
                    return;
                }
            }
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

fn resume(ports: &Ports, revisions: &Revisions, hub: &Hub) {
    let look = || -> Result<Option<ResumeReport>, StoreError> {
        let waits = !ports.store.parked(ParkReason::NotCertified, 0, 1)?.is_empty();
        let Some(current) = hub.current_revision().filter(|_| waits) else { return Ok(None) };
        resume_parked(ports, revisions.get(current)?.as_ref()).map(Some)
    };
    match look() {
        Ok(Some(report)) if report.resumed > 0 => {
            tracing::info!(
                resumed = report.resumed,
                waiting = report.waiting,
                "messages go on: their components may run"
            );
        }
        Ok(_) => {}
        Err(error) => tracing::error!(%error, "messages that wait for a certificate could not be looked at"),
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

impl Drop for Regular {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
