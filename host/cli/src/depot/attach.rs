//! `drehscheibe depot attach`

use super::artifact::{Artifact, described};
use super::client::Client;
use super::reference::PackageRef;
use super::show;
use crate::commands::output::{Failure, NO, Outcome, print_json};
use crate::commands::remote::HubArgs;
use drehscheibe_depot::certificate::{IN_TOTO_PAYLOAD, is_certificate};
use drehscheibe_depot::signature::Bundle;
use drehscheibe_model::depot::Reference;
use drehscheibe_model::depot::artifact_type::{BUNDLE, CERTIFICATE, JSON, MANIFEST, REPORT, TEST_RESULT};
use drehscheibe_model::ports::Inspection;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct AttachArgs {
    /// REPOSITORY:VERSION or REPOSITORY@DIGEST
    package: PackageRef,
    /// What `drehscheibe certify` wrote: certificate, test result, report.json
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    hub: HubArgs,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub fn run(args: &AttachArgs) -> Outcome {
    let artifacts: Vec<_> = args.files.iter().map(|path| artifact(path)).collect::<Result<_, _>>()?;
    let inspection = attach(&Client::new(&args.hub), &args.package, &artifacts)?;
    if args.json {
        print_json(&inspection)?;
    } else {
        anstream::println!("{}", show::inspected(&inspection));
    }
    Ok(ExitCode::SUCCESS)
}

/// Attaches all; the package as it is then.
pub fn attach(client: &Client, package: &PackageRef, artifacts: &[Artifact]) -> Result<Inspection, Failure> {
    let fetched = client.manifest(&package.repository, &package.reference)?;
    let subject = described(MANIFEST, &fetched.bytes);
    for artifact in artifacts {
        client.attach(&package.repository, &subject, artifact)?;
    }
    client.inspect(&package.repository, &Reference::Digest(fetched.digest))
}

/// What a file is.
pub fn artifact(path: &Path) -> Result<Artifact, Failure> {
    let here = |failure: Failure| failure.line(format!("the file is {}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| here(Failure::of(&error)))?;
    if let Ok(bundle) = Bundle::parse(&bytes) {
        let artifact_type = match bundle.unverified_statement() {
            Some((IN_TOTO_PAYLOAD, payload)) if is_certificate(payload) => CERTIFICATE,
            Some((IN_TOTO_PAYLOAD, _)) => TEST_RESULT,
            _ => return Err(here(Failure::new("this bundle is no statement about a component").code(NO))),
        };
        return Ok(Artifact { artifact_type, media_type: BUNDLE, bytes });
    }
    let report = serde_json::from_slice::<serde_json::Value>(&bytes).ok();
    let format = report.as_ref().and_then(|report| report.get("format")?.as_str());
    if format.is_some_and(|format| format.starts_with("drehscheibe-certification-report/")) {
        return Ok(Artifact { artifact_type: REPORT, media_type: JSON, bytes });
    }
    let failure = Failure::new("this is neither a certificate nor a test result nor a report").code(NO);
    Err(here(failure.hint("`drehscheibe certify` writes them")))
}
