//! The depot of a hub.

use super::open::{Hub, OpenHubError};
use crate::configuration::Problem;
use crate::configuration::files::Vendor;
use drehscheibe_depot::package::{KnownVendors, VendorKeys};
use drehscheibe_depot::signature::PublicKey;
use drehscheibe_depot::trust::same_organisation;
use drehscheibe_depot::{Depot, DepotRegistry, RegistryPorts};
use drehscheibe_model::ports::{Blobs, Clock, Components, DepotStore, Registry, RegistryLimits};
use drehscheibe_server::depot::DepotSettings;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

impl Hub {
    /// The shelf, without checks.
    pub fn depot(&self) -> Depot {
        Depot::new(self.store.clone() as Arc<dyn DepotStore>, self.blobs.clone() as Arc<dyn Blobs>)
    }

    /// The vendors that the operator knows. A key of theirs that is another organisation's in `[trust.keys]` is a
    /// problem: one key cannot stand for two.
    pub fn vendors(&self) -> Result<KnownVendors, OpenHubError> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let (mut vendors, mut problems) = (BTreeMap::new(), Vec::new());
        for (namespace, vendor) in &self.file.depot.vendors {
            let keys = keys(folder, vendor, &mut problems);
            let organisation = vendor.organisation.clone();
            for trusted in self.gatekeeper.policy().keys.iter() {
                let same = keys.iter().any(|key| key.fingerprint() == trusted.key.fingerprint());
                if same && !same_organisation(&organisation, &trusted.organisation) {
                    let (name, other) = (&trusted.name, &trusted.organisation);
                    let text = format!(
                        "[depot.vendors.{namespace}]: a key of {organisation} is `{name}` of {other} in [trust.keys]"
                    );
                    problems.push(Problem { file: self.path.clone(), line: None, text });
                }
            }
            vendors.insert(namespace.clone(), VendorKeys { organisation, keys });
        }
        if problems.is_empty() { Ok(KnownVendors::new(vendors)) } else { Err(OpenHubError::Configuration(problems)) }
    }

    /// The depot behind its checks.
    pub fn registry(&self) -> Result<Arc<dyn Registry>, OpenHubError> {
        let mut limits = RegistryLimits::default();
        limits.blob_bytes = self.file.depot.blob_bytes.unwrap_or(limits.blob_bytes);
        let ports = RegistryPorts {
            components: self.runtime.clone() as Arc<dyn Components>,
            vendors: Arc::new(self.vendors()?),
            clock: self.clock.clone() as Arc<dyn Clock>,
        };
        Ok(Arc::new(DepotRegistry::new(self.depot(), ports, limits).with_gate(Arc::clone(&self.gatekeeper))))
    }

    /// What the server must know about it.
    pub fn depot_settings(&self) -> DepotSettings {
        DepotSettings { pull: self.file.depot.pull, public_url: self.file.depot.public_url.clone() }
    }
}

fn keys(folder: &Path, vendor: &Vendor, problems: &mut Vec<Problem>) -> Vec<PublicKey> {
    let mut keys = Vec::new();
    for path in &vendor.keys {
        let path = folder.join(path);
        let read = std::fs::read_to_string(&path).map_err(|error| error.to_string());
        match read.and_then(|text| PublicKey::from_pem(&text).map_err(|error| error.to_string())) {
            Ok(key) => keys.push(key),
            Err(text) => problems.push(Problem { file: path, line: None, text }),
        }
    }
    keys
}
