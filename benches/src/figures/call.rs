//! (a) One validator call on a document of 2 KB: a fresh instance, beside the same function compiled
//! natively.

use super::Context;
use crate::guest::{Guest, component, plugins};
use crate::measure::{Pairs, median};
use crate::report::{Amount, Better, Figure};
use crate::timing::{self, Sampling};
use crate::{Outcome, failure, sample};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// The same rule elsewhere, in a process of its own: guests have another workspace, peers another engine.
#[derive(Debug)]
pub struct Partner {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Partner {
    /// Starts `plugins/hundesteuer/examples/native.rs`, which `make bench` builds.
    pub fn native(document: &[u8]) -> Outcome<Self> {
        let program = plugins().join("target/native/release/examples/native");
        Self::start(&mut Command::new(program), document)
    }

    /// Starts `benches/peers`, which `make bench` builds, too.
    pub fn peer(component: &Path, mode: &str, document: &[u8]) -> Outcome<Self> {
        let program = std::env::current_exe()?.with_file_name("drehscheibe-peers");
        Self::start(Command::new(program).arg(component).arg(mode), document)
    }

    fn start(program: &mut Command, document: &[u8]) -> Outcome<Self> {
        let mut child = program
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failure(format!("a partner is not built, use `make bench`: {error}")))?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failure("a process without pipes"));
        };
        writeln!(input, "{} {}", document.len(), sample::RECEIVED)?;
        input.write_all(document)?;
        writeln!(input, "{}", sample::SETTINGS.len())?;
        input.write_all(sample::SETTINGS.as_bytes())?;
        Ok(Self { child, input, output: BufReader::new(output) })
    }

    /// How long so many calls took, without what is around them.
    pub fn calls(&mut self, calls: u64) -> Outcome<Duration> {
        writeln!(self.input, "{calls}")?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        let each: f64 = line.trim().parse().map_err(|_| failure("a partner ended early"))?;
        Ok(Duration::from_secs_f64(each * calls as f64 / 1e6))
    }
}

impl Drop for Partner {
    fn drop(&mut self) {
        // It ends with its input, too.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the goal allows, in microseconds.
const FIXED: f64 = 15.0;
const FACTOR: f64 = 1.5;

pub fn run(context: &Context) -> Outcome<Vec<Figure>> {
    let guest = Guest::new(&component("hundesteuer")?)?;
    let document = sample::document(0);
    let ours = guest.validator(document.clone(), sample::SETTINGS, sample::RECEIVED)?;
    let mut native = Partner::native(&document)?;
    let mut pairs = Pairs::default();
    for _ in 0..context.rounds(7) {
        let fresh = timing::seconds("call", "ours", Sampling::SHORT, |calls| {
            let begin = Instant::now();
            (0..calls).try_for_each(|_| ours())?;
            Ok(begin.elapsed())
        })?;
        let native = timing::seconds("call", "native", Sampling::SHORT, |calls| native.calls(calls))?;
        pairs.push(fresh * 1e6, native * 1e6);
    }
    let (ours, baseline) = (median(&pairs.ours), median(&pairs.baseline));
    let allowed = FACTOR * baseline + FIXED;
    Ok(vec![Figure {
        id: "call".into(),
        title: "(a) one validator call, 2 KB, fresh instance".into(),
        ours: Amount::new(ours, "us"),
        baseline: Amount::new(baseline, "us"),
        against: "the same Rust function, native".into(),
        ratio: pairs.ratio(),
        better: Better::Lower,
        resolution: 0.0,
        spread: pairs.spread(),
        goal: format!("<= 1.5 x native + 15 us (here {allowed:.1} us)"),
        met: Some(ours <= allowed),
        method: format!(
            "`hundesteuer` through `Rules::validate`, every call with an instance of its own, and the same crate \
             compiled for the machine with opt-level 3; Criterion, {} rounds of both in turn, medians",
            pairs.ours.len()
        ),
    }])
}
