//! A trade notice: the document, read along the table of fields.
//!
//! ```json
//! { "version": "1", "formular": "GewA1", "felder": { "familienname": "...", ... } }
//! ```

use crate::form::{self, Kind, Part, RULE_MISSING, check_keys, check_value};
use crate::law::Form;
use drehscheibe_sdk::date::Date;
use drehscheibe_sdk::{Findings, reason};
use serde_json::{Map, Value};

/// The version of the document that this plugin knows.
pub const VERSION: &str = "1";

/// Rule id: it cannot be said which form this is.
const RULE_WHICH: &str = "GEW-01";

/// Consent to the business of a minor (BGB § 112).
pub const MINOR: Kind = Kind::Group(&[
    Part::required(
        "gesetzliche_vertreter",
        "Gesetzliche Vertreter",
        Kind::Groups(&[
            Part::required("name", "Familienname", Kind::Text { max: 120 }),
            Part::required("vornamen", "Vornamen", Kind::Text { max: 120 }),
        ]),
    ),
    Part::optional(
        "genehmigung",
        "Genehmigung des Familiengerichts",
        Kind::Group(&[
            Part::required("gericht", "Gericht", Kind::Text { max: 120 }),
            Part::required("aktenzeichen", "Aktenzeichen", Kind::Text { max: 60 }),
            Part::required("datum", "Datum", Kind::Date),
        ]),
    ),
]);

/// What the authority itself adds.
const AUTHORITY: Kind = Kind::Group(&[Part::optional(
    "anhaltspunkte",
    "Anhaltspunkte für Verstöße (§ 3 Absatz 3 GewAnzV)",
    Kind::Text { max: 4_000 },
)]);

/// A document whose form is known. What it holds may still be wrong; the readers below give only
/// what is of its kind.
#[derive(Debug)]
pub struct Notice<'a> {
    pub form: Form,
    fields: &'a Map<String, Value>,
    root: &'a Map<String, Value>,
}

impl<'a> Notice<'a> {
    /// Reads the document and reports all that has not the form provided for. `None` if it cannot be
    /// said which form it is.
    pub fn read(document: &'a Value, findings: &mut Findings) -> Option<Self> {
        let Some(root) = document.as_object() else {
            let finding = findings.error(RULE_WHICH).at("").reason(reason::SCHEMA);
            finding.say_german("Die Gewerbeanzeige ist ein JSON-Objekt.");
            return None;
        };
        match root.get("version").and_then(Value::as_str) {
            Some(VERSION) => {}
            _ => {
                findings.error(RULE_WHICH).at("/version").reason(reason::VERSION_UNSUPPORTED).say_german(format!(
                    "Diese Version der Gewerbeanzeige wird nicht unterstützt. Erwartet: „{VERSION}“."
                ))
            }
        }
        let code = root.get("formular").and_then(Value::as_str);
        let form = Form::ALL.into_iter().find(|form| Some(form.code()) == code);
        if form.is_none() {
            findings.error(RULE_WHICH).at("/formular").reason(reason::SCHEMA).say_german(
                "Es fehlt, um welches Formular es sich handelt: GewA1 (Anmeldung), GewA2 (Ummeldung) oder GewA3 (Abmeldung).",
            );
        }
        let fields = root.get("felder").and_then(Value::as_object);
        if fields.is_none() {
            let finding = findings.error(RULE_WHICH).at("/felder").reason(reason::SCHEMA);
            finding.say_german("Die Felder des Formulars fehlen.");
        }
        let known = ["version", "formular", "felder", "minderjaehrig", "behoerde"];
        check_keys(root, "", findings, |key| known.contains(&key));
        for (key, kind) in [("minderjaehrig", MINOR), ("behoerde", AUTHORITY)] {
            if let Some(value) = root.get(key) {
                check_value(value, kind, &format!("/{key}"), findings);
            }
        }
        let notice = Self { form: form?, fields: fields?, root };
        check_keys(notice.fields, "/felder", findings, |key| form::field(notice.form, key).is_some());
        for (_, field) in form::fields_of(notice.form) {
            if let Some(value) = notice.fields.get(field.key) {
                check_value(value, field.kind, &pointer(field.key), findings);
            }
        }
        Some(notice)
    }

    pub fn value(&self, key: &str) -> Option<&'a Value> {
        self.fields.get(key)
    }
    pub fn has(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }
    /// A text that is not empty.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.fields.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }
    pub fn date(&self, key: &str) -> Option<Date> {
        self.text(key)?.parse().ok()
    }
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.fields.get(key)?.as_bool()
    }
    /// The texts of a list.
    pub fn list(&self, key: &str) -> Vec<&'a str> {
        let items = self.fields.get(key).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).collect()
    }
    /// A member of a group.
    pub fn part(&self, key: &str, part: &str) -> Option<&'a Value> {
        self.fields.get(key)?.get(part)
    }
    pub fn part_text(&self, key: &str, part: &str) -> Option<&'a str> {
        self.part(key, part)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }
    /// The reasons of a notice, for each form in the same way.
    pub fn reasons(&self) -> Vec<&'a str> {
        match self.form {
            Form::Ummeldung => {
                let items = self.part("grund", "arten").and_then(Value::as_array);
                items.into_iter().flatten().filter_map(Value::as_str).collect()
            }
            Form::Anmeldung | Form::Abmeldung => self.text("grund").into_iter().collect(),
        }
    }
    /// The legal form; without one it is a sole trader.
    pub fn legal_form(&self) -> &'a str {
        self.part_text("registername", "rechtsform").unwrap_or("einzelunternehmen")
    }
    /// The day on which what is notified takes effect.
    pub fn effective(&self) -> (&'static str, Option<Date>) {
        let key = match self.form {
            Form::Anmeldung => "beginn",
            Form::Ummeldung => "aenderungsdatum",
            Form::Abmeldung => "aufgabedatum",
        };
        (key, self.date(key))
    }
    /// Whether no nationality is German (AufenthG § 2 Absatz 1); unknown: no.
    pub fn is_foreigner(&self) -> bool {
        let nationalities = self.list("staatsangehoerigkeiten");
        !nationalities.is_empty() && !nationalities.contains(&"DEU")
    }
    /// What is said about a minor.
    pub fn minor(&self) -> Option<&'a Map<String, Value>> {
        self.root.get("minderjaehrig")?.as_object()
    }
    /// The same, to be written.
    pub fn minor_value(&self) -> Option<&'a Value> {
        self.root.get("minderjaehrig")
    }
    /// Indications that the authority noted (§ 3 Absatz 3).
    pub fn indications(&self) -> Option<&'a str> {
        self.root.get("behoerde")?.get("anhaltspunkte")?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }
    /// Reports a field that is missing.
    pub fn missing(&self, key: &str, why: &str, findings: &mut Findings) {
        let title = form::field(self.form, key).map_or(key, |field| field.title);
        let because = if why.is_empty() { String::new() } else { format!(" {why}") };
        let number = form::field(self.form, key).and_then(|field| field.number(self.form)).unwrap_or_default();
        findings.error(RULE_MISSING).at(pointer(key)).say_german(format!("Feld {number} „{title}“ fehlt.{because}"));
    }
}

/// The place of a field.
pub fn pointer(key: &str) -> String {
    format!("/felder/{key}")
}
