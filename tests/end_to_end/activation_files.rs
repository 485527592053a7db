//! Activations in the hub's files, where the operator wants a function test before each: what is switched on
//! must have been tested exactly as it is, its plugins included.

use crate::activation::{TOWN, stage};
use crate::support::bureau::Bureau;
use crate::support::town::hub_part;
use crate::support::{Client, Hub, Sink, Stage};
use std::process::Command;

const NEEDED: &str = "[activation]\nfiles_need_test = true\n";

/// The function test of the town's `meldung`, as it stands in the files.
fn test(hub: &Hub, client: &Client) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_drehscheibe"));
    command.args(["activation", "test", "--in-files", "--tenant", TOWN, "--procedure", "meldung", "--json"]);
    let output = command.env("DREHSCHEIBE_HUB", &hub.url).env("DREHSCHEIBE_KEY", client.operator()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[track_caller]
fn refused(client: &Client) {
    let answer = client.reload();
    let text = answer.body.to_string();
    assert_eq!(answer.status, 422, "{text}");
    assert!(text.contains("activation of `meldung`: there was no function test since the last change"), "{text}");
}

#[test]
fn files_switch_on_only_what_was_tested_as_it_is() {
    let sink = Sink::start();
    let stage: Stage = stage(&sink, &[]);
    // The neighbour is of no interest here, and would need its own test.
    std::fs::remove_file(stage.path("configuration/authorities/neighbour.toml")).unwrap();
    let hub_file = |plugins: String| stage.hub_file(&format!("{NEEDED}{plugins}"));
    hub_file(hub_part(&sink, &[]));
    let live = std::fs::read_to_string(stage.path("configuration/authorities/town.toml")).unwrap();
    let town = |text: &str| stage.authority("town", text);
    town(&live.replace("stage = 3", "stage = 3\nstate = \"drafted\""));

    let client = stage.client();
    let hub = stage.serve();
    let client = client.at(&hub);
    town(&live);
    refused(client);
    test(&hub, client);
    // The test is of what is drafted: the same, but for its state.
    assert_eq!(client.reload().status, 200);

    // The same adapter with other bytes was not tested.
    let other = stage.path("webservice.wasm");
    std::fs::write(&other, Bureau::bytes("webservice", "0.1.1")).unwrap();
    let part = hub_part(&sink, &[]);
    let before = crate::support::stage::component("webservice").display().to_string();
    assert!(part.contains(&before));
    hub_file(part.replace(&before, &other.display().to_string()));
    refused(client);
    hub_file(part);
    assert_eq!(client.reload().status, 200);
}
