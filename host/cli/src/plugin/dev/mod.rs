//! `drehscheibe plugin dev`

mod stage;

use super::watch::Watch;
use super::{build, folder, once};
use crate::commands::output::{BAD, DIM, Failure, GOOD, HEAD, Outcome, say};
use crate::demo::client::{Client, Submission};
use drehscheibe_certify::plan::Operation;
use drehscheibe_depot::manifest::Manifest;
use drehscheibe_model::call::World;
use serde_json::Value;
use stage::Stage;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Runs the plugin in a hub of its own while you work: on loopback, with the fictitious test organisation,
/// an empty database and a folder as target. At each change of a file it builds, activates and sends a
/// message, and shows the message's way and what arrived. Ends with Ctrl-C.
///
/// It builds fast, beside the published component: Rust is compiled without the optimisations of a release.
/// What counts for size, time and digest is `plugin build`.
#[derive(Debug, clap::Args)]
pub struct DevArgs {
    /// Folder of the plugin
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The document that is sent; without it, that of the first fitting case of the test plan
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// The municipality's settings; without it, those of the same case
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Send once and end; exit code 1 if the message did not arrive
    #[arg(long)]
    once: bool,
}

/// What is sent, and under which settings.
#[derive(Debug)]
pub struct Sample {
    pub document: Vec<u8>,
    pub media_type: String,
    pub settings: String,
    /// The time at which the case of the plan was received, if the document is that of a case.
    pub received_at: Option<jiff::Timestamp>,
}

pub fn run(args: &DevArgs) -> Outcome {
    let manifest = folder::manifest(&args.dir)?;
    let sample = sample(args, &manifest)?;
    let mut watch = Watch::of(&args.dir)?;
    let mut built = Instant::now();
    let component = loop {
        if let Some(component) = make(&args.dir) {
            break component;
        }
        if args.once {
            return Ok(ExitCode::FAILURE);
        }
        wait(&mut watch);
        built = Instant::now();
    };
    let folder = std::path::absolute(args.dir.join("target/dev")).map_err(|error| Failure::of(&error))?;
    let stage = Stage::set(&folder, &args.dir, &manifest, &sample)?;
    stage.put(&component)?;
    let (hub, keys) = stage.start()?;
    if let Some(time) = sample.received_at {
        say(format!("{DIM}the document is that of a case received at {time}; here it is received now{DIM:#}"));
    }
    let client = Client::new(&hub.url, &keys);
    say(format!("{DIM}hub of this plugin: {}, data in {}{DIM:#}", hub.url, folder.display()));
    loop {
        let arrived = send(&client, &manifest, &sample, &stage);
        say(format!("{DIM}{:.1} s from the change to the result{DIM:#}", built.elapsed().as_secs_f64()));
        if args.once {
            hub.stop();
            return Ok(if arrived { ExitCode::SUCCESS } else { ExitCode::from(1) });
        }
        loop {
            wait(&mut watch);
            built = Instant::now();
            if let Some(component) = make(&args.dir)
                && activate(&client, &stage, &component)?
            {
                break;
            }
        }
    }
}

fn wait(watch: &mut Watch) {
    say(format!("{DIM}waiting for a change; Ctrl-C ends{DIM:#}"));
    let changed = watch.next();
    say(format!("\n{HEAD}{}{HEAD:#}", changed.display()));
}

/// Builds fast and gives the component; says why if it cannot.
fn make(dir: &Path) -> Option<PathBuf> {
    let begin = Instant::now();
    match build::build(dir, &build::BuildOptions { quiet: true, quick: true, ..Default::default() }) {
        Ok(report) => {
            let took = begin.elapsed().as_secs_f64();
            say(format!("{GOOD}built{GOOD:#} in {took:.1} s {DIM}to try it out; what counts is `plugin build`{DIM:#}"));
            Some(report.path)
        }
        Err(error) => {
            build::show(&error);
            None
        }
    }
}

