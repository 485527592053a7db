//! The runtime: one engine, its ticker, its plugins, its cache.

use crate::anatomy;
use crate::aot::Cache;
use crate::guarded::GuardedStore;
use crate::machine::{Machine, Machines};
use crate::observe::{Observer, Phases, Samples};
use crate::options::{Mode, RuntimeError, RuntimeOptions, RuntimePorts};
use crate::permit::Permits;
use crate::plugin::Plugin;
use crate::state::{CallState, Lifted, Subject, Surroundings};
use crate::stops;
use drehscheibe_model::call::{LogLine, Stop, Usage};
use drehscheibe_model::content::Digest;
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::BlobError;
use jiff::tz::TimeZone;
use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wasmtime::Store;
use wasmtime::component::{Component, Instance};

/// Runs plugins. Cheap to share: put it into an `Arc`.
///
/// Every call gets an instance of its own, which is gone afterwards. Callers block; a thread that
/// calls needs 2 MiB of stack.
pub struct Runtime {
    mode: Mode,
    component_bytes: u64,
    machines: Machines,
    permits: Permits,
    cache: Cache,
    around: Arc<Surroundings>,
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime").field("mode", &self.mode).finish_non_exhaustive()
    }
}

/// How often the compiler and the seal had to act since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheCounts {
    /// Components that were compiled.
    pub compiled: u64,
    /// Files that were not ours, or damaged, and were replaced.
    pub rejected: u64,
}

/// A plugin in the engine whose stack fits the limits of the call.
pub(crate) struct Ready {
    machine: Arc<Machine>,
    pub(crate) plugin: Arc<Plugin>,
}

/// A call that came to its end, one way or another.
pub(crate) struct Ended<T> {
    pub(crate) result: Result<T, Stop>,
    pub(crate) usage: Usage,
    pub(crate) log: Vec<LogLine>,
    /// Whether anything may have left the hub.
    pub(crate) sent: bool,
}

impl<T> Ended<T> {
    fn never_began(stop: Stop) -> Self {
        Self { result: Err(stop), usage: Usage::default(), log: Vec::new(), sent: false }
    }
}

impl Runtime {
    /// Starts, or says why it cannot; it never starts with less than it was asked for.
    pub fn new(options: RuntimeOptions, ports: RuntimePorts) -> Result<Self, RuntimeError> {
        Self::with_lifted(options, ports, Lifted::default())
    }

    pub(crate) fn with_lifted(
        options: RuntimeOptions,
        ports: RuntimePorts,
        lifted: Lifted,
    ) -> Result<Self, RuntimeError> {
        check_options(&options)?;
        let berlin = TimeZone::get("Europe/Berlin").map_err(|error| RuntimeError::TimeZone(error.into()))?;
        let machines = Machines::start(options.mode, options.concurrent_calls, options.sample)?;
        Ok(Self {
            mode: options.mode,
            component_bytes: options.component_bytes,
            permits: Permits::new(options.concurrent_calls),
            cache: Cache::open(&options, &machines.main().engine)?,
            around: Arc::new(Surroundings { ports, berlin, lifted, observer: Observer::new(options.sample) }),
            machines,
        })
    }

    /// Compiles a component that lies in the blobs, unless that was done before, and checks that it
    /// fits the contract. Done when a package enters the depot, so that no message has to wait.
    pub fn precompile(&self, plugin: &Digest) -> Result<(), Stop> {
        self.plugin(self.machines.main(), plugin).map(drop)
    }

    /// Drops a plugin from memory. Its compiled form stays on disk.
    pub fn forget(&self, plugin: &Digest) {
        self.machines.forget(plugin);
    }

    pub fn cache_counts(&self) -> CacheCounts {
        let (compiled, rejected) = self.cache.counts();
        CacheCounts { compiled, rejected }
    }

    /// The file in which the compiled form of a plugin lies or would lie.
    pub fn cache_file(&self, plugin: &Digest) -> std::path::PathBuf {
        self.cache.path(plugin)
    }

    pub(crate) fn options(&self) -> &RuntimeOptions {
        self.cache.options()
    }

    /// Notes where the time of each call goes, until it is told to stop.
    pub fn note_phases(&self, on: bool) {
        self.around.observer.note_phases(on);
    }

    /// The phases of the calls since the last time, in order.
    pub fn take_phases(&self) -> Vec<Phases> {
        self.around.observer.take_phases()
    }

    /// What was sampled since the last time, if the options say so.
    pub fn take_samples(&self) -> Samples {
        self.around.observer.take_samples()
    }

    pub(crate) fn lifted(&self) -> Lifted {
        self.around.lifted
    }

    pub(crate) fn mode(&self) -> Mode {
        self.mode
    }

    pub(crate) fn around(&self) -> Arc<Surroundings> {
        self.around.clone()
    }

    /// The machine whose stack is that of the limits.
    pub(crate) fn machine(&self, limits: &Limits) -> Result<Arc<Machine>, Stop> {
        self.machines.of(limits)
    }

