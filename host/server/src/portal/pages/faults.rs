//! What is wrong with a document that a person has edited: where, in German.

use crate::intake::json_check::JsonFault;
use crate::intake::xml_check::XmlFault;
use crate::portal::texts as t;

fn at(line: &str, column: &str) -> String {
    t::fill(t::fault::AT, &[("zeile", line), ("spalte", column)])
}

/// ` at line 3 column 12`, at the end of what the reader of JSON says.
fn place(text: &str) -> Option<String> {
    let (_, place) = text.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    Some(at(line, column))
}

pub(super) fn json(fault: &JsonFault) -> String {
    match fault {
        JsonFault::Syntax(text) if text.starts_with("EOF") => t::fault::ENDS_EARLY.to_owned(),
        JsonFault::Syntax(text) => place(text).unwrap_or_else(|| t::fault::SOMEWHERE.to_owned()),
        JsonFault::DuplicateKey { key, .. } => t::fill(t::fault::TWICE, &[("feld", key)]),
        JsonFault::TooDeep => t::fault::TOO_DEEP.to_owned(),
        JsonFault::NotUtf8(_) | JsonFault::Io => t::fault::SOMEWHERE.to_owned(),
    }
}

/// `text` is what was read: the reader of XML counts bytes, people count lines.
pub(super) fn xml(fault: &XmlFault, text: &str) -> String {
    let at_byte = |position: u64| {
        let before = usize::try_from(position).ok().and_then(|position| text.get(..position)).unwrap_or(text);
        let (line, column) =
            (before.split('\n').count(), before.rsplit('\n').next().map_or(0, |end| end.chars().count()));
        at(&line.to_string(), &(column + 1).to_string())
    };
    match fault {
        XmlFault::Encoding(name) => t::fill(t::fault::ENCODING, &[("name", name)]),
        XmlFault::Doctype(_) => t::fault::DOCTYPE.to_owned(),
        XmlFault::TooDeep => t::fault::TOO_DEEP.to_owned(),
        XmlFault::TooManyAttributes(position) | XmlFault::Syntax { position, .. } => at_byte(*position),
        XmlFault::NotUtf8(_) | XmlFault::Io => t::fault::SOMEWHERE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{json_check, xml_check};

    #[test]
    fn the_place_is_told_as_people_count() {
        let of_json = |text: &str| json(&json_check::check(text.as_bytes()).unwrap_err());
        assert!(of_json("{\n  \"a\": 1,\n  b\n}").contains("Zeile 3,"));
        assert_eq!(of_json("{ \"kaputt\": "), t::fault::ENDS_EARLY);
        assert!(of_json("{\"a\": 1, \"a\": 2}").contains("„a“"));
        let of_xml = |text: &str| xml(&xml_check::check(text.as_bytes()).unwrap_err(), text);
        assert!(of_xml("<a>\n  <b></c>\n</a>").contains("Zeile 2,"), "{}", of_xml("<a>\n  <b></c>\n</a>"));
        assert_eq!(of_xml("<!DOCTYPE a><a/>"), t::fault::DOCTYPE);
    }
}
