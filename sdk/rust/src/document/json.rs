//! JSON documents.

use super::objects::Objects;
use super::{FromDocument, RULE_DOCUMENT, structure};
use crate::contract::Document;
use crate::findings::{Findings, reason};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_path_to_error::Segment;
use std::ops::Deref;

/// A JSON document read as `T`.
///
/// Refused with reason X000: invalid UTF-8, a byte order mark, JSON that is not well-formed, more than
/// 128 levels, an object with the same key twice (each place is named). Refused with reason X001: what
/// `T` does not take, with the place. No text repeats what stands in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T> Deref for Json<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned> FromDocument for Json<T> {
    fn from_document(document: &Document, findings: &mut Findings) -> Option<Self> {
        let text = match std::str::from_utf8(&document.body) {
            Ok(text) => text,
            Err(error) => {
                let at = error.valid_up_to();
                findings.error(RULE_DOCUMENT).at("").reason(reason::NOT_WELL_FORMED).say(
                    format!("Die Nachricht ist kein gültiges UTF-8 (ab Byte {at})."),
                    format!("The document is not valid UTF-8 (from byte {at})."),
                );
                return None;
            }
        };
        let sound = structure::check(text, findings);
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = match serde_path_to_error::deserialize::<_, T>(Objects(&mut deserializer)) {
            Ok(value) => deserializer.end().map(|()| value).map_err(|error| (String::new(), error)),
            Err(error) => Err((pointer(error.path()), error.into_inner())),
        };
        match value {
            Ok(value) => sound.then_some(Self(value)),
            // Too deep or a key twice: said already, with its place.
            Err(_) if !sound => None,
            Err((path, error)) => {
                // Behind the place of a wrong type the text may turn out not to be JSON at all.
                let well_formed = serde_json::from_str::<IgnoredAny>(text);
                report(&path, well_formed.as_ref().err().unwrap_or(&error), findings);
                None
            }
        }
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        pointer.push('/');
        match segment {
            Segment::Seq { index } => pointer.push_str(&index.to_string()),
            Segment::Map { key } => structure::push_escaped(&mut pointer, key),
            Segment::Enum { variant } => structure::push_escaped(&mut pointer, variant),
            Segment::Unknown => pointer.push('?'),
        }
    }
    pointer
}

fn report(path: &str, error: &serde_json::Error, findings: &mut Findings) {
    let (line, column) = (error.line(), error.column());
    if !error.is_data() {
        findings.error(RULE_DOCUMENT).at("").reason(reason::NOT_WELL_FORMED).say(
            format!("Die Nachricht ist kein wohlgeformtes JSON (Zeile {line}, Spalte {column})."),
            format!("The document is not well-formed JSON (line {line}, column {column})."),
        );
        return;
    }
    let message = error.to_string();
    let (german, english) = match quoted_after(&message, "missing field ") {
        Some(field) => (format!("Das Feld `{field}` fehlt."), format!("The field `{field}` is missing.")),
        None if message.starts_with("unknown field ") => {
            ("Dieses Feld ist nicht vorgesehen.".to_owned(), "This field is not provided for.".to_owned())
        }
        None => {
            // Only what is expected: what stands there may be personal data.
            let ours = ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant "];
            let expected = message
                .rsplit_once(", expected ")
                .filter(|_| ours.iter().any(|start| message.starts_with(start)))
                .map(|(_, rest)| rest.rsplit_once(" at line ").map_or(rest, |(expected, _)| expected));
            match expected {
                Some(expected) => {
                    let (german, english) = in_words(expected);
                    (
                        format!("Der Wert hat nicht die vorgesehene Form (erwartet: {german})."),
                        format!("The value does not have the expected form (expected: {english})."),
                    )
                }
                None => (
                    "Der Wert hat nicht die vorgesehene Form.".to_owned(),
                    "The value does not have the expected form.".to_owned(),
                ),
            }
        }
    };
    findings.error(RULE_DOCUMENT).at(path).reason(reason::SCHEMA).say(german, english);
}

