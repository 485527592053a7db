//! Attachments, streamed from the blobs.

use crate::state::CallState;
use drehscheibe_model::envelope::Attachment;

impl CallState {
    /// The attachment of this message or delivery with this id.
    pub(super) fn attachment(&self, id: &str) -> Option<Attachment> {
        self.subject.attachment(id).cloned()
    }
}
