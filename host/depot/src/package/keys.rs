//! The vendors that the operator knows: who publishes in which namespace, with which keys.

use super::vendor::{SignedPackage, VendorSignatures};
use crate::signature::{Bundle, PublicKey};
use drehscheibe_model::depot::Namespace;
use std::collections::BTreeMap;

/// Who publishes in a namespace.
#[derive(Debug, Clone)]
pub struct VendorKeys {
    /// As `vendor` in their manifests.
    pub organisation: String,
    pub keys: Vec<PublicKey>,
}

/// All vendors by namespace.
#[derive(Debug, Clone, Default)]
pub struct KnownVendors(BTreeMap<Namespace, VendorKeys>);

impl KnownVendors {
    pub fn new(vendors: BTreeMap<Namespace, VendorKeys>) -> Self {
        Self(vendors)
    }
}

impl VendorSignatures for KnownVendors {
    fn verify(&self, bundle: &[u8], package: &SignedPackage, vendor: &str) -> Result<String, String> {
        let namespace = package.repository.namespace();
        let known = self.0.get(&namespace);
        let known = known.ok_or_else(|| format!("the operator knows no key of the namespace `{namespace}`"))?;
        if known.organisation != vendor {
            let own = &known.organisation;
            return Err(format!("the manifest's vendor is `{vendor}`, the namespace `{namespace}` is that of `{own}`"));
        }
        let bundle = Bundle::parse(bundle).map_err(|error| error.to_string())?;
        let mut signed = known.keys.iter().filter_map(|key| Some((key, bundle.verify_statement(key).ok()?)));
        let (key, (payload_type, payload)) =
            signed.next().ok_or_else(|| format!("it was not made by a key of `{}`", known.organisation))?;
        package.is_meant_by(payload_type, payload)?;
        Ok(key.fingerprint().to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::sign_package;
    use crate::signature::{Algorithm, PrivateKey, Signer};
    use drehscheibe_model::content::Digest;

    #[test]
    fn only_keys_of_the_namespace_count() {
        let key = |algorithm| PrivateKey::generate(algorithm).unwrap();
        let (kisa, other) = (key(Algorithm::EcdsaP256), key(Algorithm::Ed25519));
        let of = |name: &str, key: &PrivateKey| {
            let keys = VendorKeys { organisation: name.to_uppercase(), keys: vec![key.public_key().clone()] };
            (Namespace::new(name).unwrap(), keys)
        };
        let vendors = KnownVendors::new(BTreeMap::from([of("kisa", &kisa), of("acme", &other)]));
        let package = SignedPackage {
            repository: "kisa/a".parse().unwrap(),
            plugin: "a".parse().unwrap(),
            version: "1.0.0".into(),
            component: Digest::of(b"component"),
            manifest: Digest::of(b"manifest"),
        };
        let verify = |key: &PrivateKey, package: &SignedPackage, vendor: &str| {
            vendors.verify(sign_package(key, package).unwrap().as_bytes(), package, vendor)
        };
        assert_eq!(verify(&kisa, &package, "KISA"), Ok(kisa.public_key().fingerprint().to_string()));
        assert!(verify(&other, &package, "KISA").unwrap_err().contains("not made by a key"));
        assert!(verify(&kisa, &package, "ACME").unwrap_err().contains("is that of `KISA`"));
        let unknown = SignedPackage { repository: "x/a".parse().unwrap(), ..package.clone() };
        assert!(verify(&kisa, &unknown, "X").unwrap_err().contains("no key"));
        let bundle = sign_package(&kisa, &package).unwrap();
        let changed = SignedPackage { component: Digest::of(b"componenT"), ..package };
        assert!(vendors.verify(bundle.as_bytes(), &changed, "KISA").unwrap_err().contains("not about the component"));
    }
}
