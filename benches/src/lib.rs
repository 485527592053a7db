//! Figures of the hub, and what they are measured with: samples, a runtime with one guest, a hub's own
//! process, and arithmetic.
//!
//! `make bench` measures all figures, each beside a baseline of the same run, and writes `RESULTS.md`
//! and `results.json`; `make bench-check` measures again and fails if a ratio got worse. Rounds of ours and
//! of the baseline take turns, so that whatever else the machine does hits both.

pub mod figures;
pub mod guest;
pub mod hub;
pub mod measure;
pub mod raw;
pub mod report;
pub mod sample;
pub mod timing;

/// Benches have no callers who could tell errors apart.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// An error of this text.
pub fn failure(text: impl Into<String>) -> Box<dyn std::error::Error + Send + Sync> {
    text.into().into()
}
