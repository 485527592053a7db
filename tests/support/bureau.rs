//! A vendor and a certifier, each with a key of its own, around the depot of a hub that trusts this certifier.

use super::hub::Hub;
use super::stage::{Stage, component, root};
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output};

const PASSWORD: &str = "ein langes Kennwort";

/// The part of `drehscheibe.toml` that trusts the certifier and knows the vendor.
pub const TRUST: &str = r#"[trust]
look_seconds = 1
[trust.keys.pruef]
file = "keys/pruef.pub"
organisation = "Prüfstelle"
[trust.certifiers]
all-of = [{ key = "pruef" }]
[depot.vendors.demo]
organisation = "Drehscheibe"
keys = ["keys/vendor.pub"]
"#;

/// On a stage. Each of the two has an API key, too.
pub struct Bureau<'a> {
    stage: &'a Stage,
    vendor: String,
    certifier: String,
}

impl<'a> Bureau<'a> {
    /// Makes the keys; the stage's hub file must be there.
    pub fn open(stage: &'a Stage) -> Self {
        stage.write("password", PASSWORD);
        let bureau = Self { stage, vendor: String::new(), certifier: String::new() };
        for name in ["vendor", "pruef"] {
            bureau.key(name);
        }
        let vendor = stage.key(&["--role", "vendor", "--namespace", "demo"]);
        Self { vendor, certifier: stage.key(&["--role", "certifier"]), ..bureau }
    }

    /// One more signing key, as `keys/NAME.key` and `keys/NAME.pub`.
    pub fn key(&self, name: &str) {
        let arguments = ["trust", "key", "create", name, "--directory", &self.path("keys")];
        let output = self.run("", None, &arguments);
        assert!(output.status.success(), "{output:?}");
    }

    fn path(&self, name: &str) -> String {
        self.stage.path(name).display().to_string()
    }

    fn run(&self, key: &str, hub: Option<&Hub>, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drehscheibe"));
        command.args(arguments).env("DREHSCHEIBE_CONFIG", self.stage.path("drehscheibe.toml"));
        command.env("DREHSCHEIBE_KEY", key).env("DREHSCHEIBE_KEY_PASSWORD", PASSWORD);
        if let Some(hub) = hub {
            command.env("DREHSCHEIBE_HUB", &hub.url);
        }
        command.output().unwrap()
    }

    #[track_caller]
    fn done(&self, key: &str, hub: &Hub, arguments: &[&str]) -> String {
        let output = self.run(key, Some(hub), arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The bytes of a stock plugin, and of a version of it that differs by an empty custom section.
    pub fn bytes(name: &str, version: &str) -> Vec<u8> {
        let mut bytes = std::fs::read(component(name)).unwrap();
        if version != "0.1.0" {
            let label = format!("version {version}");
            let length = u8::try_from(label.len()).unwrap();
            bytes.extend([0, length + 1, length]);
            bytes.extend(label.as_bytes());
        }
        bytes
    }

    /// The vendor publishes a stock plugin; `plugin.toml` may be changed. The package, pinned.
    pub fn publish(&self, hub: &Hub, name: &str, version: &str, change: impl Fn(String) -> String) -> String {
        let folder = self.stage.path(&format!("packages/{name}-{version}"));
        std::fs::create_dir_all(&folder).unwrap();
        let text = std::fs::read_to_string(root().join("plugins").join(name).join("plugin.toml")).unwrap();
        let text = text.replacen("version = \"0.1.0\"", &format!("version = {version:?}"), 1);
        std::fs::write(folder.join("plugin.toml"), change(text)).unwrap();
        std::fs::write(folder.join("component.wasm"), Self::bytes(name, version)).unwrap();
        let (component, to) = (folder.join("component.wasm").display().to_string(), format!("demo/{name}"));
        let folder = folder.display().to_string();
        let key = self.path("keys/vendor.key");
        let words = ["depot", "push", &folder, "--to", &to, "--component", &component, "--sign-with", &key, "--json"];
        let pushed: Value = serde_json::from_str(&self.done(&self.vendor, hub, &words)).unwrap();
        assert_eq!(pushed["package"]["status"]["status"], "checked", "{pushed:#}");
        format!("{to}:{version}@{}", pushed["package"]["manifest"].as_str().unwrap())
    }

    /// Somebody certifies a package with a key and attaches the certificate; where it lies, too.
    pub fn certify_as(&self, hub: &Hub, name: &str, version: &str, key: &str, organisation: &str) -> PathBuf {
        let (package, plan) = (format!("demo/{name}:{version}"), root().join("plugins").join(name).join("plan"));
        let (plan, out) = (plan.display().to_string(), format!("certified/{key}-{name}-{version}"));
        let (out_path, key) = (self.path(&out), self.path(&format!("keys/{key}.key")));
        let words = [
            "certify",
            &package,
            "--plan",
            &plan,
            "--out",
            &out_path,
            "--key",
            &key,
            "--organisation",
            organisation,
            "--yes",
            "--attach",
        ];
        self.done(&self.certifier, hub, &words);
        self.stage.path(&format!("{out}/{name}-{version}.certificate.sigstore.json"))
    }

    /// The certifier whom the hub trusts.
    pub fn certify(&self, hub: &Hub, name: &str, version: &str) -> PathBuf {
        self.certify_as(hub, name, version, "pruef", "Prüfstelle")
    }

    /// Attaches a file to another package.
    pub fn attach(&self, hub: &Hub, package: &str, file: &std::path::Path) -> Value {
        let words = ["depot", "attach", package, &file.display().to_string(), "--json"];
        serde_json::from_str(&self.done(&self.certifier, hub, &words)).unwrap()
    }

    /// Signs the next number of the certifier's list, `revocations.json` on the stage.
    pub fn revoke(&self, more: &[&str]) {
        let (list, key) = (self.path("revocations.json"), self.path("keys/pruef.key"));
        let words = ["trust", "revoke", "--list", &list, "--key", &key];
        let issuer: &[&str] =
            if self.stage.path("revocations.json").exists() { &[] } else { &["--issuer", "Prüfstelle"] };
        let output = self.run("", None, &[&words, issuer, more].concat());
        assert!(output.status.success(), "{output:?}");
    }

    /// Puts the list into the depot.
    pub fn push_list(&self, hub: &Hub) {
        let list = self.path("revocations.json");
        self.done(&self.certifier, hub, &["trust", "revocations", "push", &list]);
    }

    /// A package as the depot shows it.
    pub fn inspect(&self, hub: &Hub, package: &str) -> Value {
        serde_json::from_str(&self.done(&self.certifier, hub, &["depot", "inspect", package, "--json"])).unwrap()
    }

    pub fn status(&self, hub: &Hub, package: &str) -> String {
        self.inspect(hub, package)["package"]["status"]["status"].as_str().unwrap().to_owned()
    }
}
