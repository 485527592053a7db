//! What a guest can ask of the host. Each interface of `wit/` is one file.
//!
//! A capability that is not granted, or a budget that is used up, is a value for the guest, never a
//! trap. What ends the call is a limit of the call itself.

mod attachment;
mod drop_folder;
mod folder;
mod host;
mod mail;
mod origin;
mod outbound_http;
mod path;
mod secrets;
