//! A directory with the configuration of a hub, and the commands of the binary on it.

use super::client::Client;
use super::hub::Hub;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The source tree.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// A stock plugin as the vendor's command built it.
pub fn component(name: &str) -> PathBuf {
    let path = root().join("plugins/target/components").join(format!("{name}.wasm"));
    assert!(path.is_file(), "the stock plugin {name} is not built; run `make plugins` first");
    path
}

pub fn manifest(name: &str) -> PathBuf {
    root().join("plugins").join(name).join("plugin.toml")
}

/// The directory. It goes when the stage is dropped.
#[derive(Debug)]
pub struct Stage {
    directory: tempfile::TempDir,
}

/// `[plugins]` entries for stock plugins.
pub fn plugins(names: &[&str]) -> String {
    let entry =
        |name: &&str| format!("[plugins.{name}]\ncomponent = {:?}\nmanifest = {:?}\n", component(name), manifest(name));
    names.iter().map(entry).collect()
}

impl Stage {
    /// With a `drehscheibe.toml` of the parts every hub needs, one source `portal`, and `more`.
    pub fn new(more: &str) -> Self {
        Self::within(&std::env::temp_dir(), more)
    }

    pub fn within(parent: &Path, more: &str) -> Self {
        let directory = tempfile::Builder::new().prefix("drehscheibe-").tempdir_in(parent).unwrap();
        let stage = Self { directory };
        for folder in ["configuration/procedures", "configuration/authorities", "delivered"] {
            std::fs::create_dir_all(stage.path(folder)).unwrap();
        }
        stage.hub_file(more);
        stage
    }

    /// Writes `drehscheibe.toml` anew; plugins need no certificate.
    pub fn hub_file(&self, more: &str) {
        self.trusting_hub_file("[trust]\nuncertified = \"allow\"\n\n", more);
    }

    /// Writes `drehscheibe.toml` anew, with another section `[trust]`.
    pub fn trusting_hub_file(&self, trust: &str, more: &str) {
        let text = "[hub]\nlisten = \"127.0.0.1:0\"\ndata_dir = \"data\"\nconfiguration = \"configuration\"\n\
                    [folders]\nroots = [\"delivered\"]\n[sources.portal]\nname = \"Portal\"\n";
        self.write("drehscheibe.toml", &format!("{trust}{text}{more}"));
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn procedure(&self, id: &str, text: &str) {
        self.write(&format!("configuration/procedures/{id}.toml"), text);
    }

    pub fn authority(&self, name: &str, text: &str) {
        self.write(&format!("configuration/authorities/{name}.toml"), text);
    }

    /// Runs a command of the binary with this configuration and waits for its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drehscheibe"));
        command.args(arguments).env("DREHSCHEIBE_CONFIG", self.path("drehscheibe.toml"));
        command.output().unwrap()
    }

    /// [`run`](Self::run) for a command that must succeed; its standard output.
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// A key as the command line makes it.
    pub fn key(&self, more: &[&str]) -> String {
        self.done(&[&["key", "create"], more].concat()).trim().to_owned()
    }

    /// Keys of a portal and an operator; the hub need not run.
    pub fn client(&self) -> Client {
        let portal = self.key(&["--role", "portal", "--source", "portal"]);
        Client::new(portal, self.key(&["--role", "operator"]))
    }

    /// Starts the hub.
    pub fn serve(&self) -> Hub {
        Hub::start(self, &[])
    }

    /// Chains and documents are as they were written; the number of journal entries.
    pub fn verify(&self) -> u64 {
        let report: serde_json::Value = serde_json::from_str(&self.done(&["verify", "--json"])).unwrap();
        report["entries"].as_u64().unwrap()
    }

    /// All files below `delivered/`.
    pub fn delivered(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.path("delivered")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { found.push(path) }
            }
        }
        found.sort();
        found
    }
}
