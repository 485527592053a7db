//! The interface `host`: what every plugin has.

use crate::bindings::drehscheibe::rule::host::{AttachmentError, Host, Level, Lookup};
use crate::bindings::drehscheibe::rule::types::Instant;
use crate::budget::Over;
use crate::state::CallState;
use drehscheibe_model::ports::{BlobError, CodeLookup};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Bytes of an answer beside its text.
const ANSWER_BYTES: usize = 16;

impl CallState {
    /// Counts a host call and its answer's bytes.
    fn answer(&mut self, bytes: usize) -> wasmtime::Result<()> {
        let counted = self.budget.input(bytes.saturating_add(ANSWER_BYTES));
        self.check(counted)
    }

    /// Begins a host call.
    pub(super) fn begin(&mut self) -> wasmtime::Result<()> {
        let counted = self.budget.host_call();
        self.check(counted)
    }
}

impl Host for CallState {
    fn log(&mut self, level: Level, text: String) -> wasmtime::Result<()> {
        self.begin()?;
        let level = match level {
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Warn => "warn",
            Level::Error => "error",
        };
        let written = self.budget.log(level, text);
        self.check(written)
    }

    fn settings(&mut self) -> wasmtime::Result<String> {
        self.begin()?;
        self.answer(self.subject.settings.len())?;
        Ok(self.subject.settings.clone())
    }

    fn now(&mut self) -> wasmtime::Result<Instant> {
        self.begin()?;
        Ok(instant(self.subject.now, &self.around.berlin))
    }

    fn code_list(&mut self, urn: String, version: Option<String>, code: String) -> wasmtime::Result<Lookup> {
        self.begin()?;
        let found = self.around.ports.code_lists.look_up(&urn, version.as_deref(), &code);
        self.check_deadline()?;
        Ok(match found {
            CodeLookup::Entry(text) => {
                self.answer(text.len())?;
                Lookup::Entry(text)
            }
            CodeLookup::NoSuchCode => Lookup::NoSuchCode,
            CodeLookup::NoSuchList => Lookup::NoSuchList,
        })
    }

    fn read_attachment(
        &mut self,
        id: String,
        offset: u64,
        length: u32,
    ) -> wasmtime::Result<Result<Vec<u8>, AttachmentError>> {
        self.begin()?;
        let Some(attachment) = self.attachment(&id) else { return Ok(Err(AttachmentError::NotFound)) };
        let length = u64::from(length).min(attachment.content.size.saturating_sub(offset));
        match self.budget.attachment(length) {
            Ok(()) => {}
            Err(Over::Value) => return Ok(Err(AttachmentError::Budget)),
            Err(Over::Stop(stop)) => return Err(self.stop(stop)),
        }
        if length == 0 {
            return Ok(Ok(Vec::new()));
        }
        let digest = attachment.content.digest;
        let read = self.around.ports.blobs.read_at(&digest, offset, usize::try_from(length)?);
        self.check_deadline()?;
        Ok(match read {
            Ok(bytes) if bytes.len() as u64 <= length => Ok(bytes),
            Ok(_) => Err(AttachmentError::Unavailable),
            Err(BlobError::NotFound(_)) => Err(AttachmentError::NotFound),
            Err(error) => {
                tracing::warn!(%digest, %error, "an attachment could not be read");
                Err(AttachmentError::Unavailable)
            }
        })
    }
}

/// UTC with the offset of Europe/Berlin at that instant.
pub(crate) fn instant(time: Timestamp, berlin: &TimeZone) -> Instant {
    // The contract counts nanoseconds upwards from the second before.
    let nanoseconds = time.subsec_nanosecond();
    let (seconds, nanoseconds) = match u32::try_from(nanoseconds) {
        Ok(nanoseconds) => (time.as_second(), nanoseconds),
        Err(_) => (time.as_second() - 1, u32::try_from(nanoseconds + 1_000_000_000).unwrap_or_default()),
    };
    Instant { seconds, nanoseconds, utc_offset_seconds: berlin.to_offset(time).seconds() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_offset_of_berlin_follows_the_season() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| instant(text.parse().unwrap(), &berlin);
        assert_eq!(at("2026-01-15T12:00:00Z").utc_offset_seconds, 3_600);
        assert_eq!(at("2026-07-15T12:00:00Z").utc_offset_seconds, 7_200);
        let before_1970 = at("1969-12-31T23:59:58.25Z");
        assert_eq!((before_1970.seconds, before_1970.nanoseconds), (-2, 250_000_000));
    }
}
