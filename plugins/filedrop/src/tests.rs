#![allow(clippy::unwrap_used)]

use super::Filedrop;
use drehscheibe_sdk::folder::ErrorCode;
use drehscheibe_sdk::{Delivery, DeliveryFailure, Document, test};

fn delivery() -> Delivery {
    let mut delivery = test::delivery(Document::new("text/csv; charset=windows-1252", "a;b"));
    delivery.attachments = vec![test::attachment("a1", "../../Nachweis 1.pdf", "application/pdf", 3)];
    delivery
}

#[test]
fn attachments_come_before_the_document_and_the_marker_last() {
    let settings = r#"{"dateiname":"eingang/{date}/{procedure}_{delivery-id}.{ext}","fertig_endung":"ready"}"#;
    let host = test::Host::new().settings(settings).now("2026-03-02T00:30:00+01:00").install();
    let receipt = test::deliver::<Filedrop>(&delivery()).unwrap();
    let name = "eingang/2026-03-02/test_01890000-0000-7000-8000-000000000001.1";
    let expected = [format!("{name}_1__._.._Nachweis_1.pdf"), format!("{name}.csv"), format!("{name}.csv.ready")];
    assert_eq!(host.writes(), expected);
    assert_eq!(host.file(&format!("{name}.csv")).unwrap(), b"a;b");
    assert_eq!(receipt.reference, Some(format!("{name}.csv")));
    test::deliver::<Filedrop>(&delivery()).unwrap();
    assert_eq!(host.files().len(), 3, "a repetition changes nothing");
}

#[test]
fn values_from_outside_cannot_name_another_folder() {
    let host = test::Host::new().settings(r#"{"dateiname":"{case-id}/{file-name}.{ext}"}"#).install();
    let mut delivery = delivery();
    delivery.attachments.clear();
    (delivery.case_id, delivery.file_name) = (Some("../..".into()), Some("/etc/passwd.sh;rm".into()));
    test::deliver::<Filedrop>(&delivery).unwrap();
    assert_eq!(host.writes(), ["_._._/_etc_passwd.csv"]);
}

#[test]
fn other_content_under_the_name_needs_a_person_and_no_room_may_pass() {
    test::Host::new().folder_fails(ErrorCode::Exist).install();
    assert!(matches!(test::deliver::<Filedrop>(&delivery()), Err(DeliveryFailure::Permanent(_))));
    test::Host::new().folder_fails(ErrorCode::InsufficientSpace).install();
    assert!(matches!(test::deliver::<Filedrop>(&delivery()), Err(DeliveryFailure::Transient(_))));
}

#[test]
fn settings_are_checked() {
    let told = |settings: &str| test::told(&test::check_settings::<Filedrop>(settings));
    assert_eq!(told("{}"), Vec::<String>::new());
    assert_eq!(
        told(r#"{"dateiname":"{x}/../{date}"}"#),
        ["!AB-01 /dateiname", "AB-02 /dateiname", "!AB-03 /dateiname"]
    );
}
