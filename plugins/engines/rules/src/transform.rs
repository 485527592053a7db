//! Transforming a document.

use drehscheibe_schematron::Severity;
use drehscheibe_xpath::ErrorKind;

use crate::build::RuleSet;
use crate::finding::{Finding, Level};
use crate::validate::{Fault, Surroundings, clip, failed, not_well_formed};

/// One document for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// `default` for the main result; for `xsl:result-document` the name in `href` without its
    /// extension, in small letters.
    pub recipient: String,
    pub media_type: String,
    /// The last part of `href`.
    pub file_name: Option<String>,
    pub body: Vec<u8>,
}

impl RuleSet {
    /// The documents that the stylesheet makes, and the texts of its `xsl:message`.
    ///
    /// # Errors
    /// [`Fault::Rejected`]: not well-formed, or the stylesheet ends with `xsl:message
    /// terminate="yes"`. [`Fault::Failed`]: anything else.
    pub fn transform(&self, document: &[u8], around: &Surroundings) -> Result<(Vec<Made>, Vec<String>), Fault> {
        let Some(stylesheet) = &self.stylesheet else { return Err(Fault::Failed("there is no stylesheet".into())) };
        let output = stylesheet.run(document, &around.options()).map_err(|error| match error.kind() {
            _ if error.code() == "SXXP0003" => Fault::Rejected(vec![not_well_formed(error.message())]),
            ErrorKind::Terminated => {
                let finding = Finding::new("XSL-MESSAGE", Severity::Error, Level::BusinessRules, None);
                Fault::Rejected(vec![finding.say("de", error.message())])
            }
            _ => Fault::Failed(failed(&error)),
        })?;
        let several = output.documents.len() > 1;
        let mut made = Vec::new();
        for document in output.documents {
            // A main result that is empty beside others is none.
            if document.href.is_empty() && several && document.text.trim().is_empty() {
                continue;
            }
            let (recipient, file_name) = recipient(&document.href)?;
            let body = document.bytes();
            made.push(Made { recipient, media_type: document.media_type, file_name, body });
        }
        let messages = output.messages.iter().map(|message| clip(message, 500)).collect();
        Ok((made, messages))
    }
}

/// Recipient and file name of an `href`.
fn recipient(href: &str) -> Result<(String, Option<String>), Fault> {
    if href.is_empty() {
        return Ok(("default".into(), None));
    }
    let name = href.rsplit('/').next().unwrap_or(href);
    let stem = name.split_once('.').map_or(name, |parts| parts.0).to_ascii_lowercase();
    let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if stem.is_empty() || stem.len() > 64 || !stem.chars().all(sound) || name.len() > 128 {
        return Err(Fault::Failed(format!(
            "xsl:result-document href=\"{}\" names no recipient: letters a to z, digits and hyphens are expected",
            clip(href, 100)
        )));
    }
    Ok((stem, Some(name.into())))
}
