//! `drehscheibe plugin`

use crate::plugin::{bench, build, dev, diff, doctor, inspect, new, once, profile, test};
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum PluginCommand {
    /// Starts a plugin: a small, complete project
    New(new::NewArgs),
    /// Builds a plugin's component and compares it with its manifest
    Build(build::BuildArgs),
    /// Runs a plugin's test plan against the unmodified component under production limits
    Test(test::TestArgs),
    /// Runs the plugin in a hub of its own while you work
    Dev(dev::DevArgs),
    /// Runs a plugin on one document
    Run(once::RunArgs),
    /// Measures calls: time by phase, fuel, memory
    Bench(bench::BenchArgs),
    /// Draws where a plugin spends its time
    Profile(profile::ProfileArgs),
    /// Says what a component is and which hubs can run it
    Inspect(inspect::InspectArgs),
    /// Shows in what two versions of a plugin differ, in what they are and in what they do
    Diff(diff::DiffArgs),
    /// Looks whether this machine can build plugins
    Doctor(doctor::DoctorArgs),
}

pub fn run(command: PluginCommand) -> ExitCode {
    let result = match command {
        PluginCommand::Build(args) => return build::run(args),
        PluginCommand::New(args) => new::run(&args),
        PluginCommand::Test(args) => test::run(&args),
        PluginCommand::Dev(args) => dev::run(&args),
        PluginCommand::Run(args) => once::run(&args),
        PluginCommand::Bench(args) => bench::run(&args),
        PluginCommand::Profile(args) => profile::run(&args),
        PluginCommand::Inspect(args) => inspect::run(&args),
        PluginCommand::Diff(args) => diff::run(&args),
        PluginCommand::Doctor(args) => doctor::run(&args),
    };
    result.unwrap_or_else(|failure| failure.show())
}
