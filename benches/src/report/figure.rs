//! One figure: ours beside a baseline of the same run.

use serde::{Deserialize, Serialize};

/// Which way a ratio should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    Lower,
    Higher,
}

/// A number with its unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Amount {
    pub value: f64,
    pub unit: String,
}

impl Amount {
    pub fn new(value: f64, unit: &str) -> Self {
        Self { value, unit: unit.into() }
    }
    pub fn text(&self) -> String {
        let Self { value, unit } = self;
        let digits = match value.abs() {
            0.0 => 0,
            v if v < 1.0 => 3,
            v if v < 10.0 => 2,
            v if v < 100.0 => 1,
            _ => 0,
        };
        format!("{value:.digits$} {unit}")
    }
}

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Stable between runs: by it results are compared.
    pub id: String,
    pub title: String,
    pub ours: Amount,
    pub baseline: Amount,
    /// What the baseline is.
    pub against: String,
    /// Ours by baseline: the median over the rounds of a run.
    pub ratio: f64,
    pub better: Better,
    /// Changes of the ratio up to this mean nothing, as of one that is next to nothing; 0 for most.
    #[serde(default)]
    pub resolution: f64,
    /// Half of the range between the quartiles of the ratios of the rounds, relative to their median;
    /// 0 if there was only one round.
    pub spread: f64,
    pub goal: String,
    /// None if no goal was set.
    pub met: Option<bool>,
    /// How it was measured.
    pub method: String,
}

/// A figure that is not there, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    pub id: String,
    pub title: String,
    pub reason: String,
}
