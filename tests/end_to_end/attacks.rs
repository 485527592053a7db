//! Attacks on the gate of a real hub: each must be refused, with its reason.

use crate::support::bureau::TRUST;
use crate::support::town::procedure;
use crate::support::{Bureau, Client, Hub, Sink, Stage, Town, message};
use serde_json::Value;
use std::process::Command;

fn network(sink: &Sink) -> String {
    format!("[network]\nprivate_origins = [\"http://{}\"]\n", sink.address)
}

fn empty(sink: &Sink) -> Stage {
    let stage = Stage::new("");
    stage.trusting_hub_file(TRUST, &network(sink));
    for id in ["meldung", "bescheid"] {
        stage.procedure(id, &procedure(id));
    }
    stage
}

/// Why the hub does not take over its files.
#[track_caller]
fn refused(client: &Client) -> String {
    let answer = client.reload();
    assert_eq!(answer.code(), "configuration-invalid", "{}", answer.body);
    answer.body["problems"].to_string()
}

#[test]
fn certificates_that_do_not_count_open_no_gate() {
    let sink = Sink::start();
    let stage = empty(&sink);
    let bureau = Bureau::open(&stage);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    Town::default().write(&stage, &sink);
    let pin = |package: &str| {
        let plugin = format!("[plugins.webservice]\npackage = {package:?}\n");
        stage.trusting_hub_file(TRUST, &format!("{}{plugin}", network(&sink)));
    };
    // By a key that the operator does not know, under the name of the certifier.
    let first = bureau.publish(&hub, "webservice", "0.1.0", |text| text);
    bureau.key("fremd");
    bureau.certify_as(&hub, "webservice", "0.1.0", "fremd", "Prüfstelle");
    pin(&first);
    let told = refused(&client);
    assert!(told.contains("the signature of key `pruef` is missing"), "{told}");
    assert_eq!(bureau.status(&hub, "demo/webservice:0.1.0"), "checked");
    // A certificate in order, copied to a component that differs by a few bytes.
    let certificate = bureau.certify(&hub, "webservice", "0.1.0");
    let second = bureau.publish(&hub, "webservice", "0.1.1", |text| text);
    let copied = bureau.attach(&hub, "demo/webservice:0.1.1", &certificate);
    assert_eq!(copied["package"]["status"]["status"], "checked", "{copied:#}");
    pin(&second);
    let told = refused(&client);
    assert!(told.contains("not this component"), "{told}");
    // A reference that is not pinned, and one whose version is another package.
    pin("demo/webservice:0.1.0");
    let told = refused(&client);
    assert!(told.contains("is not pinned"), "{told}");
    pin(&second.replace(":0.1.1@", ":0.1.0@"));
    let told = refused(&client);
    assert!(told.contains("is not this digest"), "{told}");
    // The key that signed the certificate is revoked.
    let fingerprint =
        stage.done(&["trust", "key", "export", stage.path("keys/pruef").to_str().unwrap(), "--fingerprint"]);
    bureau.revoke(&["--revoked-key", fingerprint.trim(), "--reason", "Schlüssel entwendet", "--effect", "stop"]);
    bureau.push_list(&hub);
    pin(&first);
    let told = refused(&client);
    assert!(told.contains("Schlüssel entwendet"), "{told}");
    assert_eq!(bureau.status(&hub, "demo/webservice:0.1.0"), "revoked");
    assert_eq!(sink.requests(), 0, "nothing ever ran");
}

#[test]
fn a_vendor_that_the_operator_took_for_a_certifier_does_not_certify_its_own() {
    let sink = Sink::start();
    let stage = empty(&sink);
    let bureau = Bureau::open(&stage);
    let client = stage.client();
    // One key cannot stand for two organisations.
    let trust = TRUST.replace("keys/pruef.pub", "keys/vendor.pub");
    stage.trusting_hub_file(&trust, &network(&sink));
    let output = stage.run(&["config", "check"]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("a key of Drehscheibe is `pruef` of Prüfstelle"), "{told}");
    // Under its own name it may stand there, and certifies nothing of its own.
    let trust = trust.replace("Prüfstelle", "Drehscheibe");
    stage.trusting_hub_file(&trust, &network(&sink));
    let hub = stage.serve();
    client.at(&hub);
    let package = bureau.publish(&hub, "webservice", "0.1.0", |text| text);
    // The command refuses this key; a vendor that writes the certificate by other means signs it all the same.
    let certificate = bureau.certify(&hub, "webservice", "0.1.0");
    let bytes = std::fs::read(certificate).unwrap();
    let bundle = drehscheibe_depot::signature::Bundle::parse(&bytes).unwrap();
    let (payload_type, payload) = bundle.unverified_statement().unwrap();
    let text = std::fs::read_to_string(stage.path("keys/vendor.key")).unwrap();
    let key = drehscheibe_depot::signature::PrivateKey::from_encrypted_pem(&text, "ein langes Kennwort").unwrap();
    let own = drehscheibe_depot::signature::Bundle::sign_statement(&key, payload_type, payload).unwrap();
    std::fs::write(stage.path("own.json"), own.as_bytes()).unwrap();
    bureau.attach(&hub, "demo/webservice:0.1.0", &stage.path("own.json"));
    let plugin = format!("[plugins.webservice]\npackage = {package:?}\n");
    stage.trusting_hub_file(&trust, &format!("{}{plugin}", network(&sink)));
    Town::default().write(&stage, &sink);
    let told = refused(&client);
    assert!(told.contains("certifies the plugins of its own organisation"), "{told}");
}

