//! (a) One validator call on a document of 2 KB: a fresh instance, beside the same function compiled
//! natively.

use super::Context;
use crate::guest::{Guest, component, plugins};
use crate::measure::{Pairs, median, per_call};
use crate::report::{Amount, Better, Figure};
use crate::{Outcome, failure, sample};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The native function, in a process of its own because guests have another workspace and compiler.
#[derive(Debug)]
pub struct Native {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Native {
    /// Starts `plugins/hundesteuer/examples/native.rs`, which `make bench` builds.
    pub fn start(document: &[u8]) -> Outcome<Self> {
        let program = plugins().join("target/native/examples/native");
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failure(format!("the native rule is not built, use `make bench`: {error}")))?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failure("a process without pipes"));
        };
        writeln!(input, "{} {}", document.len(), sample::RECEIVED)?;
        input.write_all(document)?;
        writeln!(input, "{}", sample::SETTINGS.len())?;
        input.write_all(sample::SETTINGS.as_bytes())?;
        Ok(Self { child, input, output: BufReader::new(output) })
    }

    /// Microseconds per call.
    pub fn per_call(&mut self, calls: u32) -> Outcome<f64> {
        writeln!(self.input, "{calls}")?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        line.trim().parse().map_err(|_| failure("the native rule ended early"))
    }
}

impl Drop for Native {
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
    let mut native = Native::start(&document)?;
    per_call(500, &ours)?;
    native.per_call(5_000)?;
    let mut pairs = Pairs::default();
    for _ in 0..context.rounds(61) {
        pairs.push(per_call(400, &ours)?, native.per_call(4_000)?);
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
        spread: pairs.spread(),
        goal: format!("<= 1.5 x native + 15 us (here {allowed:.1} us)"),
        met: Some(ours <= allowed),
        method: "`hundesteuer` through `Rules::validate`, every call with an instance of its own; rounds of 400 \
                 calls and 4,000 native calls in turn, medians over the rounds"
            .into(),
    }])
}
