//! What the hub has that can be certified, and the certificates that it has.

use super::failed;
use crate::commands::certify::issue::{Signed, Signer};
use crate::commands::certify::package::Package;
use crate::hub::Hub;
use drehscheibe_depot::certificate::CheckedCertificate;
use drehscheibe_depot::gatekeeper::REVOCATIONS;
use drehscheibe_depot::manifest::Manifest;
use drehscheibe_depot::revocation::{Entry, FORMAT, PAYLOAD_TYPE, RevocationList, Revoked};
use drehscheibe_depot::signature::Bundle;
use drehscheibe_depot::{Artifact, By};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::artifact_type::{
    BUNDLE, CERTIFICATE, JSON, REPORT, REVOCATIONS as REVOCATION_LIST, TEST_RESULT,
};
use drehscheibe_model::depot::{PackageFilter, Reference, RepositoryName, TagName};
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::ports::{Blobs, Candidate, CertificateView, CertificationError, Clock};
use drehscheibe_model::trust::RevocationEffect;
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// Days until the next list at the latest.
const NEXT_LIST_DAYS: i64 = 30;
const WHO: &str = "certification";

pub fn candidates(hub: &Hub, plugin: &PluginName) -> Result<Vec<Candidate>, CertificationError> {
    let mut found: Vec<Candidate> = Vec::new();
    for package in hub.depot().list(&PackageFilter::default()).map_err(failed)? {
        let (Some(known), Some(_)) = (&package.description, package.plugin_manifest) else { continue };
        if known.plugin == *plugin {
            found.push(Candidate {
                component: package.component,
                plugin: known.plugin.clone(),
                version: known.version.clone(),
                vendor: known.vendor.clone(),
                repository: Some(package.repository.clone()),
                status: Some(package.status.status),
            });
        }
    }
    let files = hub.files();
    if let Some((component, manifest)) =
        files.components.get(plugin).and_then(|one| Some((one, one.manifest.as_ref()?)))
        && found.iter().all(|one| one.component != component.digest)
    {
        found.push(Candidate {
            component: component.digest,
            plugin: plugin.clone(),
            version: manifest.version.clone(),
            vendor: manifest.vendor.clone(),
            repository: None,
            status: None,
        });
    }
    // The depot tells them as they came.
    found.reverse();
    found.sort_by_key(Candidate::withdrawn);
    Ok(found)
}

