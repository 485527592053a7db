//! A rule that traps on every message.

use crate::support::town::hub_part;
use crate::support::{Sink, Stage, Town, message};
use drehscheibe_runtime::conformance::component_from_text;
use serde_json::json;

const GUEST: &str = r#"(module
  (memory (export "memory") 2)
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param i32) (result i32) unreachable)
)"#;

#[test]
fn its_messages_are_parked_and_all_others_go_on() {
    let sink = Sink::start();
    let plugin = "[plugins.falle]\ncomponent = \"falle.wasm\"\n";
    let stage = Stage::new(&format!("{}{plugin}", hub_part(&sink, &[])));
    std::fs::write(stage.path("falle.wasm"), component_from_text("validator", GUEST).unwrap()).unwrap();
    Town { validators: "{ plugin = \"falle\" }", ..Town::default() }.furnish(&stage, &sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let trapped: Vec<String> = (0..20).map(|number| client.submit(&message("meldung", number)).id()).collect();
    let others: Vec<String> = (0..20).map(|number| client.submit(&message("bescheid", number)).id()).collect();
    for id in &trapped {
        let status = client.settled(id);
        assert_eq!(json!([status["state"], status["parkReason"]]), json!(["parked", "rule-stopped"]), "{status:#}");
    }
    for id in &others {
        assert_eq!(client.settled(id)["state"], "delivered");
    }
    assert_eq!(sink.arrivals().len(), others.len());

    // The rule is taken out; a person sends the messages on.
    Town::default().write(&stage, &sink);
    assert_eq!(client.reload().status, 200);
    for id in &trapped {
        assert_eq!(client.act(id, "replay").status, 200);
    }
    for id in &trapped {
        client.follow(id, "delivered", |status| status["state"] == "delivered");
    }
    assert_eq!(sink.arrivals().len(), others.len() + trapped.len());
}
