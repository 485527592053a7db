//! Published messages through the running hub: XSchule and XRechnung, byte for byte.
//!
//! `DREHSCHEIBE_CORPORA` names the directory that holds the corpora; they are not part of the project.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../support/mod.rs"]
mod support;

use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use support::stage::plugins;
use support::{Client, Stage};

/// Schools in Dresden, invoices in Leipzig, both into a folder; the file is named after the message.
const DRESDEN: &str = r#"
municipality = "146120000000"
name = "Landeshauptstadt Dresden"
targets.ablage = { adapter = "filedrop", idempotent = true, settings = { dateiname = "{message-id}.xml" }, grants = { folder = "delivered/schule" } }
activations = [{ procedure = "schulwechsel", stage = 2, application = "Schulverwaltung", routes = [{ targets = ["ablage"] }] }]
"#;
const LEIPZIG: &str = r#"
municipality = "147130000000"
name = "Stadt Leipzig"
targets.ablage = { adapter = "filedrop", idempotent = true, settings = { dateiname = "{message-id}.xml" }, grants = { folder = "delivered/rechnungen" } }
activations = [{ procedure = "rechnungseingang", stage = 2, application = "Haushalt", routes = [{ targets = ["ablage"] }] }]
"#;
const SCHOOL: &str = r#"
id = "schulwechsel"
name = "Schule: Nachrichten nach XSchule"
competence = { kind = "municipality" }
recognition = [{ name = "XSchule", when = { root_namespace = "http://xschule.digital/def/xschule/*" }, message_type_from_root = true, area = "146120000000" }]
"#;
const INVOICE: &str = r#"
id = "rechnungseingang"
name = "Rechnungseingang"
competence = { kind = "municipality" }
recognition = [
  { name = "XRechnung in UBL", when = { root_namespace = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" }, message_type_from_root = true, area = "147130000000" },
  { name = "XRechnung in CII", when = { root_namespace = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:*" }, message_type_from_root = true, area = "147130000000" },
]
"#;

fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "xml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A message, and what is expected of it.
struct Sent {
    file: PathBuf,
    id: String,
    bytes: Vec<u8>,
}

fn submit(client: &Client, files: Vec<PathBuf>) -> Vec<Sent> {
    let one = |file: PathBuf| {
        let bytes = std::fs::read(&file).unwrap();
        Sent { id: client.submit_raw("application/xml", &[], &bytes).id(), file, bytes }
    };
    files.into_iter().map(one).collect()
}

/// Every message is delivered to the authority, byte for byte; how many there are of each type.
fn delivered(client: &Client, stage: &Stage, sent: &[Sent], authority: &str, folder: &str) -> BTreeMap<String, usize> {
    let mut types = BTreeMap::new();
    for one in sent {
        let status = client.settled(&one.id);
        assert_eq!(status["state"], "delivered", "{}: {status:#}", one.file.display());
        assert_eq!(status["authority"], authority, "{}", one.file.display());
        let arrived = std::fs::read(stage.path(&format!("delivered/{folder}/{}.xml", one.id))).unwrap();
        assert!(arrived == one.bytes, "{} arrived with other bytes", one.file.display());
        *types.entry(status["messageType"].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    let files = std::fs::read_dir(stage.path(&format!("delivered/{folder}"))).unwrap().count();
    assert_eq!(files, sent.len(), "one file for each message");
    types
}

#[test]
fn published_messages_arrive_byte_for_byte() {
    let Ok(corpora) = std::env::var("DREHSCHEIBE_CORPORA") else {
        println!("skipped: DREHSCHEIBE_CORPORA is not set");
        return;
    };
    let corpora = Path::new(&corpora);
    let stage = Stage::new(&plugins(&["filedrop"]));
    for folder in ["schule", "rechnungen"] {
        std::fs::create_dir(stage.path("delivered").join(folder)).unwrap();
    }
    stage.procedure("schule", SCHOOL);
    stage.procedure("rechnung", INVOICE);
    stage.authority("dresden", DRESDEN);
    stage.authority("leipzig", LEIPZIG);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);

    let school = submit(&client, documents(&corpora.join("xschule/xml")));
    let invoices = submit(&client, documents(&corpora.join("xrechnung-testsuite/src/test")));
    // A kind that nobody has configured.
    let credit_notes = documents(&corpora.join("en16931/test"));
    let unknown = submit(&client, credit_notes.into_iter().take(1).collect());
    assert_eq!((school.len(), invoices.len(), unknown.len()), (16, 86, 1));

    let types = delivered(&client, &stage, &school, "146120000000", "schule");
    println!("XSchule: {types:?}");
    assert!(types.len() == 5 && types.keys().all(|name| name.starts_with("schueler.")), "{types:?}");
    let types = delivered(&client, &stage, &invoices, "147130000000", "rechnungen");
    println!("XRechnung: {types:?}");
    assert_eq!(types, BTreeMap::from([("CrossIndustryInvoice".into(), 41), ("Invoice".into(), 45)]));

    let status = client.settled(&unknown[0].id);
    assert_eq!((&status["state"], &status["parkReason"]), (&json!("parked"), &json!("unrecognised")), "{status:#}");
    assert_eq!(client.list(None).len(), school.len() + invoices.len() + unknown.len(), "none is lost");
    assert!(hub.stop().success());
    let entries = stage.verify();
    println!("{} messages, {entries} journal entries verified", 16 + 86 + 1);
}
