//! `drehscheibe plugin new`

use super::embedded;
use super::language::Language;
use super::names::Names;
use crate::commands::output::{DIM, Failure, GOOD, Outcome, say};
use drehscheibe_model::ids::PluginName;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Starts a plugin: a small, complete project with one rule, the schema of its settings, a test plan with
/// a passing and a failing case, manifest, unit test, README and an example for continuous integration.
/// The SDK lies in it, so it builds without a checkout of the hub. On a terminal it asks for what is left
/// out.
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// Name of the plugin and of its folder: small letters, digits and hyphens
    name: Option<String>,
    /// Language
    #[arg(long, value_enum)]
    lang: Option<Language>,
    /// What it does
    #[arg(long, value_enum)]
    world: Option<Kind>,
    /// Folder to make; without it, the name
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// What a plugin does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Checks submissions and reports findings
    Validator,
    /// Makes the documents that go to the recipients
    Transformer,
    /// Hands documents to a target
    Adapter,
    /// Says what a message is
    Recogniser,
}

impl Kind {
    fn article(self) -> &'static str {
        if self == Self::Adapter { "an" } else { "a" }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Validator => "validator",
            Self::Transformer => "transformer",
            Self::Adapter => "adapter",
            Self::Recogniser => "recogniser",
        }
    }
}

/// The file with the rule.
fn source(language: Language, names: &Names) -> String {
    match language {
        Language::Rust => "src/lib.rs".to_owned(),
        Language::JavaScript => "src/plugin.js".to_owned(),
        Language::Python => format!("{}/__init__.py", names.module),
    }
}

/// How its unit tests run, as a line of the README.
fn unit_tests(language: Language) -> &'static str {
    match language {
        Language::Rust => "cargo test                   # unit tests, without a hub",
        Language::JavaScript => "npm install && npm test      # unit tests, without a hub",
        Language::Python => "PYTHONPATH=vendor python3 -m unittest   # unit tests, without a hub",
    }
}

pub fn run(args: &NewArgs) -> Outcome {
    let (name, language, kind) = complete(args)?;
    let name = PluginName::new(&name).map_err(|error| Failure::of(&error).code(2))?;
    let folder = args.dir.clone().unwrap_or_else(|| PathBuf::from(name.as_str()));
    if folder.exists() && std::fs::read_dir(&folder).map_or(true, |mut entries| entries.next().is_some()) {
        return Err(Failure::new(format!("{} exists already", folder.display())).hint("choose another name or --dir"));
    }
    let written = write(&folder, name.as_str(), language, kind)
        .map_err(|error| Failure::of(&error).line(format!("writing {}", folder.display())))?;
    say(format!(
        "{GOOD}{}{GOOD:#}: {} {} in {language}, {written} files beside the SDK",
        folder.display(),
        kind.article(),
        kind.name()
    ));
    say(format!("{DIM}next:{DIM:#} cd {}", folder.display()));
    say("      drehscheibe plugin build");
    say("      drehscheibe plugin test");
    Ok(ExitCode::SUCCESS)
}

fn complete(args: &NewArgs) -> Result<(String, Language, Kind), Failure> {
    if let (Some(name), Some(language), Some(kind)) = (&args.name, args.lang, args.world) {
        return Ok((name.clone(), language, kind));
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new("NAME, --lang and --world are needed")
            .hint("for example: drehscheibe plugin new meine-regel --lang python --world validator")
            .code(2));
    }
    let name = match &args.name {
        Some(name) => name.clone(),
        None => loop {
            let name = ask("Name (small letters, digits, hyphens)", &[])?;
            match PluginName::new(&name) {
                Ok(_) => break name,
                Err(error) => say(error),
            }
        },
    };
    let language = match args.lang {
        Some(language) => language,
        None => pick("Language", &Language::ALL.map(Language::name), &Language::ALL)?,
    };
    let kinds = [Kind::Validator, Kind::Transformer, Kind::Adapter, Kind::Recogniser];
    let kind = match args.world {
        Some(kind) => kind,
        None => pick("What does it do", &kinds.map(Kind::name), &kinds)?,
    };
    Ok((name, language, kind))
}

