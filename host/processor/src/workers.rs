//! Threads that lease jobs and run them. Rules and deliveries have workers of their own: rules want
//! processors, deliveries wait for others, and neither may hold up the other.

use crate::content::ContentError;
use crate::ended::Observer;
use crate::pace::Pace;
use crate::{Ports, Revisions, run_job};
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::work::{JobClass, JobOutcome, LeaseRequest, Leased, SlowTenants, Transition};
use jiff::SignedDuration;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

/// How many workers of each kind.
#[derive(Debug, Clone)]
pub struct ProcessorOptions {
    /// Name of this node, for people.
    pub node: String,
    /// Jobs of rules at the same time, at least 2; the number of processors is a good choice.
    pub process_workers: u32,
    /// Those of one municipality. Always fewer than there are workers, so that one whose rules loop
    /// never has all of them; with as many workers as processors, never all processors either.
    pub processes_per_tenant: u32,
    /// Deliveries under way at the same time.
    pub deliver_workers: u32,
    /// Deliveries of one municipality under way at the same time: a target that hangs must not use
    /// up all workers.
    pub deliveries_per_tenant: u32,
    /// After so long a worker that says nothing is taken for dead. Longer than any call may last.
    pub lease: Duration,
}

impl Default for ProcessorOptions {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let process_workers = u32::try_from(processors).unwrap_or(2).max(2);
        Self {
            node: "hub".into(),
            process_workers,
            processes_per_tenant: process_workers - 1,
            deliver_workers: 32,
            deliveries_per_tenant: 8,
            lease: Duration::from_secs(120),
        }
    }
}

/// The running workers. Dropped or told to stop, it lets work in hand finish.
#[derive(Debug)]
pub struct Processor {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Processor {
    /// Starts the workers.
    pub fn start(mut ports: Ports, options: &ProcessorOptions, observer: &Observer) -> std::io::Result<Self> {
        let pace = Arc::new(Pace::of(ports.rules));
        ports.rules = pace.clone();
        let stop = Arc::new(AtomicBool::new(false));
        let revisions = Arc::new(Revisions::new(Arc::clone(&ports.store)));
        let mut processor = Self { stop: Arc::clone(&stop), threads: Vec::new() };
        for class in [JobClass::Process, JobClass::Deliver] {
            let (workers, per_tenant) = match class {
                JobClass::Process => (options.process_workers, options.processes_per_tenant),
                JobClass::Deliver => (options.deliver_workers, options.deliveries_per_tenant),
            };
            let workers = workers.max(2);
            let pool = Pool {
                ports: ports.clone(),
                revisions: Arc::clone(&revisions),
                pace: Arc::clone(&pace),
                class,
                workers,
                per_tenant: per_tenant.clamp(1, workers - 1),
                for_slow: workers - (workers / KEPT_FOR_THE_QUICK).max(1),
                lease: options.lease,
                node: options.node.clone(),
                stop: Arc::clone(&stop),
                observer: Arc::clone(observer),
                idle: Arc::new(Idle::new(workers)),
            };
            pool.start(&mut processor.threads)?;
        }
        Ok(processor)
    }

    /// No new jobs from now on.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Stops and waits until the work in hand is done.
    pub fn drain(mut self) {
        self.join();
    }

    fn join(&mut self) {
        self.stop();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a worker thread ended abnormally");
            }
        }
    }
}

impl Drop for Processor {
    fn drop(&mut self) {
        self.join();
    }
}

/// Counts idle workers; the dispatcher leases no more than they can take at once.
struct Idle {
    count: Mutex<u32>,
    changed: Condvar,
}

