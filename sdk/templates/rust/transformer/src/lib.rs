//! Makes the file for the line-of-business application.

use drehscheibe_sdk::csv::Table;
use drehscheibe_sdk::date::{self, Date};
use drehscheibe_sdk::encoding::Encoding;
use drehscheibe_sdk::{Document, Failure, Json, Output, Outputs, Plugin, Submission, Transformer};
use serde::Deserialize;

/// What a municipality sets; `settings.schema.json` describes it.
#[derive(Debug, Deserialize)]
struct Settings {
    #[serde(default)]
    zeichensatz: Encoding,
}

/// The document as the portal sends it.
#[derive(Debug, Deserialize)]
struct Registration {
    bezeichnung: String,
    datum: Date,
}

struct @TYPE@;

impl Plugin for @TYPE@ {
    type Settings = Settings;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
}

impl Transformer for @TYPE@ {
    type Document = Json<Registration>;

    fn transform(
        input: &Submission<Json<Registration>>,
        settings: &Settings,
        outputs: &mut Outputs,
    ) -> Result<(), Failure> {
        let mut table = Table::new(';');
        table.row(["Bezeichnung", "Datum"]).row([&input.content.bezeichnung, &date::german(input.content.datum)]);
        let media_type = format!("text/csv; charset={}", settings.zeichensatz.name());
        let document = Document::new(media_type, table.encode(settings.zeichensatz));
        outputs.push(Output::new("default", document).file_name(format!("veranstaltung-{}.csv", input.message_id)));
        Ok(())
    }
}

drehscheibe_sdk::export!(@TYPE@: transformer);

#[cfg(test)]
mod tests {
    use super::*;
    use drehscheibe_sdk::test;

    #[test]
    fn a_line_of_headings_and_one_of_values() {
        test::Host::new().install();
        let document = r#"{"bezeichnung": "Fest", "datum": "2026-03-30"}"#;
        let outputs = test::transform::<@TYPE@>(&test::submission(document)).unwrap();
        assert_eq!(outputs[0].document.body, b"Bezeichnung;Datum\r\nFest;30.03.2026\r\n");
    }
}
