//! The story: who sends what, and what is promised.

use super::client::{Answer, Client, Submission};
use serde_json::{Value, json};
use std::path::Path;

/// The stock plugins it needs.
pub const PLUGINS: [&str; 6] = ["hundesteuer", "gewerbeanzeige", "webservice", "filedrop", "mail", "demo-dms"];
/// And those that are made of rule files: no code, only the schema, the business rules and the stylesheet.
pub const RULES: [&str; 2] = ["xgewerbe-pruefung", "xgewerbe-fachverfahren"];

pub const HUB_FILE: &str = include_str!("drehscheibe.toml");
pub const SECRETS: &str = include_str!("secrets.toml");
pub const PROCEDURES: [(&str, &str); 5] = [
    ("baumfaellung.toml", include_str!("procedures/baumfaellung.toml")),
    ("geburtsurkunde.toml", include_str!("procedures/geburtsurkunde.toml")),
    ("gewerbe.toml", include_str!("procedures/gewerbe.toml")),
    ("gewerbe-xml.toml", include_str!("procedures/gewerbe-xml.toml")),
    ("hundesteuer.toml", include_str!("procedures/hundesteuer.toml")),
];
pub const AUTHORITIES: [(&str, &str); 5] = [
    ("demobehoerde.toml", include_str!("authorities/demobehoerde.toml")),
    ("dresden.toml", include_str!("authorities/dresden.toml")),
    ("grosspoesna.toml", include_str!("authorities/grosspoesna.toml")),
    ("markkleeberg.toml", include_str!("authorities/markkleeberg.toml")),
    ("pirna.toml", include_str!("authorities/pirna.toml")),
];

/// An activation that does not stand in the files: it goes its way step by step.
pub const DRAFT: &str = include_str!("hundesteuer-markkleeberg.toml");

/// The folders of the targets, below `delivered/`.
pub const FOLDERS: [&str; 8] = [
    "markkleeberg/probe",
    "markkleeberg/steuer",
    "markkleeberg/akten",
    "markkleeberg/gewerbe",
    "markkleeberg/statistik",
    "markkleeberg/standesamt",
    "pirna/steuer",
    "demobehoerde",
];

/// What must come of a scene.
enum Promise {
    /// This final state; and what must stand in the status, as JSON Pointer and value.
    State(&'static str, Vec<(&'static str, Value)>),
    /// Some parts delivered, the others waiting for their day.
    Waiting { delivered_at_least: usize },
    /// Refused at the door with this status and problem code.
    Refused(u16, &'static str),
    /// The receipt of this earlier scene again.
    SameReceipt(usize),
}

/// One message.
pub struct Scene {
    pub title: &'static str,
    pub promise: &'static str,
    submission: Submission<'static>,
    kept: Promise,
}

/// The story is always of today: deadlines count from it.
fn of_today(text: &str) -> String {
    let day = jiff::Zoned::now().date().checked_sub(jiff::Span::new().days(10)).unwrap_or_default();
    text.replace("@VOR_ZEHN_TAGEN@", &day.to_string())
}

pub fn document(name: &str) -> Value {
    let text = match name {
        "hund" => include_str!("documents/hund.json"),
        "hund-fehlerhaft" => include_str!("documents/hund-fehlerhaft.json"),
        "gewerbe" => include_str!("documents/gewerbe.json"),
        "baum" => include_str!("documents/baum.json"),
        _ => "null",
    };
    serde_json::from_str(&of_today(text)).unwrap_or(Value::Null)
}

fn in_json(procedure: &str, area: &str, case: &str, name: &str) -> Submission<'static> {
    let body = json!({"procedure": procedure, "area": area, "caseId": case, "document": document(name)});
    Submission {
        body: body.to_string().into_bytes(),
        media_type: "application/json",
        headers: &[],
        idempotency_key: None,
    }
}

fn with_key(mut submission: Submission<'static>, key: &'static str) -> Submission<'static> {
    submission.idempotency_key = Some(key);
    submission
}

/// The same trade notice in XML, for the beginning or the end of a trade.
fn notice(kind: &str) -> Submission<'static> {
    let text = include_str!("documents/gewerbe.xml").replace("@ART@", kind);
    xml(&text, &[("drehscheibe-area", "14729260")])
}