fn pick<T: Copy>(question: &str, names: &[&str], values: &[T]) -> Result<T, Failure> {
    loop {
        let answer = ask(question, names)?;
        let number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let at = names.iter().position(|name| *name == answer).or(number);
        if let Some(value) = at.and_then(|at| values.get(at)) {
            return Ok(*value);
        }
        say(format!("one of {}", names.join(", ")));
    }
}

fn ask(question: &str, names: &[&str]) -> Result<String, Failure> {
    let shown = names.iter().enumerate().map(|(at, name)| format!("{} {name}", at + 1)).collect::<Vec<_>>();
    anstream::eprint!(
        "{question}{}: ",
        if shown.is_empty() { String::new() } else { format!(" ({})", shown.join(", ")) }
    );
    let _ = std::io::stderr().flush();
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line).map_err(|error| Failure::of(&error))?;
    if read == 0 { Err(Failure::new("no answer")) } else { Ok(line.trim().to_owned()) }
}

/// Writes the project; gives the number of files that are the vendor's own.
fn write(folder: &Path, name: &str, language: Language, kind: Kind) -> std::io::Result<usize> {
    let names = Names::of(name, language);
    let fill = |text: &str| {
        text.replace("@NAME@", name)
            .replace("@CRATE@", &names.package)
            .replace("@MODULE@", &names.module)
            .replace("@TYPE@", &names.class)
            .replace("@WORLD_ARTICLE@", kind.article())
            .replace("@WORLD@", kind.name())
            .replace("@SOURCE@", &source(language, &names))
            .replace("@UNIT_TESTS@", unit_tests(language))
            .replace("@LANG@", language.name())
            .replace("@LANGUAGE@", &language.to_string())
    };
    let folders = [
        "sdk/templates/common".to_owned(),
        format!("sdk/templates/worlds/{}", kind.name()),
        format!("sdk/templates/{}/common", language.name()),
        format!("sdk/templates/{}/{}", language.name(), kind.name()),
    ];
    let mut written = 0;
    for source in &folders {
        for (file, content) in embedded::below(source) {
            // Names as git and cargo would otherwise take them for their own.
            let file = fill(file).replace("dot-", ".").replace(".template", "");
            let text = String::from_utf8_lossy(content);
            embedded::write_file(&folder.join(file), fill(&text).as_bytes())?;
            written += 1;
        }
    }
    write_sdk(folder, language)?;
    Ok(written)
}

/// The SDK of this binary, beside the plugin.
fn write_sdk(folder: &Path, language: Language) -> std::io::Result<()> {
    let vendor = folder.join("vendor");
    match language {
        Language::Rust => {
            let sdk = vendor.join("drehscheibe-sdk");
            embedded::write("sdk/rust", &sdk)?;
            embedded::write("wit", &sdk.join("wit"))
        }
        Language::JavaScript => embedded::write("sdk/js", &vendor.join("drehscheibe-sdk")),
        Language::Python => embedded::write("sdk/python/src", &vendor),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_and_world_has_a_template() {
        for language in Language::ALL {
            for kind in [Kind::Validator, Kind::Transformer, Kind::Adapter, Kind::Recogniser] {
                let folder = tempfile::tempdir().unwrap();
                let written = write(folder.path(), "meine-regel", language, kind).unwrap();
                assert!(written >= 10, "{language} {kind:?}: {written}");
                for file in ["plugin.toml", "README.md", language.project_file(), "plan/plan.toml"] {
                    let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
                    assert!(
                        !["@NAME@", "@WORLD", "@SOURCE@", "@UNIT"].iter().any(|mark| text.contains(mark)),
                        "{file}: {text}"
                    );
                }
                let manifest = std::fs::read_to_string(folder.path().join("plugin.toml")).unwrap();
                drehscheibe_depot::manifest::Manifest::parse(&manifest).unwrap();
                drehscheibe_certify::Plan::load(folder.path()).unwrap();
            }
        }
    }
}
