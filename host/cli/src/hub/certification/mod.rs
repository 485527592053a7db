//! The certifier's desk on a running hub: runs in threads of their own, with their reports on disk.

mod records;
mod run;
mod shelf;

use super::open::{Hub, OpenHubError};
use crate::commands::certify::issue::{Signer, Terms, issued};
use crate::commands::certify::package::Package;
use crate::configuration::Problem;
use drehscheibe_certify::{Certification as Examined, Plan};
use drehscheibe_depot::signature::PrivateKey;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::ports::{
    Candidate, CertificateTerms, CertificateView, Certification, CertificationError, Clock, Examination,
    ExaminationState, TestPlan, TestRequirement,
};
use drehscheibe_model::trust::RevocationEffect;
use records::Records;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Runs that have begun and not ended.
const MOST_RUNNING: usize = 8;
/// Runs on which a certificate may still be issued; the oldest are forgotten first.
const MOST_OPEN: usize = 10;

/// What a certificate needs beyond the record of its run.
#[derive(Debug)]
struct Open {
    plan: Plan,
    package: Package,
    examined: Examined,
    report: String,
}

/// The desk.
pub struct HubCertification {
    hub: Arc<Hub>,
    signer: Option<Signer>,
    records: Arc<Records>,
    open: Arc<Mutex<BTreeMap<u64, Open>>>,
    /// One run at a time: each takes a processor.
    bench: Arc<Mutex<()>>,
}

impl std::fmt::Debug for HubCertification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HubCertification").finish_non_exhaustive()
    }
}

fn failed(error: impl std::fmt::Display) -> CertificationError {
    CertificationError::Failed(error.to_string())
}

impl HubCertification {
    /// Opens the certifier's key, if the hub's file names one, and reads the records of earlier runs.
    pub fn open(hub: Arc<Hub>) -> Result<Self, OpenHubError> {
        let signer = signer(&hub)?;
        let records = Records::open(hub.file.hub.data_dir.join("certification"), hub.clock.now())?;
        Ok(Self { hub, signer, records: Arc::new(records), open: Arc::default(), bench: Arc::default() })
    }

    /// Folders of plans, by plugin.
    fn folders(&self) -> BTreeMap<String, PathBuf> {
        let files = self.hub.files();
        let named = files.components.iter().filter_map(|(name, one)| Some((name.to_string(), one.plan.clone()?)));
        named.collect()
    }

    fn signer(&self) -> Result<&Signer, CertificationError> {
        self.signer.as_ref().ok_or(CertificationError::NoKey)
    }
}

