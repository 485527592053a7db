//! Revocation lists: signed, numbered, complete. Each list of an issuer replaces the one before.

mod list;
mod verified;

pub use list::{Entry, FORMAT, ListError, PAYLOAD_TYPE, RevocationList, Revoked};
pub use verified::{VerifiedList, read_lists};
