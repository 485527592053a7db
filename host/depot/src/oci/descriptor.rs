//! Descriptors: what a manifest says about bytes.

use super::{ANNOTATION_KEY, ANNOTATION_VALUE, ANNOTATIONS};
use drehscheibe_model::depot::Descriptor;
use drehscheibe_model::depot::artifact_type::EMPTY;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The config of an artifact that needs none.
pub const EMPTY_CONFIG: &[u8] = b"{}";

/// As it stands in a manifest.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Raw {
    media_type: Option<String>,
    digest: Option<String>,
    size: Option<i64>,
    artifact_type: Option<String>,
    annotations: Option<BTreeMap<String, String>>,
    urls: Option<Vec<String>>,
}

/// `type/subtype` of RFC 6838.
pub(super) fn is_media_type(text: &str) -> bool {
    let part = |part: &str| {
        (1..=127).contains(&part.len())
            && part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    text.split_once('/').is_some_and(|(kind, subtype)| part(kind) && part(subtype))
}

/// Checks a descriptor; problems name it as `what`.
pub(super) fn check(raw: Raw, what: &str, largest: u64, problems: &mut Vec<String>) -> Option<Descriptor> {
    let before = problems.len();
    let media_type = raw.media_type.unwrap_or_default();
    if !is_media_type(&media_type) {
        problems.push(format!("{what}: `mediaType` is missing or not a media type"));
    }
    let digest = match raw.digest.as_deref().map(str::parse) {
        Some(Ok(digest)) => Some(digest),
        Some(Err(error)) => {
            problems.push(format!("{what}: {error}"));
            None
        }
        None => {
            problems.push(format!("{what}: `digest` is missing"));
            None
        }
    };
    let size = match raw.size.map(u64::try_from) {
        Some(Ok(size)) if size <= largest => size,
        Some(Ok(size)) => {
            problems.push(format!("{what}: {size} bytes, {largest} are allowed"));
            0
        }
        _ => {
            problems.push(format!("{what}: `size` is missing or negative"));
            0
        }
    };
    if raw.urls.is_some_and(|urls| !urls.is_empty()) {
        problems.push(format!("{what}: `urls`: bytes that lie elsewhere are not taken"));
    }
    if raw.artifact_type.as_deref().is_some_and(|text| !is_media_type(text)) {
        problems.push(format!("{what}: `artifactType` is not a media type"));
    }
    let annotations = annotations(raw.annotations, what, problems);
    if media_type == EMPTY && size != EMPTY_CONFIG.len() as u64 {
        problems.push(format!("{what}: the empty config has two bytes, `{{}}`"));
    }
    let digest = digest.filter(|_| problems.len() == before)?;
    Some(Descriptor { media_type, digest, size, artifact_type: raw.artifact_type, annotations })
}

/// Checks annotations.
pub(super) fn annotations(
    given: Option<BTreeMap<String, String>>,
    what: &str,
    problems: &mut Vec<String>,
) -> BTreeMap<String, String> {
    let given = given.unwrap_or_default();
    if given.len() > ANNOTATIONS {
        problems.push(format!("{what}: {} annotations, {ANNOTATIONS} are allowed", given.len()));
    }
    for (key, value) in given.iter().take(ANNOTATIONS) {
        if key.is_empty() || key.len() > ANNOTATION_KEY || value.len() > ANNOTATION_VALUE {
            let key: String = key.chars().take(40).collect();
            problems.push(format!(
                "{what}: annotation `{key}`: keys have 1 to {ANNOTATION_KEY} bytes, values at most {ANNOTATION_VALUE}"
            ));
        }
    }
    given
}
