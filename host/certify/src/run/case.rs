//! Runs one case.

use super::actual::Actual;
use super::compare::{compare, over_budget};
use super::folder::Folder;
use super::settings::Settings;
use crate::bench::Bench;
use crate::plan::{Case, Operation};
use crate::report::{CaseReport, Mismatch};
use drehscheibe_model::area::{AreaKey, FICTITIOUS_ARS};
use drehscheibe_model::call::{CallContext, Called, DeliverInput, Grants, RecogniseInput, Stop, SubmissionInput};
use drehscheibe_model::content::Digest;
use drehscheibe_model::envelope::{Attachment, Envelope};
use drehscheibe_model::finding::Severity;
use drehscheibe_model::ids::{DeliveryId, MessageId, ProcedureId, TenantId};
use drehscheibe_model::ports::Rules;

/// The message id of every case: a UUID version 7 of the year 1970.
const MESSAGE: MessageId = MessageId(uuid::Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));

/// Runs one case. `plugin` must lie in the blobs of `bench`.
///
/// # Errors
/// The component cannot be loaded, or its settings schema cannot be used.
pub fn run_case(case: &Case, plugin: &Digest, rules: &dyn Rules, bench: &Bench) -> Result<CaseReport, String> {
    let facts = rules.facts(plugin).map_err(|stop| stop.to_string())?;
    Ok(run(case, plugin, rules, bench, &Settings::of_schema(&facts.settings_schema)?))
}

pub fn run(case: &Case, plugin: &Digest, rules: &dyn Rules, bench: &Bench, settings: &Settings) -> CaseReport {
    let mut report = CaseReport {
        name: case.name.clone(),
        title: case.title.clone(),
        operation: case.operation,
        requirements: case.requirements.clone(),
        outcome: String::new(),
        rules: Vec::new(),
        mismatches: Vec::new(),
        used: drehscheibe_model::call::Usage::default(),
        budget: case.budget.clone(),
        log: Vec::new(),
    };
    let folder = match Folder::make(&case.delivery) {
        Ok(folder) => folder,
        Err(error) => {
            report.outcome = "not run".into();
            let text = format!("no directory for the drop folder: {}", error.kind());
            report.mismatches.push(Mismatch::of_texts("outcome", Some(case.expect.outcome.name()), Some(text)));
            return report;
        }
    };
    if case.operation != Operation::CheckSettings {
        report.mismatches.extend(unacceptable(case, plugin, rules, settings));
    }
    bench.recording.start(case.script.clone(), bench.blobs.clone());
    let mut actual = call(case, plugin, rules, bench, settings, folder.as_ref());
    report.mismatches.extend(bench.recording.finish());
    if let Some(folder) = &folder {
        // The machine's own paths are no part of a result.
        let path = folder.path();
        actual.text = actual.text.map(|text| text.replace(&path, "<folder>"));
        for line in &mut actual.log {
            line.text = line.text.replace(&path, "<folder>");
        }
    }
    report.mismatches.extend(compare(&case.expect, &actual));
    report.mismatches.extend(folder.iter().flat_map(|folder| folder.compare(&case.expect.files)));
    report.mismatches.extend(over_budget(&case.budget, &actual));
    report.outcome = actual.outcome.name();
    report.rules = actual.findings.iter().map(|finding| finding.rule_id.clone()).collect();
    report.rules.sort();
    report.rules.dedup();
    report.used = actual.used;
    report.log = actual.log;
    report
}

/// In production no plugin runs under settings that its own schema or check refuses.
fn unacceptable(case: &Case, plugin: &Digest, rules: &dyn Rules, settings: &Settings) -> Vec<Mismatch> {
    let mut findings = settings.check(&case.settings);
    if findings.is_empty() {
        match rules.check_settings(plugin, &case.settings, &case.limits).result {
            Ok(found) => findings.extend(found.into_iter().filter(|finding| finding.severity == Severity::Error)),
            Err(stop) => return vec![Mismatch::of_texts("settings", None, Some(stop.to_string()))],
        }
    }
    let text = |finding: &drehscheibe_model::finding::Finding| {
        let text = finding.texts.get("de").map(String::as_str).unwrap_or_default();
        format!("{} {:?}: {text}", finding.rule_id, finding.location)
    };
    findings.iter().map(|finding| Mismatch::of_texts("settings", None, Some(text(finding)))).collect()
}

