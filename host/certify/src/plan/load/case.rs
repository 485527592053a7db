//! Reads `case.toml`.

use super::super::case::{Budget, Case, CaseAttachment, DeliverySide, ExistingFile, Operation};
use super::super::directory::resolve;
use super::super::reader::{Section, Sheet};
use super::{Common, calls, expect, text};
use drehscheibe_model::area::{AreaKey, FICTITIOUS_ARS};
use drehscheibe_model::call::HttpGrant;
use drehscheibe_model::content::Document;
use drehscheibe_model::ids::{CaseId, ProcedureId, RecipientId, SourceId};
use drehscheibe_model::limits::Limits;
use std::collections::BTreeSet;

/// The directory of a case and the plan's files.
pub struct Place<'a> {
    pub common: &'a Common<'a>,
    pub directory: String,
}

impl Place<'_> {
    /// The bytes of the file named at `key`, and its path within the plan.
    pub fn file(&self, section: &mut Section<'_>, key: &str) -> Option<(String, Vec<u8>)> {
        let path = section.parsed(key, |written| resolve(&self.directory, written))?;
        match self.common.files.get(&path) {
            Some(bytes) => Some((path, bytes.to_vec())),
            None => {
                section.problem(key, format!("there is no file `{path}` in the plan"));
                None
            }
        }
    }

    /// The file named at `key`, which must be there.
    pub fn required_file(&self, section: &mut Section<'_>, key: &str) -> Option<(String, Vec<u8>)> {
        section.required_text(key)?;
        self.file(section, key)
    }
}

pub fn read(common: &Common<'_>, name: &str) -> Option<Case> {
    let directory = format!("cases/{name}");
    let file = format!("{directory}/case.toml");
    let place = Place { common, directory };
    let sheet = Sheet { file: &file, text: text(common.files, &file, common.problems)?, problems: common.problems };
    let table = sheet.parse();
    let mut root = Section::root(&sheet, &table);

    let title = root.required_text("title");
    let operation = read_operation(&mut root);
    let requirements = read_covered(&mut root, &common.requirements);
    let received_at = root.parsed("received_at", str::parse).or(common.received_at);
    if received_at.is_none() && !root.has("received_at") {
        root.problem("received_at", "`received_at` is missing here and in plan.toml");
    }
    let settings = read_settings(&mut root, &place);
    let source = root.parsed("source", |text| SourceId::new(text)).or_else(|| SourceId::new("test-portal").ok());
    let procedure = root.parsed("procedure", |text| ProcedureId::new(text));
    let message_type = root.text("message_type");
    let area = root.parsed("area", str::parse::<AreaKey>);
    let case_id = root.parsed("case_id", |text| CaseId::new(text));
    let properties = root.text_pairs("properties").into_iter().collect();
    let document = read_input(&mut root, &place, operation);
    let attachments = read_attachments(&mut root, &place);
    let delivery = read_delivery(&mut root, &place, operation);
    let limits = read_limits(&mut root, operation.map_or(Limits::DEFAULT, common.limits));
    let budget = read_budget(&mut root, &common.budget);
    let script = calls::read(&mut root, &place, &attachments);
    let expect = expect::read(&mut root, &place, operation);
    root.finish();

    let operation = operation?;
    let claims_nothing = operation == Operation::Recognise;
    let procedure = match procedure {
        None if !claims_nothing => common.procedure.cloned().or_else(|| ProcedureId::new("test").ok()),
        other => other,
    };
    let area = if area.is_none() && !claims_nothing { FICTITIOUS_ARS.parse().ok() } else { area };
    Some(Case {
        name: name.to_owned(),
        title: title?,
        requirements,
        operation,
        received_at: received_at?,
        settings: settings?,
        source: source?,
        procedure,
        message_type,
        area,
        case_id,
        properties,
        document: document?,
        attachments,
        delivery: delivery?,
        limits,
        budget,
        script,
        expect: expect?,
    })
}

fn read_operation(root: &mut Section<'_>) -> Option<Operation> {
    root.required_text("operation")?;
    root.parsed("operation", |text| {
        Operation::ALL.into_iter().find(|operation| operation.name() == text).ok_or_else(|| {
            let names: Vec<_> = Operation::ALL.iter().map(|operation| operation.name()).collect();
            format!("`{text}` is not one of {}", names.join(", "))
        })
    })
}

fn read_covered(root: &mut Section<'_>, known: &BTreeSet<&str>) -> Vec<String> {
    let covered = root.texts("requirements");
    for id in &covered {
        if !known.contains(id.as_str()) {
            let known: Vec<_> = known.iter().copied().collect();
            root.problem("requirements", format!("plan.toml has no requirement `{id}`, only: {}", known.join(", ")));
        }
    }
    covered
}

/// A table, or the name of a JSON file; without either the empty object.
fn read_settings(root: &mut Section<'_>, place: &Place<'_>) -> Option<String> {
    if !root.has("settings") {
        let _ = root.text("settings");
        return Some("{}".into());
    }
    if root.is_table("settings") {
        return root.json("settings").map(|json| json.to_string());
    }
    let (path, bytes) = place.file(root, "settings")?;
    match serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&bytes) {
        Ok(_) => String::from_utf8(bytes).ok(),
        Err(error) => {
            root.problem("settings", format!("`{path}` is not a JSON object: {error}"));
            None
        }
    }
}

