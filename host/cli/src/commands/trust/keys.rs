//! Key files and their passwords.

use crate::commands::output::Failure;
use drehscheibe_depot::signature::{PrivateKey, PublicKey};
use std::io::{IsTerminal, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Where the password of a key file comes from.
#[derive(Debug, clap::Args)]
pub struct Password {
    /// File with the password of the key; without it, DREHSCHEIBE_KEY_PASSWORD or a question
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

const VARIABLE: &str = "DREHSCHEIBE_KEY_PASSWORD";

impl Password {
    /// From the file, the environment, or a person; a new one is asked for twice.
    pub fn get(&self, new: bool) -> Result<String, Failure> {
        if let Some(path) = &self.password_file {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Failure::of(&error).line(format!("the password file is {}", path.display())))?;
            return Ok(text.trim_end_matches(['\r', '\n']).to_owned());
        }
        if let Ok(password) = std::env::var(VARIABLE) {
            return Ok(password);
        }
        if !std::io::stdin().is_terminal() {
            return Err(Failure::new("there is no password for the key")
                .hint(format!("give --password-file FILE, or set {VARIABLE}")));
        }
        let ask = |prompt: &str| rpassword::prompt_password(prompt).map_err(|error| Failure::of(&error));
        let password = ask("Password of the key: ")?;
        if new && ask("The same again: ")? != password {
            return Err(Failure::new("the two passwords differ"));
        }
        Ok(password)
    }
}

/// Opens a private key.
pub fn read_private(path: &Path, password: &Password) -> Result<PrivateKey, Failure> {
    let here = |failure: Failure| failure.line(format!("the key is {}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| here(Failure::of(&error)))?;
    let mode = std::fs::metadata(path).map_err(|error| here(Failure::of(&error)))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(here(Failure::new("others may read the private key")).hint("run `chmod 600` on it"));
    }
    PrivateKey::from_encrypted_pem(&text, &password.get(false)?).map_err(|error| here(Failure::of(&error)))
}

/// Reads a public key.
pub fn read_public(path: &Path) -> Result<PublicKey, Failure> {
    let here = |failure: Failure| failure.line(format!("the key is {}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| here(Failure::of(&error)))?;
    PublicKey::from_pem(&text).map_err(|error| here(Failure::of(&error)))
}

/// Writes a new file; one that is there is left alone.
pub fn write_new(path: &Path, text: &str, mode: u32) -> Result<(), Failure> {
    let write = || {
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error: std::io::Error| Failure::of(&error).line(format!("the file is {}", path.display())))
}
