//! Configuration as code: `drehscheibe.toml` and a directory of procedure and authority files become
//! one immutable [`Configuration`], or a list of everything that is wrong with them.

mod assemble;
mod authority;
pub mod files;
mod gate;
pub mod packages;
mod problem;
mod rules;
pub mod secrets;
mod sign_in;
mod stages;
mod targets;
pub mod trust;
mod uses;

pub use assemble::{Assembled, Component, FileActivation, assemble, base_of, read_hub_file};
pub use gate::check_trust;
pub use problem::{Problem, SourceFile};
pub use rules::{check_settings, settings_problems};
pub use sign_in::sign_in;