    /// The machine code of a component that is no plugin, through the cache.
    pub(crate) fn compiled(&self, machine: &Machine, bytes: &[u8]) -> Result<Component, Stop> {
        self.cache.component(&machine.engine, &Digest::of(bytes), bytes, self.around.lifted.seal)
    }

    /// The plugin, ready to be called with these limits.
    pub(crate) fn ready(&self, digest: &Digest, limits: &Limits) -> Result<Ready, Stop> {
        let machine = self.machines.of(&self.in_force(limits))?;
        let plugin = self.plugin(&machine, digest)?;
        Ok(Ready { machine, plugin })
    }

    fn plugin(&self, machine: &Machine, digest: &Digest) -> Result<Arc<Plugin>, Stop> {
        machine.plugins.get(digest, || {
            let bytes = self.bytes(digest)?;
            let anatomy = anatomy::read(&bytes, self.around.lifted)?;
            let component = self.cache.component(&machine.engine, digest, &bytes, self.around.lifted.seal)?;
            Plugin::link(&component, bytes.len() as u64, anatomy, self.around.lifted).map(Arc::new)
        })
    }

    /// The component's bytes, compared with their digest.
    pub(crate) fn bytes(&self, digest: &Digest) -> Result<Vec<u8>, Stop> {
        let blobs = &self.around.ports.blobs;
        let unreadable = |error: &dyn std::fmt::Display| {
            tracing::error!(%digest, %error, "a component cannot be read");
            Stop::Busy
        };
        let size = match blobs.size(digest) {
            Ok(Some(size)) => size,
            Ok(None) | Err(BlobError::NotFound(_)) => return Err(Stop::NotFound { digest: *digest }),
            Err(error) => return Err(unreadable(&error)),
        };
        if size > self.component_bytes {
            let reason = format!("it has {size} bytes, {} are allowed", self.component_bytes);
            return Err(Stop::AbiMismatch { reason });
        }
        let mut bytes = Vec::new();
        let file = blobs.open(digest).map_err(|error| unreadable(&error))?;
        file.take(size.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
        if Digest::of(&bytes) != *digest {
            return Err(unreadable(&"its bytes do not give its digest"));
        }
        Ok(bytes)
    }

    /// No configuration goes over the maximum.
    pub(crate) fn in_force(&self, limits: &Limits) -> Limits {
        if self.lifted().maximum { limits.clone() } else { limits.at_most(&Limits::MAXIMUM) }
    }

    /// Makes an instance, lets `body` call it, and says how it ended.
    pub(crate) fn call<T>(
        &self,
        ready: &Ready,
        limits: &Limits,
        subject: Subject,
        input_bytes: u64,
        body: impl FnOnce(&mut Store<CallState>, &Instance) -> wasmtime::Result<T>,
    ) -> Ended<T> {
        let limits = self.in_force(limits);
        if input_bytes > limits.input_bytes {
            return Ended::never_began(Stop::InputTooLarge { size: input_bytes, limit: limits.input_bytes });
        }
        let Some(_permit) = self.permits.acquire(Duration::from_millis(limits.wall_time_ms)) else {
            return Ended::never_began(Stop::Busy);
        };
        let _running = ready.machine.ticker.enter();
        let begun = Instant::now();
        let mut store = match GuardedStore::new(&ready.machine.engine, self.mode, &limits, subject, self.around.clone())
        {
            Ok(store) => store,
            Err(error) => return Ended::never_began(Stop::Trap { reason: stops::chain(&error) }),
        };
        store.inner().data_mut().budget.usage.input_bytes = input_bytes;
        let prepared = Instant::now();
        let mut instantiated = prepared;
        let result = ready
            .plugin
            .instances
            .instantiate(&mut *store.inner())
            .and_then(|instance| {
                instantiated = Instant::now();
                body(store.inner(), &instance)
            })
            .map_err(|error| stops::of_call(&error, store.state()));
        let returned = Instant::now();
        let fuel = store.fuel_used();
        let state = store.into_state();
        if state.around.observer.notes_phases() {
            state.around.observer.add_phases(Phases {
                prepare: prepared - begun,
                instantiate: instantiated - prepared,
                call: returned - instantiated,
                drop: returned.elapsed(),
            });
        }
        let mut usage = state.budget.usage.clone();
        usage.wall_time = state.budget.elapsed();
        usage.memory_bytes = state.limiter.memory_bytes();
        usage.fuel = fuel;
        Ended { result, usage, log: state.budget.log, sent: state.sent }
    }
}

fn check_options(options: &RuntimeOptions) -> Result<(), RuntimeError> {
    let check = |option, value: u64, least: u64, most: u64, allowed| {
        if (least..=most).contains(&value) { Ok(()) } else { Err(RuntimeError::Option { option, value, allowed }) }
    };
    check("concurrent_calls", u64::from(options.concurrent_calls), 1, 1_000, "1 to 1,000")?;
    check("component_bytes", options.component_bytes, 1, 1 << 30, "1 to 1,073,741,824")?;
    check("compile_seconds", options.compile_seconds, 1, 3_600, "1 to 3,600")
}
