//! One document per recipient, with exactly the fields that the law allows it.

use crate::form::fields_of;
use crate::law::first_working_day_after_month_of;
use crate::law::{Condition, FieldSet, Form, TRANSMISSIONS, Timing, Transmission};
use crate::notice::{MINOR, Notice};
use crate::settings::{Settings, Statistics};
use crate::xml;
use drehscheibe_sdk::date::{Date, add_days, from_local, iso, local};
use drehscheibe_sdk::xml::Writer;
use drehscheibe_sdk::{Attachment, Document, Failure, Instant, Output, failure};

/// The role of the authority's own trade office.
const OWN: &str = "gewerbeamt";
const OWN_BASIS: &str = "§ 14 Absatz 1 GewO";

/// The outputs, the own office first, then in the order of § 3 GewAnzV. Only the own office gets the
/// attachments and what is said about a minor: § 3 names fields of the forms.
///
/// # Errors
/// Permanent, if a day lies outside the calendar.
pub fn fan_out(
    notice: &Notice<'_>,
    settings: &Settings,
    received: &Instant,
    message: &str,
    attachments: &[Attachment],
) -> Result<Vec<Output>, Failure> {
    let today = local(received).date;
    let maker = Maker { notice, settings, received, message };
    let mut outputs = Vec::new();
    if settings.gewerbeamt {
        let all = notice.form.all_fields();
        let ids = attachments.iter().map(|attachment| attachment.id.clone());
        outputs.push(maker.output(OWN, &settings.behoerde, OWN_BASIS, all, true, None).attachments(ids));
    }
    for row in &TRANSMISSIONS {
        let Some(recipient) = settings.empfaenger.get(row.recipient) else { continue };
        let Some(fields) = row.fields(notice.form) else { continue };
        let waived = row.may_waive && recipient.verzicht_seit.is_some_and(|since| since <= today);
        if waived || !applies(row.condition, notice, settings) {
            continue;
        }
        let not_before = not_before(row, settings, today).map_err(failure::permanent)?;
        let basis = row.legal_basis(notice.form);
        let with_indications = row.condition == Condition::Indications;
        outputs.push(maker.output(row.recipient, &recipient.name, &basis, fields, with_indications, not_before));
    }
    Ok(outputs)
}

/// Whether the condition of a row is fulfilled.
fn applies(condition: Condition, notice: &Notice<'_>, settings: &Settings) -> bool {
    match condition {
        Condition::Always => true,
        Condition::RegisteredEstablishment => {
            let register = notice.part_text("registereintrag", "register");
            let establishment = notice.text("niederlassung");
            matches!(register, Some("HRA" | "HRB" | "GnR"))
                && matches!(establishment, Some("hauptniederlassung" | "zweigniederlassung"))
        }
        Condition::Foreigner => notice.is_foreigner(),
        Condition::CountsForStatistics => {
            let counts = ["verlegung", "wechsel", "ausdehnung"];
            notice.form != Form::Ummeldung || notice.reasons().iter().any(|reason| counts.contains(reason))
        }
        Condition::MovedFromOtherDistrict => {
            let here = Some(settings.ags.as_str());
            notice.reasons().contains(&"verlegung")
                && notice.has("anschrift_fruehere_betriebsstaette")
                && notice.part_text("anschrift_fruehere_betriebsstaette", "ags") != here
        }
        Condition::Indications => notice.indications().is_some(),
    }
}

/// § 3 Absatz 5 GewAnzV. None: at once.
fn not_before(row: &Transmission, settings: &Settings, received: Date) -> Result<Option<Instant>, &'static str> {
    let outside = "a day lies outside the calendar";
    let days = settings.bescheinigung_nach_tagen;
    let certified = add_days(received, i32::from(days)).ok_or(outside)?;
    let day = match row.timing {
        Timing::AtOnce => return Ok(None),
        Timing::Monthly if settings.statistik == Statistics::Monatlich => {
            first_working_day_after_month_of(certified).ok_or(outside)?
        }
        Timing::AfterCertificate | Timing::Monthly if days == 0 => return Ok(None),
        Timing::AfterCertificate | Timing::Monthly => certified,
    };
    Ok(Some(from_local(day)))
}

struct Maker<'a> {
    notice: &'a Notice<'a>,
    settings: &'a Settings,
    received: &'a Instant,
    message: &'a str,
}

impl Maker<'_> {
    fn output(
        &self,
        recipient: &str,
        name: &str,
        basis: &str,
        fields: FieldSet,
        with_indications: bool,
        not_before: Option<Instant>,
    ) -> Output {
        let body = self.document(recipient, name, basis, fields, with_indications);
        let file = format!("{}-{recipient}.xml", self.notice.form.code().to_ascii_lowercase());
        let mut output =
            Output::new(recipient, Document::new("application/xml", body)).file_name(file).legal_basis(basis);
        output.not_before = not_before;
        output
    }

    fn document(&self, recipient: &str, name: &str, basis: &str, fields: FieldSet, with_indications: bool) -> String {
        let form = self.notice.form;
        let mut xml = Writer::new();
        xml.start(
            "gewerbeanzeige",
            &[("xmlns", xml::NAMESPACE), ("formular", form.code()), ("bezeichnung", form.title())],
        );
        xml.start("uebermittlung", &[])
            .leaf_with("von", &[("ags", &self.settings.ags)], &self.settings.behoerde)
            .leaf_with("an", &[("empfaenger", recipient)], name)
            .leaf("rechtsgrundlage", basis)
            .leaf("nachricht", self.message)
            .leaf("eingang", &iso(self.received))
            .end();
        for (number, field) in fields_of(form) {
            let Some(value) = self.notice.value(field.key).filter(|_| fields.contains(number)) else { continue };
            let number = number.to_string();
            let attributes = [("nummer", number.as_str()), ("name", field.key), ("bezeichnung", field.title)];
            xml::write(&mut xml, "feld", &attributes, field.kind, value);
        }
        if let Some(minor) = self.notice.minor_value().filter(|_| recipient == OWN) {
            xml::write(&mut xml, "minderjaehrig", &[], MINOR, minor);
        }
        xml.optional("anhaltspunkte", self.notice.indications().filter(|_| with_indications));
        xml.finish()
    }
}

#[cfg(test)]
mod tests;
