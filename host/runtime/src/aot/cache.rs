//! One file for each plugin and engine.

use super::compile;
use super::seal::{self, EngineTag};
use crate::options::{RuntimeError, RuntimeOptions};
use crate::stops;
use drehscheibe_model::call::Stop;
use drehscheibe_model::content::Digest;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use wasmtime::Engine;
use wasmtime::component::Component;

/// Compiled components on disk.
pub(crate) struct Cache {
    options: RuntimeOptions,
    tag: EngineTag,
    compiled: AtomicU64,
    rejected: AtomicU64,
}

impl Cache {
    pub(crate) fn open(options: &RuntimeOptions, engine: &Engine) -> Result<Self, RuntimeError> {
        std::fs::create_dir_all(&options.cache_dir)
            .map_err(|source| RuntimeError::Cache { path: options.cache_dir.clone(), source })?;
        Ok(Self {
            options: options.clone(),
            tag: EngineTag::of(engine),
            compiled: AtomicU64::new(0),
            rejected: AtomicU64::new(0),
        })
    }

    /// How many components were compiled, and how many files were refused, since the start.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (self.compiled.load(Relaxed), self.rejected.load(Relaxed))
    }

    pub(crate) fn options(&self) -> &RuntimeOptions {
        &self.options
    }

    pub(crate) fn path(&self, plugin: &Digest) -> PathBuf {
        self.options.cache_dir.join(format!("{}-{}.cwasm", plugin.to_hex(), self.tag.short()))
    }

    /// From the file if it is there and ours, else compiled now and written.
    pub(crate) fn component(
        &self,
        engine: &Engine,
        plugin: &Digest,
        bytes: &[u8],
        trusting: bool,
    ) -> Result<Component, Stop> {
        match self.read(engine, plugin, trusting) {
            Ok(Some(component)) => return Ok(component),
            Ok(None) => {}
            Err(Stop::CacheRejected { reason }) => {
                self.rejected.fetch_add(1, Relaxed);
                tracing::warn!(%plugin, reason, "a compiled component was refused and is made anew");
            }
            Err(other) => return Err(other),
        }
        let compiled = compile::compile(engine, &self.options, bytes)?;
        self.compiled.fetch_add(1, Relaxed);
        let component = deserialize(engine, &compiled)?;
        if let Err(error) = self.write(plugin, &compiled) {
            tracing::warn!(%plugin, %error, "a compiled component could not be kept");
        }
        Ok(component)
    }

    /// What lies in the file; none if there is no file.
    pub(crate) fn read(&self, engine: &Engine, plugin: &Digest, trusting: bool) -> Result<Option<Component>, Stop> {
        let rejected = |reason: String| Stop::CacheRejected { reason };
        let file = match std::fs::read(self.path(plugin)) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(rejected(error.to_string())),
        };
        let compiled = seal::open(&self.options.cache_key, plugin, &self.tag, &file, trusting)
            .map_err(|reason| rejected(reason.into()))?;
        deserialize(engine, compiled).map(Some).map_err(|stop| rejected(stop.to_string()))
    }

    /// Temporary file, sync, rename: a reader sees a whole file or none.
    fn write(&self, plugin: &Digest, compiled: &[u8]) -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.options.cache_dir)?;
        file.write_all(&seal::seal(&self.options.cache_key, plugin, &self.tag, compiled))?;
        file.as_file().sync_all()?;
        file.persist(self.path(plugin)).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Loads machine code.
#[allow(unsafe_code)]
fn deserialize(engine: &Engine, compiled: &[u8]) -> Result<Component, Stop> {
    // SAFETY: `deserialize` runs whatever machine code it is given. The bytes are what our own
    // compiler has just made, or come from a file whose HMAC, under a key that only this
    // installation has, was verified over exactly these bytes in memory, for this plugin and this
    // engine. The bytes are copied, so that a later change of the file does nothing.
    unsafe { Component::deserialize(engine, compiled) }.map_err(|error| stops::of_component(&error))
}
