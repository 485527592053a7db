//! The hub's mouths: the host side of the capabilities through which adapters reach others.
//!
//! What a plugin may call is decided before, by the gate in `runtime`; here it is carried out, and
//! the one thing that can only be known here is checked: the address behind a name. Every outcome
//! says as precisely as possible whether the other side can have received anything, because the
//! core repeats only what certainly was not taken.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod address;
mod body;
pub mod http;
pub mod mail;

pub use crate::http::{HttpClient, Roots};
pub use crate::mail::{RelayConfig, RelayProblem, Security, SmtpMailer};
