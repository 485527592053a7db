//! What became of messages.

pub(crate) mod actions;
pub(crate) mod address;
pub(crate) mod answers;
pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod query;
pub(crate) mod receipt;
pub(crate) mod status;
pub(crate) mod view;
