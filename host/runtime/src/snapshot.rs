//! Pre-initialising a component: an instance does its set-up once, and its memory becomes the memory
//! with which every later instance starts.
//!
//! The set-up runs in the very sandbox in which the component will be called: with the host functions
//! of the contract, under the highest limits that there are, and with nothing else. The call that does
//! it is `configuration.settings-schema`; what is to be set up are its settings and attachments.

use crate::anatomy;
use crate::guarded::GuardedStore;
use crate::machine::Machine;
use crate::plugin::Plugin;
use crate::runtime::Runtime;
use crate::state::{CallState, Subject};
use crate::stops;
use drehscheibe_model::call::{LogLine, Stop, Usage};
use drehscheibe_model::envelope::Attachment;
use drehscheibe_model::limits::Limits;
use jiff::Timestamp;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use wasmtime::Store;
use wasmtime::component::{Instance, Lift, WasmList};
use wasmtime_wizer::{ComponentContext, ComponentInstanceState, Wizer};

/// A component whose set-up is done.
#[derive(Debug)]
pub struct Snapshot {
    /// The component with the memory after the set-up. The same input gives the same bytes.
    pub component: Vec<u8>,
    /// What `settings-schema` answered.
    pub answer: String,
    /// What the component logged.
    pub log: Vec<LogLine>,
    /// What the set-up used.
    pub usage: Usage,
}

/// An instance after its set-up.
struct SetUp {
    store: GuardedStore,
    instance: Instance,
    answer: String,
}

/// A component that is compiled and waits for what it is to set up.
pub struct Initialiser<'c> {
    runtime: &'c Runtime,
    wizer: Wizer,
    context: ComponentContext<'c>,
    machine: Arc<Machine>,
    plugin: Plugin,
}

impl std::fmt::Debug for Initialiser<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Initialiser").finish_non_exhaustive()
    }
}

fn unfit(error: wasmtime::Error) -> Stop {
    stops::of_component(&error)
}

impl Runtime {
    /// Compiles a component for pre-initialising.
    ///
    /// # Errors
    /// The component does not fit the contract, or cannot be snapshotted: it changes its tables, or has
    /// references in its globals.
    pub fn initialiser<'c>(&'c self, component: &'c [u8]) -> Result<Initialiser<'c>, Stop> {
        let anatomy = anatomy::read(component, self.lifted())?;
        let wizer = Wizer::new();
        let (context, instrumented) = wizer.instrument_component(component).map_err(unfit)?;
        let machine = self.machine(&Limits::MAXIMUM)?;
        let compiled = self.compiled(&machine, &instrumented)?;
        let plugin = Plugin::link(&compiled, component.len() as u64, anatomy, self.lifted())?;
        Ok(Initialiser { runtime: self, wizer, context, machine, plugin })
    }
}

