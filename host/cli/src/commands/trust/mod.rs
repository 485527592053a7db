//! `drehscheibe trust`

mod key;
pub mod keys;
mod revocations;
mod revoke;
mod sign;

use super::output::Outcome;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum TrustCommand {
    /// Makes, lists and exports signing keys
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Signs a file; the signature is a Sigstore bundle
    Sign(sign::SignArgs),
    /// Checks a signature over a file
    Verify(sign::CheckArgs),
    /// Adds an entry to a revocation list and signs the next number of it
    Revoke(revoke::RevokeArgs),
    /// Takes revocation lists over, and shows those in force
    #[command(subcommand)]
    Revocations(revocations::RevocationsCommand),
    /// Shows the latest time this hub has seen; `--accept` takes the present time for right
    Clock(revocations::ClockArgs),
}

pub fn run(command: TrustCommand) -> Outcome {
    match command {
        TrustCommand::Key(command) => key::run(command),
        TrustCommand::Sign(args) => sign::sign(&args),
        TrustCommand::Verify(args) => sign::check(&args),
        TrustCommand::Revoke(args) => revoke::run(&args),
        TrustCommand::Revocations(command) => revocations::run(command),
        TrustCommand::Clock(args) => revocations::clock(&args),
    }
}
