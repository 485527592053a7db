//! (g) The start of a hub for a whole state: 125,400 activations and 1,000 packages.

use super::Context;
use crate::hub::{Municipality, RunningHub, Setup, Sink};
use crate::measure::{Pairs, median};
use crate::report::{Amount, Better, Figure};
use crate::{Outcome, failure};
use std::path::Path;
use std::time::Instant;

const AUTHORITIES: usize = 418;
const PROCEDURES: usize = 300;
const PACKAGES: usize = 1_000;
const MIB: f64 = 1_048_576.0;

/// A small validator whose bytes no other has.
fn package(number: usize) -> Outcome<Vec<u8>> {
    let text = format!(
        "(module (memory (export \"memory\") 2) (data (i32.const 1024) \"{number:06}\")\n(func (export \
         \"drehscheibe:rule/validation@0.1.0#validate\") (param i32) (result i32) i32.const 512))"
    );
    drehscheibe_runtime::conformance::component_from_text("validator", &text).map_err(failure)
}

/// Seconds to read all TOML files below a directory as untyped values.
fn parse(directory: &Path) -> Outcome<f64> {
    let begin = Instant::now();
    for part in ["procedures", "authorities"] {
        for entry in std::fs::read_dir(directory.join("configuration").join(part))? {
            let table: toml::Table = toml::from_str(&std::fs::read_to_string(entry?.path())?)?;
            std::hint::black_box(table);
        }
    }
    Ok(begin.elapsed().as_secs_f64())
}

pub fn run(context: &Context) -> Outcome<Vec<Figure>> {
    let keys = super::municipalities()?;
    let keys = keys.get(..AUTHORITIES).ok_or_else(|| failure("the register has too few municipalities"))?;
    let mut setup = Setup::of(keys.iter().map(|key| Municipality::with_validator(key, "")).collect());
    // Two packages are the stock plugins.
    for number in 0..PACKAGES - 2 {
        setup.guests.push((format!("regel-{number:03}"), package(number)?));
    }
    (setup.procedures, setup.in_turn) = (PROCEDURES, true);
    let sink = Sink::start()?;
    let mut hub = RunningHub::start(&setup, &sink)?;
    let first = hub.started_in.as_secs_f64();
    let mut pairs = Pairs::default();
    for _ in 0..context.rounds(5) {
        let seconds = hub.restart(&setup)?.as_secs_f64();
        pairs.push(seconds, parse(hub.directory())?);
    }
    let resident = hub.resident()? as f64 / MIB;
    super::fairness::latencies(&hub.client(), &sink, keys.first().ok_or_else(|| failure("no key"))?, 1)?;
    Ok(vec![Figure {
        id: "start".into(),
        title: "(g) start with 125,400 activations, 1,000 packages".into(),
        ours: Amount::new(median(&pairs.ours), "s"),
        baseline: Amount::new(median(&pairs.baseline), "s"),
        against: "reading the same TOML files as untyped values".into(),
        ratio: pairs.ratio(),
        better: Better::Lower,
        resolution: 0.0,
        spread: pairs.spread(),
        goal: "none set".into(),
        met: None,
        method: format!(
            "from the start of the process until it listens: reads and checks {AUTHORITIES} authorities x {PROCEDURES} \
             procedures, loads {PACKAGES} compiled packages and asks each about its settings, compares with the \
             newest revision; then {resident:.0} MiB are resident. The very first start, which compiles all packages, \
             took {first:.0} s. A message was delivered afterwards"
        ),
    }])
}
