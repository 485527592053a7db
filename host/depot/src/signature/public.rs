//! Public keys.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drehscheibe_model::content::Digest;
use p256::ecdsa::signature::Verifier as _;
use pkcs8::{DecodePublicKey, EncodePublicKey, LineEnding};
use std::fmt;
use std::str::FromStr;

/// The two algorithms that managed keys may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// ECDSA on the curve P-256 with SHA-256; signatures in ASN.1 DER.
    EcdsaP256,
    /// Pure Ed25519 (RFC 8032).
    Ed25519,
}

impl Algorithm {
    pub const ALL: [Self; 2] = [Self::EcdsaP256, Self::Ed25519];

    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::EcdsaP256 => "ecdsa-p256",
            Self::Ed25519 => "ed25519",
        }
    }
}

impl FromStr for Algorithm {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == text)
            .ok_or_else(|| format!("`{text}` is not an algorithm; there are ecdsa-p256 and ed25519"))
    }
}

/// The bytes are no public key that we know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a public key for ECDSA P-256 or Ed25519 (PEM with `BEGIN PUBLIC KEY`)")]
pub struct InvalidKey;

/// The signature is not of this key, or not over these bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not match")]
pub struct WrongSignature;

/// A key with which signatures are checked.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    kind: Kind,
    /// Of the SPKI form in DER: what revocation lists and certificates name.
    fingerprint: Digest,
}

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    EcdsaP256(p256::ecdsa::VerifyingKey),
    Ed25519(ed25519_dalek::VerifyingKey),
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {})", self.algorithm().name(), self.fingerprint)
    }
}

impl PublicKey {
    fn of(kind: Kind) -> Result<Self, InvalidKey> {
        let fingerprint = Digest::of(&kind.to_der()?);
        Ok(Self { kind, fingerprint })
    }
    pub(super) fn ecdsa(key: p256::ecdsa::VerifyingKey) -> Result<Self, InvalidKey> {
        Self::of(Kind::EcdsaP256(key))
    }
    pub(super) fn ed25519(key: ed25519_dalek::VerifyingKey) -> Result<Self, InvalidKey> {
        Self::of(Kind::Ed25519(key))
    }

    /// From `-----BEGIN PUBLIC KEY-----` (SPKI).
    pub fn from_pem(text: &str) -> Result<Self, InvalidKey> {
        let text = text.trim();
        if let Ok(key) = p256::ecdsa::VerifyingKey::from_public_key_pem(text) {
            return Self::ecdsa(key);
        }
        ed25519_dalek::VerifyingKey::from_public_key_pem(text).map_err(|_| InvalidKey).and_then(Self::ed25519)
    }

    /// SPKI in DER.
    pub fn to_der(&self) -> Result<Vec<u8>, InvalidKey> {
        self.kind.to_der()
    }

    /// SPKI in PEM.
    pub fn to_pem(&self) -> Result<String, InvalidKey> {
        match &self.kind {
            Kind::EcdsaP256(key) => key.to_public_key_pem(LineEnding::LF),
            Kind::Ed25519(key) => key.to_public_key_pem(LineEnding::LF),
        }
        .map_err(|_| InvalidKey)
    }

    pub fn algorithm(&self) -> Algorithm {
        match self.kind {
            Kind::EcdsaP256(_) => Algorithm::EcdsaP256,
            Kind::Ed25519(_) => Algorithm::Ed25519,
        }
    }

    /// SHA-256 of the SPKI form in DER.
    pub fn fingerprint(&self) -> Digest {
        self.fingerprint
    }

    /// As Sigstore bundles name a managed key: the fingerprint in base64.
    pub fn hint(&self) -> String {
        STANDARD.encode(self.fingerprint.0)
    }

    /// Checks a signature over the bytes. ECDSA signatures are ASN.1 DER.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), WrongSignature> {
        match &self.kind {
            Kind::EcdsaP256(key) => {
                let signature = p256::ecdsa::DerSignature::from_bytes(signature).map_err(|_| WrongSignature)?;
                key.verify(message, &signature).map_err(|_| WrongSignature)
            }
            Kind::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| WrongSignature)?;
                // Strict: no small-order keys, one signature per message and key.
                key.verify_strict(message, &signature).map_err(|_| WrongSignature)
            }
        }
    }
}

impl Kind {
    fn to_der(&self) -> Result<Vec<u8>, InvalidKey> {
        match self {
            Self::EcdsaP256(key) => key.to_public_key_der(),
            Self::Ed25519(key) => key.to_public_key_der(),
        }
        .map(|document| document.as_bytes().to_vec())
        .map_err(|_| InvalidKey)
    }
}
