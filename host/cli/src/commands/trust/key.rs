//! `drehscheibe trust key`

use super::keys::{Password, read_private, read_public, write_new};
use crate::commands::output::{Failure, GOOD, Outcome, print_json};
use clap::Subcommand;
use drehscheibe_depot::signature::{Algorithm, PrivateKey, PublicKey, Signer as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Makes a key pair: NAME.key, encrypted with a password, and NAME.pub
    Create {
        /// Name of the files, for example `vendor` or `certifier-2026`
        name: String,
        /// ecdsa-p256 or ed25519
        #[arg(long, default_value = "ecdsa-p256")]
        algorithm: Algorithm,
        /// Where the files go
        #[arg(long, value_name = "DIR", default_value = ".")]
        directory: PathBuf,
        #[command(flatten)]
        password: Password,
    },
    /// Lists the public keys (*.pub) of a directory with their fingerprints
    List {
        #[arg(value_name = "DIR", default_value = ".")]
        directory: PathBuf,
        /// One JSON array on standard output
        #[arg(long)]
        json: bool,
    },
    /// Prints a public key in PEM; of NAME.key, after its password, if NAME.pub is gone
    Export {
        /// Name of the key, or path of its NAME.pub or NAME.key
        name: PathBuf,
        /// Only the fingerprint: SHA-256 of the key in DER, as revocation lists name it
        #[arg(long)]
        fingerprint: bool,
        #[command(flatten)]
        password: Password,
    },
}

pub fn run(command: KeyCommand) -> Outcome {
    match command {
        KeyCommand::Create { name, algorithm, directory, password } => create(&name, algorithm, &directory, &password),
        KeyCommand::List { directory, json } => list(&directory, json),
        KeyCommand::Export { name, fingerprint, password } => export(&name, fingerprint, &password),
    }
}

fn create(name: &str, algorithm: Algorithm, directory: &Path, password: &Password) -> Outcome {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(plain) || name.starts_with('.') {
        return Err(
            Failure::new(format!("`{name}` is not a name for a key: letters, digits, `-`, `_` and `.`")).code(2)
        );
    }
    let failed = |error: drehscheibe_depot::signature::KeyFileError| Failure::of(&error);
    let key = PrivateKey::generate(algorithm).map_err(failed)?;
    let locked = key.to_encrypted_pem(&password.get(true)?).map_err(failed)?;
    let public = key.public_key().to_pem().map_err(|error| Failure::of(&error))?;
    std::fs::create_dir_all(directory).map_err(|error| Failure::of(&error))?;
    let (private_file, public_file) = (directory.join(format!("{name}.key")), directory.join(format!("{name}.pub")));
    write_new(&private_file, &locked, 0o600)?;
    write_new(&public_file, &public, 0o644)?;
    anstream::println!("{GOOD}made{GOOD:#} {} and {}", private_file.display(), public_file.display());
    anstream::println!("{} {}", algorithm.name(), key.public_key().fingerprint());
    Ok(ExitCode::SUCCESS)
}

fn list(directory: &Path, json: bool) -> Outcome {
    let entries = std::fs::read_dir(directory)
        .map_err(|error| Failure::of(&error).line(format!("the directory is {}", directory.display())))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "pub"));
    files.sort();
    let mut found = Vec::new();
    for path in files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match read_public(&path) {
            Ok(key) => found.push((name, key.algorithm().name(), key.fingerprint().to_string())),
            Err(_) => found.push((name, "not a public key", String::new())),
        }
    }
    if json {
        let list: Vec<_> = found
            .iter()
            .map(|(name, algorithm, fingerprint)| {
                serde_json::json!({"name": name, "algorithm": algorithm, "fingerprint": fingerprint})
            })
            .collect();
        print_json(&list)?;
    } else {
        for (name, algorithm, fingerprint) in found {
            anstream::println!("{name:<24} {algorithm:<12} {fingerprint}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn export(name: &Path, fingerprint: bool, password: &Password) -> Outcome {
    let key = public_of(name, password)?;
    if fingerprint {
        anstream::println!("{}", key.fingerprint());
    } else {
        anstream::print!("{}", key.to_pem().map_err(|error| Failure::of(&error))?);
    }
    Ok(ExitCode::SUCCESS)
}

fn public_of(name: &Path, password: &Password) -> Result<PublicKey, Failure> {
    let with = |extension: &str| {
        let mut path = name.as_os_str().to_owned();
        path.push(extension);
        PathBuf::from(path)
    };
    if name.extension().is_some_and(|extension| extension == "key") {
        return Ok(read_private(name, password)?.public_key().clone());
    }
    for path in [name.to_owned(), with(".pub")] {
        if path.is_file() {
            return read_public(&path);
        }
    }
    if with(".key").is_file() {
        return Ok(read_private(&with(".key"), password)?.public_key().clone());
    }
    Err(Failure::new(format!("there is no key {}", name.display()))
        .hint("`drehscheibe trust key list DIR` shows those of a directory"))
}
