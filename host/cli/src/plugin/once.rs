//! `drehscheibe plugin run`

use super::folder;
use super::loaded::Loaded;
use crate::commands::output::{BAD, DIM, Failure, GOOD, HEAD, NO, NOTE, Outcome, print_json};
use base64::Engine as _;
use drehscheibe_model::call::{CallContext, Called, Grants, Output, RuleFailure, SubmissionInput, Usage, World};
use drehscheibe_model::content::Document;
use drehscheibe_model::finding::{Finding, Location, Severity};
use drehscheibe_model::ids::{MessageId, ProcedureId, SourceId, TenantId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::Rules;
use drehscheibe_runtime::Mode;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Runs a plugin on one document and shows what it says: the findings of a validator, the outputs of a
/// transformer, the log, and what the call used. Under the limits of production, on the engine that
/// counts fuel. Adapters are run by test plans, which record what they send. Exit code 1 if the document
/// would be rejected or the plugin failed.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// The document
    file: PathBuf,
    /// Folder of the plugin
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// The component; without it, what `drehscheibe plugin build` made
    #[arg(long, value_name = "FILE")]
    component: Option<PathBuf>,
    /// Settings, a JSON file; without it `{}`
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Only this world of the plugin: validator or transformer
    #[arg(long)]
    world: Option<String>,
    /// What the plugin sees as time of receipt, for example 2026-03-02T09:15:00+01:00; without it, now
    #[arg(long, value_name = "TIME")]
    received_at: Option<Timestamp>,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

const MESSAGE: MessageId = MessageId(uuid::Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));

pub fn run(args: &RunArgs) -> Outcome {
    let body = std::fs::read(&args.file)
        .map_err(|error| Failure::of(&error).line(format!("the document is {}", args.file.display())))?;
    let desk = Loaded::open(&folder::component(&args.dir, args.component.as_deref())?, Mode::Certification)?;
    let facts = desk.runtime().facts(&desk.digest).map_err(|stop| Failure::of(&stop))?;
    let settings = match &args.settings {
        None => "{}".to_owned(),
        Some(path) => std::fs::read_to_string(path)
            .map_err(|error| Failure::of(&error).line(format!("the settings are {}", path.display())))?,
    };
    refuse_settings(&desk, &facts.settings_schema, &settings).map_err(|failure| match args.settings {
        None => failure.hint("without --settings FILE they are {}"),
        Some(_) => failure,
    })?;
    let document = Document { media_type: media_type(&args.file, &body), body };
    let named = |error: &dyn std::fmt::Display| Failure::new(error.to_string());
    let (tenant, source) = (
        TenantId::new(drehscheibe_model::area::FICTITIOUS_ARS).map_err(|error| named(&error))?,
        SourceId::new("test-portal").map_err(|error| named(&error))?,
    );
    let procedure = ProcedureId::new("test").map_err(|error| named(&error))?;
    let (limits, grants) = (Limits::DEFAULT, Grants::default());
    let context = CallContext {
        plugin: desk.digest,
        tenant: &tenant,
        message: MESSAGE,
        received_at: args.received_at.unwrap_or_else(Timestamp::now),
        settings: &settings,
        limits: &limits,
        grants: &grants,
        attachments: &[],
    };
    let input = SubmissionInput {
        source: &source,
        procedure: &procedure,
        message_type: None,
        ags: Some("99000001".into()),
        ars: Some(drehscheibe_model::area::FICTITIOUS_ARS.into()),
        case_id: None,
        document: &document,
    };
    let asked = |world: World, name: &str| {
        facts.worlds.contains(&world) && args.world.as_deref().is_none_or(|wanted| wanted == name)
    };
    let mut results = Vec::new();
    if asked(World::Validator, "validator") {
        results.push(told(
            "validator",
            desk.runtime().validate(&context, &input),
            |found| json!({ "findings": found.iter().map(finding).collect::<Vec<_>>() }),
        ));
    }
    if asked(World::Transformer, "transformer") {
        results.push(told(
            "transformer",
            desk.runtime().transform(&context, &input),
            |outputs| json!({ "outputs": outputs.iter().map(output).collect::<Vec<_>>() }),
        ));
    }
    if results.is_empty() {
        return Err(Failure::new("the plugin has no validator or transformer to run")
            .hint("adapters and recognisers are run by a test plan: drehscheibe plugin test"));
    }
    let failed = results.iter().any(|result| result.get("outcome").and_then(Value::as_str) != Some("ok"));
    if args.json {
        print_json(&json!({ "results": results }))?;
    } else {
        results.iter().for_each(show);
    }
    Ok(if failed { ExitCode::from(NO) } else { ExitCode::SUCCESS })
}

/// In production no plugin runs under settings that its own schema or check refuses.
fn refuse_settings(desk: &Loaded, schema: &Value, settings: &str) -> Result<(), Failure> {
    let value: Value =
        serde_json::from_str(settings).map_err(|error| Failure::of(&error).line("the settings are no JSON"))?;
    let schema = jsonschema::draft202012::new(schema).map_err(|error| Failure::new(error.to_string()))?;
    let mut problems: Vec<String> =
        schema.iter_errors(&value).map(|error| format!("settings{}: {error}", error.instance_path())).collect();
    if problems.is_empty() {
        let found = desk.runtime().check_settings(&desk.digest, settings, &Limits::DEFAULT);
        let found = found.result.map_err(|stop| Failure::of(&stop))?;
        let errors = found.iter().filter(|one| one.severity == Severity::Error);
        problems.extend(errors.map(|one| format!("{} {}: {}", one.rule_id, place(one), german(one))));
    }
    if problems.is_empty() {
        return Ok(());
    }
    let failure = Failure::new("the plugin refuses these settings").code(NO);
    Err(problems.into_iter().fold(failure, Failure::line))
}

