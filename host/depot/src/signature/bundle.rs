//! Sigstore bundles, version 0.3, with a public key hint.

use super::dsse::pre_authentication_encoding;
use super::private::{SignError, Signer};
use super::public::PublicKey;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drehscheibe_model::content::Digest;
use serde::{Deserialize, Serialize};

/// The media type of a bundle, as a referrer and within it.
pub const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// Longest bundle, in bytes.
pub const MAX_BUNDLE_BYTES: usize = 1 << 20;

/// What is wrong with a bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    #[error("the bundle has {0} bytes; {MAX_BUNDLE_BYTES} are allowed")]
    TooLarge(usize),
    #[error("not a Sigstore bundle")]
    Json(#[from] serde_json::Error),
    #[error("the media type is `{0}`; expected `{MEDIA_TYPE}`")]
    MediaType(String),
    #[error("{0}")]
    Shape(&'static str),
    #[error("the bundle signs {signed}, not {wanted}")]
    OtherArtifact { signed: String, wanted: Digest },
    #[error("the signature is not of this key, or what was signed was changed")]
    WrongSignature,
    #[error("nothing was signed")]
    Sign(#[from] SignError),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    media_type: String,
    verification_material: Material,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_signature: Option<MessageSignature>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dsse_envelope: Option<Envelope>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Material {
    public_key: KeyHint,
    #[serde(default)]
    tlog_entries: Vec<serde_json::Value>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct KeyHint {
    #[serde(default)]
    hint: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MessageSignature {
    message_digest: MessageDigest,
    signature: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct MessageDigest {
    algorithm: String,
    digest: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payload: String,
    payload_type: String,
    signatures: Vec<EnvelopeSignature>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct EnvelopeSignature {
    sig: String,
    #[serde(default)]
    keyid: String,
}

/// A signature over an artifact or a statement, with a hint which key made it.
#[derive(Debug, Clone)]
pub struct Bundle {
    bytes: Vec<u8>,
    hint: String,
    content: Content,
    signature: Vec<u8>,
}

#[derive(Debug, Clone)]
enum Content {
    Artifact(Digest),
    Statement { payload_type: String, payload: Vec<u8> },
}

fn decode(text: &str) -> Result<Vec<u8>, BundleError> {
    STANDARD.decode(text).map_err(|_| BundleError::Shape("a part of the bundle is not base64"))
}

impl Bundle {
    /// Reads a bundle. Nothing is verified yet.
    pub fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        if bytes.len() > MAX_BUNDLE_BYTES {
            return Err(BundleError::TooLarge(bytes.len()));
        }
        let document: Document = serde_json::from_slice(bytes)?;
        if document.media_type != MEDIA_TYPE {
            return Err(BundleError::MediaType(document.media_type.chars().take(100).collect()));
        }
        let (content, signature) = match (document.message_signature, document.dsse_envelope) {
            (Some(message), None) => {
                if message.message_digest.algorithm != "SHA2_256" {
                    return Err(BundleError::Shape("the digest of the artifact is not SHA2_256"));
                }
                let digest: [u8; 32] = decode(&message.message_digest.digest)?
                    .try_into()
                    .map_err(|_| BundleError::Shape("the digest of the artifact has not 32 bytes"))?;
                (Content::Artifact(Digest(digest)), decode(&message.signature)?)
            }
            (None, Some(envelope)) => {
                let [signature] = envelope.signatures.as_slice() else {
                    return Err(BundleError::Shape("the envelope of a bundle has exactly one signature"));
                };
                let payload = decode(&envelope.payload)?;
                (Content::Statement { payload_type: envelope.payload_type, payload }, decode(&signature.sig)?)
            }
            _ => return Err(BundleError::Shape("a bundle holds either `messageSignature` or `dsseEnvelope`")),
        };
        let hint = document.verification_material.public_key.hint;
        Ok(Self { bytes: bytes.to_vec(), hint, content, signature })
    }

    fn write(signer: &dyn Signer, content: Content, signature: Vec<u8>) -> Result<Self, BundleError> {
        let hint = signer.public_key().hint();
        let (message_signature, dsse_envelope) = match &content {
            Content::Artifact(digest) => {
                let message_digest = MessageDigest { algorithm: "SHA2_256".into(), digest: STANDARD.encode(digest.0) };
                (Some(MessageSignature { message_digest, signature: STANDARD.encode(&signature) }), None)
            }
            Content::Statement { payload_type, payload } => {
                let signatures = vec![EnvelopeSignature { sig: STANDARD.encode(&signature), keyid: String::new() }];
                let payload = STANDARD.encode(payload);
                (None, Some(Envelope { payload, payload_type: payload_type.clone(), signatures }))
            }
        };
        let document = Document {
            media_type: MEDIA_TYPE.into(),
            verification_material: Material { public_key: KeyHint { hint: hint.clone() }, tlog_entries: Vec::new() },
            message_signature,
            dsse_envelope,
        };
        let bytes = serde_json::to_vec(&document)?;
        Ok(Self { bytes, hint, content, signature })
    }

    /// Signs an artifact, for example a component.
    pub fn sign_artifact(signer: &dyn Signer, artifact: &[u8]) -> Result<Self, BundleError> {
        let signature = signer.sign(artifact)?;
        Self::write(signer, Content::Artifact(Digest::of(artifact)), signature)
    }

    /// Signs a statement.
    pub fn sign_statement(signer: &dyn Signer, payload_type: &str, payload: &[u8]) -> Result<Self, BundleError> {
        let signature = signer.sign(&pre_authentication_encoding(payload_type, payload))?;
        let content = Content::Statement { payload_type: payload_type.into(), payload: payload.to_vec() };
        Self::write(signer, content, signature)
    }

    /// The bundle as JSON: exactly the bytes that were read, or written first.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
    /// Of [`as_bytes`](Self::as_bytes): by it certificates are named.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes)
    }
    /// Which key made it, says the bundle: nothing that can be relied on.
    pub fn hint(&self) -> &str {
        &self.hint
    }
    /// The artifact it signs, says the bundle; none for statements.
    pub fn artifact(&self) -> Option<Digest> {
        match self.content {
            Content::Artifact(digest) => Some(digest),
            Content::Statement { .. } => None,
        }
    }
    /// Type and bytes of the statement, not verified; none for artifacts.
    pub fn unverified_statement(&self) -> Option<(&str, &[u8])> {
        match &self.content {
            Content::Statement { payload_type, payload } => Some((payload_type, payload)),
            Content::Artifact(_) => None,
        }
    }

    /// Checks that the key signed the artifact.
    pub fn verify_artifact(&self, key: &PublicKey, artifact: &[u8]) -> Result<(), BundleError> {
        let wanted = Digest::of(artifact);
        match self.content {
            Content::Artifact(signed) if signed == wanted => {
                key.verify(artifact, &self.signature).map_err(|_| BundleError::WrongSignature)
            }
            Content::Artifact(signed) => Err(BundleError::OtherArtifact { signed: signed.to_string(), wanted }),
            Content::Statement { .. } => Err(BundleError::OtherArtifact { signed: "a statement".into(), wanted }),
        }
    }

    /// Checks that the key signed the statement, and gives its type and bytes.
    pub fn verify_statement(&self, key: &PublicKey) -> Result<(&str, &[u8]), BundleError> {
        let Content::Statement { payload_type, payload } = &self.content else {
            return Err(BundleError::Shape("the bundle signs an artifact, not a statement"));
        };
        let encoded = pre_authentication_encoding(payload_type, payload);
        key.verify(&encoded, &self.signature).map_err(|_| BundleError::WrongSignature)?;
        Ok((payload_type, payload))
    }
}

#[cfg(test)]
mod tests;
