//! The clock of epoch interruption: one thread that the engine's owner owns.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread::JoinHandle;
use std::time::Duration;
use wasmtime::Engine;

/// One tick. A deadline is met with this precision.
pub(crate) const TICK: Duration = Duration::from_millis(1);
/// One tick while guests are sampled. A prime number of microseconds, so that it does not fall in step with calls.
pub(crate) const SAMPLING_TICK: Duration = Duration::from_micros(97);
/// Ticks without a call after which the thread sleeps until the next call wakes it.
const IDLE_TICKS: u32 = 200;

/// Ticks while calls are running; ends when dropped.
#[derive(Debug)]
pub(crate) struct Ticker {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    running: AtomicUsize,
    parked: AtomicBool,
}

impl Ticker {
    pub(crate) fn start(engine: Engine, tick: Duration) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let mine = shared.clone();
        let thread =
            std::thread::Builder::new().name("epoch-ticker".into()).spawn(move || run(&engine, &mine, tick))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// While the guard lives, the epoch goes on.
    pub(crate) fn enter(&self) -> Running<'_> {
        self.shared.running.fetch_add(1, SeqCst);
        if self.shared.parked.swap(false, SeqCst) {
            self.wake();
        }
        Running(&self.shared)
    }

    fn wake(&self) {
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }
}

fn run(engine: &Engine, shared: &Shared, tick: Duration) {
    let mut idle = 0_u32;
    while !shared.stop.load(SeqCst) {
        std::thread::park_timeout(tick);
        engine.increment_epoch();
        idle = if shared.running.load(SeqCst) == 0 { idle.saturating_add(1) } else { 0 };
        if idle >= IDLE_TICKS {
            shared.parked.store(true, SeqCst);
            while shared.running.load(SeqCst) == 0 && shared.parked.load(SeqCst) && !shared.stop.load(SeqCst) {
                std::thread::park();
            }
            shared.parked.store(false, SeqCst);
            idle = 0;
        }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.shared.stop.store(true, SeqCst);
        self.wake();
        if let Some(thread) = self.thread.take() {
            // The thread runs nothing that panics.
            let _ = thread.join();
        }
    }
}

/// A call is running.
#[derive(Debug)]
pub(crate) struct Running<'a>(&'a Shared);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, SeqCst);
    }
}
