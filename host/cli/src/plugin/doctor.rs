//! `drehscheibe plugin doctor`

use super::build::toolchain::Toolchain;
use super::embedded;
use super::language::Language;
use crate::commands::output::{BAD, DIM, GOOD, NO, NOTE, Outcome, print_json};
use serde::Serialize;
use std::process::{Command, ExitCode, Stdio};

/// Looks whether this machine can build plugins, language by language, and says what is missing and how
/// to get it. Installs nothing. Exit code 1 if a language that was asked for cannot be built.
#[derive(Debug, clap::Args)]
pub struct DoctorArgs {
    /// Only this language; without it, all are looked at and one is enough
    #[arg(long, value_enum)]
    lang: Option<Language>,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

/// One thing that a language needs.
#[derive(Debug, Serialize)]
struct Check {
    language: Language,
    what: &'static str,
    /// Version or place, if it is there.
    found: Option<String>,
    /// What to do, if it is not.
    remedy: &'static str,
    /// Whether `plugin build` gets it by itself.
    automatic: bool,
}

pub fn run(args: &DoctorArgs) -> Outcome {
    let mut checks = Vec::new();
    for language in Language::ALL.into_iter().filter(|one| args.lang.is_none_or(|asked| asked == *one)) {
        checks.extend(match language {
            Language::Rust => vec![rust()],
            Language::JavaScript => javascript(),
            Language::Python => python(),
        });
    }
    let ready = |language| {
        checks
            .iter()
            .filter(|check: &&Check| check.language == language)
            .all(|check| check.found.is_some() || check.automatic)
    };
    let fine = Language::ALL.into_iter().any(|one| checks.iter().any(|check| check.language == one) && ready(one));
    if args.json {
        print_json(&serde_json::json!({ "ok": fine, "checks": checks }))?;
    } else {
        for check in &checks {
            let name = check.language.to_string();
            match &check.found {
                Some(found) => {
                    anstream::println!("{GOOD}ok     {GOOD:#} {name:<11} {}: {DIM}{found}{DIM:#}", check.what)
                }
                None if check.automatic => {
                    anstream::println!("{NOTE}later  {NOTE:#} {name:<11} {}: {}", check.what, check.remedy);
                }
                None => anstream::println!("{BAD}missing{BAD:#} {name:<11} {}: {}", check.what, check.remedy),
            }
        }
    }
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

fn say(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned();
    output.status.success().then_some(text)
}

fn tools(name: &str, mark: &str) -> Option<String> {
    let source = format!("sdk/toolchain/{name}");
    let folder = embedded::cache_folder().ok()?.join(format!("{name}-{}", embedded::fingerprint(&source)));
    folder.join(mark).exists().then(|| folder.display().to_string())
}

fn rust() -> Check {
    Check {
        language: Language::Rust,
        what: "compiler for wasm32-unknown-unknown",
        found: Toolchain::find().ok().map(|toolchain| toolchain.version),
        remedy: "run sdk/toolchain/setup.sh, or with rustup: rustup target add wasm32-unknown-unknown",
        automatic: false,
    }
}

fn javascript() -> Vec<Check> {
    let check =
        |what, found, remedy, automatic| Check { language: Language::JavaScript, what, found, remedy, automatic };
    vec![
        check("node", say("node", &["--version"]), "install Node.js 20 or newer (nodejs.org)", false),
        check("npm", say("npm", &["--version"]), "it comes with Node.js", false),
        check("componentize-qjs", tools("javascript", "node_modules"), "the first `plugin build` installs it", true),
    ]
}

fn python() -> Vec<Check> {
    let check = |what, found, remedy, automatic| Check { language: Language::Python, what, found, remedy, automatic };
    let venv = say("python3", &["-m", "venv", "--help"]).map(|_| "there".to_owned());
    vec![
        check("python3", say("python3", &["--version"]), "install Python 3.11 or newer", false),
        check("venv", venv, "install it (Debian: python3-venv)", false),
        check("componentize-py", tools("python", "ready"), "the first `plugin build` installs it", true),
    ]
}
