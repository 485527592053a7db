//! Times taken with Criterion, round by round, so that ours and the baseline take turns.

use crate::{Outcome, failure};
use criterion::{Criterion, SamplingMode};
use serde::Deserialize;
use std::cell::RefCell;
use std::path::PathBuf;
use std::time::Duration;

/// How Criterion samples.
#[derive(Debug, Clone, Copy)]
pub struct Sampling {
    samples: usize,
    warm_up: Duration,
    measure: Duration,
    mode: SamplingMode,
}

impl Sampling {
    /// Many short calls.
    pub const SHORT: Self = Self {
        samples: 30,
        warm_up: Duration::from_millis(300),
        measure: Duration::from_millis(1_200),
        mode: SamplingMode::Auto,
    };
    /// Iterations that are whole scenarios: each sample is one of them.
    pub const SCENARIO: Self = Self {
        samples: 10,
        warm_up: Duration::from_millis(1),
        measure: Duration::from_millis(1),
        mode: SamplingMode::Flat,
    };
}

#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
}

/// Where Criterion keeps what it found.
fn directory() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/criterion"))
}

/// Seconds of one iteration: the median that Criterion estimates. `routine` makes so many iterations
/// and says how long they took.
pub fn seconds(
    group: &str,
    name: &str,
    sampling: Sampling,
    routine: impl FnMut(u64) -> Outcome<Duration>,
) -> Outcome<f64> {
    let mut criterion = Criterion::default().without_plots().output_directory(&directory());
    let (routine, error) = (RefCell::new(routine), RefCell::new(None));
    let mut benches = criterion.benchmark_group(group);
    benches
        .sample_size(sampling.samples)
        .warm_up_time(sampling.warm_up)
        .measurement_time(sampling.measure)
        .sampling_mode(sampling.mode)
        .bench_function(name, |bencher| {
            bencher.iter_custom(|iterations| {
                // Criterion has no way to stop: after an error nothing is done any more.
                let done = error.borrow().is_some();
                let took = if done { Ok(Duration::from_millis(1)) } else { (routine.borrow_mut())(iterations) };
                took.unwrap_or_else(|text| {
                    error.borrow_mut().get_or_insert(text);
                    Duration::from_millis(1)
                })
            });
        });
    benches.finish();
    if let Some(error) = error.into_inner() {
        return Err(error);
    }
    let file = directory().join(group).join(name).join("new/estimates.json");
    let bytes = std::fs::read(&file).map_err(|error| failure(format!("Criterion left no estimates: {error}")))?;
    let estimates: Estimates = serde_json::from_slice(&bytes)?;
    Ok(estimates.median.point_estimate / 1e9)
}