fn call(
    case: &Case,
    plugin: &Digest,
    rules: &dyn Rules,
    bench: &Bench,
    settings: &Settings,
    folder: Option<&Folder>,
) -> Actual {
    if case.operation == Operation::CheckSettings {
        let findings = settings.check(&case.settings);
        if !findings.is_empty() {
            return Actual::of_schema(findings);
        }
        return Actual::of_settings(rules.check_settings(plugin, &case.settings, &case.limits));
    }
    let (Ok(tenant), Ok(fallback)) = (TenantId::new(FICTITIOUS_ARS), ProcedureId::new("test")) else {
        let stop = Stop::AbiMismatch { reason: "the test organisation has no valid name".into() };
        return Actual::of_settings(Called { result: Err(stop), usage: Default::default(), log: Vec::new() });
    };
    let attachments: Vec<Attachment> = case
        .attachments
        .iter()
        .map(|attachment| {
            bench.blobs.put(attachment.document.body.as_slice());
            let content = attachment.document.content_ref();
            Attachment { id: attachment.id.clone(), file_name: attachment.file_name.clone(), content }
        })
        .collect();
    let grants = Grants {
        http: case.delivery.http_grants.clone(),
        folder: folder.map(Folder::path),
        mail: case.delivery.mail_grants.clone(),
    };
    let context = CallContext {
        plugin: *plugin,
        tenant: &tenant,
        message: MESSAGE,
        received_at: case.received_at,
        settings: &case.settings,
        limits: &case.limits,
        grants: &grants,
        attachments: &attachments,
    };
    let (ags, ars) = match &case.area {
        Some(AreaKey::Ars(ars)) => (Some(ars.ags().to_string()), Some(ars.to_string())),
        Some(AreaKey::Ags(ags)) => (Some(ags.to_string()), None),
        None => (None, None),
    };
    let procedure = case.procedure.as_ref().unwrap_or(&fallback);
    let submission = SubmissionInput {
        source: &case.source,
        procedure,
        message_type: case.message_type.as_deref(),
        ags: ags.clone(),
        ars: ars.clone(),
        case_id: case.case_id.as_ref(),
        document: &case.document,
    };
    match case.operation {
        Operation::Validate => Actual::of_validation(rules.validate(&context, &submission)),
        Operation::Transform => Actual::of_transformation(rules.transform(&context, &submission)),
        Operation::Recognise => {
            let envelope = Envelope {
                source: case.source.clone(),
                channel: "test".into(),
                procedure: case.procedure.as_ref().map(|procedure| procedure.to_string()),
                message_type: case.message_type.clone(),
                area: case.area.as_ref().map(|area| area.to_string()),
                case_id: case.case_id.clone(),
                properties: case.properties.clone(),
            };
            let input = RecogniseInput { envelope: &envelope, document: &case.document };
            Actual::of_recognition(rules.recognise(&context, &input))
        }
        Operation::Deliver | Operation::CheckSettings => {
            let input = DeliverInput {
                delivery: DeliveryId { message: MESSAGE, number: case.delivery.number },
                attempt: case.delivery.attempt,
                procedure,
                message_type: case.message_type.as_deref(),
                ags,
                ars,
                case_id: case.case_id.as_ref(),
                recipient: &case.delivery.recipient,
                document: &case.document,
                file_name: case.delivery.file_name.as_deref(),
                attachments: &attachments,
            };
            Actual::of_delivery(rules.deliver(&context, &input))
        }
    }
}
