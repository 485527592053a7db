//! What the plan covers, and what no case exercises.

use super::mutation::Mutations;
use crate::plan::{Operation, Plan, Requirement};
use crate::report::PlanReport;
use drehscheibe_model::call::World;
use serde::Serialize;
use std::collections::BTreeSet;

/// What was exercised and what was not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Requirements with a case whose cases all passed.
    pub requirements_covered: Vec<String>,
    /// The others.
    pub requirements_not_covered: Vec<String>,
    pub functions_exercised: Vec<&'static str>,
    pub functions_not_exercised: Vec<&'static str>,
    /// Rule ids that a case expects.
    pub findings_exercised: Vec<String>,
    /// Rule ids that stand in the component, or came up with a spoilt document, and that no case expects.
    pub findings_not_exercised: Vec<String>,
    pub reason_codes_exercised: Vec<String>,
}

impl Coverage {
    pub(super) fn of(
        plan: &Plan,
        component: &[u8],
        report: &PlanReport,
        mutations: &Mutations,
        blueprint: &[Requirement],
    ) -> Self {
        let mut coverage = Self::default();
        for requirement in blueprint {
            let covered = report.requirements.iter().any(|one| one.id == requirement.id && one.covered);
            let list =
                if covered { &mut coverage.requirements_covered } else { &mut coverage.requirements_not_covered };
            list.push(requirement.id.clone());
        }
        let worlds = report.facts.as_ref().map(|facts| facts.worlds.as_slice()).unwrap_or_default();
        for operation in Operation::ALL {
            let exported = match operation {
                Operation::CheckSettings => true,
                Operation::Recognise => worlds.contains(&World::Recogniser),
                Operation::Validate => worlds.contains(&World::Validator),
                Operation::Transform => worlds.contains(&World::Transformer),
                Operation::Deliver => worlds.contains(&World::Adapter),
            };
            if exported {
                let exercised = plan.cases.iter().any(|case| case.operation == operation);
                let list =
                    if exercised { &mut coverage.functions_exercised } else { &mut coverage.functions_not_exercised };
                list.push(operation.name());
            }
        }
        let expected = plan.cases.iter().flat_map(|case| &case.expect.findings);
        let exercised: BTreeSet<String> = expected.clone().map(|finding| finding.rule.clone()).collect();
        let reasons: BTreeSet<String> = expected.map(|finding| finding.reason_code.clone()).collect();
        let mut known = codes_in(component, &exercised);
        known.extend(mutations.rules_seen.iter().cloned());
        coverage.findings_not_exercised = known.difference(&exercised).cloned().collect();
        coverage.findings_exercised = exercised.into_iter().collect();
        coverage.reason_codes_exercised = reasons.into_iter().collect();
        coverage
    }
}

/// Rule ids that stand in the bytes of the component and look like those that the plan knows: the same
/// letters, a hyphen, and as many digits. A component that puts its ids together at run time hides them.
fn codes_in(component: &[u8], known: &BTreeSet<String>) -> BTreeSet<String> {
    let shape = |id: &String| {
        let (prefix, digits) = id.rsplit_once('-')?;
        let numbered = !prefix.is_empty() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        numbered.then(|| (format!("{prefix}-").into_bytes(), digits.len()))
    };
    let shapes: BTreeSet<(Vec<u8>, usize)> = known.iter().filter_map(shape).collect();
    let mut found = BTreeSet::new();
    for (prefix, digits) in &shapes {
        for window in component.windows(prefix.len() + digits) {
            let Some(number) = window.strip_prefix(prefix.as_slice()) else { continue };
            if number.iter().all(u8::is_ascii_digit) {
                found.insert(String::from_utf8_lossy(window).into_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_by_the_shape_of_those_that_are_known() {
        let known = BTreeSet::from(["HUND-01".to_owned(), "json".to_owned()]);
        let found = codes_in(b"..HUND-01HUND-22/hund/x HUND-A1 KATZE-01 HUND-3", &known);
        assert_eq!(found, BTreeSet::from(["HUND-01".to_owned(), "HUND-22".to_owned()]));
    }
}
