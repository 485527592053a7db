//! The stage: directory, configuration, keys and the hub's own process.

use super::client::Keys;
use super::show;
use super::story::{AUTHORITIES, FOLDERS, HUB_FILE, PROCEDURES, SECRETS};
use super::surroundings::{Mailbox, WebService};
use crate::commands::output::{DIM, Failure, GOOD};
use serde_json::Value;
use std::io::{self, BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// Where the demo takes place.
#[derive(Debug)]
pub struct Stage {
    directory: PathBuf,
    program: PathBuf,
}

impl Stage {
    /// Empties the directory. One that is not empty and was not made by the demo is left alone.
    pub fn new(directory: &Path) -> io::Result<Self> {
        let directory = std::path::absolute(directory)?;
        let mark = directory.join(".drehscheibe-demo");
        if directory.exists() {
            let empty = std::fs::read_dir(&directory)?.next().is_none();
            if !empty && !mark.exists() {
                return Err(io::Error::other(format!("{} is not empty and not of a demo", directory.display())));
            }
            std::fs::remove_dir_all(&directory)?;
        }
        std::fs::create_dir_all(&directory)?;
        std::fs::write(mark, "")?;
        Ok(Self { directory, program: std::env::current_exe()? })
    }

    fn components(&self) -> PathBuf {
        self.directory.join("components")
    }
    pub fn configuration(&self) -> PathBuf {
        self.directory.join("drehscheibe.toml")
    }
    pub fn samples(&self) -> PathBuf {
        self.directory.join("samples")
    }
    pub fn log(&self) -> PathBuf {
        self.directory.join("hub.log")
    }
    fn deliveries(&self) -> PathBuf {
        self.directory.join("delivered")
    }

    /// Runs a command of this very program and shows how it was called.
    fn command(&self, arguments: &[&str], shown: &str) -> Result<Output, Failure> {
        anstream::println!("   {DIM}$ drehscheibe {shown}{DIM:#}");
        let output = Command::new(&self.program).args(arguments).output().map_err(|error| Failure::of(&error))?;
        if output.status.success() {
            return Ok(output);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::new(format!("`drehscheibe {shown}` ended with {}", output.status)).line(said.trim_end()))
    }

    /// Builds a plugin with the command a vendor uses.
    pub fn build_plugin(&self, plugins: &Path, name: &str) -> Result<(), Failure> {
        let (folder, out) = (plugins.join(name), self.components());
        let (folder, out) = (folder.display().to_string(), out.display().to_string());
        let shown = format!("plugin build {folder}");
        let output = self.command(&["plugin", "build", &folder, "--release-dir", &out, "--json"], &shown)?;
        let report: Value = serde_json::from_slice(&output.stdout).map_err(|error| Failure::of(&error))?;
        let size = report.get("size").and_then(Value::as_u64).unwrap_or(0);
        let words = |name: &str| {
            let list = report.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
            list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        };
        let capabilities = words("capabilities");
        let capabilities = if capabilities.is_empty() { "no capability".to_owned() } else { capabilities };
        anstream::println!("     {GOOD}{name}{GOOD:#}: {} KiB, {}, {capabilities}", size / 1_024, words("worlds"));
        Ok(())
    }

    /// Writes the configuration files and the samples.
    pub fn write_configuration(&self, plugins: &Path, office: &WebService, mailbox: &Mailbox) -> io::Result<()> {
        let plugins = std::path::absolute(plugins)?;
        let fill = |text: &str| {
            text.replace("@TAX_OFFICE@", &office.address.to_string())
                .replace("@MAIL_PORT@", &mailbox.address.port().to_string())
                .replace("@PLUGINS@", &plugins.display().to_string())
        };
        let write = |path: PathBuf, text: &str| -> io::Result<()> {
            std::fs::create_dir_all(path.parent().unwrap_or(&self.directory))?;
            std::fs::write(path, fill(text))
        };
        write(self.configuration(), HUB_FILE)?;
        let secrets = self.directory.join("secrets.toml");
        write(secrets.clone(), SECRETS)?;
        std::fs::set_permissions(secrets, std::fs::Permissions::from_mode(0o600))?;
        for (name, text) in PROCEDURES {
            write(self.directory.join("configuration/procedures").join(name), text)?;
        }
        for (name, text) in AUTHORITIES {
            write(self.directory.join("configuration/authorities").join(name), text)?;
        }
        for folder in FOLDERS {
            std::fs::create_dir_all(self.deliveries().join(folder))?;
        }
        std::fs::create_dir_all(self.samples())
    }

    pub fn check_configuration(&self) -> Result<(), Failure> {
        let path = self.configuration().display().to_string();
        let output = self.command(&["config", "check", "--config", &path], "config check")?;
        anstream::println!("     {}", String::from_utf8_lossy(&output.stdout).trim_end());
        Ok(())
    }

    /// One key for the portal, one for the operator.
    pub fn make_keys(&self) -> Result<Keys, Failure> {
        let path = self.configuration().display().to_string();
        let make = |role: &str, source: &[&str]| {
            let shown = format!("key create --role {role} {}", source.join(" "));
            let arguments = [&["key", "create", "--config", &path, "--role", role], source].concat();
            let output = self.command(&arguments, shown.trim_end())?;
            Ok::<_, Failure>(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        };
        Ok(Keys { portal: make("portal", &["--source", "amt24"])?, operator: make("operator", &[])? })
    }

    /// Starts the hub and waits until it says where it listens.
    pub fn start_hub(&self) -> Result<RunningHub, Failure> {
        anstream::println!("   {DIM}$ drehscheibe serve{DIM:#}");
        let broken = |error: io::Error| Failure::of(&error);
        let log = std::fs::File::create(self.log()).map_err(broken)?;
        let mut child = Command::new(&self.program)
            .args(["serve", "--config"])
            .arg(self.configuration())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(broken)?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line).map_err(broken)?;
        }
        match line.trim().strip_prefix("listening on ") {
            Some(url) => Ok(RunningHub { child, url: url.to_owned() }),
            None => {
                let _ = child.wait();
                let log = std::fs::read_to_string(self.log()).unwrap_or_default();
                Err(Failure::new("the hub did not start").line(log.trim_end()))
            }
        }
    }

    /// Lists what arrived.
    pub fn show_deliveries(&self, office: &WebService, mailbox: &Mailbox) {
        let mut files = Vec::new();
        collect(&self.deliveries(), &mut files);
        files.sort();
        let mut folder = PathBuf::new();
        for file in &files {
            let relative = file.strip_prefix(self.deliveries()).unwrap_or(file);
            let parent = relative.parent().unwrap_or(relative);
            if parent != folder {
                anstream::println!("   {}/", parent.display());
                parent.clone_into(&mut folder);
            }
            let size = std::fs::metadata(file).map(|data| data.len()).unwrap_or(0);
            let name = relative.file_name().unwrap_or_default().to_string_lossy().into_owned();
            anstream::println!("     {name} {DIM}{size} bytes{DIM:#}");
        }
        for taken in office.taken() {
            let bytes = taken.body.len();
            anstream::println!(
                "   web service: {} {DIM}delivery {}, {bytes} bytes{DIM:#}",
                taken.reference,
                taken.delivery
            );
        }
        for mail in mailbox.mails() {
            let subject = mail.lines().find(|line| line.starts_with("Subject:")).unwrap_or("Subject: ?");
            anstream::println!("   mail box: {subject} {DIM}{} bytes{DIM:#}", mail.len());
        }
        show::fact("all of it is below", &self.deliveries().display().to_string());
    }

    /// Checks the hash chains of the running hub.
    pub fn verify(&self) -> Result<(), Failure> {
        let path = self.configuration().display().to_string();
        let output = self.command(&["verify", "--config", &path], "verify")?;
        anstream::println!("     {}", String::from_utf8_lossy(&output.stdout).trim_end());
        Ok(())
    }
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// The hub's process. Dropped, it is killed.
#[derive(Debug)]
pub struct RunningHub {
    child: Child,
    pub url: String,
}

impl RunningHub {
    /// Asks it to end and waits until it has.
    pub fn stop(&mut self) {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        if asked.is_ok_and(|status| status.success()) {
            self.wait();
        }
    }

    pub fn wait(&mut self) {
        let _ = self.child.wait();
    }
}

impl Drop for RunningHub {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