fn bytes(hub: &Hub, digest: &Digest) -> Result<Vec<u8>, CertificationError> {
    let mut bytes = Vec::new();
    hub.blobs.open(digest).map_err(failed)?.read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// A candidate with all its bytes.
pub fn package(hub: &Hub, candidate: &Candidate) -> Result<Package, CertificationError> {
    let component = bytes(hub, &candidate.component)?;
    let (manifest, vendor_keys) = match &candidate.repository {
        Some(repository) => {
            let filter = PackageFilter {
                repository: Some(repository.clone()),
                component: Some(candidate.component),
                ..Default::default()
            };
            let packages = hub.depot().list(&filter).map_err(failed)?;
            let known = packages.into_iter().find_map(|one| Some((one.plugin_manifest?, one.signed_by)));
            let (manifest, signed_by) = known.ok_or(CertificationError::NotFound)?;
            let text = String::from_utf8(bytes(hub, &manifest)?).map_err(failed)?;
            let manifest = Manifest::parse(&text)
                .map_err(|problems| failed(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
            (manifest, signed_by.and_then(|key| key.parse().ok()).into_iter().collect())
        }
        None => {
            let files = hub.files();
            let manifest = files.components.get(&candidate.plugin).and_then(|one| one.manifest.clone());
            (manifest.ok_or(CertificationError::NotFound)?, Vec::new())
        }
    };
    Ok(Package { digest: candidate.component, component, manifest, vendor_keys, depot: None })
}

/// Puts a certificate where the gate looks: beside its package in the depot, else into the folder of
/// `[trust]`.
pub fn keep(hub: &Hub, candidate: &Candidate, signed: &Signed, report: &str) -> Result<(), CertificationError> {
    let (certificate, now) = (signed.certificate.as_bytes(), hub.clock.now());
    let Some(repository) = &candidate.repository else {
        let folder = hub.file.trust.certificates.as_ref().ok_or(CertificationError::NoPlace)?;
        let name = format!("{}.sigstore.json", signed.certificate.digest().to_hex());
        let path = crate::configuration::base_of(&hub.path).join(folder).join(name);
        return std::fs::write(path, certificate).map_err(failed);
    };
    let (depot, by) = (hub.depot(), By { who: WHO, at: now });
    let filter = PackageFilter {
        repository: Some(repository.clone()),
        component: Some(candidate.component),
        ..PackageFilter::default()
    };
    let (test_result, annotations) = (signed.test_result.as_bytes(), BTreeMap::new());
    for package in depot.list(&filter).map_err(failed)? {
        let record = depot.find(repository, &Reference::Digest(package.manifest)).map_err(failed)?;
        let Some(record) = record else { continue };
        let all =
            [(REPORT, JSON, report.as_bytes()), (TEST_RESULT, BUNDLE, test_result), (CERTIFICATE, BUNDLE, certificate)];
        for (artifact_type, media_type, bytes) in all {
            let artifact = Artifact { artifact_type, media_type, bytes, annotations: &annotations };
            depot.attach(repository, &record, artifact, by).map_err(failed)?;
        }
    }
    Ok(())
}

/// Lets the gate look, and the status of packages follow.
pub fn follow(hub: &Hub, component: Option<Digest>) -> Result<(), CertificationError> {
    hub.gatekeeper.refresh().map_err(failed)?;
    hub.depot().follow(&hub.gatekeeper, component, hub.clock.now()).map_err(failed)?;
    Ok(())
}

fn view(hub: &Hub, component: Digest, checked: &CheckedCertificate) -> CertificateView {
    let certificate = &checked.certificate;
    let lists = hub.gatekeeper.revocations();
    let hit = lists.iter().flat_map(|list| &list.entries).filter(|entry| match &entry.subject {
        Revoked::Component(digest) => *digest == component,
        Revoked::Certificate(digest) => *digest == checked.reference.digest,
        Revoked::Key(digest) => checked.signers.contains(digest) || certificate.vendor.keys.contains(digest),
    });
    CertificateView {
        number: certificate.number.clone(),
        digest: checked.reference.digest,
        component,
        plugin: certificate.plugin.name.clone(),
        version: certificate.plugin.version.clone(),
        vendor: certificate.vendor.organisation.clone(),
        certifier: certificate.certifier.organisation.clone(),
        valid_from: certificate.valid_from,
        valid_until: certificate.valid_until,
        conditions: certificate.conditions.clone(),
        gaps: checked.gaps.clone(),
        revoked: hit.max_by_key(|entry| entry.effect).map(|entry| (entry.effect, entry.reason.clone())),
    }
}

pub fn of(hub: &Hub, component: Digest) -> Result<Vec<CertificateView>, CertificationError> {
    let checked = hub.gatekeeper.certificates(&component).map_err(failed)?;
    Ok(checked.iter().map(|one| view(hub, component, one)).collect())
}

pub fn certificates(hub: &Hub) -> Result<Vec<CertificateView>, CertificationError> {
    let packages = hub.depot().list(&PackageFilter::default()).map_err(failed)?;
    let mut components: BTreeSet<Digest> = packages.iter().map(|package| package.component).collect();
    components.extend(hub.files().components.values().map(|one| one.digest));
    let mut found = Vec::new();
    for component in components {
        found.extend(of(hub, component)?);
    }
    found.sort_by(|a, b| b.valid_from.cmp(&a.valid_from).then_with(|| a.number.cmp(&b.number)));
    Ok(found)
}

pub fn in_use(hub: &Hub) -> Result<Vec<CertificateView>, CertificationError> {
    let mut found = Vec::new();
    for pinned in hub.running().plugins.values() {
        let (revoked, others): (Vec<_>, Vec<_>) =
            of(hub, pinned.digest)?.into_iter().partition(|one| one.revoked.is_some());
        found.extend(revoked);
        found.extend(others.into_iter().filter(|one| one.gaps.is_empty()).max_by_key(|one| one.valid_until));
    }
    found.sort_by_key(|one| one.valid_until);
    Ok(found)
}

pub fn revoke(
    hub: &Hub,
    signer: &Signer,
    certificate: &Digest,
    effect: RevocationEffect,
    reason: &str,
) -> Result<u64, CertificationError> {
    if certificates(hub)?.iter().all(|one| one.digest != *certificate) {
        return Err(CertificationError::NotFound);
    }
    let lists = hub.gatekeeper.revocations();
    let before = lists.into_iter().find(|list| list.issuer == signer.organisation);
    let number = before.as_ref().map_or(0, |list| list.number) + 1;
    let mut entries = before.map(|list| list.entries).unwrap_or_default();
    let subject = Revoked::Certificate(*certificate);
    entries.push(Entry { id: format!("R-{number}"), subject, reason: reason.to_owned(), effect });
    let now = hub.clock.now();
    let list = RevocationList {
        format: FORMAT.into(),
        issuer: signer.organisation.clone(),
        number,
        issued_at: now,
        next_update: now + SignedDuration::from_hours(24 * NEXT_LIST_DAYS),
        entries,
    };
    let payload = serde_json::to_vec(&list).map_err(failed)?;
    let bundle = Bundle::sign_statement(&signer.key, PAYLOAD_TYPE, &payload).map_err(failed)?;
    let imported = hub.gatekeeper.import_revocations(&[bundle.as_bytes().to_vec()]).map_err(failed)?;
    imported.map_err(|errors| failed(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
    publish(hub, number, bundle.as_bytes())?;
    follow(hub, None)?;
    Ok(number)
}

/// Lays the list into the depot, where other hubs fetch it.
fn publish(hub: &Hub, number: u64, bundle: &[u8]) -> Result<(), CertificationError> {
    let repository = RepositoryName::new(REVOCATIONS).map_err(failed)?;
    let tag = TagName::new(number.to_string()).map_err(failed)?;
    let annotations = BTreeMap::new();
    let artifact =
        Artifact { artifact_type: REVOCATION_LIST, media_type: BUNDLE, bytes: bundle, annotations: &annotations };
    hub.depot().put_standing(&repository, &tag, artifact, By { who: WHO, at: hub.clock.now() }).map_err(failed)?;
    Ok(())
}
