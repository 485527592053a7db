//! What is wiped with the content: everything that can be about a person. What stays: the state,
//! digests and sizes, who got what and when.

use drehscheibe_model::delivery::DeliveryRecord;
use drehscheibe_model::message::MessageRecord;
use jiff::Timestamp;

/// Findings, attachments with their file names, the case and the sender's properties go.
pub(crate) fn message(record: &mut MessageRecord, now: Timestamp) {
    record.content_wiped_at = Some(now);
    record.version += 1;
    record.findings.clear();
    record.attachments.clear();
    record.envelope.case_id = None;
    record.envelope.properties.clear();
    if let Some(resolution) = &mut record.resolution {
        resolution.case_id = None;
    }
}

/// File name, error text and answer go; the reference at the target is evidence.
pub(crate) fn delivery(record: &mut DeliveryRecord) {
    record.file_name = None;
    record.last_error = None;
    record.answer = None;
    record.attachments.clear();
}
