//! Rules that exist as XML Schema, Schematron, XSLT, JSON Schema or a mapping, made into plugins.

mod build;
mod engine;
mod error;
mod files;
mod keep;
mod manifest;
mod order;
mod report;
mod run;
mod select;
mod show;
mod spec;

pub use build::{build_as_plugin, is_rule};

use clap::Subcommand;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum RuleCommand {
    /// Makes a plugin of rule files: XML Schema, Schematron, XSLT, JSON Schema, a mapping
    Build(Box<build::BuildArgs>),
    /// Runs a rule over documents, in the sandbox, and shows the levels of each
    Run(run::RunArgs),
    /// Builds the engines from their sources, once for an installation
    Engines(engine::EnginesArgs),
}

pub fn run(command: RuleCommand) -> ExitCode {
    match command {
        RuleCommand::Build(args) => build::run(&args),
        RuleCommand::Run(args) => run::run(&args),
        RuleCommand::Engines(args) => engine::run(&args),
    }
    .unwrap_or_else(|failure| failure.show())
}
