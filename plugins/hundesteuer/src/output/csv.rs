//! One line of headings, one of values.

use super::Fields;
use drehscheibe_sdk::Document;
use drehscheibe_sdk::csv::Table;
use drehscheibe_sdk::encoding::Encoding;

pub fn write(fields: &Fields, encoding: Encoding) -> Document {
    let mut table = Table::new(';');
    table.row(fields.iter().map(|(name, _)| *name)).row(fields.iter().map(|(_, value)| value));
    Document::new(format!("text/csv; charset={}", encoding.name()), table.encode(encoding))
}
