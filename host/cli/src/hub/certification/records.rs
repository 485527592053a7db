//! The records of runs: in memory, and in a folder for each run when it has ended.

use crate::hub::OpenHubError;
use drehscheibe_certify::certification::to_html;
use drehscheibe_certify::{Certification, Plan};
use drehscheibe_model::ports::{Candidate, Examination, ExaminationState, ExaminedCase};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

const RECORD: &str = "run.json";
const REPORT: &str = "report.html";

/// All runs of this hub.
#[derive(Debug)]
pub struct Records {
    folder: PathBuf,
    runs: Mutex<BTreeMap<u64, Examination>>,
}

fn read(folder: &Path) -> Option<Examination> {
    serde_json::from_slice(&std::fs::read(folder.join(RECORD)).ok()?).ok()
}

impl Records {
    /// Reads what is there. A run that was cut off by the end of the hub has not been carried out.
    pub fn open(folder: PathBuf, now: Timestamp) -> Result<Self, OpenHubError> {
        let directory = |source| OpenHubError::Directory { path: folder.clone(), source };
        std::fs::create_dir_all(&folder).map_err(directory)?;
        let mut runs = BTreeMap::new();
        for entry in std::fs::read_dir(&folder).map_err(directory)? {
            let Some(mut run) = read(&entry.map_err(directory)?.path()) else { continue };
            if matches!(run.state, ExaminationState::Running { .. }) {
                run.state = ExaminationState::Broken { reason: "the hub ended before the run did".into() };
                run.ended_at = Some(now);
            }
            runs.insert(run.number, run);
        }
        Ok(Self { folder, runs: Mutex::new(runs) })
    }

    fn runs(&self) -> MutexGuard<'_, BTreeMap<u64, Examination>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn folder(&self, number: u64) -> PathBuf {
        self.folder.join(number.to_string())
    }

    fn write(&self, run: &Examination) -> std::io::Result<()> {
        let folder = self.folder(run.number);
        std::fs::create_dir_all(&folder)?;
        let fresh = folder.join("run.new");
        std::fs::write(&fresh, serde_json::to_vec_pretty(run)?)?;
        std::fs::rename(fresh, folder.join(RECORD))
    }

    pub fn running(&self) -> usize {
        self.runs().values().filter(|run| matches!(run.state, ExaminationState::Running { .. })).count()
    }

    pub fn begin(&self, plan: &Plan, candidate: Candidate, by: &str, now: Timestamp) -> std::io::Result<u64> {
        let mut runs = self.runs();
        let number = runs.keys().next_back().map_or(1, |last| last + 1);
        let run = Examination {
            number,
            plan: plan.name.clone(),
            plan_digest: plan.digest,
            candidate,
            by: by.to_owned(),
            started_at: now,
            ended_at: None,
            state: ExaminationState::Running { done: 0, total: 0 },
            objections: Vec::new(),
            cases: Vec::new(),
            requirements_covered: Vec::new(),
            requirements_not_covered: Vec::new(),
            spoilt_documents: 0,
            fuel: 0,
            memory_bytes: 0,
            certificate: None,
        };
        self.write(&run)?;
        runs.insert(number, run);
        Ok(number)
    }

    pub fn progress(&self, number: u64, done: u32, total: u32) {
        if let Some(run) = self.runs().get_mut(&number) {
            run.state = ExaminationState::Running { done, total };
        }
    }

    /// Changes a run and keeps it; what cannot be kept stands in the log.
    fn change(&self, number: u64, change: impl FnOnce(&mut Examination)) -> std::io::Result<()> {
        let mut runs = self.runs();
        let Some(run) = runs.get_mut(&number) else { return Ok(()) };
        change(run);
        self.write(run)
    }

    pub fn end(&self, number: u64, examined: &Certification, report: &str, now: Timestamp) {
        let highest = examined.highest();
        let cases = examined.report.cases.iter().map(|case| ExaminedCase {
            name: case.name.clone(),
            title: case.title.clone(),
            passed: case.passed(),
            outcome: case.outcome.clone(),
        });
        let folder = self.folder(number);
        let kept = std::fs::write(folder.join(REPORT), to_html(examined))
            .and_then(|()| std::fs::write(folder.join("report.json"), report))
            .and_then(|()| {
                self.change(number, |run| {
                    run.ended_at = Some(now);
                    run.objections = examined.objections();
                    run.state =
                        if run.objections.is_empty() { ExaminationState::Passed } else { ExaminationState::Objections };
                    run.cases = cases.collect();
                    run.requirements_covered = examined.coverage.requirements_covered.clone();
                    run.requirements_not_covered = examined.coverage.requirements_not_covered.clone();
                    run.spoilt_documents = u32::try_from(examined.mutations.tried.len()).unwrap_or(u32::MAX);
                    run.fuel = highest.fuel;
                    run.memory_bytes = highest.memory_bytes;
                })
            });
        if let Err(error) = kept {
            self.broken(number, format!("the report cannot be kept: {error}"), now);
        }
    }

    pub fn broken(&self, number: u64, reason: String, now: Timestamp) {
        tracing::warn!(run = number, reason, "a certification run was not carried out");
        let kept = self.change(number, |run| {
            run.ended_at = Some(now);
            run.state = ExaminationState::Broken { reason };
        });
        if let Err(error) = kept {
            tracing::error!(run = number, %error, "the record of a certification run cannot be kept");
        }
    }

    pub fn certified(&self, number: u64, certificate: &str) -> std::io::Result<()> {
        self.change(number, |run| run.certificate = Some(certificate.to_owned()))
    }

    /// Newest first.
    pub fn all(&self) -> Vec<Examination> {
        self.runs().values().rev().cloned().collect()
    }

    pub fn one(&self, number: u64) -> Option<Examination> {
        self.runs().get(&number).cloned()
    }

    pub fn report(&self, number: u64) -> Option<Vec<u8>> {
        self.one(number)?;
        std::fs::read(self.folder(number).join(REPORT)).ok()
    }
}
