//! What a certifier does on a hub: runs test plans, reads the reports, certifies, revokes.

use crate::content::Digest;
use crate::depot::{PackageStatus, RepositoryName};
use crate::ids::{PluginName, ProcedureId};
use crate::trust::{RevocationEffect, TrustGap};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A test plan that the hub can run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TestPlan {
    /// Its name in addresses: the plugin's.
    pub key: String,
    /// German, for people.
    pub title: String,
    pub plugin: PluginName,
    pub procedure: Option<ProcedureId>,
    pub cases: u32,
    pub requirements: Vec<TestRequirement>,
    pub digest: Digest,
}

/// Something that a plan asks of its plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TestRequirement {
    pub id: String,
    pub text: String,
    /// Where it comes from, for example a section of a law.
    pub source: Option<String>,
}

/// A component that can be examined: it has a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    pub component: Digest,
    pub plugin: PluginName,
    pub version: String,
    pub vendor: String,
    /// Where the depot has it; none: it stands in the hub's file.
    pub repository: Option<RepositoryName>,
    /// How far the depot had it when this was asked; none: it stands in the hub's file.
    #[serde(default)]
    pub status: Option<PackageStatus>,
}

impl Candidate {
    /// Whether its vendor withdrew it, or a revocation list names it: nobody uses it any more.
    pub fn withdrawn(&self) -> bool {
        matches!(self.status, Some(PackageStatus::Yanked | PackageStatus::Revoked))
    }
}

/// How far an examination is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum ExaminationState {
    /// Steps that are done, of those that are known by now.
    Running { done: u32, total: u32 },
    /// Nothing stands against a certificate.
    Passed,
    /// Something does.
    Objections,
    /// It could not be carried out.
    Broken { reason: String },
}

/// A case of the plan as it came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExaminedCase {
    pub name: String,
    pub title: String,
    pub passed: bool,
    /// How the call ended: `ok`, `rejected`, `stopped:…`.
    pub outcome: String,
}

/// A run of a plan against a component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Examination {
    pub number: u64,
    pub plan: String,
    pub plan_digest: Digest,
    pub candidate: Candidate,
    /// Account that began it.
    pub by: String,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    #[serde(flatten)]
    pub state: ExaminationState,
    pub objections: Vec<String>,
    pub cases: Vec<ExaminedCase>,
    pub requirements_covered: Vec<String>,
    pub requirements_not_covered: Vec<String>,
    /// Documents of good cases that were spoilt and tried.
    pub spoilt_documents: u32,
    /// The most that a case used: units as the engine counts them, and bytes.
    pub fuel: u64,
    pub memory_bytes: u64,
    /// Number of the certificate that was issued on it.
    pub certificate: Option<String>,
}

/// What a certificate is issued with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CertificateTerms {
    /// None: made of plugin, version and day.
    pub number: Option<String>,
    /// 1 to 3,650.
    pub valid_days: u32,
    /// For people; an operator must see to them.
    pub conditions: Vec<String>,
}

/// A certificate that is there for a component, counting or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateView {
    pub number: String,
    /// Of the bundle: what a revocation names.
    pub digest: Digest,
    pub component: Digest,
    pub plugin: PluginName,
    pub version: String,
    pub vendor: String,
    pub certifier: String,
    pub valid_from: Timestamp,
    pub valid_until: Timestamp,
    pub conditions: Vec<String>,
    /// Why it does not count; empty: it does, within its time.
    pub gaps: Vec<TrustGap>,
    /// What a revocation list says about it.
    pub revoked: Option<(RevocationEffect, String)>,
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum CertificationError {
    #[error("there is no such plan, component, run or certificate")]
    NotFound,
    /// The hub has no key of a certifier.
    #[error("this hub has no key to certify with")]
    NoKey,
    /// Whoever made a plugin does not certify it.
    #[error("{vendor} made this plugin and cannot certify it")]
    OwnPlugin { vendor: String },
    #[error("the run has not passed, or a certificate was issued on it already")]
    NotPassed,
    /// The component is not in the depot, and the hub has no folder for certificates.
    #[error("there is no place to keep the certificate in")]
    NoPlace,
    #[error("too many runs at the same time")]
    Busy,
    #[error("{0}")]
    Failed(String),
}

/// The certifier's desk on a running hub; `server` offers it, `cli` wires it. Callers block.
pub trait Certification: Send + Sync {
    /// The plans, and what is wrong with those that cannot be read.
    fn plans(&self) -> (Vec<TestPlan>, Vec<String>);
    /// Components that a plan can be run against: the newest first, those that were withdrawn last.
    fn candidates(&self, plugin: &PluginName) -> Result<Vec<Candidate>, CertificationError>;
    /// Begins a run; its number.
    fn start(&self, plan: &str, component: &Digest, by: &str) -> Result<u64, CertificationError>;
    /// Newest first.
    fn examinations(&self) -> Vec<Examination>;
    fn examination(&self, number: u64) -> Option<Examination>;
    /// The whole report as an HTML file.
    fn report(&self, number: u64) -> Option<Vec<u8>>;
    /// The organisation that this hub certifies for.
    fn certifier(&self) -> Option<String>;
    /// Issues a certificate on a run that has passed; its number.
    fn certify(&self, examination: u64, terms: &CertificateTerms) -> Result<String, CertificationError>;
    /// Certificates of everything that is in the depot or in use.
    fn certificates(&self) -> Result<Vec<CertificateView>, CertificationError>;
    /// Those of one component, also if they do not count.
    fn of(&self, component: &Digest) -> Result<Vec<CertificateView>, CertificationError>;
    /// Those of what authorities use now: for each component the one that counts longest, and all that were taken
    /// back, as one of them is enough to stop a component.
    fn in_use(&self) -> Result<Vec<CertificateView>, CertificationError>;
    /// Adds a certificate to the list of revocations; the list's number.
    fn revoke(&self, certificate: &Digest, effect: RevocationEffect, reason: &str) -> Result<u64, CertificationError>;
}

/// A hub where nobody certifies.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoCertification;

impl Certification for NoCertification {
    fn plans(&self) -> (Vec<TestPlan>, Vec<String>) {
        (Vec::new(), Vec::new())
    }
    fn candidates(&self, _: &PluginName) -> Result<Vec<Candidate>, CertificationError> {
        Ok(Vec::new())
    }
    fn start(&self, _: &str, _: &Digest, _: &str) -> Result<u64, CertificationError> {
        Err(CertificationError::NotFound)
    }
    fn examinations(&self) -> Vec<Examination> {
        Vec::new()
    }
    fn examination(&self, _: u64) -> Option<Examination> {
        None
    }
    fn report(&self, _: u64) -> Option<Vec<u8>> {
        None
    }
    fn certifier(&self) -> Option<String> {
        None
    }
    fn certify(&self, _: u64, _: &CertificateTerms) -> Result<String, CertificationError> {
        Err(CertificationError::NoKey)
    }
    fn certificates(&self) -> Result<Vec<CertificateView>, CertificationError> {
        Ok(Vec::new())
    }
    fn of(&self, _: &Digest) -> Result<Vec<CertificateView>, CertificationError> {
        Ok(Vec::new())
    }
    fn in_use(&self) -> Result<Vec<CertificateView>, CertificationError> {
        Ok(Vec::new())
    }
    fn revoke(&self, _: &Digest, _: RevocationEffect, _: &str) -> Result<u64, CertificationError> {
        Err(CertificationError::NoKey)
    }
}
