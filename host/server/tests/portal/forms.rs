//! What forms do, and what they refuse.

use crate::support::{Hub, TOWN, text};
use drehscheibe_model::portal::{AuditEvent, AuditFilter, Outcome, PortalRole};
use drehscheibe_model::ports::PortalStore;

fn acts(hub: &Hub) -> Vec<(String, Outcome)> {
    let rows = hub.store.audit(&AuditFilter { limit: 100, ..AuditFilter::default() }).unwrap();
    let events = rows.iter().map(|row| serde_json::from_str::<AuditEvent>(&row.event).unwrap());
    events.map(|event| (event.action, event.outcome)).collect()
}

#[test]
fn a_form_of_another_page_is_refused() {
    let hub = Hub::start();
    let message = hub.parked();
    let name = hub.account("kim", PortalRole::Municipality, &[TOWN]);
    let browser = hub.browser(&name);
    let path = format!("/portal/nachrichten/{message}/zurueckziehen");
    for body in ["grund=Versehen", "csrf=&grund=Versehen", "csrf=0000&grund=Versehen"] {
        let answer = hub.call(&browser.form(&path, body));
        assert_eq!(answer.status, 403, "{body}");
        assert!(text(&answer).contains("Formular abgelaufen"), "{body}");
    }
    let body = format!("csrf={}&grund=Versehen", browser.csrf());
    for (header, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        assert_eq!(hub.call(&browser.form(&path, &body).header(header, value)).status, 403, "{header}");
    }
    assert!(hub.done.0.lock().unwrap().is_empty());
    assert_eq!(hub.call(&browser.form(&path, &body).header("origin", "http://hub")).status, 303);
    assert_eq!(hub.done.0.lock().unwrap().len(), 1);
}

#[test]
fn errors_stand_at_their_fields_and_in_the_summary() {
    let hub = Hub::start();
    let message = hub.parked();
    let name = hub.account("kim", PortalRole::Municipality, &[TOWN]);
    let answer =
        hub.browser(&name).post(&format!("/portal/nachrichten/{message}/notiz"), &[("bis", "morgen"), ("notiz", "x")]);
    let page = text(&answer);
    assert_eq!(answer.status, 422);
    assert!(page.contains("<title>Fehler: "), "{page}");
    assert!(page.contains("href=\"#feld-bis\"") && page.contains("id=\"feld-bis-fehler\""), "{page}");
    assert!(page.contains("value=\"morgen\""), "what was typed stays");
}

#[test]
fn a_replay_needs_two_people() {
    let hub = Hub::start();
    let message = hub.parked();
    let (kim, alex) =
        (hub.account("kim", PortalRole::Municipality, &[TOWN]), hub.account("alex", PortalRole::Municipality, &[TOWN]));
    let (kim, alex) = (hub.browser(&kim), hub.browser(&alex));
    let id = message.to_string();
    let answer = kim.post("/portal/wiederholen", &[("nachricht", &id), ("grund", "Ziel ist wieder da")]);
    let proposal = answer.header("location").unwrap().to_owned();
    assert!(hub.done.0.lock().unwrap().is_empty());
    let decision = [("entscheidung", "ja"), ("grund", "Geprüft")];
    let own = kim.post(&proposal, &decision);
    assert_eq!(own.status, 403);
    assert!(text(&own).contains("Vier-Augen-Prinzip"));
    assert!(hub.done.0.lock().unwrap().is_empty());
    assert_eq!(alex.post(&proposal, &decision).status, 303);
    assert_eq!(*hub.done.0.lock().unwrap(), [("replay", message, "kim+alex".to_owned())]);
    // Nobody decides twice.
    assert_eq!(alex.post(&proposal, &decision).status, 409);
    assert_eq!(hub.done.0.lock().unwrap().len(), 1);
    let acts = acts(&hub);
    assert!(acts.contains(&("replay-propose".into(), Outcome::Done)), "{acts:?}");
    assert!(acts.contains(&("replay-approve".into(), Outcome::Done)), "{acts:?}");
    assert!(hub.store.verify_audit().unwrap().is_ok());
}

#[test]
fn a_corrected_document_becomes_a_message_of_its_own() {
    let hub = Hub::start();
    let message = hub.parked();
    let name = hub.account("kim", PortalRole::Municipality, &[TOWN]);
    let browser = hub.browser(&name);
    let path = format!("/portal/nachrichten/{message}/neu");
    assert!(text(&browser.get(&path)).contains("Bello"));
    let broken = browser.post(&path, &[("dokument", "{\"hund\":"), ("grund", "Name falsch")]);
    assert_eq!(broken.status, 422);
    assert!(text(&broken).contains("id=\"feld-dokument-fehler\""));
    let answer = browser.post(&path, &[("dokument", "{\"hund\":\"Rex\"}"), ("grund", "Name falsch")]);
    let new = answer.header("location").unwrap().rsplit('/').next().unwrap().parse().unwrap();
    assert_ne!(new, message);
    let record = drehscheibe_model::ports::Store::message(hub.store.as_ref(), new).unwrap().unwrap();
    assert_eq!(record.envelope.properties["drehscheibe-korrektur-von"], message.to_string());
    // The parked one makes room.
    assert_eq!(hub.done.0.lock().unwrap()[0].0, "withdraw");
}

#[test]
fn what_others_typed_is_text_and_never_markup() {
    let hub = Hub::start();
    let message = hub.parked();
    let name = hub.account("kim", PortalRole::Municipality, &[TOWN]);
    let browser = hub.browser(&name);
    let evil = "\"><script>alert(1)</script>";
    browser.post(&format!("/portal/nachrichten/{message}/notiz"), &[("notiz", evil)]);
    for path in [format!("/portal/nachrichten/{message}"), format!("/portal/nachrichten?fall={}", "%22%3E%3Cscript%3E")]
    {
        let page = text(&browser.get(&path));
        assert!(!page.contains("<script>"), "{path}");
    }
}
