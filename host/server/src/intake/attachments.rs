//! Attachments: what is announced and what comes.

use super::spool::Spooled;
use crate::problem::{Problem, kinds};
use drehscheibe_model::content::Digest;
use drehscheibe_model::envelope::Attachment;
use serde::Deserialize;
use utoipa::ToSchema;

/// An attachment on the envelope's list.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Announced {
    /// Name of its part; 1 to 64 letters, digits, `.`, `_` or `-`.
    pub(super) id: String,
    /// Goes before the name in the part.
    #[serde(default)]
    pub(super) file_name: Option<String>,
    /// Goes before the type of the part.
    #[serde(default)]
    pub(super) media_type: Option<String>,
    /// `sha256:` and 64 hexadecimal digits.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(super) digest: Option<Digest>,
}

/// An attachment that came.
#[derive(Debug)]
pub(super) struct Came {
    pub(super) id: String,
    pub(super) file_name: Option<String>,
    pub(super) spooled: Spooled,
}

/// Names of parts that are no attachments.
pub(super) const RESERVED: [&str; 2] = ["envelope", "document"];

/// Whether a part may have this name.
pub(super) fn check_id(id: &str) -> Result<(), Problem> {
    let ok = (1..=64).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        && !RESERVED.contains(&id);
    if ok {
        return Ok(());
    }
    let shown: String = id.chars().take(80).collect();
    Err(Problem::new(
        &kinds::ATTACHMENT_INVALID,
        format!("{shown:?} cannot be the id of an attachment: 1 to 64 letters, digits, `.`, `_` or `-`."),
    ))
}

fn check_file_name(id: &str, name: &str) -> Result<(), Problem> {
    let length = name.chars().count();
    let ok = (1..=255).contains(&length)
        && !name.chars().any(|c| c.is_control() || matches!(c, '/' | '\\'))
        && !matches!(name, "." | "..");
    if ok {
        return Ok(());
    }
    Err(Problem::new(
        &kinds::ATTACHMENT_INVALID,
        format!("The file name of attachment `{id}` is a path, has a control character or not 1 to 255 characters."),
    ))
}

/// Compares the list, if there is one, with what came. The order of the parts stays.
pub(super) fn settle(announced: Option<Vec<Announced>>, came: Vec<Came>) -> Result<Vec<Attachment>, Problem> {
    let list = announced.as_deref().unwrap_or_default();
    for (position, entry) in list.iter().enumerate() {
        check_id(&entry.id)?;
        if list.iter().take(position).any(|earlier| earlier.id == entry.id) {
            return Err(Problem::new(&kinds::ATTACHMENT_INVALID, format!("`{}` is announced twice.", entry.id)));
        }
    }
    let missing: Vec<String> = list
        .iter()
        .filter(|entry| came.iter().all(|came| came.id != entry.id))
        .map(|entry| format!("attachment `{}` is announced, but no part has this name", entry.id))
        .collect();
    if !missing.is_empty() {
        return Err(Problem::all(&kinds::ATTACHMENT_MISSING, missing));
    }
    came.into_iter().map(|came| settle_one(announced.is_some(), list, came)).collect()
}

fn settle_one(listed: bool, list: &[Announced], came: Came) -> Result<Attachment, Problem> {
    let entry = list.iter().find(|entry| entry.id == came.id);
    if listed && entry.is_none() {
        return Err(Problem::new(
            &kinds::ATTACHMENT_NOT_LISTED,
            format!("Attachment `{}` came but is not on the list.", came.id),
        ));
    }
    let mut content = came.spooled.content;
    if let Some(entry) = entry {
        super::digest::compare(entry.digest, content.digest, &format!("Attachment `{}`", came.id))?;
        if let Some(text) = &entry.media_type {
            let media_type = super::media::MediaType::parse(text).ok_or_else(|| {
                Problem::new(&kinds::ATTACHMENT_INVALID, format!("The media type of `{}` is not one.", came.id))
            })?;
            content.media_type = media_type.as_str().to_owned();
        }
    }
    let file_name = entry.and_then(|entry| entry.file_name.clone()).or(came.file_name).unwrap_or(came.id.clone());
    check_file_name(&came.id, &file_name)?;
    Ok(Attachment { id: came.id, file_name, content })
}

#[cfg(test)]
mod tests {
    use super::*;
    use drehscheibe_model::content::ContentRef;

    fn came(id: &str, file_name: &str) -> Came {
        let content = ContentRef { digest: Digest::of(b"x"), size: 1, media_type: "application/pdf".into() };
        Came { id: id.into(), file_name: Some(file_name.into()), spooled: Spooled { content, inline: None } }
    }

    fn entry(id: &str, digest: Option<Digest>) -> Announced {
        Announced { id: id.into(), file_name: None, media_type: None, digest }
    }

    fn code(announced: Option<Vec<Announced>>, came: Vec<Came>) -> &'static str {
        settle(announced, came).unwrap_err().code()
    }

    #[test]
    fn the_list_and_the_parts_must_agree() {
        let right = Some(Digest::of(b"x"));
        assert_eq!(settle(None, vec![came("a", "a.pdf")]).unwrap()[0].file_name, "a.pdf");
        assert!(settle(Some(vec![entry("a", right)]), vec![came("a", "a.pdf")]).is_ok());
        assert_eq!(code(Some(vec![entry("b", None)]), vec![came("a", "a.pdf")]), "attachment-missing");
        assert_eq!(code(Some(Vec::new()), vec![came("a", "a.pdf")]), "attachment-not-listed");
        assert_eq!(code(Some(vec![entry("a", Some(Digest::of(b"y")))]), vec![came("a", "a.pdf")]), "digest-mismatch");
        assert_eq!(
            code(Some(vec![entry("a", None), entry("a", None)]), vec![came("a", "a.pdf")]),
            "attachment-invalid"
        );
    }

    #[test]
    fn ids_and_file_names_are_no_paths() {
        for id in ["", "a b", "../a", "document", "envelope", "ä"] {
            assert!(check_id(id).is_err(), "{id}");
        }
        for name in ["../etc/passwd", "a\\b", "a\0", "", ".."] {
            assert_eq!(code(None, vec![came("a", name)]), "attachment-invalid", "{name}");
        }
    }
}
