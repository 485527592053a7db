//! `drehscheibe depot pull`

use super::client::{Client, Manifest};
use super::reference::PackageRef;
use crate::commands::output::{Failure, Outcome, print_json};
use crate::commands::remote::HubArgs;
use drehscheibe_model::depot::Reference;
use drehscheibe_model::depot::artifact_type::{
    CERTIFICATE, PLUGIN_MANIFEST, REPORT, SBOM, TEST_RESULT, VENDOR_SIGNATURE,
};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct PullArgs {
    /// REPOSITORY:VERSION or REPOSITORY@DIGEST
    package: PackageRef,
    /// Where the files go: NAME.wasm, plugin.toml, NAME.cdx.json, signatures, certificates, reports
    #[arg(long, value_name = "DIR", default_value = ".")]
    into: PathBuf,
    #[command(flatten)]
    hub: HubArgs,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub fn run(args: &PullArgs) -> Outcome {
    let client = Client::new(&args.hub);
    let (repository, name) = (&args.package.repository, args.package.repository.last());
    let fetched = client.manifest(repository, &args.package.reference)?;
    let manifest: Manifest = serde_json::from_slice(&fetched.bytes).map_err(|error| Failure::of(&error))?;
    let [layer] = manifest.layers.as_slice() else {
        return Err(Failure::new(format!("{} is no component", args.package)));
    };
    std::fs::create_dir_all(&args.into).map_err(|error| Failure::of(&error))?;
    let mut files = vec![format!("{name}.wasm")];
    write(&args.into, &format!("{name}.wasm"), &client.blob(repository, &layer.digest)?)?;
    let referrers = client.referrers(repository, &fetched.digest)?;
    for (number, referrer) in referrers.iter().enumerate() {
        let file = match referrer.artifact_type.as_deref() {
            Some(PLUGIN_MANIFEST) => "plugin.toml".to_owned(),
            Some(SBOM) => format!("{name}.cdx.json"),
            Some(VENDOR_SIGNATURE) => format!("{name}.signature-{number}.sigstore.json"),
            Some(CERTIFICATE) => format!("{name}.certificate-{number}.sigstore.json"),
            Some(TEST_RESULT) => format!("{name}.test-result-{number}.sigstore.json"),
            Some(REPORT) => format!("{name}.report-{number}.json"),
            _ => continue,
        };
        let attached = client.manifest(repository, &Reference::Digest(referrer.digest))?;
        let attached: Manifest = serde_json::from_slice(&attached.bytes).map_err(|error| Failure::of(&error))?;
        let Some(layer) = attached.layers.first() else { continue };
        write(&args.into, &file, &client.blob(repository, &layer.digest)?)?;
        files.push(file);
    }
    if args.json {
        print_json(&json!({"package": args.package.to_string(), "manifest": fetched.digest,
            "component": layer.digest, "directory": args.into, "files": files}))?;
    } else {
        anstream::println!("{} {}", args.package, layer.digest);
        for file in files {
            anstream::println!("  {}", args.into.join(file).display());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let path = folder.join(name);
    std::fs::write(&path, bytes).map_err(|error| Failure::of(&error).line(format!("the file is {}", path.display())))
}
