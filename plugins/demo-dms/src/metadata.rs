//! What is written about a file and about one delivery in it.

use crate::Settings;
use drehscheibe_sdk::xml::Writer;
use drehscheibe_sdk::{Delivery, date, host};

const NAMESPACE: (&str, &str) = ("xmlns", "urn:drehscheibe:demo-dms:0.1");

/// Nothing in it changes from one delivery of the case to the next.
pub fn of_file(delivery: &Delivery, case: &str, settings: &Settings) -> String {
    let mut writer = Writer::new();
    writer
        .start("akte", &[NAMESPACE])
        .leaf("aktenzeichen", case)
        .optional("aktenplan", settings.aktenplan.as_deref())
        .leaf("titel", &settings.titel)
        .leaf("verfahren", &delivery.procedure)
        .optional("ags", delivery.area.ags().as_deref());
    writer.finish()
}

pub fn of_item(delivery: &Delivery, document: &str, attachments: &[String]) -> String {
    let mut writer = Writer::new();
    writer
        .start("vorgang", &[NAMESPACE])
        .leaf("kennung", &delivery.delivery_id)
        .leaf("nachricht", &delivery.message_id)
        .optional("nachrichtenart", delivery.message_type.as_deref())
        .leaf("eingang", &date::iso(&host::now()))
        .leaf("empfaenger", &delivery.recipient)
        .leaf_with("dokument", &[("medientyp", &delivery.document.media_type)], document);
    for (attachment, name) in delivery.attachments.iter().zip(attachments) {
        let attributes = [
            ("medientyp", attachment.media_type.as_str()),
            ("name", attachment.file_name.as_str()),
            ("sha256", attachment.sha256.as_str()),
        ];
        writer.leaf_with("anlage", &attributes, name);
    }
    writer.finish()
}
