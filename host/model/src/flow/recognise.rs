//! Step 2: what is it? Data decides, never an `if` for a procedure.

use super::document::DocumentView;
use crate::call::Recognition;
use crate::configuration::{AreaFrom, Conditions, Configuration, RecognisedAs, RecognitionRule};
use crate::envelope::Envelope;
use crate::ids::{CaseId, ProcedureId};

/// A recognised message, its area still as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recognised {
    /// Name of the rule, for the journal.
    pub by: String,
    pub procedure: ProcedureId,
    pub message_type: Option<String>,
    pub area: Option<String>,
    pub case_id: Option<CaseId>,
}

/// Whether a pattern with an optional `*` at its end fits.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => text.starts_with(start),
        None => pattern == text,
    }
}

/// Whether all conditions that are given hold.
pub(super) fn holds(when: &Conditions, envelope: &Envelope, media_type: &str, document: &dyn DocumentView) -> bool {
    let claimed = |wanted: &Option<String>, claim: &Option<String>| wanted.is_none() || wanted == claim;
    when.source.as_ref().is_none_or(|source| *source == envelope.source)
        && claimed(&when.procedure, &envelope.procedure)
        && claimed(&when.message_type, &envelope.message_type)
        && when.media_type.as_deref().is_none_or(|wanted| {
            let essence = media_type.split(';').next().unwrap_or_default().trim();
            wanted.eq_ignore_ascii_case(essence)
        })
        && when.properties.iter().all(|(name, value)| envelope.properties.get(name) == Some(value))
        && (when.root_namespace.is_none() && when.root_element.is_none()
            || document.root().is_some_and(|root| {
                when.root_namespace.as_deref().is_none_or(|pattern| fits(pattern, &root.namespace))
                    && when.root_element.as_deref().is_none_or(|pattern| fits(pattern, &root.local_name))
            }))
}

/// The rules whose conditions hold, in order, starting at `from`.
pub(super) fn next_rule<'c>(
    configuration: &'c Configuration,
    from: usize,
    envelope: &Envelope,
    media_type: &str,
    document: &dyn DocumentView,
) -> Option<(usize, &'c RecognitionRule)> {
    let rules = configuration.recognition.iter().enumerate().skip(from);
    rules.into_iter().find(|(_, rule)| holds(&rule.when, envelope, media_type, document))
}

/// Puts together what plugin, rule and envelope say, in this order of precedence. None: nobody names
/// a procedure that is configured.
pub(super) fn conclude(
    configuration: &Configuration,
    by: &str,
    then: &RecognisedAs,
    found: Option<&Recognition>,
    envelope: &Envelope,
    document: &dyn DocumentView,
) -> Option<Recognised> {
    let empty = Recognition::default();
    let found = found.unwrap_or(&empty);
    let claimed = || envelope.procedure.as_deref().and_then(|text| ProcedureId::new(text).ok());
    let procedure = match &found.procedure {
        Some(text) => ProcedureId::new(text.as_str()).ok(),
        None => then.procedure.clone().or_else(claimed),
    }?;
    if !configuration.procedures.contains_key(&procedure) {
        return None;
    }
    let from_root = || then.message_type_from_root.then(|| document.root().map(|root| root.local_name)).flatten();
    let from_document = || match then.area_from.as_ref()? {
        AreaFrom::Property(name) => envelope.properties.get(name).cloned(),
        AreaFrom::JsonPointer(pointer) => document.json_text(pointer),
    };
    let fixed = then.area.map(|ars| ars.as_str().to_owned());
    Some(Recognised {
        by: by.to_owned(),
        procedure,
        message_type: found
            .message_type
            .clone()
            .or_else(|| then.message_type.clone())
            .or_else(from_root)
            .or_else(|| envelope.message_type.clone()),
        area: found.area.clone().or(fixed).or_else(from_document).or_else(|| envelope.area.clone()),
        case_id: found
            .case_id
            .as_ref()
            .and_then(|text| CaseId::new(text.as_str()).ok())
            .or_else(|| envelope.case_id.clone()),
    })
}
