//! What a vendor does with a plugin on the desk.

pub mod bench;
mod budget;
pub mod build;
pub mod desk;
pub mod dev;
pub mod doctor;
mod embedded;
pub mod engine;
mod flame;
pub mod folder;
pub mod inspect;
pub mod language;
mod loaded;
pub mod new;
pub mod once;
pub mod profile;
pub mod test;
mod watch;
