//! What the sender says about the message.

use super::attachments::Announced;
use crate::problem::{Problem, kinds};
use drehscheibe_model::envelope::Envelope;
use drehscheibe_model::ids::{CaseId, SourceId};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use utoipa::ToSchema;

const CHANNEL: &str = "http";
const NAME_CHARACTERS: usize = 256;
const PROPERTIES: usize = 64;
const PROPERTY_NAME_CHARACTERS: usize = 64;
const PROPERTY_VALUE_CHARACTERS: usize = 1_024;

/// The envelope: everything is optional, since a message may say in its document what it is.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct EnvelopeRequest {
    /// Procedure, as the hub or the sender names it, for example `hundesteuer-anmeldung`.
    #[serde(default)]
    pub(super) procedure: Option<String>,
    #[serde(default)]
    pub(super) message_type: Option<String>,
    /// AGS (8 digits) or ARS (12 digits) of the municipality.
    #[serde(default)]
    pub(super) area: Option<String>,
    /// The case as the sender knows it; messages of a case keep their order.
    #[serde(default)]
    pub(super) case_id: Option<String>,
    /// At most 64; names up to 64, values up to 1,024 characters.
    #[serde(default)]
    pub(super) properties: BTreeMap<String, String>,
    /// If given, exactly these attachments must come, in parts named after their ids.
    #[serde(default)]
    pub(super) attachments: Option<Vec<Announced>>,
}

/// A submission in one JSON body. The envelope's fields stand here again, since serde can neither refuse
/// unknown fields nor keep a document's bytes where one struct is flattened into another. Either `document` or `documentBase64` with `mediaType`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct SubmissionRequest {
    #[serde(default)]
    pub(super) procedure: Option<String>,
    #[serde(default)]
    pub(super) message_type: Option<String>,
    /// AGS (8 digits) or ARS (12 digits) of the municipality.
    #[serde(default)]
    pub(super) area: Option<String>,
    #[serde(default)]
    pub(super) case_id: Option<String>,
    #[serde(default)]
    pub(super) properties: BTreeMap<String, String>,
    /// Any JSON; kept byte for byte.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub(super) document: Option<Box<RawValue>>,
    /// Any other document, in base64.
    #[serde(default)]
    pub(super) document_base64: Option<String>,
    /// Of the document; `application/json` if it is left out beside `document`.
    #[serde(default)]
    pub(super) media_type: Option<String>,
}

fn text(problems: &mut Vec<String>, name: &str, value: Option<&str>, most: usize) {
    let Some(value) = value else { return };
    let length = value.chars().count();
    if !(1..=most).contains(&length) || value.chars().any(char::is_control) {
        problems.push(format!("`{name}` has {length} characters: 1 to {most} without control characters"));
    }
}

impl EnvelopeRequest {
    /// The envelope of an authenticated source; all that is wrong with it.
    pub(super) fn check(self, source: SourceId) -> Result<Envelope, Problem> {
        let mut problems = Vec::new();
        text(&mut problems, "procedure", self.procedure.as_deref(), NAME_CHARACTERS);
        text(&mut problems, "messageType", self.message_type.as_deref(), NAME_CHARACTERS);
        if self.properties.len() > PROPERTIES {
            problems.push(format!("there are {} properties: {PROPERTIES} at most", self.properties.len()));
        }
        for (name, value) in &self.properties {
            text(&mut problems, "properties: a name", Some(name), PROPERTY_NAME_CHARACTERS);
            if value.chars().count() > PROPERTY_VALUE_CHARACTERS || value.chars().any(|c| c.is_control() && c != '\n') {
                problems.push(format!(
                    "`properties`: the value of {name:?} has more than {PROPERTY_VALUE_CHARACTERS} characters or a control character"
                ));
            }
        }
        let case_id = self
            .case_id
            .map(CaseId::new)
            .transpose()
            .map_err(|error| problems.push(format!("`caseId`: {error}")))
            .unwrap_or_default();
        if !problems.is_empty() {
            return Err(Problem::all(&kinds::ENVELOPE_INVALID, problems));
        }
        Ok(Envelope {
            source,
            channel: CHANNEL.into(),
            procedure: self.procedure,
            message_type: self.message_type,
            area: self.area,
            case_id,
            properties: self.properties,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_problems_are_returned_at_once() {
        let wrong = EnvelopeRequest {
            procedure: Some(String::new()),
            message_type: Some("a\u{7}".into()),
            case_id: Some("x".repeat(129)),
            properties: (0..65)
                .map(|n| (n.to_string(), String::new()))
                .chain([(String::new(), "y".repeat(2_000))])
                .collect(),
            ..EnvelopeRequest::default()
        };
        let problem = wrong.check(SourceId::new("portal").unwrap()).unwrap_err();
        let text = format!("{problem:?}");
        for name in ["procedure", "messageType", "caseId", "66 properties", "a name", "1024"] {
            assert!(text.contains(name), "{name}: {text}");
        }
    }
}
