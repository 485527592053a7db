//! Opens the parts of a hub in their order.

use super::revision::Current;
use super::{channels, keys};
use crate::configuration::files::HubFile;
use crate::configuration::packages::Packages;
use crate::configuration::secrets::FileSecrets;
use crate::configuration::{self, Assembled, Component, Problem};
use drehscheibe_depot::gatekeeper::{Gatekeeper, MemoryError};
use drehscheibe_model::area::Areas;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::{BlobError, Blobs, Clock, OutboundHttp, Rules, Secrets, Store, StoreError, Trust};
use drehscheibe_processor::{Ports, ReferenceAreas, ReferenceCodeLists, ReferenceError, SystemClock};
use drehscheibe_runtime::{CompileWorker, Runtime, RuntimeError, RuntimeOptions, RuntimePorts};
use drehscheibe_store::{FileBlobs, OpenError, SqliteStore};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why a hub does not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenHubError {
    #[error("the configuration has {} problem{}", .0.len(), if .0.len() == 1 { "" } else { "s" })]
    Configuration(Vec<Problem>),
    #[error("the directory {path} cannot be used")]
    Directory {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the database cannot be opened")]
    Store(#[from] OpenError),
    #[error("the blobs cannot be used")]
    Blobs(#[from] BlobError),
    #[error("the store did not do it")]
    Stored(#[from] StoreError),
    #[error("the key {path} cannot be used")]
    Key {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("plugins cannot be run")]
    Runtime(#[from] RuntimeError),
    #[error("the reference data cannot be used")]
    Reference(#[from] ReferenceError),
    /// Two hubs on one directory would take each other for dead.
    #[error("another hub runs on {0}")]
    InUse(PathBuf),
    #[error("what is known about revocations cannot be used")]
    Trust(#[from] MemoryError),
    #[error("{0}")]
    Channel(String),
}

/// Only the durable state: for commands that look after it.
#[derive(Debug)]
pub struct StoreOnly {
    pub store: Arc<SqliteStore>,
    pub blobs: Arc<FileBlobs>,
}

impl StoreOnly {
    /// Opens the state below a data directory; makes it if `create` says so.
    pub fn open(data_dir: &Path, create: bool) -> Result<Self, OpenHubError> {
        let directory = |source| OpenHubError::Directory { path: data_dir.to_owned(), source };
        if create {
            std::fs::create_dir_all(data_dir).map_err(directory)?;
        } else {
            std::fs::metadata(data_dir.join("drehscheibe.sqlite")).map_err(directory)?;
        }
        let store = Arc::new(SqliteStore::open(&data_dir.join("drehscheibe.sqlite"))?);
        let blobs = Arc::new(FileBlobs::open(&data_dir.join("blobs"))?);
        Ok(Self { store, blobs })
    }
}

/// All parts, ready to work.
pub struct Hub {
    pub path: PathBuf,
    pub file: HubFile,
    pub store: Arc<SqliteStore>,
    pub blobs: Arc<FileBlobs>,
    pub runtime: Arc<Runtime>,
    pub secrets: Arc<FileSecrets>,
    /// The client of adapters, which the hub uses itself, too.
    pub http: Arc<dyn OutboundHttp>,
    pub areas: Arc<ReferenceAreas>,
    pub clock: Arc<SystemClock>,
    pub gatekeeper: Arc<Gatekeeper>,
    /// The same, as the gate of activations and of every load.
    pub trust: Arc<dyn Trust>,
    pub current: Current,
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Held while a hub runs on a data directory.
#[derive(Debug)]
pub struct DataLock(#[expect(dead_code, reason = "its lock ends when it is dropped")] std::fs::File);

impl Hub {
    /// Opens what `drehscheibe.toml` describes. No revision is applied yet.
    pub fn open(path: &Path) -> Result<Self, OpenHubError> {
        let one = |problem| OpenHubError::Configuration(vec![problem]);
        let (source, file) = configuration::read_hub_file(path).map_err(one)?;
        let StoreOnly { store, blobs } = StoreOnly::open(&file.hub.data_dir, true)?;
        let secrets = match &file.secrets_file {
            Some(path) => FileSecrets::read(path).map_err(one)?,
            None => FileSecrets::default(),
        };
        let port: Arc<dyn Blobs> = blobs.clone();
        let mailer = channels::mailer(file.mail.as_ref(), &secrets, &port)?;
        let http: Arc<dyn OutboundHttp> = Arc::new(channels::http_client(&file.network, &port)?);
        let lists = ReferenceCodeLists::load()?;
        let areas = Arc::new(ReferenceAreas::load(&lists)?);
        let secrets = Arc::new(secrets);
        let ports = RuntimePorts {
            blobs: port,
            http: http.clone(),
            mailer,
            secrets: secrets.clone() as Arc<dyn Secrets>,
            code_lists: Arc::new(lists),
        };
        let runtime = Arc::new(Runtime::new(options(&file)?, ports)?);
        let clock = Arc::new(SystemClock);
        let base = configuration::base_of(path);
        let gatekeeper = Arc::new(super::trust::gatekeeper(&source, &file, &base, &store, &blobs, clock.clone())?);
        Ok(Self {
            path: path.to_owned(),
            file,
            store,
            blobs,
            runtime,
            secrets,
            http,
            areas,
            clock,
            trust: gatekeeper.clone(),
            gatekeeper,
            current: Current::default(),
        })
    }

    /// Reads the configuration files and asks the plugins about their settings.
    pub fn assemble(&self) -> Result<Assembled, Vec<Problem>> {
        let packages = Packages { store: self.store.as_ref(), blobs: self.blobs.as_ref() };
        let sign_in = configuration::sign_in(&self.path, &self.file, &self.secrets).err().unwrap_or_default();
        let assembled = configuration::assemble(&self.path, self.areas.as_ref(), packages, self.clock.now());
        let assembled = match assembled {
            Ok(assembled) => assembled,
            Err(mut problems) => {
                problems.extend(sign_in);
                return Err(problems);
            }
        };
        for component in &assembled.components {
            self.keep(component).map_err(|error| {
                let text = format!("cannot be kept: {error}");
                vec![Problem { file: component.path.clone(), line: None, text }]
            })?;
        }
        let mut problems = configuration::check_settings(&assembled, self.runtime.as_ref());
        let before = self.store.newest_revision().map_err(|error| {
            vec![Problem {
                file: self.path.clone(),
                line: None,
                text: format!("the last revision cannot be read: {error}"),
            }]
        })?;
        let before = before.as_ref().map(|revision| &revision.configuration);
        let (trust, now) = (self.gatekeeper.as_ref(), self.clock.now());
        problems.extend(configuration::check_trust(&assembled.configuration, before, trust, now, &self.path));
        problems.extend(sign_in);
        if problems.is_empty() { Ok(assembled) } else { Err(problems) }
    }

    /// Puts a component into the blobs. Most are there: a thousand need not be written at each change.
    fn keep(&self, component: &Component) -> Result<(), BlobError> {
        if self.blobs.renew(&component.digest)? {
            return Ok(());
        }
        if component.bytes.is_empty() {
            return Err(BlobError::NotFound(component.digest));
        }
        let mut writer = self.blobs.create()?;
        writer.write(&component.bytes)?;
        writer.finish()?;
        Ok(())
    }

    /// Keeps bytes in the blobs.
    pub fn keep_bytes(&self, bytes: &[u8]) -> Result<Digest, BlobError> {
        let mut writer = self.blobs.create()?;
        writer.write(bytes)?;
        Ok(writer.finish()?.0)
    }

    /// Claims the data directory for this process, for as long as the lock lives, and takes back the
    /// jobs of an earlier life of this node.
    pub fn claim(&self) -> Result<DataLock, OpenHubError> {
        let path = self.file.hub.data_dir.join("hub.lock");
        let directory = |source| OpenHubError::Directory { path: path.clone(), source };
        let file = std::fs::File::create(&path).map_err(directory)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(OpenHubError::InUse(self.file.hub.data_dir.clone())),
            Err(std::fs::TryLockError::Error(source)) => return Err(directory(source)),
        }
        let ended = self.store.release(&self.file.hub.node)?;
        if ended > 0 {
            tracing::warn!(jobs = ended, "the hub ended abnormally before; its work in hand goes on");
        }
        Ok(DataLock(file))
    }

    /// The ports of the processor.
    pub fn ports(&self) -> Ports {
        Ports {
            store: self.store.clone() as Arc<dyn Store>,
            blobs: self.blobs.clone() as Arc<dyn Blobs>,
            rules: self.runtime.clone() as Arc<dyn Rules>,
            areas: self.areas.clone() as Arc<dyn Areas>,
            clock: self.clock.clone() as Arc<dyn Clock>,
            trust: Arc::clone(&self.trust),
        }
    }
}

/// Only the gate of a hub, running or not.
pub fn open_gate(path: &Path) -> Result<Gatekeeper, OpenHubError> {
    let one = |problem| OpenHubError::Configuration(vec![problem]);
    let (source, file) = configuration::read_hub_file(path).map_err(one)?;
    let StoreOnly { store, blobs } = StoreOnly::open(&file.hub.data_dir, true)?;
    let clock = Arc::new(SystemClock);
    super::trust::gatekeeper(&source, &file, &configuration::base_of(path), &store, &blobs, clock)
}

/// Only the store of a hub, running or not.
pub fn open_store(path: &Path) -> Result<Arc<SqliteStore>, OpenHubError> {
    let one = |problem| OpenHubError::Configuration(vec![problem]);
    let (_, file) = configuration::read_hub_file(path).map_err(one)?;
    Ok(StoreOnly::open(&file.hub.data_dir, true)?.store)
}

fn options(file: &HubFile) -> Result<RuntimeOptions, OpenHubError> {
    let path = file.hub.data_dir.join("cache.key");
    let key = keys::cache_key(&path).map_err(|source| OpenHubError::Key { path, source })?;
    let mut options = RuntimeOptions::new(file.hub.data_dir.join("cache"), key);
    options.concurrent_calls = file.workers.calls.unwrap_or(64);
    options.compile_worker = std::env::current_exe()
        .ok()
        .map(|program| CompileWorker { program, arguments: vec![crate::commands::COMPILE_WORKER.to_owned()] });
    Ok(options)
}
