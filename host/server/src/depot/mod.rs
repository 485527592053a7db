//! The depot over HTTP: a registry of the OCI distribution specification v1.1 under `/v2/`, and what it
//! does not know, packages and their status, under `/api/v1/depot/`.

mod access;
pub(crate) mod api;
mod oci;
mod settings;
mod token;

pub use access::{ACCESS, Access, Act};
pub(crate) use oci::routes;
pub use settings::{DepotSettings, Pull};
pub(crate) use token::TokenKey;
