//! The certificate.

use super::package::Package;
use crate::commands::output::{Failure, HEAD, NO};
use crate::commands::trust::keys::{Password, read_private};
use drehscheibe_certify::{Certification, Plan};
use drehscheibe_depot::certificate::{
    Budgets, Certificate, Certifier, EngineRef, IN_TOTO_PAYLOAD, PlanRef, PluginRef, Requirements, ResourceDescriptor,
    StatementError, TestOutcome, TestResult, Vendor, certificate_statement, test_result_statement,
};
use drehscheibe_depot::signature::{Bundle, BundleError, PrivateKey, Signer as _};
use drehscheibe_depot::trust::same_organisation;
use drehscheibe_model::content::Digest;
use jiff::{SignedDuration, Timestamp};
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Who certifies, and how.
#[derive(Debug, clap::Args)]
pub struct IssueArgs {
    /// The certifier's private key; without it, no certificate
    #[arg(long, value_name = "FILE", requires = "organisation")]
    key: Option<PathBuf>,
    #[command(flatten)]
    password: Password,
    /// The certifier's organisation; must not be the vendor
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    /// Number of the certificate; without it, one of plugin, version and day
    #[arg(long)]
    number: Option<String>,
    /// From when it counts; without it, now
    #[arg(long)]
    valid_from: Option<Timestamp>,
    /// For how long
    #[arg(long, default_value_t = 365)]
    valid_days: u32,
    /// A condition, for people; may be repeated
    #[arg(long = "condition", value_name = "TEXT")]
    conditions: Vec<String>,
    /// Issue it without asking
    #[arg(long)]
    yes: bool,
}

/// What was written.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Issued {
    pub number: String,
    /// Of the bundle.
    pub digest: Digest,
    pub certificate: PathBuf,
    pub test_result: PathBuf,
}

/// A certifier with an open key.
#[derive(Debug)]
pub struct Signer {
    pub key: PrivateKey,
    pub organisation: String,
}

impl Signer {
    /// Whoever made a plugin, or signed it with this key, does not certify it.
    pub fn may_certify(&self, package: &Package) -> bool {
        !same_organisation(&self.organisation, &package.manifest.vendor)
            && !package.vendor_keys.contains(&self.key.public_key().fingerprint())
    }
}

/// What a certificate is issued with.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// None: made of plugin, version and day.
    pub number: Option<String>,
    /// None: now.
    pub valid_from: Option<Timestamp>,
    pub valid_days: u32,
    pub conditions: Vec<String>,
}

/// A certificate with its test result, both signed.
#[derive(Debug)]
pub struct Signed {
    pub number: String,
    pub certificate: Bundle,
    pub test_result: Bundle,
}