#[test]
fn grants_beyond_the_certificate_are_refused() {
    let sink = Sink::start();
    let stage = empty(&sink);
    let bureau = Bureau::open(&stage);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    // Published and certified for `https` only; the town's own file says otherwise.
    let narrow =
        |text: String| text.replace("destinations = [\"https://*\", \"http://*\"]", "destinations = [\"https://*\"]");
    bureau.publish(&hub, "webservice", "0.1.0", narrow);
    bureau.certify(&hub, "webservice", "0.1.0");
    Town::default().write(&stage, &sink);
    stage.trusting_hub_file(TRUST, &crate::support::town::hub_part(&sink, &[]));
    let told = refused(&client);
    assert!(told.contains(&format!("does not grant outbound-http to http://{}", sink.address)), "{told}");
}

fn activation(hub: &Hub, client: &Client, arguments: &[&str]) -> (Option<i32>, Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_drehscheibe"));
    command.arg("activation").args(arguments).arg("--json");
    command.env("DREHSCHEIBE_HUB", &hub.url).env("DREHSCHEIBE_KEY", client.operator());
    let output = command.output().unwrap();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_default())
}

const TOWN: &str = r#"municipality = "147290260260"
name = "Stadt Markkleeberg"
[targets.steuer]
adapter = "filedrop"
idempotent = true
demo = "steuer"
grants = { folder = "delivered" }
"#;

#[test]
fn an_activation_does_not_get_more_than_was_certified() {
    let sink = Sink::start();
    let stage = empty(&sink);
    let bureau = Bureau::open(&stage);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let mut plugins = String::new();
    for name in ["hundesteuer", "filedrop"] {
        let package = bureau.publish(&hub, name, "0.1.0", |text| text);
        bureau.certify(&hub, name, "0.1.0");
        let plan = crate::support::stage::root().join("plugins").join(name).join("plan");
        plugins += &format!("[plugins.{name}]\npackage = {package:?}\nplan = {plan:?}\n");
    }
    stage.trusting_hub_file(TRUST, &plugins);
    stage.procedure("hundesteuer-anmeldung", &procedure("hundesteuer-anmeldung"));
    stage.authority("town", TOWN);
    assert_eq!(client.reload().status, 200);
    let settings = crate::support::stage::root().join("plugins/hundesteuer/settings/markkleeberg.json");
    let settings: Value = serde_json::from_str(&std::fs::read_to_string(settings).unwrap()).unwrap();
    let draft = |name: &str, procedure: &str, stage_number: u8, limits: Value| {
        let plugin_use = serde_json::json!({"plugin": "hundesteuer", "settings": settings, "limits": limits});
        let draft = serde_json::json!({
            "tenants": ["147290260260"], "procedure": procedure, "stage": stage_number,
            "validators": [plugin_use], "transformers": [plugin_use], "routes": [{"targets": ["steuer"]}],
        });
        stage.write(name, &draft.to_string());
        let (code, drafted) = activation(&hub, &client, &["draft", stage.path(name).to_str().unwrap()]);
        assert_eq!(code, Some(0), "{drafted:#}");
        drafted["activations"][0]["number"].to_string()
    };
    let greedy = draft("greedy.json", "meldung", 1, serde_json::json!({"memory_bytes": 1 << 27}));
    let (code, answer) = activation(&hub, &client, &["go-live", &greedy, "--without-pilot"]);
    assert_eq!(code, Some(1), "{answer:#}");
    let missing = answer["activations"][0]["missing"].to_string();
    for part in ["is not for procedure meldung", "is not for stage 1", "for memory_bytes, wanted are"] {
        assert!(missing.contains(part), "{part}: {missing}");
    }
    // What was certified goes live, and works.
    let modest = draft("modest.json", "hundesteuer-anmeldung", 3, serde_json::json!({}));
    for step in [&["test", modest.as_str()][..], &["go-live", &modest, "--without-pilot"]] {
        let (code, answer) = activation(&hub, &client, step);
        assert_eq!(code, Some(0), "{answer:#}");
    }
    let sent = client.submit(&message("meldung", 1)).id();
    assert_eq!(client.settled(&sent)["parkReason"], "no-activation");
}
