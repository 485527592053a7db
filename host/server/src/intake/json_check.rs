//! JSON that every reader reads the same way: UTF-8, no repeated keys, not too deep.
//!
//! Two readers that take different ones of two equal keys would disagree about what was submitted
//! (RFC 8259 section 4), so a document with such keys is refused, at any depth.

use super::utf8::Utf8Reader;
use drehscheibe_model::text::shortened;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;
use std::io::{BufReader, Read};

/// Levels of objects and arrays.
pub const MAX_DEPTH: usize = 100;
/// Characters of a key and of a pointer that a message quotes.
const QUOTED_KEY: usize = 80;
const QUOTED_POINTER: usize = 200;

/// What is wrong with it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonFault {
    #[error("byte {0} is not UTF-8")]
    NotUtf8(u64),
    #[error("{0}")]
    Syntax(String),
    /// JSON Pointer of the object.
    #[error("the key {key:?} occurs more than once in the {place}", place = match pointer.as_str() {
        "" => "outermost object".into(),
        pointer => format!("object at `{pointer}`"),
    })]
    DuplicateKey { key: String, pointer: String },
    #[error("nested more than {MAX_DEPTH} levels deep")]
    TooDeep,
    #[error("the stored bytes could not be read")]
    Io,
}

/// Reads all of it; the first fault.
pub fn check(reader: impl Read) -> Result<(), JsonFault> {
    let (reader, not_utf8) = Utf8Reader::new(reader);
    let mut state = State::default();
    let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(64 << 10, reader));
    let result = Value(&mut state).deserialize(&mut json).and_then(|()| json.end());
    let Err(error) = result else { return Ok(()) };
    if let Some(position) = not_utf8.get() {
        return Err(JsonFault::NotUtf8(position));
    }
    if let Some(fault) = state.fault {
        return Err(fault);
    }
    if error.is_io() { Err(JsonFault::Io) } else { Err(JsonFault::Syntax(error.to_string())) }
}

#[derive(Default)]
struct State {
    path: Vec<String>,
    fault: Option<JsonFault>,
}

impl State {
    fn pointer(&self) -> String {
        self.path.iter().map(|part| format!("/{}", part.replace('~', "~0").replace('/', "~1"))).collect()
    }
    fn enter<E: Error>(&mut self) -> Result<(), E> {
        if self.path.len() >= MAX_DEPTH {
            self.fault = Some(JsonFault::TooDeep);
            return Err(E::custom("too deep"));
        }
        self.path.push(String::new());
        Ok(())
    }
    fn at(&mut self, part: String) {
        if let Some(last) = self.path.last_mut() {
            *last = part;
        }
    }
}

/// Any value, looked at and dropped.
struct Value<'a>(&'a mut State);

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.enter()?;
        let mut index = 0_u64;
        self.0.at("0".into());
        while items.next_element_seed(Value(self.0))?.is_some() {
            index = index.saturating_add(1);
            self.0.at(index.to_string());
        }
        self.0.path.pop();
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.0.enter()?;
        let mut keys: HashSet<String> = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if keys.contains(&key) {
                self.0.path.pop();
                let key = shortened(&key, QUOTED_KEY).into_owned();
                let pointer = shortened(&self.0.pointer(), QUOTED_POINTER).into_owned();
                self.0.fault = Some(JsonFault::DuplicateKey { key, pointer });
                return Err(A::Error::custom("duplicate key"));
            }
            self.0.at(key.clone());
            keys.insert(key);
            entries.next_value_seed(Value(self.0))?;
        }
        self.0.path.pop();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: impl AsRef<[u8]>) -> JsonFault {
        check(text.as_ref()).unwrap_err()
    }

    #[test]
    fn ordinary_documents_pass() {
        let text = r#"{"a":[1,-2.5e3,"ü",null,true,{"a":{"a":1}}],"b":{}}"#;
        assert_eq!(check(text.as_bytes()), Ok(()));
        assert_eq!(check(&b" 7 "[..]), Ok(()));
    }

    #[test]
    fn repeated_keys_are_found_at_any_depth_and_behind_escapes() {
        let expected = |pointer: &str| JsonFault::DuplicateKey { key: "k".into(), pointer: pointer.into() };
        assert_eq!(fault(r#"{"k":1,"k":2}"#), expected(""));
        assert_eq!(fault(r#"{"a":[0,{"x/y":{"k":1,"b":2,"k":3}}]}"#), expected("/a/1/x~1y"));
        assert_eq!(fault(r#"{"k":1,"\u006b":2}"#), expected(""));
    }

    #[test]
    fn a_message_stays_short_however_long_the_keys_are() {
        let long = "k".repeat(100_000);
        let text = fault(format!(r#"{{"{long}":{{"{long}":1,"{long}":2}}}}"#)).to_string();
        assert!(text.len() < 400 && text.contains("more than once"), "{text}");
    }

    #[test]
    fn depth_is_limited_and_ten_thousand_levels_do_no_harm() {
        let nested = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
        assert_eq!(check(nested(MAX_DEPTH).as_bytes()), Ok(()));
        assert_eq!(fault(nested(MAX_DEPTH + 1)), JsonFault::TooDeep);
        assert_eq!(fault(nested(10_000)), JsonFault::TooDeep);
        assert_eq!(fault("{\"a\":".repeat(10_000)), JsonFault::TooDeep);
    }

    #[test]
    fn garbage_and_truncation_are_errors() {
        assert_eq!(fault(b"{\"a\":\"\xff\"}"), JsonFault::NotUtf8(6));
        for text in ["", "{", "{\"a\":1", "[1,]", "{\"a\":1}x", "nul", "\u{feff}{}", "\"\\ud800\"", "{\"a\" 1}", "01"] {
            assert!(matches!(fault(text), JsonFault::Syntax(_)), "{text}");
        }
    }
}
