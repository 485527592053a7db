//! `drehscheibe plugin`

use crate::plugin::{build, test};
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum PluginCommand {
    /// Builds a plugin's component and compares it with its manifest
    Build(build::BuildArgs),
    /// Runs a plugin's test plan against the unmodified component under production limits
    Test(test::TestArgs),
}

pub fn run(command: PluginCommand) -> ExitCode {
    match command {
        PluginCommand::Build(args) => build::run(args),
        PluginCommand::Test(args) => test::run(&args).unwrap_or_else(|failure| failure.show()),
    }
}
