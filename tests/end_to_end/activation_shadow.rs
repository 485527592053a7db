//! A shadow run: the next version beside the current one, on live messages, without effect.

use crate::support::stage::root;
use crate::support::town::{hub_part, procedure};
use crate::support::{Sink, Stage, until};
use serde_json::{Value, json};
use std::process::Command;

const TOWN: &str = "147290260260";

fn dog() -> String {
    let text = std::fs::read_to_string(root().join("host/cli/src/demo/story/documents/hund.json")).unwrap();
    let day = jiff::Zoned::now().date().checked_sub(jiff::Span::new().days(3)).unwrap();
    text.replace("@VOR_ZEHN_TAGEN@", &day.to_string())
}

fn settings(town: &str) -> std::path::PathBuf {
    root().join("plugins/hundesteuer/settings").join(town)
}

fn stage(sink: &Sink) -> Stage {
    let stage = Stage::new(&hub_part(sink, &["hundesteuer"]));
    stage.procedure("hundesteuer-anmeldung", &procedure("hundesteuer-anmeldung"));
    let origin = format!("http://{}", sink.address);
    let uses = format!("[{{ plugin = \"hundesteuer\", settings_file = {:?} }}]", settings("markkleeberg.json"));
    stage.authority(
        "town",
        &format!(
            "municipality = \"{TOWN}\"\nname = \"Stadt Markkleeberg\"\n[targets.steuer]\nadapter = \"webservice\"\n\
             idempotent = true\ndemo = \"steuer\"\nsettings = {{ url = \"{origin}/steuer\" }}\n\
             grants = {{ http = [{{ origin = \"{origin}\", methods = [\"POST\"] }}] }}\n\
             [[activations]]\nprocedure = \"hundesteuer-anmeldung\"\nstage = 3\napplication = \"Steuer\"\n\
             validators = {uses}\ntransformers = {uses}\nroutes = [{{ targets = [\"steuer\"] }}]\n"
        ),
    );
    stage
}

#[test]
fn differences_are_counted_and_nothing_else_happens() {
    let sink = Sink::start();
    let stage = stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let run = |arguments: &[&str]| -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drehscheibe"));
        command.args(["activation", "--json"]).args(arguments);
        command.env("DREHSCHEIBE_HUB", &hub.url).env("DREHSCHEIBE_KEY", client.operator());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    // The same plugin with the rates of another town.
    let other: Value = serde_json::from_str(&std::fs::read_to_string(settings("dresden.json")).unwrap()).unwrap();
    let uses = json!([{"plugin": "hundesteuer", "settings": other}]);
    let draft = json!({
        "tenants": [TOWN], "procedure": "hundesteuer-anmeldung", "stage": 3, "application": "Steuer",
        "validators": uses, "transformers": uses, "routes": [{"targets": ["steuer"]}],
    });
    stage.write("next.json", &draft.to_string());
    stage.write("hund.json", &dog());
    let path = |name: &str| stage.path(name).to_str().unwrap().to_owned();
    let number = run(&["draft", &path("next.json")])["activations"][0]["number"].to_string();
    let tested = run(&["test", &number, "--document", &path("hund.json")]);
    let plans = &tested["activations"][0]["test"]["report"]["plans"];
    assert!(plans.as_array().unwrap().iter().any(|plan| plan["plugin"] == "hundesteuer"), "{tested:#}");
    run(&["shadow", &number]);
    let before = sink.arrivals().len();
    let document: Value = serde_json::from_str(&dog()).unwrap();
    let body = json!({"procedure": "hundesteuer-anmeldung", "area": "14729260", "document": document});
    for _ in 0..3 {
        assert_eq!(client.settled(&client.submit(&body).id())["state"], "delivered");
    }
    let shadow = until("the shadow saw all three", || {
        let shadow = run(&["show", &number])["shadow"].clone();
        (shadow["messages"] == 3).then_some(shadow)
    });
    assert_eq!(sink.arrivals().len(), before + 3, "a shadow delivers nothing");
    let differences = shadow["differences"].as_array().unwrap();
    assert!(!differences.is_empty(), "{shadow:#}");
    for secret in ["Mustermann", "Bello", "276098100000017", "DE8937"] {
        assert!(!shadow.to_string().contains(secret), "{secret} stands in {shadow:#}");
    }
    run(&["shadow", &number, "--off"]);
    client.settled(&client.submit(&body).id());
    assert_eq!(run(&["show", &number])["shadow"]["messages"], 3);
}
