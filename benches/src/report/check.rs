//! Whether a ratio got worse.

use super::{Better, Figure, Found, Results};
use crate::Outcome;
use crate::measure::median;
use std::process::ExitCode;

/// A ratio may get worse by so much.
const ALLOWED: f64 = 0.15;
/// Runs at most; only what looks worse is measured again, and the median of its runs decides.
const RUNS: usize = 5;

/// By how much `now` is worse than `before`, relative to it; negative if it is better.
fn worse_by(better: Better, before: f64, now: f64) -> f64 {
    match better {
        Better::Lower => now / before - 1.0,
        Better::Higher => before / now - 1.0,
    }
}

/// Measures and compares; exit code 1 if a ratio got worse.
pub fn run(before: &Results, measure: impl Fn(Vec<String>) -> Outcome<Found>, only: &[String]) -> Outcome<ExitCode> {
    let mut ratios: Vec<(&Figure, Vec<f64>)> = before.figures.iter().map(|figure| (figure, Vec::new())).collect();
    let mut next = only.to_vec();
    for _ in 0..RUNS {
        let found = measure(next)?;
        for (figure, ratios) in &mut ratios {
            ratios.extend(found.figures.iter().filter(|new| new.id == figure.id).map(|new| new.ratio));
        }
        next = ratios.iter().filter(|(figure, ratios)| is_worse(figure, ratios)).map(|(f, _)| f.id.clone()).collect();
        if next.is_empty() {
            break;
        }
    }
    for (figure, ratios) in ratios.iter().filter(|(_, ratios)| !ratios.is_empty()) {
        let now = median(ratios);
        let change = worse_by(figure.better, figure.ratio, now) * 100.0;
        let verdict = if is_worse(figure, ratios) { "WORSE" } else { "ok" };
        println!(
            "{verdict:5}  {}: ratio {:.3}, was {:.3}; {change:+.0} % worse, {} run(s)",
            figure.title,
            now,
            figure.ratio,
            ratios.len()
        );
    }
    Ok(if next.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn is_worse(before: &Figure, ratios: &[f64]) -> bool {
    let now = median(ratios);
    !ratios.is_empty()
        && (now - before.ratio).abs() > before.resolution
        && worse_by(before.better, before.ratio, now) > ALLOWED
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Amount;

    fn figure(better: Better) -> Figure {
        Figure {
            id: "x".into(),
            title: "x".into(),
            ours: Amount::new(2.0, "us"),
            baseline: Amount::new(1.0, "us"),
            against: String::new(),
            ratio: 2.0,
            better,
            resolution: 0.0,
            spread: 0.0,
            goal: String::new(),
            met: None,
            method: String::new(),
        }
    }

    #[test]
    fn worse_is_more_than_fifteen_percent_in_the_wrong_direction() {
        let lower = figure(Better::Lower);
        assert!(!is_worse(&lower, &[2.2]) && is_worse(&lower, &[2.4]) && !is_worse(&lower, &[0.5]));
        let higher = figure(Better::Higher);
        assert!(!is_worse(&higher, &[1.8]) && is_worse(&higher, &[1.7]) && !is_worse(&higher, &[4.0]));
    }

    #[test]
    fn what_the_figure_cannot_tell_apart_is_not_worse() {
        let small = Figure { ratio: 0.014, resolution: 0.04, ..figure(Better::Lower) };
        assert!(!is_worse(&small, &[0.028]) && is_worse(&small, &[0.06]));
        assert!(is_worse(&Figure { resolution: 0.0, ..small }, &[0.028]));
    }

    #[test]
    fn the_median_of_the_runs_decides() {
        assert!(!is_worse(&figure(Better::Lower), &[3.0, 2.0, 2.1]));
        assert!(is_worse(&figure(Better::Lower), &[2.0, 2.7, 2.6]));
    }
}
