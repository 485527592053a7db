//! One output on its way to one target.

use crate::content::ContentRef;
use crate::ids::{DeliveryId, RecipientId, TargetId};
use crate::journal::JournalEvent;
use crate::message::{MessageState, ParkReason};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "reason")]
pub enum DeliveryState {
    /// Waits for its first or next attempt.
    Pending,
    /// An attempt was announced (the intent row); if the hub dies now, the outcome is unknown.
    Attempting,
    Delivered,
    /// The target refuses the content.
    Rejected,
    Parked(ParkReason),
    Withdrawn,
}

impl DeliveryState {
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Pending | Self::Attempting)
    }
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Attempting => "attempting",
            Self::Delivered => "delivered",
            Self::Rejected => "rejected",
            Self::Parked(_) => "parked",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A delivery as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRecord {
    pub id: DeliveryId,
    pub recipient: RecipientId,
    pub target: TargetId,
    pub content: ContentRef,
    pub file_name: Option<String>,
    /// Ids of the message's attachments that go along.
    pub attachments: Vec<String>,
    pub not_before: Option<Timestamp>,
    pub legal_basis: Option<String>,
    pub state: DeliveryState,
    /// Attempts begun.
    pub attempts: u32,
    /// Why the last attempt failed; free of personal data as far as the hub wrote it, wiped with the content.
    pub last_error: Option<String>,
    /// The target's reference.
    pub reference: Option<String>,
    /// The target's answer for the sender.
    pub answer: Option<ContentRef>,
}

/// Whether a message whose rules have run has reached a final state, and which.
///
/// As long as one delivery is not final, it has not. One parked delivery parks the message. If every
/// target refused the content the message is rejected; if only some did, a person must look.
pub fn settle(deliveries: &[DeliveryRecord]) -> Option<(MessageState, JournalEvent)> {
    if !deliveries.iter().all(|delivery| delivery.state.is_final()) {
        return None;
    }
    let parked = |reason, detail: String| Some((MessageState::Parked(reason), JournalEvent::Parked { reason, detail }));
    let waiting = deliveries.iter().filter_map(|delivery| match delivery.state {
        DeliveryState::Parked(reason) => Some((reason, delivery)),
        _ => None,
    });
    // What goes on by itself comes last: a person must see the others first.
    if let Some((reason, delivery)) = waiting.min_by_key(|(reason, _)| *reason == ParkReason::NotCertified) {
        return parked(reason, format!("delivery {} to {}", delivery.id.number, delivery.target));
    }
    let count = |state| deliveries.iter().filter(|delivery| delivery.state == state).count();
    let (delivered, rejected) = (count(DeliveryState::Delivered), count(DeliveryState::Rejected));
    if rejected > 0 && delivered > 0 {
        return parked(ParkReason::TargetRejected, format!("{rejected} of {} targets refused", deliveries.len()));
    }
    if rejected > 0 {
        return Some((MessageState::Rejected, JournalEvent::Rejected { findings: Vec::new() }));
    }
    let deliveries = u32::try_from(delivered).unwrap_or(u32::MAX);
    Some((MessageState::Delivered, JournalEvent::Delivered { deliveries }))
}
