//! Activations from outside: the command line against the real binary, the gate's answers, and switches
//! under load.

use crate::support::town::{hub_part, procedure};
use crate::support::{Client, Hub, Sink, Stage, until};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

pub(crate) const TOWN: &str = "147290260260";
const NEIGHBOUR: &str = "147130000000";

fn target(name: &str, sink: &Sink, demo: &str) -> String {
    let origin = format!("http://{}", sink.address);
    format!(
        "[targets.{name}]\nadapter = \"webservice\"\nidempotent = true\n{demo}\n\
         settings = {{ url = \"{origin}/{name}\" }}\n\
         grants = {{ http = [{{ origin = \"{origin}\", methods = [\"POST\"] }}] }}\n\
         retry = {{ first_pause_seconds = 1, longest_pause_seconds = 1 }}\n"
    )
}

/// A town that runs `meldung` by its files, with a second application in waiting, and a neighbour.
pub(crate) fn stage(sink: &Sink, plugins: &[&str]) -> Stage {
    let stage = Stage::new(&hub_part(sink, plugins));
    stage.procedure("meldung", &procedure("meldung"));
    let probe = "demo = \"probe\"";
    let activation = |target: &str| {
        format!(
            "[[activations]]\nprocedure = \"meldung\"\nstage = 3\napplication = \"Alt\"\n\
             routes = [{{ targets = [\"{target}\"] }}]\n"
        )
    };
    let town = [target("alt", sink, probe), target("neu", sink, probe), target("probe", sink, probe)].concat();
    let head = |key: &str, name: &str| format!("municipality = \"{key}\"\nname = \"{name}\"\n");
    stage.authority("town", &format!("{}{town}{}", head(TOWN, "Stadt Markkleeberg"), activation("alt")));
    let neighbour = target("nachbar", sink, "demo = \"nachbar\"");
    stage.authority("neighbour", &format!("{}{neighbour}{}", head(NEIGHBOUR, "Stadt Leipzig"), activation("nachbar")));
    stage
}

struct Desk<'a> {
    hub: &'a Hub,
    client: &'a Client,
}

