//! `ARTIFACT BUNDLE KEY`: exit code 0 if `sigstore-verify` takes the bundle, 1 if it refuses it.

use sigstore_verify::trust_root::TrustedRoot;
use sigstore_verify::types::{Bundle, DerPublicKey};
use sigstore_verify::{PublicKeyVerificationPolicy, Verifier};
use std::process::ExitCode;

/// No authority at all: our keys are managed, and there is no transparency log.
const NO_ROOT: &str = r#"{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[],"certificateAuthorities":[],"ctlogs":[],"timestampAuthorities":[]}"#;

fn check(artifact: &str, bundle: &str, key: &str) -> Result<(), Box<dyn std::error::Error>> {
    let bundle = Bundle::from_json(&std::fs::read_to_string(bundle)?)?;
    let key = DerPublicKey::from_pem(&std::fs::read_to_string(key)?)?;
    let verifier = Verifier::new(&TrustedRoot::from_json(NO_ROOT)?)?;
    let policy = PublicKeyVerificationPolicy::new(key).skip_tlog_unsafe();
    verifier.verify(std::fs::read(artifact)?.as_slice(), &bundle, &policy)?;
    Ok(())
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
            eprintln!("sigstore-verify: {error}");
            ExitCode::FAILURE
        }
    }
}
