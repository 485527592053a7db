//! `drehscheibe depot push`

use super::artifact::{Artifact, described};
use super::client::Client;
use super::show;
use crate::commands::output::{Failure, NO, Outcome, print_json, say};
use crate::commands::remote::HubArgs;
use crate::plugin::build::inspect;
use drehscheibe_depot::manifest::{FILE_NAME, Manifest};
use drehscheibe_depot::oci::WasmConfig;
use drehscheibe_depot::package::{SignedPackage, sign_package};
use drehscheibe_depot::signature::PrivateKey;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::artifact_type::{
    BUNDLE, MANIFEST, PLUGIN_MANIFEST, SBOM, TOML, VENDOR_SIGNATURE, WASM, WASM_CONFIG,
};
use drehscheibe_model::depot::{Reference, RepositoryName, TagName};
use drehscheibe_model::ports::Clock;
use drehscheibe_processor::SystemClock;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Environment variable with the password of the signing key.
const PASSWORD: &str = "DREHSCHEIBE_KEY_PASSWORD";

#[derive(Debug, clap::Args)]
pub struct PushArgs {
    /// Folder of the plugin, with plugin.toml
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Where it goes, for example kisa/hundesteuer; its last part is the plugin's name
    #[arg(long, value_name = "REPOSITORY")]
    to: RepositoryName,
    /// The component; without it, what `drehscheibe plugin build` made
    #[arg(long, value_name = "FILE")]
    component: Option<PathBuf>,
    /// SBOM (CycloneDX); without it, what `drehscheibe plugin build` wrote beside the component
    #[arg(long, value_name = "FILE")]
    sbom: Option<PathBuf>,
    /// Private key that signs the package (PEM, encrypted); its password comes from the environment
    /// variable DREHSCHEIBE_KEY_PASSWORD
    #[arg(long, value_name = "FILE")]
    sign_with: Option<PathBuf>,
    #[command(flatten)]
    hub: HubArgs,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::of(&error).line(format!("the file is {}", path.display())))
}

pub fn run(args: &PushArgs) -> Outcome {
    let text = read(&args.dir.join(FILE_NAME))?;
    let manifest = std::str::from_utf8(&text).map_err(|error| Failure::of(&error))?;
    let manifest = Manifest::parse(manifest).map_err(|problems| {
        let failure = Failure::new(format!("{FILE_NAME} has {} problem(s)", problems.len())).code(NO);
        problems.iter().fold(failure, |failure, problem| failure.line(problem.to_string()))
    })?;
    let path = match &args.component {
        Some(path) => path.clone(),
        None => crate::plugin::folder::component(&args.dir, None)?,
    };
    let component = read(&path)?;
    let tag = TagName::new(manifest.version.replace('+', "_")).map_err(|error| Failure::of(&error))?;
    let mut belongings = vec![Artifact { artifact_type: PLUGIN_MANIFEST, media_type: TOML, bytes: text.clone() }];
    let beside = path.with_extension("cdx.json");
    let sbom = args.sbom.clone().or_else(|| beside.is_file().then_some(beside));
    match sbom {
        Some(path) => belongings.push(Artifact { artifact_type: SBOM, media_type: SBOM, bytes: read(&path)? }),
        None => say("there is no SBOM beside the component; `drehscheibe plugin build` writes one"),
    }
    if let Some(key) = &args.sign_with {
        let package = SignedPackage {
            repository: args.to.clone(),
            plugin: manifest.name.clone(),
            version: manifest.version.clone(),
            component: Digest::of(&component),
            manifest: Digest::of(&text),
        };
        belongings.push(signature(key, &package)?);
    }
    let client = Client::new(&args.hub);
    let progress = crate::commands::progress(belongings.len() as u64 + 1, "parts");
    let subject = push_component(&client, &args.to, &tag, &component)?;
    progress.inc(1);
    for belonging in &belongings {
        client.attach(&args.to, &subject, belonging)?;
        progress.inc(1);
    }
    progress.finish_and_clear();
    let digest = subject.get("digest").and_then(serde_json::Value::as_str).and_then(|text| text.parse().ok());
    let digest: Digest = digest.ok_or_else(|| Failure::new("the manifest has no digest"))?;
    let inspection = client.inspect(&args.to, &Reference::Digest(digest))?;
    if args.json {
        print_json(&inspection)?;
    } else {
        anstream::println!("{}", show::inspected(&inspection));
    }
    Ok(ExitCode::SUCCESS)
}

fn signature(key: &Path, package: &SignedPackage) -> Result<Artifact, Failure> {
    let password = std::env::var(PASSWORD)
        .map_err(|_| Failure::new(format!("the signing key needs its password in {PASSWORD}")))?;
    let pem = String::from_utf8(read(key)?).map_err(|error| Failure::of(&error))?;
    let key = PrivateKey::from_encrypted_pem(&pem, &password).map_err(|error| Failure::of(&error))?;
    let bundle = sign_package(&key, package).map_err(|error| Failure::of(&error))?;
    let bytes = bundle.as_bytes().to_vec();
    Ok(Artifact { artifact_type: VENDOR_SIGNATURE, media_type: BUNDLE, bytes })
}

/// Puts the component there unless this very one is under its tag; its manifest's descriptor.
fn push_component(
    client: &Client,
    repository: &RepositoryName,
    tag: &TagName,
    component: &[u8],
) -> Result<Value, Failure> {
    let reference = Reference::Tag(tag.clone());
    // The config says when it was made: pushed again, the manifest that is there stays.
    if let Ok(there) = client.manifest(repository, &reference) {
        let said: super::client::Manifest =
            serde_json::from_slice(&there.bytes).map_err(|error| Failure::of(&error))?;
        if said.layers.first().is_some_and(|layer| layer.digest == Digest::of(component)) {
            return Ok(described(MANIFEST, &there.bytes));
        }
    }
    let outside = inspect::outside(component).map_err(|error| Failure::of(&error).line("it is not a component"))?;
    let config = WasmConfig::write(&Digest::of(component), &outside.imports, &outside.exports, SystemClock.now());
    client.put_blob(repository, component)?;
    client.put_blob(repository, &config)?;
    let manifest = json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": described(WASM_CONFIG, &config),
        "layers": [described(WASM, component)]});
    let manifest = manifest.to_string().into_bytes();
    client.put_manifest(repository, &reference, MANIFEST, &manifest)?;
    Ok(described(MANIFEST, &manifest))
}
