//! `drehscheibe trust sign` and `drehscheibe trust verify`

use super::keys::{Password, read_private, read_public};
use crate::commands::output::{Failure, GOOD, NO, Outcome};
use drehscheibe_depot::signature::Bundle;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Signs a file, for example a component. The signature is a Sigstore bundle beside it, which others check
/// with the public key and, for example, npm `@sigstore/verify`.
#[derive(Debug, clap::Args)]
pub struct SignArgs {
    file: PathBuf,
    /// The private key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    password: Password,
    /// Where the signature goes; without it, FILE.sigstore.json
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
}

/// Checks a signature over a file. Exit code 1 if it does not count.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    file: PathBuf,
    /// The public key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The signature; without it, FILE.sigstore.json
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::of(&error).line(format!("the file is {}", path.display())))
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".sigstore.json");
    name.into()
}

pub fn sign(args: &SignArgs) -> Outcome {
    let artifact = read(&args.file)?;
    let key = read_private(&args.key, &args.password)?;
    let bundle = Bundle::sign_artifact(&key, &artifact).map_err(|error| Failure::of(&error))?;
    let path = args.bundle.clone().unwrap_or_else(|| beside(&args.file));
    std::fs::write(&path, bundle.as_bytes())
        .map_err(|error| Failure::of(&error).line(format!("the file is {}", path.display())))?;
    anstream::println!("{GOOD}signed{GOOD:#}: {}", path.display());
    Ok(ExitCode::SUCCESS)
}

pub fn check(args: &CheckArgs) -> Outcome {
    let artifact = read(&args.file)?;
    let key = read_public(&args.key)?;
    let path = args.bundle.clone().unwrap_or_else(|| beside(&args.file));
    let checked = Bundle::parse(&read(&path)?).and_then(|bundle| bundle.verify_artifact(&key, &artifact));
    checked.map_err(|error| Failure::of(&error).code(NO))?;
    anstream::println!("{GOOD}good{GOOD:#}: {} is signed by {}", args.file.display(), key.fingerprint());
    Ok(ExitCode::SUCCESS)
}
