//! Who brings a plugin into production: a vendor, a certifier, an operator. Each has keys of its own.

use super::client;
use super::stage::Stage;
use crate::commands::output::{BAD, DIM, Failure, GOOD};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The vendor's namespace in the depot.
pub const NAMESPACE: &str = "demo";
/// The certifier's organisation: another than the vendor's.
pub const CERTIFIER: &str = "Demo-Prüfstelle";
/// Opens the key files of the demo, which are encrypted like all of them.
const PASSWORD: &str = "nur-fuer-die-vorfuehrung";

/// API keys of everybody.
#[derive(Debug, Clone)]
pub struct Keys {
    /// Those who send messages and look after them.
    pub daily: client::Keys,
    vendor: String,
    certifier: String,
}

impl Keys {
    /// A key for each role, and signing keys for vendor and certifier in the folder `keys`.
    pub fn make(stage: &Stage) -> Result<Self, Failure> {
        let password = stage.path("keys/kennwort");
        let write = || -> io::Result<()> {
            std::fs::create_dir_all(stage.path("keys"))?;
            std::fs::write(&password, PASSWORD)?;
            std::fs::set_permissions(&password, std::fs::Permissions::from_mode(0o600))
        };
        write().map_err(|error| Failure::of(&error))?;
        for (name, whose) in
            [("hersteller", "the vendor signs with it"), ("pruefstelle", "the certifier signs with it")]
        {
            let folder = stage.text("keys");
            let words = ["trust", "key", "create", name, "--directory", &folder];
            let said =
                stage.done(&words, &[("DREHSCHEIBE_KEY_PASSWORD", PASSWORD)], &format!("trust key create {name}"))?;
            anstream::println!("     {} {DIM}{whose}{DIM:#}", said.lines().last().unwrap_or_default());
        }
        Ok(Self {
            daily: client::Keys {
                portal: stage.make_key("portal", &["--source", "amt24"])?,
                operator: stage.make_key("operator", &[])?,
            },
            vendor: stage.make_key("vendor", &["--namespace", NAMESPACE])?,
            certifier: stage.make_key("certifier", &[])?,
        })
    }
}

/// All of them at the running hub.
#[derive(Debug)]
pub struct People<'a> {
    pub stage: &'a Stage,
    pub hub: &'a str,
    pub keys: &'a Keys,
}