fn xml(text: &str, headers: &'static [(&'static str, &'static str)]) -> Submission<'static> {
    Submission { body: of_today(text).into_bytes(), media_type: "application/xml", headers, idempotency_key: None }
}

/// Bodies for the reader's own `curl`.
pub fn write_samples(directory: &Path) -> std::io::Result<()> {
    let dog = in_json("hundesteuer-anmeldung", "14729260", "fall-leser", "hund");
    std::fs::write(directory.join("hund-markkleeberg.json"), dog.body)
}

pub fn scenes() -> Vec<Scene> {
    let dog = "hundesteuer-anmeldung";
    let delivered = |more| Promise::State("delivered", more);
    vec![
        Scene {
            title: "A dog in Markkleeberg",
            promise: "Checked by the town's own rates and deadline; the tax application gets its file, the file room its copy.",
            submission: with_key(in_json(dog, "14729260", "hund-1", "hund"), "amt24-0001"),
            kept: delivered(vec![("/authority", json!("147290260260")), ("/deliveries/1/state", json!("delivered"))]),
        },
        Scene {
            title: "The same dog in Dresden",
            promise: "The same plugin with other settings; another application, which is busy at first and gets it at the second attempt.",
            submission: in_json(dog, "14612000", "hund-2", "hund"),
            kept: delivered(vec![
                ("/deliveries/0/attempts", json!(2)),
                ("/deliveries/0/reference", json!("/vorgang/KZ-70001")),
            ]),
        },
        Scene {
            title: "The same dog in Dohma",
            promise: "Dohma belongs to the association of Pirna, which carries out its administration.",
            submission: in_json(dog, "146285229070", "hund-3", "hund"),
            kept: delivered(vec![("/authority", json!("146285229"))]),
        },
        Scene {
            title: "The same dog in Großpösna",
            promise: "Großpösna has handed the dog tax to Markkleeberg: redirected, with the first receipt time.",
            submission: in_json(dog, "14729190", "hund-4", "hund"),
            kept: delivered(vec![("/authority", json!("147290260260")), ("/area", json!("147290190190"))]),
        },
        Scene {
            title: "A registration with mistakes",
            promise: "Sent back with all findings at once, in plain German, each with its place in the form.",
            submission: in_json(dog, "14729260", "hund-5", "hund-fehlerhaft"),
            kept: Promise::State("rejected", vec![("/findings/0/severity", json!("error"))]),
        },
        Scene {
            title: "The fictitious test organisation",
            promise: "The Demobehörde runs beside real municipalities; its key does not exist.",
            submission: in_json(dog, "99000001", "test-1", "hund"),
            kept: delivered(vec![("/authority", json!("990000000001"))]),
        },
        Scene {
            title: "A trade notice in Markkleeberg",
            promise: "One document per recipient, with exactly the fields GewAnzV § 3 allows; some only on their day.",
            submission: in_json("gewerbeanzeige", "14729260", "gewerbe-1", "gewerbe"),
            kept: Promise::Waiting { delivered_at_least: 3 },
        },
        Scene {
            title: "A trade notice in XML, for rules that are older than the hub",
            promise: "XML Schema and Schematron check it, XSLT makes a record for the application and figures without names for the statistics; the files run as their authors ship them.",
            submission: notice("anmeldung"),
            kept: delivered(vec![
                ("/deliveries/0/target", json!("gewerbe")),
                ("/deliveries/1/target", json!("statistik")),
                ("/deliveries/1/state", json!("delivered")),
            ]),
        },
        Scene {
            title: "The end of a trade, without a reason",
            promise: "Well-formed, valid against the schema, and against a business rule: sent back in the rule's own words.",
            submission: notice("abmeldung"),
            kept: Promise::State(
                "rejected",
                vec![("/findings/0/ruleId", json!("XGEW-03")), ("/findings/0/reasonCode", json!("X002"))],
            ),
        },
        Scene {
            title: "A birth certificate",
            promise: "Recognised by its XML namespace; competent is the place of birth, not the place where the applicant lives.",
            submission: xml(
                include_str!("documents/urkunde.xml"),
                &[("drehscheibe-area", "14612000"), ("drehscheibe-property", "geburtsort=14729260")],
            ),
            kept: delivered(vec![
                ("/authority", json!("147290260260")),
                ("/messageType", json!("urkunde.anforderung.0101")),
            ]),
        },
        Scene {
            title: "A tree",
            promise: "No line-of-business application: the electronic file and the mail room get it.",
            submission: in_json("baumfaellung", "14729260", "baum-1", "baum"),
            kept: delivered(vec![
                ("/deliveries/0/target", json!("akte")),
                ("/deliveries/1/target", json!("poststelle")),
            ]),
        },
        Scene {
            title: "Something nobody has configured",
            promise: "Parked with its reason, not lost.",
            submission: xml("<?xml version=\"1.0\"?><anzeige xmlns=\"urn:demo:unbekannt:1\"/>", &[]),
            kept: Promise::State("parked", vec![("/parkReason", json!("unrecognised"))]),
        },
        Scene {
            title: "A municipality key that does not exist",
            promise: "Refused at the door, with the nearest known keys.",
            submission: in_json(dog, "14713001", "hund-6", "hund"),
            kept: Promise::Refused(422, "area-unknown"),
        },
        Scene {
            title: "The first message once more",
            promise: "The same key and content: the same receipt, and no second message.",
            submission: with_key(in_json(dog, "14729260", "hund-1", "hund"), "amt24-0001"),
            kept: Promise::SameReceipt(0),
        },
        Scene {
            title: "The same key with other content",
            promise: "Refused: somebody has mixed something up.",
            submission: with_key(in_json(dog, "14729260", "hund-1", "hund-fehlerhaft"), "amt24-0001"),
            kept: Promise::Refused(422, "idempotency-key-reused"),
        },
        Scene {
            title: "XML with a document type declaration",
            promise: "Refused: entities and external references are not read.",
            submission: xml(
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a xmlns=\"urn:demo:urkunden:1\">&x;</a>",
                &[],
            ),
            kept: Promise::Refused(422, "xml-doctype"),
        },
    ]
}

fn id(answer: &Answer) -> Result<&str, String> {
    let missing = || format!("no receipt, but {} {}", answer.status, answer.body);
    if answer.status != 202 {
        return Err(missing());
    }
    answer.body.get("id").and_then(Value::as_str).ok_or_else(missing)
}

pub fn state(status: &Value) -> &str {
    status.get("state").and_then(Value::as_str).unwrap_or("")
}

fn delivered(status: &Value) -> usize {
    let deliveries = status.get("deliveries").and_then(Value::as_array);
    deliveries.into_iter().flatten().filter(|one| state(one) == "delivered").count()
}

impl Scene {
    /// Plays it; what differs from the promise. `receipts` has the ids of the scenes so far.
    pub fn play(&self, client: &Client, receipts: &mut Vec<Option<String>>) -> Result<(), String> {
        let answer = client.submit(&self.submission)?;
        receipts.push(id(&answer).ok().map(str::to_owned));
        match &self.kept {
            Promise::Refused(status, code) => {
                let got = answer.body.get("code").and_then(Value::as_str).unwrap_or("");
                if answer.status == *status && got == *code {
                    return Ok(());
                }
                Err(format!("promised was {status} {code}, came {} {got}", answer.status))
            }
            Promise::SameReceipt(scene) => {
                let first = receipts.get(*scene).cloned().flatten();
                if first.as_deref() == Some(id(&answer)?) { Ok(()) } else { Err("it is another receipt".into()) }
            }
            Promise::State(wanted, members) => {
                let terminal = |status: &Value| !matches!(state(status), "accepted" | "delivering");
                let status = client.follow(id(&answer)?, terminal)?;
                if state(&status) != *wanted {
                    return Err(format!("promised was {wanted}, it is {}", state(&status)));
                }
                for (pointer, value) in members {
                    let found = status.pointer(pointer);
                    if found != Some(value) {
                        return Err(format!("{pointer} should be {value}, it is {}", found.unwrap_or(&Value::Null)));
                    }
                }
                Ok(())
            }
            Promise::Waiting { delivered_at_least } => {
                let done = |status: &Value| delivered(status) >= *delivered_at_least && settled(status);
                let status = client.follow(id(&answer)?, done)?;
                if matches!(state(&status), "delivering" | "delivered") {
                    return Ok(());
                }
                Err(format!("it is {}", state(&status)))
            }
        }
    }
}

/// Every part is delivered, or waits for its day.
fn settled(status: &Value) -> bool {
    let deliveries = status.get("deliveries").and_then(Value::as_array);
    deliveries.into_iter().flatten().all(|one| {
        let waits = state(one) == "pending" && one.get("notBefore").is_some();
        state(one) == "delivered" || waits
    })
}
