//! `drehscheibe certify`

pub mod issue;
mod organisation;
pub mod package;
mod run;
mod verify;

use super::output::Outcome;
use clap::Subcommand;

/// Certifies a package: runs the plan twice on the engine that counts fuel, spoils the documents of its
/// good cases, tries the deliveries on real servers of a fictitious organisation, and writes a report.
/// With the certifier's key and an explicit yes it issues a certificate.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct CertifyArgs {
    #[command(subcommand)]
    command: Option<CertifyCommand>,
    #[command(flatten)]
    run: run::RunArgs,
}

#[derive(Debug, Subcommand)]
enum CertifyCommand {
    /// Runs the plan of somebody's certificate again, offline, and says equal or what differs
    Verify(verify::VerifyArgs),
}

pub fn run(args: CertifyArgs) -> Outcome {
    match args.command {
        Some(CertifyCommand::Verify(args)) => verify::run(&args),
        None => run::run(&args.run),
    }
}