fn read_input(root: &mut Section<'_>, place: &Place<'_>, operation: Option<Operation>) -> Option<Document> {
    let Some(mut section) = root.section("input") else {
        if operation == Some(Operation::CheckSettings) {
            return Some(Document { media_type: String::new(), body: Vec::new() });
        }
        if !root.has("input") {
            root.problem("input", "`input` is missing");
        }
        return None;
    };
    let file = place.required_file(&mut section, "file");
    let media_type = section.required_text("media_type");
    section.finish();
    Some(Document { media_type: media_type?, body: file?.1 })
}

fn read_attachments(root: &mut Section<'_>, place: &Place<'_>) -> Vec<CaseAttachment> {
    let mut attachments: Vec<CaseAttachment> = Vec::new();
    for mut section in root.sections("attachments") {
        let id = section.required_text("id");
        let file_name = section.required_text("file_name");
        let media_type = section.required_text("media_type");
        let file = place.required_file(&mut section, "file");
        if let (Some(id), Some(file_name), Some(media_type), Some((_, body))) = (id, file_name, media_type, file) {
            if attachments.iter().any(|other| other.id == id) {
                section.problem("id", format!("the attachment `{id}` is there twice"));
            }
            attachments.push(CaseAttachment { id, file_name, document: Document { media_type, body } });
        }
        section.finish();
    }
    attachments
}

fn read_delivery(root: &mut Section<'_>, place: &Place<'_>, operation: Option<Operation>) -> Option<DeliverySide> {
    let mut side = DeliverySide {
        number: 1,
        attempt: 1,
        recipient: RecipientId::default_recipient(),
        file_name: None,
        http_grants: Vec::new(),
        mail_grants: Vec::new(),
        folder: false,
        existing: Vec::new(),
    };
    let Some(mut section) = root.section("delivery") else { return Some(side) };
    if operation != Some(Operation::Deliver) {
        root.problem("delivery", "`delivery` is only for the operation `deliver`");
    }
    side.number = small(&mut section, "number").unwrap_or(1);
    side.attempt = small(&mut section, "attempt").unwrap_or(1);
    if let Some(recipient) = section.parsed("recipient", |text| RecipientId::new(text)) {
        side.recipient = recipient;
    }
    side.file_name = section.text("file_name");
    if let Some(mut grants) = section.section("grants") {
        side.folder = grants.boolean("folder").unwrap_or_default();
        side.mail_grants = grants.texts("mail");
        for mut grant in grants.sections("http") {
            let origin = grant.required_text("origin");
            let methods = grant.texts("methods");
            let secrets = grant.texts("secrets");
            let private_network = grant.boolean("private_network").unwrap_or_default();
            grant.finish();
            side.http_grants.extend(origin.map(|origin| HttpGrant { origin, methods, secrets, private_network }));
        }
        grants.finish();
    }
    for mut existing in section.sections("existing") {
        let path = existing.required_text("path").and_then(|_| existing.parsed("path", |path| resolve("", path)));
        let file = place.required_file(&mut existing, "file");
        if let (Some(path), Some((_, content))) = (path, file) {
            side.existing.push(ExistingFile { path, content });
        }
        existing.finish();
    }
    section.finish();
    Some(side)
}

fn small(section: &mut Section<'_>, key: &str) -> Option<u32> {
    let number = section.number(key)?;
    match u32::try_from(number) {
        Ok(number) if number > 0 => Some(number),
        _ => {
            section.problem(key, format!("`{key}` must lie between 1 and {}", u32::MAX));
            None
        }
    }
}

/// The limits of production, with those that the case names in their place.
fn read_limits(root: &mut Section<'_>, base: Limits) -> Limits {
    let Some(mut section) = root.section("limits") else { return base };
    let Ok(serde_json::Value::Object(mut limits)) = serde_json::to_value(&base) else { return base };
    for key in section.keys() {
        if !limits.contains_key(&key) {
            let allowed: Vec<_> = limits.keys().map(String::as_str).collect();
            section.problem(&key, format!("unknown limit `{key}`; there are: {}", allowed.join(", ")));
        } else if let Some(number) = section.number(&key) {
            limits.insert(key, number.into());
        }
    }
    let Ok(limits) = serde_json::from_value::<Limits>(limits.into()) else {
        root.problem("limits", "a limit is too large");
        return base;
    };
    for (name, value, maximum) in limits.problems() {
        section.problem(name, format!("the limit `{name}` is {value}; it must lie between 1 and {maximum}"));
    }
    limits
}

/// What the section names, the rest as in `base`.
pub fn read_budget(root: &mut Section<'_>, base: &Budget) -> Budget {
    let Some(mut section) = root.section("budget") else { return base.clone() };
    let budget = Budget {
        fuel: section.number("fuel").or(base.fuel),
        memory_bytes: section.number("memory_bytes").or(base.memory_bytes),
        output_bytes: section.number("output_bytes").or(base.output_bytes),
        host_calls: section.number("host_calls").or(base.host_calls),
    };
    section.finish();
    budget
}
