//! `ARTIFACT BUNDLE KEY`: exit code 0 if the Rust crates of Sigstore take the bundle, 1 if they refuse it.
//!
//! The whole `Verifier` of `sigstore-verify` refuses every bundle without a transparency log entry or a
//! timestamp, whatever the policy says, and ours have neither. So its parser of bundles and its cryptography
//! do the work here, put together as its own check of managed keys does it.

use sigstore_verify::crypto::{SigningScheme, verify_signature};
use sigstore_verify::types::{Bundle, DerPublicKey, Sha256Hash, SignatureContent};
use std::process::ExitCode;

fn check(artifact: &str, bundle: &str, key: &str) -> Result<(), Box<dyn std::error::Error>> {
    let bundle = Bundle::from_json(&std::fs::read_to_string(bundle)?)?;
    let key = DerPublicKey::from_pem(&std::fs::read_to_string(key)?)?;
    let artifact = std::fs::read(artifact)?;
    let digest = sigstore_verify::crypto::sha256(&artifact);
    let schemes = [SigningScheme::EcdsaP256Sha256, SigningScheme::Ed25519];
    let any =
        |data: &[u8], signature| schemes.iter().any(|scheme| verify_signature(&key, data, signature, *scheme).is_ok());
    let good = match &bundle.content {
        SignatureContent::MessageSignature(message) => any(&artifact, &message.signature),
        SignatureContent::DsseEnvelope(envelope) => {
            let statement = String::from_utf8(envelope.payload.as_bytes().to_vec())?;
            if !statement.contains(&digest_text(&digest)) {
                return Err("the statement is about something else".into());
            }
            any(&envelope.pae(), &envelope.signature.sig)
        }
        _ => return Err("neither an artifact nor a statement".into()),
    };
    if good { Ok(()) } else { Err("the signature does not match".into()) }
}

fn digest_text(digest: &Sha256Hash) -> String {
    digest.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [artifact, bundle, key] = arguments.as_slice() else {
        eprintln!("ARTIFACT BUNDLE KEY");
        return ExitCode::from(2);
    };
    match check(artifact, bundle, key) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sigstore-rust: {error}");
            ExitCode::FAILURE
        }
    }
}
