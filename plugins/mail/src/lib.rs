//! Adapter: sends documents as attachments of a mail.

use drehscheibe_sdk::mail::{self, Message, Part, PartContent};
use drehscheibe_sdk::{
    Adapter, Delivery, DeliveryFailure, Findings, Plugin, Receipt, delivery_failure, folder, pattern,
};
use serde::Deserialize;

/// The settings; `settings.schema.json` describes each in German.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    an: Vec<String>,
    #[serde(default = "default_subject")]
    betreff: String,
    #[serde(default = "default_text")]
    text: String,
}

fn default_subject() -> String {
    "Neue Nachricht: {procedure} ({message-id})".into()
}

fn default_text() -> String {
    "Guten Tag,\n\nanbei eine Nachricht des Verfahrens {procedure}, eingegangen am {date}.\n\
     Vorgang: {message-id}\n\nDiese E-Mail wurde automatisch erzeugt."
        .into()
}

/// The plugin.
#[derive(Debug)]
pub struct Mail;

impl Plugin for Mail {
    type Settings = Settings;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");

    fn check_settings(settings: &Settings, findings: &mut Findings) {
        for (text, at) in [(&settings.betreff, "/betreff"), (&settings.text, "/text")] {
            for name in pattern::unknown(text) {
                findings.error("MAIL-01").at(at).say(
                    format!("Den Platzhalter {{{name}}} gibt es nicht. Erlaubt: {}.", pattern::OF_DELIVERY.join(", ")),
                    format!("There is no placeholder {{{name}}}."),
                );
            }
        }
        for personal in ["{case-id}", "{file-name}"].iter().filter(|name| settings.betreff.contains(**name)) {
            findings.warning("MAIL-02").at("/betreff").say(
                format!("{personal} kann Personenbezug haben; Betreffzeilen sind auch bei verschlüsselter Übertragung oft lesbar."),
                format!("{personal} may be personal data."),
            );
        }
        for (at, address) in settings.an.iter().enumerate() {
            let sound = address.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty()
                    && domain.contains('.')
                    && address.bytes().all(|b| b.is_ascii_graphic() && !b"<>,;\"".contains(&b))
            });
            if !sound {
                findings
                    .error("MAIL-03")
                    .at(format!("/an/{at}"))
                    .say("Das ist keine E-Mail-Adresse.", "This is not a mail address.");
            }
        }
    }
}

impl Adapter for Mail {
    fn deliver(delivery: &Delivery, settings: &Settings) -> Result<Receipt, DeliveryFailure> {
        let values = pattern::of_delivery(delivery);
        let expanded = |text: &str| {
            pattern::expand(text, &values)
                .ok_or_else(|| delivery_failure::permanent("the settings have an unknown placeholder"))
        };
        let name =
            delivery.file_name.clone().unwrap_or_else(|| format!("{}.{}", delivery.delivery_id, delivery.extension()));
        let document = Part {
            file_name: folder::safe_name(&name),
            media_type: delivery.document.media_type.clone(),
            content: PartContent::Bytes(delivery.document.body.clone()),
        };
        let attachments = delivery.attachments.iter().map(|attachment| Part {
            file_name: folder::safe_name(&attachment.file_name),
            media_type: attachment.media_type.clone(),
            content: PartContent::Attachment(attachment.id.clone()),
        });
        mail::send(&Message {
            to: settings.an.clone(),
            // One line: a value from outside must not add a header field.
            subject: expanded(&settings.betreff)?.replace(|c: char| c.is_control(), " "),
            text: expanded(&settings.text)?,
            parts: std::iter::once(document).chain(attachments).collect(),
        })?;
        Ok(Receipt { reference: None, answer: None })
    }
}

drehscheibe_sdk::export!(Mail: adapter);

#[cfg(test)]
mod tests;