/// The key of `[certification]`.
fn signer(hub: &Hub) -> Result<Option<Signer>, OpenHubError> {
    let Some(desk) = &hub.file.certification else { return Ok(None) };
    let path = crate::configuration::base_of(&hub.path).join(&desk.key);
    let wrong = |text: String| OpenHubError::Configuration(vec![Problem { file: path.clone(), line: None, text }]);
    let password = hub.secrets.of_hub(&desk.password_secret).ok_or_else(|| {
        wrong(format!("its password is missing: there is no secret `{}` in the table [hub]", desk.password_secret))
    })?;
    let text = std::fs::read_to_string(&path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let key = PrivateKey::from_encrypted_pem(&text, password).map_err(|error| wrong(error.to_string()))?;
    Ok(Some(Signer { key, organisation: desk.organisation.clone() }))
}

fn described(key: String, plan: &Plan) -> TestPlan {
    let requirement = |one: &drehscheibe_certify::plan::Requirement| TestRequirement {
        id: one.id.clone(),
        text: one.text.clone(),
        source: one.source.clone(),
    };
    TestPlan {
        key,
        title: plan.name.clone(),
        plugin: plan.plugin.clone(),
        procedure: plan.procedure.clone(),
        cases: u32::try_from(plan.cases.len()).unwrap_or(u32::MAX),
        requirements: plan.requirements.iter().map(requirement).collect(),
        digest: plan.digest,
    }
}

impl Certification for HubCertification {
    fn plans(&self) -> (Vec<TestPlan>, Vec<String>) {
        let (mut plans, mut broken) = (Vec::new(), Vec::new());
        for (key, folder) in self.folders() {
            match Plan::load(&folder) {
                Ok(plan) => plans.push(described(key, &plan)),
                Err(error) => broken.push(format!("{key}: {error}")),
            }
        }
        (plans, broken)
    }

    fn candidates(&self, plugin: &PluginName) -> Result<Vec<Candidate>, CertificationError> {
        shelf::candidates(&self.hub, plugin)
    }

    fn start(&self, plan: &str, component: &Digest, by: &str) -> Result<u64, CertificationError> {
        let folder = self.folders().remove(plan).ok_or(CertificationError::NotFound)?;
        let name = PluginName::new(plan).map_err(|_| CertificationError::NotFound)?;
        let candidates = self.candidates(&name)?;
        let candidate = candidates.into_iter().find(|one| one.component == *component);
        let candidate = candidate.ok_or(CertificationError::NotFound)?;
        let package = shelf::package(&self.hub, &candidate)?;
        let plan = crate::plugin::folder::plan_under(&folder, Some(&package.manifest)).map_err(failed)?;
        if self.records.running() >= MOST_RUNNING {
            return Err(CertificationError::Busy);
        }
        let number = self.records.begin(&plan, candidate, by, self.hub.clock.now()).map_err(failed)?;
        let (records, open, bench) = (Arc::clone(&self.records), Arc::clone(&self.open), Arc::clone(&self.bench));
        let clock = self.hub.clock.clone();
        let work = move || {
            let _one = bench.lock().unwrap_or_else(PoisonError::into_inner);
            let ended = run::run(number, &plan, &package, &records);
            let now = clock.now();
            match ended {
                Ok((examined, report)) => {
                    records.end(number, &examined, &report, now);
                    let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
                    if examined.passed() {
                        open.insert(number, Open { plan, package, examined, report });
                    }
                    while open.len() > MOST_OPEN {
                        open.pop_first();
                    }
                }
                Err(reason) => records.broken(number, reason, now),
            }
        };
        std::thread::Builder::new().name(format!("certify-{number}")).spawn(work).map_err(failed)?;
        Ok(number)
    }

    fn examinations(&self) -> Vec<Examination> {
        self.records.all()
    }

    fn examination(&self, number: u64) -> Option<Examination> {
        self.records.one(number)
    }

    fn report(&self, number: u64) -> Option<Vec<u8>> {
        self.records.report(number)
    }

    fn certifier(&self) -> Option<String> {
        self.signer.as_ref().map(|signer| signer.organisation.clone())
    }

    fn certify(&self, examination: u64, terms: &CertificateTerms) -> Result<String, CertificationError> {
        let signer = self.signer()?;
        let record = self.examination(examination).ok_or(CertificationError::NotFound)?;
        if record.state != ExaminationState::Passed || record.certificate.is_some() {
            return Err(CertificationError::NotPassed);
        }
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let Open { plan, package, examined, report } = open.get(&examination).ok_or(CertificationError::NotPassed)?;
        if !signer.may_certify(package) {
            return Err(CertificationError::OwnPlugin { vendor: package.manifest.vendor.clone() });
        }
        let terms = Terms {
            number: terms.number.clone(),
            valid_from: None,
            valid_days: terms.valid_days,
            conditions: terms.conditions.clone(),
        };
        let issued = issued(&terms, signer, plan, package, examined, report).map_err(failed)?;
        let number = issued.number.clone();
        shelf::keep(&self.hub, &record.candidate, &issued, report)?;
        self.records.certified(examination, &number).map_err(failed)?;
        open.remove(&examination);
        shelf::follow(&self.hub, Some(record.candidate.component))?;
        Ok(number)
    }

    fn certificates(&self) -> Result<Vec<CertificateView>, CertificationError> {
        shelf::certificates(&self.hub)
    }

    fn of(&self, component: &Digest) -> Result<Vec<CertificateView>, CertificationError> {
        shelf::of(&self.hub, *component)
    }

    fn in_use(&self) -> Result<Vec<CertificateView>, CertificationError> {
        shelf::in_use(&self.hub)
    }

    fn revoke(&self, certificate: &Digest, effect: RevocationEffect, reason: &str) -> Result<u64, CertificationError> {
        shelf::revoke(&self.hub, self.signer()?, certificate, effect, reason)
    }
}
