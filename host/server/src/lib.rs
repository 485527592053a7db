//! The HTTP API: what portals, municipalities and operators see of the hub.
//!
//! ```text
//! serve ─► connection limits ─► observe (metrics, headers) ─► authorise (one table) ─► handler ─► ports
//! ```
//!
//! A handler turns a request into calls of `model::ports` and the result into JSON or a problem
//! (RFC 9457). It decides nothing about messages. Blocking calls run on threads of their own.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

/// The checks that documents meet at the door.
pub mod documents {
    pub use crate::intake::json_check::{JsonFault, check as check_json};
    pub use crate::intake::xml_check::{XmlFault, check as check_xml};
}

pub mod access;
mod blocking;
pub mod depot;
mod intake;
mod limits;
mod messages;
mod metrics;
mod observe;
mod openapi;
mod operate;
pub mod portal;
pub mod problem;
mod router;
mod serve;
mod state;

pub use limits::ApiLimits;
pub use openapi::document as openapi_document;
pub use router::router;
pub use serve::serve;
pub use state::{AppState, Ports};
