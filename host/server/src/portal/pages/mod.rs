//! The pages, one file for each part of the portal.

pub(crate) mod activation;
mod blueprint;
pub(crate) mod certification;
pub(crate) mod depot;
pub(crate) mod difference;
mod faults;
pub(crate) mod find;
pub(crate) mod legal;
pub(crate) mod message;
pub(crate) mod messages;
pub(crate) mod overview;
pub(crate) mod parked;
pub(crate) mod procedures;
pub(crate) mod proposals;
pub(crate) mod reasoned;
pub(crate) mod resend;
pub(crate) mod retention;
pub(crate) mod revision;
pub(crate) mod rollout;
pub(crate) mod start;
mod tile_map;
mod timeline;
pub(crate) mod withdraw;
