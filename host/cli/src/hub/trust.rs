//! The gate of a hub: where it takes certificates and lists from, and the thread that looks for new ones.

use super::open::{Hub, OpenHubError};
use crate::configuration::files::HubFile;
use crate::configuration::{Problem, SourceFile};
use drehscheibe_depot::gatekeeper::{AllSources, DepotSource, DirectorySource, Gatekeeper, Memory, TrustSource};
use drehscheibe_depot::signature::PrivateKey;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::{Blobs, Clock, DepotStore, Store};
use drehscheibe_store::{FileBlobs, SqliteStore};
use jiff::Timestamp;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Days before the end of a certificate at which its operator is told.
const TOLD_AT: [i64; 4] = [90, 30, 7, 0];

/// Where a hub remembers lists and the time, below its data directory.
pub const MEMORY: &str = "trust";

/// Opens the gate that `drehscheibe.toml` describes.
pub fn gatekeeper(
    source: &SourceFile,
    file: &HubFile,
    base: &Path,
    store: &Arc<SqliteStore>,
    blobs: &Arc<FileBlobs>,
    clock: Arc<dyn Clock>,
) -> Result<Gatekeeper, OpenHubError> {
    let policy = file.trust.policy(source, base).map_err(OpenHubError::Configuration)?;
    let depot = DepotSource::new(Arc::clone(store) as Arc<dyn DepotStore>, Arc::clone(blobs) as Arc<dyn Blobs>);
    let mut sources: Vec<Arc<dyn TrustSource>> = vec![Arc::new(depot)];
    if let Some(directory) = &file.trust.certificates {
        let directory = base.join(directory);
        if let Err(error) = std::fs::read_dir(&directory) {
            let text = format!("[trust] certificates = \"{}\": {error}", directory.display());
            return Err(OpenHubError::Configuration(vec![Problem {
                file: source.path.to_path_buf(),
                line: None,
                text,
            }]));
        }
        sources.push(Arc::new(DirectorySource::new(directory)));
    }
    let memory = Memory::open(&file.hub.data_dir.join(MEMORY))?;
    Ok(Gatekeeper::open(policy, Arc::new(AllSources(sources)), clock, memory)?)
}

/// The key with which a hub signs the heads of its journal: made when it is needed first, and readable for
/// its owner only.
pub fn evidence_key(data_dir: &Path) -> Result<PrivateKey, OpenHubError> {
    let path = data_dir.join("evidence.key");
    let seed = super::keys::cache_key(&path).map_err(|source| OpenHubError::Key { path, source })?;
    PrivateKey::from_ed25519_seed(&seed).map_err(|error| OpenHubError::Channel(error.to_string()))
}

/// The thread that looks for new certificates and lists, and tells when something ends. Dropped, it ends.
#[derive(Debug)]
pub struct TrustWatch {
    stop: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl TrustWatch {
    pub fn start(hub: Arc<Hub>) -> std::io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let pause = Duration::from_secs(hub.file.trust.look_seconds.into());
        let thread = std::thread::Builder::new().name("trust".into()).spawn(move || {
            let mut told = HashMap::new();
            if hub.gatekeeper.policy().allow_uncertified {
                tracing::warn!(
                    "[trust] uncertified = \"allow\": PLUGINS RUN WITHOUT A CERTIFICATE; for development only"
                );
            }
            loop {
                look(&hub, &mut told);
                if !matches!(stopped.recv_timeout(pause), Err(RecvTimeoutError::Timeout)) {
                    // What was seen since the last look is remembered, too.
                    return look(&hub, &mut told);
                }
            }
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

fn look(hub: &Hub, told: &mut HashMap<Digest, i64>) {
    match hub.gatekeeper.refresh() {
        Ok(problems) => problems.iter().for_each(|problem| tracing::warn!("trust: {problem}")),
        Err(error) => tracing::error!(%error, "the memory of revocations cannot be used"),
    }
    let now = hub.clock.now();
    match hub.depot().follow(&hub.gatekeeper, None, now) {
        Ok(0) => {}
        Ok(packages) => tracing::info!(packages, "the status of packages follows certificates and revocations"),
        Err(error) => tracing::error!(%error, "the status of packages could not be changed"),
    }
    let Ok(Some(revision)) = hub.store.newest_revision() else { return };
    for (plugin, pinned) in &revision.configuration.plugins {
        let Ok(certificates) = hub.gatekeeper.certificates(&pinned.digest) else { continue };
        let counting = certificates.iter().filter(|certificate| certificate.gaps.is_empty());
        let Some(latest) = counting.max_by_key(|certificate| certificate.reference.valid_until) else { continue };
        let (reference, until) = (&latest.reference, latest.reference.valid_until);
        let Some(threshold) = threshold(until, now) else { continue };
        if told.insert(reference.digest, threshold) != Some(threshold) {
            let number = &reference.number;
            tracing::warn!(%plugin, certificate = number, %until, "the certificate ends within {threshold} days, or has ended");
        }
    }
}

/// The smallest of the thresholds that is reached.
fn threshold(until: Timestamp, now: Timestamp) -> Option<i64> {
    let hours = until.duration_since(now).as_hours();
    TOLD_AT.into_iter().filter(|days| hours < days * 24 || (*days == 0 && until <= now)).min()
}

impl Drop for TrustWatch {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_at_90_30_and_7_days_and_at_the_end() {
        let until: Timestamp = "2027-01-01T00:00:00Z".parse().unwrap();
        let at = |text: &str| threshold(until, text.parse().unwrap());
        assert_eq!(at("2026-10-01T00:00:00Z"), None);
        assert_eq!(at("2026-10-04T00:00:00Z"), Some(90));
        assert_eq!(at("2026-12-02T12:00:00Z"), Some(30));
        assert_eq!(at("2026-12-26T00:00:00Z"), Some(7));
        assert_eq!(at("2027-01-01T00:00:00Z"), Some(0));
    }
}
