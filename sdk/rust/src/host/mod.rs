//! What the hub offers every plugin: the receipt time, code lists, attachments, log lines.

use crate::contract::Instant;

pub use crate::bindings::imports::drehscheibe::rule::host::{AttachmentError, Level, Lookup};

#[cfg(target_arch = "wasm32")]
use crate::bindings::imports::drehscheibe::rule::host as imported;
#[cfg(not(target_arch = "wasm32"))]
use crate::test::double as imported;

/// The settings of the activation as JSON text. Plugins get them typed; this is for the rest.
pub fn settings() -> String {
    imported::settings()
}

/// The time at which the hub first received the message; the same at each call.
pub fn now() -> Instant {
    // A component lives for one call, and it is the same time all along: the hub is asked once.
    #[cfg(target_arch = "wasm32")]
    {
        thread_local!(static NOW: std::cell::OnceCell<Instant> = const { std::cell::OnceCell::new() });
        NOW.with(|now| *now.get_or_init(imported::now))
    }
    #[cfg(not(target_arch = "wasm32"))]
    imported::now()
}

/// Writes a line to the trace of this call. No personal data.
pub fn log(level: Level, text: &str) {
    imported::log(level, text);
}

/// A line for those who develop the plugin.
pub fn debug(text: &str) {
    log(Level::Debug, text);
}

/// A line for those who run the hub.
pub fn info(text: &str) {
    log(Level::Info, text);
}

/// A line about something that should be looked at.
pub fn warn(text: &str) {
    log(Level::Warn, text);
}

/// Looks a code up in a code list of the XRepository; without a version, the one the hub holds.
pub fn code_list(urn: &str, version: Option<&str>, code: &str) -> Lookup {
    imported::code_list(urn, version, code)
}

/// Reads up to `length` bytes of an attachment from `offset`; fewer at its end, none behind it.
pub fn read_attachment(id: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
    imported::read_attachment(id, offset, length)
}
