//! The guides for certifiers and operators: every command they print is run, in their order, on a hub with the
//! configuration they print.

use crate::support::bureau::Bureau;
use crate::support::stage::root;
use crate::support::town::procedure;
use crate::support::{Hub, Stage};
use serde_json::Value;
use std::os::unix::fs::symlink;
use std::process::Command;

const PASSWORD: &str = "ein langes Kennwort";

const TOWN: &str = r#"municipality = "147290260260"
name = "Stadt Markkleeberg"
[targets.steuer]
adapter = "filedrop"
idempotent = true
demo = "steuer"
grants = { folder = "delivered" }
"#;

/// The code blocks of a guide: language and text.
fn blocks(name: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join("host").join(name)).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, block))) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

struct Desk<'a> {
    stage: &'a Stage,
    hub: Option<&'a Hub>,
    key: String,
}

impl Desk<'_> {
    /// Runs a block as a shell would; lines with `…` are for the reader to fill in.
    #[track_caller]
    fn run(&self, block: &str) {
        let line = |line: &str| match line.split_whitespace().take(3).collect::<Vec<_>>().as_slice() {
            // Its answer is no if there is any difference.
            ["drehscheibe", "depot", "diff"] => format!("{line} || [ $? = 1 ]\n"),
            _ => format!("{line}\n"),
        };
        let script: String = block.replace("\\\n", " ").lines().filter(|line| !line.contains('…')).map(line).collect();
        let mut command = Command::new("sh");
        command.args(["-eu", "-c", &script]).current_dir(self.stage.path(""));
        let path = format!("{}:{}", self.stage.path("bin").display(), std::env::var("PATH").unwrap());
        command.env("PATH", path).env("DREHSCHEIBE_CONFIG", self.stage.path("drehscheibe.toml"));
        command.env("DREHSCHEIBE_KEY_PASSWORD", PASSWORD).env("DREHSCHEIBE_KEY", &self.key);
        if let Some(hub) = self.hub {
            command.env("DREHSCHEIBE_HUB", &hub.url);
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{script}\n{output:?}");
    }

    /// The vendor publishes a version of a stock plugin.
    fn push(&self, name: &str, version: &str) {
        let folder = self.stage.path(&format!("vendor/{name}-{version}"));
        std::fs::create_dir_all(&folder).unwrap();
        let text = std::fs::read_to_string(root().join("plugins").join(name).join("plugin.toml")).unwrap();
        std::fs::write(folder.join("plugin.toml"), text.replacen("0.1.0", version, 1)).unwrap();
        std::fs::write(folder.join("component.wasm"), Bureau::bytes(name, version)).unwrap();
        let folder = format!("vendor/{name}-{version}");
        self.run(&format!(
            "drehscheibe depot push {folder} --component {folder}/component.wasm --to kisa/{name} --sign-with keys/kisa.key"
        ));
    }
}

#[test]
fn every_command_of_the_guides_for_certifiers_and_operators_does_what_they_say() {
    let stage = Stage::new("");
    std::fs::create_dir(stage.path("bin")).unwrap();
    symlink(env!("CARGO_BIN_EXE_drehscheibe"), stage.path("bin/drehscheibe")).unwrap();
    let copied = Command::new("cp").arg("-r").arg(root().join("plugins/hundesteuer")).arg(stage.path("")).status();
    assert!(copied.unwrap().success());
    let (certifier, operator) = (blocks("guide-certifier.md"), blocks("guide-operator.md"));
    let mut desk = Desk { stage: &stage, hub: None, key: String::new() };
    desk.run("drehscheibe trust key create kisa --directory keys");
    desk.run(&certifier[0].1);
    // The operator's own part comes first: whom the hub trusts.
    stage.trusting_hub_file(&operator[0].1, "");
    stage.procedure("hundesteuer-anmeldung", &procedure("hundesteuer-anmeldung"));
    desk.run(&operator[1].1);
    let hub = stage.serve();
    desk.hub = Some(&hub);
    desk.key = stage.key(&["--role", "vendor", "--namespace", "kisa"]);
    for (name, version) in [("hundesteuer", "0.1.0"), ("hundesteuer", "0.1.1"), ("filedrop", "0.1.0")] {
        desk.push(name, version);
    }
    desk.key = stage.key(&["--role", "certifier"]);
    for (language, block) in certifier.iter().skip(1) {
        assert_eq!(language, "sh");
        desk.run(block);
    }
    let plan = root().join("plugins/filedrop/plan").display().to_string();
    desk.run(&format!(
        "drehscheibe certify kisa/filedrop:0.1.0 --plan {plan} --key keys/pruef-2026.key --organisation Prüfstelle --attach --yes"
    ));
    desk.key = stage.key(&["--role", "operator"]);
    stage.authority("town", TOWN);
    let manifest = |package: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drehscheibe"));
        command.args(["depot", "inspect", package, "--json", "--hub", &hub.url, "--api-key", &desk.key]);
        let inspected: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
        inspected["package"]["manifest"].as_str().unwrap().to_owned()
    };
    for (language, block) in operator.iter().skip(2) {
        match language.as_str() {
            "sh" => desk.run(block),
            _ if block.contains("[plugins.") => {
                let pinned = block.replacen("sha256:…", &manifest("kisa/hundesteuer:0.1.1"), 1);
                let pinned = pinned.replacen("sha256:…", &manifest("kisa/filedrop:0.1.0"), 1);
                stage.trusting_hub_file(&operator[0].1, &pinned);
            }
            _ => stage.write("hundesteuer.toml", block),
        }
    }
    let text = std::fs::read_to_string(stage.path("hub.pub")).unwrap();
    assert!(text.contains("BEGIN PUBLIC KEY"));
    assert!(stage.path("packages.tar").is_file() && stage.path("diff.html").is_file());
}
