//! What a vendor does with a plugin on the desk.

pub mod build;
pub mod engine;
pub mod test;
