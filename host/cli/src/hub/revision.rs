//! From files and activations to the revision that messages run on.

use super::activations::gate_files;
use super::open::{Hub, OpenHubError};
use crate::configuration::{Assembled, FileActivation};
use drehscheibe_depot::manifest::Manifest;
use drehscheibe_model::activation::compose;
use drehscheibe_model::configuration::{Configuration, Revision};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{PluginName, RevisionNumber};
use drehscheibe_model::ports::{ActivationStore, Clock, Store, StoreError};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// What the files said when they were applied last.
#[derive(Debug, Default)]
pub struct Files {
    pub configuration: Configuration,
    pub components: BTreeMap<PluginName, FileComponent>,
    /// Those that are not switched on included.
    pub activations: Vec<FileActivation>,
}

/// A component of the hub's file.
#[derive(Debug, Clone)]
pub struct FileComponent {
    pub digest: Digest,
    pub manifest: Option<Manifest>,
    /// Its test plan.
    pub plan: Option<PathBuf>,
}

impl From<Assembled> for Files {
    fn from(assembled: Assembled) -> Self {
        let component = |one: crate::configuration::Component| {
            (one.name, FileComponent { digest: one.digest, manifest: one.manifest, plan: one.plan })
        };
        Self {
            configuration: assembled.configuration,
            components: assembled.components.into_iter().map(component).collect(),
            activations: assembled.activations,
        }
    }
}

/// What a hub runs on now.
#[derive(Debug, Default)]
pub struct Current {
    files: RwLock<Arc<Files>>,
    running: RwLock<Arc<Configuration>>,
    revision: RwLock<Option<RevisionNumber>>,
    /// One change of activations at a time.
    pub changing: Mutex<()>,
    /// One reload at a time.
    reloading: Mutex<()>,
}

fn get<T: Clone>(lock: &RwLock<T>) -> T {
    lock.read().unwrap_or_else(PoisonError::into_inner).clone()
}

fn set<T>(lock: &RwLock<T>, value: T) {
    *lock.write().unwrap_or_else(PoisonError::into_inner) = value;
}

impl Hub {
    /// The files as they were applied last.
    pub fn files(&self) -> Arc<Files> {
        get(&self.current.files)
    }

    /// What messages accepted now run on.
    pub fn running(&self) -> Arc<Configuration> {
        get(&self.current.running)
    }

    pub fn current_revision(&self) -> Option<RevisionNumber> {
        get(&self.current.revision)
    }

    /// Reads the files and asks everybody who has a say in them: the plugins, and the gate.
    pub fn checked(&self) -> Result<Assembled, OpenHubError> {
        self.vendors()?;
        let assembled = self.assemble().map_err(OpenHubError::Configuration)?;
        let newest = self.store.newest_revision()?.map(|revision| revision.configuration).unwrap_or_default();
        let problems = gate_files(self, &assembled, &newest);
        if problems.is_empty() { Ok(assembled) } else { Err(OpenHubError::Configuration(problems)) }
    }

    /// Makes the configuration of the files, with the activations over it, the newest revision.
    pub fn apply(&self, author: &str) -> Result<RevisionNumber, OpenHubError> {
        let _one = self.current.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let assembled = self.checked()?;
        let _changing = self.current.changing.lock().unwrap_or_else(PoisonError::into_inner);
        set(&self.current.files, Arc::new(assembled.into()));
        self.recompose(author)
    }

    /// Lays the activations in force over the files. The caller holds `changing`.
    pub fn recompose(&self, author: &str) -> Result<RevisionNumber, OpenHubError> {
        let configuration = compose(self.files().configuration.clone(), &self.store.activations_in_force()?);
        let revision = Revision {
            number: RevisionNumber(0),
            author: author.to_owned(),
            at: self.clock.now(),
            configuration: configuration.clone(),
        };
        let number = self.store.add_revision(revision)?;
        set(&self.current.running, Arc::new(configuration));
        set(&self.current.revision, Some(number));
        Ok(number)
    }

    /// Remembers that something was decided now.
    pub fn note_time(&self) -> Result<(), StoreError> {
        self.store.note_time(self.clock.now()).map(|_| ())
    }
}
