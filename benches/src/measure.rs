//! Medians and spreads.

use std::time::{Duration, Instant};

/// Middle of the sorted values; 0 of none.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which this part of the values lies, interpolated.
pub fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let at = part * last as f64;
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    let (low, high) = (sorted.get(low).copied().unwrap_or(0.0), sorted.get(high).copied().unwrap_or(0.0));
    low + (high - low) * at.fract()
}

/// Half of the range between the quartiles, relative to the median.
pub fn spread(values: &[f64]) -> f64 {
    let middle = median(values);
    if values.len() < 2 || middle == 0.0 {
        return 0.0;
    }
    (quantile(values, 0.75) - quantile(values, 0.25)) / 2.0 / middle.abs()
}

/// Ours and the baseline, round by round.
#[derive(Debug, Clone, Default)]
pub struct Pairs {
    pub ours: Vec<f64>,
    pub baseline: Vec<f64>,
}

impl Pairs {
    pub fn push(&mut self, ours: f64, baseline: f64) {
        self.ours.push(ours);
        self.baseline.push(baseline);
    }
    pub fn ratios(&self) -> Vec<f64> {
        self.ours.iter().zip(&self.baseline).map(|(ours, baseline)| ours / baseline).collect()
    }
    pub fn ratio(&self) -> f64 {
        median(&self.ratios())
    }
    pub fn spread(&self) -> f64 {
        spread(&self.ratios())
    }
}

/// Microseconds per call.
pub fn per_call<E>(calls: u32, mut call: impl FnMut() -> Result<(), E>) -> Result<f64, E> {
    let begin = Instant::now();
    for _ in 0..calls {
        call()?;
    }
    Ok(begin.elapsed().as_secs_f64() * 1e6 / f64::from(calls.max(1)))
}

pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_interpolated() {
        let values = [4.0, 1.0, 3.0, 2.0];
        assert_eq!((median(&values), quantile(&values, 0.0), quantile(&values, 1.0)), (2.5, 1.0, 4.0));
        assert_eq!(median(&[]), 0.0);
        assert!((spread(&values) - 0.3).abs() < 1e-9);
    }
}
