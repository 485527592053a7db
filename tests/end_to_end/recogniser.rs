//! Messages that only a recogniser plugin can tell.

use crate::support::client::events;
use crate::support::stage::{plugins, root};
use crate::support::{Client, Stage};
use drehscheibe_runtime::conformance::component_from_text;
use serde_json::{Value, json};

const PROCEDURES: [&str; 2] = ["wohngeld", "wohngeld-aenderung"];

const RECOGNITION: &str = r#"
[[recognition]]
name = "Wohngeld nach Kopf"
when = { root_namespace = "urn:beispiel:wohngeld:*" }
recogniser = { plugin = "xml-felder", settings_file = "@SETTINGS@" }
"#;

const SETTINGS: &str = r#"{
  "verfahren": {"stelle": "kopf/nachrichtentyp/code", "werte": {"0101": "wohngeld", "0201": "wohngeld-aenderung"}},
  "nachrichtentyp": "kopf/nachrichtentyp/code", "gebiet": "kopf/leser/ags", "aktenzeichen": "kopf/@aktenzeichen"
}"#;

/// Markkleeberg takes two kinds of messages about housing benefit, each in its folder.
fn stage(more: &str, recognition: &str) -> Stage {
    let stage = Stage::new(&format!("{}{more}", plugins(&["xml-felder", "filedrop"])));
    stage.write("kopf.json", SETTINGS);
    let recognition = recognition.replace("@SETTINGS@", stage.path("kopf.json").to_str().unwrap());
    let (mut targets, mut activations) = (String::new(), String::new());
    for procedure in PROCEDURES {
        std::fs::create_dir(stage.path(&format!("delivered/{procedure}"))).unwrap();
        let rule = if procedure == PROCEDURES[0] { recognition.as_str() } else { "" };
        let head = format!("id = {procedure:?}\nname = \"Wohngeld\"\ncompetence = {{ kind = \"municipality\" }}\n");
        stage.procedure(procedure, &format!("{head}{rule}"));
        targets += &format!(
            "targets.{procedure} = {{ adapter = \"filedrop\", idempotent = true, grants = {{ folder = \"delivered/{procedure}\" }} }}\n"
        );
        activations += &format!(
            "[[activations]]\nprocedure = {procedure:?}\nstage = 3\napplication = \"Wohngeld\"\n\
             routes = [{{ targets = [{procedure:?}] }}]\n"
        );
    }
    let head = "municipality = \"147290260260\"\nname = \"Stadt Markkleeberg\"\n";
    stage.authority("markkleeberg", &format!("{head}{targets}{activations}"));
    stage
}

/// The plugin's own example, its kind of message changed.
fn document(code: &str) -> String {
    let path = root().join("plugins/xml-felder/plan/inputs/antrag.xml");
    std::fs::read_to_string(path).unwrap().replace("0101", code)
}

/// Submits the document alone: no word about procedure, area or case.
fn settled(client: &Client, document: &str) -> Value {
    client.settled(&client.submit_raw("application/xml", &[], document.as_bytes()).id())
}

#[test]
fn a_plugin_says_procedure_area_and_case_and_what_it_does_not_know_is_parked() {
    let stage = stage("", RECOGNITION);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    for (code, procedure) in [("0101", PROCEDURES[0]), ("0201", PROCEDURES[1])] {
        let before = stage.delivered().len();
        let status = settled(&client, &document(code));
        assert_eq!(status["state"], "delivered", "{status:#}");
        assert_eq!(json!([status["procedure"], status["authority"]]), json!([procedure, "147290260260"]));
        let recognised = status["journal"].as_array().unwrap().iter().map(|step| &step["event"]);
        let recognised: Vec<_> = recognised.filter(|event| event["event"] == "recognised").collect();
        assert_eq!(recognised.len(), 1, "{status:#}");
        assert_eq!(recognised[0]["by"], "Wohngeld nach Kopf");
        assert_eq!(recognised[0]["procedure"], procedure);
        let kind = recognised[0].get("messageType").or_else(|| recognised[0].get("message_type"));
        assert_eq!(kind, Some(&json!(code)), "{status:#}");
        let files = stage.delivered();
        assert_eq!(files.len(), before + 1);
        let file = files.iter().find(|path| path.starts_with(stage.path(&format!("delivered/{procedure}")))).unwrap();
        assert_eq!(std::fs::read_to_string(file).unwrap(), document(code), "byte for byte");
    }
    for unknown in [document("0999"), document("0101").replace("wohngeld:1", "anderes:1")] {
        let status = settled(&client, &unknown);
        assert_eq!(json!([status["state"], status["parkReason"]]), json!(["parked", "unrecognised"]), "{status:#}");
    }
}

/// A recogniser that traps, and one that loops; behind each, a rule that would fit.
#[test]
fn a_plugin_that_is_stopped_parks_the_message_and_no_other_rule_guesses() {
    for (body, outcome) in [("unreachable", "Trap"), ("(loop $l (br $l)) unreachable", "DeadlineExceeded")] {
        let guest = format!(
            "(module (memory (export \"memory\") 2) \
             (func (export \"drehscheibe:rule/recognition@0.1.0#recognise\") (param i32) (result i32) {body}))"
        );
        let rules = "[[recognition]]\nname = \"Falle\"\norder = 1\nwhen = { root_element = \"antrag\" }\n\
                     recogniser = { plugin = \"falle\", limits = { wall_time_ms = 200 } }\n";
        let stage = stage("[plugins.falle]\ncomponent = \"falle.wasm\"\n", &format!("{rules}{RECOGNITION}"));
        std::fs::write(stage.path("falle.wasm"), component_from_text("recogniser", &guest).unwrap()).unwrap();
        let client = stage.client();
        let hub = stage.serve();
        client.at(&hub);
        let status = settled(&client, &document("0101"));
        assert_eq!(json!([status["state"], status["parkReason"]]), json!(["parked", "rule-stopped"]), "{status:#}");
        assert!(!events(&status).contains(&"recognised"));
        assert!(status["journal"].to_string().contains(outcome), "{status:#}");
        assert!(stage.delivered().is_empty());
    }
}
