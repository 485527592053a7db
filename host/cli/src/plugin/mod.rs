//! What a vendor does with a plugin on the desk.

pub mod bench;
mod budget;
pub mod build;
pub mod desk;
pub mod dev;
pub mod diff;
pub mod doctor;
mod embedded;
pub mod engine;
mod flame;
pub mod folder;
pub mod inspect;
pub mod language;
pub mod loaded;
mod names;
mod native;
pub mod new;
pub mod once;
pub mod profile;
mod record;
pub mod test;
mod watch;