impl Desk<'_> {
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drehscheibe"));
        command.args(arguments).arg("--json");
        command.env("DREHSCHEIBE_HUB", &self.hub.url).env("DREHSCHEIBE_KEY", self.client.operator());
        command.output().unwrap()
    }

    /// A command whose answer is yes.
    fn done(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[&["activation"], arguments].concat());
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// A command whose answer is no; the gaps of the only activation.
    fn refused(&self, arguments: &[&str]) -> Vec<String> {
        let output = self.run(&[&["activation"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let gaps = answer["activations"][0]["gaps"].as_array().unwrap();
        gaps.iter().map(|gap| gap["gap"].as_str().unwrap().to_owned()).collect()
    }

    /// Drafts and tests; its number.
    fn tested(&self, stage: &Stage, name: &str, draft: &str) -> String {
        stage.write(name, draft);
        let drafted = self.done(&["draft", stage.path(name).to_str().unwrap()]);
        let number = drafted["activations"][0]["number"].to_string();
        if !draft.contains("redirect_to") {
            let tested = self.done(&["test", &number]);
            assert_eq!(tested["activations"][0]["state"], "function-tested", "{tested:#}");
        }
        number
    }
}

fn draft(target: &str) -> String {
    format!(
        "tenants = [\"{TOWN}\"]\nprocedure = \"meldung\"\nstage = 3\napplication = \"{target}\"\n\
         routes = [{{ targets = [\"{target}\"] }}]\n"
    )
}

fn redirect() -> String {
    format!("tenants = [\"{TOWN}\"]\nprocedure = \"meldung\"\nstage = 3\nredirect_to = \"{NEIGHBOUR}\"\n")
}

fn arrived(sink: &Sink, path: &str) -> usize {
    sink.arrivals().iter().filter(|arrival| arrival.path == path).count()
}

fn one(client: &Client) -> Value {
    let message = json!({"procedure": "meldung", "area": "14729260", "document": {"nummer": 0}});
    client.settled(&client.submit(&message).id())
}

#[test]
fn the_way_of_an_activation_gate_by_gate() {
    let sink = Sink::start();
    let stage = stage(&sink, &[]);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let desk = Desk { hub: &hub, client: &client };
    stage.write("neu.toml", &draft("neu"));
    let path = stage.path("neu.toml").to_str().unwrap().to_owned();
    let number = desk.done(&["draft", &path])["activations"][0]["number"].to_string();
    assert_eq!(desk.refused(&["go-live", &number]), ["not-tested", "wrong-state"]);
    assert_eq!(
        desk.refused(&["pilot", &number, "--source", "nobody"]),
        ["unknown-source", "not-tested", "wrong-state"]
    );
    let tested = desk.done(&["test", &number]);
    let message = &tested["activations"][0]["test"]["report"]["message"];
    assert_eq!((&message["state"], &message["deliveries"][0]["target"]), (&json!("delivered"), &json!("probe")));
    assert_eq!((arrived(&sink, "/probe"), arrived(&sink, "/neu")), (1, 0));
    assert_eq!(desk.refused(&["go-live", &number]), ["no-pilot"]);
    // The pilot takes the messages of this source; for all others the files still decide.
    desk.done(&["pilot", &number, "--source", "portal"]);
    assert_eq!(one(&client)["state"], "delivered");
    assert_eq!((arrived(&sink, "/alt"), arrived(&sink, "/neu")), (0, 1));
    let live = desk.done(&["go-live", &number]);
    assert_eq!(live["activations"][0]["state"], "productive");
    assert_eq!(one(&client)["revision"], live["revision"]);
    // Switched off: what comes waits, and goes on when it is on again.
    desk.done(&["suspend", &number, "--reason", "Wartung"]);
    let waiting = one(&client);
    assert_eq!((&waiting["state"], &waiting["parkReason"]), (&json!("parked"), &json!("no-activation")));
    // A replacement, and back with one command.
    desk.done(&["go-live", &number]);
    assert_eq!(client.act(waiting["id"].as_str().unwrap(), "replay").status, 200);
    let next = desk.tested(&stage, "alt.toml", &draft("alt"));
    desk.done(&["go-live", &next, "--without-pilot"]);
    assert_eq!(one(&client)["state"], "delivered");
    assert_eq!(arrived(&sink, "/alt"), 1);
    let back = desk.done(&["rollback", &next]);
    assert_eq!(back["activations"][0]["activation"].to_string(), number);
    let before = arrived(&sink, "/neu");
    one(&client);
    assert_eq!(arrived(&sink, "/neu"), before + 1);
    // Everything is still so after a restart, and reloading the files changes nothing.
    assert!(hub.stop().success());
    let hub = stage.serve();
    client.at(&hub);
    one(&client);
    assert_eq!(arrived(&sink, "/neu"), before + 2);
    let desk = Desk { hub: &hub, client: &client };
    assert_eq!(desk.done(&["show", &number])["activation"]["state"], "productive");
    let states = desk.done(&["list", "--procedure", "meldung"]);
    assert_eq!(states["activations"].as_array().unwrap().len(), 2);
}

#[test]
fn all_that_is_missing_is_named_at_once() {
    let sink = Sink::start();
    let stage = stage(&sink, &["hundesteuer"]);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let desk = Desk { hub: &hub, client: &client };
    let broken = "procedure = \"unbekannt\"\nstage = 7\nvalid_until = \"2020-01-01\"\n\
                  validators = [{ plugin = \"hundesteuer\", settings = { unfug = 1 } }]\n\
                  transformers = [{ plugin = \"webservice\" }]\n\
                  routes = [{ recipient = \"a\", targets = [] }, { targets = [\"nirgends\"] }]\n";
    stage.write("broken.toml", broken);
    let path = stage.path("broken.toml").to_str().unwrap().to_owned();
    let number = desk.done(&["draft", &path, "--tenant", TOWN])["activations"][0]["number"].to_string();
    let gaps = desk.refused(&["go-live", &number]);
    for expected in [
        "unknown-procedure",
        "wrong-stage",
        "settings",
        "wrong-world",
        "empty-role",
        "unknown-target",
        "window",
        "not-tested",
    ] {
        assert!(gaps.iter().any(|gap| gap == expected), "{expected} is not among {gaps:?}");
    }
    // A redirect to somebody who does not do it either.
    stage.write("circle.toml", &redirect().replace(NEIGHBOUR, TOWN));
    let path = stage.path("circle.toml").to_str().unwrap().to_owned();
    let number = desk.done(&["draft", &path])["activations"][0]["number"].to_string();
    assert!(desk.refused(&["go-live", &number, "--without-pilot"]).contains(&"dead-redirect".to_owned()));
    // What no hub can read.
    for text in ["tenants = [", "tenants = []\nprocedure = \"p\"\nstage = 3\n", "unfug = 1\n"] {
        stage.write("garbage.toml", text);
        let path = stage.path("garbage.toml").to_str().unwrap().to_owned();
        let output = desk.run(&["activation", "draft", &path]);
        assert_eq!(output.status.code(), Some(1), "{text}: {output:?}");
        assert!(!output.stderr.is_empty());
    }
    let without_key = Command::new(env!("CARGO_BIN_EXE_drehscheibe")).args(["activation", "list"]).output().unwrap();
    assert_eq!(without_key.status.code(), Some(2));
}

#[test]
fn many_authorities_in_one_revision() {
    let sink = Sink::start();
    let stage = stage(&sink, &[]);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let desk = Desk { hub: &hub, client: &client };
    stage.write("all.toml", &draft("neu"));
    let path = stage.path("all.toml").to_str().unwrap().to_owned();
    let drafted = desk.done(&["draft", &path, "--tenant", TOWN, "--tenant", NEIGHBOUR]);
    assert_eq!(drafted["activations"].as_array().unwrap().len(), 2);
    // The neighbour has no such target: its test is red, the town's is green.
    let tested = desk.run(&["activation", "test", "--procedure", "meldung"]);
    assert_eq!(tested.status.code(), Some(1));
    let revisions = || client.get("/api/v1/configuration/revisions").body["revisions"][0]["number"].as_u64().unwrap();
    let before = revisions();
    let output = desk.run(&["activation", "go-live", "--procedure", "meldung", "--without-pilot"]);
    assert_eq!(output.status.code(), Some(1));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let states: Vec<_> = answer["activations"].as_array().unwrap().iter().map(|one| one["state"].clone()).collect();
    assert_eq!(states, ["productive", "drafted"]);
    assert_eq!((answer["revision"].as_u64(), revisions()), (Some(before + 1), before + 1));
    let output = desk.run(&["catalogue"]);
    let catalogue: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(catalogue["procedures"][0]["coverage"], json!({"active": 2, "competent": 418, "percent": 0}));
    assert_eq!(catalogue["installed"]["adapters"], 1);
}

const CASES: usize = 12;

/// Senders that do not stop while the town switches its application, goes back, and hands the procedure
/// to its neighbour.
#[test]
fn switching_and_redirecting_under_load_loses_nothing_and_keeps_the_order() {
    let sink = Sink::start();
    let stage = stage(&sink, &[]);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let desk = Desk { hub: &hub, client: &client };
    let (stop, failed) = (AtomicBool::new(false), AtomicUsize::new(0));
    let ids: Vec<String> = std::thread::scope(|scope| {
        let send = |case: usize| {
            let (client, stop, failed) = (&client, &stop, &failed);
            move || {
                let mut ids = Vec::new();
                for number in 0_u64.. {
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                    let document = json!({"fall": case, "nummer": number});
                    let body = json!({
                        "procedure": "meldung", "area": "14729260", "caseId": format!("fall-{case}"), "document": document,
                    });
                    match client.try_submit(&body, None) {
                        Ok(answer) if answer.status == 202 => {
                            let id = answer.id();
                            // No faster than the hub delivers: else all would wait behind what lies there.
                            if number % 4 == 3 {
                                client.settled(&id);
                            }
                            ids.push(id);
                        }
                        _ => {
                            failed.fetch_add(1, Ordering::SeqCst);
                        }
                    }
                }
                ids
            }
        };
        let senders: Vec<_> = (0..CASES).map(|case| scope.spawn(send(case))).collect();
        let more = |path: &str| {
            let before = arrived(&sink, path);
            until(&format!("messages arrive at {path}"), || {
                Some(()).filter(|()| arrived(&sink, path) >= before + CASES)
            });
        };
        more("/alt");
        let new = desk.tested(&stage, "neu.toml", &draft("neu"));
        desk.done(&["go-live", &new, "--without-pilot"]);
        more("/neu");
        let old = desk.tested(&stage, "alt.toml", &draft("alt"));
        desk.done(&["go-live", &old, "--without-pilot"]);
        more("/alt");
        desk.done(&["rollback", &old]);
        more("/neu");
        let away = desk.tested(&stage, "weg.toml", &redirect());
        // A redirect has nothing to test of its own.
        desk.done(&["go-live", &away]);
        more("/nachbar");
        desk.done(&["rollback", &away]);
        more("/neu");
        stop.store(true, Ordering::SeqCst);
        senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
    });
    client.all_settled();
    assert_eq!(failed.load(Ordering::SeqCst), 0, "every submission gets its receipt");
    for message in client.list(None) {
        assert_eq!(message["state"], "delivered", "{message:#}");
    }
    let mut arrivals = sink.arrivals();
    arrivals.retain(|arrival| arrival.path != "/probe");
    let mut by_message: HashMap<&str, usize> = HashMap::new();
    let mut last: HashMap<u64, u64> = HashMap::new();
    for arrival in &arrivals {
        *by_message.entry(&arrival.message).or_default() += 1;
        let document: Value = serde_json::from_slice(&arrival.body).unwrap();
        let (case, number) = (document["fall"].as_u64().unwrap(), document["nummer"].as_u64().unwrap());
        if let Some(before) = last.insert(case, number) {
            assert!(before < number, "case {case}: {number} arrived after {before}");
        }
    }
    assert_eq!(by_message.len(), ids.len(), "0 lost");
    assert!(ids.iter().all(|id| by_message.get(id.as_str()) == Some(&1)), "each arrived once");
    println!("{} messages of {CASES} cases over six switches: 0 failed, 0 lost", ids.len());
}
