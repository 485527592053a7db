//! Media types: which a document may have, and how it is checked.

use crate::problem::{Problem, kinds};

/// How a document of this type is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Xml,
    /// Taken as it is.
    Other,
}

/// A media type as it is kept: lower case, without parameters that only repeat UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MediaType {
    essence: String,
    text: String,
    /// A parameter says another encoding than UTF-8.
    foreign_charset: bool,
}

const LONGEST: usize = 255;

fn token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
}

impl MediaType {
    /// From a `Content-Type`.
    pub(super) fn parse(value: &str) -> Option<Self> {
        let value = value.trim();
        if value.len() > LONGEST || !value.bytes().all(|b| (b' '..=b'~').contains(&b)) {
            return None;
        }
        let (essence, parameters) = value.split_once(';').unwrap_or((value, ""));
        let essence = essence.trim().to_ascii_lowercase();
        let (kind, subtype) = essence.split_once('/')?;
        if !token(kind) || !token(subtype) {
            return None;
        }
        let charset = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_ascii_lowercase())
        });
        let utf8 = matches!(charset.as_deref(), None | Some("utf-8" | "us-ascii"));
        let only_charset = parameters.split(';').count() <= 1;
        let text = if utf8 && only_charset { essence.clone() } else { value.to_owned() };
        Some(Self { essence, text, foreign_charset: !utf8 })
    }
    /// As it is kept with the bytes.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }
    /// Type and subtype.
    pub(super) fn essence(&self) -> &str {
        &self.essence
    }
    pub(super) fn form(&self) -> Form {
        match self.essence.as_str() {
            "application/json" | "text/json" => Form::Json,
            "application/xml" | "text/xml" => Form::Xml,
            other if other.ends_with("+json") => Form::Json,
            other if other.ends_with("+xml") => Form::Xml,
            _ => Form::Other,
        }
    }
    /// For a document. Refused are types that a browser would run or a form would send by mistake.
    pub(super) fn for_document(value: Option<&str>, what: &str) -> Result<Self, Problem> {
        let unsupported = |text: String| Err(Problem::new(&kinds::MEDIA_TYPE_UNSUPPORTED, text));
        let Some(value) = value else { return unsupported(format!("{what} has no `Content-Type`.")) };
        let Some(media_type) = Self::parse(value) else {
            return unsupported(format!("The `Content-Type` of {what} is not a media type."));
        };
        let essence = media_type.essence.as_str();
        let accepted = (essence.starts_with("application/") && essence != "application/x-www-form-urlencoded")
            || matches!(essence, "text/xml" | "text/json" | "text/plain" | "text/csv");
        if !accepted {
            return unsupported(format!(
                "`{essence}` is not accepted for {what}: application/* (but not forms), text/xml, text/plain and text/csv are."
            ));
        }
        if media_type.foreign_charset && media_type.form() != Form::Other {
            return unsupported(format!("The `charset` of {what} is not UTF-8."));
        }
        Ok(media_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_and_normalised() {
        let parsed = MediaType::parse("Application/XML; charset=UTF-8").unwrap();
        assert_eq!((parsed.as_str(), parsed.form()), ("application/xml", Form::Xml));
        assert_eq!(MediaType::parse("application/xrechnung+xml").unwrap().form(), Form::Xml);
        assert_eq!(MediaType::parse("application/vnd.x+json").unwrap().form(), Form::Json);
        assert_eq!(MediaType::parse("text/csv; charset=iso-8859-1").unwrap().as_str(), "text/csv; charset=iso-8859-1");
        for text in ["", "xml", "/", "a/", "application/x y", "a/b\r\nX: y", "text/plain\u{e4}"] {
            assert_eq!(MediaType::parse(text), None, "{text}");
        }
    }

    #[test]
    fn documents_have_harmless_types() {
        for text in ["application/xml", "application/pdf", "text/csv", "application/octet-stream"] {
            assert!(MediaType::for_document(Some(text), "x").is_ok(), "{text}");
        }
        for text in [
            "text/html",
            "multipart/mixed",
            "image/svg+xml",
            "application/x-www-form-urlencoded",
            "application/xml; charset=iso-8859-1",
            "nonsense",
        ] {
            assert!(MediaType::for_document(Some(text), "x").is_err(), "{text}");
        }
        assert!(MediaType::for_document(None, "x").is_err());
    }
}
