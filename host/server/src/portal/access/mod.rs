//! Who may do what at the portal: policies in Cedar, beside this file.

mod act;
mod policy;

pub use act::Act;
pub(crate) use policy::{Thing, denial, role_text};
