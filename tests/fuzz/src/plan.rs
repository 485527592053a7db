//! A vendor's test plan.

use super::files::lay_out;
use super::text::assert_readable;
use drehscheibe_certify::{Plan, PlanError};

/// Read, or every problem with its file and a short text.
pub fn run(input: &[u8]) {
    let directory = tempfile::tempdir().unwrap();
    lay_out(input, directory.path());
    match Plan::load(directory.path()) {
        Ok(plan) => assert!(!plan.cases.is_empty()),
        Err(PlanError::NotFound { .. }) => {}
        Err(PlanError::Problems(problems)) => {
            assert!(!problems.is_empty(), "a plan is refused for no reason");
            for problem in problems {
                assert_readable(&problem.text, 2_000);
            }
        }
    }
}
