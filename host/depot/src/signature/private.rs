//! Private keys in files, and what signs with them.

use super::public::{Algorithm, InvalidKey, PublicKey};
use p256::ecdsa::signature::Signer as _;
use pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use std::fmt;

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    #[error("the key did not sign: {0}")]
    Refused(String),
}

/// Something that holds a private key: a file here, a card or a module behind PKCS#11 elsewhere. The
/// private key itself never needs to be seen.
pub trait Signer: Send + Sync {
    fn public_key(&self) -> &PublicKey;
    /// Signs the bytes themselves, not their digest; ECDSA signatures in ASN.1 DER.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;
}

/// Why a key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("not an encrypted private key (PEM with `BEGIN ENCRYPTED PRIVATE KEY`)")]
    NotAKey,
    #[error("the password is wrong, or the key is of another kind than ECDSA P-256 and Ed25519")]
    Locked,
    #[error("the private key is not encrypted; it must not lie around like that")]
    Unencrypted,
    #[error("a password has at least {0} characters")]
    WeakPassword(usize),
    #[error("the system gives no random numbers: {0}")]
    NoRandomness(String),
    #[error("the key cannot be written down")]
    Encoding(#[from] InvalidKey),
}

/// Shortest password of a key file, in characters.
const SHORTEST_PASSWORD: usize = 8;

/// A private key in memory; wiped when dropped.
pub struct PrivateKey {
    kind: Kind,
    public: PublicKey,
}

enum Kind {
    EcdsaP256(Box<p256::ecdsa::SigningKey>),
    Ed25519(Box<ed25519_dalek::SigningKey>),
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey of {:?}", self.public)
    }
}

impl PrivateKey {
    fn ecdsa(key: p256::ecdsa::SigningKey) -> Result<Self, InvalidKey> {
        let public = PublicKey::ecdsa(*key.verifying_key())?;
        Ok(Self { kind: Kind::EcdsaP256(Box::new(key)), public })
    }
    fn ed25519(key: ed25519_dalek::SigningKey) -> Result<Self, InvalidKey> {
        let public = PublicKey::ed25519(key.verifying_key())?;
        Ok(Self { kind: Kind::Ed25519(Box::new(key)), public })
    }

    /// A new key from the system's random numbers.
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyFileError> {
        let random = || {
            let mut secret = zeroize::Zeroizing::new([0; 32]);
            getrandom::fill(secret.as_mut()).map_err(|error| KeyFileError::NoRandomness(error.to_string()))?;
            Ok::<_, KeyFileError>(secret)
        };
        match algorithm {
            Algorithm::Ed25519 => Ok(Self::ed25519(ed25519_dalek::SigningKey::from_bytes(&*random()?))?),
            Algorithm::EcdsaP256 => loop {
                // Of 2^256 numbers all but 2^224 are keys.
                if let Ok(key) = p256::ecdsa::SigningKey::from_slice(random()?.as_ref()) {
                    return Ok(Self::ecdsa(key)?);
                }
            },
        }
    }

    /// PKCS#8, encrypted with PBES2 (scrypt, AES-256-CBC), in PEM; `openssl pkey` reads it.
    pub fn to_encrypted_pem(&self, password: &str) -> Result<String, KeyFileError> {
        if password.chars().count() < SHORTEST_PASSWORD {
            return Err(KeyFileError::WeakPassword(SHORTEST_PASSWORD));
        }
        let pem = match &self.kind {
            Kind::EcdsaP256(key) => key.to_pkcs8_encrypted_pem(password, LineEnding::LF),
            Kind::Ed25519(key) => {
                // Without the public key in it: OpenSSL reads version 1 of PKCS#8 only.
                let plain = ed25519_dalek::pkcs8::KeypairBytes { secret_key: key.to_bytes(), public_key: None };
                plain.to_pkcs8_encrypted_pem(password, LineEnding::LF)
            }
        };
        pem.map(|text| text.to_string()).map_err(|_| KeyFileError::Encoding(InvalidKey))
    }

    /// Reads what [`to_encrypted_pem`](Self::to_encrypted_pem) wrote, or `openssl pkcs8 -topk8`.
    pub fn from_encrypted_pem(text: &str, password: &str) -> Result<Self, KeyFileError> {
        let text = text.trim();
        if !text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
            let open = text.contains("PRIVATE KEY-----") && !text.contains("ENCRYPTED");
            return Err(if open { KeyFileError::Unencrypted } else { KeyFileError::NotAKey });
        }
        if let Ok(key) = p256::ecdsa::SigningKey::from_pkcs8_encrypted_pem(text, password) {
            return Ok(Self::ecdsa(key)?);
        }
        let key = ed25519_dalek::SigningKey::from_pkcs8_encrypted_pem(text, password);
        Ok(Self::ed25519(key.map_err(|_| KeyFileError::Locked)?)?)
    }

    /// The 32 secret bytes of an Ed25519 key that a machine keeps for itself, without a password.
    pub fn from_ed25519_seed(seed: &[u8; 32]) -> Result<Self, KeyFileError> {
        Ok(Self::ed25519(ed25519_dalek::SigningKey::from_bytes(seed))?)
    }
}

impl Signer for PrivateKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        match &self.kind {
            Kind::EcdsaP256(key) => {
                let signature: p256::ecdsa::DerSignature =
                    key.try_sign(message).map_err(|error| SignError::Refused(error.to_string()))?;
                Ok(signature.to_bytes().to_vec())
            }
            Kind::Ed25519(key) => {
                let signature = key.try_sign(message).map_err(|error| SignError::Refused(error.to_string()))?;
                Ok(signature.to_bytes().to_vec())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_file_with_the_right_password_only() {
        for algorithm in Algorithm::ALL {
            let key = PrivateKey::generate(algorithm).unwrap();
            let pem = key.to_encrypted_pem("correct horse").unwrap();
            let back = PrivateKey::from_encrypted_pem(&pem, "correct horse").unwrap();
            assert_eq!(back.public_key(), key.public_key());
            let signature = back.sign(b"bytes").unwrap();
            key.public_key().verify(b"bytes", &signature).unwrap();
            assert_eq!(key.public_key().verify(b"byteS", &signature), Err(WrongSignature));
            assert!(matches!(PrivateKey::from_encrypted_pem(&pem, "wrong horse"), Err(KeyFileError::Locked)));
            let again = PublicKey::from_pem(&key.public_key().to_pem().unwrap()).unwrap();
            assert_eq!(again.fingerprint(), key.public_key().fingerprint());
        }
    }

    #[test]
    fn weak_passwords_open_keys_and_garbage_are_refused() {
        let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
        assert!(matches!(key.to_encrypted_pem("short"), Err(KeyFileError::WeakPassword(8))));
        let open = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        assert!(matches!(PrivateKey::from_encrypted_pem(open, "whatever"), Err(KeyFileError::Unencrypted)));
        for garbage in ["", "x", "-----BEGIN PUBLIC KEY-----"] {
            assert!(matches!(PrivateKey::from_encrypted_pem(garbage, "whatever"), Err(KeyFileError::NotAKey)));
            assert_eq!(PublicKey::from_pem(garbage), Err(InvalidKey));
        }
        let cut = key.to_encrypted_pem("long enough").unwrap();
        assert!(PrivateKey::from_encrypted_pem(&cut[..cut.len() / 2], "long enough").is_err());
    }

    use crate::signature::WrongSignature;
}
