//! Whether a document is what its media type says.

use super::json_check;
use super::media::{Form, MediaType};
use super::spool::Spooled;
use super::xml_check::{self, XmlFault};
use crate::blocking::blocking;
use crate::problem::{Problem, kinds};
use drehscheibe_model::ports::Blobs;
use std::io::{Cursor, Read};
use std::sync::Arc;

impl From<XmlFault> for Problem {
    fn from(fault: XmlFault) -> Self {
        let kind = match fault {
            XmlFault::NotUtf8(_) => &kinds::NOT_UTF8,
            XmlFault::Encoding(_) => &kinds::XML_ENCODING,
            XmlFault::Doctype(_) => &kinds::XML_DOCTYPE,
            XmlFault::TooDeep => &kinds::TOO_DEEP,
            XmlFault::Syntax { .. } | XmlFault::TooManyAttributes(_) => &kinds::NOT_WELL_FORMED,
            XmlFault::Io => &kinds::INTERNAL,
        };
        Problem::new(kind, format!("XML: {fault}."))
    }
}

/// Reads JSON and XML to the end, from memory or from the blobs; other forms are taken as they are.
pub(super) async fn check(
    blobs: &Arc<dyn Blobs>,
    document: Spooled,
    media_type: &MediaType,
) -> Result<Spooled, Problem> {
    if document.content.size == 0 {
        return Err(Problem::new(&kinds::DOCUMENT_MISSING, "The document is empty."));
    }
    let (blobs, form) = (blobs.clone(), media_type.form());
    if form == Form::Other {
        return Ok(document);
    }
    blocking(move || {
        let read = |reader: &mut dyn Read| -> Result<(), Problem> {
            match form {
                Form::Json => Ok(json_check::check(reader)?),
                Form::Xml => Ok(xml_check::check(reader)?),
                Form::Other => Ok(()),
            }
        };
        match &document.inline {
            Some(bytes) => read(&mut Cursor::new(bytes))?,
            None => read(&mut blobs.open(&document.content.digest)?)?,
        }
        Ok(document)
    })
    .await?
}
