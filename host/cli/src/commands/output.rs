//! How commands speak: results on standard output, everything else on standard error, colour only on
//! terminals.

use anstyle::{AnsiColor, Style};
use std::error::Error;
use std::fmt::Display;
use std::process::ExitCode;

pub const GOOD: Style = AnsiColor::Green.on_default().bold();
pub const BAD: Style = AnsiColor::Red.on_default().bold();
pub const NOTE: Style = AnsiColor::Yellow.on_default();
pub const DIM: Style = Style::new().dimmed();
pub const HEAD: Style = Style::new().bold();

/// The answer is no.
pub const NO: u8 = 1;
/// It could not be done.
pub const FAILED: u8 = 3;
/// The command line is wrong.
pub const USAGE: u8 = 2;

/// Why a command ended without doing its work: what, the chain of causes, and what to do.
#[derive(Debug)]
pub struct Failure {
    text: String,
    lines: Vec<String>,
    hint: Option<String>,
    code: u8,
}

impl Failure {
    /// With the chain of causes of an error.
    pub fn of(error: &(dyn Error + 'static)) -> Self {
        let mut lines = Vec::new();
        let mut source = error.source();
        while let Some(inner) = source {
            lines.push(format!("because: {inner}"));
            source = inner.source();
        }
        Self { text: error.to_string(), lines, hint: None, code: FAILED }
    }
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), lines: Vec::new(), hint: None, code: FAILED }
    }
    pub fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
    pub fn code(mut self, code: u8) -> Self {
        self.code = code;
        self
    }
    pub fn show(&self) -> ExitCode {
        anstream::eprintln!("{BAD}error:{BAD:#} {}", self.text);
        for line in &self.lines {
            anstream::eprintln!("  {line}");
        }
        if let Some(hint) = &self.hint {
            anstream::eprintln!("{NOTE}hint:{NOTE:#} {hint}");
        }
        ExitCode::from(self.code)
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines: Vec<_> = std::iter::once(&self.text).chain(&self.lines).map(String::as_str).collect();
        f.write_str(&lines.join("; "))
    }
}

impl From<crate::hub::OpenHubError> for Failure {
    fn from(error: crate::hub::OpenHubError) -> Self {
        let mut failure = Self::of(&error);
        if let crate::hub::OpenHubError::Configuration(problems) = &error {
            failure.lines = problems.iter().map(ToString::to_string).collect();
            failure.code = NO;
            failure.hint = Some("nothing was changed; correct the files and run the command again".into());
        }
        failure
    }
}

impl From<drehscheibe_model::ports::StoreError> for Failure {
    fn from(error: drehscheibe_model::ports::StoreError) -> Self {
        Self::of(&error)
    }
}

/// What a command ends with.
pub type Outcome = Result<ExitCode, Failure>;

/// Says what is going on, for people.
pub fn say(text: impl Display) {
    anstream::eprintln!("{text}");
}

/// Prints a value for machines, on one line.
pub fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value).map_err(|error| Failure::of(&error))?;
    anstream::println!("{text}");
    Ok(())
}
