//! The nouns of Drehscheibe and the sans-IO core that decides what happens to a message.
//!
//! Nothing here reads a clock, a file, a socket or a database, and nothing here knows WebAssembly:
//! the core reaches the world through the traits in [`ports`]. Every decision is therefore a pure
//! function that a test or a simulator can drive.
#![forbid(unsafe_code)]

pub mod access;
pub mod activation;
pub mod area;
pub mod call;
pub mod configuration;
pub mod content;
pub mod delivery;
pub mod depot;
pub mod envelope;
pub mod finding;
pub mod flow;
pub mod ids;
pub mod journal;
pub mod limits;
pub mod message;
pub mod ports;
pub mod retry;
pub mod text;
pub mod trust;
pub mod work;
