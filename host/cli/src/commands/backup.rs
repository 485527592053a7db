//! `drehscheibe backup` and `drehscheibe restore`

use super::ConfigPath;
use super::output::{Failure, GOOD, Outcome};
use crate::configuration;
use crate::hub::{OpenHubError, StoreOnly};
use drehscheibe_store::backup::{self, Progress, Report, Step};
use std::path::PathBuf;
use std::process::ExitCode;

/// Copies database and blobs into a directory while the hub goes on working. The copy is of one
/// instant, and is checked before the command says it is done.
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    #[command(flatten)]
    config: ConfigPath,
    /// Directory for the backup; must be empty or not exist
    directory: PathBuf,
}

/// Puts a backup into the hub's data directory, which must hold no state yet. Integrity, hash chains
/// and digests are checked; nothing is put back if anything is wrong.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    #[command(flatten)]
    config: ConfigPath,
    /// The backup
    directory: PathBuf,
}

fn data_dir(config: &ConfigPath) -> Result<PathBuf, OpenHubError> {
    let (_, file) =
        configuration::read_hub_file(&config.config).map_err(|problem| OpenHubError::Configuration(vec![problem]))?;
    Ok(file.hub.data_dir)
}

/// Turns the progress of a copy into a bar.
fn bar() -> impl FnMut(Progress) {
    let bar = super::progress(0, "");
    move |progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.done);
        bar.set_message(match progress.step {
            Step::Database => "database",
            Step::Check => "chains",
            Step::Blobs => "blobs",
        });
        if progress.step == Step::Blobs && progress.done == progress.total {
            bar.finish_and_clear();
        }
    }
}

fn told(what: &str, report: &Report) -> ExitCode {
    anstream::println!(
        "{GOOD}{what}{GOOD:#}: {} bytes of database, {} blobs with {} bytes, {} entries in {} chains verified",
        report.database_bytes,
        report.blobs,
        report.blob_bytes,
        report.entries,
        report.chains
    );
    ExitCode::SUCCESS
}

pub fn backup(args: &BackupArgs) -> Outcome {
    let state = StoreOnly::open(&data_dir(&args.config)?, false)?;
    let report = backup::create(&state.store, &state.blobs, &args.directory, &mut bar());
    Ok(told("backed up", &report.map_err(|error| Failure::of(&error))?))
}

pub fn restore(args: &RestoreArgs) -> Outcome {
    let data_dir = data_dir(&args.config)?;
    let report = backup::restore(&args.directory, &data_dir, &mut bar());
    let report = report.map_err(|error| Failure::of(&error).hint("nothing was put back"))?;
    Ok(told("restored", &report))
}
