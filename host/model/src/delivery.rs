//! One output on its way to one target.

use crate::content::ContentRef;
use crate::ids::{DeliveryId, RecipientId, TargetId};
use crate::message::ParkReason;
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
