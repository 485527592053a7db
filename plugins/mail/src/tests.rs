#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::Mail;
use drehscheibe_sdk::mail::{ErrorCode, PartContent};
use drehscheibe_sdk::{Delivery, DeliveryFailure, Document, test};

const SETTINGS: &str = r#"{"an":["steueramt@stadt.example"],"betreff":"{procedure}: {case-id}"}"#;

fn delivery() -> Delivery {
    let mut delivery = test::delivery(Document::new("application/xml", "<a/>"));
    delivery.case_id = Some("A 1\r\nBcc: x@y.example".into());
    delivery.attachments = vec![test::attachment("a1", "Foto.png", "image/png", 3)];
    delivery
}

#[test]
fn document_and_attachments_go_along_and_the_subject_stays_one_line() {
    let host = test::Host::new().settings(SETTINGS).install();
    test::deliver::<Mail>(&delivery()).unwrap();
    let mail = &host.mails()[0];
    assert_eq!(mail.subject, "test: A 1  Bcc: x@y.example");
    assert_eq!(mail.to, ["steueramt@stadt.example"]);
    let names: Vec<_> = mail.parts.iter().map(|part| part.file_name.as_str()).collect();
    assert_eq!(names, ["01890000-0000-7000-8000-000000000001.1.xml", "Foto.png"]);
    assert_eq!(mail.parts[1].content, PartContent::Attachment("a1".into()));
    assert!(mail.text.contains("eingegangen am 2026-01-15"), "{}", mail.text);
}

#[test]
fn an_unknown_outcome_is_in_doubt() {
    test::Host::new().settings(SETTINGS).mail_fails(ErrorCode::Unknown("reset".into())).install();
    assert!(matches!(test::deliver::<Mail>(&delivery()), Err(DeliveryFailure::InDoubt(_))));
    test::Host::new().settings(SETTINGS).mail_fails(ErrorCode::Unavailable("down".into())).install();
    assert!(matches!(test::deliver::<Mail>(&delivery()), Err(DeliveryFailure::Transient(_))));
}

#[test]
fn settings_are_checked() {
    let told = |settings: &str| test::told(&test::check_settings::<Mail>(settings));
    assert_eq!(told(SETTINGS), ["MAIL-02 /betreff"]);
    assert_eq!(told(r#"{"an":["a@b.example","x y@z.example"],"text":"{x}"}"#), ["!MAIL-01 /text", "!MAIL-03 /an/1"]);
}
