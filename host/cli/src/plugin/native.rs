//! The same rule compiled for the machine itself, beside which a call in the sandbox is measured.

use super::build::{self, Guest, Toolchain};
use super::language::Language;
use crate::commands::output::Failure;
use drehscheibe_certify::plan::{Case, Operation};
use drehscheibe_model::area::AreaKey;
use serde::Deserialize;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Rounds of calls; the median counts.
const ROUNDS: usize = 7;

/// The program `examples/native.rs` of a plugin in Rust.
#[derive(Debug)]
pub struct Native(PathBuf);

/// A message of cargo about something that it made.
#[derive(Deserialize)]
struct Made {
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

impl Native {
    /// Builds it with the compiler of components, which has built their macros already. Its messages go to
    /// standard error. None: the plugin has no such program.
    pub fn build(folder: &Path) -> Result<Option<Self>, Failure> {
        let is_rust = matches!(Language::of(folder), Ok(Language::Rust));
        if !is_rust || !folder.join("examples/native.rs").is_file() {
            return Ok(None);
        }
        let unfit = |error: build::BuildError| Failure::of(&error);
        let toolchain = Toolchain::find().map_err(unfit)?;
        let guest = Guest::of(&toolchain, folder, false).map_err(unfit)?;
        let mut cargo = toolchain.cargo();
        cargo.args(["build", "--release", "--example", "native", "--package", &guest.package]);
        cargo.args(["--message-format", "json-render-diagnostics", "--config", "profile.release.opt-level=3"]);
        cargo.arg("--manifest-path").arg(folder.join("Cargo.toml"));
        cargo.arg("--target-dir").arg(guest.target_directory.join("guest"));
        let said = cargo.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
        let said = said.map_err(|error| Failure::of(&error).line("running cargo"))?;
        if !said.status.success() {
            return Err(Failure::new("examples/native.rs cannot be built").hint("--without-native leaves it out"));
        }
        let text = String::from_utf8_lossy(&said.stdout);
        let made = text.lines().filter_map(|line| serde_json::from_str::<Made>(line).ok());
        let mut ours = made.filter(|made| made.target.as_ref().is_some_and(|target| target.name == "native"));
        Ok(ours.find_map(|made| made.executable).map(Self))
    }

    /// Microseconds of one call on the input of a case. None: it is no call of a validator.
    pub fn measure(&self, case: &Case, calls: u32) -> Result<Option<f64>, Failure> {
        if case.operation != Operation::Validate {
            return Ok(None);
        }
        let failed = |error: std::io::Error| Failure::of(&error).line(format!("running {}", self.0.display()));
        let program = Command::new(&self.0).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut program = program.map_err(failed)?;
        let (Some(mut input), Some(output)) = (program.stdin.take(), program.stdout.take()) else {
            return Ok(None);
        };
        let mut times = Vec::new();
        let measure = || -> std::io::Result<()> {
            let document = &case.document.body;
            let (ags, ars) = match &case.area {
                Some(AreaKey::Ags(ags)) => (ags.to_string(), "-".to_owned()),
                Some(AreaKey::Ars(ars)) => ("-".to_owned(), ars.to_string()),
                None => ("-".to_owned(), "-".to_owned()),
            };
            writeln!(input, "{} {} {ags} {ars}", document.len(), case.received_at)?;
            input.write_all(document)?;
            writeln!(input, "{}", case.settings.len())?;
            input.write_all(case.settings.as_bytes())?;
            let mut output = BufReader::new(output);
            // The first round only warms.
            for round in 0..=ROUNDS {
                writeln!(input, "{calls}")?;
                let mut line = String::new();
                output.read_line(&mut line)?;
                let time = line.trim().parse::<f64>().map_err(std::io::Error::other)?;
                if round > 0 {
                    times.push(time);
                }
            }
            Ok(())
        };
        let measured = measure();
        drop(input);
        let _ = program.wait();
        measured.map_err(failed)?;
        times.sort_by(f64::total_cmp);
        Ok(times.get(times.len() / 2).copied())
    }
}
