//! The blueprint (Fachmodell) of a procedure: which keys it has beyond LeiKa, which messages go back and forth, which
//! documents belong to it, and who does what. It describes; it decides nothing.

use crate::ids::RecipientId;
use serde::{Deserialize, Serialize};

/// What the catalogue tells about a procedure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Blueprint {
    /// Key of the service in the OZG catalogue: 5 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ozg: Option<String>,
    /// Key of the product or process at the KGSt: digits and dots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kgst: Option<String>,
    /// Hours within which nine of ten messages are to be delivered; without it a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_hours: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<BlueprintMessage>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<BlueprintDocument>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<BlueprintRole>,
}

/// A message of the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlueprintMessage {
    /// German, for people.
    pub name: String,
    pub direction: MessageDirection,
    /// As in the envelope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_type: Option<String>,
    /// For example `XGewerbeanzeige 2.3` or `JSON`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

/// Where a message goes, seen from the authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageDirection {
    /// To the authority.
    In,
    /// From the authority to the applicant or to another authority.
    Out,
}

/// A document that belongs to the application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlueprintDocument {
    /// German, for people.
    pub name: String,
    /// Without it an application is not complete.
    #[serde(default)]
    pub required: bool,
}

/// Who takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlueprintRole {
    /// German, for people.
    pub name: String,
    /// What they do, in German.
    pub does: String,
    /// The recipient of outputs of rules that stands for the role in routes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<RecipientId>,
}

impl Blueprint {
    /// Everything that is wrong with it.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if self.ozg.as_deref().is_some_and(|key| key.len() != 5 || !digits(key)) {
            problems.push("an OZG key has 5 digits".into());
        }
        if self.kgst.as_deref().is_some_and(|key| key.len() > 30 || !key.split('.').all(digits)) {
            problems.push("a KGSt key has groups of digits with dots between them".into());
        }
        if self.service_hours.is_some_and(|hours| !(1..=8_760).contains(&hours)) {
            problems.push("service_hours are 1 to 8760".into());
        }
        let messages = self.messages.iter().map(|one| ("message", one.name.as_str()));
        let documents = self.documents.iter().map(|one| ("document", one.name.as_str()));
        let roles = self.roles.iter().map(|one| ("role", one.name.as_str()));
        for (kind, name) in messages.chain(documents).chain(roles) {
            if name.trim().is_empty() {
                problems.push(format!("a {kind} of the blueprint has no name"));
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let document = BlueprintDocument { name: " ".into(), required: true };
        let wrong = Blueprint {
            ozg: Some("1012".into()),
            kgst: Some("11..2".into()),
            service_hours: Some(0),
            documents: vec![document],
            ..Blueprint::default()
        };
        assert_eq!(wrong.problems().len(), 4);
        let right = Blueprint { ozg: Some("10128".into()), kgst: Some("11.12.01".into()), ..Blueprint::default() };
        assert_eq!(right.problems(), Vec::<String>::new());
        assert_eq!(serde_json::to_string(&Blueprint::default()).unwrap(), "{}");
    }
}
