//! The ways a message can go.

use crate::support::client::events;
use crate::support::stage::{plugins, root};
use crate::support::town::{self, message, procedure};
use crate::support::{Reply, Sink, Stage, Town, until};
use serde_json::{Value, json};

const DOG: &str = include_str!("../../host/cli/src/demo/story/documents/hund.json");
const WRONG_DOG: &str = include_str!("../../host/cli/src/demo/story/documents/hund-fehlerhaft.json");

/// Markkleeberg takes dog tax registrations as files.
fn dog_tax() -> Stage {
    let stage = Stage::new(&plugins(&["hundesteuer", "filedrop"]));
    std::fs::create_dir(stage.path("delivered/steuer")).unwrap();
    let settings = root().join("plugins/hundesteuer/settings/markkleeberg.json");
    let rule = format!("{{ plugin = \"hundesteuer\", settings_file = {settings:?} }}");
    stage.procedure("hundesteuer", &procedure("hundesteuer"));
    stage.authority(
        "markkleeberg",
        &format!(
            "municipality = \"147290260260\"\nname = \"Stadt Markkleeberg\"\n\
             targets.steuer = {{ adapter = \"filedrop\", idempotent = true, grants = {{ folder = \"delivered/steuer\" }} }}\n\
             [[activations]]\nprocedure = \"hundesteuer\"\nstage = 3\napplication = \"Steuer\"\n\
             validators = [{rule}]\ntransformers = [{rule}]\nroutes = [{{ targets = [\"steuer\"] }}]\n"
        ),
    );
    stage
}

fn dog(text: &str) -> Value {
    let day = jiff::Zoned::now().date().checked_sub(jiff::Span::new().days(10)).unwrap();
    let document: Value = serde_json::from_str(&text.replace("@VOR_ZEHN_TAGEN@", &day.to_string())).unwrap();
    json!({"procedure": "hundesteuer", "area": "14729260", "document": document})
}

#[test]
fn a_registration_is_checked_transformed_and_delivered_or_sent_back() {
    let stage = dog_tax();
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let good = client.submit(&dog(DOG)).id();
    let wrong = client.submit(&dog(WRONG_DOG)).id();

    let status = client.settled(&good);
    assert_eq!(status["state"], "delivered", "{status:#}");
    assert_eq!(status["authority"], "147290260260");
    let expected = ["accepted", "recognised", "resolved"];
    assert_eq!(events(&status)[..3], expected, "{status:#}");
    let files = stage.delivered();
    assert_eq!(files.len(), 1, "{files:?}");
    let text = std::fs::read_to_string(&files[0]).unwrap();
    assert!(text.contains("Mustermann") && text.contains("DE89370400440532013000"), "{text}");

    let status = client.settled(&wrong);
    assert_eq!(status["state"], "rejected", "{status:#}");
    let findings = status["findings"].as_array().unwrap();
    assert!(findings.len() >= 3, "all at once: {findings:?}");
    for finding in findings {
        let german = finding["texts"]["de"].as_str().unwrap();
        assert!(german.contains(' ') && german.ends_with('.'), "a plain German sentence: {german:?}");
    }
    let answers = client.get_as_portal(&format!("/api/v1/messages/{wrong}/answers"));
    assert_eq!(answers.body["rejected"], true);
    assert_eq!(answers.body["findings"].as_array().unwrap().len(), findings.len());
    assert_eq!(stage.delivered().len(), 1, "nothing of it was delivered");

    // Each of the two ends once in the lead times.
    for end in ["delivered", "rejected"] {
        let line = format!("lead_time_seconds_count{{procedure=\"hundesteuer\",state=\"{end}\"}} 1");
        until("the lead time", || client.get("/metrics").body.as_str().unwrap().contains(&line).then_some(()));
    }
}

#[test]
fn a_parked_message_goes_on_after_the_configuration_was_mended() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let id = client.submit(&message("parkausweis", 1)).id();
    let status = client.settled(&id);
    assert_eq!((&status["state"], &status["parkReason"]), (&json!("parked"), &json!("unrecognised")));

    // Half the way: recognised, but nobody has switched the procedure on.
    stage.procedure("parkausweis", &town::procedure("parkausweis"));
    let first = client.reload();
    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(client.act(&id, "replay").status, 200);
    let status = client.follow(&id, "parked again", |status| status["parkReason"] == "no-activation");
    assert_eq!(status["revision"], first.body["revision"]);

    let whole = std::fs::read_to_string(stage.path("configuration/authorities/markkleeberg.toml")).unwrap();
    let (head, tail) = whole.split_once("[[activations]]").unwrap();
    let more = "[[activations]]\nprocedure = \"parkausweis\"\nstage = 2\napplication = \"Parken\"\n\
                routes = [{ targets = [\"wiederholbar\"] }]\n\n[[activations]]";
    stage.authority("markkleeberg", &format!("{head}{more}{tail}"));
    assert_eq!(client.reload().status, 200);
    assert_eq!(client.act(&id, "replay").status, 200);
    let status = client.follow(&id, "delivered", |status| status["state"] == "delivered");
    assert_eq!(sink.arrivals().len(), 1);
    assert_eq!(events(&status).iter().filter(|event| **event == "replayed").count(), 2);
    let again = client.act(&id, "replay");
    assert_eq!((again.status, again.code()), (409, "not-possible"));
}

#[test]
fn a_message_can_be_taken_back_before_it_arrived() {
    let sink = Sink::with(|_, _| Reply::Status(503, ""));
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let id = client.submit(&message("meldung", 1)).id();
    client.follow(&id, "tried once", |status| status["deliveries"][0]["attempts"].as_u64() >= Some(1));
    assert_eq!(client.act(&id, "withdraw").status, 403, "that is not for operators");
    // An attempt under way cannot be taken back; between two it can.
    let answer = crate::support::until("withdrawn", || {
        let answer = client.withdraw(&id);
        (answer.status == 200).then_some(answer)
    });
    assert_eq!(answer.body["state"], "withdrawn");
    sink.behave(|_, _| Reply::Take);
    let other = client.submit(&message("meldung", 2)).id();
    assert_eq!(client.settled(&other)["state"], "delivered");
    assert_eq!(client.status(&id)["state"], "withdrawn");
    assert!(sink.arrivals().iter().all(|arrival| arrival.message == other));
}
