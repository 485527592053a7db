#![allow(clippy::unwrap_used)]

use super::DemoDms;
use drehscheibe_sdk::{Delivery, Document, test, xml};

fn delivery(number: u32) -> Delivery {
    let mut delivery = test::delivery(Document::new("application/xml", "<a/>"));
    delivery.delivery_id = format!("01890000-0000-7000-8000-000000000001.{number}");
    delivery.case_id = Some("GA 2026/17".into());
    delivery.attachments = vec![test::attachment("a1", "Foto.png", "image/png", 3)];
    delivery
}

#[test]
fn a_case_has_one_folder_and_each_delivery_its_own() {
    let host = test::Host::new().settings(r#"{"aktenplan":"123.45"}"#).install();
    let receipt = test::deliver::<DemoDms>(&delivery(1)).unwrap();
    test::deliver::<DemoDms>(&delivery(2)).unwrap();
    let file = receipt.reference.unwrap();
    assert!(file.starts_with("test/GA_2026_17-"), "{file}");
    let item = format!("{file}/01890000-0000-7000-8000-000000000001.1");
    assert_eq!(
        host.writes().iter().take(4).cloned().collect::<Vec<_>>(),
        [
            format!("{file}/akte.xml"),
            format!("{item}/anlagen/1-Foto.png"),
            format!("{item}/dokument.xml"),
            format!("{item}/vorgang.xml"),
        ]
    );
    assert_eq!(host.files().len(), 7, "one akte.xml, three files for each delivery");
    let akte = xml::parse(&host.file(&format!("{file}/akte.xml")).unwrap()).unwrap();
    assert_eq!(akte.text_at("aktenzeichen"), Some("GA 2026/17"));
    let vorgang = xml::parse(&host.file(&format!("{item}/vorgang.xml")).unwrap()).unwrap();
    assert_eq!(vorgang.text_at("eingang"), Some("2026-01-15T09:00:00+01:00"));
    assert_eq!(vorgang.child("anlage").and_then(|anlage| anlage.attribute("name")), Some("Foto.png"));
}

#[test]
fn cases_with_similar_names_do_not_share_a_folder() {
    let folder = |case: &str| {
        test::Host::new().install();
        let mut delivery = delivery(1);
        delivery.case_id = Some(case.into());
        test::deliver::<DemoDms>(&delivery).unwrap().reference.unwrap()
    };
    assert_ne!(folder("A/1"), folder("A:1"));
    assert_eq!(folder("A-1"), "test/A-1");
}

#[test]
fn a_file_keeps_its_first_metadata() {
    let host = test::Host::new().settings(r#"{"titel":"Alt"}"#).install();
    test::deliver::<DemoDms>(&delivery(1)).unwrap();
    let before = host.files();
    let host = host.settings(r#"{"titel":"Neu"}"#);
    let file = test::deliver::<DemoDms>(&delivery(2)).unwrap().reference.unwrap();
    assert_eq!(host.files().get(&format!("{file}/akte.xml")), before.get(&format!("{file}/akte.xml")));
    assert_eq!(host.files().len(), before.len() + 3);
}
