//! `drehscheibe depot`: publishing, looking, carrying packages from hub to hub.

mod artifact;
mod attach;
mod client;
pub mod diff;
mod fetch;
mod layout;
mod pull;
mod push;
mod reference;
mod show;

pub use artifact::Artifact;
pub use attach::{artifact, attach};
pub use client::Client;
pub use fetch::fetch;
pub use reference::PackageRef;

use crate::commands::output::Outcome;
use clap::Subcommand;

/// What can be done with packages.
#[derive(Debug, Subcommand)]
pub enum DepotCommand {
    /// Publishes a component with its manifest, SBOM and signature
    ///
    /// The component lies in the depot as an OCI artifact in the CNCF Wasm layout; plugin.toml, SBOM and
    /// signature are referrers of it. Without manifest or signature the package stays `uploaded`.
    Push(push::PushArgs),
    /// Attaches certificates, test results and reports to a package
    Attach(attach::AttachArgs),
    /// Fetches a component with what belongs to it
    Pull(pull::PullArgs),
    /// Lists the packages of the depot
    List(show::ListArgs),
    /// Shows everything about a package: status, history, worlds, imports, what belongs to it
    Inspect(show::InspectArgs),
    /// Shows in what two packages differ: worlds, capabilities, limits, settings, dependencies, behaviour
    Diff(diff::DiffArgs),
    /// Withdraws a package: no new activation, what runs may go on
    Yank(show::YankArgs),
    /// Writes packages with all that belongs to them into a tar (OCI image layout), for air gaps
    Export(layout::ExportArgs),
    /// Reads packages from a tar (OCI image layout); they are checked as if they were pushed
    Import(layout::ImportArgs),
}

pub fn run(command: &DepotCommand) -> Outcome {
    match command {
        DepotCommand::Push(args) => push::run(args),
        DepotCommand::Attach(args) => attach::run(args),
        DepotCommand::Pull(args) => pull::run(args),
        DepotCommand::List(args) => show::list(args),
        DepotCommand::Inspect(args) => show::inspect(args),
        DepotCommand::Diff(args) => diff::run(args),
        DepotCommand::Yank(args) => show::yank(args),
        DepotCommand::Export(args) => layout::export(args),
        DepotCommand::Import(args) => layout::import(args),
    }
}