/// Issues a certificate on a certification that has passed.
pub fn issued(
    terms: &Terms,
    signer: &Signer,
    plan: &Plan,
    package: &Package,
    done: &Certification,
    report: &str,
) -> Result<Signed, CertificateError> {
    sign(signer, package, certificate(terms, signer, plan, package, done, report)?)
}

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("the component cannot be loaded")]
    NotLoaded,
    #[error("the statement cannot be written")]
    Statement(#[from] StatementError),
    #[error("it cannot be signed")]
    Signature(#[from] BundleError),
}

fn sign(signer: &Signer, package: &Package, certificate: Certificate) -> Result<Signed, CertificateError> {
    let signed = |payload: Vec<u8>| Bundle::sign_statement(&signer.key, IN_TOTO_PAYLOAD, &payload);
    let bundle = signed(certificate_statement(package.digest, &certificate)?)?;
    let name = format!("{}@{}", certificate.plugin.name, certificate.plugin.version);
    let result = signed(test_result_statement(&name, package.digest, &certificate.test_result)?)?;
    Ok(Signed { number: certificate.number, certificate: bundle, test_result: result })
}

impl IssueArgs {
    fn terms(&self) -> Terms {
        Terms {
            number: self.number.clone(),
            valid_from: self.valid_from,
            valid_days: self.valid_days,
            conditions: self.conditions.clone(),
        }
    }

    /// Opens the key before anything runs. A vendor is not let through.
    pub fn signer(&self, package: &Package) -> Result<Option<Signer>, Failure> {
        let (Some(key), Some(organisation)) = (&self.key, &self.organisation) else { return Ok(None) };
        if same_organisation(organisation, &package.manifest.vendor) {
            let text = format!("{} made this plugin and cannot certify it", package.manifest.vendor);
            return Err(Failure::new(text).code(NO));
        }
        let key = read_private(key, &self.password)?;
        if package.vendor_keys.contains(&key.public_key().fingerprint()) {
            return Err(Failure::new("the vendor signed with this very key; it cannot certify").code(NO));
        }
        Ok(Some(Signer { key, organisation: organisation.clone() }))
    }
}

pub fn issue(
    args: &IssueArgs,
    signer: &Signer,
    plan: &Plan,
    package: &Package,
    done: &Certification,
    report: &str,
    out: &Path,
) -> Result<Option<Issued>, Failure> {
    let failed = |error: CertificateError| Failure::of(&error);
    let certificate = certificate(&args.terms(), signer, plan, package, done, report).map_err(failed)?;
    if !args.yes && !agreed(&certificate)? {
        return Ok(None);
    }
    let (plugin, version) = (certificate.plugin.name.clone(), certificate.plugin.version.clone());
    let Signed { number, certificate: bundle, test_result: result } =
        sign(signer, package, certificate).map_err(failed)?;
    let file = |kind: &str| out.join(format!("{plugin}-{version}.{kind}.sigstore.json"));
    let write = |path: &Path, bundle: &Bundle| {
        std::fs::write(path, bundle.as_bytes())
            .map_err(|error| Failure::of(&error).line(format!("the file is {}", path.display())))
    };
    let (certificate_file, test_result) = (file("certificate"), file("test-result"));
    write(&certificate_file, &bundle)?;
    write(&test_result, &result)?;
    Ok(Some(Issued { number, digest: bundle.digest(), certificate: certificate_file, test_result }))
}

/// The engine that certification runs on.
pub fn engine() -> EngineRef {
    EngineRef { name: "wasmtime".into(), version: drehscheibe_runtime::ENGINE_VERSION.into() }
}

fn certificate(
    terms: &Terms,
    signer: &Signer,
    plan: &Plan,
    package: &Package,
    done: &Certification,
    report: &str,
) -> Result<Certificate, CertificateError> {
    let manifest = &package.manifest;
    let facts = done.report.facts.as_ref().ok_or(CertificateError::NotLoaded)?;
    let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_else(|_| Timestamp::now());
    let valid_from = terms.valid_from.unwrap_or(now);
    let day = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let highest = done.highest();
    let descriptor = |name: &str, digest: Digest| ResourceDescriptor { name: name.into(), digest: digest.into() };
    let report = Digest::of(report.as_bytes());
    Ok(Certificate {
        number: terms.number.clone().unwrap_or_else(|| format!("{}-{}-{day}", manifest.name, manifest.version)),
        certifier: Certifier { organisation: signer.organisation.clone() },
        issued_at: now,
        valid_from,
        valid_until: valid_from + SignedDuration::from_hours(24 * i64::from(terms.valid_days.max(1))),
        plugin: PluginRef { name: manifest.name.clone(), version: manifest.version.clone() },
        vendor: Vendor { organisation: manifest.vendor.clone(), keys: package.vendor_keys.clone() },
        plan: PlanRef { name: plan.name.clone(), digest: plan.digest },
        report,
        engine: engine(),
        wit_version: facts.wit_version.clone(),
        worlds: facts.worlds.clone(),
        procedures: manifest.procedures.clone(),
        stages: manifest.stages.clone(),
        capabilities: manifest.capabilities.clone(),
        limits: manifest.limits.clone(),
        budgets: Budgets {
            fuel: highest.fuel,
            memory_bytes: highest.memory_bytes,
            output_bytes: highest.output_bytes,
            host_calls: highest.host_calls,
        },
        requirements: Requirements {
            covered: done.coverage.requirements_covered.clone(),
            not_covered: done.coverage.requirements_not_covered.clone(),
        },
        test_result: TestResult {
            result: TestOutcome::Passed,
            configuration: vec![descriptor("plan", plan.digest), descriptor("report.json", report)],
            passed_tests: done.report.cases.iter().map(|case| case.name.clone()).collect(),
            warned_tests: Vec::new(),
            failed_tests: Vec::new(),
        },
        conditions: terms.conditions.clone(),
    })
}

/// A person says yes, in full.
fn agreed(certificate: &Certificate) -> Result<bool, Failure> {
    let mut input = std::io::stdin().lock();
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new("a certificate needs an explicit yes").hint("give --yes"));
    }
    anstream::eprintln!(
        "{HEAD}{}{HEAD:#} certifies {} {} by {} until {}. Issue certificate {}? Type `yes`: ",
        certificate.certifier.organisation,
        certificate.plugin.name,
        certificate.plugin.version,
        certificate.vendor.organisation,
        certificate.valid_until,
        certificate.number,
    );
    std::io::stderr().flush().map_err(|error| Failure::of(&error))?;
    let mut line = String::new();
    input.read_line(&mut line).map_err(|error| Failure::of(&error))?;
    Ok(line.trim() == "yes")
}
