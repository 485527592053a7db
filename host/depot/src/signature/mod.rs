//! Signatures: managed keys, DSSE envelopes, and Sigstore bundles that carry them.
//!
//! Nothing here is a format of our own. Keys are PKCS#8 and SPKI, statements are signed as DSSE
//! envelopes over their pre-authentication encoding, and both kinds of signature travel in Sigstore
//! bundles (`v0.3`) with a public key hint, which others check, too (`make
//! interop-signatures` says who, and how far). There is no transparency log: whom to trust is the operator's policy.

mod bundle;
mod dsse;
mod private;
mod public;

pub use bundle::{Bundle, BundleError, MAX_BUNDLE_BYTES, MEDIA_TYPE};
pub use dsse::pre_authentication_encoding;
pub use private::{KeyFileError, PrivateKey, SignError, Signer};
pub use public::{Algorithm, InvalidKey, PublicKey, WrongSignature};
