//! From a pushed component to a checked package, and who is refused on the way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use drehscheibe_depot::package::{KnownVendors, SignedPackage, VendorKeys, sign_package};
use drehscheibe_depot::signature::{Algorithm, PrivateKey, Signer};
use drehscheibe_depot::{Artifact, By, Depot, DepotRegistry, NewComponent, RegistryPorts};
use drehscheibe_model::call::{PluginFacts, Stop, World};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::artifact_type::{BUNDLE, MANIFEST, PLUGIN_MANIFEST, TOML, VENDOR_SIGNATURE};
use drehscheibe_model::depot::{ManifestRecord, PackageStatus, Reference, RepositoryName, TagName};
use drehscheibe_model::ports::{
    Clock, ComponentOutside, Components, Kept, Pushed, PushedBy, Registry, RegistryError, RegistryLimits,
};
use drehscheibe_store::{MemoryBlobs, MemoryStore};
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

/// Takes everything for a validator; the real ones are looked at in the tests of the whole.
struct Validators;

impl Components for Validators {
    fn look(&self, _: &Digest) -> Result<ComponentOutside, Stop> {
        Ok(ComponentOutside { wit_version: "0.1.0".into(), worlds: vec![World::Validator], imports: Vec::new() })
    }
    fn prepare(&self, component: &Digest) -> Result<PluginFacts, Stop> {
        Ok(PluginFacts {
            digest: *component,
            size: 9,
            wit_version: "0.1.0".into(),
            worlds: vec![World::Validator],
            imports: Vec::new(),
            settings_schema: json!({"type": "object"}),
        })
    }
}

struct Bench {
    registry: DepotRegistry,
    /// Where a pusher makes what it pushes.
    desk: Depot,
    keys: BTreeMap<&'static str, PrivateKey>,
}

const BY: By<'static> = By { who: "key", at: Timestamp::UNIX_EPOCH };

fn toml(name: &str, version: &str, vendor: &str) -> String {
    format!(
        "[plugin]\nname = \"{name}\"\nversion = \"{version}\"\ntitle = \"T\"\ndescription = \"D\"\nvendor = \"{vendor}\"\n\
         licence = \"EUPL-1.2\"\ncontact = \"x\"\nworlds = [\"validator\"]\nstages = [1]\n"
    )
}

impl Bench {
    fn new() -> Self {
        let blobs = Arc::new(MemoryBlobs::new());
        let depot = Depot::new(Arc::new(MemoryStore::new()), blobs.clone());
        let desk = Depot::new(Arc::new(MemoryStore::new()), blobs);
        let keys =
            BTreeMap::from(["kisa", "acme"].map(|name| (name, PrivateKey::generate(Algorithm::Ed25519).unwrap())));
        let vendor = |(name, key): (&&str, &PrivateKey)| {
            let keys = VendorKeys { organisation: name.to_uppercase(), keys: vec![key.public_key().clone()] };
            (name.parse().unwrap(), keys)
        };
        let vendors = KnownVendors::new(keys.iter().map(vendor).collect());
        let ports =
            RegistryPorts { components: Arc::new(Validators), vendors: Arc::new(vendors), clock: Arc::new(Still) };
        Self { registry: DepotRegistry::new(depot, ports, RegistryLimits::default()), desk, keys }
    }

    /// Pushes what lies on the desk.
    fn push(&self, record: &ManifestRecord, reference: Reference) -> Result<Kept, RegistryError> {
        for blob in record.config.iter().chain(&record.layers) {
            let upload = self.registry.start_upload(&record.repository, "key").unwrap();
            let piece = drehscheibe_model::depot::Piece { digest: blob.digest, size: blob.size };
            let upload = self.registry.add_piece(&upload, Some(0), piece).unwrap();
            self.registry.finish_upload(&upload, &blob.digest).unwrap();
        }
        let desk = DepotRegistry::new(
            self.desk.clone(),
            RegistryPorts::without_vendors(Arc::new(Validators), Arc::new(Still)),
            RegistryLimits::default(),
        );
        let (_, body) = desk.manifest(&record.repository, &Reference::Digest(record.digest)).unwrap();
        self.registry.put_manifest(Pushed {
            repository: &record.repository,
            reference: &reference,
            media_type: MANIFEST,
            body: &body,
            by: "key",
            allowed: PushedBy::Publisher,
        })
    }

    fn component(&self, repository: &str, tag: &str, bytes: &[u8]) -> ManifestRecord {
        let (repository, tag) = (RepositoryName::new(repository).unwrap(), TagName::new(tag).unwrap());
        let component = NewComponent { bytes, imports: &[], exports: &[], annotations: &BTreeMap::new() };
        let record = self.desk.put_package(&repository, &tag, component, BY).unwrap();
        self.push(&record, Reference::Tag(tag)).unwrap();
        record
    }

    fn attach(&self, subject: &ManifestRecord, kind: &str, media: &str, bytes: &[u8]) -> Result<Kept, RegistryError> {
        let artifact = Artifact { artifact_type: kind, media_type: media, bytes, annotations: &BTreeMap::new() };
        let record = self.desk.attach(&subject.repository, subject, artifact, BY).unwrap();
        self.push(&record, Reference::Digest(record.digest))
    }

    fn manifest(&self, subject: &ManifestRecord, text: &str) -> Result<Kept, RegistryError> {
        self.attach(subject, PLUGIN_MANIFEST, TOML, text.as_bytes())
    }