impl Initialiser<'_> {
    /// Calls `configuration.settings-schema` of a fresh instance with these settings and attachments
    /// (which lie in the blobs), and gives its answer and what it logged. Nothing is kept.
    ///
    /// # Errors
    /// A limit stopped it: the limits are [`Limits::MAXIMUM`].
    pub fn try_out(&self, settings: &str, attachments: &[Attachment]) -> Result<(String, Vec<LogLine>), Stop> {
        let _running = self.machine.ticker.enter();
        let done = self.set_up(settings, attachments)?;
        Ok((done.answer, done.store.into_state().budget.log))
    }

    /// The same, and takes a snapshot of the instance.
    ///
    /// # Errors
    /// As [`Initialiser::try_out`].
    pub fn snapshot(&self, settings: &str, attachments: &[Attachment]) -> Result<Snapshot, Stop> {
        let _running = self.machine.ticker.enter();
        let SetUp { mut store, instance, answer } = self.set_up(settings, attachments)?;
        // The whole memory crosses now, which no message's result may.
        store.inner().set_hostcall_fuel(usize::MAX);
        let mut state = Access { store: store.inner(), instance, failed: None };
        let taken = ready(self.wizer.snapshot_component(&self.context, &mut state));
        let component = match (taken, state.failed.take()) {
            (Some(Ok(bytes)), None) => bytes,
            (Some(Err(error)), _) | (_, Some(error)) => return Err(unfit(error)),
            (None, None) => return Err(unfit(wasmtime::Error::msg("the snapshot waits for something"))),
        };
        let (fuel, state) = (store.fuel_used(), store.into_state());
        let mut usage = state.budget.usage.clone();
        usage.wall_time = state.budget.elapsed();
        usage.memory_bytes = state.limiter.memory_bytes();
        usage.fuel = fuel;
        Ok(Snapshot { component, answer, log: state.budget.log, usage })
    }

    fn set_up(&self, settings: &str, attachments: &[Attachment]) -> Result<SetUp, Stop> {
        let subject = Subject {
            settings: settings.to_owned(),
            now: Timestamp::UNIX_EPOCH,
            attachments: attachments.to_vec(),
            outbound: None,
        };
        let (mode, around) = (self.runtime.mode(), self.runtime.around());
        let mut store =
            GuardedStore::new(&self.machine.engine, mode, &Limits::MAXIMUM, subject, around).map_err(unfit)?;
        let called = self.plugin.instances.instantiate(&mut *store.inner()).and_then(|instance| {
            let guest = self.plugin.configuration.load(&mut *store.inner(), &instance)?;
            Ok((guest.call_settings_schema(&mut *store.inner())?, instance))
        });
        let (answer, instance) = called.map_err(|error| stops::of_call(&error, store.state()))?;
        Ok(SetUp { store, instance, answer })
    }
}

/// The result of a future that never waits.
fn ready<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// Reads the state of the instance through the functions that the instrumentation added.
struct Access<'s> {
    store: &'s mut Store<CallState>,
    instance: Instance,
    /// The first thing that went wrong; what is read after it does not count.
    failed: Option<wasmtime::Error>,
}

impl Access<'_> {
    /// Calls an accessor and hands its result on. After a failure nothing more is read.
    fn read<R: Lift + 'static>(&mut self, instance: &str, function: &str, take: impl FnOnce(&Store<CallState>, R)) {
        if self.failed.is_some() {
            return;
        }
        let missing = || wasmtime::Error::msg(format!("{instance}#{function} is missing"));
        let mut call = || -> wasmtime::Result<R> {
            let (_, outer) = self.instance.get_export(&mut *self.store, None, instance).ok_or_else(missing)?;
            let (_, inner) = self.instance.get_export(&mut *self.store, Some(&outer), function).ok_or_else(missing)?;
            let function = self.instance.get_typed_func::<(), (R,)>(&mut *self.store, inner)?;
            Ok(function.call(&mut *self.store, ())?.0)
        };
        match call() {
            Ok(value) => take(self.store, value),
            Err(error) => self.failed = Some(error),
        }
    }

    /// A number; zero after a failure.
    fn number<R: Lift + Default + 'static>(&mut self, instance: &str, function: &str) -> R {
        let mut found = R::default();
        self.read(instance, function, |_, value| found = value);
        found
    }
}

impl ComponentInstanceState for Access<'_> {
    async fn call_func_ret_list_u8(&mut self, instance: &str, func: &str, contents: impl FnOnce(&[u8]) + Send) {
        self.read(instance, func, |store, list: WasmList<u8>| contents(list.as_le_slice(store)));
    }
    async fn call_func_ret_s32(&mut self, instance: &str, func: &str) -> i32 {
        self.number(instance, func)
    }
    async fn call_func_ret_s64(&mut self, instance: &str, func: &str) -> i64 {
        self.number(instance, func)
    }
    async fn call_func_ret_f32(&mut self, instance: &str, func: &str) -> u32 {
        self.number::<f32>(instance, func).to_bits()
    }
    async fn call_func_ret_f64(&mut self, instance: &str, func: &str) -> u64 {
        self.number::<f64>(instance, func).to_bits()
    }
}
