//! A rule that traps on every message.

use crate::support::town::hub_part;
use crate::support::{Sink, Stage, Town, message};
use serde_json::json;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{Resolve, SourceMap};

const GUEST: &str = r#"(module
  (memory (export "memory") 2)
  (global $heap (mut i32) (i32.const 65536))
  (func (export "cabi_realloc") (param i32 i32 i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 15)) (i32.const -16)))
    (global.set $heap (i32.add (local.get $at) (local.get $size)))
    (local.get $at))
  (data (i32.const 1024) "{}")
  (data (i32.const 1040) "\00\04\00\00\02\00\00\00")
  (func (export "drehscheibe:rule/configuration@0.1.0#settings-schema") (result i32) i32.const 1040)
  (func (export "drehscheibe:rule/configuration@0.1.0#check-settings") (param i32 i32) (result i32) i32.const 1056)
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param i32) (result i32) unreachable)
)"#;

fn component() -> Vec<u8> {
    let mut sources = SourceMap::new();
    let wit = crate::support::stage::root().join("wit");
    for entry in std::fs::read_dir(wit).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "wit") {
            sources.push_str(path.file_name().unwrap().to_str().unwrap(), &std::fs::read_to_string(&path).unwrap());
        }
    }
    let mut resolve = Resolve::new();
    let package = resolve.push_group(sources.parse().map_err(|(_, error)| error.to_string()).unwrap()).unwrap();
    let world = resolve.select_world(&[package], Some("validator")).unwrap();
    let mut core = wat::parse_str(GUEST).unwrap();
    embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8).unwrap();
    ComponentEncoder::default().validate(true).module(&core).unwrap().encode().unwrap()
}

#[test]
fn its_messages_are_parked_and_all_others_go_on() {
    let sink = Sink::start();
    let plugin = "[plugins.falle]\ncomponent = \"falle.wasm\"\n";
    let stage = Stage::new(&format!("{}{plugin}", hub_part(&sink, &[])));
    std::fs::write(stage.path("falle.wasm"), component()).unwrap();
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
