//! What both stores do alike with a message.

use drehscheibe_model::journal::JournalEvent;
use drehscheibe_model::message::MessageRecord;
use drehscheibe_model::work::{MessageChange, NewMessage};

/// The row after a change; every change counts in its version.
pub(crate) fn changed(before: &MessageRecord, change: MessageChange) -> MessageRecord {
    let mut after = before.clone();
    after.version += 1;
    if let Some(state) = change.state {
        after.state = state;
    }
    if let Some(tenant) = change.tenant {
        after.tenant = tenant;
    }
    if let Some(lane) = change.lane {
        after.lane = lane;
    }
    if let Some(resolution) = change.resolution {
        after.resolution = resolution;
    }
    if let Some(findings) = change.findings {
        after.findings = findings;
    }
    if let Some(revision) = change.revision {
        after.revision = revision;
    }
    after
}

/// The first entry about a message.
pub(crate) fn accepted(message: &NewMessage) -> JournalEvent {
    JournalEvent::Accepted {
        source: message.envelope.source.clone(),
        channel: message.envelope.channel.clone(),
        document: message.document.digest,
        size: message.document.size,
        media_type: message.document.media_type.clone(),
        attachments: message.attachments.iter().map(|attachment| attachment.content.digest).collect(),
        revision: message.revision,
    }
}
