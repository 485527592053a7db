//! What differs from municipality to municipality.

use drehscheibe_sdk::Findings;
use drehscheibe_sdk::encoding::Encoding;
use serde::Deserialize;

/// The settings; `settings.schema.json` describes each in German.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Days from the beginning of the duty until registration is late; none: not checked.
    #[serde(default)]
    pub frist_tage: Option<i32>,
    /// Age from which a dog counts, in months.
    #[serde(default)]
    pub mindestalter_monate: i32,
    /// None: the tax application knows them.
    #[serde(default)]
    pub saetze_cent: Option<Rates>,
    #[serde(default)]
    pub steuerbeginn: Begin,
    #[serde(default)]
    pub assistenzhund_befreit: bool,
    #[serde(default)]
    pub sepa_mandat_pflicht: bool,
    /// Breeds that are presumed dangerous, compared without regard to case.
    #[serde(default)]
    pub gefaehrliche_rassen: Vec<String>,
    #[serde(default)]
    pub format: Format,
    #[serde(default)]
    pub zeichensatz: Encoding,
}

/// Cents a year.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    pub erster_hund: u32,
    pub zweiter_hund: u32,
    /// Third dog and each more; without it as the second.
    pub weiterer_hund: Option<u32>,
    pub gefaehrlicher_hund: Option<u32>,
    pub weiterer_gefaehrlicher_hund: Option<u32>,
}

/// From which day tax is due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Begin {
    /// First day of the month in which the duty begins.
    Monat,
    /// First day of the month after.
    #[default]
    Folgemonat,
}

/// What the tax application reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    #[default]
    Csv,
    Xml,
}

impl Settings {
    pub fn check(&self, findings: &mut Findings) {
        if self.format == Format::Xml && self.zeichensatz != Encoding::Utf8 {
            findings.error("EINST-01").at("/zeichensatz").say(
                "XML wird nur in UTF-8 geschrieben. Bitte den Zeichensatz utf-8 wählen.",
                "XML is written in UTF-8 only.",
            );
        }
        let Some(rates) = &self.saetze_cent else { return };
        if rates.zweiter_hund < rates.erster_hund {
            findings.warning("EINST-02").at("/saetze_cent/zweiter_hund").say(
                "Der zweite Hund ist billiger als der erste. Ist das so gewollt?",
                "The second dog costs less than the first. Is that intended?",
            );
        }
        if rates.weiterer_gefaehrlicher_hund.is_some() && rates.gefaehrlicher_hund.is_none() {
            findings.error("EINST-03").at("/saetze_cent/gefaehrlicher_hund").say(
                "Für den ersten gefährlichen Hund fehlt der Steuersatz.",
                "The rate for the first dangerous dog is missing.",
            );
        }
    }
}