/// What serde expects, for people.
fn in_words(expected: &str) -> (&str, &str) {
    match expected {
        text if text.starts_with("struct ") || text == "a map" => ("ein Objekt", "an object"),
        text if text.starts_with("a sequence") => ("eine Liste", "a list"),
        "a string" => ("ein Text", "a text"),
        "a boolean" => ("true oder false", "true or false"),
        "u8" | "u16" | "u32" | "u64" | "usize" => ("eine ganze Zahl ab 0", "a whole number from 0"),
        "i8" | "i16" | "i32" | "i64" | "isize" => ("eine ganze Zahl", "a whole number"),
        "f32" | "f64" => ("eine Zahl", "a number"),
        other => (other, other),
    }
}

fn quoted_after<'a>(message: &'a str, prefix: &str) -> Option<&'a str> {
    message.strip_prefix(prefix)?.strip_prefix('`')?.split('`').next()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Dog {
        name: String,
        #[serde(default)]
        weights: Vec<u32>,
    }

    fn read(body: impl Into<Vec<u8>>) -> Result<Json<Dog>, Vec<(String, String, String)>> {
        let mut findings = Findings::new();
        let read = Json::from_document(&Document::new("application/json", body), &mut findings);
        read.ok_or_else(|| {
            let told = |f: &crate::Finding| {
                (f.reason_code.clone(), f.path().unwrap_or("-").to_owned(), f.german().unwrap_or("-").to_owned())
            };
            findings.iter().map(told).collect()
        })
    }

    #[test]
    fn a_sound_document_is_read() {
        assert_eq!(read(r#"{"name":"Bello","other":[1]}"#).unwrap().name, "Bello");
    }

    #[test]
    fn wrong_types_are_named_with_their_place_and_without_their_value() {
        let findings = read(r#"{"name":"Bello","weights":[1,"secret, expected of nobody"]}"#).unwrap_err();
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].0.as_str(), findings[0].1.as_str()), ("X001", "/weights/1"));
        assert!(!findings[0].2.contains("secret"), "{}", findings[0].2);
        assert_eq!(read("{}").unwrap_err()[0].2, "Das Feld `name` fehlt.");
    }

    #[test]
    fn a_list_is_no_object() {
        #[derive(Debug, Default, Deserialize)]
        #[serde(default)]
        struct AllDefaults {
            dog: Option<Dog>,
            dogs: Vec<Dog>,
        }
        for (body, path) in
            [("[]", ""), (r#"{"dog":["Bello"]}"#, "/dog"), (r#"{"dogs":[{"name":"a"},["b",[]]]}"#, "/dogs/1")]
        {
            let mut findings = Findings::new();
            let read = Json::<AllDefaults>::from_document(&Document::new("application/json", body), &mut findings);
            assert!(read.is_none(), "{body}");
            let told: Vec<_> = findings.iter().map(|f| (f.path(), f.german())).collect();
            assert_eq!(told, [(Some(path), Some("Der Wert hat nicht die vorgesehene Form (erwartet: ein Objekt)."))]);
        }
        let sound = Document::new("application/json", r#"{"dog":{"name":"a"},"dogs":[{"name":"b"}]}"#);
        let read = Json::<AllDefaults>::from_document(&sound, &mut Findings::new()).unwrap();
        assert_eq!((read.dog.as_ref().unwrap().name.as_str(), read.dogs.len()), ("a", 1));
    }

    #[test]
    fn garbage_is_not_well_formed() {
        for body in [&b"\xff{}"[..], b"", b"{", b"{} {}", b"\xef\xbb\xbf{}", b"[1,]", b"{\"name\":\"\\ud800\"}", b"nul"]
        {
            let findings = read(body).unwrap_err();
            assert_eq!(findings[0].0, "X000", "{body:?} {findings:?}");
        }
    }

    #[test]
    fn every_key_that_stands_twice_is_named() {
        let findings =
            read(r#"{"name":"a","x":{"k":1,"\u006b":2},"l":[{},{"a":1,"b":2,"a":3}],"name":"b"}"#).unwrap_err();
        let paths: Vec<_> = findings.iter().map(|f| (f.0.as_str(), f.1.as_str())).collect();
        assert_eq!(paths, [("X000", "/x/k"), ("X000", "/l/1/a"), ("X000", "/name")]);
    }

    #[test]
    fn ten_thousand_levels_are_refused() {
        for body in ["[".repeat(10_000), format!(r#"{{"name":"a","x":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000))]
        {
            let findings = read(body).unwrap_err();
            assert_eq!((findings.len(), findings[0].0.as_str()), (1, "X000"));
        }
    }
}