/// What a file is, by its name and its first byte.
pub fn media_type(path: &std::path::Path, body: &[u8]) -> String {
    let known = match path.extension().and_then(|extension| extension.to_str()) {
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some("csv") => "text/csv",
        Some("txt") => "text/plain",
        _ if body.first() == Some(&b'<') => "application/xml",
        _ => "application/json",
    };
    known.to_owned()
}

/// A call as JSON; what a person sees is made of it.
fn told<T>(world: &str, called: Called<T, RuleFailure>, content: impl FnOnce(&T) -> Value) -> Value {
    let (outcome, mut value) = match &called.result {
        Ok(result) => {
            let value = content(result);
            let rejects = value
                .get("findings")
                .and_then(Value::as_array)
                .is_some_and(|all| all.iter().any(|one| one.get("severity").and_then(Value::as_str) == Some("error")));
            (if rejects { "rejected".to_owned() } else { "ok".to_owned() }, value)
        }
        Err(RuleFailure::Rejected(found)) => {
            ("rejected".to_owned(), json!({ "findings": found.iter().map(finding).collect::<Vec<_>>() }))
        }
        Err(RuleFailure::Transient(text)) => ("transient".to_owned(), json!({ "text": text })),
        Err(RuleFailure::Permanent(text)) => ("permanent".to_owned(), json!({ "text": text })),
        Err(RuleFailure::Stopped(stop)) => (format!("stopped:{}", stop.name()), json!({ "text": stop.to_string() })),
    };
    if let Some(object) = value.as_object_mut() {
        object.insert("world".into(), world.into());
        object.insert("outcome".into(), outcome.into());
        object.insert("log".into(), json!(called.log));
        object.insert("used".into(), used(&called.usage));
    }
    value
}

fn used(usage: &Usage) -> Value {
    json!({
        "fuel": usage.fuel, "memory_bytes": usage.memory_bytes, "input_bytes": usage.input_bytes,
        "output_bytes": usage.output_bytes, "host_calls": usage.host_calls, "log_bytes": usage.log_bytes,
    })
}

fn place(finding: &Finding) -> &str {
    match &finding.location {
        Some(Location::JsonPointer(path) | Location::Xpath(path)) => path,
        None => "",
    }
}

fn german(finding: &Finding) -> &str {
    finding.texts.get("de").map(String::as_str).unwrap_or_default()
}

fn finding(found: &Finding) -> Value {
    json!({
        "rule": found.rule_id, "severity": found.severity, "reason_code": found.reason_code, "path": place(found),
        "texts": found.texts,
    })
}

fn output(output: &Output) -> Value {
    let body = &output.document.body;
    let mut value = json!({
        "recipient": output.recipient, "media_type": output.document.media_type, "file_name": output.file_name,
        "attachments": output.attachments, "legal_basis": output.legal_basis,
    });
    let (key, text) = match std::str::from_utf8(body) {
        Ok(text) => ("body", text.to_owned()),
        Err(_) => ("body_base64", base64::engine::general_purpose::STANDARD.encode(body)),
    };
    if let Some(object) = value.as_object_mut() {
        object.insert(key.into(), text.into());
    }
    value
}

fn show(result: &Value) {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |key: &str| result.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let outcome = text(result, "outcome");
    let style = if outcome == "ok" { GOOD } else { BAD };
    anstream::println!("{HEAD}{}{HEAD:#} → {style}{outcome}{style:#} {}", text(result, "world"), text(result, "text"));
    for found in list("findings") {
        let severity = text(&found, "severity");
        let style = if severity == "error" { BAD } else { NOTE };
        let german = found.get("texts").map(|texts| text(texts, "de")).unwrap_or_default();
        anstream::println!(
            "  {style}{severity:<11}{style:#} {} {DIM}{}{DIM:#}",
            text(&found, "rule"),
            text(&found, "path")
        );
        anstream::println!("              {german}");
    }
    for output in list("outputs") {
        anstream::println!(
            "  to {HEAD}{}{HEAD:#}: {} {DIM}{}{DIM:#}",
            text(&output, "recipient"),
            text(&output, "media_type"),
            text(&output, "file_name")
        );
        for line in text(&output, "body").lines() {
            anstream::println!("    {line}");
        }
    }
    for line in list("log") {
        anstream::println!("  {DIM}{}: {}{DIM:#}", text(&line, "level"), text(&line, "text"));
    }
    let used = result.get("used").cloned().unwrap_or_default();
    let number = |key: &str| used.get(key).and_then(Value::as_u64).unwrap_or(0);
    anstream::println!(
        "  {DIM}fuel {}, memory {} KiB, {} host calls{DIM:#}",
        number("fuel"),
        number("memory_bytes") / 1024,
        number("host_calls")
    );
}
