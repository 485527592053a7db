//! `drehscheibe certify verify`

use super::issue::engine;
use super::package::PackageArgs;
use super::run::examine;
use crate::commands::output::{BAD, Failure, GOOD, NO, NOTE, Outcome, print_json};
use crate::commands::trust::keys::read_public;
use crate::plugin::folder::load_plan;
use drehscheibe_certify::certification::to_json;
use drehscheibe_depot::certificate::{CheckedCertificate, check_certificates};
use drehscheibe_depot::signature::PublicKey;
use drehscheibe_depot::trust::{KeyRing, SignaturePolicy, Term, TrustPolicy, TrustedKey};
use drehscheibe_model::content::Digest;
use drehscheibe_model::trust::TrustGap;
use std::path::PathBuf;
use std::process::ExitCode;

/// Runs the plan of a certificate again, offline, on this machine, and compares with what the certificate
/// says: component, plan, report, engine, worlds, budgets, requirements. Exit code 1 if anything differs
/// or the signature does not count.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// The certificate: a Sigstore bundle
    certificate: PathBuf,
    #[command(flatten)]
    package: PackageArgs,
    /// Folder of the test plan
    #[arg(long, value_name = "DIR")]
    plan: PathBuf,
    /// Requirements of the procedure's blueprint, if the certifier used one
    #[arg(long, value_name = "FILE")]
    blueprint: Option<PathBuf>,
    /// The certifier's public key; without it the signature is not checked
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub fn run(args: &VerifyArgs) -> Outcome {
    let package = args.package.read()?;
    let plan = load_plan(&args.plan, Some(&package.manifest))?;
    let bytes = std::fs::read(&args.certificate)
        .map_err(|error| Failure::of(&error).line(format!("the certificate is {}", args.certificate.display())))?;
    let key = args.key.as_deref().map(read_public).transpose()?;
    let checked = read(&package.digest, bytes, key.as_ref())?;
    let certificate = &checked.certificate;
    let done = examine(&plan, &package, args.blueprint.as_deref())?;
    let report = Digest::of(to_json(&done).as_bytes());
    let mut differences: Vec<String> = checked.gaps.iter().map(ToString::to_string).collect();
    let mut compare = |what: &str, says: String, is: String| {
        if says != is {
            differences.push(format!("{what}: the certificate says {says}, here it is {is}"));
        }
    };
    let facts = done.report.facts.as_ref();
    compare("plan", certificate.plan.digest.to_string(), plan.digest.to_string());
    compare("report", certificate.report.to_string(), report.to_string());
    compare("verdict", "passed".into(), if done.passed() { "passed".into() } else { "not passed".into() });
    compare("engine", certificate.engine.version.clone(), engine().version);
    compare("contract", certificate.wit_version.clone(), facts.map(|one| one.wit_version.clone()).unwrap_or_default());
    compare(
        "worlds",
        format!("{:?}", certificate.worlds),
        format!("{:?}", facts.map(|one| &one.worlds).unwrap_or(&Vec::new())),
    );
    let (budgets, highest) = (&certificate.budgets, done.highest());
    compare("fuel", budgets.fuel.to_string(), highest.fuel.to_string());
    compare("memory", budgets.memory_bytes.to_string(), highest.memory_bytes.to_string());
    compare("output", budgets.output_bytes.to_string(), highest.output_bytes.to_string());
    let covered = done.coverage.requirements_covered.join(", ");
    compare("requirements covered", certificate.requirements.covered.join(", "), covered);
    if args.json {
        print_json(&serde_json::json!({
            "equal": differences.is_empty(),
            "number": certificate.number,
            "signatureChecked": key.is_some(),
            "differences": differences,
        }))?;
    } else {
        if key.is_none() {
            anstream::eprintln!("{NOTE}the signature was not checked{NOTE:#}: give --key FILE");
        }
        for difference in &differences {
            anstream::println!("{BAD}differs{BAD:#} {difference}");
        }
        if differences.is_empty() {
            anstream::println!("{GOOD}equal{GOOD:#}: certificate {} says what is so", certificate.number);
        }
    }
    Ok(if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

/// The certificate with what speaks against it. Without a key its signature is not looked at.
fn read(component: &Digest, bytes: Vec<u8>, key: Option<&PublicKey>) -> Result<CheckedCertificate, Failure> {
    let name = "given";
    let keys = key.map(|key| TrustedKey {
        name: name.into(),
        organisation: name.into(),
        key: key.clone(),
        valid_from: None,
        valid_until: None,
    });
    let policy = TrustPolicy {
        keys: KeyRing::new(keys),
        certifiers: SignaturePolicy { all_of: vec![Term::Key(name.into())], any_of: None },
        ..TrustPolicy::default()
    };
    let (certificates, broken) = check_certificates(component, &[bytes], &policy);
    let Some(mut checked) = certificates.into_iter().next() else {
        let failure = Failure::new("this is no certificate").code(NO);
        return Err(broken.iter().fold(failure, |failure, gap| failure.line(gap.to_string())));
    };
    if key.is_none() {
        checked.gaps.retain(|gap| match gap {
            TrustGap::Unverified { reason, .. } => reason.contains("not this component"),
            _ => true,
        });
    }
    Ok(checked)
}
