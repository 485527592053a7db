//! What the tests of the whole share: a stage with configuration files, the real binary, a client, a
//! target, and waiting for what can be awaited. A test includes it with `#[path]`.
#![allow(dead_code, unused_imports, reason = "no test needs everything")]

pub mod bureau;
pub mod chance;
pub mod client;
pub mod hub;
pub mod sink;
pub mod stage;
pub mod town;
pub mod wait;

pub use bureau::Bureau;
pub use client::{Answer, Client};
pub use hub::Hub;
pub use sink::{Arrival, Reply, Sink};
pub use stage::Stage;
pub use town::{Town, message};
pub use wait::until;
