//! The registration as the portal sends it. Almost everything may be missing: the rules say what is,
//! all at once, instead of the parser, one at a time.

use drehscheibe_sdk::date::Date;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Registration {
    pub halter: Holder,
    pub anschrift: Address,
    pub hund: Dog,
    /// Dogs that the household has already.
    pub weitere_hunde: u32,
    /// Only if the holder came with the dog from elsewhere.
    pub zuzug: Option<MoveIn>,
    /// From whom the dog comes.
    pub vorbesitz: Option<PreviousHolder>,
    pub sepa: Option<Mandate>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Holder {
    pub vorname: String,
    pub nachname: String,
    pub geburtsdatum: Option<Date>,
    pub email: Option<String>,
    pub telefon: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Address {
    pub strasse: String,
    pub hausnummer: String,
    pub plz: String,
    pub ort: String,
    /// Key of the municipality, if the portal knows it.
    pub ags: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Dog {
    pub name: String,
    pub rasse: String,
    pub geburtsdatum: Option<Date>,
    pub anschaffungsdatum: Option<Date>,
    /// 15 digits (ISO 11784).
    pub chipnummer: Option<String>,
    pub gefaehrlich: bool,
    pub assistenzhund: bool,
    /// Id of the attachment that proves it.
    pub assistenzhund_nachweis: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct MoveIn {
    pub datum: Date,
    #[serde(default)]
    pub aus_gemeinde: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PreviousHolder {
    pub name: String,
    pub ort: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Mandate {
    pub kontoinhaber: String,
    pub iban: String,
    pub mandat_erteilt: bool,
}
