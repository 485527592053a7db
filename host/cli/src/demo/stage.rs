//! The stage: directory, configuration, and the commands that are called on it.

use super::hub::RunningHub;
use super::show;
use super::story::{AUTHORITIES, DRAFT, FOLDERS, HUB_FILE, PROCEDURES, SECRETS};
use super::surroundings::{Mailbox, WebService};
use crate::commands::output::{DIM, Failure, GOOD};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Where the demo takes place.
#[derive(Debug)]
pub struct Stage {
    directory: PathBuf,
    program: PathBuf,
    /// Folder of the stock plugins.
    plugins: PathBuf,
    /// What stands for `@NAME@` in the files of the story.
    places: BTreeMap<&'static str, String>,
}

impl Stage {
    /// Empties the directory. One that is not empty and was not made by the demo is left alone.
    pub fn new(directory: &Path, plugins: &Path) -> io::Result<Self> {
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
        let places = BTreeMap::from([("PLUGINS", std::path::absolute(plugins)?.display().to_string())]);
        Ok(Self { directory, program: std::env::current_exe()?, plugins: plugins.to_owned(), places })
    }

    /// A path on the stage.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }
    /// The same as text, for a command line.
    pub fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }
    pub fn configuration(&self) -> PathBuf {
        self.path("drehscheibe.toml")
    }
    pub fn samples(&self) -> PathBuf {
        self.path("samples")
    }
    pub fn log(&self) -> PathBuf {
        self.path("hub.log")
    }
    fn deliveries(&self) -> PathBuf {
        self.path("delivered")
    }
    /// The folder of a stock plugin.
    pub fn plugin(&self, name: &str) -> PathBuf {
        self.plugins.join(name)
    }
    /// A component as it was built.
    pub fn component(&self, name: &str) -> PathBuf {
        self.path("components").join(format!("{name}.wasm"))
    }

    /// Shows a command of this very program and runs it; whatever it answers.
    pub fn call(&self, arguments: &[&str], environment: &[(&str, &str)], shown: &str) -> Result<Output, Failure> {
        anstream::println!("   {DIM}$ drehscheibe {shown}{DIM:#}");
        let mut command = Command::new(&self.program);
        command.args(arguments).env("DREHSCHEIBE_CONFIG", self.configuration()).envs(environment.iter().copied());
        command.output().map_err(|error| Failure::of(&error))
    }

    /// The same for a command that must succeed; what it printed.
    pub fn done(&self, arguments: &[&str], environment: &[(&str, &str)], shown: &str) -> Result<String, Failure> {
        let output = self.call(arguments, environment, shown)?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
        }
        let (said, printed) = (String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
        let failure = Failure::new(format!("`drehscheibe {shown}` ended with {}", output.status));
        Err(failure.line(said.trim_end()).line(printed.trim_end()))
    }

    /// The same, for a command that prints JSON.
    pub fn json(&self, arguments: &[&str], environment: &[(&str, &str)], shown: &str) -> Result<Value, Failure> {
        let text = self.done(arguments, environment, shown)?;
        serde_json::from_str(&text).map_err(|error| Failure::of(&error).line(text))
    }

    /// Builds a plugin with the command a vendor uses.
    pub fn build_plugin(&self, name: &str) -> Result<(), Failure> {
        let report = self.build(name)?;
        let capabilities = words(&report, "capabilities");
        let capabilities = if capabilities.is_empty() { "no capability".to_owned() } else { capabilities };
        let (size, worlds) = (kib(&report), words(&report, "worlds"));
        anstream::println!("     {GOOD}{name}{GOOD:#}: {size} KiB, {worlds}, {capabilities}");
        Ok(())
    }

    /// Builds a plugin of rule files, with the same command.
    pub fn build_rule(&self, name: &str) -> Result<(), Failure> {
        let report = self.build(name)?;
        let files = report.get("files").and_then(Value::as_array).cloned().unwrap_or_default();
        let files: Vec<_> = files.iter().filter_map(|file| file.get("name")?.as_str()).collect();
        let (size, worlds) = (kib(&report), words(&report, "worlds"));
        anstream::println!("     {GOOD}{name}{GOOD:#}: {size} KiB, {worlds}, compiled into it: {}", files.join(", "));
        Ok(())
    }

    fn build(&self, name: &str) -> Result<Value, Failure> {
        let folder = self.plugin(name).display().to_string();
        let out = self.text("components");
        let words = ["plugin", "build", &folder, "--release-dir", &out, "--json"];
        self.json(&words, &[], &format!("plugin build {folder}"))
    }

    /// Where the application and the mail box listen; makes the folders of the targets and the samples.
    pub fn furnish(&mut self, office: &WebService, mailbox: &Mailbox) -> io::Result<()> {
        self.places.insert("TAX_OFFICE", office.address.to_string());
        self.places.insert("MAIL_PORT", mailbox.address.port().to_string());
        for folder in FOLDERS {
            std::fs::create_dir_all(self.deliveries().join(folder))?;
        }
        for folder in ["configuration/procedures", "configuration/authorities"] {
            std::fs::create_dir_all(self.path(folder))?;
        }
        self.write("secrets.toml", SECRETS)?;
        std::fs::set_permissions(self.path("secrets.toml"), std::fs::Permissions::from_mode(0o600))?;
        std::fs::create_dir_all(self.samples())
    }

    /// Writes a file of the story, with its places filled in.
    pub fn write(&self, name: &str, text: &str) -> io::Result<()> {
        let fill = |text: String, (name, value): (&&str, &String)| text.replace(&format!("@{name}@"), value);
        std::fs::write(self.path(name), self.places.iter().fold(text.to_owned(), fill))
    }

    /// Writes the operator's file; `packages` are the plugins that it pins, by name.
    pub fn write_hub_file(&self, packages: &BTreeMap<String, String>) -> io::Result<()> {
        let entry = |(name, package): (&String, &String)| {
            let plan = self.plugin(name).join("plan");
            let plan = std::path::absolute(&plan).unwrap_or(plan);
            format!("\n[plugins.{name}]\npackage = \"{package}\"\nplan = \"{}\"\n", plan.display())
        };
        let plugins: String = packages.iter().map(entry).collect();
        self.write("drehscheibe.toml", &format!("{HUB_FILE}{plugins}"))
    }

    /// Writes procedures, authorities, and the draft of an activation.
    pub fn write_configuration(&self) -> io::Result<()> {
        for (name, text) in PROCEDURES {
            self.write(&format!("configuration/procedures/{name}"), text)?;
        }
        for (name, text) in AUTHORITIES {
            self.write(&format!("configuration/authorities/{name}"), text)?;
        }
        self.write("hundesteuer-markkleeberg.toml", DRAFT)
    }

    /// A key for an API of the hub.
    pub fn make_key(&self, role: &str, more: &[&str]) -> Result<String, Failure> {
        let shown = format!("key create --role {role} {}", more.join(" "));
        self.done(&[&["key", "create", "--role", role], more].concat(), &[], shown.trim_end())
    }

    /// Starts the hub and waits until it says where it listens.
    pub fn start_hub(&self) -> Result<RunningHub, Failure> {
        anstream::println!("   {DIM}$ drehscheibe serve{DIM:#}");
        RunningHub::start(&self.program, &self.configuration(), &self.log())
    }

    /// Lists what arrived.
    pub fn show_deliveries(&self, office: &WebService, mailbox: &Mailbox) {
        let mut files = Vec::new();
        collect(&self.deliveries(), &mut files);
        let mut folders: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
        let of_flight = |file: &&PathBuf| file.to_string_lossy().contains(IN_FLIGHT);
        let quiet = files.iter().filter(of_flight).count();
        for file in files.iter().filter(|file| !of_flight(file)) {
            let relative = file.strip_prefix(self.deliveries()).unwrap_or(file);
            let size = std::fs::metadata(file).map(|data| data.len()).unwrap_or(0);
            let name = relative.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let line = format!("{name} {DIM}{size} bytes{DIM:#}");
            folders.entry(relative.parent().unwrap_or(relative).to_owned()).or_default().push(line);
        }
        for (folder, mut lines) in folders {
            anstream::println!("   {}/", folder.display());
            lines.sort();
            for line in lines.iter().take(MOST_SHOWN) {
                anstream::println!("     {line}");
            }
            if let Some(more) = lines.len().checked_sub(MOST_SHOWN).filter(|more| *more > 0) {
                anstream::println!("     {DIM}and {more} more{DIM:#}");
            }
        }
        if quiet > 0 {
            anstream::println!("   {DIM}and {quiet} files of the dogs in flight{DIM:#}");
        }
        for taken in office.taken().iter().take(MOST_SHOWN) {
            let bytes = taken.body.len();
            let (reference, delivery) = (&taken.reference, &taken.delivery);
            anstream::println!("   web service: {reference} {DIM}delivery {delivery}, {bytes} bytes{DIM:#}");
        }
        if let Some(more) = office.taken().len().checked_sub(MOST_SHOWN).filter(|more| *more > 0) {
            anstream::println!("   {DIM}and {more} more{DIM:#}");
        }
        for mail in mailbox.mails() {
            let subject = mail.lines().find(|line| line.starts_with("Subject:")).unwrap_or("Subject: ?");
            anstream::println!("   mail box: {subject} {DIM}{} bytes{DIM:#}", mail.len());
        }
        show::fact("all of it is below", &self.deliveries().display().to_string());
    }

    /// Checks the hash chains of the running hub.
    pub fn verify(&self) -> Result<(), Failure> {
        let said = self.done(&["verify"], &[], "verify")?;
        anstream::println!("     {said}");
        Ok(())
    }
}

fn kib(report: &Value) -> u64 {
    report.get("size").and_then(Value::as_u64).unwrap_or(0) / 1_024
}

/// A list of a report, as text.
fn words(report: &Value, name: &str) -> String {
    let list = report.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
}

/// How the cases of the last scene begin.
pub const IN_FLIGHT: &str = "hund-im-flug";
/// Files of one folder that are listed.
const MOST_SHOWN: usize = 5;

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
