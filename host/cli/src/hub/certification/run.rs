//! One run, on engines of its own.

use super::records::Records;
use crate::commands::certify::package::Package;
use crate::plugin::engine::certification_engine;
use drehscheibe_certify::certification::to_json;
use drehscheibe_certify::{Certification, Plan, Progress, certify};

/// Runs plan and spoilt documents; the report in JSON.
///
/// # Errors
/// It could not be run; for people.
pub fn run(number: u64, plan: &Plan, package: &Package, records: &Records) -> Result<(Certification, String), String> {
    let engines = (certification_engine(), certification_engine());
    let (Ok((first, _one)), Ok((second, _two))) = engines else {
        return Err("the engine of certification cannot be started".into());
    };
    let mut total = 2 * u32::try_from(plan.cases.len()).unwrap_or(u32::MAX / 4);
    let mut done = 0;
    records.progress(number, done, total);
    let mut count = |progress| {
        match progress {
            Progress::Case | Progress::Mutation => done += 1,
            Progress::Mutations(more) => total += u32::try_from(more).unwrap_or_default(),
        }
        records.progress(number, done, total);
    };
    let examined = certify(plan, &package.component, &[first, second], None, &mut count);
    let report = to_json(&examined);
    Ok((examined, report))
}