    fn sign(&self, by: &str, subject: &ManifestRecord, text: &str, version: &str) -> Result<Kept, RegistryError> {
        let package = SignedPackage {
            repository: subject.repository.clone(),
            plugin: subject.repository.last().parse().unwrap(),
            version: version.into(),
            component: subject.layers[0].digest,
            manifest: Digest::of(text.as_bytes()),
        };
        let bundle = sign_package(&self.keys[by], &package).unwrap();
        self.attach(subject, VENDOR_SIGNATURE, BUNDLE, bundle.as_bytes())
    }

    fn status(&self, subject: &ManifestRecord) -> PackageStatus {
        let reference = Reference::Digest(subject.digest);
        self.registry.inspect(&subject.repository, &reference).unwrap().package.status.status
    }
}

fn problems(refused: Result<Kept, RegistryError>) -> String {
    match refused {
        Err(RegistryError::ManifestInvalid(problems)) => problems.join("\n"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_package_is_checked_once_its_manifest_and_its_signature_are_there() {
    let bench = Bench::new();
    let component = bench.component("kisa/a", "1.0.0", b"component");
    assert_eq!(bench.status(&component), PackageStatus::Uploaded);
    let text = toml("a", "1.0.0", "KISA");
    let kept = bench.manifest(&component, &text).unwrap();
    assert!(kept.remarks[0].contains("signature is missing"), "{:?}", kept.remarks);
    assert_eq!(bench.status(&component), PackageStatus::Uploaded);
    let kept = bench.sign("kisa", &component, &text, "1.0.0").unwrap();
    assert!(kept.remarks.is_empty(), "{:?}", kept.remarks);
    let inspection = bench.registry.inspect(&component.repository, &Reference::Digest(component.digest)).unwrap();
    assert_eq!(inspection.package.status.status, PackageStatus::Checked);
    assert_eq!(inspection.package.description.unwrap().plugin.as_str(), "a");
    assert_eq!(inspection.package.signed_by, Some(bench.keys["kisa"].public_key().fingerprint().to_string()));
    assert_eq!(inspection.package.settings_schema, Some(json!({"type": "object"})));
    assert_eq!(inspection.history.len(), 2);
    assert_eq!(inspection.referrers.len(), 2);
}

#[test]
fn the_order_does_not_matter() {
    let bench = Bench::new();
    let component = bench.component("kisa/a", "1.0.0", b"component");
    let text = toml("a", "1.0.0", "KISA");
    bench.sign("kisa", &component, &text, "1.0.0").unwrap();
    assert_eq!(bench.status(&component), PackageStatus::Uploaded);
    bench.manifest(&component, &text).unwrap();
    assert_eq!(bench.status(&component), PackageStatus::Checked);
}

#[test]
fn a_signature_of_somebody_else_counts_for_nothing() {
    let bench = Bench::new();
    let component = bench.component("kisa/a", "1.0.0", b"component");
    let text = toml("a", "1.0.0", "KISA");
    bench.manifest(&component, &text).unwrap();
    let kept = bench.sign("acme", &component, &text, "1.0.0").unwrap();
    assert!(kept.remarks.iter().any(|remark| remark.contains("not made by a key of `KISA`")), "{:?}", kept.remarks);
    // Over another manifest, and over another version.
    bench.sign("kisa", &component, "another", "1.0.0").unwrap();
    bench.sign("kisa", &component, &text, "2.0.0").unwrap();
    assert_eq!(bench.status(&component), PackageStatus::Uploaded);
    bench.sign("kisa", &component, &text, "1.0.0").unwrap();
    assert_eq!(bench.status(&component), PackageStatus::Checked);
}

#[test]
fn a_plugins_name_cannot_be_claimed_twice() {
    let bench = Bench::new();
    let package = |repository: &str, namespace: &'static str| {
        let component = bench.component(repository, "1.0.0", repository.as_bytes());
        let text = toml("a", "1.0.0", &namespace.to_uppercase());
        bench.manifest(&component, &text).unwrap();
        let signed = bench.sign(namespace, &component, &text, "1.0.0");
        (component, signed)
    };
    let (first, signed) = package("kisa/a", "kisa");
    signed.unwrap();
    let (second, signed) = package("acme/a", "acme");
    assert!(problems(signed).contains("`a` belongs to repository kisa/a"));
    assert_eq!((bench.status(&first), bench.status(&second)), (PackageStatus::Checked, PackageStatus::Uploaded));
}

#[test]
fn a_manifest_that_does_not_fit_is_refused_and_none_is_replaced() {
    let bench = Bench::new();
    let component = bench.component("kisa/a", "1.0.0", b"component");
    assert!(problems(bench.manifest(&component, "[plugin]\nname = 7\n")).contains("plugin.toml: line"));
    let wrong = toml("b", "2.0.0", "KISA").replace("validator", "adapter");
    let told = problems(bench.manifest(&component, &wrong));
    for part in ["is for `a`", "version 2.0.0", "names the worlds"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let text = toml("a", "1.0.0", "KISA");
    bench.manifest(&component, &text).unwrap();
    bench.manifest(&component, &text).unwrap();
    let other = text.replace("title = \"T\"", "title = \"U\"");
    assert!(problems(bench.manifest(&component, &other)).contains("has a manifest already"));
}

#[test]
fn signatures_and_certificates_are_bundles() {
    let bench = Bench::new();
    let component = bench.component("kisa/a", "1.0.0", b"component");
    assert!(problems(bench.attach(&component, VENDOR_SIGNATURE, "text/plain", b"x")).contains("has the type"));
    assert!(problems(bench.attach(&component, VENDOR_SIGNATURE, BUNDLE, b"{}")).contains("Sigstore"));
}
