//! The file for the tax application.

mod csv;
mod xml;

use crate::document::Registration;
use crate::settings::{Format, Settings};
use crate::tax;
use drehscheibe_sdk::iban::Iban;
use drehscheibe_sdk::{Document, Failure, Json, Output, Submission, date, failure};

/// Name and value of each field, in the order in which the application reads them.
type Fields = Vec<(&'static str, String)>;

/// Makes the one output.
pub fn make(input: &Submission<Json<Registration>>, settings: &Settings) -> Result<Output, Failure> {
    let fields = fields(input, settings)?;
    let (extension, document) = match settings.format {
        Format::Csv => ("csv", csv::write(&fields, settings.zeichensatz)),
        Format::Xml => ("xml", Document::new("application/xml", xml::write(&fields))),
    };
    let hund = &input.content.hund;
    let proof = hund.assistenzhund_nachweis.iter().filter(|id| input.attachment(id).is_some()).cloned();
    Ok(Output::new("default", document)
        .file_name(format!("hundesteuer-{}.{extension}", input.message_id))
        .attachments(proof))
}

fn fields(input: &Submission<Json<Registration>>, settings: &Settings) -> Result<Fields, Failure> {
    let Registration { halter, anschrift, hund, weitere_hunde, zuzug, vorbesitz, sepa } = &*input.content;
    let iban = match sepa {
        Some(sepa) => sepa
            .iban
            .parse::<Iban>()
            .map_err(|_| failure::permanent("the IBAN was not validated before"))?
            .as_str()
            .to_owned(),
        None => String::new(),
    };
    let day = |day: Option<date::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let trimmed = |text: &str| text.trim().to_owned();
    let flag = |flag: bool| if flag { "J" } else { "N" }.to_owned();
    Ok(vec![
        ("Vorgang", input.message_id.clone()),
        ("Eingang", date::today().to_string()),
        ("AGS", input.area.ags().unwrap_or_default()),
        ("Nachname", trimmed(&halter.nachname)),
        ("Vorname", trimmed(&halter.vorname)),
        ("Geburtsdatum", day(halter.geburtsdatum)),
        ("Strasse", trimmed(&anschrift.strasse)),
        ("Hausnummer", trimmed(&anschrift.hausnummer)),
        ("PLZ", anschrift.plz.clone()),
        ("Ort", trimmed(&anschrift.ort)),
        ("EMail", halter.email.clone().unwrap_or_default()),
        ("Telefon", halter.telefon.clone().unwrap_or_default()),
        ("Hundename", trimmed(&hund.name)),
        ("Rasse", trimmed(&hund.rasse)),
        ("Wurfdatum", day(hund.geburtsdatum)),
        ("Anschaffung", day(hund.anschaffungsdatum)),
        ("Chipnummer", hund.chipnummer.as_deref().map(trimmed).unwrap_or_default()),
        ("Gefaehrlich", flag(hund.gefaehrlich)),
        ("Assistenzhund", flag(hund.assistenzhund)),
        ("HundNr", weitere_hunde.saturating_add(1).to_string()),
        ("Zuzug", day(zuzug.as_ref().map(|zuzug| zuzug.datum))),
        ("ZuzugAus", zuzug.as_ref().map(|zuzug| trimmed(&zuzug.aus_gemeinde)).unwrap_or_default()),
        ("Vorbesitzer", vorbesitz.as_ref().map(|previous| trimmed(&previous.name)).unwrap_or_default()),
        ("VorbesitzerOrt", vorbesitz.as_ref().map(|previous| trimmed(&previous.ort)).unwrap_or_default()),
        ("Steuerbeginn", day(tax::tax_begins(&input.content, settings))),
        ("Befreit", flag(tax::is_exempt(&input.content, settings))),
        ("Jahressteuer", tax::yearly_cents(&input.content, settings).map(euros).unwrap_or_default()),
        ("Kontoinhaber", sepa.as_ref().map(|sepa| trimmed(&sepa.kontoinhaber)).unwrap_or_default()),
        ("IBAN", iban),
        ("Mandatsdatum", if sepa.is_some() { date::today().to_string() } else { String::new() }),
    ])
}

/// `80,00`
fn euros(cents: u32) -> String {
    format!("{},{:02}", cents / 100, cents % 100)
}
