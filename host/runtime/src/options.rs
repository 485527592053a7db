//! What a runtime is made of.

use drehscheibe_model::ports::{Blobs, CodeLists, Mailer, OutboundHttp, Secrets};
use std::path::PathBuf;
use std::sync::Arc;

/// What stops a guest that does not come to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Epochs: `wall_time_ms` holds, `fuel` is not counted.
    Production,
    /// Fuel: the same call uses the same number of units on every machine. `wall_time_ms` does not
    /// hold, so that a slow machine gives the same verdict; only its maximum does, as a watchdog.
    Certification,
}

/// The program that compiles in a process of its own. It must end in [`worker::run`](crate::worker::run).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompileWorker {
    pub program: PathBuf,
    pub arguments: Vec<String>,
}

/// How a runtime runs.
#[derive(Clone)]
pub struct RuntimeOptions {
    /// Directory for compiled components; made if it is missing.
    pub cache_dir: PathBuf,
    /// Key of the code that seals each compiled component. Whoever knows it can make this hub run
    /// machine code: keep it as a secret of the installation.
    pub cache_key: [u8; 32],
    /// Calls that may run at the same time, 1 to 1,000. The pool has room for exactly these.
    pub concurrent_calls: u32,
    pub mode: Mode,
    /// None: compile within this process.
    pub compile_worker: Option<CompileWorker>,
    /// Largest component that is looked at, in bytes.
    pub component_bytes: u64,
    /// Wall time of a compilation in the worker, in seconds.
    pub compile_seconds: u64,
    /// Address space of the worker, in bytes.
    pub compile_memory_bytes: u64,
    /// Look at each tick where a guest is, for a profile. Never in a hub: it costs time.
    pub sample: bool,
}

impl RuntimeOptions {
    /// 16 calls at a time, epochs, compilation within this process.
    pub fn new(cache_dir: impl Into<PathBuf>, cache_key: [u8; 32]) -> Self {
        Self {
            cache_dir: cache_dir.into(),
            cache_key,
            concurrent_calls: 16,
            mode: Mode::Production,
            compile_worker: None,
            component_bytes: 64 << 20,
            compile_seconds: 300,
            compile_memory_bytes: 4 << 30,
            sample: false,
        }
    }
}

impl std::fmt::Debug for RuntimeOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RuntimeOptions")
            .field("cache_dir", &self.cache_dir)
            .field("concurrent_calls", &self.concurrent_calls)
            .field("mode", &self.mode)
            .field("compile_worker", &self.compile_worker)
            .finish_non_exhaustive()
    }
}

/// The ports through which guests reach the world.
#[derive(Clone)]
pub struct RuntimePorts {
    /// Components and attachments.
    pub blobs: Arc<dyn Blobs>,
    pub http: Arc<dyn OutboundHttp>,
    pub mailer: Arc<dyn Mailer>,
    pub secrets: Arc<dyn Secrets>,
    pub code_lists: Arc<dyn CodeLists>,
}

impl std::fmt::Debug for RuntimePorts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RuntimePorts").finish_non_exhaustive()
    }
}

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a runtime does not start. It never starts with less than it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    #[error("runtime option `{option}` is {value}, allowed is {allowed}")]
    Option { option: &'static str, value: u64, allowed: &'static str },
    /// Mostly too little address space: check `ulimit -v` and `vm.overcommit_memory`.
    #[error("the pool for {concurrent_calls} calls at a time cannot be had")]
    Pool {
        concurrent_calls: u32,
        #[source]
        source: Source,
    },
    #[error("the pool exists, but a probe instance cannot be made in it")]
    Probe(#[source] Source),
    #[error("the cache directory {path} cannot be used")]
    Cache { path: PathBuf, source: std::io::Error },
    #[error("a thread cannot be started")]
    Thread(#[source] std::io::Error),
    #[error("the time zone Europe/Berlin is not known")]
    TimeZone(#[source] Source),
}
