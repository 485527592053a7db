//! What a sender says about a message.

use crate::content::ContentRef;
use crate::ids::{CaseId, SourceId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The sender's claims. Nothing in it is believed before recognition but the authenticated source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Authenticated by the channel.
    pub source: SourceId,
    /// The channel it came through, for example `http`.
    pub channel: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_type: Option<String>,
    /// AGS (8 digits) or ARS (12 digits) as the sender wrote it, not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_id: Option<CaseId>,
    /// At most 64 properties; names up to 64, values up to 1,024 characters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
}

/// An attachment that lies in the blob store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Unique within the message, 1 to 64 characters.
    pub id: String,
    /// As the sender wrote it; never a path.
    pub file_name: String,
    pub content: ContentRef,
}