impl Idle {
    fn new(count: u32) -> Self {
        Self { count: Mutex::new(count), changed: Condvar::new() }
    }
    /// Waits until somebody is idle, at most for `timeout`.
    fn wait(&self, timeout: Duration) -> u32 {
        let count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(count, timeout, |count| *count == 0);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
    fn change(&self, by: i64) {
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        *count = u32::try_from((i64::from(*count) + by).max(0)).unwrap_or(u32::MAX);
        self.changed.notify_all();
    }
}

#[derive(Clone)]
struct Pool {
    ports: Ports,
    revisions: Arc<Revisions>,
    pace: Arc<Pace>,
    class: JobClass,
    workers: u32,
    per_tenant: u32,
    /// Workers that slow tenants have at most, all together.
    for_slow: u32,
    lease: Duration,
    node: String,
    stop: Arc<AtomicBool>,
    observer: Observer,
    idle: Arc<Idle>,
}

/// One worker in so many, but at least one, is kept for tenants that are not slow.
const KEPT_FOR_THE_QUICK: u32 = 4;
/// How often a dispatcher looks whether it is to stop.
const HEARTBEAT: Duration = Duration::from_millis(500);
/// How long it waits after the store failed.
const STORE_PAUSE: Duration = Duration::from_millis(250);

impl Pool {
    fn start(self, threads: &mut Vec<JoinHandle<()>>) -> std::io::Result<()> {
        let (sender, receiver) = mpsc::channel::<Leased>();
        let receiver = Arc::new(Mutex::new(receiver));
        for number in 0..self.workers {
            let (pool, receiver) = (self.clone(), Arc::clone(&receiver));
            let name = format!("{:?}-{number}", self.class).to_lowercase();
            // The guest's stack lies on this one: its limit, and as much again for the host.
            let builder = std::thread::Builder::new().name(name).stack_size(4 << 20);
            threads.push(builder.spawn(move || pool.work(&receiver))?);
        }
        let name = format!("{:?}-dispatch", self.class).to_lowercase();
        threads.push(std::thread::Builder::new().name(name).spawn(move || self.dispatch(&sender))?);
        Ok(())
    }

    fn dispatch(&self, sender: &mpsc::Sender<Leased>) {
        while !self.stop.load(Ordering::SeqCst) {
            let idle = self.idle.wait(HEARTBEAT);
            if idle == 0 {
                continue;
            }
            let mark = self.ports.store.work_mark();
            let now = self.ports.clock.now();
            let lease = SignedDuration::try_from(self.lease).unwrap_or(SignedDuration::from_secs(120));
            let request = LeaseRequest {
                worker: self.node.clone(),
                class: self.class,
                now,
                until: now.checked_add(lease).unwrap_or(now),
                limit: idle,
                per_tenant: self.per_tenant,
                slow: SlowTenants { tenants: self.pace.slow(self.class), together: self.for_slow },
            };
            match self.ports.store.lease(&request) {
                Ok(jobs) if jobs.is_empty() => self.ports.store.wait_for_work(mark, self.nap(now)),
                Ok(jobs) => {
                    for job in jobs {
                        self.idle.change(-1);
                        if sender.send(job).is_err() {
                            return;
                        }
                    }
                }
                Err(error) => {
                    tracing::error!(error = %chain(&error), "no jobs could be leased");
                    std::thread::sleep(STORE_PAUSE);
                }
            }
        }
    }

    /// Until the next job falls due, but never longer than a heartbeat.
    fn nap(&self, now: jiff::Timestamp) -> Duration {
        match self.ports.store.next_due(now) {
            Ok(Some(due)) => Duration::try_from(due.duration_since(now)).unwrap_or_default().min(HEARTBEAT),
            _ => HEARTBEAT,
        }
    }

    fn work(&self, receiver: &Mutex<mpsc::Receiver<Leased>>) {
        loop {
            let job = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(job) = job else { return };
            // A defect in one job must not take the worker with it; its lease runs out and it comes back.
            if catch_unwind(AssertUnwindSafe(|| self.run(&job))).is_err() {
                tracing::error!(message = %job.message, "a job ended abnormally; it will be tried again");
            }
            self.idle.change(1);
        }
    }

    fn run(&self, job: &Leased) {
        match run_job(&self.ports, &self.revisions, job) {
            Ok(ended) => {
                if let Some(ended) = ended {
                    (self.observer)(&ended);
                }
            }
            // Withdrawn, replayed, or taken over by another worker: it is theirs now.
            Err(ContentError::Store(StoreError::LeaseLost { .. })) => {
                tracing::info!(message = %job.message, "the job was taken over");
            }
            Err(error) => {
                tracing::error!(message = %job.message, error = %chain(&error), "a job could not be finished; it will be tried again");
                // If this fails, too, the job comes back when its lease has run out.
                let again =
                    self.ports.clock.now().checked_add(AFTER_AN_ERROR).unwrap_or_else(|_| self.ports.clock.now());
                let nothing = Transition::of(job.message);
                if let Err(error) = self.ports.store.commit(job.token, JobOutcome::RetryAt(again), nothing) {
                    tracing::debug!(message = %job.message, error = %chain(&error), "the job was not given back");
                }
            }
        }
    }
}

/// When a job comes back whose worker could not read or write.
const AFTER_AN_ERROR: SignedDuration = SignedDuration::from_secs(2);
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}
