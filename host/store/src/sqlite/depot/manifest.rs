//! Manifests, tags and referrers.

use super::super::query::{all, execute, first};
use super::super::values::{digest, json, parse};
use crate::error::{damaged, sql};
use crate::time::{from_micros, to_micros};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{ManifestRecord, NewManifest, PutManifest, RepositoryName, TagName};
use drehscheibe_model::ports::StoreError;
use rusqlite::{Connection, Row, params};

pub(super) fn put(connection: &Connection, mut new: NewManifest) -> Result<PutManifest, StoreError> {
    new.record.pushed_at = from_micros(to_micros(new.record.pushed_at))?;
    let record = &new.record;
    let repository = super::find_or_make(connection, &record.repository)?;
    let named = match &new.tag {
        Some(tag) => {
            let text = "SELECT digest FROM depot_tag WHERE repository = ?1 AND name = ?2";
            first(connection, text, params![repository, tag.as_str()], |row| digest(row, 0))?
        }
        None => None,
    };
    if let Some(other) = named.filter(|named| *named != record.digest) {
        return Ok(PutManifest::TagTaken(other));
    }
    let mut put = PutManifest::Known;
    let known = "SELECT 1 FROM depot_manifest WHERE repository = ?1 AND digest = ?2";
    if first(connection, known, params![repository, record.digest.0], |_| Ok(()))?.is_none() {
        let text = "INSERT INTO depot_manifest (repository, digest, subject, artifact_type, record)
                    VALUES (?1, ?2, ?3, ?4, ?5)";
        let subject = record.subject.map(|subject| subject.0);
        execute(connection, text, params![repository, record.digest.0, subject, record.artifact_type, json(record)?])?;
        put = PutManifest::Stored;
    }
    if let Some(tag) = new.tag.as_ref().filter(|_| named.is_none()) {
        let text = "INSERT INTO depot_tag (repository, name, digest) VALUES (?1, ?2, ?3)";
        execute(connection, text, params![repository, tag.as_str(), record.digest.0])?;
        put = PutManifest::Stored;
    }
    Ok(put)
}

fn record(row: &Row<'_>) -> Result<ManifestRecord, StoreError> {
    let text: String = row.get(0).map_err(sql)?;
    parse("manifest of the depot", &text)
}

pub(super) fn by_digest(
    connection: &Connection,
    repository: &RepositoryName,
    digest: &Digest,
) -> Result<Option<ManifestRecord>, StoreError> {
    let text = "SELECT record FROM depot_manifest m JOIN depot_repository r ON r.id = m.repository
                WHERE r.name = ?1 AND m.digest = ?2";
    first(connection, text, params![repository.as_str(), digest.0], record)
}

pub(super) fn tagged(
    connection: &Connection,
    repository: &RepositoryName,
    tag: &TagName,
) -> Result<Option<Digest>, StoreError> {
    let text = "SELECT digest FROM depot_tag t JOIN depot_repository r ON r.id = t.repository
                WHERE r.name = ?1 AND t.name = ?2";
    first(connection, text, params![repository.as_str(), tag.as_str()], |row| digest(row, 0))
}

fn tag(row: &Row<'_>) -> Result<TagName, StoreError> {
    let text: String = row.get(0).map_err(sql)?;
    TagName::new(text).map_err(|error| damaged(error.to_string()))
}

pub(super) fn tags(
    connection: &Connection,
    name: &RepositoryName,
    after: Option<&TagName>,
    limit: u32,
) -> Result<Option<Vec<TagName>>, StoreError> {
    let Some(repository) = super::find(connection, name)? else { return Ok(None) };
    let text = "SELECT name FROM depot_tag WHERE repository = ?1 AND name > ?2 ORDER BY name LIMIT ?3";
    let after = after.map_or("", TagName::as_str);
    let tags = all(connection, text, params![repository, after, limit], tag)?;
    if tags.is_empty() {
        let text = "SELECT 1 FROM depot_manifest WHERE repository = ?1 LIMIT 1";
        return first(connection, text, [repository], |_| Ok(Vec::new()));
    }
    Ok(Some(tags))
}

pub(super) fn tags_of(
    connection: &Connection,
    repository: &RepositoryName,
    digest: &Digest,
) -> Result<Vec<TagName>, StoreError> {
    let text = "SELECT t.name FROM depot_tag t JOIN depot_repository r ON r.id = t.repository
                WHERE r.name = ?1 AND t.digest = ?2 ORDER BY t.name";
    all(connection, text, params![repository.as_str(), digest.0], tag)
}

pub(super) fn referrers(
    connection: &Connection,
    repository: Option<&RepositoryName>,
    subject: &Digest,
    artifact_type: Option<&str>,
) -> Result<Vec<ManifestRecord>, StoreError> {
    let text = "SELECT record FROM depot_manifest m JOIN depot_repository r ON r.id = m.repository
                WHERE m.subject = ?1 AND (?2 IS NULL OR r.name = ?2) AND (?3 IS NULL OR m.artifact_type = ?3)
                ORDER BY m.id";
    all(connection, text, params![subject.0, repository.map(RepositoryName::as_str), artifact_type], record)
}
