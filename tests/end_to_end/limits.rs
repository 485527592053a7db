//! The limits in a plugin's manifest are in force: where the configuration names none, and in its plan.

use crate::support::stage::{component, manifest, root};
use crate::support::town::hub_part;
use crate::support::{Sink, Stage, Town};
use std::path::Path;

/// A component needs more than this before it does anything.
const LITTLE: &str = "\n[limits]\nmemory_bytes = 65_536\n";
const ENOUGH: &str = "\n[limits]\nmemory_bytes = 16_777_216\n";

/// The manifest of `hundesteuer` with these limits, in `folder`.
fn plugin(folder: &Path, limits: &str) {
    let text = std::fs::read_to_string(manifest("hundesteuer")).unwrap();
    assert!(!text.contains("[limits]"), "the stock plugin has limits of its own now");
    std::fs::write(folder.join("plugin.toml"), text + limits).unwrap();
}

#[test]
fn they_hold_in_the_hub_unless_the_configuration_says_otherwise() {
    let sink = Sink::start();
    let rule =
        format!("[plugins.hundesteuer]\ncomponent = {:?}\nmanifest = \"plugin.toml\"\n", component("hundesteuer"));
    let stage = Stage::new(&format!("{}{rule}", hub_part(&sink, &[])));
    let settings = root().join("plugins/hundesteuer/settings/pirna.json");
    std::fs::copy(settings, stage.path("configuration/authorities/pirna.json")).unwrap();
    let plain = Town { validators: "{ plugin = \"hundesteuer\", settings_file = \"pirna.json\" }", ..Town::default() };
    let raised = Town {
        validators: "{ plugin = \"hundesteuer\", settings_file = \"pirna.json\", limits = { memory_bytes = 16777216 } }",
        ..Town::default()
    };
    for (limits, town, stopped) in [(LITTLE, &plain, true), (ENOUGH, &plain, false), (LITTLE, &raised, false)] {
        plugin(&stage.path("."), limits);
        town.furnish(&stage, &sink);
        let output = stage.run(&["config", "check", "--json"]);
        let told = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(i32::from(stopped)), "{limits}: {told}");
        assert_eq!(told.contains("was stopped") && told.contains("65536"), stopped, "{told}");
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, target) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, target).unwrap();
        }
    }
}

#[test]
fn they_hold_in_the_plan() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("plugins/hundesteuer/plan"), &folder.path().join("plan"));
    for (limits, code) in [(LITTLE, 1), (ENOUGH, 0)] {
        plugin(folder.path(), limits);
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_drehscheibe"))
            .args(["plugin", "test", "--component"])
            .arg(component("hundesteuer"))
            .arg(folder.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stdout));
    }
}
