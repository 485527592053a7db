//! The settings of a municipality.

use crate::law::TRANSMISSIONS;
use drehscheibe_sdk::Findings;
use drehscheibe_sdk::date::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Rule id of findings on settings.
const RULE: &str = "GEW-90";

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The authority that transmits, as recipients read it.
    pub behoerde: String,
    /// Amtlicher Gemeindeschlüssel of the municipality.
    pub ags: String,
    /// Whether the authority's own trade office gets the whole notice, as recipient `gewerbeamt`.
    #[serde(default = "yes")]
    pub gewerbeamt: bool,
    /// Days from receipt to the certificate of receipt (GewO § 15 Absatz 1: within three days); 0:
    /// certified at once.
    #[serde(default)]
    pub bescheinigung_nach_tagen: u8,
    /// When the statistical office gets its data.
    #[serde(default)]
    pub statistik: Statistics,
    /// Days that the day of effect may lie ahead of the notice before it is remarked on.
    #[serde(default = "four_weeks")]
    pub vorlauf_tage: u16,
    /// Who receives, by role.
    pub empfaenger: BTreeMap<String, Recipient>,
}

/// § 3 Absatz 5 Satz 2 GewAnzV.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Statistics {
    /// Without delay after the certificate.
    #[default]
    Unverzueglich,
    /// On the first working day of the month after the certificate.
    Monatlich,
}

/// A recipient of this municipality.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// For example "IHK zu Leipzig".
    pub name: String,
    /// From this day on it waives regular transmission (§ 3 Absatz 1 Satz 2 GewAnzV).
    #[serde(default)]
    pub verzicht_seit: Option<Date>,
}

fn yes() -> bool {
    true
}

fn four_weeks() -> u16 {
    28
}

impl Settings {
    /// What the schema cannot say.
    pub fn check(&self, findings: &mut Findings) {
        for (role, recipient) in &self.empfaenger {
            let pointer = format!("/empfaenger/{role}");
            match TRANSMISSIONS.iter().find(|row| row.recipient == role) {
                None => findings
                    .error(RULE)
                    .at(pointer)
                    .say_german("Diesen Empfänger kennt § 3 GewAnzV nicht."),
                Some(row) if recipient.verzicht_seit.is_some() && !row.may_waive => findings
                    .error(RULE)
                    .at(format!("{pointer}/verzicht_seit"))
                    .say_german("Auf diese Übermittlung kann nicht verzichtet werden; § 3 Absatz 1 Satz 2 GewAnzV gilt nur für Empfänger nach Absatz 1."),
                Some(_) => {}
            }
        }
        for row in TRANSMISSIONS.iter().filter(|row| !self.empfaenger.contains_key(row.recipient)) {
            findings.warning(RULE).at("/empfaenger").say_german(format!(
                "{} ({}, {} GewAnzV) ist nicht eingerichtet und erhält nichts.",
                row.title, row.recipient, row.paragraph
            ));
        }
        if !self.gewerbeamt {
            findings
                .information(RULE)
                .at("/gewerbeamt")
                .say_german("Das eigene Gewerbeamt erhält die Anzeige nicht über die Drehscheibe.");
        }
    }
}
