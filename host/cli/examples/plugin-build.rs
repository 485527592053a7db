//! `drehscheibe plugin build` alone, until the binary has the command.
#![allow(dead_code, unreachable_pub)]

#[path = "../src/plugin/mod.rs"]
mod plugin;

use clap::Parser;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    build: plugin::build::BuildArgs,
}

fn main() -> std::process::ExitCode {
    plugin::build::run(Arguments::parse().build)
}
