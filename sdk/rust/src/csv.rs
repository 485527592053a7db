//! Writing CSV as old applications want it: their separator, their encoding, lines ended by CR LF.
//!
//! ```
//! use drehscheibe_sdk::csv::Table;
//! use drehscheibe_sdk::encoding::Encoding;
//! let mut table = Table::new(';');
//! table.row(["Name", "Betrag"]).row(["Müller; Söhne", "80,00"]);
//! assert_eq!(table.encode(Encoding::Windows1252), b"Name;Betrag\r\n\"M\xfcller; S\xf6hne\";80,00\r\n");
//! ```

use crate::encoding::Encoding;

/// Rows of fields; quoted where RFC 4180 demands it.
#[derive(Debug, Clone)]
pub struct Table {
    separator: char,
    text: String,
}

impl Table {
    /// `;` is what German spreadsheets expect.
    pub fn new(separator: char) -> Self {
        Self { separator, text: String::new() }
    }
    /// Adds a row. Control characters become spaces, line breaks too: few applications read them.
    pub fn row<T: AsRef<str>>(&mut self, fields: impl IntoIterator<Item = T>) -> &mut Self {
        for (at, field) in fields.into_iter().enumerate() {
            if at > 0 {
                self.text.push(self.separator);
            }
            let field = field.as_ref();
            let special = |byte: u8| !(b' '..0x7f).contains(&byte) || byte == b'"';
            if !field.bytes().any(special) && !field.contains(self.separator) && field.trim_matches(' ') == field {
                self.text.push_str(field);
            } else {
                self.push_with_care(field);
            }
        }
        self.text.push_str("\r\n");
        self
    }
    fn push_with_care(&mut self, field: &str) {
        let quoted = field.contains([self.separator, '"']) || field.starts_with(' ') || field.ends_with(' ');
        if quoted {
            self.text.push('"');
        }
        for character in field.chars() {
            match character {
                '"' => self.text.push_str("\"\""),
                control if control.is_control() => self.text.push(' '),
                other => self.text.push(other),
            }
        }
        if quoted {
            self.text.push('"');
        }
    }
    /// The whole table; see [`Encoding::encode_simplified`].
    pub fn encode(&self, encoding: Encoding) -> Vec<u8> {
        encoding.encode_simplified(&self.text)
    }
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_cannot_break_out_of_its_place() {
        let mut table = Table::new(';');
        table.row(["a;b", "say \"x\"", "line\r\nbreak", " x", ""]);
        assert_eq!(table.as_str(), "\"a;b\";\"say \"\"x\"\"\";line  break;\" x\";\r\n");
    }
}
