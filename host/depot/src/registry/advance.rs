//! From `uploaded` to `checked`.

use super::DepotRegistry;
use super::push::{invalid, of_stop, outside};
use crate::manifest::Manifest;
use crate::package::{SignedPackage, description, differences};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::artifact_type::{PLUGIN_MANIFEST, SBOM, VENDOR_SIGNATURE};
use drehscheibe_model::depot::{ManifestRecord, Package, PackageStatus, RepositoryName, StatusChange};
use drehscheibe_model::ports::RegistryError;

/// What a package has by now.
struct Progress {
    /// `plugin.toml` and what it says.
    manifest: Option<(Digest, Manifest)>,
    signed_by: Option<String>,
    open: Vec<String>,
}

impl DepotRegistry {
    /// Brings a package as far as what is here allows; what is missing before the next step.
    pub(super) fn advance(&self, repository: &RepositoryName, manifest: &Digest) -> Result<Vec<String>, RegistryError> {
        let Some(package) = self.depot.store.package(repository, manifest)? else { return Ok(Vec::new()) };
        if package.status.status != PackageStatus::Uploaded {
            return Ok(Vec::new());
        }
        let Progress { manifest: found, signed_by, open } = self.progress(&package)?;
        let Some((plugin_manifest, manifest)) = found.filter(|_| open.is_empty()) else { return Ok(open) };
        let owner = self.depot.store.claim_plugin(&manifest.name, repository)?;
        if owner != *repository {
            let text = format!("the name `{}` belongs to repository {owner}; take another", manifest.name);
            return Err(invalid(text));
        }
        let component = package.component;
        let facts = self.look(|components| components.prepare(&component)).map_err(of_stop)?;
        let status = StatusChange {
            status: PackageStatus::Checked,
            reason: "component, manifest and vendor's signature fit each other; it is compiled".into(),
            by: "depot".into(),
            at: self.ports.clock.now(),
        };
        let package = Package {
            settings_schema: Some(facts.settings_schema),
            description: Some(description(&manifest)),
            plugin_manifest: Some(plugin_manifest),
            signed_by,
            status,
            ..package
        };
        // If somebody else was faster it is there already.
        self.depot.store.put_package(Some(PackageStatus::Uploaded), package)?;
        Ok(Vec::new())
    }

    /// What is missing or wrong before `checked`.
    pub(super) fn missing(&self, package: &Package) -> Result<Vec<String>, RegistryError> {
        if package.status.status != PackageStatus::Uploaded {
            return Ok(Vec::new());
        }
        Ok(self.progress(package)?.open)
    }

    fn progress(&self, package: &Package) -> Result<Progress, RegistryError> {
        let repository = Some(&package.repository);
        let attached = |kind| self.depot.referrers(repository, &package.manifest, Some(kind));
        let mut open = Vec::new();
        let manifest = match attached(PLUGIN_MANIFEST)?.first() {
            Some(record) => self.fitting_manifest(package, record, &mut open)?,
            None => {
                open.push(format!("the manifest plugin.toml is missing (artifact type {PLUGIN_MANIFEST})"));
                None
            }
        };
        let signatures = attached(VENDOR_SIGNATURE)?;
        if signatures.is_empty() {
            open.push(format!("the vendor's signature is missing (artifact type {VENDOR_SIGNATURE})"));
        }
        let signed_by = match &manifest {
            Some((digest, manifest)) => self.signer(package, digest, manifest, &signatures, &mut open)?,
            None => None,
        };
        Ok(Progress { manifest, signed_by, open })
    }

    /// Whose signature counts; otherwise why none does.
    fn signer(
        &self,
        package: &Package,
        digest: &Digest,
        manifest: &Manifest,
        signatures: &[ManifestRecord],
        open: &mut Vec<String>,
    ) -> Result<Option<String>, RegistryError> {
        let signed = SignedPackage {
            repository: package.repository.clone(),
            plugin: manifest.name.clone(),
            version: manifest.version.clone(),
            component: package.component,
            manifest: *digest,
        };
        let mut reasons = Vec::new();
        for record in signatures {
            let bundle = self.depot.read(record)?;
            match self.ports.vendors.verify(&bundle, &signed, &manifest.vendor) {
                Ok(key) => return Ok(Some(key)),
                Err(reason) => reasons.push(format!("signature {}: {reason}", record.digest)),
            }
        }
        open.extend(reasons);
        Ok(None)
    }

    fn fitting_manifest(
        &self,
        package: &Package,
        record: &ManifestRecord,
        open: &mut Vec<String>,
    ) -> Result<Option<(Digest, Manifest)>, RegistryError> {
        let manifest = match self.plugin_manifest(record) {
            Ok(manifest) => manifest,
            Err(RegistryError::ManifestInvalid(problems)) => {
                open.extend(problems);
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let tags = self.depot.store.tags_of(&package.repository, &package.manifest)?;
        open.extend(differences(&manifest, &outside(package), &package.repository, &tags));
        let digest = record.layers.first().map(|layer| layer.digest);
        Ok(digest.map(|digest| (digest, manifest)))
    }

    /// What would be good to have, for people.
    pub(super) fn advice(&self, package: &Package) -> Result<Vec<String>, RegistryError> {
        let sboms = self.depot.referrers(Some(&package.repository), &package.manifest, Some(SBOM))?;
        Ok(if sboms.is_empty() { vec![format!("there is no SBOM (artifact type {SBOM})")] } else { Vec::new() })
    }
}
