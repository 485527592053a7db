//! Packages from the vendor's desk to another hub: the real binary on both ends.

use crate::support::stage::{component, root};
use crate::support::{Hub, Stage};
use drehscheibe_depot::signature::{Algorithm, PrivateKey, Signer};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PASSWORD: &str = "ein langes Passwort";

/// A hub that knows the vendor of the stock plugins, and the vendor's key.
struct Depot {
    stage: Stage,
    hub: Hub,
    key: String,
    signing: PathBuf,
}

impl Depot {
    fn start(signing: &PrivateKey) -> Self {
        let stage = Stage::new("[depot.vendors.demo]\norganisation = \"Drehscheibe\"\nkeys = [\"vendor.pub.pem\"]\n");
        stage.write("vendor.pub.pem", &signing.public_key().to_pem().unwrap());
        stage.write("vendor.pem", &signing.to_encrypted_pem(PASSWORD).unwrap());
        let key = stage.key(&["--role", "vendor", "--namespace", "demo"]);
        let (hub, signing) = (stage.serve(), stage.path("vendor.pem"));
        Self { stage, hub, key, signing }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drehscheibe"));
        command.arg("depot").args(arguments).args(["--json", "--hub", &self.hub.url]);
        command.env("DREHSCHEIBE_KEY", &self.key).env("DREHSCHEIBE_KEY_PASSWORD", PASSWORD).output().unwrap()
    }

