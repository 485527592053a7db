//! The commands of `drehscheibe`.

mod account;
mod activation;
mod backup;
mod catalogue;
pub mod certify;
mod config;
mod conformance;
mod evidence;
mod key;
pub mod output;
mod plugin;
pub mod remote;
mod serve;
pub mod trust;
mod verify;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Hidden command: compiles one component from standard input to standard output.
pub const COMPILE_WORKER: &str = "compile-worker";

/// The hub for municipal online services: takes submissions in, runs each municipality's rules as
/// sandboxed WebAssembly components, delivers to the configured targets and logs every step.
#[derive(Debug, Parser)]
#[command(name = "drehscheibe", version, propagate_version = true, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 the answer is no (a check failed, a plan differs); \
2 the command line is wrong; 3 it could not be done. \
Logs go to standard error; set DREHSCHEIBE_LOG (e.g. `debug`) for more.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the hub
    Serve(serve::ServeArgs),
    /// Checks configuration files, and has a running hub apply them
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Makes, lists and revokes API keys
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Makes, lists and disables accounts of the portal
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Builds and tests plugins
    #[command(subcommand)]
    Plugin(plugin::PluginCommand),
    /// Publishes, shows and carries packages
    #[command(subcommand)]
    Depot(crate::depot::DepotCommand),
    /// Activates certified rules for authorities on a running hub
    Activation(activation::ActivationArgs),
    /// Products, who runs what, coverage
    Catalogue(catalogue::CatalogueArgs),
    /// Makes plugins of XML Schema, Schematron, XSLT, JSON Schema and mappings
    #[command(subcommand)]
    Rule(crate::rule::RuleCommand),
    /// Certifies a package, and checks certificates of others
    Certify(Box<certify::CertifyArgs>),
    /// Signing keys, revocation lists
    #[command(subcommand)]
    Trust(trust::TrustCommand),
    /// Exports what proves the way of a message, and checks such files
    Evidence(evidence::EvidenceArgs),
    /// Checks the hash chains of the journal and the stored documents
    Verify(verify::VerifyArgs),
    /// Copies the state of a hub, running or not, into a directory
    Backup(backup::BackupArgs),
    /// Puts a backup back
    Restore(backup::RestoreArgs),
    /// Runs hostile guests against this installation and shows which limits hold
    Conformance(conformance::ConformanceArgs),
    /// Shows the main job on the terminal
    Demo(crate::demo::DemoArgs),
    #[command(name = COMPILE_WORKER, hide = true)]
    CompileWorker { arguments: Vec<String> },
}

/// Where the hub's configuration is.
#[derive(Debug, clap::Args)]
pub struct ConfigPath {
    /// The hub's configuration file
    #[arg(long, value_name = "FILE", default_value = "drehscheibe.toml", env = "DREHSCHEIBE_CONFIG")]
    pub config: PathBuf,
}

impl Cli {
    pub fn run(self) -> ExitCode {
        let result = match self.command {
            Command::Serve(args) => serve::run(&args),
            Command::Config(command) => config::run(&command),
            Command::Key(command) => key::run(command),
            Command::Account(command) => account::run(command),
            Command::Plugin(command) => return plugin::run(command),
            Command::Depot(command) => crate::depot::run(&command),
            Command::Activation(args) => activation::run(args),
            Command::Catalogue(args) => catalogue::run(&args),
            Command::Rule(command) => return crate::rule::run(command),
            Command::Certify(args) => certify::run(*args),
            Command::Trust(command) => trust::run(command),
            Command::Evidence(args) => evidence::run(args),
            Command::Verify(args) => verify::run(&args),
            Command::Backup(args) => backup::backup(&args),
            Command::Restore(args) => backup::restore(&args),
            Command::Conformance(args) => conformance::run(&args),
            Command::Demo(args) => crate::demo::run(&args),
            Command::CompileWorker { arguments } => return compile(&arguments),
        };
        result.unwrap_or_else(|failure| failure.show())
    }
}

fn compile(arguments: &[String]) -> ExitCode {
    match drehscheibe_runtime::worker::run(arguments, &mut std::io::stdin().lock(), &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// A progress bar on a terminal, nothing elsewhere.
pub fn progress(length: u64, what: &'static str) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new(length).with_message(what);
    if let Ok(style) = indicatif::ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}
