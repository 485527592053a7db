//! The hub of `plugin dev`: its configuration, its process, and the folder where documents arrive.

use super::Sample;
use crate::commands::output::{DIM, Failure, say};
use crate::demo::client::Keys;
use crate::plugin::embedded;
use drehscheibe_depot::manifest::{FILE_NAME, Manifest};
use drehscheibe_model::area::FICTITIOUS_ARS;
use drehscheibe_model::call::World;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::signal::unix::{SignalKind, signal};

/// The stock adapter that puts documents into a folder, as an earlier build left it.
const FOLDER_ADAPTER: &[u8] = include_bytes!("../../../../../tests/fixtures/components/filedrop-0.1.0.wasm");
const FOLDER_MANIFEST: &str = include_str!("../../../../../plugins/filedrop/plugin.toml");
/// Its name, unless the plugin has it itself.
const FOLDER_PLUGIN: &str = "filedrop";

/// Where the plugin is tried out.
#[derive(Debug)]
pub struct Stage {
    folder: PathBuf,
}

/// The hub's process. Dropped, it is killed.
#[derive(Debug)]
pub struct Running {
    child: Arc<Mutex<Child>>,
    pub url: String,
}

/// The procedure of the messages that are sent.
pub fn procedure(manifest: &Manifest) -> String {
    manifest.procedures.first().map_or_else(|| "entwicklung".to_owned(), ToString::to_string)
}

impl Stage {
    /// Empties the folder and writes the hub's configuration.
    pub fn set(folder: &Path, plugin: &Path, manifest: &Manifest, sample: &Sample) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::of(&error).line(format!("setting up {}", folder.display()));
        if folder.exists() {
            std::fs::remove_dir_all(folder).map_err(failed)?;
        }
        std::fs::create_dir_all(folder.join("delivered")).map_err(failed)?;
        let manifest_path = std::path::absolute(plugin.join(FILE_NAME)).map_err(failed)?;
        let settings = format!("{:?}", folder.join("settings.json").display().to_string());
        let write = |name: &str, content: &[u8]| embedded::write_file(&folder.join(name), content).map_err(failed);
        write("drehscheibe.toml", hub(manifest, &manifest_path).as_bytes())?;
        write("folder.wasm", FOLDER_ADAPTER)?;
        write("folder.toml", FOLDER_MANIFEST.as_bytes())?;
        write("settings.json", sample.settings.as_bytes())?;
        write("configuration/procedures/entwicklung.toml", recognition(manifest, &settings).as_bytes())?;
        write("configuration/authorities/musterstadt.toml", authority(manifest, &settings).as_bytes())?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Puts a component where the hub looks for it.
    pub fn put(&self, component: &Path) -> Result<(), Failure> {
        let (temporary, place) = (self.folder.join("plugin.wasm.new"), self.folder.join("plugin.wasm"));
        std::fs::copy(component, &temporary)
            .and_then(|_| std::fs::rename(&temporary, &place))
            .map_err(|error| Failure::of(&error))
    }

    fn configuration(&self) -> PathBuf {
        self.folder.join("drehscheibe.toml")
    }

    /// Makes keys, starts the hub and waits until it listens.
    pub fn start(&self) -> Result<(Running, Keys), Failure> {
        let program = std::env::current_exe().map_err(|error| Failure::of(&error))?;
        let key = |arguments: &[&str]| {
            let output = Command::new(&program)
                .args(["key", "create", "--config"])
                .arg(self.configuration())
                .args(arguments)
                .output()
                .map_err(|error| Failure::of(&error))?;
            if output.status.success() {
                return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
            }
            Err(Failure::new("no key can be made").line(String::from_utf8_lossy(&output.stderr).trim_end().to_owned()))
        };
        let keys =
            Keys { portal: key(&["--role", "portal", "--source", "portal"])?, operator: key(&["--role", "operator"])? };
        let log = self.folder.join("hub.log");
        let file = std::fs::File::create(&log).map_err(|error| Failure::of(&error))?;
        let mut child = Command::new(&program)
            .args(["serve", "--config"])
            .arg(self.configuration())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(file)
            .spawn()
            .map_err(|error| Failure::of(&error))?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line).map_err(|error| Failure::of(&error))?;
        }
        let mut running = Running { child: Arc::new(Mutex::new(child)), url: String::new() };
        running.ends_with_us().map_err(|error| Failure::of(&error))?;
        match line.trim().strip_prefix("listening on ") {
            Some(url) => {
                url.clone_into(&mut running.url);
                Ok((running, keys))
            }
            None => {
                let said = std::fs::read_to_string(&log).unwrap_or_default();
                Err(Failure::new("the hub did not start").line(said.trim_end().to_owned()))
            }
        }
    }

    /// Shows the newest document in the folder.
    pub fn show_arrived(&self) {
        let entries = self.folder.join("delivered").read_dir().into_iter().flatten().flatten();
        let newest = entries.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()))).max();
        let Some((_, path)) = newest else { return };
        say(format!("{DIM}{}{DIM:#}", path.display()));
        let content = std::fs::read(&path).unwrap_or_default();
        for line in String::from_utf8_lossy(&content).lines().take(40) {
            say(format!("  {line}"));
        }
    }
}