    fn json(&self, code: i32, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn done(&self, arguments: &[&str]) -> Value {
        self.json(0, arguments)
    }

    fn push(&self, plugin: &Path, component: &Path, signed: bool) -> Value {
        let signing = self.signing.display().to_string();
        let (plugin, component) = (plugin.display().to_string(), component.display().to_string());
        let mut arguments = vec!["push", &plugin, "--to", "demo/hundesteuer", "--component", &component];
        if signed {
            arguments.extend(["--sign-with", &signing]);
        }
        self.done(&arguments)
    }

    fn text(&self, name: &str) -> String {
        self.stage.path(name).display().to_string()
    }
}

/// The folder of a plugin with another version in its manifest.
fn next_version(stage: &Stage) -> PathBuf {
    let text = std::fs::read_to_string(root().join("plugins/hundesteuer/plugin.toml")).unwrap();
    std::fs::create_dir_all(stage.path("next")).unwrap();
    let text = text.replace("version = \"0.1.0\"", "version = \"0.2.0\"").replace("stages = [2, 3, 4]", "stages = [3]");
    stage.write("next/plugin.toml", &format!("{text}\n[limits]\nfuel = 500_000_000\n"));
    stage.path("next")
}

fn key() -> PrivateKey {
    PrivateKey::generate(Algorithm::EcdsaP256).unwrap()
}

#[test]
fn a_package_goes_from_the_vendor_to_another_hub() {
    let signing = key();
    let depot = Depot::start(&signing);
    let (plugin, wasm) = (root().join("plugins/hundesteuer"), component("hundesteuer"));
    let pushed = depot.push(&plugin, &wasm, false);
    assert_eq!(pushed["package"]["status"]["status"], "uploaded", "{pushed:#}");
    assert!(pushed["open"].to_string().contains("signature is missing"), "{pushed:#}");
    // The same again with a signature: the component stays where it is.
    let signed = depot.push(&plugin, &wasm, true);
    assert_eq!(signed["package"]["manifest"], pushed["package"]["manifest"]);
    assert_eq!(signed["package"]["status"]["status"], "checked", "{signed:#}");
    assert_eq!(signed["package"]["worlds"], serde_json::json!(["validator", "transformer"]));
    assert!(signed["package"]["settingsSchema"].is_object(), "{signed:#}");

    let listed = depot.done(&["list", "--status", "checked"]);
    assert_eq!(listed["packages"][0]["repository"], "demo/hundesteuer");
    let into = depot.text("pulled");
    depot.done(&["pull", "demo/hundesteuer:0.1.0", "--into", &into]);
    let same = |name: &str, original: &Path| {
        let pulled = std::fs::read(Path::new(&into).join(name)).unwrap();
        assert!(pulled == std::fs::read(original).unwrap(), "{name}");
    };
    same("hundesteuer.wasm", &wasm);
    same("plugin.toml", &plugin.join("plugin.toml"));

    // Over an air gap into a hub that knows the vendor, too: it checks everything again.
    let tar = depot.text("packages.tar");
    depot.done(&["export", "demo/hundesteuer:0.1.0", "--to", &tar]);
    let again = depot.text("again.tar");
    depot.done(&["export", "demo/hundesteuer:0.1.0", "--to", &again]);
    assert!(std::fs::read(&tar).unwrap() == std::fs::read(&again).unwrap(), "an export is reproducible");
    let other = Depot::start(&signing);
    other.done(&["import", &tar]);
    let there = other.done(&["inspect", "demo/hundesteuer:0.1.0"]);
    for member in ["manifest", "component", "signedBy"] {
        assert_eq!(there["package"][member], signed["package"][member], "{member}");
    }
    assert_eq!(there["package"]["status"]["status"], "checked", "{there:#}");
    assert_eq!(there["referrers"], signed["referrers"]);

    let yanked = depot.done(&["yank", "demo/hundesteuer:0.1.0", "--reason", "falsche Frist"]);
    assert_eq!(yanked["status"]["status"], "yanked");
    // The next version differs, and how is told.
    depot.push(&next_version(&depot.stage), &wasm, true);
    let page = depot.text("diff.html");
    let plan = plugin.display().to_string();
    let diff =
        depot.json(1, &["diff", "demo/hundesteuer:0.1.0", "demo/hundesteuer:0.2.0", "--plan", &plan, "--html", &page]);
    let section = |name: &str| {
        let sections = diff["sections"].as_array().unwrap();
        sections.iter().find(|section| section["name"] == name).unwrap()["changes"].to_string()
    };
    assert!(section("manifest").contains("\"stages\"") && section("limits").contains("\"fuel\""), "{diff:#}");
    assert_eq!(section("imports"), "[]");
    let cases = diff["behaviour"]["cases"].as_array().unwrap();
    assert!(!cases.is_empty() && cases.iter().all(|case| case["lines"] == serde_json::json!([])), "{diff:#}");
    assert!(std::fs::read_to_string(&page).unwrap().contains("Prüffällen"));
    let none = depot.json(0, &["diff", "demo/hundesteuer:0.2.0", "demo/hundesteuer:0.2.0"]);
    assert_eq!(none["a"], "demo/hundesteuer:0.2.0");
    // What lies in the depot is checked like everything else that lies in a hub.
    depot.stage.verify();
}

#[test]
fn a_hub_that_does_not_run_is_given_packages_on_a_stick() {
    let signing = key();
    let depot = Depot::start(&signing);
    depot.push(&root().join("plugins/hundesteuer"), &component("hundesteuer"), true);
    let tar = depot.text("packages.tar");
    depot.done(&["export", "demo/hundesteuer:0.1.0", "--to", &tar]);
    let Depot { stage, hub, .. } = Depot::start(&signing);
    let offline = |arguments: &[&str]| stage.run(&[&["depot"], arguments, &["--offline"]].concat());
    assert_eq!(offline(&["import", &tar]).status.code(), Some(3), "the hub still runs");
    assert!(hub.stop().success());
    let imported = offline(&["import", &tar]);
    assert!(imported.status.success(), "{imported:?}");
    let back = stage.path("back.tar").display().to_string();
    let exported = offline(&["export", "demo/hundesteuer:0.1.0", "--to", &back]);
    assert!(exported.status.success(), "{exported:?}");
    assert!(std::fs::read(&tar).unwrap() == std::fs::read(&back).unwrap());
}

#[test]
fn what_no_world_allows_is_refused_with_its_imports() {
    let depot = Depot::start(&key());
    let wasi = wat::parse_str(
        r#"(component (import "wasi:cli/environment@0.2.0" (instance)) (import "wasi:http/types@0.2.0" (instance)))"#,
    );
    for (bytes, part) in [
        (wasi.unwrap(), "wasi:http/types@0.2.0"),
        (wat::parse_str("(module)").unwrap(), "core module"),
        (wat::parse_str("(component)").unwrap(), "configuration"),
    ] {
        let file = depot.stage.path("bad.wasm");
        std::fs::write(&file, bytes).unwrap();
        let plugin = root().join("plugins/hundesteuer").display().to_string();
        let file = file.display().to_string();
        let output = depot.run(&["push", &plugin, "--to", "demo/hundesteuer", "--component", &file]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains(part) && error.contains("MANIFEST_INVALID"), "{error}");
    }
    assert_eq!(depot.done(&["list"])["packages"], serde_json::json!([]));
}
