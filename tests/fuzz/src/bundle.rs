//! Signatures as vendors and other registries hand them in: Sigstore bundles, and public keys.

use super::text::assert_readable;
use drehscheibe_depot::signature::{Bundle, PrivateKey, PublicKey, Signer};
use std::error::Error;
use std::sync::LazyLock;

/// All that the key of the seeds ever signed.
const ARTIFACT: &[u8] = b"component";
const STATEMENT: (&str, &[u8]) = ("application/vnd.in-toto+json", br#"{"passed":true}"#);

static KEY: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::from_ed25519_seed(&[7; 32]).unwrap());

fn told(error: &dyn Error) {
    assert_readable(&error.to_string(), 2_000);
}

/// A key is read back as it was written. A bundle is refused with a short text, or read; what verifies is
/// what was signed and nothing else.
pub fn run(input: &[u8]) {
    if let Ok(text) = std::str::from_utf8(input) {
        match PublicKey::from_pem(text) {
            Ok(key) => assert_eq!(PublicKey::from_pem(&key.to_pem().unwrap()).unwrap(), key),
            Err(error) => told(&error),
        }
    }
    let bundle = match Bundle::parse(input) {
        Ok(bundle) => bundle,
        Err(error) => return told(&error),
    };
    assert_eq!(bundle.as_bytes(), input);
    let key = KEY.public_key();
    told(&bundle.verify_artifact(key, b"another component").expect_err("nobody signed it"));
    match bundle.verify_artifact(key, ARTIFACT) {
        Ok(()) => assert!(bundle.artifact().is_some()),
        Err(error) => told(&error),
    }
    match bundle.verify_statement(key) {
        Ok(statement) => assert_eq!(statement, STATEMENT),
        Err(error) => told(&error),
    }
}
