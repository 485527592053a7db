//! `plugin test --record`: what a test system answers becomes part of the plan.

use super::loaded::Loaded;
use crate::commands::output::{DIM, Failure, GOOD, say};
use drehscheibe_certify::Plan;
use drehscheibe_certify::plan::{Case, Operation};
use drehscheibe_certify::run_case;
use drehscheibe_channels::{HttpClient, Roots};
use drehscheibe_model::ports::Blobs;
use drehscheibe_runtime::Mode;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Runs the deliveries of a plan once on the engine of production, really sends what has no recording
/// yet, and appends each exchange to its case. What is recorded stays as it is.
pub fn record(plan: &Plan, folder: &Path, component: &Path) -> Result<(), Failure> {
    let loaded = Loaded::open(component, Mode::Production)?;
    let blobs: Arc<dyn Blobs> = loaded.bench.blobs.clone();
    let client = HttpClient::new(blobs, &Roots::Public).map_err(|error| Failure::of(&error))?;
    loaded.bench.recording.send_through(Some(Arc::new(client)));
    let mut all = 0;
    for case in plan.cases.iter().filter(|case| case.operation == Operation::Deliver) {
        // Calls of the check of the settings and of the delivery itself, in order.
        run_case(case, &loaded.digest, loaded.runtime(), &loaded.bench).map_err(Failure::new)?;
        let made = loaded.bench.recording.take_recorded();
        if made.is_empty() {
            continue;
        }
        let place = place(folder, case)?;
        let mut text = String::new();
        for (at, call) in made.iter().enumerate() {
            let (part, files) = call.to_toml(case.script.http.len() + at + 1);
            text.push('\n');
            text.push_str(&part);
            for file in files {
                let path = place.with_file_name(&file.name);
                std::fs::write(&path, &file.content).map_err(|error| unwritable(&path, &error))?;
            }
            say(format!("{GOOD}recorded{GOOD:#} {}: {} {}", case.name, call.method, call.url));
        }
        let file = OpenOptions::new().append(true).open(&place);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| unwritable(&place, &error))?;
        all += made.len();
    }
    let what = if all == 0 {
        "every request has a recording; nothing was sent"
    } else {
        "look the recordings through: they must hold no personal data"
    };
    say(format!("{DIM}{what}{DIM:#}"));
    Ok(())
}

/// The file of a case.
fn place(folder: &Path, case: &Case) -> Result<PathBuf, Failure> {
    let roots = [folder.to_owned(), folder.join("plan")];
    let root = roots.into_iter().find(|root| root.join("plan.toml").is_file());
    let root = root.ok_or_else(|| Failure::new(format!("{} has no plan", folder.display())))?;
    Ok(root.join("cases").join(&case.name).join("case.toml"))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::of(error).line(format!("writing {}", path.display()))
}
