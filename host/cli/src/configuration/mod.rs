//! Configuration as code: `drehscheibe.toml` and a directory of procedure and authority files become
//! one immutable [`Configuration`], or a list of everything that is wrong with them.

mod assemble;
mod authority;
pub mod files;
pub mod packages;
mod problem;
mod rules;
pub mod secrets;
mod stages;

pub use assemble::{Assembled, Component, FileActivation, assemble, read_hub_file};
pub use problem::Problem;
pub use rules::{check_settings, settings_problems};
