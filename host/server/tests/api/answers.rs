//! What comes back to the sender.

use crate::support::{Hub, TOWN};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use drehscheibe_model::access::Role;
use drehscheibe_model::content::{ContentRef, Digest, Document};
use drehscheibe_model::delivery::{DeliveryRecord, DeliveryState};
use drehscheibe_model::finding::{Finding, reason};
use drehscheibe_model::ids::{DeliveryId, MessageId, RecipientId, TargetId};
use drehscheibe_model::message::MessageState;
use drehscheibe_model::work::{MessageChange, Transition};

fn delivery(message: MessageId, number: u32, answer: ContentRef) -> DeliveryRecord {
    DeliveryRecord {
        id: DeliveryId { message, number },
        recipient: RecipientId::default_recipient(),
        target: TargetId::new("steueramt").unwrap(),
        content: ContentRef { digest: Digest::of(b"output"), size: 6, media_type: "text/csv".into() },
        file_name: None,
        attachments: Vec::new(),
        not_before: None,
        legal_basis: None,
        state: DeliveryState::Delivered,
        attempts: 1,
        may_have_arrived: false,
        last_error: Some("Fehler bei Müller".into()),
        reference: Some("4711".into()),
        answer: Some(answer),
    }
}

#[test]
fn answers_come_with_their_bytes_from_the_row_and_from_the_blobs() {
    let hub = Hub::start();
    let id = hub.accepted();
    let small = Document { media_type: "application/json".into(), body: br#"{"steuer":80}"#.to_vec() };
    let large = vec![b'x'; 600_000];
    let mut writer = hub.blobs.create().unwrap();
    writer.write(&large).unwrap();
    let (digest, size) = writer.finish().unwrap();
    let large_ref = ContentRef { digest, size, media_type: "application/pdf".into() };
    let version = hub.store.message(id).unwrap().unwrap().version;
    let mut transition = Transition::of(id);
    transition.deliveries = vec![delivery(id, 1, small.content_ref()), delivery(id, 2, large_ref)];
    transition.contents = vec![small.clone()];
    transition.change = MessageChange {
        state: Some(MessageState::Rejected),
        findings: Some(vec![Finding::of_hub("hub.test", reason::BUSINESS_RULE, "Der Hund fehlt.", "No dog.")]),
        ..MessageChange::default()
    };
    hub.store.apply(version, transition).unwrap();

    let answers = hub.get(&hub.portal, &format!("/api/v1/messages/{id}/answers")).json();
    assert_eq!(answers["rejected"], true);
    assert_eq!(answers["findings"][0]["texts"]["de"], "Der Hund fehlt.");
    let inline = STANDARD.decode(answers["answers"][0]["contentBase64"].as_str().unwrap()).unwrap();
    assert_eq!(inline, small.body);
    assert!(answers["answers"][1].get("contentBase64").is_none());
    for (number, body, media_type) in [(0, &small.body, "application/json"), (1, &large, "application/pdf")] {
        let answer = hub.get(&hub.portal, answers["answers"][number]["href"].as_str().unwrap());
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(media_type)));
        assert_eq!(answer.header("content-disposition"), Some("attachment"));
        assert!(answer.body == *body);
    }
    assert_eq!(hub.get(&hub.portal, &format!("/api/v1/messages/{id}/answers/3")).problem(), (404, "not-found".into()));
    assert_eq!(hub.get(&hub.portal, &format!("/api/v1/messages/{id}/answers/x")).problem(), (404, "not-found".into()));

    // Those who run the hub see that something was said, not what.
    let operator = hub.key(Role::Operator, None, &[]);
    let answer = hub.get(&operator, &format!("/api/v1/messages/{id}"));
    let text = String::from_utf8(answer.body.clone()).unwrap();
    assert_eq!(answer.json()["findings"][0]["reasonCode"], "X002");
    assert!(!text.contains("Müller") && !text.contains("Hund"), "{text}");
    let town = hub.key(Role::Municipality, None, &[TOWN]);
    let text = String::from_utf8(hub.get(&town, &format!("/api/v1/messages/{id}")).body).unwrap();
    assert!(text.contains("Fall Müller") && text.contains("Der Hund fehlt."), "{text}");
}

#[test]
fn a_message_without_answers_has_an_empty_list() {
    let hub = Hub::start();
    let id = hub.accepted();
    let answers = hub.get(&hub.portal, &format!("/api/v1/messages/{id}/answers")).json();
    assert_eq!(answers["rejected"], false);
    assert_eq!(answers["answers"].as_array().unwrap().len(), 0);
}
