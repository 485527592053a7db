//! What a vendor does with a plugin on the desk.

pub mod build;
pub mod desk;
pub mod engine;
pub mod test;
