//! Packages, their steps, and who has which name.

use super::super::query::{all, execute, first};
use super::super::values::{json, parse};
use crate::error::sql;
use crate::time::{from_micros, to_micros};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{Package, PackageFilter, PackageStatus, RepositoryName, StatusChange};
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::ports::StoreError;
use rusqlite::{Connection, Row, params};

fn text(row: &Row<'_>, column: usize) -> Result<String, StoreError> {
    row.get(column).map_err(sql)
}

pub(super) fn put(
    connection: &Connection,
    expected: Option<PackageStatus>,
    mut package: Package,
) -> Result<bool, StoreError> {
    package.status.at = from_micros(to_micros(package.status.at))?;
    let repository = super::find_or_make(connection, &package.repository)?;
    let known = "SELECT id, status FROM depot_package WHERE repository = ?1 AND manifest = ?2";
    let known = first(connection, known, params![repository, package.manifest.0], |row| {
        Ok((row.get::<_, i64>(0).map_err(sql)?, text(row, 1)?))
    })?;
    let status = known.as_ref().map(|(_, status)| status.as_str());
    if status != expected.map(PackageStatus::name) {
        return Ok(false);
    }
    let plugin = package.description.as_ref().map(|description| description.plugin.as_str());
    let id = match &known {
        Some((id, _)) => {
            let text = "UPDATE depot_package SET component = ?2, plugin = ?3, status = ?4, record = ?5 WHERE id = ?1";
            let values = params![id, package.component.0, plugin, package.status.status.name(), json(&package)?];
            execute(connection, text, values)?;
            *id
        }
        None => {
            let text = "INSERT INTO depot_package (repository, manifest, component, plugin, status, record)
                        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let (manifest, component) = (package.manifest.0, package.component.0);
            let status = package.status.status.name();
            execute(connection, text, params![repository, manifest, component, plugin, status, json(&package)?])?;
            connection.last_insert_rowid()
        }
    };
    if status != Some(package.status.status.name()) {
        let text = "INSERT INTO depot_package_step (package, number, record)
                    SELECT ?1, count(*), ?2 FROM depot_package_step WHERE package = ?1";
        execute(connection, text, params![id, json(&package.status)?])?;
    }
    Ok(true)
}

fn package(row: &Row<'_>) -> Result<Package, StoreError> {
    parse("package of the depot", &text(row, 0)?)
}

pub(super) fn by_manifest(
    connection: &Connection,
    repository: &RepositoryName,
    manifest: &Digest,
) -> Result<Option<Package>, StoreError> {
    let text = "SELECT record FROM depot_package p JOIN depot_repository r ON r.id = p.repository
                WHERE r.name = ?1 AND p.manifest = ?2";
    first(connection, text, params![repository.as_str(), manifest.0], package)
}

pub(super) fn list(connection: &Connection, filter: &PackageFilter) -> Result<Vec<Package>, StoreError> {
    let text = "SELECT record FROM depot_package p JOIN depot_repository r ON r.id = p.repository
                WHERE (?1 IS NULL OR r.name = ?1) AND (?2 IS NULL OR p.component = ?2)
                AND (?3 IS NULL OR p.plugin = ?3) AND (?4 IS NULL OR p.status = ?4) ORDER BY p.id";
    let values = params![
        filter.repository.as_ref().map(RepositoryName::as_str),
        filter.component.map(|component| component.0),
        filter.plugin.as_ref().map(PluginName::as_str),
        filter.status.map(PackageStatus::name),
    ];
    all(connection, text, values, package)
}

pub(super) fn history(
    connection: &Connection,
    repository: &RepositoryName,
    manifest: &Digest,
) -> Result<Vec<StatusChange>, StoreError> {
    let query = "SELECT s.record FROM depot_package_step s JOIN depot_package p ON p.id = s.package
                 JOIN depot_repository r ON r.id = p.repository
                 WHERE r.name = ?1 AND p.manifest = ?2 ORDER BY s.number";
    all(connection, query, params![repository.as_str(), manifest.0], |row| parse("step of a package", &text(row, 0)?))
}

pub(super) fn claim(
    connection: &Connection,
    plugin: &PluginName,
    name: &RepositoryName,
) -> Result<RepositoryName, StoreError> {
    let repository = super::find_or_make(connection, name)?;
    let text = "INSERT INTO depot_plugin (name, repository) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    execute(connection, text, params![plugin.as_str(), repository])?;
    let text = "SELECT r.name FROM depot_plugin p JOIN depot_repository r ON r.id = p.repository WHERE p.name = ?1";
    let owner = first(connection, text, [plugin.as_str()], |row| super::repository(row, 0))?;
    Ok(owner.unwrap_or_else(|| name.clone()))
}
