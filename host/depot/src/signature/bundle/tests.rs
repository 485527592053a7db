use super::*;
use crate::signature::{Algorithm, PrivateKey};

#[test]
fn what_is_signed_verifies_and_nothing_else_does() {
    for algorithm in Algorithm::ALL {
        let key = PrivateKey::generate(algorithm).unwrap();
        let other = PrivateKey::generate(algorithm).unwrap();
        let bundle = Bundle::sign_artifact(&key, b"component").unwrap();
        let read = Bundle::parse(bundle.as_bytes()).unwrap();
        assert_eq!((read.digest(), read.hint()), (bundle.digest(), key.public_key().hint().as_str()));
        read.verify_artifact(key.public_key(), b"component").unwrap();
        assert!(matches!(read.verify_artifact(key.public_key(), b"other"), Err(BundleError::OtherArtifact { .. })));
        assert!(matches!(read.verify_artifact(other.public_key(), b"component"), Err(BundleError::WrongSignature)));

        let bundle = Bundle::sign_statement(&key, "application/x", b"{}").unwrap();
        let read = Bundle::parse(bundle.as_bytes()).unwrap();
        assert_eq!(read.verify_statement(key.public_key()).unwrap(), ("application/x", b"{}".as_slice()));
        assert!(matches!(read.verify_statement(other.public_key()), Err(BundleError::WrongSignature)));
        let text = String::from_utf8(bundle.as_bytes().to_vec()).unwrap();
        for changed in [text.replace("application/x", "application/y"), text.replace("\"e30=\"", "\"W10=\"")] {
            let read = Bundle::parse(changed.as_bytes()).unwrap();
            assert!(matches!(read.verify_statement(key.public_key()), Err(BundleError::WrongSignature)), "{changed}");
        }
    }
}

#[test]
fn a_signature_over_an_artifact_is_none_over_a_statement() {
    let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
    let encoded = pre_authentication_encoding("t", b"p");
    let artifact = Bundle::sign_artifact(&key, &encoded).unwrap();
    assert!(matches!(artifact.verify_statement(key.public_key()), Err(BundleError::Shape(_))));
    let statement = Bundle::sign_statement(&key, "t", b"p").unwrap();
    assert!(statement.verify_artifact(key.public_key(), &encoded).is_err());
}

#[test]
fn garbage_and_wrong_shapes_are_errors() {
    let key = PrivateKey::generate(Algorithm::EcdsaP256).unwrap();
    let good = String::from_utf8(Bundle::sign_statement(&key, "t", b"p").unwrap().as_bytes().to_vec()).unwrap();
    let message = String::from_utf8(Bundle::sign_artifact(&key, b"p").unwrap().as_bytes().to_vec()).unwrap();
    let two = good.replace("\"signatures\":[", "\"signatures\":[{\"sig\":\"AA==\",\"keyid\":\"\"},");
    let both = good.replace("\"dsseEnvelope\"", "\"messageSignature\":{\"messageDigest\":{\"algorithm\":\"SHA2_256\",\"digest\":\"\"},\"signature\":\"\"},\"dsseEnvelope\"");
    for text in [
        "",
        "{}",
        "[]",
        "null",
        &good[..good.len() / 2],
        &good.replace("v0.3", "v0.1"),
        &two,
        &both,
        &good.replace("\"payload\":\"", "\"payload\":\"%"),
        &message.replace("SHA2_256", "SHA2_512"),
        &message.replace("\"digest\":\"", "\"digest\":\"AA"),
        &"[".repeat(100_000),
        &"x".repeat(MAX_BUNDLE_BYTES + 1),
    ] {
        assert!(Bundle::parse(text.as_bytes()).is_err(), "{}", &text[..text.len().min(200)]);
    }
    assert!(Bundle::parse(good.as_bytes()).is_ok() && Bundle::parse(message.as_bytes()).is_ok());
}