fn short(digest: &str) -> &str {
    digest.get(..19).unwrap_or(digest)
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

impl<'a> People<'a> {
    fn at_hub(&self, key: &'a str) -> [(&'static str, &'a str); 3] {
        [("DREHSCHEIBE_HUB", self.hub), ("DREHSCHEIBE_KEY", key), ("DREHSCHEIBE_KEY_PASSWORD", PASSWORD)]
    }

    /// The vendor publishes a plugin from its folder; the package, pinned by its digest.
    pub fn publish(&self, folder: &Path, component: &Path, name: &str) -> Result<String, Failure> {
        let (from, component) = (folder.display().to_string(), component.display().to_string());
        let (to, key) = (format!("{NAMESPACE}/{name}"), self.stage.text("keys/hersteller.key"));
        let words = ["depot", "push", &from, "--to", &to, "--component", &component, "--sign-with", &key, "--json"];
        let shown = format!("depot push {} --to {to} --sign-with hersteller.key", shown(folder));
        let pushed = self.stage.json(&words, &self.at_hub(&self.keys.vendor), &shown)?;
        let status = text(&pushed, "/package/status/status");
        let version = text(&pushed, "/package/description/version");
        let (manifest, digest) = (text(&pushed, "/package/manifest"), text(&pushed, "/package/component"));
        anstream::println!("     {GOOD}{status}{GOOD:#} {to}:{version} {DIM}component {}{DIM:#}", short(digest));
        if status != "checked" {
            return Err(Failure::new(format!("{to} is {status}")).line(pushed.to_string()));
        }
        Ok(format!("{to}:{version}@{manifest}"))
    }

    /// The certifier examines a package of the depot, and attaches a certificate to it.
    pub fn certify(&self, package: &str, name: &str) -> Result<(), Failure> {
        let package = package.split('@').next().unwrap_or(package);
        let plan = self.stage.plugin(name).join("plan");
        let out = self.stage.path("certification").join(package.replace(['/', ':'], "-"));
        let (plan_text, out_text) = (plan.display().to_string(), out.display().to_string());
        let key = self.stage.text("keys/pruefstelle.key");
        let words = [
            "certify",
            package,
            "--plan",
            &plan_text,
            "--out",
            &out_text,
            "--key",
            &key,
            "--organisation",
            CERTIFIER,
            "--attach",
            "--yes",
        ];
        let shown = format!("certify {package} --plan {plan_text} --key pruefstelle.key --attach --yes");
        let said = self.stage.done(&words, &self.at_hub(&self.keys.certifier), &shown)?;
        let report = std::fs::read_to_string(out.join("report.json")).map_err(|error| Failure::of(&error))?;
        let report: Value = serde_json::from_str(&report).map_err(|error| Failure::of(&error))?;
        let number = said.lines().find_map(|line| line.strip_prefix("certificate ")?.split(':').next()).unwrap_or("?");
        let cases = report.pointer("/report/cases").and_then(Value::as_array).map_or(0, Vec::len);
        let kinds = report.get("mutations").and_then(Value::as_array).cloned().unwrap_or_default();
        let spoilt: u64 = kinds.iter().filter_map(|kind| kind.get("tried")?.as_u64()).sum();
        let fuel = report.pointer("/highest/fuel").and_then(Value::as_u64).unwrap_or(0);
        anstream::println!(
            "     {GOOD}{number}{GOOD:#}: {cases} cases twice, {spoilt} spoilt documents, at most {fuel} fuel"
        );
        Ok(())
    }

    /// The certifier revokes a component, and puts the list into the depot.
    pub fn revoke(&self, component: &str, reason: &str) -> Result<(), Failure> {
        let (list, key) = (self.stage.text("keys/widerruf.sigstore.json"), self.stage.text("keys/pruefstelle.key"));
        let words = [
            "trust",
            "revoke",
            "--list",
            &list,
            "--key",
            &key,
            "--issuer",
            CERTIFIER,
            "--component",
            component,
            "--reason",
            reason,
            "--effect",
            "stop",
        ];
        let shown = format!("trust revoke --component {}… --effect stop --reason \"{reason}\"", short(component));
        let environment = self.at_hub(&self.keys.certifier);
        self.stage.done(&words, &environment, &shown)?;
        let words = ["trust", "revocations", "push", &list];
        let said = self.stage.done(&words, &environment, "trust revocations push widerruf.sigstore.json")?;
        anstream::println!("     {said}");
        Ok(())
    }

    /// What the depot says of a package.
    pub fn inspect(&self, package: &str) -> Result<Value, Failure> {
        let shown = format!("depot inspect {package}");
        self.stage.json(&["depot", "inspect", package, "--json"], &self.at_hub(&self.keys.daily.operator), &shown)
    }

    /// Drafts Markkleeberg's dog tax, tests it with a message to its demo target, and goes live.
    pub fn activate(&self) -> Result<(), Failure> {
        let environment = self.at_hub(&self.keys.daily.operator);
        let draft = self.stage.text("hundesteuer-markkleeberg.toml");
        let run = |words: &[&str], shown: &str| {
            let words = [&["activation"], words, &["--json"]].concat();
            let answer = self.stage.json(&words, &environment, &format!("activation {shown}"))?;
            let one = answer.pointer("/activations/0").cloned().unwrap_or_default();
            Ok::<_, Failure>(one)
        };
        let drafted = run(&["draft", &draft], "draft hundesteuer-markkleeberg.toml")?;
        let number = drafted.get("number").unwrap_or(&Value::Null).to_string();
        let tested = run(&["test", &number], &format!("test {number}"))?;
        let cases: u64 = tested
            .pointer("/test/report/plans")
            .and_then(Value::as_array)
            .map_or(0, |plans| plans.iter().filter_map(|plan| plan.get("cases")?.as_u64()).sum());
        let arrived = text(&tested, "/test/report/message/state");
        anstream::println!(
            "     {GOOD}{}{GOOD:#}: {cases} cases of the plans, and one message to the demo target: {arrived}",
            text(&tested, "/state")
        );
        let live = run(&["go-live", &number, "--without-pilot"], &format!("go-live {number} --without-pilot"))?;
        anstream::println!("     {GOOD}{}{GOOD:#} in Markkleeberg", text(&live, "/state"));
        Ok(())
    }

    /// Pins packages in the operator's file and lets the hub take it over.
    pub fn pin(&self, packages: &BTreeMap<String, String>) -> Result<(), Failure> {
        self.stage.write_hub_file(packages).map_err(|error| Failure::of(&error))?;
        for command in ["check", "apply"] {
            let environment = self.at_hub(&self.keys.daily.operator);
            let said = self.stage.done(&["config", command], &environment, &format!("config {command}"))?;
            anstream::println!("     {said}");
        }
        Ok(())
    }

    /// Calls a command that must be refused, and shows why it was.
    pub fn refused(&self, words: &[&str], key: Option<&'a str>, shown: &str, because: &str) -> Result<(), String> {
        let environment = key.map(|key| self.at_hub(key));
        let environment = environment.as_ref().map_or(&[][..], |environment| environment.as_slice());
        let output = self.stage.call(words, environment, shown).map_err(|failure| failure.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let lines: Vec<_> = said.lines().map(str::trim).filter(|line| line.contains(because)).collect();
        let Some(line) = lines.first().filter(|_| output.status.code() == Some(1)) else {
            return Err(format!("promised was a refusal with `{because}`, came {}: {said}", output.status));
        };
        anstream::println!("     {BAD}refused{BAD:#} {}", short_line(line));
        if lines.len() > 1 {
            anstream::println!("     {DIM}and {} more{DIM:#}", lines.len() - 1);
        }
        Ok(())
    }

    /// Exports what proves the way of a message, and checks it as anybody can who has the hub's public key.
    pub fn prove(&self, message: &str) -> Result<(), Failure> {
        let key = self.stage.done(&["evidence", "key"], &[], "evidence key > hub.pub")?;
        std::fs::write(self.stage.path("hub.pub"), key).map_err(|error| Failure::of(&error))?;
        let (file, key) = (self.stage.text("evidence.json"), self.stage.text("hub.pub"));
        self.stage.done(
            &["evidence", message, "--out", &file],
            &[],
            &format!("evidence {message} --out evidence.json"),
        )?;
        let trust = self.stage.configuration().display().to_string();
        let words = ["evidence", "verify", &file, "--hub-key", &key, "--trust", &trust];
        let shown = "evidence verify evidence.json --hub-key hub.pub --trust drehscheibe.toml";
        let said = self.stage.done(&words, &[], shown)?;
        for line in said.lines().filter(|line| !line.starts_with(|first: char| first.is_ascii_digit())) {
            anstream::println!("     {line}");
        }
        Ok(())
    }

    /// The key with which the vendor publishes.
    pub fn vendor(&self) -> &'a str {
        &self.keys.vendor
    }
}

/// A path, short for people.
fn shown(path: &Path) -> String {
    let mut parts: Vec<_> = path.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
    parts.reverse();
    parts.join("/")
}

/// A line without the middle of digests and the path before it.
fn short_line(line: &str) -> String {
    let line = line.split_once(".toml: ").map_or(line, |(_, rest)| rest);
    let digest = |word: &str| word.len() > 64 && word.contains("sha256:");
    let words = line.split(' ').map(|word| match word.find("sha256:").filter(|_| digest(word)) {
        Some(at) => format!("{}…{}", word.get(..at + 19).unwrap_or(word), word.trim_start_matches(|c| c != ')').trim()),
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}
