//! Threads that lease jobs and run them. Rules and deliveries have workers of their own: rules want
//! processors, deliveries wait for others, and neither may hold up the other.

use crate::conclusion::Conclusion;
use crate::ended::Observer;
use crate::finish::Finisher;
use crate::outcome::Outcome;
use crate::pace::Pace;
use crate::shelf::{Quotas, Shelf};
use crate::{Ports, Revisions, begin_job};
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::text::with_causes;
use drehscheibe_model::work::{JobClass, JobOutcome, LeaseRequest, Leased, SlowTenants, Transition};
use jiff::SignedDuration;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
            let conclusion = Conclusion { ports: ports.clone(), observer: Arc::clone(observer) };
            let name = format!("{class:?}-finish").to_lowercase();
            let finisher = Finisher::start(conclusion.clone(), name, &mut processor.threads)?;
            let quotas = Quotas {
                workers,
                per_tenant: per_tenant.clamp(1, workers - 1),
                for_slow: workers - (workers / KEPT_FOR_THE_QUICK).max(1),
                ahead: if class == JobClass::Process { AHEAD.saturating_mul(workers) } else { 0 },
            };
            let pool = Pool {
                ports: ports.clone(),
                revisions: Arc::clone(&revisions),
                pace: Arc::clone(&pace),
                class,
                lease: options.lease,
                node: options.node.clone(),
                stop: Arc::clone(&stop),
                finisher,
                conclusion,
                shelf: Arc::new(Shelf::new(quotas)),
                quotas,
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

#[derive(Clone)]
struct Pool {
    ports: Ports,
    revisions: Arc<Revisions>,
    pace: Arc<Pace>,
    class: JobClass,
    lease: Duration,
    node: String,
    stop: Arc<AtomicBool>,
    conclusion: Conclusion,
    finisher: Finisher,
    shelf: Arc<Shelf>,
    quotas: Quotas,
}

/// One worker in so many, but at least one, is kept for tenants that are not slow.
const KEPT_FOR_THE_QUICK: u32 = 4;
/// Jobs of rules for each worker that are leased ahead.
const AHEAD: u32 = 8;
/// Those of one tenant. Few: a tenant may turn out to be slow, and what is leased is out of its turn.
const AHEAD_PER_TENANT: u32 = 2;
/// How often a dispatcher looks whether it is to stop.
const HEARTBEAT: Duration = Duration::from_millis(500);
/// How long it waits after the store failed.
const STORE_PAUSE: Duration = Duration::from_millis(250);

impl Pool {
    fn start(self, threads: &mut Vec<JoinHandle<()>>) -> std::io::Result<()> {
        for number in 0..self.quotas.workers {
            let pool = self.clone();
            let name = format!("{:?}-{number}", self.class).to_lowercase();
            // The guest's stack lies on this one: its limit, and as much again for the host.
            let builder = std::thread::Builder::new().name(name).stack_size(4 << 20);
            threads.push(builder.spawn(move || pool.work())?);
        }
        let name = format!("{:?}-dispatch", self.class).to_lowercase();
        threads.push(std::thread::Builder::new().name(name).spawn(move || {
            self.dispatch();
            self.shelf.close();
        })?);
        Ok(())
    }

    fn dispatch(&self) {
        while !self.stop.load(Ordering::SeqCst) {
            let standing = self.shelf.standing(HEARTBEAT);
            if standing.room == 0 {
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
                limit: standing.room,
                per_tenant: self.quotas.per_tenant + self.quotas.ahead.min(AHEAD_PER_TENANT),
                slow: SlowTenants { tenants: self.pace.slow(self.class), together: self.quotas.for_slow },
                // A target is spared by all nodes together; processors are this node's own.
                at_work: (self.class == JobClass::Process).then(|| standing.at_work.clone()),
            };
            match self.ports.store.lease(&request) {
                // One whose place became free meanwhile may have more.
                Ok(jobs) if jobs.is_empty() && self.shelf.freed_since(&standing) => {}
                Ok(jobs) if jobs.is_empty() => self.ports.store.wait_for_work(mark, self.nap(now)),
                Ok(jobs) => jobs.into_iter().for_each(|job| self.shelf.put(job)),
                Err(error) => {
                    tracing::error!(error = %with_causes(&error), "no jobs could be leased");
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

    fn work(&self) {
        while let Some(job) = self.shelf.next(|| self.pace.slow(self.class)) {
            // A defect in one job must not take the worker with it; its lease runs out and it comes back.
            if catch_unwind(AssertUnwindSafe(|| self.run(&job))).is_err() {
                tracing::error!(message = %job.message, "a job ended abnormally; it will be tried again");
            }
            self.shelf.done(&job.tenant);
            self.give_back();
            self.ports.store.place_freed();
        }
    }

    /// What was leased ahead of tenants that turned out to be slow waits in the store again, where it
    /// has its turn.
    fn give_back(&self) {
        for job in self.shelf.withdraw(&self.pace.slow(self.class)) {
            let then = Box::new(move |result: Result<_, StoreError>| {
                if let Err(error) = result {
                    tracing::debug!(message = %job.message, error = %with_causes(&error), "a job was not given back");
                }
            });
            self.ports.store.commit_then(job.token, JobOutcome::GivenBack, Transition::of(job.message), then);
        }
    }

    fn run(&self, job: &Leased) {
        match begin_job(&self.ports, &self.revisions, job) {
            Ok(Outcome::Decided(decided)) => self.finisher.commit(&self.ports, job, *decided),
            Ok(Outcome::Done(ended)) => self.conclusion.of(job, Ok(ended)),
            Err(error) => self.conclusion.of(job, Err(error)),
        }
    }
}