impl Running {
    /// Ends it.
    pub fn stop(&self) {
        end(&self.child);
    }

    /// Ctrl-C and SIGTERM end this process as always, but the hub before it.
    fn ends_with_us(&self) -> std::io::Result<()> {
        let child = Arc::clone(&self.child);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (mut interrupt, mut terminate) = {
            let _inside = runtime.enter();
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
        };
        std::thread::Builder::new().name("signals".into()).spawn(move || {
            let code = runtime.block_on(async {
                tokio::select! {
                    _ = interrupt.recv() => 130,
                    _ = terminate.recv() => 143,
                }
            });
            end(&child);
            std::process::exit(code);
        })?;
        Ok(())
    }
}

fn end(child: &Mutex<Child>) {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = child.kill();
    let _ = child.wait();
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

fn hub(manifest: &Manifest, manifest_path: &Path) -> String {
    let mut text = String::from(
        "[hub]\nlisten = \"127.0.0.1:0\"\ndata_dir = \"data\"\nconfiguration = \"configuration\"\nnode = \"dev\"\n\n\
         [folders]\nroots = [\"delivered\"]\n\n[sources.portal]\nname = \"Portal\"\n\n\
         [trust]\nuncertified = \"allow\"\n",
    );
    let mut plugin = |name: &str, component: &str, manifest: &str| {
        let _ = write!(text, "\n[plugins.{name}]\ncomponent = \"{component}\"\nmanifest = {manifest:?}\n");
    };
    plugin(manifest.name.as_str(), "plugin.wasm", &manifest_path.display().to_string());
    if manifest.name.as_str() != FOLDER_PLUGIN {
        plugin(FOLDER_PLUGIN, "folder.wasm", "folder.toml");
    }
    text
}

fn recognition(manifest: &Manifest, settings: &str) -> String {
    let id = procedure(manifest);
    let how = if manifest.worlds.contains(&World::Recogniser) {
        format!("recogniser = {{ plugin = \"{}\", settings_file = {settings} }}", manifest.name)
    } else {
        format!("when = {{ procedure = \"{id}\" }}")
    };
    format!(
        "id = \"{id}\"\nname = \"Entwicklung\"\ncompetence = {{ kind = \"municipality\" }}\n\n\
         [[recognition]]\nname = \"Entwicklung\"\n{how}\n"
    )
}

fn authority(manifest: &Manifest, settings: &str) -> String {
    let name = manifest.name.as_str();
    let used = format!("[{{ plugin = \"{name}\", settings_file = {settings} }}]");
    let mut text = format!("municipality = \"{FICTITIOUS_ARS}\"\nname = \"Musterstadt\"\n\n");
    if manifest.worlds.contains(&World::Adapter) {
        let _ = writeln!(text, "[targets.ziel]\nadapter = \"{name}\"\nsettings_file = {settings}");
        text.push_str("idempotent = true\nretry = { maximum_age_seconds = 1 }\n");
        if manifest.capabilities.drop_folder.is_some() {
            text.push_str("grants = { folder = \"delivered\" }\n");
        }
    } else {
        let _ = writeln!(text, "[targets.ziel]\nadapter = \"{FOLDER_PLUGIN}\"\nsettings = {{}}\nidempotent = true");
        text.push_str("grants = { folder = \"delivered\" }\n");
    }
    let stage = manifest.stages.last().copied().unwrap_or(4);
    let _ = write!(
        text,
        "\n[[activations]]\nprocedure = \"{}\"\nstage = {stage}\napplication = \"Entwicklung\"\n",
        procedure(manifest)
    );
    if manifest.worlds.contains(&World::Validator) {
        let _ = writeln!(text, "validators = {used}");
    }
    if manifest.worlds.contains(&World::Transformer) {
        let _ = writeln!(text, "transformers = {used}");
    }
    text.push_str("routes = [{ targets = [\"ziel\"] }]\n");
    text
}
