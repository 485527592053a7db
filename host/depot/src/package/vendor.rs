//! The vendor's signature over a package: an in-toto statement about component and manifest.

use crate::signature::{Bundle, BundleError, Signer};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::RepositoryName;
use drehscheibe_model::ids::PluginName;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Type of the statement's predicate.
pub const PACKAGE_PREDICATE: &str = "urn:drehscheibe:predicate:package:v1";
const STATEMENT: &str = "https://in-toto.io/Statement/v1";
const PAYLOAD: &str = "application/vnd.in-toto+json";

/// What a vendor signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedPackage {
    pub repository: RepositoryName,
    pub plugin: PluginName,
    pub version: String,
    pub component: Digest,
    /// Of the bytes of `plugin.toml`.
    pub manifest: Digest,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    predicate_type: String,
    predicate: Predicate,
}

#[derive(Deserialize, Serialize)]
struct Subject {
    name: String,
    digest: Sha256,
}

#[derive(Deserialize, Serialize)]
struct Sha256 {
    sha256: String,
}

#[derive(Deserialize, Serialize, PartialEq, Eq)]
struct Predicate {
    repository: RepositoryName,
    plugin: PluginName,
    version: String,
}

/// Signs a package.
pub fn sign_package(signer: &dyn Signer, package: &SignedPackage) -> Result<Bundle, BundleError> {
    let subject = |name: &str, digest: &Digest| json!({"name": name, "digest": {"sha256": digest.to_hex()}});
    let statement = json!({
        "_type": STATEMENT,
        "subject": [subject("component", &package.component), subject("plugin.toml", &package.manifest)],
        "predicateType": PACKAGE_PREDICATE,
        "predicate": {"repository": package.repository, "plugin": package.plugin, "version": package.version},
    });
    Bundle::sign_statement(signer, PAYLOAD, statement.to_string().as_bytes())
}

impl SignedPackage {
    /// Whether a statement, whose signature was verified, is about this package; otherwise why not.
    pub fn is_meant_by(&self, payload_type: &str, payload: &[u8]) -> Result<(), String> {
        if payload_type != PAYLOAD {
            return Err("it is no in-toto statement".into());
        }
        let statement: Statement =
            serde_json::from_slice(payload).map_err(|error| format!("it is no statement about a package: {error}"))?;
        if statement.kind != STATEMENT || statement.predicate_type != PACKAGE_PREDICATE {
            return Err("it is no statement about a package".into());
        }
        let names = |digest: &Digest| {
            let hex = digest.to_hex();
            statement.subject.iter().any(|subject| subject.digest.sha256 == hex)
        };
        if !names(&self.component) {
            return Err(format!("it is not about the component {}", self.component));
        }
        if !names(&self.manifest) {
            return Err(format!("it is not about the manifest {}", self.manifest));
        }
        let here = Predicate {
            repository: self.repository.clone(),
            plugin: self.plugin.clone(),
            version: self.version.clone(),
        };
        if statement.predicate != here {
            let other = statement.predicate;
            return Err(format!("it is about {} {} in {}", other.plugin, other.version, other.repository));
        }
        Ok(())
    }
}

/// Knows the vendors' keys.
pub trait VendorSignatures: Send + Sync {
    /// Whether a key of `vendor` that may publish in this repository signed the package; the key's
    /// fingerprint, or why it does not count.
    fn verify(&self, bundle: &[u8], package: &SignedPackage, vendor: &str) -> Result<String, String>;
}

/// Knows no vendor: every package stays `uploaded`.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoVendors;

impl VendorSignatures for NoVendors {
    fn verify(&self, _: &[u8], _: &SignedPackage, _: &str) -> Result<String, String> {
        Err("the operator of this depot knows no key of a vendor".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::{Algorithm, PrivateKey};

    #[test]
    fn a_signature_is_about_one_package() {
        let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
        let package = SignedPackage {
            repository: RepositoryName::new("kisa/a").unwrap(),
            plugin: PluginName::new("a").unwrap(),
            version: "1.0.0".into(),
            component: Digest::of(b"component"),
            manifest: Digest::of(b"manifest"),
        };
        let bundle = sign_package(&key, &package).unwrap();
        let (payload_type, payload) = bundle.verify_statement(key.public_key()).unwrap();
        package.is_meant_by(payload_type, payload).unwrap();
        let others = [
            SignedPackage { component: Digest::of(b"x"), ..package.clone() },
            SignedPackage { manifest: Digest::of(b"x"), ..package.clone() },
            SignedPackage { version: "1.0.1".into(), ..package.clone() },
            SignedPackage { repository: RepositoryName::new("acme/a").unwrap(), ..package.clone() },
        ];
        for other in others {
            assert!(other.is_meant_by(payload_type, payload).is_err(), "{other:?}");
        }
        assert!(package.is_meant_by("text/plain", payload).is_err());
        assert!(package.is_meant_by(payload_type, b"{}").is_err());
    }
}