/// Puts the new component in place of the old one; the running hub takes it over as a new revision.
fn activate(client: &Client, stage: &Stage, component: &Path) -> Result<bool, Failure> {
    stage.put(component)?;
    let answer = client.reload().map_err(Failure::new)?;
    if answer.status < 300 {
        return Ok(true);
    }
    say(format!("{BAD}the hub refuses it:{BAD:#}"));
    for problem in answer.body.get("problems").and_then(Value::as_array).into_iter().flatten() {
        say(format!("  {}", problem.as_str().map_or_else(|| problem.to_string(), str::to_owned)));
    }
    say(answer.body.get("detail").and_then(Value::as_str).unwrap_or_default());
    Ok(false)
}

/// Sends the sample and shows where it went.
fn send(client: &Client, manifest: &Manifest, sample: &Sample, stage: &Stage) -> bool {
    let procedure = stage::procedure(manifest);
    let area = drehscheibe_model::area::FICTITIOUS_ARS;
    let envelope = [("drehscheibe-procedure", procedure.as_str()), ("drehscheibe-area", area)];
    // A JSON document lies in the body beside its envelope, another one is the body.
    let submission = match serde_json::from_slice::<Value>(&sample.document) {
        Ok(document) => Submission {
            body: serde_json::json!({ "procedure": procedure, "area": area, "document": document })
                .to_string()
                .into_bytes(),
            media_type: "application/json",
            headers: &[],
            idempotency_key: None,
        },
        Err(_) => Submission {
            body: sample.document.clone(),
            media_type: &sample.media_type,
            headers: &envelope,
            idempotency_key: None,
        },
    };
    let id = match client.submit(&submission) {
        Ok(answer) => answer.body.get("id").and_then(Value::as_str).map(str::to_owned),
        Err(problem) => {
            say(problem);
            None
        }
    };
    let Some(id) = id else { return false };
    let state = |status: &Value| status.get("state").and_then(Value::as_str).unwrap_or_default().to_owned();
    let ended = |status: &Value| ["delivered", "rejected", "parked", "withdrawn"].contains(&state(status).as_str());
    match client.follow(&id, ended) {
        Ok(status) => {
            let state = state(&status);
            let style = if state == "delivered" { GOOD } else { BAD };
            say(format!("{style}{state}{style:#}"));
            stage.show_arrived();
            state == "delivered"
        }
        Err(problem) => {
            say(problem);
            false
        }
    }
}

/// The files that were given, else those of the first case that fits.
fn sample(args: &DevArgs, manifest: &Manifest) -> Result<Sample, Failure> {
    let read = |path: &PathBuf| {
        std::fs::read(path).map_err(|error| Failure::of(&error).line(format!("reading {}", path.display())))
    };
    let wanted = match manifest.worlds.first() {
        Some(World::Validator) => Operation::Validate,
        Some(World::Transformer) => Operation::Transform,
        Some(World::Recogniser) => Operation::Recognise,
        _ => Operation::Deliver,
    };
    let case = match (&args.document, &args.settings) {
        (Some(_), Some(_)) => None,
        _ => {
            let plan = folder::plan(&args.dir, &args.dir)?;
            let fits = |case: &drehscheibe_certify::plan::Case| case.operation == wanted;
            let good = plan.cases.iter().find(|case| fits(case) && case.expect.outcome.name() == "ok");
            good.or_else(|| plan.cases.iter().find(|case| fits(case))).cloned()
        }
    };
    let none = || Failure::new("the plan has no case with a document").hint("give --document FILE");
    let (document, media_type) = match (&args.document, &case) {
        (Some(path), _) => {
            let document = read(path)?;
            let media_type = once::media_type(path, &document);
            (document, media_type)
        }
        (None, Some(case)) => (case.document.body.clone(), case.document.media_type.clone()),
        (None, None) => return Err(none()),
    };
    let settings = match (&args.settings, &case) {
        (Some(path), _) => String::from_utf8_lossy(&read(path)?).into_owned(),
        (None, Some(case)) => case.settings.clone(),
        (None, None) => "{}".to_owned(),
    };
    let received_at = case.filter(|_| args.document.is_none()).map(|case| case.received_at);
    Ok(Sample { document, media_type, settings, received_at })
}
