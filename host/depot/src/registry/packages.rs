//! Packages as people see them.

use super::DepotRegistry;
use super::push::invalid;
use drehscheibe_model::depot::{ManifestRecord, Package, PackageStatus, Reference, RepositoryName};
use drehscheibe_model::ports::{Inspection, RegistryError};

impl DepotRegistry {
    fn package(&self, repository: &RepositoryName, reference: &Reference) -> Result<Package, RegistryError> {
        let record = self.known(repository, reference)?;
        let package = self.depot.store.package(repository, &record.digest)?;
        package.ok_or_else(|| invalid(format!("{} is no component", record.digest)))
    }

    pub(super) fn inspection(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Inspection, RegistryError> {
        let package = self.package(repository, reference)?;
        let referrers = self.depot.referrers(Some(repository), &package.manifest, None)?;
        let mut open = self.missing(&package)?;
        open.extend(self.advice(&package)?);
        Ok(Inspection {
            tags: self.depot.store.tags_of(repository, &package.manifest)?,
            history: self.depot.store.package_history(repository, &package.manifest)?,
            referrers: referrers.iter().map(ManifestRecord::descriptor).collect(),
            open,
            package,
        })
    }

    pub(super) fn withdraw(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
        by: &str,
        reason: &str,
    ) -> Result<Package, RegistryError> {
        let package = self.package(repository, reference)?;
        self.depot.set_status(repository, &package.manifest, PackageStatus::Yanked, reason, self.by(by))?;
        self.package(repository, reference)
    }
}
